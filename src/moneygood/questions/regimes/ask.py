"""Narrative regimes through history and now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, option
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.data.vintage import Vintage
    from moneygood.questions.regimes.answer import RegimeAnswer


@dataclass(frozen=True, kw_only=True)
class AskRegimes(CheckedRequest):
    """Example: moneygood regimes --until 2008Q1 --chart regimes.png"""

    until: Quarter | str | None = option(
        None, "Last quarter looked at, such as 2007Q4: what was known then.", read=Quarter.parse, ordered=True
    )
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")


def ask(figures: Vintage, request: AskRegimes) -> RegimeAnswer:
    """Which chapter of the story the economy is in: conviction, doubt or reckoning, since 1995 and today.

    `until` is the last quarter looked at, such as ``2008Q1`` (default: the last with all observables);
    probabilities lie between 0 and 1. Definitions: ``economics/narrative/regimes.yaml``. Errors: C001 for
    what is not a quarter, A401 for a faulty definition, A421 and A422 for too few figures, D003 for an
    unknown vintage. Source: Hamilton (1989), with Student-t emissions and priors.

    >>> import moneygood as mg
    >>> "conviction" in mg.regimes().reading
    True
    """
    from moneygood.estimation.regimes.reading import read_history
    from moneygood.questions.regimes.answer import RegimeAnswer

    return RegimeAnswer(read_history(figures, None if request.until is None else str(request.until)))
