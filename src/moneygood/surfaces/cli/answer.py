"""How every answer is shown in a terminal, as JSON, and as a chart file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.answer import AbstractAnswer, Table

if TYPE_CHECKING:
    from rich.table import Table as RichTable


def check_chart(chart: Path | None) -> None:
    """Raise what would keep a chart from being written, before anything is computed."""
    if chart is not None:
        from moneygood.surfaces.chart_files import check_chart_file

        check_chart_file(chart)


def write_chart_of(verb: str, answer: Any, chart: Path) -> None:
    """Write the chart of a verb's answer to a file."""
    from moneygood.questions.charts import spec
    from moneygood.surfaces.chart_files import write_chart

    write_chart(spec(verb, answer), chart)


def present(
    verb: str, answer: AbstractAnswer, *, json: bool, chart: Path | None, facts: Iterable[str] = ()
) -> None:
    """Print an answer: title, reading, tables, then `facts`; or its document alone; write its chart if asked.

    The chart is that of ``questions/<verb>/chart.py``.
    """
    from moneygood.surfaces.cli import show

    if chart is not None:
        write_chart_of(verb, answer, chart)
    if json:
        show.print_json(answer.as_json())
        return
    screen = show.console()
    whole = not screen.is_terminal  # a file has no width: lines stay whole; a terminal breaks between words
    screen.print(show.heading(answer.title, ""))
    screen.print(answer.reading, soft_wrap=whole)
    for table in answer.tables:
        for piece in pieces(table, screen.width):
            screen.print(rich_table(piece, screen.width))
        if table.note:
            screen.print(table.note, style="dim", soft_wrap=whole)
    screen.print()
    for line in facts:
        screen.print(line, style="dim", soft_wrap=whole)
    if chart is not None:
        screen.print(f"Chart: {chart}", style="dim")


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
            table.title if n == 0 else f"{table.title}, continued",
            tuple(table.columns[i] for i in chosen),
            tuple(tuple(row[i] for i in chosen) for row in table.rows),
        )
        for n, chosen in enumerate(found)
    ]


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


def rich_table(table: Table, width: int | None = None) -> RichTable:
    """The table for a terminal: columns of words flush left, columns of figures flush right.

    Where it is wider than `width`, columns of figures shrink to their figures, and words take what is left.
    """
    from moneygood.surfaces.cli import show

    out = show.table(*(c.label for c in table.columns), title=table.title)
    widths = _widths(table)
    tight = width is not None and sum(full + GAP for _, full in widths) > width
    for column, own, (least, _) in zip(out.columns, table.columns, widths, strict=True):
        column.justify = "right" if own.form else "left"
        if tight:
            column.min_width = least
            if own.form:
                column.width = least
    for row in table.texts():
        out.add_row(*row)
    return out
