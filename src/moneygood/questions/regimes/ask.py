"""Narrative regimes through history and now."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moneygood.questions.regimes.answer import RegimeAnswer


def regimes(until: str | None = None, *, vintage: str | None = None) -> RegimeAnswer:
    """Which chapter of the story the economy is in: conviction, doubt or reckoning, since 1995 and today.

    `until` is the last quarter looked at, such as ``2007Q4`` (default: the last with all observables);
    probabilities lie between 0 and 1. Definitions: ``economics/narrative/regimes.yaml``. Errors: C001 for
    what is not a quarter, A401 for a faulty definition, A421 and A422 for too few figures, D003 for an
    unknown vintage. Source: Hamilton (1989), with Student-t emissions and priors.
    """
    from moneygood.core.periods import Quarter
    from moneygood.data.vintage import load_vintage
    from moneygood.estimation.regimes.reading import read_history
    from moneygood.questions.regimes.answer import RegimeAnswer

    last = None if until is None else str(Quarter.parse(until))
    return RegimeAnswer(read_history(load_vintage(vintage), last))
