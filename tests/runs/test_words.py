"""Triggers, parameters and shocks in words; the expected sentences are written by hand."""

from __future__ import annotations

import re

import pytest

from moneygood import api
from moneygood.baseline.basis_points import basis_points
from moneygood.baseline.workspace import Workspace
from moneygood.model.words import count, in_words
from moneygood.runs.first_passage.meaning import meaning
from moneygood.runs.first_passage.triggers import read_breaks
from moneygood.runs.labels import parameter_label, shock_labels

CODE = re.compile(r"\w+_\w+|<=|>=|\[")


@pytest.fixture(scope="module")
def work() -> Workspace:
    return api.load()


def test_every_trigger_is_said_in_words(work: Workspace) -> None:
    said = {
        f"{d.name}.{s.name}": meaning(d, s, work.labels, work.basis_points)
        for d in read_breaks(work.model)
        for s in d.sides
    }
    assert not [words for words in said.values() if CODE.search(words)]
    assert said["rates.cuts"] == "change in federal funds rate over four quarters of -150 bp or less"
    assert said["rates.breakout"] == "10-year yield at or above 5.5% for two quarters running"
    assert said["prices.disinflation"] == "core PCE inflation at or below 2.25% for two quarters running"
    assert said["stocks.drawdown"] == "S&P 500 over its peak at or below 0.75"


def test_yields_are_in_basis_points_and_inflation_is_not(work: Workspace) -> None:
    rates = basis_points(work.model)
    assert {"rate_10y", "ffr", "term_premium"} <= rates
    assert not {"infl_core_yoy", "wage_growth", "gdp_growth"} & rates
    assert all(str(work.model.variables[name].unit) == "pct/yr" for name in rates)


def test_no_parameter_and_no_shock_is_called_by_its_name(work: Workspace) -> None:
    model = work.model
    labels = [parameter_label(model, name) for name in model.parameters]
    labels += list(shock_labels(model, model.shocks).values())
    assert not [label for label in labels if not label or re.search(r"\b(b|eps|add|u)_\w+", label)]


def test_a_lag_and_a_number_are_words(work: Workspace) -> None:
    breaks = {d.name: d for d in read_breaks(work.model)}
    node = breaks["debt"].sides[1].when[0].node
    assert in_words(node, work.labels).endswith("over four quarters")
    assert count(1) == "one quarter"
    assert count(12) == "12 quarters"


def test_a_number_that_members_share_is_called_by_their_sum(work: Workspace) -> None:
    """All five leaders have the ten-year in their capex: it is not Amazon's."""
    label = parameter_label(work.model, "b_ai_capex_rate")
    assert label == "response of hyperscalers' capex to 10-year yield"
