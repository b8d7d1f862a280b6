"""What charts say of themselves, what others project on them, what is held, and differences draw by draw."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood import api
from moneygood.charts.data import Curve, CurvesChart, FanChart, HeldSpan, Line
from moneygood.charts.finding import title_of
from moneygood.charts.outside import outside_lines
from moneygood.charts.svg import WIDTH, fan_frame, fan_svg, quarter_position
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, read_yaml
from moneygood.surfaces.run_charts import book_of, write_book

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = (0.05, 0.15, 0.30, 0.50, 0.70, 0.85, 0.95)
PERIODS = tuple(Quarter.parse("2027Q1") + i for i in range(12))


def fan(median: float, unit: str, line: float | None = None, **more: Any) -> FanChart:
    steps = np.arange(-3.0, 4.0)[:, None]
    lines = () if line is None else (Line("baseline", PERIODS, np.full(12, line)),)
    return FanChart("x", "Yield", "words", PERIODS, LEVELS, median + 0.1 * steps + np.zeros((7, 12)),
                    lines=lines, unit=unit, **more)  # fmt: skip


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        (fan(4.42, "pct/yr", 4.0, bp=True), "Yield is 42 bp above the baseline in 2027Q1, at 4.4%"),
        (fan(4.42, "pct", 5.0), "Yield is 0.6 pp below the baseline in 2027Q1, at 4.4%"),
        (fan(900.0, "$bn/yr", 1000.0), "Yield is 10% below the baseline in 2027Q1, at $900bn"),
        (fan(41.0, "pct/yr", bp=True, difference=True),
         "Yield: +41 bp in 2027Q1, on 70% of paths +41 bp to +41 bp"),
        (fan(-7.0, "index", difference=True), "Yield: -7.0% in 2027Q1, on 70% of paths -7.2% to -6.8%"),
        (CurvesChart("c", "t", PERIODS, (Curve("a", "Rates", np.linspace(0, 0.6, 12)),)),
         "By 2029Q4 rates have changed on 60% of paths"),
        (CurvesChart("c", "t", PERIODS, (Curve("a", "Debt", np.full(12, 0.3)),), stacked=True),
         "Debt first on 30% of paths by 2029Q4"),
    ],
)  # fmt: skip
def test_a_title_is_what_the_chart_shows_in_its_own_unit(chart: FanChart | CurvesChart, said: str) -> None:
    assert title_of(chart) == said


def test_a_drawing_that_stands_alone_says_its_finding_and_keeps_its_plot() -> None:
    chart = fan(4.42, "pct/yr", 4.0, bp=True)
    plain, titled = (ET.fromstring(fan_svg(chart, (), f)) for f in ("", title_of(chart)))
    words = " ".join(t.text or "" for t in titled.iter(f"{SVG}text"))
    assert title_of(chart) in words
    areas = [[p.get("points") for p in d.iter(f"{SVG}polygon")] for d in (plain, titled)]
    assert areas[0] == areas[1]
    assert float(str(titled.get("viewBox")).split()[1]) < 0


def test_what_is_held_is_marked_in_its_quarters() -> None:
    held = HeldSpan(PERIODS[2], PERIODS[5], "imposed")
    chart = fan(4.0, "pct", held=(held,))
    drawn = ET.fromstring(fan_svg(chart))
    bar = next(r for r in drawn.iter(f"{SVG}rect") if r.get("class") == "held")
    frame = fan_frame(chart)[0]
    assert float(str(bar.get("x"))) == pytest.approx(frame.x(quarter_position(PERIODS[2]) - 0.5), abs=0.06)
    assert float(str(bar.get("width"))) == pytest.approx(frame.x(4.0) - frame.x(0.0), abs=0.1)
    assert "imposed" in [t.text for t in drawn.iter(f"{SVG}text")]


def test_projections_of_others_stand_where_their_own_text_has_them() -> None:
    """The latest issue of the file, by quarter; core inflation is the growth of its price index."""
    names = ("ffr", "infl_core_yoy", "sp500", "unemployment")
    found = outside_lines(api.load(), names)
    issue = read_yaml(economics_root() / "projections" / "fomc.yaml")["vintages"][-1]
    written = {f["variable"]: f["years"] for f in issue["figures"]}
    for name, theirs in (("ffr", "ffr"), ("unemployment", "unemployment"), ("infl_core_yoy", "price_core")):
        line = next(x for x in found[name] if x.label.startswith("FOMC"))
        assert {f"{y}Q4": v for y, v in written[theirs].items()} == dict(
            zip(map(str, line.periods), line.values.tolist(), strict=True)
        )
    assert "sp500" not in found
    marks = ET.fromstring(fan_svg(_with(found["ffr"])))
    inside = [c for c in marks.iter(f"{SVG}circle") if 0 < float(str(c.get("cx"))) < WIDTH]
    assert len(inside) == sum(q in PERIODS for line in found["ffr"] for q in line.periods)


def _with(lines: tuple[Line, ...]) -> FanChart:
    chart = fan(4.0, "pct")
    return FanChart(**{**chart.__dict__, "lines": lines})


def test_the_page_of_a_run_has_history_since_2000_and_paired_differences(tmp_path: Path) -> None:
    run = api.run("foreign-strike", draws=60, seed=3, quarters=8)
    base = api.run("baseline", draws=60, seed=3, quarters=8)
    book = book_of(run)
    charts = {f.key: f for f in book.fans}
    assert str(charts["rate_10y"].history_periods[0]) == "2000Q1"
    less = {f.key: f for f in book.differences}
    ours, theirs = (r.paths.series("rate_10y").astype(float) for r in (run, base))
    assert less["rate_10y-difference"].level(0.5) == pytest.approx(100 * np.median(ours - theirs, axis=1))
    ours, theirs = (r.paths.series("sp500").astype(float) for r in (run, base))
    expected = np.quantile(100 * (ours / theirs - 1), 0.85, axis=1)
    assert less["sp500-difference"].level(0.85) == pytest.approx(expected, rel=1e-4)
    assert [h.words for h in charts["ffr"].held] == ["held by judgement"]
    text = write_book(book, tmp_path, png=False)[0].read_text(encoding="utf-8")
    assert "Less the baseline" in text
    assert "held by judgement" in text
    assert not book_of(base).differences
