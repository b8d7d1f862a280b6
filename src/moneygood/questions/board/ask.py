"""Our baseline beside what institutions project, with our odds of theirs and why they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.board.answer import BoardAnswer


@dataclass(frozen=True, kw_only=True)
class AskBoard(CheckedRequest):
    """Example: moneygood board fomc cbo"""

    institutions: Sequence[str] = argument(
        (), "Whose projections: fomc, cbo, spf, futures, analysts; all when none is named.", many=True
    )
    issues: str = option(
        "latest", "Which of them: the latest of each, or all that are on file.", choices=("latest", "all")
    )
    draws: int = draw_option("draws", 2000, least=100, help="Number of simulated paths.")
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")
    backend: str = draw_option("backend")


def ask(workspace: Workspace, request: AskBoard, progress: Progress | None = None) -> BoardAnswer:
    """Each projection beside the median of the baseline's draws, and the percent of draws below it.

    Ours is the median of the good draws of the same measure (growth to the fourth quarter, a fiscal year's
    mean and so on), past quarters from the completed history. Why they differ is computed: what has become
    known since (where the publication has quarters), what the baseline holds by judgement (its median less
    that of the scenario `unforced` on the same shocks), what draws do that the path without draws does not
    (slumps, bounds), and what the institution's other figures of the same year are worth for this one by
    regression over our draws. The parts overlap; the one named comes nearest to the difference. Errors: A360
    for an unknown institution, A361 when nothing lies inside the run, A035, those of `run`. Source: ours.
    On a day that has passed only what was published by then is on the board.

    >>> import moneygood as mg
    >>> found = mg.board("fomc", draws=200, quarters=12)
    >>> {row["institution"] for row in found.as_json()["rows"]}
    {'fomc'}
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.core.errors import MoneygoodError, did_you_mean
    from moneygood.core.figures import listed
    from moneygood.questions.board.answer import BoardAnswer
    from moneygood.restarts.institutions import institution_names, read_institution
    from moneygood.runs.board.differences import board_rows
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan

    r, known = request, institution_names()
    for name in r.institutions:
        if name not in known:
            hint = did_you_mean(name, known) or f"There are {', '.join(known)}"
            raise MoneygoodError("A360", f"there is no projection of {name!r}", None, hint)
    found = [read_institution(n, workspace.vintage) for n in dict.fromkeys(r.institutions or known)]
    day = workspace.vintage.as_of
    out = [one.known(day) for one in found]
    if not any(out):
        names = listed([one.short for one in found])
        what = f"nothing that {names} published by {day} is on file"
        raise MoneygoodError("A361", what, None, "Ask on a later day")
    wanted = [p for issued in out for p in issued if r.issues == "all" or p.published == issued[-1].published]
    keep = tuple(dict.fromkeys(p.variable for p in wanted))
    runs = []
    for done, scenario in enumerate(("baseline", "unforced")):
        own = RunRequest(r.draws, r.seed, r.quarters, r.threads, backend=r.backend, keep=keep)
        runs.append(run_plan(workspace, find_scenario(scenario), own))
        if progress is not None:
            progress(0.5 * (done + 1))
    rows = board_rows({one.key: one.short for one in found}, wanted, *runs)
    if not rows:
        span = f"{runs[0].paths.periods[0]}..{runs[0].paths.periods[-1]}"
        raise MoneygoodError("A361", f"no projection lies inside {span}", None, "Simulate more quarters")
    failed = max(run.failed_share for run in runs)
    return BoardAnswer(tuple(found), tuple(rows), r.draws, r.seed, failed, workspace.vintage.name)


def facts(request: AskBoard, answer: BoardAnswer) -> list[str]:
    """The line under the answer: draws, seed and failed share."""
    return [f"{answer.draws:,} draws, seed {request.seed}; failed at most {100 * answer.failed_share:.3f}%."]
