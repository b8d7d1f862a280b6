"""A plan reduced to what it does: units, residuals, horizon, and a document of that alone."""

from __future__ import annotations

import json

from moneygood.core.periods import Quarter, quarter_range
from moneygood.model.build import load_model
from moneygood.scenarios import ResolvedPlan, parse_plan, read_levers, resolve
from moneygood.scenarios.resolve import PathCondition, Push, RangeCondition

MODEL = load_model()
PERIODS = quarter_range("2026Q4", "2028Q3")
LEVERS = read_levers()


def resolved(last: str = "2028Q3", **fields: object) -> ResolvedPlan:
    plan = parse_plan({"title": "made", **fields}, "made")
    return resolve(plan, MODEL, LEVERS, quarter_range("2026Q4", last))


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
        "shock eps_eff: 2027Q3..2028Q1 lies after the run, which ends in 2027Q2",
        "condition rate_10y: 2028Q3 lies after the run, which ends in 2027Q2",
    )
    assert resolved(**fields).unused == ()


def test_news_without_a_variant_that_looks_ahead_is_said_to_change_nothing() -> None:
    hit = {"shock": "eps_eff", "periods": "2027Q2", "size": 0.3, "known": "2027Q1"}
    (said,) = resolved(shocks=[hit]).unused
    assert "known in 2027Q1 changes nothing" in said
