"""The values of a path from a table beside the scenario: a CSV file, a sheet of an Excel workbook, or a file
of paths (`path_files`).

The first column has the quarters (``2027Q1``, or a date in the quarter), the first row the names of columns;
in a workbook that is the first row in which the wanted name stands, so titles may stand above it.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from moneygood.core.csv_text import csv_rows
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.number_text import plain_number
from moneygood.core.periods import Quarter, YearQuarters, year_quarters
from moneygood.core.texts import is_file
from moneygood.core.texts import read_text as read_file
from moneygood.data.sheets import read_sheet, rows_of
from moneygood.scenarios import path_files
from moneygood.scenarios.plan import Spot

ENDINGS = (".csv", ".xlsx", *path_files.ENDINGS)


def names_a_file(value: Any) -> bool:
    """Whether what stands where numbers are expected is the name of a table."""
    return isinstance(value, str) and value.strip().lower().endswith(ENDINGS)


def read_values(
    name: str, column: str, sheet: str | None, quarters: Sequence[Quarter], spot: Spot
) -> tuple[float, ...]:
    """One number for each of `quarters` from the `column` of the table `name`, which is looked for beside the
    scenario and then in the working folder; `sheet` of a workbook, its first when none is named. Where
    `quarters` were written as years and the table has years, one number for each year.

    S045 for a table, sheet or column that there is not, a quarter without a row, and a cell without a number;
    it names file, sheet and cell.
    """
    path = _find(name.strip(), spot)
    rows, where, top = _rows(path, name, column, sheet, spot)
    if not any(rows):
        raise _fault(
            f"{where} is empty", spot, "Write names in the first row and quarters in the first column"
        )
    heads = ["" if h is None else str(h).strip() for h in rows[top]]
    if heads[1:].count(column) > 1:
        what = f"{where} has the column {column!r} twice"
        raise _fault(what, spot, "Give one of them another name")
    if column not in heads[1:]:
        others = _names(rows)
        hint = did_you_mean(column, others) or f"It has {', '.join(others) or 'no names'}"
        raise _fault(f"{where} has no column {column!r}", spot, f"{hint}; name one with column:")
    at = heads.index(column, 1)
    if isinstance(quarters, YearQuarters) and _is_year(next((r[0] for r in rows[top + 1 :] if r), None)):
        return _by_year(rows, top, at, where, quarters, spot)
    found: dict[Quarter, float] = {}
    for i, row in enumerate(rows[top + 1 :], start=top + 2):
        if not row or row[0] in (None, ""):
            continue
        quarter = _quarter(row[0], f"{where}, {_cell(0, i)}", spot)
        if quarter in found:
            raise _fault(
                f"{where}, {_cell(0, i)}: {quarter} stands there twice", spot, "Keep one of the rows"
            )
        if quarter in quarters:
            found[quarter] = _number(row[at] if at < len(row) else None, f"{where}, {_cell(at, i)}", spot)
    missing = [q for q in quarters if q not in found]
    if missing:
        raise _fault(f"{where} has no row for {missing[0]}", spot, "Add it, or shorten periods")
    return tuple(found[q] for q in quarters)


def _rows(
    path: Path, name: str, column: str, sheet: str | None, spot: Spot
) -> tuple[list[list[Any]], str, int]:
    """The rows of a table, what a message calls it, and which of them has the names of columns."""
    ending = path.suffix.lower()
    if ending == ".xlsx":
        rows, where = _sheet_rows(path, sheet, spot)
        named = (i for i, row in enumerate(rows) if column in [str(c).strip() for c in row[1:]])
        return rows, where, next(named, next((i for i, row in enumerate(rows) if row), 0))
    if sheet is not None:
        raise _fault(f"{name} is one table and has no sheets", spot.at("sheet"), "Leave sheet out")
    if ending == ".csv":
        return _csv_rows(path), name, 0
    try:
        return path_files.path_rows(path, column), name, 0
    except path_files.UnreadPaths as fault:
        raise _fault(fault.what, spot, fault.hint) from None


def _names(rows: Sequence[Sequence[Any]]) -> list[str]:
    """The names of columns: the first row with two texts or more beside its first cell, past any title."""
    texts = ([c.strip() for c in row[1:] if isinstance(c, str) and c.strip()] for row in rows)
    found = [t for t in texts if t]
    return next((t for t in found if len(t) > 1), found[0] if found else [])


def _is_year(cell: Any) -> bool:
    return cell is not None and year_quarters(_text(cell)) is not None


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _by_year(
    rows: Sequence[Sequence[Any]], top: int, at: int, where: str, quarters: YearQuarters, spot: Spot
) -> tuple[float, ...]:
    """One number for each year of `quarters`, from rows of years."""
    found: dict[Quarter, float] = {}
    wanted = quarters[::4]
    for i, row in enumerate(rows[top + 1 :], start=top + 2):
        if not row or row[0] in (None, ""):
            continue
        year = year_quarters(_text(row[0]))
        if year is None or year.years != 1:
            hint = "Write FY2027 or 2027 in all of them, or quarters in all"
            raise _fault(f"{where}, {_cell(0, i)}: {_text(row[0])!r} is not a year", spot, hint)
        if year[0] in found:
            what = f"{where}, {_cell(0, i)}: {_text(row[0])} stands there twice"
            raise _fault(what, spot, "Keep one of the rows")
        if year[0] in wanted:
            found[year[0]] = _number(row[at] if at < len(row) else None, f"{where}, {_cell(at, i)}", spot)
    missing = [q for q in wanted if q not in found]
    if missing:
        year = f"the year that begins in {missing[0]}"
        raise _fault(f"{where} has no row for {year}", spot, "Add it, or shorten periods")
    return tuple(found[q] for q in wanted)


def _fault(what: str, spot: Spot, hint: str) -> MoneygoodError:
    return MoneygoodError("S045", what, spot.place, hint)


def _find(name: str, spot: Spot) -> Path:
    path = Path(name)
    if spot.file is not None and is_file(spot.file.parent / name):
        path = spot.file.parent / name
    if not is_file(path):
        raise _fault(f"the table {name} does not exist", spot, "Put it beside the scenario")
    return path


def _csv_rows(path: Path) -> list[list[Any]]:
    text = read_file(path).lstrip("\ufeff")
    first = text.partition("\n")[0]
    return list(csv_rows(text, path, delimiter=";" if first.count(";") > first.count(",") else ","))


def _sheet_rows(path: Path, sheet: str | None, spot: Spot) -> tuple[list[list[Any]], str]:
    try:
        name, cells = read_sheet(path.read_bytes(), path, sheet)
        rows = rows_of(cells, path)
    except OSError as fault:
        raise _fault(f"{path.name} cannot be read ({fault.strerror})", spot, "Check the file") from None
    except MoneygoodError as fault:
        if sheet is not None and "no sheet" in fault.message:
            what = f"{path.name} has no sheet {sheet!r}"
            raise MoneygoodError("S045", what, spot.at("sheet").place, fault.hint) from None
        raise _fault(f"{path.name} cannot be read: {fault.message}", spot, "Save it as CSV") from None
    return rows, f"{path.name}, sheet {name}"


def _cell(column: int, row: int) -> str:
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return f"cell {name}{row}"


def _quarter(value: Any, where: str, spot: Spot) -> Quarter:
    if isinstance(value, datetime.datetime | datetime.date):
        return Quarter.of(value.year, (value.month + 2) // 3)
    text = str(value).strip()
    try:
        day = datetime.date.fromisoformat(text)
        text = f"{day.year:04}Q{(day.month + 2) // 3}"
    except ValueError:
        pass
    try:
        return Quarter.parse(text)
    except MoneygoodError as fault:
        raise _fault(f"{where}: {fault.message}", spot, "Write it like 2027Q1 or 2027-03-31") from None


def _number(value: Any, where: str, spot: Spot) -> float:
    try:
        if isinstance(value, str):
            value = value.strip()
            number = plain_number(value)
        else:
            number = float(value) if not isinstance(value, bool) and value is not None else float("nan")
    except (TypeError, ValueError):
        number = float("nan")
    if number != number or number in (float("inf"), float("-inf")):
        shown = "empty" if value in (None, "") else f"{str(value)!r}, not a number"
        raise _fault(f"{where} is {shown}", spot, "Write one number, with a point for decimals")
    return number
