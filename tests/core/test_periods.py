import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, parse_range, quarter_range

quarters = st.builds(Quarter.of, st.integers(1900, 2200), st.integers(1, 4))


@given(quarters)
def test_a_quarter_reads_back_as_it_is_written(q):
    assert Quarter.parse(str(q)) == q


@given(quarters, st.integers(-400, 400))
def test_adding_quarters_is_undone_by_the_difference(q, n):
    assert (q + n) - q == n
    assert (q + n) - n == q


def test_the_fiscal_year_begins_in_the_fourth_quarter_before():
    """C-5: fiscal year N begins with the fourth quarter of N-1."""
    assert [str(Quarter.parse(f"2025Q{i}").fiscal_year) for i in (1, 2, 3, 4)] == [
        "2025",
        "2025",
        "2025",
        "2026",
    ]


def test_a_range_includes_both_ends():
    """C-1: a range has both its ends."""
    assert [str(q) for q in parse_range("2026Q3..2027Q1")] == ["2026Q3", "2026Q4", "2027Q1"]
    assert parse_range("2026Q3") == (Quarter.of(2026, 3),)
    assert quarter_range("2027Q1", "2026Q1") == ()


@pytest.mark.parametrize("text", ["2026", "2026Q5", "2026Q0", "26Q1", "2026Q1x", "", "Q1 2026", "2026-01"])
def test_what_is_not_a_quarter_is_one_clear_line(text):
    with pytest.raises(MoneygoodError) as caught:
        Quarter.parse(text)
    assert str(caught.value) == f"C001: {text!r} is not a quarter. Write it like 2026Q3."
    assert caught.value.exit_code == 2


def test_a_range_that_runs_backwards_is_refused():
    """C-1: a range never runs backwards."""
    with pytest.raises(MoneygoodError, match=r"C002: the range '2027Q1..2026Q1' ends before it begins"):
        parse_range("2027Q1..2026Q1")
