"""What people claim, held against the figures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moneygood.questions.claims.answer import ClaimsAnswer


def claims(
    files: Sequence[str | Path] = (),
    *,
    only: Sequence[str] = (),
    vintage: str | None = None,
    in_detail: bool = False,
) -> ClaimsAnswer:
    """Whether claims were true on the day they were made, on what was published then, and since.

    `files` are claim files, by default those that ship; `only` picks claims by id; with `in_detail` the
    tables name every test and figure. The as-of verdict sees no figure published after the claim's date.
    Errors: A501 for a faulty file, A502 for a figure that does not exist, A503 for look-ahead, A504 for an
    unknown id, D003 for an unknown vintage, S- and E-codes for scenarios. Source: the claim files.
    """
    from moneygood.baseline.opening import load
    from moneygood.core.errors import MoneygoodError, did_you_mean
    from moneygood.data.vintage import load_vintage
    from moneygood.questions.claims.answer import ClaimsAnswer
    from moneygood.questions.claims.calendar import read_calendar, read_quoted
    from moneygood.questions.claims.judge import Court
    from moneygood.questions.claims.model_figures import Responses
    from moneygood.questions.claims.text import read_claim_files

    read = read_claim_files([Path(f) for f in files])
    known = {c.id: c for c in read}
    for name in only:
        if name not in known:
            raise MoneygoodError("A504", f"there is no claim {name!r}", None, did_you_mean(name, known))
    data = load_vintage(vintage)
    solved: list[Responses] = []

    def responses() -> Responses:
        if not solved:
            solved.append(Responses(load(vintage), data.name))
        return solved[0]

    court = Court(data, read_calendar(), read_quoted(), responses)
    chosen = [c for c in read if not only or c.id in only]
    for claim in chosen:
        court.check(claim)
    judged = tuple(court.judge(c) for c in chosen)
    return ClaimsAnswer(judged, data.name, data.hash, in_detail)
