"""The question `honesty`: its words, tables, document and chart are those of the record of events."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from moneygood import api
from moneygood.core.answer import AbstractAnswer
from moneygood.core.errors import MoneygoodError
from moneygood.questions.honesty.answer import HonestyAnswer
from moneygood.questions.honesty.chart import chart
from moneygood.runs.event_record.reliability import EventHonesty, event_score, reliability


@pytest.fixture(scope="module")
def answer() -> HonestyAnswer:
    chance = np.random.default_rng(2)
    said = chance.random((60, 2))
    came = (chance.random((60, 2)) < np.array([1.0, 0.3]) * said).astype(float)
    base = np.full(60, 0.5)
    scores = tuple(event_score(f"e{k}", f"Event {k}", 4, said[:, k], came[:, k], base, 6) for k in range(2))
    found = EventHonesty(scores, reliability(said, came, 6), "2005Q1", "2019Q4", 6)
    return HonestyAnswer(found, 1000, 1, 1, 60, "2026-11")


def test_the_answer_says_what_is_off(answer: HonestyAnswer) -> None:
    assert isinstance(answer, AbstractAnswer)
    assert [s.event for s in answer.off] == ["e1"]
    assert "Furthest off: event 1 within 4 quarters" in answer.lead
    assert len(answer.lead.split()) <= 40
    assert "Beyond chance off are event 1" in answer.reading


def test_tables_document_and_chart_hold_the_same_figures(answer: HonestyAnswer) -> None:
    document: Any = json.loads(json.dumps(answer.as_json()))
    assert [b["n"] for b in document["bins"]] == [row[1] for row in answer.tables[0].rows]
    assert [e["brier"] for e in document["events"]] == [row[5] for row in answer.tables[1].rows]
    assert document["brier"] == pytest.approx(np.mean([e["brier"] for e in document["events"]]))
    layers = chart(answer)["concat"][0]["layer"]
    assert [r["came"] for r in layers[2]["data"]["values"]] == [
        100 * b["happened"]["value"] for b in document["bins"]
    ]


def test_restarts_without_an_outcome_are_refused() -> None:
    with pytest.raises(MoneygoodError, match="A603"):
        api.honesty("2025Q4", "2025Q4", draws=20, workers=1)
