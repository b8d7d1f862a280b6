"""A reader's own figures: a CSV, Excel or Parquet table by quarter, with errors that name the very cell."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.number_text import plain_number
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.periods import Quarter
from moneygood.core.texts import is_file
from moneygood.core.units import Unit
from moneygood.data.sheets import Cell, Cells, cell_name, read_sheet

MAX_BYTES = 64 * 2**20
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_WITH_UNIT = re.compile(r"([A-Za-z][A-Za-z0-9_]*)\s*\[([^\]]*)\]\Z")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?(?:[T ].*)?\Z")
_MISSING = {"", ".", "na", "n/a", "nan", "null", "#n/a"}


@dataclass(frozen=True)
class _Grid:
    """The cells of a table and how to say where one of them is."""

    path: Path
    cells: Cells
    sheet: str | None = None

    def fail(
        self, code: str, what: str, row: int, column: int | None = None, hint: str | None = None
    ) -> MoneygoodError:
        if self.sheet is not None:
            where = f"sheet {self.sheet!r}, " + (f"cell {cell_name(row, column)}" if column else f"row {row}")
            return MoneygoodError(code, f"{where}: {what}", Place(self.path), hint)
        return MoneygoodError(
            code, what + (f" (column {column})" if column else ""), Place(self.path, row), hint
        )


def read_table(path: str | Path, sheet: str | None = None, *, content: bytes | None = None) -> Panel:
    """The figures of a file as a panel [name, quarter], all marked observed.

    The table is wide (a column of quarters, then a column per series with its name on top) or tidy (columns
    series, period, value). Periods are quarters (``2026Q3``) or dates of quarter months; empty cells are
    missing. CSV, .xlsx (`sheet`, or the first one) and .parquet. D003 for a missing file, D007 for a table
    that is not one, D004 for a bad cell, D009 for a figure given twice. `content` are the file's bytes where
    they were read before.
    """
    return _panel(_grid_of(Path(path), sheet, content))


def read_series(path: str | Path, sheet: str | None = None) -> tuple[Panel, dict[str, str]]:
    """As `read_table`, and the unit of each series, which its name carries in brackets: ``tokens [usd/yr]``.

    A wide table only. D004 with the very cell for a name without a unit or with one that is none, and as
    `read_table` for all else.
    """
    grid = _grid_of(Path(path), sheet, None)
    if not grid.cells:
        raise MoneygoodError("D007", "the table is empty", Place(grid.path))
    top, first = min(r for r, _ in grid.cells), min(c for _, c in grid.cells)
    cells, units = dict(grid.cells), {}
    for (r, c), cell in grid.cells.items():
        if r != top or c == first:
            continue
        match = _WITH_UNIT.match(str(cell).strip())
        if match is None:
            raise grid.fail("D004", f"{cell!r} has no unit", r, c, "Write it like tokens [usd/yr]")
        try:
            units[match[1]] = str(Unit.parse(match[2].strip()))
        except MoneygoodError as fault:
            raise grid.fail(
                "D004", f"{match[2]!r} is not a unit ({fault.message})", r, c, fault.hint
            ) from None
        cells[r, c] = match[1]
    return _panel(_Grid(grid.path, cells, grid.sheet)), units


def _grid_of(path: Path, sheet: str | None, content: bytes | None) -> _Grid:
    if content is None:
        content = _bytes(path)
    if len(content) > MAX_BYTES:
        raise MoneygoodError("D007", "the file is larger than 64 MiB", Place(path))
    kind = path.suffix.lower()
    if kind in (".csv", ".txt"):
        grid = _from_csv(path, content)
    elif kind == ".xlsx":
        name, cells = read_sheet(content, path, sheet)
        grid = _Grid(path, cells, name)
    elif kind in (".parquet", ".pq"):
        grid = _from_parquet(path, content)
    else:
        raise MoneygoodError(
            "D007",
            f"{kind or 'no suffix'!r} is not a kind of table that can be read",
            Place(path),
            "Save it as .csv, .xlsx or .parquet",
        )
    return grid


def _bytes(path: Path) -> bytes:
    if not is_file(path):
        raise MoneygoodError("D003", f"there is no file {path.as_posix()!r}")
    if path.stat().st_size > MAX_BYTES:
        raise MoneygoodError("D007", "the file is larger than 64 MiB", Place(path))
    try:
        return path.read_bytes()
    except OSError as fault:
        raise MoneygoodError("D003", f"{path.as_posix()!r} cannot be read ({fault.strerror})") from None


def _from_csv(path: Path, content: bytes) -> _Grid:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MoneygoodError(
            "D007", "the file is not UTF-8 text", Place(path), "Save it as CSV in UTF-8"
        ) from None
    cells: Cells = {}
    reader = csv.reader(text.splitlines(keepends=True))
    try:
        for row in reader:
            if row and row[0].startswith("#"):
                continue
            for column, value in enumerate(row, start=1):
                if value.strip():
                    cells[reader.line_num, column] = value.strip()
    except csv.Error as fault:
        raise MoneygoodError("D007", f"broken CSV ({fault})", Place(path, reader.line_num)) from None
    return _Grid(path, cells)


def _from_parquet(path: Path, content: bytes) -> _Grid:
    import pandas

    try:
        frame = pandas.read_parquet(io.BytesIO(content))
    except (ValueError, OSError) as fault:
        first = str(fault).splitlines()[0]
        raise MoneygoodError("D007", f"this is not a readable Parquet file ({first})", Place(path)) from None
    if frame.index.name is not None:
        frame = frame.reset_index()
    cells: Cells = {(1, c): str(name) for c, name in enumerate(frame.columns, start=1)}
    for c, name in enumerate(frame.columns, start=1):
        for r, value in enumerate(frame[name].tolist(), start=2):
            if value is not None and value == value:
                cells[r, c] = float(value) if isinstance(value, int | float) else str(value)
    return _Grid(path, cells)


def _panel(grid: _Grid) -> Panel:
    if not grid.cells:
        raise MoneygoodError("D007", "the table is empty", Place(grid.path))
    top = min(r for r, _ in grid.cells)
    header = {c: str(v).strip() for (r, c), v in grid.cells.items() if r == top}
    named = {name.lower(): c for c, name in header.items()}
    rows = sorted({r for r, _ in grid.cells if r > top})
    if not rows:
        raise grid.fail("D007", "the table has a header and no figures", top)
    if {"series", "period", "value"} <= set(named):
        figures = _tidy(grid, rows, named)
    else:
        figures = _wide(grid, top, rows, header)
    return _assembled(figures)


def _tidy(grid: _Grid, rows: list[int], named: Mapping[str, int]) -> dict[str, dict[Quarter, float]]:
    out: dict[str, dict[Quarter, float]] = {}
    for r in rows:
        name = str(grid.cells.get((r, named["series"]), ""))
        if not _NAME.match(name):
            raise grid.fail("D004", f"{name!r} is not a name of a series", r, named["series"])
        quarter = _quarter(grid, r, named["period"])
        value = _number(grid, r, named["value"])
        if quarter in out.setdefault(name, {}):
            raise grid.fail("D009", f"{name} has a second figure for {quarter}", r, named["value"])
        if value is not None:
            out[name][quarter] = value
    return out


def _wide(grid: _Grid, top: int, rows: list[int], header: dict[int, str]) -> dict[str, dict[Quarter, float]]:
    first = min(c for _, c in grid.cells)
    columns: dict[str, int] = {}
    for c, name in sorted(header.items()):
        if c == first:
            continue
        if not _NAME.match(name):
            raise grid.fail(
                "D007", f"{name!r} is not a name of a series", top, c, "Use letters, digits and underscores"
            )
        if name in columns:
            raise grid.fail("D009", f"the column {name!r} stands twice", top, c)
        columns[name] = c
    if not columns:
        raise grid.fail("D007", "the table has no column of figures", top)
    strays = sorted((r, c) for r, c in grid.cells if c not in header and c != first)
    if strays:
        raise grid.fail("D007", "a figure stands under no name", *strays[0])
    out: dict[str, dict[Quarter, float]] = {name: {} for name in columns}
    seen: dict[Quarter, int] = {}
    for r in rows:
        quarter = _quarter(grid, r, first)
        if quarter in seen:
            raise grid.fail(
                "D009", f"{quarter} stands twice", r, first, f"The other is in row {seen[quarter]}"
            )
        seen[quarter] = r
        for name, c in columns.items():
            value = _number(grid, r, c)
            if value is not None:
                out[name][quarter] = value
    return out


def _quarter(grid: _Grid, row: int, column: int) -> Quarter:
    cell = grid.cells.get((row, column), "")
    text = str(cell)
    date = _DATE.match(text)
    if date and 1 <= int(date[2]) <= 12:
        text = f"{date[1]}Q{(int(date[2]) + 2) // 3}"
    try:
        return Quarter.parse(text)
    except MoneygoodError as fault:
        raise grid.fail("D004", fault.message, row, column, fault.hint) from None


def _number(grid: _Grid, row: int, column: int) -> float | None:
    cell: Cell = grid.cells.get((row, column), "")
    if isinstance(cell, str):
        if cell.strip().lower() in _MISSING:
            return None
        try:
            cell = plain_number(cell)
        except ValueError as fault:
            raise grid.fail("D004", str(fault), row, column) from None
    if not math.isfinite(cell):
        raise grid.fail("D004", f"{cell} is not a finite number", row, column)
    return cell


def _assembled(figures: dict[str, dict[Quarter, float]]) -> Panel:
    known = [q for series in figures.values() for q in series]
    if not known:
        return Panel.empty(tuple(figures), ())
    first, last = min(known), max(known)
    periods = tuple(Quarter(i) for i in range(first.index, last.index + 1))
    values = np.full((len(figures), len(periods)), np.nan)
    for i, series in enumerate(figures.values()):
        for quarter, value in series.items():
            values[i, quarter - first] = value
    return Panel(tuple(figures), periods, values, np.where(np.isnan(values), 0, OBSERVED))
