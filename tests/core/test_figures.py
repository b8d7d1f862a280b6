"""Figures in sentences: units, signs, no digit finer than the error. Expected texts are worked by hand."""

from __future__ import annotations

import pytest

from moneygood.core import figures as f
from moneygood.core.answer import Column, Table


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (f.change(-0.352, "pct/yr", 0.011, bp=True), "-35 ± 1 bp"),
        (f.change(0.018, "pct/yr", bp=True), "+2 bp"),
        (f.change(0.0004, "pct/yr", bp=True), "0 bp"),
        (f.change(-0.0004, "pct/yr", bp=True), "0 bp"),
        (f.change(-5.6e-17, "pct"), "0 pp"),
        (f.change(0.0, "pct", 0.0), "0 pp"),
        (f.change(1.294, "pct", 0.013), "+1.29 ± 0.01 pp"),
        (f.change(14.0, "pct", 2.0), "+14 ± 2 pp"),
        (f.change(-333.4, "$bn/yr", 4.2), "-$333 ± 4bn a year"),
        (f.change(0.2, "usd/yr"), "+$0.2bn a year"),
        (f.change(-0.01, "usd"), "$0bn"),
        (f.change(700.0, "index", 25.0, base=2500.0), "+28 ± 1%"),
        (f.growth(24.686), "+28%"),
        (f.growth(-22.314), "-20%"),
        (f.share(0.3642), "36%"),
        (f.share(0.3642, 0.0153), "36 ± 2%"),
        (f.share(0.0342), "3.4%"),
        (f.share(0.99961), ">99.9%"),
        (f.level(4.4137, "pct/yr", 0.03), "4.41%"),
        (f.level(4.4137, "pct/yr", 0.2), "4.4%"),
        (f.level(108.94, "pct", 0.2), "109%"),
        (f.level(1002.4, "$bn/yr"), "$1,002bn a year"),
        (f.level(168.2, "persons"), "168 million"),
    ],
)
def test_figures_read_as_people_write_them(said: str, expected: str) -> None:
    assert said == expected


def test_a_table_shows_no_digit_finer_than_the_error_and_no_signed_nothing() -> None:
    """An error of 0.6 leaves one decimal; -0.0004 with two decimals is 0.00 and no fall."""
    columns = (Column("a"), Column("b", "+.2f"), Column("±", ".2f"), Column("c", "+.2f"), Column("d", "+.0%"))
    table = Table("t", columns, (("x", -23.65, 0.59, -0.0004, -0.001), ("y", 1.26, 0.62, -5.6e-17, 0.0)))
    assert table.texts() == [["x", "-23.6", "0.6", "0.00", "0%"], ["y", "+1.3", "0.6", "0.00", "0%"]]


def test_the_answer_part_of_a_table_is_what_is_not_behind_full() -> None:
    table = Table(
        "t", (Column("a"), Column("code", full=True)), (("x", "b_x"), ("y", "b_y"), ("z", "b_z")),
        "Short. " + "A long sentence about the method that nobody needs at first. " * 4, top=2,
    )  # fmt: skip
    brief = table.brief()
    assert [c.label for c in brief.columns] == ["a"]
    assert brief.rows == (("x",), ("y",))
    assert brief.note.startswith("Short.")
    assert len(brief.note) <= 170


def test_the_answer_part_is_no_finer_than_errors_that_stand_behind_full() -> None:
    """Errors of 0.6 leave one decimal; of kinds that differ, 12 leaves none and 0.03 two, row by row."""
    columns = (Column("a"), Column("b", "+.2f"), Column("±", ".2f", full=True))
    same = Table("t", columns, (("x", -23.65, 0.59), ("y", 1.26, 0.62))).brief()
    assert same.texts() == [["x", "-23.6"], ["y", "+1.3"]]
    assert same.rows[0][1] == -23.65, "figures stay figures where one form fits all"
    other = Table("t", columns, (("x", -23.65, 12.0), ("y", 1.264, 0.03))).brief()
    assert other.texts() == [["x", "-24"], ["y", "+1.26"]]


def test_a_large_figure_has_no_power_of_ten_where_its_form_counts_digits() -> None:
    assert [Column("a", ".2g").show(x) for x in (117.4, 85.2, 0.123)] == ["117", "85", "0.12"]
    assert Column("a", "+.2g").show(-1234.0) == "-1,234"
    assert Column("a", ".1e").show(1.0) == "1.0e+00"
