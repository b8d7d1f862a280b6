"""Drawings and their titles: bars where their figures are, findings that the figures bear out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from moneygood.charts.data import FanChart, Line
from moneygood.charts.finding import finding, finding_beside
from moneygood.core.periods import Quarter
from moneygood.surfaces.web.reading.draw import Bar, bars_svg, lines_svg

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = (0.05, 0.15, 0.30, 0.50, 0.70, 0.85, 0.95)


def fan(median: float, spread: float, now: float, line: float | None = None) -> FanChart:
    first = Quarter.parse("2027Q1")
    periods = tuple(first + i for i in range(12))
    steps = np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0])
    quantiles = median + spread * np.repeat(steps[:, None], 12, axis=1)
    lines = () if line is None else (Line("baseline", periods, np.full(12, line)),)
    return FanChart("x", "Yield", "percent", periods, LEVELS, quantiles, (first - 1,), np.array([now]),
                    np.array([False]), lines, unit="pct")  # fmt: skip


@pytest.mark.parametrize(
    ("median", "now", "verb"), [(5.0, 4.0, "rises to"), (3.0, 4.0, "falls to"), (4.1, 4.0, "stays near")]
)
def test_a_finding_says_which_way(median: float, now: float, verb: str) -> None:
    said = finding(fan(median, 0.5, now))
    assert said.startswith(f"Yield {verb} {median:.1f}% by 2029Q2 from {now:.1f}%; 70% of paths between")


def test_a_finding_beside_the_baseline_says_how_far() -> None:
    assert finding_beside(fan(5.0, 0.5, 4.0, 4.5)) == "Yield is 0.5 pp above the baseline in 2027Q1, at 5.0%"
    assert finding_beside(fan(5.0, 0.5, 4.0, 5.0)) == "Yield hardly leaves the baseline"


def test_bars_are_as_long_as_their_figures() -> None:
    drawn = ET.fromstring(bars_svg("k", "t", "u", [Bar("a", 2.0), Bar("b", -1.0), Bar("<c>", 4.0)], "said"))
    bars = [r for r in drawn.iter(f"{SVG}rect") if r.get("height") == "17"]
    wide = [float(r.get("width", "0")) for r in bars]
    assert wide[2] / wide[0] == pytest.approx(2.0, abs=0.01)
    assert wide[0] / wide[1] == pytest.approx(2.0, abs=0.01)
    assert float(bars[1].get("x", "0")) + wide[1] == pytest.approx(float(bars[0].get("x", "0")), abs=0.2)
    assert "<c>" in [t.text for t in drawn.iter(f"{SVG}text")]


def test_figures_of_bars_have_the_decimals_of_the_largest() -> None:
    drawn = ET.fromstring(
        bars_svg("k", "t", "u", [Bar("a", -1.7), Bar("b", 0.436), Bar("c", 0.0069), Bar("d", -0.001)], "said")
    )
    words = [t.text for t in drawn.iter(f"{SVG}text")]
    assert [w for w in words if w in ("−1.70", "+0.44", "+0.01", "0")].count("0") == 2  # one is the axis's
    assert {"−1.70", "+0.44", "+0.01"} <= set(words)


def test_a_missing_figure_breaks_the_line() -> None:
    periods = [Quarter.parse("2020Q1") + i for i in range(6)]
    values = np.array([1.0, 2.0, np.nan, 2.0, 3.0, 1.0])
    drawn = lines_svg("k", "t", "u", periods, [("a", values)], "said")
    path = re.search(r'<path d="([^"]+)"', drawn)
    assert path is not None
    assert path[1].count("M") == 2
    assert path[1].count("L") == 3


def test_stacked_shares_fill_the_frame() -> None:
    periods = [Quarter.parse("2020Q1") + i for i in range(3)]
    half = np.array([50.0, 50.0, 50.0])
    drawn = ET.fromstring(lines_svg("k", "t", "u", periods, [("a", half), ("b", half)], "s", stacked=True,
                                    bounds=(0.0, 100.0)))  # fmt: skip
    areas = [
        [tuple(map(float, p.split(","))) for p in (a.get("points") or "").split()]
        for a in drawn.iter(f"{SVG}polygon")
    ]
    tops = [min(y for _, y in area) for area in areas]
    floors = [max(y for _, y in area) for area in areas]
    assert floors[1] == pytest.approx(tops[0])
    assert floors[0] - tops[0] == pytest.approx(tops[0] - tops[1], abs=0.2)
