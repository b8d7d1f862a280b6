"""What differs between two vintages, cell by cell."""

import datetime
import sys
from pathlib import Path

import numpy as np

from moneygood.baseline.news.changes import BLOCKS, NewsText, difference
from moneygood.data.builder_live import NewSeries, build_on
from moneygood.data.vintage import load_vintage

sys.path.insert(0, str(Path(__file__).parents[2] / "data"))
from small_vintage import OUTPUT, RATE, small_vintage

TEXT = NewsText(("output",), frozenset({"rate"}))


def step(tmp_path, **series):
    base = small_vintage(tmp_path)
    day = datetime.date(2026, 11, 30)
    new = {("quarterly", n): s for n, s in series.items()}
    build_on(base, new, tmp_path / "vintages" / "newer", day)
    return difference(base, load_vintage("newer", root=tmp_path), TEXT)


def test_every_kind_of_change_has_its_block(tmp_path) -> None:
    output = {**OUTPUT, "2025Q4": 1.0, "2026Q2": 2.0}
    del output["2023Q2"]
    rate = {**RATE, "2024Q1": 9.0}
    found = step(tmp_path, output=NewSeries(output), rate=NewSeries(rate),
                 path=NewSeries({"2026Q3": 3.5}, projected=frozenset({"2026Q3"})))  # fmt: skip
    told = {(s.series, s.block): (s.figures, s.first, s.last) for s in found.series}
    assert told == {
        ("output", "revisions"): (1, "2025Q4", "2025Q4"),
        ("output", "new figures"): (1, "2026Q2", "2026Q2"),
        ("output", "withdrawn figures"): (1, "2023Q2", "2023Q2"),
        ("rate", "re-estimated states"): (1, "2024Q1", "2024Q1"),
        ("path", "projections of others"): (1, "2026Q3", "2026Q3"),
    }
    assert [s.block for s in found.series if s.series == "output"] == list(BLOCKS[:3])
    revised = next(s for s in found.series if s.block == "revisions")
    assert (revised.before, revised.after) == (OUTPUT["2025Q4"], 1.0)
    assert found.tables == {}


def test_a_mixture_has_the_figures_of_its_blocks_only(tmp_path) -> None:
    found = step(tmp_path, output=NewSeries({**OUTPUT, "2025Q4": 1.0, "2026Q2": 2.0}))
    none, all_ = found.mixed(frozenset()), found.mixed(frozenset(BLOCKS))
    assert np.array_equal(none.values, found.before.values, equal_nan=True)
    assert np.array_equal(all_.values, found.after.values, equal_nan=True)
    revised = found.mixed(frozenset({"revisions"}))
    assert revised.at("output", "2025Q4") == 1.0
    assert np.isnan(revised.at("output", "2026Q2"))
    assert found.mixed(frozenset(BLOCKS), frozenset({"rate"})).at("output", "2025Q4") == OUTPUT["2025Q4"]
