"""What a user calls a variable: names, aliases and labels lead to it, and a near miss is named."""

from __future__ import annotations

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.model.build import load_model
from moneygood.model.called import hint_for_variable, variable_called
from moneygood.runs.run import resolve_name


@pytest.mark.parametrize(
    "said",
    [
        "rate_10y",
        "DGS10",
        "dgs10",
        "10y",
        "10-year yield",
        "10-Year Yield",
        "ten-year yield",
        "ten_year_yield",
    ],
)
def test_the_ten_year_by_all_that_people_call_it(said: str) -> None:
    assert variable_called(load_model(), said) == "rate_10y"


def test_every_variable_is_reached_by_its_own_name_and_by_each_alias() -> None:
    model = load_model()
    for name, variable in model.variables.items():
        assert {variable_called(model, said) for said in (name, *variable.aliases)} == {name}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ten_year", "'rate_10y' (10-year yield)"),
        ("core inflation", "'infl_core_yoy' (Core PCE inflation)"),
        ("S&P", "'sp500' (S&P 500)"),
        ("gdp_reel", "'gdp_real'"),
        ("unemployment rates", "'unemployment'"),
    ],
)
def test_a_near_miss_is_named_with_its_label(said: str, meant: str) -> None:
    assert meant in str(hint_for_variable(load_model(), said))


def test_a_word_that_fits_two_labels_names_neither_and_nothing_near_is_no_hint() -> None:
    model = load_model()
    assert variable_called(model, "yield") is None
    assert hint_for_variable(model, "zzzqq") is None
    assert hint_for_variable(model, "---") is None
    with pytest.raises(MoneygoodError, match="there is no variable 'ten_year'") as fault:
        resolve_name(model, "ten_year")
    assert fault.value.code == "A075"
    assert "rate_10y" in str(fault.value.hint)
