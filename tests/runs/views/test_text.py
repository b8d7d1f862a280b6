"""Views as text: every form, every unit, and one line for what is not one."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.units import Unit
from moneygood.runs.first_passage.triggers import read_breaks
from moneygood.runs.path_formula import Calendar
from moneygood.runs.views.number import read_number, spread_of
from moneygood.runs.views.record import view_lines
from moneygood.runs.views.text import TriggerEvent, View, read_view


def read(text: str) -> View:
    workspace = api.load()
    periods = workspace.periods(44)
    calendar = Calendar(workspace.history.periods[0], periods[0], periods[-1])
    return read_view(text, workspace.model, calendar, read_breaks(workspace.model))


@pytest.mark.parametrize(
    ("text", "kind", "sign", "value", "spread"),
    [
        ("rate_10y[2027Q4] ~ 4.2", "mean", "=", 4.2, None),
        ("DGS10[2027Q4] ~ 4.2 ± 0.5", "mean", "=", 4.2, 0.5),
        ("10y[2027Q4] ~ 4.2 +/- 0.5 %", "mean", "=", 4.2, 0.5),
        ("10y[2027Q4] ~ 420 bp +/- 50 bp", "mean", "=", 4.2, 0.5),
        ("rate_10y[2027Q4] ~ 4.2 % ± 50 bp", "mean", "=", 4.2, 0.5),
        ("rate_10y[2027Q4] ~ ±0.5", "sd", "=", 0.5, None),
        ("sd(rate_10y[2027Q4]) <= 0.5 pct/yr", "sd", "<=", 0.5, None),
        ("median(rate_10y[2027Q4]) ~ 4", "quantile", "=", 4.0, None),
        ("q90(rate_10y[2027Q4]) >= 5 %", "quantile", ">=", 5.0, None),
        ("expected(rate_10y[2027Q4] - rate_2y[2027Q4]) >= 25 bp", "mean", ">=", 0.25, None),
        ("mean(gdp_growth[2027Q1..2027Q4]) ~ -0.4 %", "mean", "=", -0.4, None),
        ("ai_capex[2027Q4] ~ 1.1 $tn/yr", "mean", "=", 1100.0, None),
        ("rate_10y[2027Q4] > 5 : 30 %", "event", "=", 0.3, None),
        ("rate_10y[2027Q4] > 5 and not (ffr[2027Q4] > 4) : at most 5 percent", "event", "<=", 0.05, None),
        ("stocks by 2028Q4 : at least 30 %", "event", ">=", 0.3, None),
        ("rates.cuts within 12q : 0 %", "event", "=", 0.0, None),
    ],
)
def test_a_view_says(text: str, kind: str, sign: str, value: float, spread: float | None) -> None:
    view = read(text)
    assert (view.kind, view.sign, view.spread) == (kind, sign, pytest.approx(spread) if spread else None)
    assert view.value == pytest.approx(value)


def test_a_high_by_name_is_the_event_that_it_gives_way() -> None:
    event = read("rates.cuts within 12 quarters : 50 %").event
    assert isinstance(event, TriggerEvent)
    assert (event.definition.name, event.side) == ("rates", "cuts")
    assert event.last - api.load().periods(1)[0] == 11


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("rate_10z[2027Q4] ~ 4.2", "A075", "rate_10y"),
        ("rate_10y[2077Q4] ~ 4.2", "A303", "2077Q4"),
        ("rate_10y ~ 4.2", "A711", r"no quarter\. Write rate_10y\[20"),
        ("rate_10y[2027Q4] ~", "A711", "not a number"),
        ("rate_10y[2027Q4] ~ high", "A711", "'high' is not a number"),
        ("rate_10y[2027Q4] ~ 4.2 ± -0.5", "A711", "not above nothing"),
        ("rate_10y[2027Q4] ~ 4.2 ± 0", "A711", "not above nothing"),
        ("sd(rate_10y[2027Q4]) ~ -1", "A711", "not above nothing"),
        ("rate_10y[2027Q4] ~ 4.2 ±", "A711", "no number after"),
        ("rate_10y[2027Q4] ~ 4.2 $bn", "A715", "pct/yr, not in"),
        ("rate_10y[2027Q4] ~ 4.2 ± 50 bp", "A715", r"4.2 has no unit.* Write 4.2 pct/yr ± 50 bp"),
        ("rate_10y[2027Q4] ~ 4.2 bananas", "A715", "not a unit"),
        ("rate_10y[2027Q4] > 5", "A711", "how likely"),
        ("rate_10y[2027Q4] > 5 : 0.3", "A715", r"no unit\. Write 0.3%"),
        ("rate_10y[2027Q4] > 5 : 130 %", "A711", "not between 0 and 100"),
        ("rate_10y[2027Q4] > 5 : often", "A711", "not a probability"),
        ("rate_10y[2027Q4] : 30 %", "A302", "two sides"),
        ("stocks.boom by 2028Q4 : 30 %", "A711", "drawdown"),
        ("stocks by 2088Q4 : 30 %", "A303", "2088Q4"),
        ("q0(rate_10y[2027Q4]) ~ 4", "A711", "q1 to q99"),
        ("rates", "A711", "does not say anything"),
        ("", "A711", "nothing in it"),
    ],
)
def test_what_is_no_view_is_refused_in_one_line(text: str, code: str, words: str) -> None:
    """C-26: code, the view itself, what is wrong, how to mend it."""
    with pytest.raises(MoneygoodError, match=words) as caught:
        read(text)
    assert caught.value.code == code
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    assert repr(" ".join(text.split())) in str(caught.value)


FILE = """
title: A desk
views:
  - {of: "rate_10y[2027Q4]", mean: 4.2, sd: 0.5, unit: pct/yr, source: forwards}
  - {of: "infl_core_yoy[2027Q4]", at_least: 2.2, at_most: 3, unit: "%"}
  - {of: "sp500[2027Q4]", quantiles: {10: 6000, 90: 9500.5}, unit: index}
  - {of: "ffr[2027Q4]", dots: [3.1, 3.4, 3.9], unit: "%", note: September}
  - {event: "stocks by 2028Q4", probability: 25}
  - {event: "rate_10y[2027Q4] > 5", probability_at_least: 10, probability_at_most: 20}
