"""Tables of answers on a terminal of a given width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from moneygood.api.asking import FoundAnswer
from moneygood.core.answer import Column, Table
from moneygood.questions.registry import question
from moneygood.surfaces.cli.answer import present
from moneygood.surfaces.cli.tables import pieces, rich_table

FIGURES = ("-23.6", "0.6", "+1.36", "0.03", "+27", "12")
"""The cells of `wide`, no finer than the first digit of the error beside them."""


def wide(rows: int = 3, columns: int = 6) -> Table:
    """A table of figures with their errors, under long words."""
    heads = [Column("what may come to pass")]
    for i in range(columns):
        heads += [Column(f"change of item number {i}", "+.2f"), Column("±", ".2f")]
    cells = [-23.65, 0.59, 1.36, 0.03, 27.2, 12.0]
    figures = tuple(cells[k % 6] for k in range(2 * columns))
    return Table("Figures", tuple(heads), tuple((f"An unwinding of kind {r}", *figures) for r in range(rows)))


def shown(table: Table, width: int) -> str:
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    for piece in pieces(table, width):
        console.print(rich_table(piece, width))
    return console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [60, 80, 100, 132])
@pytest.mark.parametrize("columns", [1, 3, 6, 9])
def test_no_figure_is_broken_and_no_line_is_too_long(width: int, columns: int) -> None:
    text = shown(wide(columns=columns), width)
    assert max(len(line) for line in text.splitlines()) <= width
    words = text.split()
    for r in range(3):
        assert str(r) in words
    for figure in FIGURES[: 2 * min(columns, 3)]:
        assert words.count(figure) == 3 * len([k for k in range(2 * columns) if FIGURES[k % 6] == figure])


@pytest.mark.parametrize("width", range(74, 110, 2))
def test_no_word_of_a_narrow_column_is_cut_off(width: int) -> None:
    """Long names leave a column of words little room: it takes more lines and loses nothing."""
    rows = (
        (
            "stress-test-severely-adverse",
            "<0.0001",
            "extraordinary",
            "The supervisors' severely adverse case",
        ),
        ("cbo-2026-02", "0.5", "ordinary", "CBO's economy of February 2026"),
    )
    text = shown(Table("", tuple(map(Column, ("scenario", "p", "grade", "title"))), rows), width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert sorted(w for row in rows for cell in row for w in cell.split()) == sorted(
        w for w in text.split() if w not in ("scenario", "p", "grade", "title") and "─" not in w
    )


def test_a_table_that_fits_stays_one() -> None:
    table = wide(columns=1)
    assert pieces(table, 100) == [table]


def test_every_column_is_shown_once_and_an_error_stays_with_its_figure() -> None:
    parts = pieces(wide(columns=8), 80)
    assert len(parts) > 1
    heads = [c.label for part in parts for c in part.columns[1:]]
    assert heads == [c.label for c in wide(columns=8).columns[1:]]
    assert all(part.columns[1].label != "±" for part in parts)
    assert all(part.columns[0].label == "what may come to pass" for part in parts)


def test_rows_that_the_first_column_does_not_tell_apart_keep_the_second() -> None:
    whole = wide(columns=8)
    columns = (Column("group"), *whole.columns)
    parts = pieces(Table("Figures", columns, tuple(("same", *row) for row in whole.rows)), 80)
    assert len(parts) > 1
    assert all([c.label for c in part.columns[:2]] == ["group", "what may come to pass"] for part in parts)


def test_a_reading_breaks_between_words_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    console = Console(width=40, file=out, force_terminal=True, color_system=None, highlight=False)
    monkeypatch.setattr("moneygood.surfaces.cli.show.console", lambda: console)

    class Answer:
        title = "Words"
        lead = "An answer of uncommonly many considerations in a single sentence."
        reading = "An extraordinarily long explanation of uncomplicated circumstances."
        tables = ()

        def as_json(self) -> object:
            return {}

    present(FoundAnswer(question("why"), None, Answer()), json=False, chart=None, full=True)
    lines = out.getvalue().splitlines()
    assert {"extraordinarily", "explanation", "uncomplicated", "circumstances."} <= set(
        out.getvalue().split()
    )
    assert max(len(line.rstrip()) for line in lines) <= 40
