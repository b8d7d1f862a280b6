"""Weights in a table: a CSV file, or the first sheet of an Excel workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from moneygood.core.csv_text import csv_rows
from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.number_text import plain_number
from moneygood.core.texts import place_in, read_text
from moneygood.data.sheets import cell_name, read_sheet, rows_of

PLACES = ("holdings", "overlays", "benchmark")
SHORT = "short"
AS = (*PLACES, SHORT)
"""What the column `as` of a table may say; a short holding is one below zero."""
WHERE = "where"
"""The key under which a table's content says where each block stands."""


class Spot(NamedTuple):
    """Where a cell is: what a message begins with, and its place."""

    words: str
    place: Place


Where = Callable[[int, int | None], Spot]
"""The spot of a row and column, both from 0."""


def weight_table(path: Path) -> dict[str, Any]:
    """The content of a table (block, weight in percent or dollars, as) in the form of a portfolio's text.

    Under `WHERE` it says where each block stands. A782 names line, or sheet and cell; D007 for a workbook
    that cannot be read.
    """
    if path.suffix.lower() == ".csv":
        text = read_text(path)
        rows = csv_rows(text, path, skipinitialspace=True)
        return _content(rows, lambda row, column: Spot("", place_in(path, text, row + 1)))
    sheet, cells = read_sheet(path.read_bytes(), path)
    ragged = [["" if cell is None else _shown(cell) for cell in row] for row in rows_of(cells, path)]
    width = max((len(row) for row in ragged), default=0)
    rows = [row + [""] * (width - len(row)) for row in ragged]

    def where(row: int, column: int | None) -> Spot:
        at = f"row {row + 1}" if column is None else f"cell {cell_name(row + 1, column + 1)}"
        return Spot(f"sheet {sheet!r}, {at}: ", Place(path))

    return _content(rows, where)


def _shown(cell: str | float) -> str:
    return cell if isinstance(cell, str) else repr(float(cell))


def _fault(spot: Spot, words: str, hint: str) -> MoneygoodError:
    return MoneygoodError("A782", spot.words + words, spot.place, hint)


def _content(rows: list[list[str]], where: Where) -> dict[str, Any]:
    head = [c.strip().lower() for c in rows[0]] if rows else []
    amounts = [c for c in head if c in ("weight", "dollars")]
    known = {"block", "weight", "dollars", "as"}
    if "block" not in head or len(amounts) != 1 or set(head) - known or len(set(head)) != len(head):
        words = f"the first line is {','.join(head)[:60] or 'empty'!r}"
        hint = f"Write block,weight (percent) or block,dollars; a third column, as, has {', '.join(AS)}"
        raise _fault(where(0, None), words, hint)
    column = {name: head.index(name) for name in head}
    amount = amounts[0]
    out: dict[str, Any] = {"unit": "percent" if amount == "weight" else "dollars", WHERE: {}}
    for number, row in enumerate(rows[1:], 1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(head):
            words = f"{len(row)} cells under {len(head)} columns"
            raise _fault(where(number, None), words, "Check the commas")
        cells = dict(zip(head, (c.strip() for c in row), strict=True))
        part = cells.get("as") or "holdings"
        if part not in AS:
            hint = did_you_mean(part, AS) or f"It is one of {', '.join(AS)}"
            raise _fault(where(number, column["as"]), f"the cell under as is {part!r}", hint)
        if part == SHORT:
            part, out["short"] = "holdings", True
        block = cells["block"]
        if block in out.get(part, {}):
            spot = where(number, column["block"])
            raise _fault(spot, f"{block!r} stands twice in {part}", "Add the two up")
        out.setdefault(part, {})[block] = _number(cells[amount], block, amount, where(number, column[amount]))
        out[WHERE].setdefault(block, where(number, column["block"]))
    return out


def _number(cell: str, block: str, column: str, spot: Spot) -> float:
    try:
        value = plain_number(cell)
    except ValueError:
        hint = "Write the number itself, without a sign for percent or thousands"
        raise _fault(spot, f"the {column} of {block} is {cell[:40]!r}, not a number", hint) from None
    if abs(value) > 1e18:
        raise _fault(spot, f"the {column} of {block} is {cell!r}", "Write a finite number")
    return value
