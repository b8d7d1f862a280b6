"""How every answer is shown in a terminal, as JSON, and as a chart file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from moneygood.core.answer import AbstractAnswer


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
        screen.print_table(table)
        if table.note:
            screen.print(table.note, style="dim", soft_wrap=whole)
    screen.print()
    for line in facts:
        screen.print(line, style="dim", soft_wrap=whole)
    if chart is not None:
        screen.print(f"Chart: {chart}", style="dim")
