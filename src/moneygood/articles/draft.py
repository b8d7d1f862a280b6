"""A statement as a claim: the figures that speak to it, tests as of the day and since, and both in words."""

from __future__ import annotations

from moneygood.articles import of_one, of_two
from moneygood.articles.assertions import (
    CAUSE,
    COMPARE,
    CORRELATE,
    EXTREME,
    LEVEL,
    MOVE,
    OUTPACE,
    STATE,
    USUAL,
    Assertion,
)  # fmt: skip
from moneygood.articles.drafted import Draft
from moneygood.articles.language import Language
from moneygood.articles.where import Clock

DRAFTERS = {
    LEVEL: of_one.level, MOVE: of_one.move, EXTREME: of_one.extreme, STATE: of_one.state, USUAL: of_one.usual,
    COMPARE: of_two.compare, OUTPACE: of_two.outpace, CORRELATE: of_two.correlate, CAUSE: of_two.cause,
}  # fmt: skip


def draft_claim(statement: Assertion, language: Language, clock: Clock) -> Draft:
    """The claim that a statement makes. `Untestable` where no published figure or response decides it."""
    return DRAFTERS[statement.kind](statement, language.rules, clock)
