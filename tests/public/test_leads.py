"""Every answer leads with itself: at most forty words in the market's language, no name of the code."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

import moneygood as mg
from moneygood import api
from moneygood.core.answer import AbstractAnswer, document
from moneygood.scenarios.plan import Plan

CODE = re.compile(
    r"\b[A-Za-z]+_\w+|<=|>=|\[-\d+\]|`|±\s*0(?:\.0+)?(?![.\d])|[+-]0(?:\.0+)?(?![.\d])|\de-\d|log %|\d %"
)
"""What is no prose: names of the code, operators, lags, signed nothings, powers of ten, lone percents."""
MOST_WORDS = 40
SMALL: dict[str, Any] = {"draws": 60, "quarters": 12}


@cache
def asked(verb: str) -> Any:
    """The answer of a question on few draws."""
    if verb == "first":
        return api.first("ai-disappoints", **SMALL, causes=0)
    if verb == "run":
        return api.run("ai-disappoints", **SMALL)
    if verb == "compare":
        return api.compare(["ai-disappoints"], **SMALL)
    if verb == "why":
        return api.why("rate_10y", "ai-disappoints")
    if verb == "why by channel":
        return api.why("debt_ratio", "ai-productivity-boom", by="channel")
    if verb == "odds":
        return api.odds(["baseline", "ai-disappoints"], draws=100, quarters=12)
    if verb == "breakeven":
        return api.breakeven("debt-stable", "ai_productivity", draws=0)
    if verb == "invert":
        return api.invert("cuts-arrive")
    if verb == "foresight":
        return api.foresee("cuts-arrive", variables=["rate_10y"], variants=["foresight_yields"])
    if verb == "board":
        return api.board(["fomc"], draws=100, quarters=12)
    if verb == "portfolio":
        return api.portfolio(**SMALL | {"draws": 100})
    if verb == "stress":
        return api.stress("rate_10y[2027Q1] > 5.5", shocks=["eps_rate_10y"], draws=400, like=["cuts-arrive"])
    if verb == "risks":
        return api.risks(draws=60)
    return getattr(api, verb)()


VERBS = (
    "run", "first", "compare", "why", "why by channel", "odds", "breakeven", "invert", "foresight", "risks",
    "portfolio", "stress", "board", "regimes", "claims",
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_the_lead_is_short_and_in_words(verb: str) -> None:
    answer = asked(verb)
    assert isinstance(answer, AbstractAnswer)
    assert 5 <= len(answer.lead.split()) <= MOST_WORDS, answer.lead
    for text in (answer.lead, answer.reading):
        assert not CODE.findall(text), text
    found = document(answer)
    assert not isinstance(found, dict) or found["lead"] == answer.lead


def shipped() -> list[Plan]:
    """Every scenario of the library."""
    return [api.find_scenario(row["scenario"]) for row in api.scenario_rows()]


def test_the_answer_of_every_shipped_scenario_is_in_words() -> None:
    for plan in shipped():
        run = mg.run(plan, draws=16, quarters=8).run
        assert len(run.lead.split()) <= MOST_WORDS, run.lead
        for text in (run.lead, run.reading, run.plausibility.sentence):
            assert not CODE.findall(text), (plan.name, text)
