"""The difference from CBO's budget is split into steps that add up and have the signs they must have."""

from __future__ import annotations

import pytest

from moneygood.baseline.opening import load
from moneygood.validation.against_cbo import LINES, STEPS, AgainstCbo, against_cbo


@pytest.fixture(scope="module")
def found() -> AgainstCbo:
    return against_cbo(load())


def test_steps_add_up_to_the_difference(found: AgainstCbo) -> None:
    for row in found.rows:
        assert len(row.steps) == len(STEPS)
        total = row.cbo + row.block + sum(row.steps) + row.rest
        assert total == pytest.approx(row.ours, rel=1e-12)


def test_every_line_covers_cbos_years(found: AgainstCbo) -> None:
    for line in LINES:
        assert [r.year for r in found.rows if r.line == line] == list(range(2026, 2037))


def test_cbos_side_is_cbos_published_figure(found: AgainstCbo) -> None:
    assert found.row("interest_net", 2036).cbo == pytest.approx(2144, abs=1)
    assert found.row("debt_public", 2036).cbo == pytest.approx(56152, abs=1)
    assert found.row("debt_ratio", 2036).cbo == pytest.approx(120.2, abs=0.2)


def test_higher_yields_cost_interest_and_higher_prices_lower_the_ratio(found: AgainstCbo) -> None:
    ours, cbo = load().baseline(42), load().vintage.cbo_economy("2026-02")
    assert ours.series("rate_10y")[:40].mean() > cbo.series("rate_10y")[-42:-2].mean()
    assert found.row("interest_net", 2036).steps[2] > 0
    assert ours.series("price_gdp")[40] > cbo.series("price_gdp")[-2]
    assert found.row("debt_ratio", 2036).steps[0] < 0


def test_jump_off_leaves_little_unexplained(found: AgainstCbo) -> None:
    for year in range(2027, 2037):
        assert abs(found.row("interest_net", year).rest) < 5
        assert abs(found.row("debt_ratio", year).rest) < 0.2
