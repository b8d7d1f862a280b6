"""The text of hidden states: what it may name, and how the past takes a filter's figures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.estimation.filters.neutral import NeutralStates
from moneygood.estimation.filters.state_texts import Replacement, read_states, replaced_rows
from moneygood.model.build import load_model
from moneygood.model.model import Model


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("fitted: [rstar]", "sorted: [rstar]", "unknown field 'sorted'"),
        ("filter: premium", "filter: premia", "filter of a state is 'premia'. Did you mean 'premium'"),
        ("state: onesided", "state: onsided", "no state 'onsided'"),
        ("quarter: 2024Q4", "quarter: late", "quarter of a state: 'late' is not a quarter"),
        ("state: gap, past: gap", "state: gap, quarter: 2024Q4", "only adoption is shown at a quarter"),
        ("parameter: b_ai_adoption_speed", "parameter: b_ai_adoption_sped", "no parameter"),
        ("start: nairu", "start: nairo", "no variable 'nairo'"),
        ("identified: as above", "identifyed: as above", "a state has an unknown field 'identifyed'"),
        (
            "gap: {state: gap}",
            "gap: {state: gap, growth_of: gap}",
            "has both state and growth_of",
        ),
        (
            "gap: {state: gap}",
            "gap: {state: gape}",
            "replacement 'gap' is 'gape'. Did you mean 'gap'",
        ),
        ("gap: {state: gap}", "gape: {state: gap}", "no variable 'gape'"),
        ("percent_of: price_gdp", "percent_of: price_gpd", "no variable 'price_gpd'"),
        ("fitted: [rstar]", "fitted: [rate_10y]", "'rate_10y' is not replaced"),
    ],
)
def test_faults_of_the_text_are_named(model: Model, tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (economics_root() / "backtest" / "states.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "backtest").mkdir()
    (tmp_path / "backtest" / "states.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MoneygoodError, match=said) as caught:
        read_states(model, tmp_path)
    assert caught.value.code == ("C001" if "late" in new else "A601")
    assert "states.yaml" in str(caught.value)


def test_replaced_rows_start_at_the_filter_and_are_taken_per_cent_of_the_past() -> None:
    quarters = tuple(Quarter.parse("2001Q1") + i for i in range(5))
    nothing = np.zeros(3)
    states = NeutralStates(*[nothing] * 9, loglikelihood=0.0)
    states = dataclasses.replace(
        states, potential=100.0 * np.log([100.0, 110.0, 121.0]), gap=np.array([1.0, 2.0, 3.0])
    )
    prices = np.array([[100.0, 100.0, 100.0, 200.0, 200.0]])
    past = Panel(("price",), quarters, prices, np.ones(prices.shape))
    rules = {
        "real": Replacement(state="potential_level"),
        "nominal": Replacement(state="potential_level", percent_of="price"),
        "growth": Replacement(growth_of="potential_level"),
        "slack": Replacement(state="gap"),
    }
    rows = replaced_rows(rules, states, quarters[2:], past)
    assert rows["real"] == pytest.approx([np.nan, np.nan, 100.0, 110.0, 121.0], nan_ok=True)
    assert rows["nominal"] == pytest.approx([np.nan, np.nan, 100.0, 220.0, 242.0], nan_ok=True)
    assert rows["growth"][3:] == pytest.approx(np.log([1.1, 1.1]))
    assert np.isnan(rows["growth"][:3]).all()
    assert rows["slack"][2:] == pytest.approx([1.0, 2.0, 3.0])


def test_adoption_at_a_quarter_that_is_not_filtered_is_told() -> None:
    from moneygood.estimation.filters.adoption import AdoptionEstimate
    from moneygood.estimation.filters.state_texts import ShownState
    from moneygood.estimation.fitting.hidden import adoption_at

    row = np.array([-2.0, -1.9])
    found = AdoptionEstimate(
        (Quarter.parse("2024Q1"), Quarter.parse("2024Q2")), ("a",), row[:, None], row, row, row, row,
        0.5, 0.1, np.ones(1), np.zeros(1),
    )  # fmt: skip
    shown = ShownState("made", "made", filter="adoption", state="position", quarter="2024Q1")
    assert adoption_at(shown, found) == ("2024Q1", -2.0, -2.0)
    with pytest.raises(MoneygoodError, match="not filtered for 2020Q1") as caught:
        adoption_at(dataclasses.replace(shown, quarter="2020Q1"), found)
    assert caught.value.code == "A601"
