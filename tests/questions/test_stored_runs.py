"""A stored run in the place of a scenario: every question takes it, and says when it is of another model."""

from __future__ import annotations

import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from made_runs import sealed_again
from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.questions.registry import QUESTIONS, Question

CHILD = """title: Child
levers: {term_premium: 0.4}
shocks:
  - {shock: eps_cons_real, periods: 2027Q1, sd: -1}
"""
SHORT = {"draws": 40, "quarters": 8, "seed": 4}
NEEDED: dict[str, dict[str, Any]] = {
    "breakeven": {"target": "debt-stable"},
    "discover": {"condition": "rate_10y > 5"},
    "foresight": {"variables": ["rate_10y"]},
    "news": {"old": "2026-08"},
    "rally": {"first": "2026Q4", "last": "2027Q4"},
    "sensitivity": {"output": "debt_ratio"},
    "why": {"variable": "rate_10y"},
}
"""What a question needs beside a scenario."""
MAKES_ITS_OWN = {"run", "bench", "note"}
"""Verbs that make runs of their own from a text: what is stored is repeated by `runs replay`."""


def places(question: Question) -> list[str]:
    """The fields of a question that hold a scenario."""
    return [f.name for f in fields(question.request) if f.name in ("scenario", "scenarios", "against")]


ASKED = [(q, p) for q in QUESTIONS if q.name not in MAKES_ITS_OWN for p in places(q)]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, api.RunResult]:
    """A run's folder, its scenario file deleted."""
    home = tmp_path_factory.mktemp("kept")
    file = home / "child.yaml"
    file.write_text(CHILD)
    result = api.run(str(file), **SHORT)
    run = api.save_run(result, api.open_store(home / "runs"))
    assert run.folder is not None
    file.unlink()
    return run.folder, result


@pytest.fixture
def kept(
    once: tuple[Path, api.RunResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, api.RunResult]:
    """A store of its own with that run."""
    monkeypatch.setenv("MONEYGOOD_RUNS", str(tmp_path / "runs"))
    return shutil.copytree(once[0], tmp_path / "runs" / once[0].name), once[1]


def test_most_questions_are_about_scenarios() -> None:
    assert len(ASKED) >= 11


@pytest.mark.parametrize(("question", "place"), ASKED, ids=lambda x: getattr(x, "name", x))
def test_every_question_about_a_scenario_reads_a_stored_run(
    question: Question, place: str, kept: tuple[Path, api.RunResult]
) -> None:
    """Its manifest names other figures, so a question that looks into the folder has to refuse it (A205)."""
    folder, _ = kept
    sealed_again(folder, vintage_hash="0" * 64)
    given: Any = [str(folder)] if place == "scenarios" else str(folder)
    options = {"scenarios": ["baseline"]} if place == "against" and "scenarios" in places(question) else {}
    request = question.request(**NEEDED.get(question.name, {}), **options, **{place: given})
    with pytest.raises(MoneygoodError, match=r"A205: .*vintage hash 000000000000 there"):
        question.answer(request)


def test_compare_and_breakeven_answer_as_for_the_scenario(kept: tuple[Path, api.RunResult]) -> None:
    folder, before = kept
    how: dict[str, Any] = {"variables": ["rate_10y"], "periods": ["2027Q4"], **SHORT}
    assert api.compare([folder], **how).as_json() == api.compare([before.plan], **how).as_json()
    apart = api.compare(["baseline"], against="last", **how)
    assert apart.as_json() == api.compare(["baseline"], against=before.plan, **how).as_json()
    target = "debt_ratio[2027Q4] <= 102"
    asked = api.breakeven(target, "ai_productivity", scenario=before.plan, draws=0, quarters=8)
    assert api.breakeven(target, "ai_productivity", scenario=folder, draws=0, quarters=8).as_json() == (
        asked.as_json()
    )
