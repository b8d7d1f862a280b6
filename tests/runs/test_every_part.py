"""Every field of every part of a plan reaches every consumer, or is refused: walked by reflection.

A new field of an input type has no row in `ROWS` and fails `test_every_field_has_a_row`; a consumer that does
not look at a field fails `test_a_field_moves_every_answer`.
"""

from __future__ import annotations

import importlib.util
import json
from dataclasses import fields, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.notices import Notice
from moneygood.core.units import Unit
from moneygood.model.build import load_model
from moneygood.questions.breakeven.evaluator import Bench
from moneygood.questions.breakeven.target import find_target
from moneygood.questions.invert.answer import invert
from moneygood.runs.attribution.conditional import random_world
from moneygood.runs.attribution.explain import explain
from moneygood.runs.attribution.question import AttributionQuestion, ask
from moneygood.runs.attribution.sides import read_side
from moneygood.runs.inputs import find_input, moved_plan
from moneygood.scenarios.document import plan_document
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import (
    WORDS,
    Band,
    HeldPath,
    Judgement,
    LeverMove,
    ParameterMove,
    Plan,
    ShockHit,
    baseline_plan,
)
from moneygood.scenarios.read import parse_plan
from moneygood.scenarios.resolve import resolve
from moneygood.scenarios.words import describe_plan

HERE = Path(__file__).parents[1]
MODEL = """
[y] "Driver" source: ours
y ~ b_c * y[-1] + b_u * (u_coin - 0.5)

[x] "Answer" source: ours
x ~ b_a * x[-1] + via(link, b_b * y) + b_z * z
"""
AHEAD = 'sector "Ahead" foresight\n\n[x] "Answer" source: ours\nx ~ b_a * x[+1] + b_b * y + b_z * z\n'
OTHER = 'sector "Other"\n\n[x] "Answer" source: ours\nx ~ b_b * x[-1] + via(link, b_b * y) + b_z * z\n'
SPAN = "2026Q2..2026Q3"
HOLD = {"hold": "x", "periods": SPAN, "value": 5.0, "unit": "pct"}
CHANGE = {"hold": "x", "periods": SPAN, "change": 5.0, "unit": "pct"}
RANGE = {"hold": "x", "periods": SPAN, "between": [2.0, 6.0], "unit": "pct"}
HIT = {"shock": "eps_x", "periods": SPAN, "size": 2.0, "unit": "pct"}
ADD = {"equation": "x", "periods": SPAN, "size": 2.0, "unit": "pct"}
LEVER = {"value": 2.0, "periods": SPAN}
MOVE = {"set": 0.5, "unit": "1"}

