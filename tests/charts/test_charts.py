from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood.charts import theme as charts_theme
from moneygood.charts.data import nice_ticks, number, tick_label
from moneygood.charts.page import Book, drawings
from moneygood.charts.spec import fan_spec, position_date, quarter_date
from moneygood.charts.svg import fan_frame, fan_svg, quarter_position
from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.model.graph import Graph
from moneygood.runs.fan import fans
from moneygood.runs.first_passage.passage import first_passage
from moneygood.runs.first_passage.triggers import BreakDefinition, Condition, Side
from moneygood.runs.headline import headline
from moneygood.surfaces import run_charts as charts

START = Quarter.parse("2026Q3")
SVG = "{http://www.w3.org/2000/svg}"


def made_book(**more: Any) -> Book:
    rng = np.random.default_rng(1)
    walk = np.cumsum(rng.normal(size=(2, 24, 400)) * 0.3, axis=1)
    values = np.stack([4.4 + walk[0], 7000 * np.exp(0.1 * walk[1])])
    names = ("rate_10y", "sp500")
    periods = tuple(START + t for t in range(24))
    paths = Paths(names, periods, values, np.zeros(400, np.uint8), seed=1)
    before = tuple(START - k for k in range(40, 0, -1))
    past = np.stack([np.linspace(2.0, 4.4, 40), np.linspace(3000, 7000, 40)])
    status = np.ones(past.shape, np.uint8)
    status[:, -1] = 2
    graph = Graph()
    side = Side(
        "up", "Up <&>", "up", (Condition("r", graph.var("rate_10y"), 5.5, True, ""),), 2, "ours", "At 5.5 %."
    )
    other = Side(
        "fall", "Fall", "down", (Condition("s", graph.var("sp500"), 6000, False, ""),), 1, "ours", "Low."
    )
    definitions = [BreakDefinition("rates", "Rates", (side,)), BreakDefinition("stocks", "Stocks", (other,))]
    history = Panel(names, before, past, status)
    found = fans(paths, names)
    labels, units = (
        {"rate_10y": "10-year <yield>", "sp500": "S&P 500"},
        {"rate_10y": "pct/yr", "sp500": "index"},
    )
    arguments: dict[str, Any] = {
        "title": "A & B",
        "question": "Which <one>?",
        "fans": found,
        "labels": labels,
        "units": units,
        "history": history,
        "first": first_passage(paths, history, definitions),
        "headline": headline(paths, names, labels=labels, units=units),
        "facts": [("Seed", "1")],
    }
    return charts.make_book(**{**arguments, **more})


def test_the_page_is_self_contained_and_escapes_what_it_shows(tmp_path: Path) -> None:
    files = charts.write_book(made_book(), tmp_path, png=False)
    text = files[0].read_text(encoding="utf-8")
    assert files[0].name == "charts.html"
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", text)
    assert "url(" not in text
    assert "@import" not in text
    assert "Which &lt;one&gt;?" in text
    assert "<yield>" not in text
    assert "Up <&>" not in text
    assert text.count("<figure") == 4
    assert 'lang="en"' in text
    assert "viewport" in text
    assert "$" not in re.sub(r"\$bn", "", text)


def test_the_figures_behind_the_read_out_are_those_of_the_fan(tmp_path: Path) -> None:
    book = made_book()
    text = charts.write_book(book, tmp_path, png=False)[0].read_text(encoding="utf-8")
    inside = re.search(r'id="figures">(.*?)</script>', text, re.S)
    assert inside is not None
    figures = json.loads(inside[1])["rate_10y"]
    rows = dict(figures["rows"])
    assert figures["quarters"][figures["start"]] == str(START)
    assert rows["median"][-1] == pytest.approx(book.fans[0].level(0.5)[-1], rel=1e-4)
    assert rows["actual"][figures["start"] - 1] == pytest.approx(4.4)
    frame = fan_frame(book.fans[0])[0]
    at = figures["left"] + figures["start"] * figures["step"]
    assert at == pytest.approx(frame.x(quarter_position(START)), abs=0.1)


