"""Series of the user's own: mistakes in a workbook, each named by sheet and cell, and their use."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from moneygood.baseline.workspace import open_workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.data.add import add_series
from moneygood.data.recalled import recalled_figures
from moneygood.data.vintage import load_vintage
from moneygood.surfaces.cli.main import call

GOOD = [
    ["quarter", "tokens [usd/yr]", "share_mine [1]"],
    ["2025Q4", 10.0, 0.5],
    ["2026Q1", 12.5, None],
    ["2026Q2", 15.0, 0.75],
]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MONEYGOOD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def workbook(folder: Path, rows, sheet: str = "Figures") -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    path = folder / "my.xlsx"
    book.save(path)
    return path


def changed(row: int, column: int, value) -> list[list]:
    rows = [list(r) for r in GOOD]
    rows[row][column] = value
    return rows


def test_series_stand_beside_those_of_the_vintage(home) -> None:
    found = add_series(workbook(home, GOOD), name="mine")
    assert [(s.series, s.unit, s.first, s.last, s.figures) for s in found.series] == [
        ("tokens", "usd/yr", "2025Q4", "2026Q2", 3), ("share_mine", "1", "2025Q4", "2026Q2", 2),
    ]  # fmt: skip
    made = load_vintage("mine")
    assert made.at("tokens", "2026Q1") == 12.5
    assert np.isnan(made.at("share_mine", "2026Q1"))
    assert (made.record("tokens").licence, made.record("tokens").id) == ("user", "my.xlsx")
    assert made.at("gdp_nominal", "2026Q1") == load_vintage().at("gdp_nominal", "2026Q1")


@pytest.mark.parametrize(
    ("rows", "code", "where"),
    [
        (changed(2, 1, "twelve"), "D004", "sheet 'Figures', cell B3: 'twelve' is not a number"),
        (changed(3, 2, "#DIV/0!"), "D004", "sheet 'Figures', cell C4: '#DIV/0!' is not a number"),
        (changed(2, 0, "spring"), "D004", "sheet 'Figures', cell A3: 'spring' is not a quarter"),
        (changed(2, 0, None), "D004", "sheet 'Figures', cell A3: '' is not a quarter"),
        (changed(3, 0, "2025Q4"), "D009", "sheet 'Figures', cell A4: 2025Q4 stands twice"),
        (changed(0, 2, "tokens [1]"), "D009", "sheet 'Figures', cell C1: the column 'tokens' stands twice"),
        (changed(0, 1, "tokens"), "D004", "sheet 'Figures', cell B1: 'tokens' has no unit"),
        (changed(0, 1, "tokens [bushels]"), "D004", "sheet 'Figures', cell B1: 'bushels' is not a unit"),
        (changed(0, 1, "my tokens [1]"), "D004", "sheet 'Figures', cell B1: 'my tokens [1]' has no unit"),
        ([*GOOD, ["2026Q3", 1, 1, 9]], "D007", "sheet 'Figures', cell D5: a figure stands under no name"),
        ([GOOD[0]], "D007", "sheet 'Figures', row 1: the table has a header and no figures"),
        ([[*r[:1]] for r in GOOD], "D007", "sheet 'Figures', row 1: the table has no column of figures"),
        ([], "D007", "the table is empty"),
    ],
)
def test_a_mistake_is_named_by_sheet_and_cell(home, rows, code, where) -> None:
    with pytest.raises(MoneygoodError) as caught:
        add_series(workbook(home, rows), name="mine")
    assert caught.value.code == code
    assert where in str(caught.value)
    assert not (home / "home").exists(), "nothing is written"


def test_mistakes_of_the_request(home) -> None:
    path = workbook(home, GOOD)
    taken = workbook(home / ".", changed(0, 1, "gdp_nominal [pct]"))
    for words, code, said in (
        ({"file": path, "sheet": "Figurs"}, "D007", "no sheet 'Figurs'"),
        ({"file": home / "none.xlsx"}, "D003", "there is no file"),
        ({"file": taken}, "D030", "'gdp_nominal' already"),
        ({"file": taken, "replace": True}, "D026", "is in usd/yr and not in pct"),
        ({"file": path, "name": "2026-11"}, "D003", "2026-11' already"),
        ({"file": path, "name": "../x"}, "D003", "is not a name"),
    ):
        with pytest.raises(MoneygoodError) as caught:
            add_series(**{"name": "mine", **words})
        assert (caught.value.code, said in str(caught.value)) == (code, True), str(caught.value)
    empty = home / "e.csv"
    empty.write_text("quarter,a [1],b [1]\n2026Q1,1,\n")
    with pytest.raises(MoneygoodError, match="no figure of b"):
        add_series(empty, name="mine")


def test_a_csv_names_its_line(home) -> None:
    file = home / "my.csv"
    file.write_text("quarter,tokens [usd/yr]\n2026Q1,1\n2026Q2,x\n")
    with pytest.raises(MoneygoodError, match=r"my\.csv:3: 'x' is not a number"):
        add_series(file)


def test_a_series_replaces_another_in_its_own_unit(home) -> None:
    rows = [["quarter", "unemployment_rate [pct]"], ["2026Q1", 5.0], ["2026Q2", 5.5]]
    found = add_series(workbook(home, rows), name="mine", replace=True)
    assert found.series[0].replaced
    made = load_vintage("mine")
    assert made.at("unemployment_rate", "2026Q1") == 5.0
    assert made.record("unemployment_rate").splice == ("2026Q1",)
    assert made.record("unemployment_rate").agency == "BLS"


def test_a_series_of_the_user_measures_a_variable(home, monkeypatch) -> None:
    """In a copy of the texts, with an entry in the catalogue: the state then has the user's figures."""
    rows = [["quarter", "jobless [pct]"]]
    rows += [[f"{y}Q{q}", 7.25] for y in range(2020, 2027) for q in range(1, 5) if (y, q) <= (2026, 2)]
    add_series(workbook(home, rows), name="mine")
    root = home / "texts"
    shutil.copytree(economics_root(), root)
    series = root / "dictionary" / "series.yaml"
    entry = (
        "  jobless: {label: Jobless, unit: pct, agency: own, id: mine, licence: user, read: own/jobless}\n"
    )
    series.write_text(series.read_text().replace("quarterly:\n", "quarterly:\n" + entry, 1))
    measures = root / "dictionary" / "measurement.eq"
    text = measures.read_text()
    assert "unemployment = unemployment_rate\n" in text
    measures.write_text(text.replace("unemployment = unemployment_rate\n", "unemployment = jobless\n"))
    monkeypatch.setenv("MONEYGOOD_ECONOMICS", str(root))
    own = open_workspace("mine")
    assert own.history.at("unemployment", "2026Q2") == pytest.approx(7.25)
    assert own.baseline(4).values[own.model.row("unemployment"), 0] == pytest.approx(4.3), "held there"


