"""What a question answers fits one screen of 80 by 50, whatever its tables; ``--full`` has the rest."""

from __future__ import annotations

import pytest

from moneygood.core.answer import Column, Table
from moneygood.surfaces.cli.one_screen import LINES, fitted, height

LEAD = "A lead of a few words."


def table(rows: int, columns: int = 3, **said: object) -> Table:
    heads = (Column("what"), *(Column(f"figure {i}", ".2f") for i in range(columns)))
    body = tuple((f"row {r}", *(1.0 * i for i in range(columns))) for r in range(rows))
    return Table("Title", heads, body, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("rows", [1, 20, 60, 400])
@pytest.mark.parametrize("width", [60, 80, 140])
def test_no_more_than_one_screen_is_shown(rows: int, width: int) -> None:
    shown, _ = fitted(LEAD, [table(rows), table(rows), table(5)], ["a fact"], width)
    assert sum(height(t, width) for t in shown) + 4 <= LINES
    assert shown


def test_what_is_left_out_is_counted() -> None:
    shown, left = fitted(LEAD, [table(100, full=False), table(3, full=True)], [], 80)
    assert len(shown) == 1
    assert f"{100 - len(shown[0].rows)} more rows" in left
    assert "1 more table" in left


def test_a_table_is_never_split_in_two_but_loses_its_last_columns() -> None:
    shown, left = fitted(LEAD, [table(2, columns=20)], [], 80)
    assert len(shown) == 1
    assert 2 < len(shown[0].columns) < 21
    assert f"{21 - len(shown[0].columns)} more columns" in left
