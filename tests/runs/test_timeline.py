"""History and paths laid end to end, on a case small enough to see."""

from __future__ import annotations

import numpy as np
import pytest

from made_paths import START, make_history, make_paths
from moneygood.core.errors import MoneygoodError
from moneygood.model.graph import Graph
from moneygood.runs.timeline import Timeline, shift

G = Graph()
ALL = np.arange(3)


def timeline() -> Timeline:
    paths = make_paths({"x": np.array([[10, 20, 30], [11, 21, 31]]), "y": np.ones((2, 3))})
    return Timeline(paths, make_history({"x": [7, 8, 9]}), {"scale": 2.0})


def test_history_comes_first_and_is_the_same_in_every_draw() -> None:
    line = timeline()
    assert line.start == 3
    assert line.periods == tuple(START + k for k in range(-3, 2))
    np.testing.assert_array_equal(line.values("x", ALL)[:, 1], [7, 8, 9, 20, 21])
    assert np.isnan(line.values("y", ALL)[:3]).all()


def test_draws_are_those_asked_for_in_that_order() -> None:
    np.testing.assert_array_equal(timeline().values("x", np.array([2, 0]))[3:], [[30, 10], [31, 11]])
    np.testing.assert_array_equal(timeline().values("x", np.array([1, 2]))[3:], [[20, 30], [21, 31]])


def test_an_expression_reaches_back_into_history() -> None:
    node = G.apply("mul", G.par("scale"), G.apply("sub", G.var("x", 0), G.var("x", 1)))
    found = timeline().evaluate(node, ALL)
    assert np.isnan(found[0]).all()  # nothing lies before the first quarter of history
    np.testing.assert_array_equal(found[1:, 2], [2, 2, 42, 2])


def test_a_derived_series_stands_in_for_a_variable() -> None:
    peak = np.arange(15.0).reshape(5, 3)
    np.testing.assert_array_equal(timeline().evaluate(G.var("peak", 1), ALL, {"peak": peak})[1:], peak[:-1])
    assert np.isnan(shift(peak, 2)[:2]).all()
    assert shift(peak, 0) is peak


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(MoneygoodError, match="A042: z was not kept"):
        timeline().values("z", ALL)
    with pytest.raises(MoneygoodError, match="A044: other has no value along a path"):
        timeline().evaluate(G.par("other"), ALL)
    short = make_history({"x": [1.0, 2.0]})
    early = type(short)(short.names, tuple(p - 4 for p in short.periods), short.values, short.status)
    with pytest.raises(MoneygoodError, match="A041"):
        Timeline(timeline().paths, early)
