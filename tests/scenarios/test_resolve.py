"""A plan reduced to what it does: units, residuals, horizon, and a document of that alone."""

from __future__ import annotations

import json

import numpy as np
import pytest

import shipped
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range
from moneygood.scenarios.figures import plan_figures
from moneygood.scenarios.read import parse_plan
from moneygood.scenarios.resolve import PathCondition, Push, RangeCondition, ResolvedPlan, resolve

PERIODS = quarter_range("2026Q4", "2028Q3")


def resolved(last: str = "2028Q3", **fields: object) -> ResolvedPlan:
    plan = parse_plan({"title": "made", **fields}, "made")
    return resolve(plan, shipped.model(), shipped.levers(), quarter_range("2026Q4", last))


def test_a_lever_becomes_what_it_does() -> None:
    (push,) = resolved(levers={"policy_rate": 1.0}).effects(Push)
    assert (push.onto, push.target) == ("add-factor", "ffr_rule")
    assert push.quarters == PERIODS
    # by hand: 0.4 at first, halving every six quarters
    assert abs(push.sizes[0] - 0.4) < 1e-15
    assert abs(push.sizes[6] - 0.2) < 1e-15


def test_a_lever_that_acts_once_is_a_push_of_one_quarter() -> None:
    (push,) = resolved(levers={"term_premium": 1.0}).effects(Push)
    assert push.quarters == (Quarter.parse("2026Q4"),)


def test_units_are_converted_and_residuals_chosen() -> None:
    plan = resolved(paths=[
        {"hold": "rate_10y", "periods": "2027Q1", "value": 500, "unit": "bp"},
        {"hold": "spread_baa", "periods": "2027Q1", "between": [100, None], "unit": "bp"},
    ])  # fmt: skip
    assert list(plan.effects(PathCondition)) == [
        PathCondition("rate_10y", (Quarter.parse("2027Q1"),), "value", (5.0,), "eps_rate_10y", True)
    ]
    (kept,) = plan.effects(RangeCondition)
    assert (kept.low, kept.high, kept.residuals) == (1.0, float("inf"), ("eps_spread_baa",))


def test_the_document_knows_no_words_and_no_order() -> None:
    shocks = [{"shock": "eps_eff", "periods": "2027Q1", "size": 0.3, "note": "why"},
              {"shock": "eps_cons_real", "periods": "2026Q4", "sd": -1}]  # fmt: skip
    one = resolved(shocks=shocks, narrative="one", author="a")
    two = resolved(shocks=shocks[::-1], narrative="another", date="2026-01-01")
    assert one.as_document() == two.as_document()
    assert json.loads(json.dumps(one.as_document())) == one.as_document()


def test_the_document_is_that_of_what_is_done_however_it_is_written() -> None:
    bp = {"hold": "rate_10y", "periods": "2027Q1", "value": 500, "unit": "bp"}
    pct = {"hold": "rate_10y", "periods": "2027Q1", "values": [5], "absorbed_by": "eps_rate_10y"}
    assert resolved(paths=[bp]).as_document() == resolved(paths=[pct]).as_document()


def test_what_lies_after_the_run_is_cut_and_said() -> None:
    fields = {"shocks": [{"shock": "eps_eff", "periods": "2027Q1..2028Q1", "size": 0.3}],
              "paths": [{"hold": "rate_10y", "periods": "2028Q3", "value": 5}]}  # fmt: skip
    short = resolved("2027Q2", **fields)
    (push,) = short.effects(Push)
    assert (push.quarters, push.sizes) == (quarter_range("2027Q1", "2027Q2"), (0.3, 0.3))
    assert short.conditions == ()
    assert short.unused == (
        "shock eps_eff in 2027Q3..2028Q1, after its end in 2027Q2",
        "condition rate_10y in 2028Q3, after its end in 2027Q2",
    )
    assert resolved(**fields).unused == ()


def test_several_that_lie_after_the_run_are_said_in_one_line() -> None:
    both = {"absorbed_by": ["eps_rate_30y", "eps_rate_10y"], "value": 5}
    paths = [{"hold": n, "periods": "2028Q1..2028Q3", "value": 5} for n in ("rate_10y", "rate_2y")]
    shared = {"hold": "rate_30y", "periods": "2028Q1..2028Q2", **both}
    assert resolved("2027Q4", paths=[*paths, shared]).unused == (
        "conditions rate_10y, rate_2y in 2028Q1..2028Q3, after its end in 2027Q4",
        "range condition rate_30y in 2028Q1..2028Q2, after its end in 2027Q4",
    )


def test_news_without_a_variant_that_looks_ahead_is_said_to_change_nothing() -> None:
    hit = {"shock": "eps_eff", "periods": "2027Q2", "size": 0.3, "known": "2027Q1"}
    (said,) = resolved(shocks=[hit]).unused
    assert said == "that shock eps_eff is known in 2027Q1, since no variant looks ahead"


def test_a_lever_moves_a_parameter_from_where_the_scenario_puts_it() -> None:
    put = {"b_tfp_extra_growth": {"set": 0.5}}
    plan = resolved(levers={"ai_productivity": 0.25}, parameters=put)
    done = plan_figures(plan, shipped.model(), np.zeros((len(shipped.model().variables), len(PERIODS))))
    assert done.parameters == {"b_tfp_extra_growth": 0.75}


@pytest.mark.parametrize(
    ("words", "number"),
    [("pct/yr", 5.0), ("%", 5.0), ("pp", 5.0), ("% a year", 5.0), ("percent a year", 5.0), ("bp", 0.05)],
)
def test_units_as_tables_print_them_are_read(words: str, number: float) -> None:
    path = {"hold": "rate_10y", "periods": "2027Q1", "value": 5, "unit": words}
    assert resolved(paths=[path]).conditions[0].numbers == (number,)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("$bn/yr", 2.0),
        ("$tn a year", 2000.0),
        ("bn $ a year", 2.0),
        ("$bn, annual rate", 2.0),
        ("dollars a year", 2e-9),
        ("usd/yr", 2.0),
    ],
)
def test_amounts_of_money_are_converted(words: str, number: float) -> None:
    path = {"hold": "payment_shift", "periods": "2027Q1", "value": 2, "unit": words}
    assert resolved(paths=[path]).conditions[0].numbers == (number,)


def test_a_unit_of_another_kind_is_refused_with_the_one_that_fits() -> None:
    with pytest.raises(MoneygoodError, match=r"S008: rate_10y is in pct/yr, not in \$bn"):
        resolved(paths=[{"hold": "rate_10y", "periods": "2027Q1", "value": 5, "unit": "$bn"}])
