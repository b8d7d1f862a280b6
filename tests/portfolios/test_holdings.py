"""What a portfolio's file may say, and the one line for what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.portfolios.block_text import BuildingBlock, read_blocks
from moneygood.portfolios.holdings import find_portfolio, list_portfolios


@pytest.fixture(scope="module")
def blocks() -> dict[str, BuildingBlock]:
    return read_blocks(api.load().model).blocks


def test_every_shipped_portfolio_is_sound(blocks: dict[str, BuildingBlock]) -> None:
    for name in list_portfolios():
        found = find_portfolio(name, blocks)
        assert sum(found.holdings.values()) == pytest.approx(1.0)


def test_dollars_and_percent_say_the_same(blocks: dict[str, BuildingBlock], tmp_path: Path) -> None:
    one = find_portfolio({"sp500": 60, "cash": 40}, blocks)
    two = find_portfolio({"unit": "dollars", "holdings": {"sp500": 3e6, "cash": 2e6}}, blocks)
    assert one.holdings == two.holdings == {"sp500": 0.6, "cash": 0.4}
    assert (one.notional, two.notional) == (100.0, 5e6)
    file = tmp_path / "own.csv"
    file.write_text("block, dollars, as\nsp500, 3e6,\ncash,2e6,holdings\nyen,-1e6,overlays\n")
    three = find_portfolio(str(file), blocks)
    assert three.holdings == one.holdings
    assert three.overlays == {"yen": -0.2}


FAULTS = [
    ("block,weight\nsp500,sixty\ncash,40\n", "A782", 2, "the weight of sp500 is 'sixty', not a number"),
    ("block,weight\nsp500,60\ncash,\n", "A782", 3, "the weight of cash is '', not a number"),
    ("block,weight\nsp500,60\ncsah,40\n", "A783", 3, "there is no block 'csah'"),
    ("block,weight\nsp500,60\ncash,41\n", "A784", None, "the holdings add up to 101 percent, not 100"),
    ("block,weight\nsp500,110\ncash,-10\n", "A785", None, "the weight of cash is -10"),
    ("block,weight\nsp500,60\nsp500,40\n", "A782", 3, "'sp500' stands twice"),
    ("block,weight\nsp500,60,x\n", "A782", 2, "3 cells under 2 columns"),
    ("block,share\nsp500,60\n", "A782", 1, "the first line is"),
    ("block,weight,as\nsp500,60,holding\n", "A782", 2, "the cell under as is 'holding'"),
    ("block,weight\nsp500,90\ncyclicals_defensives,10\n", "A784", None, "takes no money"),
    ("", "A782", 1, "the first line is 'empty'"),
]


@pytest.mark.parametrize(("text", "code", "line", "words"), FAULTS)
def test_a_fault_of_a_table_is_one_line_with_its_place(
    text: str, code: str, line: int | None, words: str, blocks: dict[str, BuildingBlock], tmp_path: Path
) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text)
    with pytest.raises(MoneygoodError) as caught:
        find_portfolio(str(file), blocks)
    assert caught.value.code == code
    assert words in caught.value.message
    assert "\n" not in str(caught.value)
    if line is not None:
        assert caught.value.place is not None
        assert caught.value.place.line == line


def test_a_fault_of_a_text_has_its_line(blocks: dict[str, BuildingBlock], tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("title: x\nholdings:\n  sp500: 60\n  cash: forty\n")
    with pytest.raises(MoneygoodError) as caught:
        find_portfolio(str(file), blocks)
    assert caught.value.code == "A782"
    assert caught.value.place is not None
    assert caught.value.place.line == 4


@pytest.mark.parametrize(
    "name", ["sixty-forty-aj", "nothing.yaml", "book.xls", "book.xlsx", "folder/own.csv"]
)
def test_a_portfolio_that_is_not_there(name: str, blocks: dict[str, BuildingBlock]) -> None:
    with pytest.raises(MoneygoodError) as caught:
        find_portfolio(name, blocks)
    assert caught.value.code == "A786"


def test_a_notional_that_is_stated_is_kept(blocks: dict[str, BuildingBlock]) -> None:
    with pytest.raises(MoneygoodError, match="add up to 90 dollars, not 100"):
        find_portfolio({"unit": "dollars", "notional": 100, "holdings": {"cash": 90}}, blocks)


def workbook(file: Path, rows: list[list[object]]) -> Path:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Weights"
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


def test_a_workbook_says_the_same_as_a_table(blocks: dict[str, BuildingBlock], tmp_path: Path) -> None:
    rows = [
        ["block", "weight", "as"],
        ["sp500", 60, None],
        ["cash", 40, "holdings"],
        ["yen", -5.5, "overlays"],
    ]
    found = find_portfolio(str(workbook(tmp_path / "own.xlsx", rows)), blocks)
    assert found.holdings == {"sp500": 0.6, "cash": 0.4}
    assert found.overlays == {"yen": -0.055}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [["block", "weight"], ["sp500", "sixty"]],
            "sheet 'Weights', cell B2: the weight of sp500 is 'sixty'",
        ),
        (
            [["block", "weight"], ["sp500", 60], ["csah", 40]],
            "sheet 'Weights', cell A3: there is no block 'csah'",
        ),
        ([["block", "weight", "as"], ["sp500", 100, "long"]], "sheet 'Weights', cell C2: the cell under as"),
        ([["block", "share"], ["sp500", 100]], "sheet 'Weights', row 1: the first line"),
    ],
)
def test_a_fault_of_a_workbook_names_sheet_and_cell(
    rows: list[list[object]], words: str, blocks: dict[str, BuildingBlock], tmp_path: Path
) -> None:
    with pytest.raises(MoneygoodError) as caught:
        find_portfolio(str(workbook(tmp_path / "own.xlsx", rows)), blocks)
    assert caught.value.message.startswith(words)
    assert caught.value.code in ("A782", "A783")
