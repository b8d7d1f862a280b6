"""Where simulation begins: as far as the figures go, and never because of a day that has not come."""

import datetime
from dataclasses import replace

import pytest

from moneygood.baseline.completion import CompletionRule, read_rule
from moneygood.baseline.jump_off import moved_on, without_past
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model
from moneygood.scenarios.library import read_baseline

Q = Quarter.parse


def test_the_bundled_vintages() -> None:
    rule = read_rule(load_model())
    assert rule.edge
    ends = {name: str(moved_on(rule, load_vintage(name)).end) for name in ("2026-08", "2026-10", "2026-11")}
    assert ends == {"2026-08": "2026Q2", "2026-10": "2026Q3", "2026-11": "2026Q2"}


def test_the_edge_by_hand() -> None:
    vintage = load_vintage("2026-10")
    rule = CompletionRule(Q("2025Q1"), Q("2026Q1"), {}, {"gdp_real": 0})
    assert moved_on(rule, vintage).end == Q("2026Q2"), "GDP is observed to 2026Q2"
    assert moved_on(replace(rule, edge={"gdp_real": 1}), vintage).end == Q("2026Q3")
    assert moved_on(replace(rule, edge={"gdp_real": 2}), vintage).end == Q("2026Q3"), "the fourth is not over"
    early = replace(vintage, as_of=datetime.date(2026, 9, 30))
    assert moved_on(replace(rule, edge={"gdp_real": 2}), early).end == Q("2026Q2"), (
        "nor the third in September"
    )
    assert moved_on(replace(rule, end=Q("2027Q1")), vintage).end == Q("2027Q1"), "it never moves back"
    assert moved_on(replace(rule, edge={}), vintage).end == Q("2026Q1")
    with pytest.raises(MoneygoodError, match="id you mean 'gdp_real'") as caught:
        moved_on(replace(rule, edge={"gdp_rael": 0}), vintage)
    assert caught.value.code == "A071"


def test_what_was_held_before_the_start_is_gone() -> None:
    plan = read_baseline()
    assert without_past(plan, Q("2026Q3")) is plan
    cut = without_past(plan, Q("2028Q1"))
    assert all(p.periods[0] >= Q("2028Q1") for p in cut.paths)
    assert [len(p.periods) for p in cut.paths] == [4, 4], "unemployment was held to the end of 2027"
    whole = {p.variable: dict(zip(p.periods, p.values, strict=True)) for p in plan.paths}
    for path in cut.paths:
        for quarter, value in zip(path.periods, path.values, strict=True):
            assert whole[path.variable][quarter] == value
