"""Reading and writing the tidy tables of a vintage: one row per figure, a comma between fields, a header."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError, Place, show_path
from moneygood.core.panel import OBSERVED, PROJECTED, Panel
from moneygood.core.periods import Quarter
from moneygood.core.texts import text_bytes

STANDING = {"": OBSERVED, "observed": OBSERVED, "partial": OBSERVED, "projected": PROJECTED}


def number_text(value: float) -> str:
    """A figure as text with ten significant digits, the same on every machine."""
    return f"{value:.10g}"


def tidy_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as text; fields hold no comma, so that a line splits into its fields without quoting."""
    lines = [",".join(header)]
    for row in rows:
        if any("," in cell or "\n" in cell for cell in row):
            raise ValueError(f"a field of a tidy table holds a comma or a line break: {row}")
        lines.append(",".join(row))
    return "\n".join(lines) + "\n"


def read_verified(path: Path, digest: str | None) -> str:
    """The text of a file whose SHA-256 must be `digest` (D003 when missing, D005 when it differs)."""
    try:
        content = text_bytes(path)
    except OSError:
        raise MoneygoodError("D003", f"the data file {show_path(path)} is missing") from None
    if digest is not None and hashlib.sha256(content).hexdigest() != digest:
        raise MoneygoodError(
            "D005",
            f"{show_path(path)} is not the file its manifest describes",
            hint="Restore it, or build the vintage again",
        )
    return content.decode("utf-8")


def tidy_rows(text: str, path: Path, header: Sequence[str]) -> list[list[str]]:
    """The rows of a tidy table, checked for header and number of fields (D004 with file and line)."""
    lines = text.split("\n")
    if lines[0].strip().split(",") != list(header):
        raise broken_row(path, 1, lines[0], f"the header is not {','.join(header)}")
    width = len(header)
    rows = [line.split(",") for line in lines[1:] if line]
    for number, row in enumerate(rows, start=2):
        if len(row) != width:
            raise broken_row(path, number, ",".join(row), f"{len(row)} fields instead of {width}")
    return rows


def broken_row(path: Path, line: int, text: str, what: str) -> MoneygoodError:
    """The error for a bad row, with file and line."""
    return MoneygoodError("D004", f"broken row: {what}", Place(path, line, 1, text))


def figure(cell: str, path: Path, line: int, row: Sequence[str]) -> float:
    """The number in a cell (D004 when it is none, or not finite)."""
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise broken_row(path, line, ",".join(row), f"{cell!r} is not a number")
    return value


def quarterly_panel(rows: Sequence[Sequence[str]], path: Path, offset: int = 0) -> Panel:
    """The panel [name, quarter] of rows whose fields from `offset` on are series, period, value and status.

    D004 for a bad period, number or status, D009 for a figure given twice, with file and line.
    """
    if not rows:
        return Panel.empty((), ())
    columns = list(zip(*rows, strict=True))
    names = {n: i for i, n in enumerate(dict.fromkeys(columns[offset]))}
    quarters = {p: _quarter_index(p, rows, offset, path) for p in dict.fromkeys(columns[offset + 1])}
    first, last = min(quarters.values()), max(quarters.values())
    row = np.fromiter(map(names.__getitem__, columns[offset]), np.int64, len(rows))
    column = np.fromiter(map(quarters.__getitem__, columns[offset + 1]), np.int64, len(rows)) - first
    figures = numbers(rows, columns[offset + 2], path)
    shape = (len(names), last - first + 1)
    spots = row * shape[1] + column
    if len(np.unique(spots)) != len(spots):
        raise _given_twice(rows, spots, path)
    values, marks = np.full(shape, np.nan), np.zeros(shape, np.uint8)
    values.flat[spots] = figures
    marks.flat[spots] = _marks(rows, columns[offset + 3], path) if len(columns) > offset + 3 else OBSERVED
    return Panel(tuple(names), tuple(Quarter(k) for k in range(first, last + 1)), values, marks)


def _quarter_index(period: str, rows: Sequence[Sequence[str]], offset: int, path: Path) -> int:
    try:
        return Quarter.parse(period).index
    except MoneygoodError:
        line = next(k for k, row in enumerate(rows, start=2) if row[offset + 1] == period)
        raise broken_row(path, line, ",".join(rows[line - 2]), f"{period!r} is not a quarter") from None


def numbers(rows: Sequence[Sequence[str]], cells: Sequence[str], path: Path) -> np.ndarray:
    """The finite numbers in one field of every row (D004 with file and line)."""
    try:
        values = np.fromiter(map(float, cells), np.float64, len(cells))
        if np.isfinite(values).all():
            return values
    except ValueError:
        pass
    return np.array(
        [figure(c, path, k, row) for k, (c, row) in enumerate(zip(cells, rows, strict=True), start=2)]
    )


def _marks(rows: Sequence[Sequence[str]], cells: Sequence[str], path: Path) -> np.ndarray:
    for word in set(cells) - set(STANDING):
        line = cells.index(word) + 2
        raise broken_row(path, line, ",".join(rows[line - 2]), f"unknown status {word!r}")
    return np.fromiter(map(STANDING.__getitem__, cells), np.uint8, len(cells))


def _given_twice(rows: Sequence[Sequence[str]], spots: np.ndarray, path: Path) -> MoneygoodError:
    firsts = set(np.unique(spots, return_index=True)[1].tolist())
    line = next(k for k in range(len(spots)) if k not in firsts) + 2
    return MoneygoodError(
        "D009", "this figure is given twice", Place(path, line, 1, ",".join(rows[line - 2]))
    )


def source_table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file of the source folder; lines that begin with # are remarks (D003, D004)."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise MoneygoodError("D003", f"the source file {show_path(path)} is missing") from None
    lines = text.splitlines(keepends=True)
    skipped = sum(1 for line in lines if line.startswith("#"))
    reader = csv.DictReader(io.StringIO("".join(line for line in lines if not line.startswith("#"))))
    rows = []
    for row in reader:
        if None in row or None in row.values():
            raise broken_row(path, reader.line_num + skipped, "", "not as many fields as the header")
        rows.append(row)
    return rows