Fields = dict[str, Any]
ROWS: dict[type, dict[str, tuple[Fields, Fields]]] = {
    LeverMove: {
        "lever": ({"levers": {"push": LEVER}}, {"levers": {"drive": LEVER}}),
        "value": ({"levers": {"push": LEVER}}, {"levers": {"push": {**LEVER, "value": 1.0}}}),
        "unit": ({"levers": {"push": LEVER}}, {"levers": {"push": {**LEVER, "unit": "bp"}}}),
        "periods": ({"levers": {"push": LEVER}}, {"levers": {"push": {**LEVER, "periods": "2026Q3"}}}),
    },
    ParameterMove: {
        "parameter": ({"parameters": {"b_a": MOVE}}, {"parameters": {"b_b": MOVE}}),
        "value": ({"parameters": {"b_a": MOVE}}, {"parameters": {"b_a": {**MOVE, "set": 0.6}}}),
        "relative": ({"parameters": {"b_a": MOVE}}, {"parameters": {"b_a": {"change": 0.05}}}),
        "unit": ({"parameters": {"b_a": MOVE}}, {"parameters": {"b_a": {**MOVE, "unit": "pct"}}}),
    },
    HeldPath: {
        "variable": ({"paths": [HOLD]}, {"paths": [{**HOLD, "hold": "y"}]}),
        "periods": ({"paths": [HOLD]}, {"paths": [{**HOLD, "periods": "2026Q2"}]}),
        "measure": ({"paths": [HOLD]}, {"paths": [CHANGE]}),
        "values": ({"paths": [HOLD]}, {"paths": [{**HOLD, "value": 4.0}]}),
        "unit": ({"paths": [HOLD]}, {"paths": [{**HOLD, "unit": "bp"}]}),
        "absorber": ({"paths": [HOLD]}, {"paths": [{**HOLD, "absorbed_by": "eps_y"}]}),
        "exact": ({"paths": [HOLD]}, {"paths": [{**HOLD, "exact": False}]}),
        "known": (
            {"variants": ["ahead"], "paths": [HOLD]},
            {"variants": ["ahead"], "paths": [{**HOLD, "known": "2026Q2"}]},
        ),
    },
    Band: {
        "variable": ({"paths": [RANGE]}, {"paths": [{**RANGE, "hold": "y"}]}),
        "periods": ({"paths": [RANGE]}, {"paths": [{**RANGE, "periods": "2026Q2"}]}),
        "low": ({"paths": [RANGE]}, {"paths": [{**RANGE, "between": [3.0, 6.0]}]}),
        "high": (
            {"paths": [{**RANGE, "between": [None, 0.5]}]},
            {"paths": [{**RANGE, "between": [None, 0.2]}]},
        ),
        "unit": ({"paths": [RANGE]}, {"paths": [{**RANGE, "unit": "bp"}]}),
        "absorbers": ({"paths": [RANGE]}, {"paths": [{**RANGE, "absorbed_by": ["eps_y"]}]}),
        "weights": (
            {"paths": [{**RANGE, "absorbed_by": {"eps_x": 1, "eps_y": 1}}]},
            {"paths": [{**RANGE, "absorbed_by": {"eps_x": 1, "eps_y": 2}}]},
        ),
        "measure": (
            {"paths": [{**HOLD, "absorbed_by": ["eps_x", "eps_y"]}]},
            {"paths": [{**CHANGE, "absorbed_by": ["eps_x", "eps_y"]}]},
        ),
    },
    ShockHit: {
        "shock": ({"shocks": [HIT]}, {"shocks": [{**HIT, "shock": "eps_y"}]}),
        "periods": ({"shocks": [HIT]}, {"shocks": [{**HIT, "periods": "2026Q2"}]}),
        "sizes": ({"shocks": [HIT]}, {"shocks": [{**HIT, "size": 1.0}]}),
        "in_sd": ({"shocks": [HIT]}, {"shocks": [{"shock": "eps_x", "periods": SPAN, "sd": 2.0}]}),
        "unit": ({"shocks": [HIT]}, {"shocks": [{**HIT, "unit": "bp"}]}),
        "known": (
            {"variants": ["ahead"], "shocks": [HIT]},
            {"variants": ["ahead"], "shocks": [{**HIT, "known": "2026Q2"}]},
        ),
    },
    Judgement: {
        "equation": ({"adds": [ADD]}, {"adds": [{**ADD, "equation": "y"}]}),
        "periods": ({"adds": [ADD]}, {"adds": [{**ADD, "periods": "2026Q2"}]}),
        "sizes": ({"adds": [ADD]}, {"adds": [{**ADD, "size": 1.0}]}),
        "unit": ({"adds": [ADD]}, {"adds": [{**ADD, "unit": "bp"}]}),
        "known": (
            {"variants": ["ahead"], "adds": [ADD]},
            {"variants": ["ahead"], "adds": [{**ADD, "known": "2026Q2"}]},
        ),
    },
    Plan: {
        "levers": ({}, {"levers": {"push": LEVER}}),
        "parameters": ({}, {"parameters": {"b_a": MOVE}}),
        "paths": ({}, {"paths": [{"hold": "z", "periods": SPAN, "value": 3.0, "unit": "pct"}]}),
        "shocks": ({}, {"shocks": [{"shock": "u_coin", "periods": SPAN, "size": 0.9}]}),
        "adds": ({}, {"adds": [ADD]}),
        "switches": ({"shocks": [{**HIT, "shock": "eps_y"}]},
                     {"shocks": [{**HIT, "shock": "eps_y"}], "switches": {"link": "off"}}),
        "variants": ({}, {"variants": ["other"]}),
        "bands": ({}, {"paths": [RANGE]}),
    },
}  # fmt: skip
"""For each field two scenarios that differ in it alone."""

NO_ANSWER = {
    "spot": "where an entry stands, for errors",
    "source": "whose path it is",
    "forced": "a size beyond the lever's range is refused or taken: tests/scenarios/test_used_or_refused.py",
    "releases": "the workspace turns them into add-factors: tests/baseline/test_release.py",
} | dict.fromkeys(WORDS, "words")
"""Fields that may move no answer, and why."""

CASES = [(t, f) for t, rows in ROWS.items() for f in rows]


