"""Every draw option moves the figures, moves nothing by declaration, or is refused: walked by reflection."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from moneygood import api
from moneygood.core.asked import asked
from moneygood.core.errors import MoneygoodError
from moneygood.questions.registry import QUESTIONS, Question
from moneygood.runs import run_plan as module
from moneygood.runs.options import DrawOptions
from moneygood.runs.run import RunRequest

SMALL = {"draws": 24, "seed": 3, "quarters": 4}
MOVED: dict[str, Any] = {
    "draws": 32, "seed": 5, "quarters": 6, "threads": 2, "batch": 7, "backend": "compiled",
    "sampling": "antithetic", "parameter_draws": False, "shocks": "normal",
}  # fmt: skip
"""Another value of each option."""
REFUSED: dict[str, tuple[Any, str]] = {
    "posterior": (Path("no-such-proposal"), "no-such-proposal"),
    "vintage": ("1999-01", "D003"),
    "cluster": ("nowhere", "E070"),
}
"""Options whose other value would need a folder, a vintage or workers: a name that is none is refused."""
NEEDED: dict[str, dict[str, Any]] = {
    "compare": {"scenarios": ["baseline"]},
    "rally": {"first": "2026Q4", "last": "2027Q4", "scenario": "baseline"},
}
SIMULATES = ("run", "first", "compare", "risks", "odds", "rally")
"""Questions whose paths are those of `run_plan`."""
ENOUGH = {"draws": 200, "quarters": 20}
ASKED = [(q, f.name) for q in QUESTIONS if q.name in SIMULATES for f in fields(q.request) if f.name in MOVED]


def test_every_option_is_walked() -> None:
    assert set(MOVED) | set(REFUSED) == {f.name for f in fields(DrawOptions)}


@pytest.fixture(scope="module")
def plain() -> api.RunResult:
    return api.run("baseline", **SMALL)


@pytest.mark.parametrize("name", MOVED)
def test_an_option_decides_the_figures_and_the_identity_or_neither(name: str, plain: api.RunResult) -> None:
    """C-17: what is declared idle changes no bit; all else changes figures (a backend: the run's id)."""
    moved = api.run("baseline", **SMALL | {name: MOVED[name]})
    same = moved.paths.values.tobytes() == plain.paths.values.tobytes()
    if asked(DrawOptions)[name].idle:
        assert same
        assert moved.id == plain.id
    else:
        assert moved.id != plain.id
        assert not same or name == "backend"


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_there_is_refused(name: str) -> None:
    value, words = REFUSED[name]
    with pytest.raises(MoneygoodError, match=words):
        api.run("baseline", **SMALL, **{name: value})


class Reached(Exception):
    """The request that a question simulates with."""

    def __init__(self, request: RunRequest) -> None:
        self.request = request


@pytest.mark.parametrize(("question", "name"), ASKED, ids=lambda x: getattr(x, "name", x))
def test_what_a_question_is_asked_reaches_its_run(
    question: Question, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(workspace: Any, plan: Any, request: RunRequest, *rest: Any, **more: Any) -> None:
        raise Reached(request)

    monkeypatch.setattr(module, "run_plan", stop)
    own = {f.name for f in fields(question.request)}
    value = {"draws": 240, "quarters": 24}.get(name, MOVED[name])
    given = {k: v for k, v in ENOUGH.items() if k in own} | {name: value}
    with pytest.raises(Reached) as caught:
        question.answer(question.request(**NEEDED.get(question.name, {}), **given))
    assert getattr(caught.value.request, name) == value