def test_a_series_of_the_user_in_a_claim_and_as_values_of_a_scenario(home, capsys, monkeypatch) -> None:
    monkeypatch.chdir(home)
    rows = [["quarter", "tokens [usd/yr]", "path [pct/yr]"]]
    rows += [["2025Q4", 10.0, None], ["2026Q1", 12.5, None], ["2026Q4", None, 4.0], ["2027Q1", None, 4.25]]
    assert call(["data", "add", str(workbook(home, rows)), "--name", "mine"]) == 0
    assert "Vintage mine is 2026-11 with 2 series of yours." in capsys.readouterr().out
    (home / "claim.yaml").write_text(
        "topic: Own\nclaims:\n  - id: tokens-rose\n    statement: Tokens rose.\n    meaning: Mine.\n"
        "    date: 2026-11-01\n    by: me\n    source: bls\n    figures:\n"
        "      before: {label: Before, formula: tokens, on: quarterly, at: 2025Q4}\n"
        "      after: {label: After, formula: tokens, on: quarterly, at: 2026Q1}\n"
        "    since:\n      - {test: They rose, holds: after > before, fails: after <= before}\n"
        "    check: 12.5 is more than 10.\n"
    )
    assert call(["claims", "claim.yaml", "--vintage", "mine"]) == 0
    assert "upported" in capsys.readouterr().out
    (home / "plan.yaml").write_text(
        "title: Mine\npaths:\n  - {hold: ffr, periods: 2026Q4..2027Q1, values: my.xlsx, "
        "column: 'path [pct/yr]', unit: pct/yr, absorbed_by: add_ffr_rule}\n"
    )
    assert call(["scenario", "check", "plan.yaml"]) == 0
    assert "holds" in capsys.readouterr().out


def test_recalled_figures_are_counted(tmp_path) -> None:
    (tmp_path / "vintages").mkdir()
    (tmp_path / "vintages" / "a.yaml").write_text("x: {note: recalled}\n")
    (tmp_path / "a.yaml").write_text("# recalled\nx: {note: recalled}\ny: {n: read}\nz: {n: (recalled)}\n")
    (tmp_path / "b.md").write_text("recalled\n")
    assert recalled_figures(tmp_path) == {"a.yaml": 2}
    shipped = recalled_figures()
    assert sum(shipped.values()) <= 18, "what has been read at its source is not recalled again"
    assert shipped["claims/calendar/quoted.yaml"] <= 6