def test_every_drawing_is_valid_xml_with_a_name_and_a_description() -> None:
    for key, text in drawings(made_book()).items():
        root = ET.fromstring(text)
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert title.text
        assert description.text
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"t-{key} d-{key}"


def test_a_fan_has_three_bands_darker_towards_the_centre_and_history_in_black() -> None:
    root = ET.fromstring(fan_svg(made_book().fans[0]))
    bands = [p.get("fill") for p in root.findall(f"{SVG}polygon")]
    assert bands == list(charts_theme.FAN_BANDS)
    assert luminance(bands[0]) > luminance(bands[1]) > luminance(bands[2])
    black = [p for p in root.findall(f"{SVG}path") if p.get("stroke") == "#000000"]
    assert len(black) == 2
    assert [p.get("stroke-dasharray") is None for p in black] == [True, False]


def test_bands_are_drawn_at_their_values() -> None:
    chart = made_book().fans[0]
    frame, _ = fan_frame(chart)
    root = ET.fromstring(fan_svg(chart))
    outer = [
        tuple(float(v) for v in p.split(","))
        for p in root.findall(f"{SVG}polygon")[0].get("points", "").split()
    ]
    assert outer[0][1] == pytest.approx(frame.y(chart.history[-1]), abs=0.06)
    top = outer[24]
    assert top[0] == pytest.approx(frame.x(quarter_position(chart.periods[-1])), abs=0.06)
    assert top[1] == pytest.approx(frame.y(chart.level(0.95)[-1]), abs=0.06)


def test_the_baseline_is_dashed_and_named() -> None:
    book = made_book()
    base = made_book(
        baseline={"rate_10y": type("F", (), {"periods": book.fans[0].periods, "median": np.full(24, 4.0)})()}
    )
    text = fan_svg(base.fans[0])
    assert 'stroke-dasharray="5 3"' in text
    assert "baseline" in text
    assert "baseline" not in fan_svg(book.fans[0])


def test_recessions_are_grey_where_they_lie() -> None:
    chart = made_book().fans[0]
    spans = charts.read_recessions()
    assert len(spans) == 4
    assert spans[2] == (2007 * 4 + 11 / 3, 2009 * 4 + 5 / 3)
    assert "recession" not in fan_svg(chart, spans)
    inside = [(2023 * 4 + 1.0, 2023 * 4 + 2.0)]
    rect = ET.fromstring(fan_svg(chart, inside)).find(f"{SVG}rect[@class='recession']")
    assert rect is not None
    assert float(rect.get("x", "0")) == pytest.approx(fan_frame(chart)[0].x(inside[0][0]), abs=0.06)
    layer = fan_spec(chart, inside)["layer"][0]
    assert layer["data"]["values"] == [{"from": "2023-04-01", "to": "2023-07-01"}]


def test_a_missing_quarter_leaves_a_gap_and_not_a_zero() -> None:
    """C-6: a chart leaves a gap."""
    chart = made_book().fans[0]
    broken = chart.history.copy()
    broken[5] = np.nan
    holey = type(chart)(**{**chart.__dict__, "history": broken})
    line = next(
        p for p in ET.fromstring(fan_svg(holey)).findall(f"{SVG}path") if p.get("stroke") == "#000000"
    )
    assert line.get("d", "").count("M") == 2
    assert "nan" not in fan_svg(holey).lower()


def test_the_specification_holds_the_same_figures() -> None:
    book = made_book()
    specs = charts.specs(book)
    assert set(specs) == {"rate_10y", "sp500", "highs-broken", "highs-first"}
    rows = specs["rate_10y"]["layer"][0]["data"]["values"]
    assert rows[-1]["q95"] == pytest.approx(book.fans[0].level(0.95)[-1], rel=1e-6)
    assert rows[-1]["quarter"] == str(book.fans[0].periods[-1])
    text = json.dumps(specs, allow_nan=False)
    assert "NaN" not in text