@pytest.mark.parametrize("kind", list(ROWS), ids=lambda t: t.__name__)
def test_every_field_has_a_row(kind: type) -> None:
    assert {f.name for f in fields(kind)} == set(ROWS[kind]) | (
        {f.name for f in fields(kind)} & set(NO_ANSWER)
    )
    assert not set(ROWS[kind]) & set(NO_ANSWER)


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"moneygood_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Workspace:
    root = tmp_path_factory.mktemp("economics")
    parameters = {
        "b_a": {"value": 0.6, "unit": "1", "range": [0.1, 0.9]},
        "b_b": (0.4, "1"), "b_c": (0.7, "1"), "b_u": (1.0, "pct"), "b_z": (0.3, "1"),
    }  # fmt: skip
    _module("small_models")._write(
        root, MODEL, {"x": "pct", "y": "pct", "z": "exo pct"}, parameters, {"eps_x": 0.5, "eps_y": 0.4},
        "uniforms: {u_coin: {source: ours}}", ("link",),
    )  # fmt: skip
    (root / "equations" / "variants").mkdir()
    (root / "equations" / "variants" / "ahead.eq").write_text(AHEAD)
    (root / "equations" / "variants" / "other.eq").write_text(OTHER)
    model = load_model(root, cached=False)
    own = _module("small_workspaces").workspace(model, {"x": 1.0, "y": 0.4}, z=2.0)
    pct = Unit.parse("pct")
    levers = {
        "push": Lever("push", "Push", pct, (-9, 9), "shock", "eps_x", "permanent", "small"),
        "drive": Lever("drive", "Drive", pct, (-9, 9), "add", "y", "permanent", "small"),
    }
    return replace(own, levers=levers)


def plan(said: Fields) -> Plan:
    return parse_plan({"title": "made", **said}, "made")


def arrays(*found: Any) -> tuple[Any, ...]:
    return tuple(np.round(a, 12).tobytes() if isinstance(a, np.ndarray) else a for a in found)


def by_run(work: Workspace, said: Plan) -> Any:
    """What draws start from and the path without them."""
    s = work.settle(said, 8)
    return arrays(
        s.central.values, s.setting.shocks, s.setting.adds, s.setting.exogenous, s.imposed,
        tuple(sorted(s.setting.parameters.items())), s.setting.switches_off, s.setting.holds, s.model.hash,
    )  # fmt: skip


def by_document(work: Workspace, said: Plan) -> Any:
    work.check(said, 8)
    done = resolve(work.expanded(said, 8), work.model_of(said), work.levers, work.periods(8))
    return json.dumps(done.as_document(), sort_keys=True)


def by_words(work: Workspace, said: Plan) -> Any:
    return json.dumps(describe_plan(said, work.levers), sort_keys=True)


def by_stored_text(work: Workspace, said: Plan) -> Any:
    """The plan as a stored run reads it again."""
    again = parse_plan(plan_document(said), "again")
    assert by_document(work, again) == by_document(work, said)
    return by_document(work, again)


def question(work: Workspace, said: Plan, draws: int) -> AttributionQuestion:
    return ask(
        work, "x", said, baseline_plan(), at=work.start + 4, since=None, given=None, by="shock", draws=draws,
        seed=1, quarters=8,
    )  # fmt: skip


def by_why(work: Workspace, said: Plan) -> Any:
    """The parts that are held against the baseline; all together give the path that a run solves."""
    if said.imposes_nothing:
        return ()
    found = explain(work, question(work, said, 0))
    gap = work.settle(said, 8).central.series("x")[4] - work.baseline(8).series("x")[4]
    assert found.total == pytest.approx(gap, abs=1e-9)
    assert abs(found.residual) < 1e-9
    out: list[Any] = []
    for draws in (0, 8):
        side = read_side(work, question(work, said, draws), said, freeze=False)
        for part in side.parts:
            out.append(arrays(*(getattr(part, f.name) for f in fields(part))))
    return tuple(out)


def by_causes(work: Workspace, said: Plan) -> Any:
    """The run in which `first` looks for causes, with all of its chance."""
    asked = question(work, said, 8)
    world = random_world(work, asked, (), ["x", "y", "z"], asked.span)
    values, status = world.run(np.zeros((0, 8), dtype=bool), np.arange(8))
    return arrays(values, status)


def by_target(work: Workspace, said: Plan) -> Any:
    """A target under whose `given` the plan stands, evaluated in the last quarter."""
    target = replace(find_target(work, "x[2027Q4] <= 100", quarters=8), given=said)
    bench = Bench(work, baseline_plan(), target, 8)
    s = bench.settle([])
    held = s.setting.holds
    return (*arrays(s.central.values, s.setting.shocks, s.setting.adds), held, s.model.hash)


def by_moved(work: Workspace, said: Plan) -> Any:
    """The plan with an input of a question moved beside it."""
    moved = moved_plan(said, work, [(find_input(work, "b_a"), 0.55)], work.periods(8))
    return by_run(work, moved)


CONSUMERS = (by_run, by_document, by_words, by_stored_text, by_why, by_causes, by_target, by_moved)

