"""The percentile scenarios: the rule by hand, and that each lies where it says it does."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from moneygood import api
from moneygood.core.periods import quarter_range
from moneygood.runs.percentile_set import along, percentile_set, ranks, read_rule
from moneygood.runs.run import RunResult

RULE = read_rule()
AXES = dict(RULE["axes"])
NAMES = [f"percentile-{axis}-{p:02.0f}" for axis in AXES for p in RULE["percentiles"]]


def test_the_percentile_of_a_draw_is_the_middle_of_its_place() -> None:
    assert ranks(np.array([3.0, 1.0, 2.0, 9.0])).tolist() == [62.5, 12.5, 37.5, 87.5]


def test_growth_and_means_along_an_axis_by_hand() -> None:
    periods = quarter_range("2026Q4", "2027Q3")
    levels = np.array([[100.0, 100.0], [101.0, 99.0], [102.0, 98.0], [110.0, 90.0]])
    paths = SimpleNamespace(periods=periods, ok=np.array([True, False]), series=lambda _: levels)
    axis = {"variable": "x", "measure": "growth", "periods": periods[1:]}
    assert along(axis, paths, 1.0) == pytest.approx([100.0 * (1.1 ** (4 / 3) - 1.0)])
    assert along({**axis, "periods": periods}, paths, 80.0) == pytest.approx([100.0 * (110.0 / 80.0 - 1.0)])
    assert along({**axis, "measure": "mean"}, paths, 1.0) == pytest.approx([313.0 / 3])


@cache
def _run(name: str) -> RunResult:
    keep = tuple(axis["variable"] for axis in AXES.values())
    return api.run(name, draws=2000, seed=11, quarters=12, keep=keep)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_lies_at_its_percentile_of_other_draws(name: str) -> None:
    """On another seed than it was made with: its median lies within three points of where it says."""
    _, axis_name, p = name.split("-")
    axis = AXES[axis_name]
    before = float(api.load().history.series(axis["variable"])[-1])
    own, base = (along(axis, _run(n).paths, before) for n in (name, "baseline"))
    assert 100.0 * np.mean(base < np.median(own)) == pytest.approx(float(p), abs=3.0)


@pytest.mark.slow
def test_the_files_are_those_that_the_rule_makes() -> None:
    """Made anew they are the same to the last digit, by the shipped command's own function."""
    from moneygood.core.texts import economics_root

    made = {one.name: one.text for one in percentile_set(api.load(), RULE)}
    assert sorted(made) == sorted(NAMES)
    stale = [
        n for n, text in made.items() if (economics_root() / "scenarios" / f"{n}.yaml").read_text() != text
    ]
    assert stale == [], "run python scripts/percentiles.py"
