"""Windows between months: by hand, and texts that are months."""

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.month_texts import is_month, quarter_of, read_time
from moneygood.core.periods import Quarter
from moneygood.runs.attribution.attribution import Portion
from moneygood.runs.windows.answer import DriverShare, PastAttribution
from moneygood.runs.windows.months import by_month

QUARTERS = PastAttribution(
    variable="rate_10y", label="10-year yield", unit="pct/yr", of="2025Q1", less="2024Q3", here=4.45,
    there=3.95, at="2025Q1", since="2024Q3", given=None, by="shock", total=0.5, total_error=0.0,
    parts=(Portion("shock", "a", "A", 0.7, 0.0), Portion("shock", "b", "B", -0.2, 0.0)), method="exact",
    exact=True, coalitions=4, draws=0, seed=1, failed_share=0.0, bp=True,
    drivers=(DriverShare("a", "A", 0.7, 0.6, 0.8), DriverShare("b", "B", -0.2)),
    months=(("2024-09", 3.72), ("2024-12", 4.39), ("2025-01", 4.63)),
)  # fmt: skip


def test_months_add_one_part_and_the_sum_is_the_published_change():
    """By hand: 4.63 less 3.72 is 0.91; the quarters gave 0.5; January stood 0.18 above its quarter, September
    0.23 below, which makes 0.41."""
    found = by_month(QUARTERS, "2024-09", "2025-01")
    assert found.total == pytest.approx(0.91)
    assert found.parts[-1].value == pytest.approx(0.41)
    assert abs(found.residual) < 1e-9
    assert sum(d.value for d in found.drivers) == pytest.approx(0.91)
    assert found.lead.startswith("10-year yield, 2024-09 to 2025-01: +91")
    assert "both months lie" in found.reading


def test_a_month_without_a_figure_is_refused():
    with pytest.raises(MoneygoodError) as caught:
        by_month(QUARTERS, "2024-09", "2025-02")
    assert caught.value.code == "A203"


def test_times_are_quarters_or_months():
    assert quarter_of("2025-01") == quarter_of("2025Q1") == Quarter.parse("2025Q1")
    assert (quarter_of("2024-12"), quarter_of("2024-09")) == (
        Quarter.parse("2024Q4"),
        Quarter.parse("2024Q3"),
    )
    assert read_time("2024-09") == "2024-09"
    assert not is_month("2024-13")
    with pytest.raises(MoneygoodError):
        read_time("2024-13")
