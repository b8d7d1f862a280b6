"""The verb `compare`: what is found is shown as one table a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import like
from moneygood.surfaces.cli.commands import AnswerFlags, Asking

if TYPE_CHECKING:
    from moneygood.api import ComparedRuns


@dataclass(frozen=True)
class CompareFlags:
    """What only the command line has."""

    offline: bool = like(AnswerFlags, "offline")
    json: bool = like(AnswerFlags, "json")


FLAGS = CompareFlags


def act(asking: Asking) -> None:
    """Compare, and print the answer in words, then a table a scenario."""
    from moneygood.surfaces.cli import show
    from moneygood.surfaces.cli.progress import waiting

    request = asking.request()
    with waiting("compare") as progress:
        done: ComparedRuns = asking.question.answer(request, progress)
    if asking.shown["json"]:
        show.print_json(done.as_json())
        return
    screen = show.console()
    for name, table in done.differences.items():
        screen.print(show.difference_sentence(name, done), soft_wrap=not screen.is_terminal)
        screen.print(show.difference_table(name, done))
        failed = f"{100 * table.failed_share:.3f} %"
        draws = f"{table.draws:,} paired draws, seed {request.seed}; failed in either {failed}."
        screen.print(draws, soft_wrap=not screen.is_terminal)
        plausible = f"Plausibility: {done.runs[name].plausibility.sentence}."
        screen.print(plausible, soft_wrap=not screen.is_terminal)
