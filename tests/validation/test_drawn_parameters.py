"""What is uncertain is drawn: how many numbers, which of the late mechanisms, and how they go together."""

from __future__ import annotations

import numpy as np
import pytest

from moneygood.baseline.opening import load
from moneygood.estimation.uncertainty import parameter_table

DRAWS = 4000


@pytest.fixture(scope="module")
def drawn() -> dict[str, np.ndarray]:
    """The values of every drawn parameter [draw]."""
    return parameter_table(load().model, DRAWS, 1, None, {})


@pytest.mark.parametrize(
    ("mechanism", "names"),
    [
        ("oil", ("b_noncore_oil", "b_oil_ec", "b_cons_oil", "b_bus_oil", "b_core_oil")),
        ("tariffs", ("b_tariff_prices", "b_tariff_efficiency", "b_imp_tariff", "b_exp_tariff")),
        ("lending rates", ("b_cons_car", "b_bus_small", "b_small_credit")),
        ("labour", ("b_potential_labour", "b_rstar_labour", "b_ai_shift", "b_ai_rehired", "b_ai_displace")),
        ("law", ("b_law", "b_law_trust", "b_law_horizon", "b_reform_odds", "b_reform_size", "b_relief")),
        ("power", ("b_ai_load", "b_power_build", "b_power_price", "b_power_wait")),
        ("politics of displacement", ("b_pressure_jobs", "b_backlash_odds", "b_rules_size", "b_compute_tax")),
        ("slumps", ("b_slump_odds", "b_slump_size", "b_slump_tail", "b_slump_curve", "b_slump_tight")),
    ],
)  # fmt: skip
def test_numbers_of_a_mechanism_are_drawn_inside_their_ranges(
    drawn: dict[str, np.ndarray], mechanism: str, names: tuple[str, ...]
) -> None:
    records = load().model.parameters
    for name in names:
        low, high = records[name].range
        assert low <= drawn[name].min() < drawn[name].max() <= high, (mechanism, name)


def test_at_least_sixty_are_drawn_and_the_median_of_each_is_near_its_value(
    drawn: dict[str, np.ndarray],
) -> None:
    """A range that cuts one side moves the middle by less than half of the spread."""
    records = load().model.parameters
    assert len(drawn) >= 60
    for name, values in drawn.items():
        assert abs(np.median(values) - records[name].value) < 0.5 * records[name].se, name


@pytest.mark.parametrize(
    ("first", "second", "estimated"),
    [
        ("b_noncore_oil", "b_noncore_oil_lag", 0.41),
        ("b_yen_rate", "b_yen_vix", -0.28),
        ("b_rate_5y", "b_rate_5y_2y", -0.74),
    ],
)
def test_what_was_estimated_together_is_drawn_together(
    drawn: dict[str, np.ndarray], first: str, second: str, estimated: float
) -> None:
    """The correlations of the regressions' own coefficients, from their covariance by hand."""
    assert np.corrcoef(drawn[first], drawn[second])[0, 1] == pytest.approx(estimated, abs=0.1)
