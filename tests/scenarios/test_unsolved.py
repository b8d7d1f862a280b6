"""A scenario without a solution: what stands in the way is named, with its value and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from moneygood.baseline import unsolved
from moneygood.baseline.opening import load
from moneygood.core.errors import MoneygoodError
from moneygood.scenarios.read import parse_plan

SPAN = "2027Q1..2027Q2"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"paths": [{"hold": "ffr", "periods": SPAN, "value": -5, "unit": "pct/yr",
                        "absorbed_by": "eps_ffr_rule"}]},
            ["no eps_ffr_rule keeps ffr at -5 in 2027Q1", "above 0.125 (b_ffr_floor)",
             "Hold it above 0.125, or move b_ffr_floor"],
        ),
        (
            {"shocks": [{"shock": "eps_cons_real", "periods": SPAN, "size": -40, "unit": "1"}]},
            ["no finite value for", "in 2027Q1", "shock eps_cons_real (up to -40)", "Make that smaller"],
        ),
        (
            {"adds": [{"equation": "rate_10y", "periods": SPAN, "size": 1e9, "unit": "pct/yr"}],
             "levers": {"term_premium": {"value": 0.1, "periods": SPAN}}},
            ["add-factor rate_10y (up to 1e+09)", "lever term_premium"],
        ),
    ],
    ids=["a floor", "a shock", "a judgement and a lever"],
)  # fmt: skip
def test_what_is_imposed_and_the_floor_that_binds_are_named(fields: dict[str, Any], said: list[str]) -> None:
    with pytest.raises(MoneygoodError) as caught:
        load().settle(parse_plan({"title": "made", **fields}, "made"), 8)
    assert caught.value.exit_code == 3
    for words in said:
        assert words in str(caught.value)


def test_only_a_bound_of_the_whole_equation_counts() -> None:
    model = load().model
    found = {e.lhs_variable: list(unsolved._bounds(e.lhs_variable, model, {})) for e in model.equations}
    known = {name: bounds for name, bounds in found.items() if bounds}
    assert known["ffr"] == [(model.parameters["b_ffr_floor"].value, "above", "b_ffr_floor")]
    for name in known:
        text = next(e.text for e in model.equations if e.lhs_variable == name).partition("=")[2].strip()
        assert text.startswith(("smax(", "smin(", "max(", "min(", "bounded(")), text
