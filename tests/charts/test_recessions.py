"""Recessions on the quarter axis: from the first day of the peak's month to that of the trough's."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from moneygood.charts.recessions import read_recessions


def test_a_month_lies_at_its_third_of_the_quarter(tmp_path: Path) -> None:
    file = tmp_path / "recessions.yaml"
    file.write_text("recessions:\n  - {peak: 2007-12, trough: 2009-06}\n", encoding="utf-8")
    ((begin, end),) = read_recessions(file)
    assert begin == 2007 * 4 + 11 / 3
    assert end == 2009 * 4 + 5 / 3


def test_the_shipped_recessions_follow_each_other_and_end_after_they_begin() -> None:
    spans = read_recessions()
    assert all(a < b for a, b in spans)
    assert all(first[1] < second[0] for first, second in pairwise(spans))
    assert any(a <= 2020 * 4 + 1 / 3 <= b for a, b in spans)  # March 2020
