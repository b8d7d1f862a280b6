"""Paths whose numbers stand in a table, and variables by the names of data providers."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import quarter_range
from moneygood.model.build import load_model
from moneygood.scenarios.check import find_faults
from moneygood.scenarios.read import parse_plan, read_plan_file
from moneygood.scenarios.resolve import resolve

TABLE = "quarter,rate_10y,other\n2026Q4,4.5,1\n2027-03-31,4.75,2\n2027Q2,5,3\n2027Q3,n/a,4\n"


def path_in(folder: Path, entry: str) -> tuple[float, ...]:
    (folder / "own.yaml").write_text(f"title: own\npaths:\n  - {{hold: rate_10y, {entry}}}\n")
    return read_plan_file(folder / "own.yaml").paths[0].values


def test_values_come_from_the_column_of_the_variable(tmp_path: Path) -> None:
    (tmp_path / "rates.csv").write_text(TABLE)
    assert path_in(tmp_path, "periods: 2026Q4..2027Q2, values: rates.csv") == (4.5, 4.75, 5.0)
    assert path_in(tmp_path, "periods: 2027Q1, change: rates.csv, column: other") == (2.0,)


def test_values_come_from_a_sheet(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "notes"
    page = book.create_sheet("rates")
    for row in (
        ["A title"],
        [],
        ["quarter", "ten", "two"],
        [datetime.date(2027, 2, 15), 4.5],
        ["2027Q2", "five", "=1+1"],
    ):
        page.append(row)
    book.save(tmp_path / "own.xlsx")
    entry = "values: own.xlsx, sheet: rates, column: ten"
    assert path_in(tmp_path, f"periods: 2027Q1, {entry}") == (4.5,)
    with pytest.raises(MoneygoodError, match=r"own.xlsx, sheet rates, cell B5 is 'five', not a number"):
        path_in(tmp_path, f"periods: 2027Q1..2027Q2, {entry}")
    with pytest.raises(MoneygoodError, match=r"sheet rates, cell C5 is '=1\+1', not a number"):
        path_in(tmp_path, "periods: 2027Q2, values: own.xlsx, sheet: rates, column: two")
    with pytest.raises(MoneygoodError, match=r"sheet rates has no column 'tan'. Did you mean 'ten'"):
        path_in(tmp_path, "periods: 2027Q1, values: own.xlsx, sheet: rates, column: tan")
    with pytest.raises(MoneygoodError, match=r"own.xlsx has no sheet 'rate'. Did you mean 'rates'"):
        path_in(tmp_path, "periods: 2027Q1, values: own.xlsx, sheet: rate")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("periods: 2027Q1, values: nowhere.csv", "the table nowhere.csv does not exist"),
        ("periods: 2027Q1, values: rates.csv, column: ten", "rates.csv has no column 'ten'"),
        ("periods: 2027Q3, values: rates.csv", "rates.csv, cell B5 is 'n/a', not a number"),
        ("periods: 2027Q2..2027Q4, values: rates.csv, column: other", "rates.csv has no row for 2027Q4"),
        ("periods: 2027Q1, values: rates.csv, sheet: one", "rates.csv is one table and has no sheets"),
        (
            "periods: 2027..2028, values: [1, 2, 3]",
            "for each quarter of 2027Q1..2028Q4, or for each of the 2 years",
        ),
        ("periods: 2027Q1, value: 5, column: other", "column goes with a table"),
    ],
)
def test_a_faulty_table_is_named_with_its_cell(tmp_path: Path, entry: str, said: str) -> None:
    (tmp_path / "rates.csv").write_text(TABLE)
    with pytest.raises(MoneygoodError) as caught:
        path_in(tmp_path, entry)
    assert said in str(caught.value)
    assert "own.yaml:3" in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_variable_is_held_by_its_alias() -> None:
    model, periods = load_model(), quarter_range("2026Q4", "2028Q3")
    paths = [
        {"hold": "DGS10", "periods": "2027Q1", "value": 5, "unit": "%"},
        {"hold": "DGS10", "periods": "2027Q2", "between": [4, 5], "unit": "%"},
    ]
    plan = parse_plan({"title": "made", "paths": paths}, "made")
    assert find_faults(plan, model, {}, Panel.empty(("ffr",), periods), (periods[0], periods[-1])) == []
    done = resolve(plan, model, {}, periods)
    assert [c.variable for c in (*done.conditions, *done.ranges)] == ["rate_10y", "rate_10y"]
    assert done.conditions[0].residual == "eps_rate_10y"
