"""Numbers and times in prose, against values read by hand."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygood.articles.periods import find_periods
from moneygood.articles.quantities import find_quantities

DAY = datetime.date(2024, 7, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up 24%", [(24, "pct", "")]),
        ("24 per cent", [(24, "pct", "")]),
        ("$870bn", [(870, "usd", "")]),
        ("$1.1 trillion", [(1100, "usd", "")]),
        ("a trillion dollars", [(1000, "usd", "")]),
        ("half a trillion dollars", [(500, "usd", "")]),
        ("$750 million", [(0.75, "usd", "")]),
        ("25 basis points", [(0.25, "pp", "")]),
        ("a 25-basis-point cut", [(0.25, "pp", "")]),
        ("half a percentage point", [(0.5, "pp", "")]),
        ("a quarter point", [(0.25, "pp", "")]),
        ("98% of GDP", [(98, "pct", "gdp")]),
        ("a fifth of revenue", [(20, "pct", "revenue")]),
        ("from 9.1% to 3%", [(9.1, "pct", ""), (3, "pct", "")]),
        ("0.75 to 1.5% of GDP", [(0.75, "pct", "gdp"), (1.5, "pct", "gdp")]),
        ("25 to 50 basis points", [(0.25, "pp", ""), (0.5, "pp", "")]),
        ("22 times earnings", [(22, "times", "")]),
        ("-3%", [(-3, "pct", "")]),
        ("5,000", [(5000, "plain", "")]),
        ("no number", []),
    ],
)
def test_numbers(text, expected):
    assert [(pytest.approx(q.value), q.unit, q.of) for q in find_quantities(text)] == expected


def month(year, number):
    return 12 * year + number - 1


@pytest.mark.parametrize(
    ("text", "grain", "first", "last", "stretch"),
    [
        ("in 2023", "year", month(2023, 1), month(2023, 12), False),
        ("in fiscal 2024", "fiscal", month(2023, 10), month(2024, 9), False),
        ("in the first quarter of 2024", "quarter", month(2024, 1), month(2024, 3), False),
        ("in Q4 2023", "quarter", month(2023, 10), month(2023, 12), False),
        ("in June 2022", "month", month(2022, 6), month(2022, 6), False),
        ("in May", "month", month(2024, 5), month(2024, 5), False),
        ("in November", "month", month(2023, 11), month(2023, 11), False),
        ("by the end of 2025", "month", month(2025, 12), month(2025, 12), False),
        ("since March 2022", "month", month(2022, 3), month(2024, 7), True),
        ("since the third quarter of 2023", "quarter", month(2023, 9), month(2024, 7), True),
        ("over the past two years", "month", month(2022, 7), month(2024, 7), True),
        ("this year", "year", month(2024, 1), month(2024, 12), False),
        ("year to date", "month", month(2023, 12), month(2024, 7), True),
        ("over the year to May", "month", month(2023, 5), month(2024, 5), True),
        ("between August 2023 and January 2024", "month", month(2023, 8), month(2024, 1), True),
        ("from 2019 to 2023", "year", month(2019, 12), month(2023, 12), True),
    ],
)
def test_times(text, grain, first, last, stretch):
    (found,) = find_periods(text, DAY)
    assert (found.grain, found.first, found.last, found.stretch) == (grain, first, last, stretch)


@given(st.text(alphabet="0123456789.,%$ -abtno", max_size=60))
def test_numbers_stand_where_they_are_said_to_and_never_overlap(text):
    found = find_quantities(text)
    assert all(text[q.begin : q.end] == q.text for q in found)
    assert all(a.end <= b.begin for a, b in pairwise(found))
