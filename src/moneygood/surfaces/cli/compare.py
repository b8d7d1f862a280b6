"""The verb `compare`: what is found is shown as one table a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import like
from moneygood.surfaces.cli.commands import AnswerFlags, Asking

if TYPE_CHECKING:
    from moneygood.api import ComparedRuns


@dataclass(frozen=True)
class CompareFlags:
    """What only the command line has."""

    full: bool = like(AnswerFlags, "full")
    receipt: Path | None = like(AnswerFlags, "receipt")
    offline: bool = like(AnswerFlags, "offline")
    json: bool = like(AnswerFlags, "json")


FLAGS = CompareFlags


def act(asking: Asking) -> None:
    """Compare, and print the answer in words, then a table a scenario."""
    from moneygood.api.asking import found as asked_and_found
    from moneygood.surfaces.cli import show
    from moneygood.surfaces.cli.answer import check_receipt, print_brief, print_full, write_receipt
    from moneygood.surfaces.cli.progress import waiting

    receipt = asking.shown["receipt"]
    check_receipt(asking.question, receipt)
    request = asking.request()
    with waiting("compare") as progress:
        found = asked_and_found(asking.question, request, progress)
    done: ComparedRuns = found.answer
    if receipt is not None:
        write_receipt(found, receipt)
    if asking.shown["json"]:
        show.print_json(found.document())
        return
    facts = [
        f"{name}: {table.draws:,} paired draws, seed {request.seed}; failed in either "
        f"{100 * table.failed_share:.3f}%."
        for name, table in done.differences.items()
    ]
    if asking.shown["full"]:
        print_full(done.lead, done.title, done.reading, done.tables, facts)
    else:
        print_brief(done.lead, done.tables, facts)
