"""A vintage as of a day: nothing that was published later, also where the vintage is kept as what differs."""

import datetime

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.data.as_of import dated, dated_name, day_of, find_vintage
from moneygood.data.calendar import period_end, read_calendar
from moneygood.data.vintage import load_vintage

DAY = datetime.date(2024, 6, 30)


@pytest.mark.parametrize("name", ["2026-11", "2026-10"])
def test_no_figure_is_seen_before_it_was_out(name) -> None:
    """C-15, figure by figure, against the calendar itself."""
    whole, seen, calendar = load_vintage(name), dated(load_vintage(name), DAY), read_calendar()
    evening = DAY + datetime.timedelta(days=1)
    panel = seen.quarterly
    for series in panel.names:
        for quarter, value in zip(panel.periods, panel.series(series), strict=True):
            if value == value:
                assert calendar.published("quarterly", series, str(quarter)) <= evening
                if series not in seen.real_time:
                    assert value == whole.quarterly.at(series, quarter)
    months = seen.monthly
    for series in months.names:
        known = [m for m, v in zip(months.months, months.series(series), strict=True) if v == v]
        assert all(calendar.published("monthly", series, m) <= evening for m in known)
    assert max(months.months) <= "2024-06"
    assert np.isnan(panel.series("term_premium_acm")).all(), "estimated anew over its whole past"
    assert seen.fiscal("interest_net") == {y: v for y, v in whole.fiscal("interest_net").items() if y <= 2023}
    assert seen.cbo_vintages() == ("2024-02", "2024-06")
    assert seen.cbo_series("cbo_economy", "2026-02") == ()
    assert max(seen.cbo_budget("actual", "interest_net")) == 2023
    assert seen.record("gdp_real").label == whole.record("gdp_real").label


def test_names_and_days() -> None:
    assert find_vintage("2026-11@2024Q2").name == "2026-11@2024-06-30"
    assert find_vintage("2026-11").name == "2026-11"
    assert dated_name("2026-11", "2024Q2") == dated_name("2026-11@2024-06-30", DAY)
    assert day_of(DAY) == DAY
    assert period_end("fiscal", "2024") == datetime.date(2024, 9, 30)
    for call, code in (
        (lambda: find_vintage("2026-11@2030-01-01"), "D002"),
        (lambda: find_vintage("2026-11@1979Q4"), "D002"),
        (lambda: day_of("spring"), "D002"),
        (lambda: dated_name("2026-11@2024-06-30", "2024Q1"), "D003"),
    ):
        with pytest.raises(MoneygoodError) as caught:
            call()
        assert caught.value.code == code
