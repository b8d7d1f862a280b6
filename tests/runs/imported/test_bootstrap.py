"""Draws of an imported model: each is an ordinary solution with the add-ons of past quarters."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.runs.imported.bootstrap import _past, _quarters

START, END = Quarter.of(2012, 1), Quarter.of(2014, 4)
PAST = (Quarter.of(2002, 1), Quarter.of(2010, 4))


@pytest.fixture(scope="module")
def tracked(model, figures):
    return model.tracking(figures, PAST[0], END)


def test_draw_is_an_ordinary_solution_with_its_add_ons(model, tracked) -> None:
    drawn = model.bootstrap(tracked, START, END, PAST, draws=37, seed=5, keep=("inf", "rate"))
    assert drawn.shocked == ("ygap", "inf")
    assert drawn.paths.failed_share == 0.0
    sizes = _past(tracked, drawn.shocked, PAST)
    chosen = _quarters(5, 12, 37, sizes.shape[1])
    for draw in (0, 16, 36):
        changes = {
            f"{name}_trac": {
                START + t: tracked.at(f"{name}_trac", START + t) + sizes[i, chosen[t, draw]]
                for t in range(12)
            }
            for i, name in enumerate(drawn.shocked)
        }
        alone = model.solve(tracked, START, END, changes=changes)
        for name in ("inf", "rate"):
            np.testing.assert_allclose(
                drawn.paths.series(name)[:, draw], alone.series(name), rtol=0, atol=1e-9
            )


def test_draw_does_not_depend_on_the_draws_beside_it(model, tracked) -> None:
    """C-17, C-18: the first draws of a longer run are those of a shorter one, to the last bit."""
    few = model.bootstrap(tracked, START, END, PAST, draws=5, seed=2, keep=("inf",)).paths.values
    many = model.bootstrap(tracked, START, END, PAST, draws=70, seed=2, keep=("inf",)).paths.values
    assert np.array_equal(few, many[:, :, :5])
    other = model.bootstrap(tracked, START, END, PAST, draws=5, seed=3, keep=("inf",)).paths.values
    assert not np.allclose(few, other)


def test_add_ons_have_no_mean_and_come_from_one_quarter(model, tracked) -> None:
    sizes = _past(tracked, ("ygap", "inf"), PAST)
    assert np.max(np.abs(sizes.mean(axis=1))) < 1e-15
    chosen = _quarters(1, 8, 4000, 36)
    assert chosen.min() == 0
    assert chosen.max() == 35
    counts = np.bincount(chosen.ravel(), minlength=36)
    assert np.sum((counts - 32000 / 36) ** 2 / (32000 / 36)) < 75  # chi-square, 35 degrees, p about 1e-4


@pytest.mark.parametrize("draws", [0, 10**7])
def test_number_of_draws_that_cannot_be_made_is_refused(model, tracked, draws) -> None:
    with pytest.raises(MoneygoodError) as fault:
        model.bootstrap(tracked, START, END, PAST, draws=draws)
    assert fault.value.code == "E044"


def test_draws_need_a_past_and_expectations_that_look_back(model, tracked, figures) -> None:
    with pytest.raises(MoneygoodError) as fault:
        model.with_expectations("wp").bootstrap(tracked, START, END, PAST, draws=3)
    assert fault.value.code == "E044"
    with pytest.raises(MoneygoodError) as fault:
        model.bootstrap(figures, START, END, PAST, draws=3)
    assert fault.value.code == "M045"


def test_failed_draw_keeps_its_place(model, tracked) -> None:
    """C-9: a draw that cannot be solved is marked and stays; the others are as they are without it."""
    system = model.system()
    compiled = model.recursive(system)
    from moneygood.runs.imported.window import cut

    window = cut(system, tracked, START, END)
    lanes = np.repeat(window.table[:, :, None], 3, axis=2)
    lanes[window.first + 2, system.row["ygap_trac"], 1] = np.inf
    status, _ = compiled.solve(lanes, window.first, window.last)
    assert status.tolist() == [-1, window.first + 2, -1]
    assert np.isnan(lanes[window.last - 1, system.row["inf"], 1])
    assert np.array_equal(lanes[:, :, 0], lanes[:, :, 2])
    assert np.isfinite(lanes[:, :, 0]).all()