REPLACED = {
    ("by_moved", ParameterMove): "the question puts the same parameter",
    ("by_moved", "parameters"): "",
}
"""Where a question's own word replaces the plan's, as its text says."""


REFUSED = {
    ("unit", ParameterMove): "a pure number has no percent",
}
"""Rows whose second scenario is refused by all, in one line."""


def answer(work: Workspace, said: Plan, consumer: Any) -> Any:
    try:
        return consumer(work, said)
    except MoneygoodError as fault:
        return fault


@pytest.mark.filterwarnings("ignore::moneygood.core.notices.Notice")
@pytest.mark.parametrize("consumer", CONSUMERS, ids=lambda c: c.__name__)
@pytest.mark.parametrize(("kind", "field"), CASES, ids=lambda x: x if isinstance(x, str) else x.__name__)
def test_a_field_moves_every_answer(work: Workspace, kind: type, field: str, consumer: Any) -> None:
    if (consumer.__name__, kind) in REPLACED or (consumer.__name__, field) in REPLACED:
        pytest.skip("the question's own word replaces it")
    first, second = (answer(work, plan(said), consumer) for said in ROWS[kind][field])
    assert not isinstance(first, MoneygoodError) or "looks ahead" in str(first)
    if isinstance(second, MoneygoodError):
        assert (field, kind) in REFUSED or "looks ahead" in str(second)
        assert second.exit_code == 2
        assert "\n" not in str(second)
        return
    assert first != second


FREE = {"absorber", "absorbers", "exact", "weights"}
"""What an inversion sets aside by its question: it looks for the shocks itself, on the deterministic path."""


@pytest.mark.parametrize(
    ("kind", "field"), [(t, f) for t, f in CASES if t in (HeldPath, Band) and f not in FREE],
    ids=lambda x: x if isinstance(x, str) else x.__name__,
)  # fmt: skip
def test_an_inversion_hears_every_path_and_range(work: Workspace, kind: type, field: str) -> None:
    if field == "known":  # it weighs shocks that are known from the start
        with pytest.raises(MoneygoodError, match=r"E044: the path of x is known only in 2026Q2"):
            invert(work, plan(ROWS[kind][field][1]), 8)
        return
    one, two = (invert(work, plan(said), 8) for said in ROWS[kind][field])
    assert one.entries != two.entries or not np.allclose(one.shocks, two.shocks)


def test_a_path_that_is_a_surprise_moves_nothing_before_it_comes(work: Workspace) -> None:
    """x = 0.6 x[+1] + 0.4 y + 0.3 z with y and z given: what is expected a quarter ahead is felt at 0.6."""
    held = {"hold": "x", "periods": "2026Q3", "value": 5.0, "unit": "pct"}
    said = [{"variants": ["ahead"], "paths": [{**held, **more}]} for more in ({}, {"known": "surprise"})]
    free, early, late = (
        work.settle(plan(s), 8).central.series("x") for s in ({"variants": ["ahead"]}, *said)
    )
    assert early[2] == late[2] == pytest.approx(5.0)
    np.testing.assert_allclose(late[:2], free[:2], atol=1e-12)
    np.testing.assert_allclose(early[1] - free[1], 0.6 * (5.0 - free[2]), atol=1e-12)
    np.testing.assert_allclose(early[0] - free[0], 0.36 * (5.0 - free[2]), atol=1e-12)


def test_words_move_no_answer(work: Workspace) -> None:
    bare = plan({"shocks": [HIT]})
    spoken = replace(
        bare, name="b", title="t", question="q", narrative="n", author="a", date="2026-01-01", chain=("c",),
        text="title: t",
    )  # fmt: skip
    for consumer in (by_run, by_document, by_why, by_causes, by_target):
        assert consumer(work, bare) == consumer(work, spoken)


def test_a_child_that_says_nothing_does_all_that_its_parent_does(work: Workspace) -> None:
    parts: Fields = {}
    for name, (_, two) in ROWS[Plan].items():
        parts |= {} if name in ("switches", "bands") else two
    hit = {"shock": "eps_y", "periods": "2026Q4", "size": 1.0}
    more = {"switches": {"link": "off"}, "release": ["all"], "shocks": [hit]}
    parent = plan(parts | more | {"paths": [*parts["paths"], RANGE]})
    assert all(parent.parts.values()), "every part is in use here"
    child = parse_plan({"title": "child", "extends": "parent"}, "child", find=lambda _: parent)
    assert by_document(work, child) == by_document(work, parent)


def test_news_that_nobody_looks_ahead_to_is_said(work: Workspace) -> None:
    with pytest.warns(Notice, match="no variant looks ahead"):
        work.check(plan({"shocks": [{**HIT, "known": "2026Q2"}]}), 8)
