"""The supervisors' scenario table: read as published, refused by line and column, and written back."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range
from moneygood.scenarios.plan import HeldPath, Spot
from moneygood.scenarios.read import read_plan_file
from moneygood.scenarios.supervisors import read_supervisors, table_columns, table_text
from moneygood.scenarios.table_paths import supervisors_paths

COLUMNS = table_columns()
PUBLISHED = [
    "Real GDP growth", "Nominal GDP growth", "Real disposable income growth",
    "Nominal disposable income growth", "Unemployment rate", "CPI inflation rate",
    "3-month Treasury rate", "5-year Treasury yield",
    "10-year Treasury yield", "BBB corporate yield", "Mortgage rate", "Prime rate",
    "Dow Jones Total Stock Market Index (Level)", "House Price Index (Level)",
    "Commercial Real Estate Price Index (Level)", "Market Volatility Index (Level)",
]  # fmt: skip
HEAD = ",".join(["Scenario Name", "Date", *PUBLISHED])
# the last quarter of history and the first two of the baseline that the Board published in 2019
LAST = "Actual,2018 Q4,2.7,4.6,2.7,4.4,3.8,1.8,2.3,2.9,3.0,5.0,4.8,5.3,25724.5,205.2,287.1,36.1"
FIRST = (
    "Supervisory Baseline,2019 Q1,2.2,4.2,2.8,4.2,3.7,1.5,2.5,2.8,2.9,4.6,4.5,5.5,26025.8,206.5,292.8,28.3"
)
SECOND = (
    "Supervisory Baseline,2019 Q2,2.5,4.8,2.3,4.5,3.6,2.3,2.6,2.9,3.0,4.8,4.6,5.6,26366.9,207.8,296.4,27.0"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.csv").write_text(f"{HEAD}\n{FIRST}\n{SECOND}\n")
    (tmp_path / "past.csv").write_text(f"{HEAD}\n{LAST}\n")
    return tmp_path


def paths(folder: Path, said: str) -> dict[str, HeldPath]:
    (folder / "own.yaml").write_text(f"title: own\nsupervisors: {{table: base.csv, {said}}}\n")
    return {p.variable: p for p in read_plan_file(folder / "own.yaml").paths}


def test_the_columns_are_those_of_the_published_table_in_their_order() -> None:
    assert list(COLUMNS) == PUBLISHED


def test_a_table_is_read_as_it_is_published(folder: Path) -> None:
    found = read_supervisors(folder / "base.csv")
    assert found.name == "Supervisory Baseline"
    assert found.periods == quarter_range("2019Q1", "2019Q2")
    assert found.figures["BBB corporate yield"] == (4.6, 4.8)
    assert found.figures["Dow Jones Total Stock Market Index (Level)"] == (26025.8, 26366.9)


def test_the_main_columns_are_held_from_the_quarter_that_is_named(folder: Path) -> None:
    held = paths(folder, "history: past.csv, start: 2026Q3")
    assert set(held) == {"gdp_real", "unemployment", "cpi", "rate_3m", "rate_10y", "rate_prime", "sp500"}
    assert {p.periods for p in held.values()} == {quarter_range("2026Q3", "2026Q4")}
    assert held["gdp_real"].measure == "growth"
    assert held["gdp_real"].values == (2.2, 2.5)
    assert held["sp500"].measure == "index"
    assert held["sp500"].values == pytest.approx((100 * 26025.8 / 25724.5, 100 * 26366.9 / 25724.5))
    assert held["sp500"].source == "Supervisory Baseline: Dow Jones Total Stock Market Index (Level)"


def test_without_a_start_rows_keep_their_dates(folder: Path) -> None:
    found = supervisors_paths(str(folder / "base.csv"), None, None, None, ["Unemployment rate"], Spot(None))
    assert [(p.variable, p.values, str(p.periods[0])) for p in found] == [
        ("unemployment", (3.7, 3.6), "2019Q1")
    ]


def test_named_columns_alone_are_held_and_a_later_first_quarter_needs_no_history(folder: Path) -> None:
    held = paths(folder, "periods: 2019Q2, hold: [House Price Index (Level), Unemployment rate]")
    assert set(held) == {"price_house", "unemployment"}
    assert held["price_house"].values == pytest.approx((100 * 207.8 / 206.5,))
    assert held["price_house"].periods == (Quarter.parse("2019Q2"),)


def test_a_path_of_the_same_scenario_has_the_last_word(folder: Path) -> None:
    (folder / "own.yaml").write_text(
        "title: own\nsupervisors: {table: base.csv, hold: [Unemployment rate]}\n"
        "paths: [{hold: unemployment, periods: 2019Q2, value: 9, unit: pct}]\n"
    )
    found = [(p.values, p.periods) for p in read_plan_file(folder / "own.yaml").paths]
    assert found == [((3.7,), quarter_range("2019Q1", "2019Q1")), ((9.0,), quarter_range("2019Q2", "2019Q2"))]


def test_growth_that_is_overwritten_in_the_middle_is_refused(folder: Path) -> None:
    (folder / "own.yaml").write_text(
        "title: own\nsupervisors: {table: base.csv, hold: [Real GDP growth]}\n"
        "paths: [{hold: gdp_real, periods: 2019Q1, growth: 1, unit: pct/yr}]\n"
    )
    with pytest.raises(MoneygoodError, match=r"S016.*held anew in some of its quarters"):
        read_plan_file(folder / "own.yaml")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("hold: [Prime]", r"the table has no column 'Prime'"),
        ("hold: [Nominal GDP growth]", "'Nominal GDP growth' follows from others in the model"),
        ("hold: main", r"'Dow Jones .*' is an index, and base.csv has no level before 2019Q1.*history"),
        ("history: base.csv", "base.csv has no row for 2018Q4"),
        ("history: nowhere.csv", "the table nowhere.csv does not exist"),
        ("start: 2026Q3, periods: 2019Q1..2019Q2", r"base.csv has no row in 2019Q1..2019Q2"),
        ("columns: main", "'columns'"),
    ],
)
def test_what_a_scenario_asks_wrongly_is_one_line(folder: Path, said: str, fault: str) -> None:
    with pytest.raises(MoneygoodError, match=fault) as caught:
        paths(folder, said)
    assert "\n" not in str(caught.value)
    assert "own.yaml" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        (f"{HEAD}\n{FIRST}\n{SECOND.replace('Q2', 'Q3')}\n", 3, "2019Q3 follows 2019Q1"),
        (f"{HEAD}\n{FIRST}\n{FIRST}\n", 3, "2019Q1 stands there twice"),
        (f"{HEAD}\n{FIRST.replace('2019 Q1', '2019 Q5')}\n", 2, "'2019 Q5' under Date is not a quarter"),
        (f"{HEAD}\n{FIRST}\n{SECOND.replace('4.8', 'n/a', 1)}\n", 3, "'n/a' under 'Nominal GDP growth'"),
        (f"{HEAD}\n{FIRST.replace('3.7', '0.037')}\n", 2, "0.037 under 'Unemployment rate' lies outside 1"),
        (f"{HEAD}\n{FIRST}\n{SECOND.removesuffix(',27.0')}\n", 3, "17 cells for 18 columns"),
        (f"{HEAD}\n{FIRST}\n{SECOND.replace('Baseline', 'Other')}\n", 3, "a second scenario"),
        (f"{HEAD},Euro area inflation\n{FIRST},2\n", 1, "column 19 is 'Euro area inflation'"),
        (f"{HEAD},Prime rate\n{FIRST},2\n", 1, "the column 'Prime rate' stands there twice"),
        (f"{HEAD.replace('Date,', 'When,')}\n{FIRST}\n", 1, "column 2 is 'When'"),
        ("Scenario Name,Real GDP growth\nx,2\n", 1, "there is no column 'Date'"),
        ("Date\n2019 Q1\n", 1, "no column of figures"),
        (f"{HEAD}\n", 1, "a header and no figures"),
        ("", 1, "the table is empty"),
        ("Date,Real GDP growth\n" + "".join(f"2019 Q{q},.0{q}\n" for q in (1, 2, 3, 4)), 2, "fractions"),
    ],
)  # fmt: skip
def test_a_broken_table_is_refused_by_its_line(tmp_path: Path, text: str, line: int, fault: str) -> None:
    (tmp_path / "base.csv").write_text(text)
    with pytest.raises(MoneygoodError, match="S024") as caught:
        read_supervisors(tmp_path / "base.csv")
    assert fault in str(caught.value)
    assert f"base.csv:{line}" in str(caught.value)


def test_an_empty_cell_is_refused_only_where_it_is_held(folder: Path) -> None:
    (folder / "base.csv").write_text(f"{HEAD}\n{FIRST.replace('28.3', '')}\n{SECOND}\n")
    assert math.isnan(read_supervisors(folder / "base.csv").figures[PUBLISHED[-1]][0])
    assert paths(folder, "history: past.csv")
    with pytest.raises(MoneygoodError, match=r"Market Volatility.* in 2019Q1 is empty"):
        paths(folder, "history: past.csv, hold: all")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_table_that_is_written_comes_back_to_the_bit(tmp_path_factory, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 6))
    columns = data.draw(st.lists(st.sampled_from(PUBLISHED), min_size=1, unique=True))
    figures = {
        c: data.draw(st.lists(st.floats(COLUMNS[c].low, COLUMNS[c].high), min_size=count, max_size=count))
        for c in columns
    }
    for values in figures.values():
        values[0] = max(values[0], 1.0)  # so that no column looks like one of fractions
    first = Quarter.of(data.draw(st.integers(1976, 2060)), data.draw(st.integers(1, 4)))
    quarters = tuple(first + t for t in range(count))
    file = tmp_path_factory.mktemp("table") / "ours.csv"
    file.write_text(table_text("Ours, made", quarters, figures), newline="")
    found = read_supervisors(file)
    assert (found.name, found.periods) == ("Ours, made", quarters)
    assert {k: [x.hex() for x in v] for k, v in found.figures.items()} == {
        k: [x.hex() for x in v] for k, v in figures.items()
    }