"""
LINES = [
    "rate_10y[2027Q4] ~ 4.2 ± 0.5 pct/yr",
    "expected(infl_core_yoy[2027Q4]) >= 2.2%",
    "expected(infl_core_yoy[2027Q4]) <= 3%",
    "q10(sp500[2027Q4]) ~ 6000 index",
    "q90(sp500[2027Q4]) ~ 9500.5 index",
    "median(ffr[2027Q4]) ~ 3.4%",
    "stocks by 2028Q4 : 25%",
    "rate_10y[2027Q4] > 5 : at least 10%",
    "rate_10y[2027Q4] > 5 : at most 20%",
]


def test_a_file_is_its_views_as_lines(tmp_path: Path) -> None:
    """Every field of the form says what it says, and each line can be read."""
    file = tmp_path / "desk.yaml"
    file.write_text(FILE)
    lines = view_lines([str(file), "rate_2y[2027Q4] ~  4"])
    assert [x.text for x in lines] == [*LINES, "rate_2y[2027Q4] ~ 4"]
    assert lines[0].place is not None
    assert [read(x.text).text for x in lines] == [x.text for x in lines]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('{of: "rate_10y[2027Q4]", mean: 4.2}', "no unit"),
        ('{of: "rate_10y[2027Q4]", unit: "%"}', "says nothing"),
        ('{of: "rate_10y[2027Q4]", probability: 3, unit: "%"}', "says nothing of what is no event"),
        ('{event: "stocks by 2028Q4", mean: 3}', "says nothing of an event"),
        ('{event: "stocks by 2028Q4", probability: 30, unit: "%"}', "unit says nothing"),
        ('{event: "stocks by 2028Q4", probability: 130}', "130"),
        ('{mean: 4.2, unit: "%"}', "of"),
        ("{of: x, event: y}", "of"),
    ],
)
def test_a_faulty_file_is_one_line_with_its_place(row: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "desk.yaml"
    file.write_text(f"views:\n  - {row}\n")
    with pytest.raises(MoneygoodError, match=words) as caught:
        view_lines([file])
    assert caught.value.code == "A716"
    assert "desk.yaml" in str(caught.value)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(MoneygoodError, match="A716"):
        view_lines(["nowhere.yaml"])


def test_numbers_in_the_units_that_tables_print() -> None:
    money = Unit.parse("usd/yr")
    assert read_number("1.1 $tn a year", money) == (pytest.approx(1100.0), "$tn a year")
    assert read_number("900 $bn/yr", money)[0] == 900.0
    assert spread_of("\u22120.4 ± 0.1 %", Unit.parse("pct")) == (-0.4, 0.1)
