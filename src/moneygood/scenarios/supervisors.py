"""The columns of the supervisors' scenario table, and the table itself as its agency publishes it."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.csv_text import csv_rows
from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.number_text import plain_number
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Choice, Name, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import MapOf, Pair
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Flag, Number, OfUnit
from moneygood.core.texts import economics_root
from moneygood.core.texts import read_text as read_file

NAME, DATE, LEVEL = "Scenario Name", "Date", "(Level)"
_DATE = re.compile(r"\s*([0-9]{4})\s*[: -]?\s*[Qq]([1-4])\s*\Z|\s*[Qq]([1-4])\s*[: -]?\s*([0-9]{4})\s*\Z")
FRACTION = 0.25
"""A column of percentages that never leaves zero by more than this is one of fractions."""


@dataclass(frozen=True)
class TableColumn:
    """One column: the `variable` it is of, whether as level, growth (percent at an annual rate over the
    quarter before), index (only its growth counts) or log (the variable is its logarithm), what absorbs its
    path (None = it cannot be held), whether it is among the `main` ones, and the figures that make sense
    (`low` to `high`), in `unit`.

    `scale` is what one of the variable is in the table; figures below `least` are held there, as the model
    goes no lower.
    `shown` is the variable that is written where another one is held: a level beside its logarithm.
    """

    name: str
    variable: str
    measure: str
    unit: str
    absorber: str | None
    main: bool
    scale: float
    least: float
    low: float
    high: float
    shown: str | None = None


def _column(entry: Entry) -> TableColumn:
    low, high = entry["range"]
    return TableColumn(
        entry.name, entry["variable"], entry["measure"], str(entry["unit"]), entry["absorbed_by"],
        entry["main"], entry["scale"], entry["least"], low, high,
        entry["shown"],
    )  # fmt: skip


COLUMN = Record(
    "column",
    "A column of the supervisors' table.",
    (
        Field("variable", Name("variable"), "The variable that it is of.", required=True),
        Field("measure", Choice(("level", "growth", "index", "log")),
              "Its level, its growth at an annual rate, an index of which the growth counts, or the "
              "figure of which the variable is the logarithm.",
              required=True),
        Field("shown", Name("variable"), "The variable that is written, where another is held."),
        Field("unit", OfUnit(), "The unit of its figures.", required=True),
        Field("absorbed_by", Name("shock"), "The shock that gives way when it is held; without one it is "
              "only compared."),
        Field("main", Flag(), "Whether it is held unless a scenario says otherwise.", default=False),
        Field("scale", Number(above=0), "What one of the variable is in the table.", default=1.0),
        Field("least", Number(), "What the model cannot go below: lower figures are held there.",
              default=-math.inf),
        Field("range", Pair(), "The figures that make sense.", required=True),
        Field("source", Words(), "Where the scale is from.", for_people=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
    ),
    make=_column,
)  # fmt: skip
SUPERVISORS = TextKind(
    "supervisors",
    "The columns of the supervisors' scenario table, and what each is in the model.",
    ("dictionary/supervisors.yaml",),
    MapOf(COLUMN),
    FaultCodes("S025"),
    "scenarios with a supervisors' table, and `scenario export`",
)


@dataclass(frozen=True)
class SupervisorsTable:
    """A table as published: figures by column name, one for each of the consecutive `periods`, NaN where a
    cell is empty; `lines` are the file's line numbers."""

    file: Path
    name: str
    periods: tuple[Quarter, ...]
    figures: Mapping[str, tuple[float, ...]]
    lines: tuple[int, ...] = ()


def table_columns(root: Path | None = None) -> dict[str, TableColumn]:
    """The columns by name, in the order of the published table (none where there is no such record)."""
    path = (root or economics_root()) / "dictionary" / "supervisors.yaml"
    return SUPERVISORS.read(path) if path.is_file() else {}


