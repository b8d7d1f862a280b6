"""The paths that a scenario takes from a supervisors' table: which columns are held, when, and how."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.texts import is_file
from moneygood.scenarios.plan import CHAINED, HeldPath, Spot
from moneygood.scenarios.supervisors import SupervisorsTable, TableColumn, read_supervisors, table_columns

MAIN, ALL = "main", "all"


def supervisors_paths(
    table: str,
    history: str | None,
    start: Quarter | None,
    periods: Sequence[Quarter] | None,
    hold: Sequence[str],
    spot: Spot,
) -> tuple[HeldPath, ...]:
    """The held paths of a table named in a scenario, its columns in their order.

    The first row is laid on `start` (on its own date when None) and what lies outside `periods` is left out.
    `hold` names columns, or is "main" or "all". An index is held by its growth, so its first quarter needs
    the level of the quarter before: from an earlier row, or from the table `history`. S024 for a column that
    cannot be held, is empty where it is needed, or begins without a level before it.
    """
    columns = table_columns()
    found = read_supervisors(_find(table, spot.at("table")), columns)
    before = None if history is None else read_supervisors(_find(history, spot.at("history")), columns)
    if before is not None and found.periods[0] - 1 not in before.periods:
        what = f"{history} has no row for {found.periods[0] - 1}, the quarter before the table"
        raise MoneygoodError("S024", what, spot.at("history").place, "Name the table that ends there")
    shift = 0 if start is None else start - found.periods[0]
    at = [t for t, q in enumerate(found.periods) if periods is None or periods[0] <= q + shift <= periods[-1]]
    if not at:
        what = f"{table} has no row in {periods[0]}..{periods[-1]}" if periods else f"{table} has no row"
        raise MoneygoodError("S024", what, spot.at("periods").place, "Choose quarters that it has")
    quarters = tuple(found.periods[t] + shift for t in at)
    return tuple(
        _path(columns[name], found, before, at, quarters, spot)
        for name in _wanted(hold, columns, found, spot)
    )


def _find(name: str, spot: Spot) -> Path:
    beside = None if spot.file is None else spot.file.parent / name
    path = beside if beside is not None and is_file(beside) else Path(name)
    if not is_file(path):
        raise MoneygoodError(
            "S024", f"the table {name} does not exist", spot.place, "Put it beside the scenario"
        )
    return path


def _wanted(
    hold: Sequence[str], columns: dict[str, TableColumn], table: SupervisorsTable, spot: Spot
) -> list[str]:
    able = [n for n, c in columns.items() if c.absorber is not None]
    if list(hold) in ([MAIN], [ALL]):
        wanted = [n for n in able if n in table.figures and (hold[0] == ALL or columns[n].main)]
        if not wanted:
            raise MoneygoodError(
                "S024", f"{table.file.name} has none of the {hold[0]} columns", spot.at("hold").place,
                "Name the columns under hold:",
            )  # fmt: skip
        return wanted
    out = []
    for i, name in enumerate(hold):
        place = spot.at("hold", i).place
        if name not in columns:
            hint = did_you_mean(name, columns) or f"There are {MAIN}, {ALL}, and the names of columns"
            raise MoneygoodError("S024", f"the table has no column {name!r}", place, hint)
        if name not in table.figures:
            what = f"{table.file.name} has no column {name!r}"
            raise MoneygoodError("S024", what, place, f"It has {', '.join(table.figures)}")
        if name not in able:
            what = f"{name!r} follows from others in the model and cannot be held"
            raise MoneygoodError("S024", what, place, "Leave it out: the answer sets it beside the table")
        out.append(name)
    return list(dict.fromkeys(out))


def _path(
    column: TableColumn,
    table: SupervisorsTable,
    before: SupervisorsTable | None,
    at: Sequence[int],
    quarters: tuple[Quarter, ...],
    spot: Spot,
) -> HeldPath:
    values = table.figures[column.name]
    for t in at:
        if math.isnan(values[t]):
            what = f"the cell of {column.name!r} in {table.periods[t]} is empty"
            raise MoneygoodError(
                "S024", what, Place(table.file, table.lines[t]), "Fill it, or do not hold it"
            )
    numbers = tuple(values[t] for t in at)
    unit = "pct" if column.measure == "index" else column.unit
    if column.measure == "index":
        base = values[at[0] - 1] if at[0] else _last_level(column, table, before, spot)
        numbers = tuple(100.0 * x / base for x in numbers)
    elif column.measure == "level":
        numbers = tuple(max(x, column.least) / column.scale for x in numbers)
    elif column.measure == "log":
        numbers, unit = tuple(math.log(x / column.scale) for x in numbers), "1"
    measure = column.measure if column.measure in CHAINED else "value"
    return HeldPath(
        column.variable, quarters, measure, numbers, unit, column.absorber, True, spot,
        source=f"{table.name or table.file.name}: {column.name}",
    )  # fmt: skip


def _last_level(
    column: TableColumn, table: SupervisorsTable, before: SupervisorsTable | None, spot: Spot
) -> float:
    first = table.periods[0]
    if before is None:
        what = f"{column.name!r} is an index, and {table.file.name} has no level before {first}"
        hint = "Name the table of history under history:, or begin periods: a quarter later"
        raise MoneygoodError("S024", what, spot.at("table").place, hint)
    i = before.periods.index(first - 1)
    level = before.figures.get(column.name, (math.nan,) * len(before.periods))[i]
    if math.isnan(level):
        what = f"{before.file.name} has no figure for {column.name!r} in {first - 1}"
        raise MoneygoodError("S024", what, Place(before.file, before.lines[i]), "Fill the cell")
    return level