def test_vega_lite_draws_every_specification() -> None:
    import vl_convert

    for spec in charts.specs(made_book()).values():
        svg = vl_convert.vegalite_to_svg(spec)
        assert svg.startswith("<svg")
        assert len(svg) > 5000


def test_altair_accepts_the_specifications() -> None:
    for spec in charts.specs(made_book()).values():
        assert charts.altair_chart(spec).to_dict()["title"]


def test_png_files_are_written_one_per_chart(tmp_path: Path) -> None:
    files = charts.write_book(made_book(), tmp_path)
    assert [f.name for f in files] == [
        "charts.html", "rate_10y.png", "sp500.png", "highs-broken.png", "highs-first.png",
    ]  # fmt: skip
    for file in files[1:]:
        data = file.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert int.from_bytes(data[16:20], "big") == 880


def test_a_run_of_the_model_becomes_a_page_with_its_facts(tmp_path: Path) -> None:
    from moneygood.baseline.opening import load
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan
    from moneygood.scenarios.library import read_baseline
    from moneygood.scenarios.read import parse_plan

    workspace = load()
    shock = {"shock": "eps_ffr_rule", "periods": str(workspace.start), "size": 1.0, "unit": "pct/yr"}
    plan = parse_plan({"title": "A tighter quarter", "shocks": [shock]}, "tighter")
    run = run_plan(workspace, plan, RunRequest(draws=40, seed=3, quarters=8))
    files = charts.write_charts(run, tmp_path, png=False)
    text = files[0].read_text(encoding="utf-8")
    assert text.count("<figure") == 2 * len(charts.CHART_VARIABLES) + 2
    assert "40 with seed 3" in text
    assert workspace.vintage.name in text
    assert "Draws that could not be solved" in text
    book = charts.book_of(run)
    base = run_plan(workspace, read_baseline(), run.request)
    assert np.array_equal(book.fans[0].lines[0].values, base.quantiles("ffr").median)
    assert "Plausibility: " in text


def test_without_first_passage_the_page_still_says_what_it_has(tmp_path: Path) -> None:
    text = charts.write_book(made_book(first=None), tmp_path, png=False)[0].read_text(encoding="utf-8")
    assert "Which changes first" not in text
    assert text.count("<figure") == 2


@pytest.mark.parametrize("value", [*charts_theme.HIGH_COLOURS.values(), *charts_theme.OTHER_COLOURS])
def test_colours_of_words_are_readable_on_white(value: str) -> None:
    assert contrast(value, charts_theme.PAPER) >= 4.5


def test_ink_and_soft_text_are_readable_on_the_ground_of_the_page() -> None:
    for colour in (charts_theme.INK, charts_theme.SOFT, charts_theme.DASHED, charts_theme.FAN_MEDIAN):
        assert contrast(colour, "#f6f4ee") >= 4.5


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.2, 5.1, [0, 1, 2, 3, 4, 5, 6]), (-0.4, 0.9, [-0.5, 0, 0.5, 1.0]),
     (98, 131, [90, 100, 110, 120, 130, 140]), (3, 3, [2.8, 2.9, 3.0, 3.1, 3.2]),
     (0, 0, [-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6])],
)  # fmt: skip
def test_ticks_are_round_and_cover_the_figures(low: float, high: float, expected: list[float]) -> None:
    ticks = nice_ticks(low, high)
    assert ticks == pytest.approx(expected)
    assert ticks[0] <= low <= high <= ticks[-1]


def test_numbers_are_written_as_readers_want_them() -> None:
    assert [number(v) for v in (7188.4, 101.26, 4.249, 0.304, -1.5, float("nan"))] == [
        "7,188", "101", "4.2", "0.30", "−1.50", "n/a",
    ]  # fmt: skip
    assert tick_label(2.5, 0.5) == "2.5"
    assert tick_label(-2000, 500) == "−2,000"


def test_quarters_become_dates_in_their_middle() -> None:
    assert quarter_date(Quarter.parse("2026Q1")) == "2026-02-15"
    assert position_date(2020 * 4 + 1 / 3) == "2020-02-01"


def luminance(colour: str | None) -> float:
    assert colour is not None
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)
