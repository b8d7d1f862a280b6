"""Tables whose numbers Python would read and people do not mean, cells far away, and what stands twice."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range
from moneygood.data.longbase import read_longbase
from moneygood.data.own import read_table
from moneygood.estimation.fitting.proposal import read_draws
from moneygood.model.build import load_model
from moneygood.model.importers.frbus import read_frbus
from moneygood.portfolios.weight_tables import weight_table
from moneygood.runs.imported.request import put_values, read_targets
from moneygood.scenarios.plan import Spot
from moneygood.scenarios.supervisors import read_supervisors
from moneygood.scenarios.value_files import read_values

START, END = Quarter.parse("2040Q1"), Quarter.parse("2041Q4")
QUARTERS = quarter_range("2027Q1", "2027Q1")
ODD = ["1_0", "１２", "١٢", "infinity", "1e999", "0x1F", "NaN(1)", "9" * 5000]


def values(path: Path) -> Any:
    return read_values(str(path), "rate_10y", None, QUARTERS, Spot(None))


TABLES: list[tuple[Callable[[Path], Any], str, str]] = [
    (read_table, "own.csv", "period,a\n2026Q1,{}\n"),
    (values, "own.csv", "quarter,rate_10y\n2027Q1,{}\n"),
    (weight_table, "own.csv", "block,weight\nus_stocks,{}\n"),
    (read_longbase, "own.txt", "OBS,A\n2040Q1,{}\n"),
    (read_supervisors, "own.csv", "Scenario Name,Date,Unemployment rate\nS,2027 Q1,{}\n"),
]


@pytest.mark.parametrize("cell", ODD)
@pytest.mark.parametrize(("read", "name", "text"), TABLES)
def test_numbers_that_only_python_would_read_are_refused(
    tmp_path: Path, read: Callable[[Path], Any], name: str, text: str, cell: str
) -> None:
    file = tmp_path / name
    file.write_text(text.format("5"), encoding="utf-8")
    read(file)
    file.write_text(text.format(cell), encoding="utf-8")
    with pytest.raises(MoneygoodError) as caught:
        read(file)
    assert caught.value.exit_code == 2
    assert len(str(caught.value)) < 1000


def test_a_broken_csv_is_a_line(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text('block,weight\n"' + "x" * 200_000)
    for read in (read_table, values, weight_table, read_supervisors):
        with pytest.raises(MoneygoodError, match="larger than field limit"):
            read(file)


@pytest.mark.parametrize("cell", ["XFD1048576", "A9999999", "ZZZZ1", "A0"])
def test_a_cell_far_away_takes_no_memory(tmp_path: Path, cell: str) -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    file = tmp_path / "far.xlsx"
    with zipfile.ZipFile(file, "w") as book:
        sheet = '<sheets><sheet name="S" r:id="r"/></sheets></workbook>'
        book.writestr("xl/workbook.xml", f'<workbook xmlns="{space}" xmlns:r="{links}">{sheet}')
        rels = '<Relationships><Relationship Id="r" Target="worksheets/s.xml"/></Relationships>'
        book.writestr("xl/_rels/workbook.xml.rels", rels)
        cells = f'<sheetData><row><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
        book.writestr("xl/worksheets/s.xml", f'<worksheet xmlns="{space}">{cells}')
    for read in (values, weight_table):
        with pytest.raises(MoneygoodError):
            read(file)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "</coeff>",
            "</coeff><coeff><cf_name>y(1)</cf_name><cf_value>2</cf_value></coeff>",
            "coefficient 'y",
        ),
        ("</coeff>", "</coeff><python_equation>x = 2</python_equation>", "second python_equation"),
        ("</variable>", "<standard_equation/></variable>", "second standard_equation"),
        ("0.5</cf_value>", "0_5</cf_value>", "is not a number"),
    ],
)
def test_a_model_file_that_says_a_thing_twice_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = (
        "<frbus><variable><name>x</name><standard_equation><python_equation>x - x_aerr = y_1 * x(-1)"
        "</python_equation><coeff><cf_name>y(1)</cf_name><cf_value>0.5</cf_value></coeff></standard_equation>"
        "</variable></frbus>"
    )
    file = tmp_path / "model.xml"
    file.write_text(text)
    assert read_frbus(file).endogenous == ("x",)
    file.write_text(text.replace(old, new))
    with pytest.raises(MoneygoodError, match=said):
        read_frbus(file)
    file.write_bytes(b"<?xml version='1.0' encoding='bogus'?>" + text.encode())
    with pytest.raises(MoneygoodError, match="unknown encoding"):
        read_frbus(file)
    file.write_bytes(("<!DOCTYPE a [<!ENTITY e 'x'>]>" + text).encode("utf-16"))
    with pytest.raises(MoneygoodError, match="document type"):
        read_frbus(file)


def test_a_series_is_put_at_one_value_and_a_target_named_once() -> None:
    from moneygood.core.panel import Panel

    figures = Panel.empty(("a",), quarter_range(START, END))
    put_values(figures, ["a=1@2040Q1", "a=2@2040Q2"], START, END)
    with pytest.raises(MoneygoodError, match="a is put at two values in 2040Q1"):
        put_values(figures, ["a=1", "a=2@2040Q1"], START, END)
    with pytest.raises(MoneygoodError, match="lur is a target twice"):
        read_targets(["lur:x=1", "lur:y=2"], START, END)
    with pytest.raises(MoneygoodError, match="x is an instrument twice"):
        read_targets(["lur:x=1", "rff:x=2"], START, END)


def test_posterior_draws_lie_in_the_range_of_their_parameter(tmp_path: Path) -> None:
    model = load_model()
    (tmp_path / "manifest.json").write_text('{"kind": "moneygood proposal"}')
    draws = tmp_path / "draws.csv"
    low, high = model.parameters["b_tariff"].range
    draws.write_text(f"b_tariff\n{low}\n{high}\n")
    assert read_draws(tmp_path, model)["b_tariff"].tolist() == [low, high]
    for text, said in (
        (f"b_tariff\n{low}\n{high + 1}\n", "b_tariff is .* in draw 2, outside"),
        ("b_tariff,b_tariff\n0,0\n", "two columns b_tariff"),
        ("b_tariff\n0_0\n", "not a number"),
        ("", "not a whole table"),
    ):
        draws.write_text(text)
        with pytest.raises(MoneygoodError, match=said):
            read_draws(tmp_path, model)
