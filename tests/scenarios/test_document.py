"""A plan written out and read again is the same plan, whatever it extends."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from moneygood import api
from moneygood.core.periods import Quarter
from moneygood.core.texts import parse_yaml
from moneygood.scenarios.document import plan_document, plan_text
from moneygood.scenarios.library import find_plan, list_scenarios
from moneygood.scenarios.plan import Plan, Spot
from moneygood.scenarios.read import parse_plan

NOWHERE = Spot(None)
FREE = ("file", "text", "chain", "origins")
"""Fields of a plan that say where it came from, not what it says."""


def bare(value: Any) -> Any:
    """A plan without the places at which its entries stood."""
    if isinstance(value, Plan):
        return {f.name: bare(getattr(value, f.name)) for f in fields(Plan) if f.name not in FREE}
    if isinstance(value, tuple):
        return tuple(bare(v) for v in value)
    return replace(value, spot=NOWHERE) if hasattr(value, "spot") else value


def again(plan: Plan) -> Plan:
    return parse_plan(parse_yaml(plan_text(plan), "made.yaml"), plan.name)


@pytest.mark.parametrize("name", list_scenarios())
def test_every_shipped_scenario_comes_back(name: str) -> None:
    plan = find_plan(name)
    assert bare(again(plan)) == bare(plan)


def test_every_kind_of_entry_comes_back_to_the_bit() -> None:
    """All that a file can say, with numbers that no short decimal is."""
    third, tiny = 1 / 3, 1.0000000000000002e-17
    plan = parse_plan(
        {
            "title": 'Quotes " and: colons', "question": "off", "narrative": "# no comment", "author": "null",
            "date": "2026-11-22", "sources": "ours, cbo2026", "sizes_from": "a table", "size": "stress",
            "systems": ["S1", "S2"], "risks": ["yen-carry"],
            "expected": [
                {"variable": "ffr", "at": "2027Q4", "change": [third, 1], "unit": "pp", "why": "a rule"},
                {"variable": "sp500", "at": "2028Q1", "change_percent": [-2, 0], "why": "w"},
            ],
            "levers": {"term_premium": third, "other": {"value": -0.0, "unit": "pp", "periods": "2027Q1"}},
            "parameters": {"a": {"set": tiny}, "b": {"change": third, "unit": "1"}},
            "paths": [
                {"hold": "x", "periods": "2027Q1..2027Q3", "values": [1, third, 3]},
                {"hold": "y", "periods": "2027Q1..2028Q4", "change_percent": 2.5, "absorbed_by": "eps_z",
                 "exact": False, "unit": "pct"},
                {"hold": "z", "periods": "2027Q1", "between": [None, third], "absorbed_by": ["eps_a", "e_b"]},
            ],
            "shocks": [
                {"shock": "eps_a", "periods": "2027Q1..2027Q2", "sd": 2, "known": "2026Q4"},
                {"shock": "eps_b", "periods": "2027Q1", "size": third, "unit": "pp"},
            ],
            "adds": [{"equation": "x", "periods": "2027Q1..2027Q2", "size": [0, third], "known": "2027Q1"}],
            "switches": {"hope": "off", "fear": "on"},
            "variants": ["taylor1993"],
            "release": ["ffr", "gap"],
        },
        "made",
    )  # fmt: skip
    assert bare(again(plan)) == bare(plan)
    assert [a.sizes[1].hex() for a in again(plan).adds] == [third.hex()]


def test_every_field_of_a_plan_is_in_the_document_or_says_where_it_came_from() -> None:
    """A field that is added to a plan has to be decided on here."""
    written = {"title", "question", "narrative", "author", "date", "sources", "sizes_from", "size", "systems",
               "risks", "claims", "expected", "levers", "parameters", "paths", "bands",
               "shocks", "adds", "switches", "variants", "releases"}  # fmt: skip
    assert {f.name for f in fields(Plan)} == written | {"name", *FREE}


def test_a_parent_is_written_out(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(
        "title: P\npaths: [{hold: ffr, periods: 2027Q1..2027Q4, values: [1, 2, 3, 4]}]\n"
    )
    (tmp_path / "child.yaml").write_text(
        "title: C\nextends: parent.yaml\npaths: [{hold: ffr, periods: 2027Q2..2027Q3, value: 9}]\n"
    )
    child = find_plan(str(tmp_path / "child.yaml"))
    text = plan_text(child)
    assert "extends" not in text
    assert "said is written out here" in text
    (tmp_path / "parent.yaml").unlink()
    assert bare(again(child)) == bare(child)
    spans = [(str(p.periods[0]), str(p.periods[-1])) for p in child.paths]
    assert spans == [("2027Q1", "2027Q1"), ("2027Q4", "2027Q4"), ("2027Q2", "2027Q3")]


def test_words_can_be_left_out() -> None:
    plan = find_plan("cuts-arrive")
    mended = replace(plan, title="Mended", question="?", narrative="n", author="a", date="2027-01-01")
    assert plan_document(plan, words=False) == plan_document(mended, words=False)
    assert plan_document(plan) != plan_document(mended)


def test_a_path_with_a_gap_made_in_python_is_cut() -> None:
    held = find_plan("cuts-arrive").paths[0]
    quarters = tuple(Quarter.parse(q) for q in ("2027Q1", "2027Q2", "2028Q1"))
    plan = replace(find_plan("cuts-arrive"), paths=(replace(held, periods=quarters, values=(1.0, 2.0, 3.0)),))
    assert [p.values for p in again(plan).paths] == [(1.0, 2.0), (3.0,)]
    api.load().check(again(plan))
