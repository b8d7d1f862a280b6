"""The typical path against plain loops."""

from __future__ import annotations

import numpy as np

from made_paths import make_history, make_paths
from moneygood.model.graph import Graph
from moneygood.runs.first_passage.passage import first_passage
from moneygood.runs.first_passage.triggers import BreakDefinition, Condition, Side
from moneygood.runs.first_passage.typical import medoid, members, typical_paths

G = Graph()


def test_the_medoid_is_the_point_nearest_to_all_others() -> None:
    points = np.random.default_rng(1).normal(size=(40, 7))
    sums = [sum(float(np.sqrt(((p - q) ** 2).sum())) for q in points) for p in points]
    assert medoid(points) == int(np.argmin(sums))


def test_members_show_exactly_the_order() -> None:
    times = {"a": np.array([1, 2, 3, 0, 2]), "b": np.array([2, 1, 3, 4, 0]), "c": np.array([0, 0, 0, 0, 5])}
    assert members(times, ("a", "b")).tolist() == [True, False, False, False, False]
    assert members(times, ("a+b",)).tolist() == [False, False, True, False, False]
    assert members(times, ("b",)).tolist() == [False, False, False, True, False]
    assert members(times, ("a", "c")).tolist() == [False, False, False, False, True]
    assert not members(times, ()).any()


def test_a_typical_path_is_a_draw_of_its_order_and_counts_it() -> None:
    rng = np.random.default_rng(2)
    x, y = np.cumsum(rng.normal(size=(2, 12, 300)), axis=1)
    paths = make_paths({"x": x, "y": y}, failed=(0, 7))
    sides = {n: Side("up", n, "up", (Condition(n, G.var(n), 2.0, True, ""),), 1, "ours") for n in ("x", "y")}
    definitions = [BreakDefinition(n, n, (s,)) for n, s in sides.items()]
    passage = first_passage(paths, make_history({"x": [0.0], "y": [0.0]}), definitions)
    for found in typical_paths(passage, paths, ("x", "y")):
        assert paths.ok[found.draw]
        assert found.stands_for == round(found.share * passage.draws)
        np.testing.assert_array_equal(found.figures, np.stack([x[:, found.draw], y[:, found.draw]]))
        crossed = {n: v[:, found.draw] >= 2.0 for n, v in (("x", x), ("y", y))}
        expected = {f"{n}.up": str(paths.periods[int(c.argmax())]) for n, c in crossed.items() if c.any()}
        assert found.breaks == expected