def read_supervisors(file: Path, columns: Mapping[str, TableColumn] | None = None) -> SupervisorsTable:
    """The table of a CSV file in the published form: a header row, dates such as ``2026 Q1``, one row a
    quarter.

    S024, with the line and the column, for a column that the form does not have or has twice, a date that is
    none, a quarter that is missing or stands there twice, a text where a number is, a figure outside what its
    column can be, and a second scenario in the file. Empty cells are NaN.
    """
    known = table_columns() if columns is None else columns
    rows = csv_rows(read_file(file), file)
    if not rows or not any(c.strip() for c in rows[0]):
        raise _fault(file, 1, "the table is empty", "Its first row has the names of columns")
    heads = [_head(c, i, file, known) for i, c in enumerate(rows[0])]
    for i, head in enumerate(heads):
        if head in heads[:i]:
            raise _fault(file, 1, f"the column {head!r} stands there twice", "Keep one of the two")
    if DATE not in heads:
        raise _fault(file, 1, f"there is no column {DATE!r}", "Write quarters such as 2026 Q1 under it")
    if not any(h in known for h in heads):
        raise _fault(file, 1, "the table has no column of figures", f"Add one such as {next(iter(known))!r}")
    periods: list[Quarter] = []
    lines: list[int] = []
    names: list[str] = []
    figures: dict[str, list[float]] = {h: [] for h in heads if h in known}
    for number, row in enumerate(rows[1:], 2):
        if not any(c.strip() for c in row):
            continue
        if len(row) != len(heads):
            what = f"the line has {len(row)} cells for {len(heads)} columns"
            raise _fault(file, number, what, "Write a cell for each, empty ones too")
        cells = dict(zip(heads, row, strict=True))
        quarter = _quarter(cells[DATE], file, number)
        if periods and quarter - periods[-1] != 1:
            what = (
                f"{quarter} stands there twice" if quarter in periods else f"{quarter} follows {periods[-1]}"
            )
            raise _fault(file, number, what, "One row a quarter, in their order, without a gap")
        names += [cells[NAME].strip()] if NAME in cells else []
        if names and names[-1] != names[0]:
            what = f"a second scenario, {names[-1]!r} after {names[0]!r}"
            raise _fault(file, number, what, "Keep one scenario in a file")
        periods.append(quarter)
        lines.append(number)
        for head, values in figures.items():
            values.append(_number(cells[head], known[head], file, number))
    if not periods:
        raise _fault(file, 1, "the table has a header and no figures", "Add a row for each quarter")
    for head, values in figures.items():
        _question_fractions(head, values, known[head], file, lines[0])
    kept = {h: tuple(v) for h, v in figures.items()}
    return SupervisorsTable(file, names[0] if names else "", tuple(periods), kept, tuple(lines))


def table_text(
    name: str, periods: Sequence[Quarter], figures: Mapping[str, Sequence[float]], decimals: int | None = None
) -> str:
    """A table in the published form; every figure comes back to the bit unless it is rounded to
    `decimals`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([NAME, DATE, *figures])
    for t, quarter in enumerate(periods):
        cells = (_cell(values[t], decimals) for values in figures.values())
        writer.writerow([name, f"{quarter.year} Q{quarter.quarter}", *cells])
    return out.getvalue()


def _cell(value: float, decimals: int | None) -> str:
    if math.isnan(value):
        return ""
    text = repr(float(value)) if decimals is None else f"{value:.{decimals}f}"
    return text.removesuffix(".0")


def _fault(file: Path, line: int, what: str, hint: str) -> MoneygoodError:
    return MoneygoodError("S024", what, Place(file, line), hint)


def _head(cell: str, at: int, file: Path, known: Mapping[str, TableColumn]) -> str:
    """The column that a heading means: case, spaces and a missing "(Level)" are let pass."""
    text = " ".join(cell.split())
    for name in (NAME, DATE, *known):
        if text.lower() in (name.lower(), name.removesuffix(LEVEL).strip().lower()):
            return name
    hint = did_you_mean(text, known) or f"It has {DATE} and columns such as {next(iter(known), '')!r}"
    what = f"column {at + 1} is {text!r}, which the domestic table does not have"
    raise _fault(file, 1, what, hint)


def _quarter(cell: str, file: Path, line: int) -> Quarter:
    match = _DATE.match(cell)
    if match is None:
        raise _fault(file, line, f"{cell.strip()!r} under {DATE} is not a quarter", "Write it like 2026 Q1")
    try:
        return Quarter.parse(f"{match[1] or match[4]}Q{match[2] or match[3]}")
    except MoneygoodError as fault:
        raise _fault(file, line, fault.message, fault.hint or "") from None


def _number(cell: str, column: TableColumn, file: Path, line: int) -> float:
    text = cell.strip()
    if not text:
        return math.nan
    try:
        value = plain_number(text.replace(",", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        what = f"{text!r} under {column.name!r} is not a number"
        raise _fault(
            file, line, what, "Write one number, with a point for decimals, without a sign of percent"
        )
    if not column.low <= value <= column.high:
        what = f"{text} under {column.name!r} lies outside {column.low:g} to {column.high:g}"
        raise _fault(file, line, what, "Rates and growth are in percent, indexes in points")
    return value


def _question_fractions(
    head: str, values: Sequence[float], column: TableColumn, file: Path, line: int
) -> None:
    """S024 when a column of percentages looks like one of fractions: growth that moves, never by a quarter of
    a point."""
    seen = [abs(v) for v in values if not math.isnan(v)]
    if column.measure == "growth" and len(seen) > 3 and 0 < max(seen) <= FRACTION:
        what = f"{head!r} is never beyond {max(seen):g}, which looks like fractions"
        raise _fault(file, line, what, "Write percent at an annual rate: 2.5, not 0.025")
