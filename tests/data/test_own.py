"""A reader's own tables: what is read, and what is said about what is wrong."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.data.own import read_table
from moneygood.data.sheets import cell_name

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
DATE_STYLE = f'<styleSheet {SPACE}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


def workbook(path: Path, rows: str, prologue: str = "") -> Path:
    """A workbook with the sheet "Mine" made of the given rows, in the way Excel writes it."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook {SPACE} xmlns:r="{rel}"><sheets><sheet name="Mine" sheetId="1" r:id="rId1"/>'
            "</sheets></workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr("xl/styles.xml", DATE_STYLE)
        book.writestr(
            "xl/sharedStrings.xml", f"<sst {SPACE}><si><t>period</t></si><si><t>wages</t></si></sst>"
        )
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f"{prologue}<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>",
        )
    return path


HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'


def same(left: Panel, right: Panel) -> bool:
    return (left.names, left.periods) == (right.names, right.periods) and np.array_equal(
        left.values, right.values, equal_nan=True
    )


def test_wide_and_tidy_say_the_same(tmp_path: Path) -> None:
    wide, tidy = tmp_path / "wide.csv", tmp_path / "tidy.csv"
    wide.write_text("# mine\nperiod,a,b\n2025Q4,1,\n2026Q1,2,5\n2026-05-31,3,NA\n")
    tidy.write_text("series,period,value\na,2025Q4,1\na,2026Q1,2\na,2026Q2,3\nb,2026Q1,5\n")
    first, second = read_table(wide), read_table(tidy)
    assert same(first, second)
    assert first.at("a", "2026Q2") == 3
    assert np.isnan(first.at("b", "2025Q4"))


def test_workbook_with_a_date_and_a_gap(tmp_path: Path) -> None:
    rows = HEAD + '<row r="2"><c r="A2" s="1"><v>46022</v></c><c r="B2"><v>13000.5</v></c></row>'
    rows += '<row r="4"><c r="A4" t="inlineStr"><is><t>2026Q1</t></is></c><c r="B4"><v>13241</v></c></row>'
    got = read_table(workbook(tmp_path / "own.xlsx", rows))
    assert got.names == ("wages",)
    assert got.at("wages", "2025Q4") == 13000.5
    assert got.at("wages", "2026Q1") == 13241


def test_workbook_errors_name_sheet_and_cell(tmp_path: Path) -> None:
    rows = HEAD + '<row r="7"><c r="A7" t="str"><v>2026Q1</v></c><c r="B7" t="str"><v>many</v></c></row>'
    path = workbook(tmp_path / "own.xlsx", rows)
    with pytest.raises(MoneygoodError, match=r"sheet 'Mine', cell B7: 'many' is not a number"):
        read_table(path)
    with pytest.raises(MoneygoodError, match="id you mean 'Mine'"):
        read_table(path, sheet="Mane")


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "own.xlsx", HEAD, '<!DOCTYPE x [<!ENTITY a "aaaa">]>')
    with pytest.raises(MoneygoodError) as caught:
        read_table(path)
    assert caught.value.code == "D007"


def test_parquet(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    path = tmp_path / "own.parquet"
    pandas.DataFrame({"period": ["2026Q1", "2026Q2"], "a": [1.0, None]}).to_parquet(path)
    got = read_table(path)
    assert got.at("a", "2026Q1") == 1
    assert got.names == ("a",)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("", "D007", "empty"),
        ("period,a\n", "D007", "no figures"),
        ("period\n2026Q1\n", "D007", "no column"),
        ("period,a\n2026Q5,1\n", "D004", "own.csv:2"),
        ("period,a\n2026-13,1\n", "D004", "not a quarter"),
        ("period,a\n2026Q1,1\n2026Q1,2\n", "D009", "stands twice"),
        ("period,a,a\n2026Q1,1,2\n", "D009", "the column 'a'"),
        ("period,a\n2026Q1,one\n", "D004", "'one' is not a number"),
        ("period,a\n2026Q1,1,7\n", "D007", "under no name"),
        ("period,a\n2026Q1,1e400\n", "D004", "finite"),
        ("period,=cmd()\n2026Q1,1\n", "D007", "not a name"),
        ("series,period,value\na,2026Q1,1\na,2026Q1,2\n", "D009", "second figure"),
        ("series,period,value\n__import__('os'),2026Q1,1\n", "D004", "not a name"),
    ],
)
def test_bad_tables(tmp_path: Path, text: str, code: str, words: str) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text)
    with pytest.raises(MoneygoodError) as caught:
        read_table(path)
    assert (caught.value.code, caught.value.exit_code) == (code, 2)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("own.csv", b"\xff\xfe\x00bad", "D007"), ("own.xlsx", b"not a zip", "D007"),
        ("own.doc", b"x", "D007"),
        ("own.parquet", b"PAR1 no", "D007"),
    ],
)  # fmt: skip
def test_files_that_are_not_tables(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MoneygoodError) as caught:
        read_table(path)
    assert caught.value.code == code


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MoneygoodError) as caught:
        read_table(tmp_path / "none.csv")
    assert caught.value.code == "D003"


def test_cell_names() -> None:
    assert [cell_name(1, 1), cell_name(7, 26), cell_name(12, 27), cell_name(3, 703)] == [
        "A1",
        "Z7",
        "AA12",
        "AAA3",
    ]
