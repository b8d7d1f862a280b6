import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygood.core.errors import MoneygoodError
from moneygood.core.units import BASES, PURE, Unit, shown_unit

units = st.builds(Unit, st.tuples(*[st.integers(-3, 3) for _ in BASES]))


@given(units)
def test_a_unit_reads_back_as_it_is_written(u):
    assert Unit.parse(str(u)) == u
    assert pickle.loads(pickle.dumps(u)) == u


@given(units, units)
def test_dividing_undoes_multiplying(a, b):
    assert a * b / b == a
    assert (a * a).root() == a
    assert a**2 == a * a


@pytest.mark.parametrize(
    ("text", "shown"),
    [("usd/yr", "usd/yr"), ("pct / yr", "pct/yr"), ("yr/pct", "yr/pct"), ("1", "1"), ("1/yr", "1/yr"),
     ("usd17/yr", "usd17/yr"), ("index*usd17/usd", "usd17*index/usd"), ("usd^2", "usd^2"), ("usd/usd", "1")],
)  # fmt: skip
def test_units_have_one_spelling(text, shown):
    assert str(Unit.parse(text)) == shown


def test_a_rate_is_not_a_percentage_and_a_flow_is_not_a_stock():
    """C-10: two bases are two units."""
    assert Unit.parse("pct/yr") != Unit.parse("pct")
    assert Unit.parse("usd/yr") != Unit.parse("usd")
    assert Unit.parse("usd") != Unit.parse("usd17")
    assert Unit.parse("usd/yr") * Unit.parse("yr") == Unit.parse("usd")
    assert PURE.pure
    assert Unit.parse("pct").root() is None


@pytest.mark.parametrize(
    ("text", "line"),
    [("usdd/yr", "C003: 'usdd/yr' is not a unit. Did you mean 'usd'?"),
     ("", "C003: '' is not a unit. Units are made of usd, usd17, yr, pct, index, persons and 1."),
     ("usd yr", "C003: 'usd yr' is not a unit. Join units with * and /."),
     ("usd/", "C003: 'usd/' is not a unit. Units are made of usd, usd17, yr, pct, index, persons and 1.")],
)  # fmt: skip
def test_what_is_not_a_unit_is_one_clear_line(text, line):
    with pytest.raises(MoneygoodError) as caught:
        Unit.parse(text)
    assert str(caught.value) == line


@pytest.mark.parametrize(
    ("unit", "shown"),
    [("usd/yr", "$bn/yr"), ("usd", "$bn"), ("usd17/yr", "$bn of 2017/yr"), ("persons", "million persons"),
     ("pct/yr", "pct/yr"), ("index", "index"), ("1", "1"), ("$bn/yr", "$bn/yr")],
)  # fmt: skip
def test_a_column_of_figures_says_its_magnitude(unit: str, shown: str) -> None:
    """C-10: dollars are counted in billions and persons in millions, and what is printed says so."""
    assert shown_unit(unit) == shown
