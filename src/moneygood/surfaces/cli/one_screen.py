"""What of an answer's tables fits on one screen beside its lead."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from rich.console import Console

from moneygood.core.answer import Table
from moneygood.surfaces.cli.tables import kept_columns, rich_table

LINES = 48
"""Lines of a screen, with one left for the prompt and one for the command."""

FEWEST = 2
"""Rows of which a table has at least so many, or it is left out."""


def fitted(lead: str, tables: Sequence[Table], facts: Sequence[str], width: int) -> tuple[list[Table], str]:
    """The tables, cut to columns that fit `width` and rows that fit the screen, and what was left out."""
    room = LINES - _lines(lead, width) - sum(_lines(f, width) for f in facts) - 2
    shown: list[Table] = []
    hidden = rows_left = columns_left = 0
    for table in tables:
        if table.full or not table.rows:
            hidden += table.full
            continue
        brief = table.brief()
        narrow = kept_columns(brief, width)
        columns_left += len(table.columns) - len(narrow.columns)
        fits = _cut(narrow, room, width)
        if fits is None:
            hidden += 1
            continue
        rows_left += len(table.rows) - len(fits.rows)
        room -= height(fits, width)
        shown.append(fits)
    parts = [
        f"{number} more {word}{'s' * (number > 1)}"
        for number, word in ((hidden, "table"), (rows_left, "row"), (columns_left, "column"))
        if number
    ]
    return shown, ", ".join([*parts, "the reading, method and notes"])


def height(table: Table, width: int) -> int:
    """Lines that a table takes on a screen of so many characters a line, its note included."""
    out = Console(file=io.StringIO(), width=width, highlight=False, markup=False)
    with out.capture() as printed:
        out.print(rich_table(replace(table, title=""), width))
    said = [text for text in (table.title, table.note) if text]
    return printed.get().count("\n") + sum(_lines(text, width) for text in said)


def _cut(table: Table, room: int, width: int) -> Table | None:
    """The table with as many rows as fit; None where hardly any would.

    A row takes a line at least, so that a long table is never laid out whole.
    """
    if len(table.rows) < room and height(table, width) <= room:
        return table
    low, rows = FEWEST, min(len(table.rows), room) - 1
    best = None
    while low <= rows:
        middle = (low + rows) // 2
        tried = replace(table, rows=table.rows[:middle])
        if height(tried, width) <= room:
            best, low = tried, middle + 1
        else:
            rows = middle - 1
    return best


def _lines(text: str, width: int) -> int:
    return sum(max(-(-len(line) // width), 1) for line in text.splitlines()) or 1
