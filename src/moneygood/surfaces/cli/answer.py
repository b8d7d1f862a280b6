"""How every answer is shown in a terminal, as JSON, and as a chart file: its lead first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.answer import AbstractAnswer, Table

if TYPE_CHECKING:
    from moneygood.api.asking import FoundAnswer
    from moneygood.questions.registry import Question


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


def check_receipt(question: Question, receipt: Path | None) -> None:
    """Raise what would keep a receipt from being written, before anything is computed: R001, R006."""
    if receipt is None:
        return
    from moneygood.core.errors import MoneygoodError

    if not question.repeatable:
        what = f"an answer of {question.words} cannot be computed again, so it has no receipt"
        raise MoneygoodError("R006", what, None, "Leave --receipt out")
    if not receipt.parent.is_dir() or receipt.is_dir():
        raise MoneygoodError(
            "R001", f"{receipt} cannot be written", None, "Name a file in a folder that exists"
        )


def write_receipt(found: FoundAnswer, file: Path) -> None:
    """Write the receipt of an answer to a file."""
    import json as form

    from moneygood.core.atomic import write_whole

    assert found.receipt is not None
    write_whole(file, form.dumps(found.receipt.as_json(), indent=1, ensure_ascii=False) + "\n")


def present(
    found: FoundAnswer,
    *,
    json: bool,
    chart: Path | None,
    receipt: Path | None = None,
    full: bool = False,
    facts: Iterable[str] = (),
) -> None:
    """Print an answer: its lead, and tables up to one screen; with `full` all of it; or its document alone.

    The chart is that of ``questions/<verb>/chart.py``.
    """
    from moneygood.surfaces.cli import show

    answer: AbstractAnswer = found.answer
    if chart is not None:
        write_chart_of(found.question.name, answer, chart)
    if receipt is not None:
        write_receipt(found, receipt)
    if json:
        show.print_json(found.document())
        return
    more = [*facts, *([f"Chart: {chart}"] if chart is not None else [])]
    more += [f"Receipt: {receipt}"] if receipt is not None else []
    if full:
        print_full(answer.lead, answer.title, answer.reading, answer.tables, more)
    else:
        print_brief(answer.lead, answer.tables, more)


def print_full(lead: str, title: str, reading: str, tables: Sequence[Table], facts: Iterable[str]) -> None:
    """All of an answer: lead, title, reading, every table with its note, facts."""
    from moneygood.surfaces.cli import show

    screen = show.console()
    whole = not screen.is_terminal  # a file has no width: lines stay whole; a terminal breaks between words
    screen.print(lead, style="bold", soft_wrap=whole)
    screen.print(show.heading(title, ""), soft_wrap=whole)
    if reading:
        screen.print(reading, soft_wrap=whole)
    for table in tables:
        screen.print_table(table)
        if table.note:
            screen.print(table.note, style="dim", soft_wrap=whole)
    screen.print()
    for line in facts:
        screen.print(line, style="dim", soft_wrap=whole)


def print_brief(lead: str, tables: Sequence[Table], facts: Iterable[str]) -> None:
    """The answer on one screen: the lead, what fits of the tables, facts, and what ``--full`` adds."""
    from moneygood.surfaces.cli import show
    from moneygood.surfaces.cli.encoding import speakable_table
    from moneygood.surfaces.cli.one_screen import fitted

    screen = show.console()
    whole = not screen.is_terminal
    said = list(facts)
    shown, left_out = fitted(lead, [speakable_table(t) for t in tables], said, screen.width)
    screen.print(lead, style="bold", soft_wrap=whole)
    for table in shown:
        screen.print_laid(table)
        if table.note:
            screen.print(table.note, style="dim")
    if not shown:
        screen.print()
    for line in said:
        screen.print(line, style="dim", soft_wrap=whole)
    screen.print(f"--full: {left_out}", style="dim")
