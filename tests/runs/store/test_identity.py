"""A run's id is made of what decides its figures, and of no word."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from moneygood import api
from moneygood.core import code_version
from moneygood.core.periods import Quarter
from moneygood.runs.first_passage.triggers import read_breaks
from moneygood.runs.options import DrawOptions
from moneygood.runs.run import RunRequest
from moneygood.runs.store.identity import (
    DECIDING,
    IDLE,
    PARTS,
    SAID,
    THROUGH_HASHES,
    Identity,
    identity_of,
    plan_hash,
)
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.resolve import (
    Effect,
    ParameterChange,
    PathCondition,
    PlanEntry,
    Push,
    RangeCondition,
    ResolvedPlan,
    SwitchOff,
    VariantChoice,
)

REQUEST = RunRequest(draws=20, quarters=8)


def identity(plan: Plan | None = None, request: RunRequest = REQUEST, backend: str = "numpy") -> Identity:
    workspace = api.load()
    return identity_of(
        workspace, plan or find_plan("cuts-arrive"), request, backend, read_breaks(workspace.model)
    )


OTHER: dict[str, Any] = {
    "draws": 21, "seed": 2, "quarters": 9, "sampling": "sobol", "parameter_draws": False,
    "shocks": "normal",
    "threads": 2, "batch": 7, "cluster": "local", "keep": ("sp500",), "paths_to": Path("x.zarr"),
    "executor": None, "view": ("rate_10y[2027Q4] ~ 4.2",),
}  # fmt: skip


def test_every_option_is_decided_on() -> None:
    """By reflection: an option that is added belongs to one of the three lists."""
    named = (*DECIDING, *THROUGH_HASHES, *IDLE)
    assert len(named) == len(set(named))
    assert {f.name for f in fields(RunRequest)} | {f.name for f in fields(DrawOptions)} == set(named)
    assert set(OTHER) == set(named) - {"vintage", "day", "breaks", "posterior", "backend"}
    assert set(SAID) == set(PARTS) == {f.name for f in fields(Identity)}


@pytest.mark.parametrize("name", sorted(set(OTHER) & set(DECIDING)))
def test_an_option_that_decides_figures_changes_the_id(name: str) -> None:
    other = identity(request=replace(REQUEST, **{name: OTHER[name]}))
    assert other.options != identity().options
    assert other.digest != identity().digest


@pytest.mark.parametrize("name", sorted(set(OTHER) & set(IDLE)))
def test_an_option_that_decides_nothing_does_not(name: str) -> None:
    assert identity(request=replace(REQUEST, **{name: OTHER[name]})) == identity()


def test_the_backend_decides_and_the_word_auto_does_not() -> None:
    assert identity(backend="numba").options != identity().options
    assert identity(request=replace(REQUEST, backend="numpy")) == identity()


def test_the_models_own_shape_by_name_is_the_same_run() -> None:
    own = api.load().model.distribution.kind
    assert identity(request=replace(REQUEST, shocks=own)) == identity()


def test_a_posterior_counts_by_its_draws_and_not_by_its_folder(tmp_path: Path) -> None:
    found = []
    for name, text in (("a", "x\n1.0\n"), ("b", "x\n1.0\n"), ("c", "x\n2.0\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "draws.csv").write_text(text)
        found.append(identity(request=replace(REQUEST, posterior=tmp_path / name)).options)
    assert found[0] == found[1] != found[2]
    assert found[0] != identity().options


def test_own_definitions_count_by_what_they_ask_for() -> None:
    workspace, plan = api.load(), find_plan("cuts-arrive")
    own = list(read_breaks(workspace.model))
    mended = [replace(d, label="Mended", question="?", source="s", note="n") for d in own]
    side = own[0].sides[0]
    stricter = replace(own[0], sides=(replace(side, quarters_running=side.quarters_running + 1),))
    base = identity_of(workspace, plan, REQUEST, "numpy", own)
    assert identity_of(workspace, plan, REQUEST, "numpy", mended) == base
    assert identity_of(workspace, plan, REQUEST, "numpy", [stricter, *own[1:]]).triggers != base.triggers


def test_words_mended_and_file_renamed_are_the_same_run(tmp_path: Path) -> None:
    text = "title: {}\nquestion: {}\nnarrative: {}\nauthor: {}\ndate: {}\nlevers: {{term_premium: 0.5}}\n"
    plans = []
    for name, words in (
        ("one", ("A", "B?", "C", "D", "2026-01-01")),
        ("two", ("E", "F?", "G", "H", "2027-01-01")),
    ):
        (tmp_path / f"{name}.yaml").write_text(text.format(*words))
        plans.append(find_plan(str(tmp_path / f"{name}.yaml")))
    assert identity(plans[0]) == identity(plans[1])


def test_the_same_said_in_other_cuts_is_the_same_run() -> None:
    held = {"hold": "ffr", "value": 4.0, "absorbed_by": "eps_policy_stance"}
    one = {"title": "a", "paths": [{**held, "periods": "2027Q1..2027Q2"}]}
    cut = [{**held, "periods": p} for p in ("2027Q2", "2027Q1")]
    ids = [api.run(s, draws=2, quarters=8).identity.plan for s in (one, {"title": "b", "paths": cut})]
    assert ids[0] == ids[1]


def test_a_title_mended_gives_the_same_id_and_a_figure_mended_another(tmp_path: Path) -> None:
    file, ids = tmp_path / "mine.yaml", []
    for title, size in (("A tpyo", 0.5), ("A typo", 0.5), ("A typo", 0.6)):
        file.write_text(f"title: {title}\nlevers: {{term_premium: {size}}}\n")
        ids.append(api.run(str(file), draws=2, quarters=4).id)
    assert ids[0] == ids[1] != ids[2]


QUARTERS = tuple(Quarter.parse(q) for q in ("2027Q1", "2027Q2"))
LATER = tuple(q + 1 for q in QUARTERS)
EFFECTS: list[tuple[Effect, dict[str, Any]]] = [
    (Push("shock", "eps_a", QUARTERS, (1.0, 2.0)),
     {"onto": "add-factor", "target": "eps_b", "quarters": LATER, "sizes": (1.0, 2.5), "known": QUARTERS[1]}),
    (ParameterChange("a", 1.0, False), {"parameter": "b", "value": 2.0, "relative": True}),
    (PathCondition("x", QUARTERS, "value", (1.0, 2.0), "eps_x", True),
     {"variable": "y", "quarters": LATER, "measure": "change", "numbers": (1.0, 3.0), "residual": None,
      "exact": False, "known": QUARTERS[1]}),
    (RangeCondition("x", QUARTERS, 1.0, 2.0, ("eps_x",)),
     {"variable": "y", "quarters": LATER, "low": 0.5, "high": float("inf"), "residuals": ("eps_y",),
      "weights": (1.0,), "measure": "change"}),
    (SwitchOff("a"), {"switch": "b"}),
    (VariantChoice("a"), {"variant": "b"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("effect", "name", "value"), [(e, k, v) for e, others in EFFECTS for k, v in others.items()]
)
def test_every_field_of_what_a_plan_does_changes_the_hash(effect: Effect, name: str, value: Any) -> None:
    """By reflection over the effects: a field that is added has to be tried here."""

    def made(one: Effect) -> str:
        return plan_hash(ResolvedPlan(QUARTERS, (PlanEntry("kind", "name", one),)))

    assert made(replace(effect, **{name: value})) != made(effect)


def test_all_effects_and_all_their_fields_are_tried() -> None:
    from typing import get_args

    assert {type(e) for e, _ in EFFECTS} == set(get_args(Effect))
    for effect, others in EFFECTS:
        assert set(others) == {f.name for f in fields(effect)}


def test_how_a_resolved_plan_says_what_it_drops_does_not_count() -> None:
    entry = PlanEntry("switch", "a", SwitchOff("a"))
    assert plan_hash(ResolvedPlan(QUARTERS, (entry,), ("a line",))) == plan_hash(
        ResolvedPlan(QUARTERS, (entry,))
    )
    assert {f.name for f in fields(ResolvedPlan)} == {"periods", "entries", "unused"}


def test_code_counts_by_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other times, sizes of line ends and places of the files are the same code."""
    import os

    hashes = []
    for folder, text in (("a", b"x = 1\n"), ("b", b"x = 1\r\n"), ("c", b"x = 2\n")):
        file = tmp_path / folder / "core" / "m.py"
        file.parent.mkdir(parents=True)
        file.write_bytes(text)
        os.utime(file, (len(hashes), len(hashes)))
        monkeypatch.setattr(code_version, "__file__", str(file))
        code_version.code_hash.cache_clear()
        hashes.append(code_version.code_hash())
    code_version.code_hash.cache_clear()
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_difference_is_named() -> None:
    one = identity()
    assert one.differences(one.as_json()) == ()
    said = one.differences({**one.as_json(), "model": "0" * 64})
    assert said == (f"the model's texts (model hash 000000000000 there, {one.model[:12]} here)",)
