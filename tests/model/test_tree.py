"""Syntax trees: parts in order, names by lag, numbers without digits that they do not need."""

from __future__ import annotations

from moneygood.model.tree import Term, number_text, rank_of

FORMULA = Term(  # x + b * y[-1]
    "add", args=(Term("name", "x"), Term("mul", args=(Term("name", "b"), Term("name", "y", lag=-1))))
)


def test_parts_come_left_to_right_and_know_their_depth() -> None:
    assert [t.value or t.op for t in FORMULA.walk()] == ["add", "x", "mul", "b", "y"]
    assert (FORMULA.depth, FORMULA.args[0].depth) == (3, 1)


def test_names_are_found_at_their_lag() -> None:
    assert FORMULA.names() == {"x", "b", "y"}
    assert FORMULA.names(at=0) == {"x", "b"}
    assert FORMULA.names(at=-1) == {"y"}


def test_products_bind_tighter_than_sums_and_names_tightest() -> None:
    total, (name, product) = FORMULA, FORMULA.args
    assert rank_of(total) < rank_of(product) < rank_of(name)


def test_numbers_are_written_as_short_as_they_read_back() -> None:
    assert [number_text(v) for v in (2.0, -3.0, 0.1, 1e-3, 1e20)] == ["2", "-3", "0.1", "0.001", "1e+20"]
