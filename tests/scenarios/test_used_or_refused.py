"""What a scenario says is used or refused: fields that a run would overwrite, drop or never read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import shipped
from moneygood.baseline.settle import settle_baseline
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import quarter_range
from moneygood.scenarios.check import find_faults
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan
from moneygood.scenarios.words import describe_plan

PERIODS = quarter_range("2026Q4", "2028Q3")
HOLD = {"hold": "rate_10y", "periods": "2026Q4..2027Q2", "value": 5, "unit": "pct/yr"}


def plan(**fields: Any) -> Plan:
    return parse_plan({"title": "made", **fields}, "made")


def faults(**fields: Any) -> list[str]:
    found = find_faults(
        plan(**fields),
        shipped.model(),
        shipped.levers(),
        Panel.empty(("ffr",), PERIODS),
        (PERIODS[0], PERIODS[-1]),
    )
    return [str(f) for f in found]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"shocks": [{"shock": "u_regime", "periods": "2027Q1", "size": 0.1, "unit": "pct"}]},
            "S008: u_regime",
        ),
        (
            {
                "shocks": [
                    {"shock": "u_regime", "periods": "2027Q1..2027Q2", "size": 0.1},
                    {"shock": "u_regime", "periods": "2027Q2", "size": 0.9},
                ]
            },
            "S016: u_regime is set twice in 2027Q2",
        ),
        (
            {"paths": [{"hold": "tax_payroll", "periods": "2027Q1", "value": 0.15, "exact": False}]},
            "S017: tax_payroll comes from outside the model, so no draw scatters",
        ),
        (
            {"paths": [HOLD], "adds": [{"equation": "rate_10y", "periods": "2027Q1", "size": 0.2}]},
            "S016: eps_rate_10y absorbs rate_10y in 2027Q1, but its equation is moved under adds",
        ),
        (
            {
                "paths": [{**HOLD, "absorbed_by": "add_rate_10y"}],
                "shocks": [{"shock": "eps_rate_10y", "periods": "2027Q1", "size": 0.2}],
            },
            "S016: add_rate_10y absorbs rate_10y in 2027Q1, but is set under shocks",
        ),
        (
            {"paths": [HOLD], "levers": {"term_premium": 0.5}},
            "S016: eps_rate_10y absorbs rate_10y in 2026Q4, but the lever term_premium moves it",
        ),
    ],
)
def test_what_the_solution_would_drop_is_refused(fields: dict[str, Any], said: str) -> None:
    (fault,) = faults(**fields)
    assert fault.startswith(said)


def test_a_shock_without_a_standard_deviation_takes_no_sd() -> None:
    still = [n for n, s in shipped.model().shocks.items() if s.kind != "uniform" and s.sd == 0]
    for name in still:
        (fault,) = faults(shocks=[{"shock": name, "periods": "2027Q1", "sd": 2}])
        assert "has no standard deviation" in fault


@pytest.mark.parametrize(
    "fields",
    [
        {"parameters": {"b_tfp_extra_growth": {"set": 0.5}}},
        {"levers": {"ai_productivity": 0.5}},
        {"switches": {"wealth_effect": "off"}},
        {"paths": [{"hold": "rate_10y", "periods": "2027Q1", "between": [4, 5]}]},
        {"paths": [{"hold": "rate_10y", "periods": "2027Q1", "change": 1}]},
        {"paths": [{"hold": "tax_payroll", "periods": "2027Q1", "value": 0.15}]},
    ],
)
def test_the_baseline_refuses_what_scenarios_would_not_start_from(fields: dict[str, Any]) -> None:
    figures = np.zeros((len(shipped.model().variables), len(PERIODS)))
    with pytest.raises(MoneygoodError) as caught:
        settle_baseline(shipped.model(), plan(**fields), figures, figures, PERIODS, shipped.levers())
    assert caught.value.code == "S023"


def test_words_leave_out_a_hole_and_name_an_open_side() -> None:
    parent = plan(paths=[{"hold": "rate_10y", "periods": "2026Q4..2027Q4", "value": 5}])
    text = {
        "title": "child",
        "extends": "parent",
        "paths": [
            {"hold": "rate_10y", "periods": "2027Q1..2027Q2", "value": 4},
            {"hold": "ffr", "periods": "2027Q1", "between": [None, 4]},
        ],
    }
    child = parse_plan(text, "child", find=lambda _: parent)
    spans = [(p["periods"], p["how"], p["value"]) for p in describe_plan(child, shipped.levers())["paths"]]
    assert spans == [
        ("2026Q4", "held at", 5.0),
        ("2027Q3..2027Q4", "held at", 5.0),
        ("2027Q1..2027Q2", "held at", 4.0),
        ("2027Q1", "kept at most at", 4.0),
    ]


TWICE = {"shock": "eps_rate_10y", "periods": "2027Q1", "size": 0.2}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"shocks": [TWICE, TWICE]}, "S016: eps_rate_10y in 2027Q1 stands twice under shocks"),
        (
            {"adds": [{"equation": "rate_10y", "periods": "2027Q1", "size": 0.1}] * 2},
            "S016: the judgement on rate_10y in 2027Q1 stands twice under adds",
        ),
        (
            {"levers": {"neutral_rate": 1.0}, "parameters": {"b_rstar_shift": {"set": 1.5}}},
            "S009: lever neutral_rate and what else moves b_rstar_shift make it 2.5, outside",
        ),
        ({"shocks": [{**TWICE, "known": "1900Q1"}]}, "S042: eps_rate_10y is said to be known in 1900Q1"),
    ],
)
def test_what_two_entries_do_together_is_held_against_the_model(fields: dict[str, Any], said: str) -> None:
    (fault,) = faults(**fields)
    assert fault.startswith(said)


def test_entries_that_differ_add_up() -> None:
    assert faults(shocks=[TWICE, {**TWICE, "size": 0.1}]) == []
    assert faults(levers={"neutral_rate": 0.5}, parameters={"b_rstar_shift": {"set": 0.5}}) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"paths": [{**HOLD, "value": {"2027Q1": 5, "2027-q1": 6}}]},
        {"release": ["ffr", "ffr"]},
        {"variants": ["estimated_rule", "estimated_rule"]},
        {"paths": [{**HOLD, "absorbed_by": ["eps_rate_10y", "eps_rate_10y"]}]},
    ],
)
def test_a_name_or_a_quarter_that_stands_twice_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(MoneygoodError, match="twice"):
        plan(**fields)


@pytest.mark.parametrize("text", ["٢٠٢٧Q1", "0000Q1", "9999Q4", "1599Q4..1600Q1", "2026Q4..9999Q4"])
def test_quarters_in_other_digits_or_out_of_reach_are_refused(text: str) -> None:
    with pytest.raises(MoneygoodError, match="C00"):
        plan(paths=[{**HOLD, "periods": text}])
