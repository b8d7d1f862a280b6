"""How every answer is shown in a terminal, as JSON, and as a chart file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.answer import AbstractAnswer, Table

if TYPE_CHECKING:
    from rich.table import Table as RichTable


def check_chart(chart: Path | None) -> None:
    """Raise what would keep a chart from being written, before anything is computed."""
    if chart is not None:
        from moneygood.surfaces.chart_files import check_chart_file

        check_chart_file(chart)


def present(
    verb: str, answer: AbstractAnswer, *, json: bool, chart: Path | None, facts: Iterable[str] = ()
) -> None:
    """Print an answer: title, tables, reading, then `facts`; or its document alone; write its chart if asked.

    The chart is that of ``surfaces/answer_charts/<verb>.py``.
    """
    from moneygood.surfaces.cli import show

    if chart is not None:
        from moneygood.surfaces.answer_charts import spec
        from moneygood.surfaces.chart_files import write_chart

        write_chart(spec(verb, answer), chart)
    if json:
        show.print_json(answer.as_json())
        return
    screen = show.console()
    screen.print(show.heading(answer.title, ""))
    for table in answer.tables:
        screen.print(rich_table(table))
        if table.note:
            screen.print(table.note, style="dim", soft_wrap=True)
    screen.print()
    screen.print(answer.reading, soft_wrap=True)
    for line in facts:
        screen.print(line, style="dim", soft_wrap=True)
    if chart is not None:
        screen.print(f"Chart: {chart}", style="dim")


def rich_table(table: Table) -> RichTable:
    """The table for a terminal: columns of words flush left, columns of figures flush right."""
    from moneygood.surfaces.cli import show

    out = show.table(*(c.label for c in table.columns), title=table.title)
    for column, own in zip(out.columns, table.columns, strict=True):
        column.justify = "right" if own.form else "left"
    for row in table.texts():
        out.add_row(*row)
    return out
