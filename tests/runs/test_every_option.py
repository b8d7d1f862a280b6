"""Every draw option moves the figures, moves nothing by declaration, or is refused: walked by reflection."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from moneygood import api
from moneygood.core.answer import document
from moneygood.core.asked import asked, refuse_unknown
from moneygood.core.errors import MoneygoodError
from moneygood.questions.registry import QUESTIONS, Question
from moneygood.runs import run_plan as module
from moneygood.runs.options import DrawOptions
from moneygood.runs.run import RunRequest

SMALL = {"draws": 24, "seed": 3, "quarters": 4}
MOVED: dict[str, Any] = {
    "draws": 32, "seed": 5, "quarters": 6, "threads": 2, "batch": 7, "backend": "compiled",
    "sampling": "antithetic", "parameter_draws": False, "shocks": "normal",
    "view": ("rate_10y[2026Q4] ~ 4.5",),
}  # fmt: skip
"""Another value of each option."""
REFUSED: dict[str, tuple[Any, str]] = {
    "posterior": (Path("no-such-proposal"), "no-such-proposal"),
    "vintage": ("1999-01", "D003"),
    "cluster": ("nowhere", "E070"),
    "day": ("yesterday", "yesterday"),
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
    """C-17: what is declared idle changes no bit; all else changes figures (a backend: the run's id). A view
    leaves every path as it is and changes what they say."""
    moved = api.run("baseline", **SMALL | {name: MOVED[name]})
    same = moved.paths.values.tobytes() == plain.paths.values.tobytes()
    if name == "view":
        assert same
        same = moved.headline == plain.headline
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


VIEWED = {"run", "first", "compare", "risks", "odds", "note", "portfolio"}
"""Questions whose answers are read under views; every other one refuses `view` in one line."""
UNDER = {"draws": 200, "seed": 3, "quarters": 13}
TAKEN: dict[str, dict[str, Any]] = {
    "first": {"causes": 60},
    "compare": {"scenarios": ["cuts-arrive"], "variables": ["rate_10y"], "periods": ["2027Q4"]},
    "odds": {"scenarios": ["cuts-arrive"]},
}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.name)
def test_a_question_reads_under_views_or_refuses_them(question: Question) -> None:
    """By walking the registry: whoever takes `view` gives other figures under one, and says so."""
    own = {f.name for f in fields(question.request)}
    assert ("view" in own) == (question.name in VIEWED)
    if "view" not in own:
        with pytest.raises(MoneygoodError, match="A076"):
            refuse_unknown(["view"], list(asked(question.request)), question.name)
        return
    if question.name == "note":
        return  # test_a_note_is_written_under_views
    given = UNDER | TAKEN.get(question.name, {})
    plain = question.answer(question.request(**given))
    viewed = question.answer(question.request(**given, view=("rate_10y[2027Q4] ~ 4.9",)))
    one, other = document(plain), document(viewed)
    rows = isinstance(other, list)
    assert "views" in (other[0] if rows else other)
    assert "views" not in (one[0] if rows else one)
    assert [t.rows for t in plain.tables] != [t.rows for t in viewed.tables][: len(plain.tables)]
    assert "of the draws count" in viewed.lead
    assert len(viewed.lead.split()) <= 44
    for key in ("headline", "highs", "order", "causes", "risks", "scenarios"):
        if not rows and key in one:
            assert one[key] != other[key], key


def test_a_note_is_written_under_views() -> None:
    from moneygood.surfaces.notes.write import make_note

    made = [
        make_note(draws=60, quarters=13, claims=None, view=view).text
        for view in ((), ("rate_10y[2027Q4] ~ 4.9",))
    ]
    assert made[0] != made[1]
    assert "rate_10y[2027Q4] ~ 4.9" in made[1]
    assert "under the views that the front matter names" in made[1]


@pytest.mark.parametrize("more", [{"draws": 200_000}, {"paths_to": Path("x.parquet")}])
def test_a_streamed_run_refuses_views(more: dict[str, Any]) -> None:
    with pytest.raises(MoneygoodError, match="A717"):
        api.run("baseline", quarters=4, view=("rate_10y[2026Q4] ~ 4.5",), **more)
