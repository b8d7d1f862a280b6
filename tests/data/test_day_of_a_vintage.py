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


def test_debt_is_not_seen_before_the_business_day_on_which_the_treasury_publishes_it() -> None:
    """C-15: Debt to the Penny has a day's debt on the next business day; every end of a quarter on record."""
    base, calendar = load_vintage(), read_calendar()
    debt = base.quarterly.series("debt_public")
    for quarter in [q for q, v in zip(base.quarterly.periods, debt, strict=True) if v == v]:
        out = end = period_end("quarterly", str(quarter))
        while out == end or out.weekday() > 4 or (out.month, out.day) == (1, 1):
            out += datetime.timedelta(days=1)
        for series in ("debt_public", "debt_total"):
            first_seen = calendar.published("quarterly", series, str(quarter)) - datetime.timedelta(days=1)
            assert end < out <= first_seen
    saturday = datetime.date(2025, 1, 4)
    for day, seen in ((datetime.date(2024, 12, 31), "2024Q3"), (datetime.date(2025, 1, 3), "2024Q3"),
                      (saturday, "2024Q4")):  # fmt: skip
        assert str(dated(base, day).quarterly.last_observed("debt_public")) == seen


def test_no_figure_of_the_long_tables_is_seen_before_it_was_out() -> None:
    """C-15, from 1959 on: by their own lags, and the same figures as in the whole table."""
    whole, calendar = load_vintage(), read_calendar()
    seen, evening = dated(whole, datetime.date(1992, 5, 15)), datetime.date(1992, 5, 16)
    quarters, months = seen.long_quarterly, seen.long_monthly
    for table, spots, part, all_of in (
        ("long_quarterly", [str(q) for q in quarters.periods], quarters, whole.long_quarterly),
        ("long_monthly", list(months.months), months, whole.long_monthly),
    ):
        for name in part.names:
            for at, value, own in zip(spots, part.series(name), all_of.series(name), strict=False):
                out = calendar.published(table, name, at) <= evening
                assert (value == value) == (own == own and out), f"{name} {at}"
                assert not out or own != own or value == own
    assert quarters.periods[0] == whole.long_quarterly.periods[0]
    assert months.months[0] == whole.long_monthly.months[0]
    assert "no real-time vintage" in seen.seen
    assert "as published in 2024-05" in dated(whole, datetime.date(2024, 6, 1)).seen
