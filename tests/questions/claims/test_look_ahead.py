"""No figure of after a claim's date can reach its as-of verdict."""

from __future__ import annotations

import dataclasses
import datetime
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import shipped
from moneygood.core.errors import MoneygoodError
from moneygood.data.calendar import read_calendar, read_quoted
from moneygood.data.vintage import Vintage, load_vintage
from moneygood.questions.claims.judge import ClaimEvaluator, Finding
from moneygood.questions.claims.model_figures import Responses
from moneygood.questions.claims.text import ClaimText, read_claim_files


def _planting() -> ModuleType:
    name = "moneygood_planting"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("planting.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


FILES = sorted((shipped.ECONOMICS / "claims").glob("*.yaml"))
TEXT = "".join(f.read_text(encoding="utf-8") for f in FILES)
IDS = re.findall(r"^  - id: (\S+)$", TEXT, re.MULTILINE)
DATES = [
    datetime.date.fromisoformat(d) for d in sorted(set(re.findall(r"^    date: (\S+)$", TEXT, re.MULTILINE)))
]
"""Read without a reader of claims, which takes half a second; whether they are all is tested below."""


def no_model() -> Responses:
    raise AssertionError("a verdict as of a date asked for the model")


def evaluator(vintage: Vintage, quotes_after: datetime.date | None = None) -> ClaimEvaluator:
    """A evaluator without a model; quotes out after a day are made absurd."""
    quotes = read_quoted()
    if quotes_after is not None:
        quotes = {
            n: q if q.published <= quotes_after else dataclasses.replace(q, value=_planting().ABSURD)
            for n, q in quotes.items()
        }
    return ClaimEvaluator(vintage, read_calendar(), quotes, no_model)


def as_of(evaluator: ClaimEvaluator, claim: ClaimText) -> Finding:
    return evaluator.finding(claim, claim.as_of, claim.date)


@pytest.fixture(scope="module")
def true_figures() -> Vintage:
    return load_vintage("2026-11")


@pytest.fixture(scope="module", params=DATES, ids=str)
def planted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A date of claims, with a vintage in which every figure of a later period is absurd."""
    planting = _planting()
    folder = tmp_path_factory.mktemp("planted")
    return request.param, planting.planted(folder, planting.ends_after(request.param))


@pytest.fixture(scope="module", params=DATES, ids=str)
def planted_unpublished(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A date of claims, with a vintage in which every figure not yet published is absurd."""
    planting, calendar, day = _planting(), read_calendar(), request.param

    def late(file: str, row: list[str]) -> bool:
        if file.startswith("cbo_"):
            return bool(planting.ends_after(day)(file, row))
        return calendar.published(file.removesuffix(".csv"), row[0], row[1]) > day

    return day, planting.planted(tmp_path_factory.mktemp("unpublished"), late)


def test_absurd_figures_of_later_periods_move_no_as_of_verdict_or_figure(planted, true_figures):
    """C-15: nothing is known before it was published."""
    day, vintage = planted
    mine = [c for c in shipped.claims().values() if c.date == day]
    assert mine
    for claim in mine:
        assert repr(as_of(evaluator(vintage, day), claim)) == repr(as_of(evaluator(true_figures), claim)), (
            claim.id
        )


def test_absurd_figures_not_yet_published_move_no_as_of_verdict_or_figure(planted_unpublished, true_figures):
    day, vintage = planted_unpublished
    for claim in (c for c in shipped.claims().values() if c.date == day):
        assert repr(as_of(evaluator(vintage, day), claim)) == repr(as_of(evaluator(true_figures), claim)), (
            claim.id
        )


def test_the_planted_figures_are_seen_by_who_may_see_them(planted, true_figures):
    """The plant works: read on a later day, most claims of that date come out with other figures."""
    day, vintage = planted
    later = datetime.date(2026, 11, 1)
    moved = 0
    mine = [c for c in shipped.claims().values() if c.date == day]
    for claim in mine:
        figures = [f for f in claim.figures.values() if f.kind == "table" and f.fields["on"][:3] != "cbo"]
        told = [e._figure(f, None) for e in (evaluator(vintage),) for f in figures]
        true = [e._figure(f, None) for e in (evaluator(true_figures),) for f in figures]
        moved += any(repr(a) != repr(b) for a, b in zip(told, true, strict=True))
    assert moved >= len(mine) / 2
    assert later > day


def test_every_claim_and_date_is_among_the_cases():
    assert sorted(shipped.claims()) == sorted(IDS)
    assert sorted({c.date for c in shipped.claims().values()}) == DATES


@pytest.mark.parametrize("name", IDS)
def test_every_figure_of_an_as_of_verdict_was_out_by_the_day(name, true_figures):
    claim = shipped.claims()[name]
    found = as_of(evaluator(true_figures), claim)
    for figure in found.evidence:
        assert figure.kind != "model"
        if figure.kind != "claimed" and figure.value == figure.value:
            assert figure.published <= claim.date.isoformat(), figure


def test_an_estimate_of_the_whole_past_is_refused_as_of_a_day(true_figures, tmp_path):
    """A503."""
    text = (
        "topic: t\nclaims:\n  - id: x\n    statement: s\n    date: 2025-02-28\n    by: b\n    source: ours\n"
        "    figures:\n      a: {label: l, formula: term_premium_acm, on: quarterly, at: 2024Q1}\n"
        "    as_of:\n      - {test: t, holds: a > 0}\n"
    )
    (tmp_path / "c.yaml").write_text(text)
    (claim,) = read_claim_files([tmp_path / "c.yaml"])
    with pytest.raises(MoneygoodError, match="estimated anew") as caught:
        evaluator(true_figures).check(claim)
    assert caught.value.code == "A503"
    assert caught.value.place is not None
    assert caught.value.place.line == 9
