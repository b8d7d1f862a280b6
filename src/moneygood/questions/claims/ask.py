"""What people claim, held against the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.data.vintage import Vintage
    from moneygood.questions.claims.answer import ClaimsAnswer


@dataclass(frozen=True, kw_only=True)
class AskClaims(CheckedRequest):
    """Example: moneygood claims --only interest-above-trillion --chart claim.png"""

    files: Sequence[str | Path] = argument((), "Claim files; those that ship when none is named.", many=True)
    only: Sequence[str] = option((), "Only the claim of this id; may be repeated.", many=True)
    in_detail: bool = option(False, "Show every test and figure of each claim.", flag="--evidence", idle=True)
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")


def ask(figures: Vintage, request: AskClaims) -> ClaimsAnswer:
    """Whether claims were true on the day they were made, on what was published then, and since.

    `files` are claim files, by default those that ship; `only` picks claims by id; with `in_detail` the
    tables name every test and figure. The as-of verdict sees no figure published after the claim's date.
    Errors: A501 for a faulty file, A502 for a figure that does not exist, A503 for look-ahead, A504 for an
    unknown id, D003 for an unknown vintage, S- and E-codes for scenarios. Source: the claim files.

    >>> import moneygood as mg
    >>> [claim["id"] for claim in mg.claims(only="interest-above-trillion").as_json()]
    ['interest-above-trillion']
    """
    from moneygood.core.errors import MoneygoodError, did_you_mean
    from moneygood.data.calendar import read_calendar, read_quoted
    from moneygood.questions.claims.answer import ClaimsAnswer
    from moneygood.questions.claims.judge import ClaimEvaluator
    from moneygood.questions.claims.model_figures import Responses
    from moneygood.questions.claims.text import read_claim_files
    from moneygood.restarts.opening import load

    only = request.only
    read = read_claim_files([Path(f) for f in request.files])
    known = {c.id: c for c in read}
    for name in only:
        if name not in known:
            raise MoneygoodError("A504", f"there is no claim {name!r}", None, did_you_mean(name, known))
    solved: list[Responses] = []

    def responses() -> Responses:
        if not solved:
            solved.append(Responses(load(request.vintage), figures.name))
        return solved[0]

    evaluator = ClaimEvaluator(figures, read_calendar(), read_quoted(), responses)
    chosen = [c for c in read if not only or c.id in only]
    for claim in chosen:
        evaluator.check(claim)
    judged = tuple(evaluator.judge(c) for c in chosen)
    return ClaimsAnswer(judged, figures.name, figures.hash, request.in_detail)
