"""Thirteen pieces of commentary, in our own words, against verdicts worked out by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from moneygood.articles.language import read_language
from moneygood.articles.prose import Article, Sentence
from moneygood.baseline.opening import load
from moneygood.core.texts import read_yaml
from moneygood.data.calendar import read_calendar, read_quoted
from moneygood.data.vintage import load_vintage
from moneygood.questions.claims.article import judge_article
from moneygood.questions.claims.judge import ClaimEvaluator
from moneygood.questions.claims.model_figures import Responses

PIECES = read_yaml(Path(__file__).with_name("pieces.yaml"))["pieces"]


@pytest.fixture(scope="module")
def judged():
    """(sentence as written in the file, as judged), of all pieces."""
    figures = load_vintage(None)
    evaluator = ClaimEvaluator(
        figures, read_calendar(), read_quoted(), lambda: Responses(load(None), figures.name)
    )
    found = []
    for piece in PIECES:
        sentences = tuple(Sentence(i, s["text"], i) for i, s in enumerate(piece["sentences"], 1))
        read = judge_article(Article(piece["name"], sentences), piece["date"], read_language(), evaluator)
        found += list(zip(piece["sentences"], read, strict=True))
    return found


def test_most_checkable_sentences_are_found(judged):
    checkable = [j for s, j in judged if s["verdict"] != "no"]
    assert sum(bool(j.claims) for j in checkable) >= 0.6 * len(checkable)


def test_verdicts_are_those_worked_out_by_hand(judged):
    told = [(s, j) for s, j in judged if s["verdict"] != "no" and j.claims and j.verdict != "not_testable"]
    wrong = [(s["text"], s["verdict"], j.verdict) for s, j in told if s["verdict"] != j.verdict]
    assert len(wrong) <= 0.05 * len(told), wrong


def test_nothing_is_made_of_what_no_figure_decides(judged):
    made = [(s["text"], j.verdict) for s, j in judged if s["verdict"] == "no" and j.claims]
    assert not made


def test_every_reason_of_a_verdict_is_from_outside():
    verdicts = Counter(s["verdict"] for p in PIECES for s in p["sentences"])
    assert set(verdicts) <= {"supported", "contradicted", "mixed", "no"}
    assert all(s["because"] for p in PIECES for s in p["sentences"])
