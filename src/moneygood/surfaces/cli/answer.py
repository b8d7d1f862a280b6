"""How every answer is shown in a terminal, as JSON, and as a chart file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.answer import AbstractAnswer

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

    assert found.receipt is not None
    file.write_text(
        form.dumps(found.receipt.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def present(
    found: FoundAnswer,
    *,
    json: bool,
    chart: Path | None,
    receipt: Path | None = None,
    facts: Iterable[str] = (),
) -> None:
    """Print an answer: title, reading, tables, then `facts`; or its document alone, with its receipt.

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
    if receipt is not None:
        screen.print(f"Receipt: {receipt}", style="dim")
