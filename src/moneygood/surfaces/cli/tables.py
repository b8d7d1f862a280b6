"""Tables laid into a width: no word and no figure is broken, and what is too wide stands in several parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rich.box import SIMPLE_HEAD
from rich.table import Table as RichTable

from moneygood.core.answer import Column, Table

WORDS = 16
"""A column flush right whose cells are longer than this holds words, which may stand on several lines."""


def plain_table(*headers: str, title: str | None = None) -> RichTable:
    """A plain table: the first column flush left, the others flush right."""
    out = RichTable(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for i, header in enumerate(headers):
        out.add_column(header, justify="left" if i == 0 else "right", overflow="fold")
    return out


def plain_rows(table: RichTable) -> Table:
    """The table as answers have it: columns of figures flush right, columns of words flush left."""
    columns, cells = [], []
    for column in table.columns:
        own = [str(cell) for cell in column.cells]
        figures = column.justify == "right" and max(map(len, own), default=0) <= WORDS
        columns.append(Column(str(column.header), "s" if figures else ""))
        cells.append(own)
    return Table(str(table.title or ""), tuple(columns), tuple(zip(*cells, strict=True)))


GAP = 3
"""Characters between two columns, about."""

READABLE = 12
"""Characters that a column of words gets at least, where it has as many."""


def pieces(table: Table, width: int) -> list[Table]:
    """The table, or several below each other that fit into `width`.

    Each has the first column again, and the second where the first does not tell the rows apart. A column
    whose heading is ± stays with the one before it.
    """
    least = [own for own, _ in _widths(table)]
    names = [row[0] for row in table.rows]
    keys = [0, 1] if len(set(names)) < len(names) and len(table.columns) > 2 else [0]
    groups: list[list[int]] = []
    for i, column in enumerate(table.columns[len(keys) :], len(keys)):
        if column.label == "±" and groups:
            groups[-1].append(i)
        else:
            groups.append([i])
    found: list[list[int]] = [keys]
    for group in groups:
        wider = [*found[-1], *group]
        if len(found[-1]) > len(keys) and sum(least[i] + GAP for i in wider) > width:
            found.append([*keys, *group])
        else:
            found[-1] = wider
    if len(found) == 1:
        return [table]
    return [
        Table(
            table.title if n == 0 else f"{table.title}, continued" if table.title else "continued",
            tuple(table.columns[i] for i in chosen),
            tuple(tuple(row[i] for i in chosen) for row in table.rows),
        )
        for n, chosen in enumerate(found)
    ]


def kept_columns(table: Table, width: int) -> Table:
    """The table with the columns that stand beside each other in `width`: the first, and what follows it.

    An error (±) is kept or left away together with the figure before it.
    """
    least = [own for own, _ in _widths(table)]
    kept, used, i = [0], least[0] + GAP, 1
    while i < len(table.columns):
        group = [i]
        while i + 1 < len(table.columns) and table.columns[i + 1].label.strip() == "±":
            i += 1
            group.append(i)
        wide = sum(least[k] + GAP for k in group)
        if used + wide > width:
            break
        kept += group
        used += wide
        i += 1
    if len(kept) == len(table.columns):
        return table
    rows = tuple(tuple(row[k] for k in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[k] for k in kept), rows=rows)


def _widths(table: Table) -> list[tuple[int, int]]:
    """Least and natural width of every column: figures and words are never broken, headings between words."""
    texts = table.texts()
    out = []
    for i, column in enumerate(table.columns):
        cells = [row[i] for row in texts]
        words = [len(w) for w in column.label.split()]
        full = max([len(column.label), *map(len, cells)])
        if column.form:
            least = max([*words, *map(len, cells), 1])
        else:
            words += [len(w) for cell in cells for w in cell.split()]
            least = max([*words, min(full, READABLE), 1])
        out.append((min(least, full), full))
    return out


def laid(widths: Sequence[tuple[int, int]], room: int) -> list[int]:
    """The width of each column, of least and natural widths, that together take `room`.

    The narrow ones get all they want, the others the same, so that no text is cut off; where even the least
    is too much the widest are cut to the same width, and their words folded.

    >>> laid([(28, 28), (7, 7), (9, 42)], 60), laid([(5, 20), (5, 20), (5, 8)], 30), laid([(9, 9), (2, 2)], 8)
    ([28, 7, 25], [11, 11, 8], [6, 2])
    """
    level = max(full for _, full in widths)
    if sum(least for least, _ in widths) > room:
        while level > 1 and sum(min(least, level) for least, _ in widths) > room:
            level -= 1
        return [min(least, level) for least, _ in widths]
    while sum(max(least, min(full, level)) for least, full in widths) > room:
        level -= 1
    return [max(least, min(full, level)) for least, full in widths]


def rich_table(table: Table, width: int | None = None) -> RichTable:
    """The table for a terminal: columns of words flush left, columns of figures flush right.

    Where it is wider than `width`, columns of figures shrink to their figures, and words take what is left.
    """
    out = plain_table(*(c.label for c in table.columns), title=table.title or None)
    widths = _widths(table)
    tight = width is not None and sum(full + GAP for _, full in widths) > width
    pairs = zip(table.columns, widths, strict=True)
    wanted = [(least, least if column.form else full) for column, (least, full) in pairs]
    given = laid(wanted, width - GAP * len(widths) + 1) if tight and width is not None else None
    for i, (column, own) in enumerate(zip(out.columns, table.columns, strict=True)):
        column.justify = "right" if own.form else "left"
        if given is not None:
            column.width = given[i]
    for row in table.texts():
        out.add_row(*row)
    return out
