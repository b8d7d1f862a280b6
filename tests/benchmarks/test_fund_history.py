"""Blocks fed with actual figures beside the funds that hold such things; the figures are not bundled."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.fund_history import _between_means, fund_fits

FIGURES = Path(__file__).parents[2].parent / "shared" / "data"


def test_a_mean_of_a_quarter_is_that_of_the_index_drawn_between_its_months() -> None:
    """An index that gains 1 percent a month has means that grow by 1.01³ a quarter."""
    months = {f"2020-{m:02d}": 1.0 for m in range(1, 10)}
    found = _between_means(months)
    assert list(found) == ["2020Q2", "2020Q3"]
    assert found["2020Q3"] == pytest.approx(100 * (1.01**3 - 1))


@pytest.mark.skipif(
    not (FIGURES / "building_blocks_monthly.csv").is_file(), reason="figures of third parties"
)
def test_treasuries_and_credit_return_what_funds_returned() -> None:
    fits = {(f.block, f.every, f.fed): f for f in fund_fits(FIGURES)}
    for block in ("treasury_2y", "treasury_5y", "treasury_10y", "treasury_30y"):
        assert fits[block, "quarter", "yields"].r2 >= 0.95
    for block in ("treasury_2y", "treasury_10y", "treasury_30y"):
        assert fits[block, "month", "yields"].r2 >= 0.95
    assert fits["ig_credit", "quarter", "ig_oas"].r2 >= 0.85
    assert fits["hy_credit", "quarter", "hy_oas"].r2 >= 0.85
