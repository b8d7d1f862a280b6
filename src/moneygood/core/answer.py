"""What every answer is made of, whatever the question: its lead, a reading, tables, a document."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, Protocol, runtime_checkable

from moneygood.core.figures import TINY, decimals, plainly

Cell = str | float | int | None
_FIXED = re.compile(r"([+]?,?)\.(\d)([f%])")
MIXED = 10.0
"""Errors of one column that differ by more than this factor are of figures of different kinds."""
SHORT_NOTE = 170
"""Characters of a table's note that are shown where only the answer is asked for."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and the form of its figures, a format specification such as ``+.2f`` or ``.0%``.

    Without a form the cells are shown as they stand. A missing figure is shown as a blank, one that rounds
    to nothing without a sign, a large one without a power of ten. A column that is `full` is left away where
    only the answer is asked for.
    """

    label: str
    form: str = ""
    full: bool = False

    def show(self, cell: Cell) -> str:
        """The cell as text."""
        if cell is None or (isinstance(cell, float) and cell != cell):
            return ""
        if not self.form or isinstance(cell, str):
            return str(cell)
        nothing = isinstance(cell, float) and abs(cell) < TINY
        said = format(0.0 if nothing else cell, self.form)
        if "e+" in said and self.form.endswith("g"):
            said = format(cell, f"{'+' if self.form.startswith('+') else ''},.0f")
        return plainly(said)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures under columns, with a title; `note` stands under the table.

    Figures are kept as numbers, so that a notebook gets numbers and a terminal gets text. A table that is
    `full` stands behind the answer (``--full``); of another its first `top` rows (0: all) belong to it.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    full: bool = False
    top: int = 0

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.title}: a row of {len(row)} cells under {len(self.columns)} columns")

    def texts(self) -> list[list[str]]:
        """The rows as text, cell by cell; figures beside their error (±) are no finer than it."""
        out = []
        common = self._forms(self.rows)
        for row in self.rows:
            forms = self._forms((row,)) if self._mixed else common
            cells = zip(self.columns, forms, row, strict=True)
            out.append([replace(c, form=form).show(v) for c, form, v in cells])
        return out

    @property
    def _mixed(self) -> bool:
        """Whether a column has errors of very different size, as where its rows have units of their own."""
        for i, column in enumerate(self.columns):
            errors = [abs(e) for row in self.rows if isinstance(e := row[i], float) and e == e and e]
            if column.label.strip() == "±" and errors and max(errors) > MIXED * min(errors):
                return True
        return False

    def _forms(self, rows: tuple[tuple[Cell, ...], ...]) -> list[str]:
        """The form of each column, cut to the digits that the errors in these rows allow."""
        forms = [c.form for c in self.columns]
        for i, column in enumerate(self.columns[1:], 1):
            own, beside = _FIXED.fullmatch(forms[i]), _FIXED.fullmatch(forms[i - 1])
            if column.label.strip() not in ("±", "MC error") or own is None or beside is None:
                continue
            errors = [row[i] for row in rows]
            sizes = [e for e in errors if isinstance(e, float) and e == e and e > 0.0]
            if sizes:
                scale = 100.0 if own[3] == "%" else 1.0
                digits = decimals(scale * median(sizes), int(own[2]))
                forms[i] = f"{own[1]}.{digits}{own[3]}"
                forms[i - 1] = f"{beside[1]}.{min(digits, int(beside[2]))}{beside[3]}"
        return forms

    def brief(self) -> Table:
        """What of the table belongs to the answer: without `full` columns, `top` rows, a short note."""
        kept = [i for i, c in enumerate(self.columns) if not c.full]
        columns, body = self._cut_to_errors()
        rows = body[: self.top] if self.top else body
        note = ""
        for sentence in re.split(r"(?<=\.) ", self.note):
            if len(note) + len(sentence) > SHORT_NOTE:
                break
            note = f"{note} {sentence}".strip()
        cells = tuple(tuple(row[i] for i in kept) for row in rows)
        return replace(self, columns=tuple(columns[i] for i in kept), rows=cells, note=note, top=0)

    def _cut_to_errors(self) -> tuple[list[Column], tuple[tuple[Cell, ...], ...]]:
        """Columns and rows that are no finer than errors beside them, even where those are left away.

        Figures stay figures where one form fits all rows; where errors differ in kind they are text.
        """
        if not self._mixed:
            forms = self._forms(self.rows)
            return [replace(c, form=f) for c, f in zip(self.columns, forms, strict=True)], self.rows
        columns, rows = list(self.columns), [list(row) for row in self.rows]
        texts = self.texts()
        for i, column in enumerate(self.columns[:-1]):
            beside = self.columns[i + 1]
            if column.form and beside.full and beside.label.strip() == "±":
                columns[i] = replace(column, form="s")
                for row, told in zip(rows, texts, strict=True):
                    row[i] = told[i]
        return columns, tuple(map(tuple, rows))


def as_plain(value: Any) -> Any:
    """A document as JSON has it: plain numbers, lists for tuples, null for what is not finite."""
    if isinstance(value, dict):
        return {str(k): as_plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(v) for v in value]
    if isinstance(value, float) and not abs(value) < float("inf"):
        return None
    if hasattr(value, "item") and not isinstance(value, str | int | float | bool):
        return as_plain(value.item())
    return value


class WithReceipt:
    """An answer that people hold as it is; asked for in Python it knows its receipt."""

    _found: Any = None

    @property
    def receipt(self) -> Any:
        """The `AnswerReceipt` that ``moneygood verify`` computes again; None where it was not asked for."""
        return None if self._found is None else self._found.receipt


class ShortRepr:
    """An answer says in a notebook or a shell what was found, not every figure it holds."""

    title: Any
    lead: Any

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}. {self.lead}>"


@runtime_checkable
class AbstractAnswer(Protocol):
    """The result of a question: what a surface needs in order to show it.

    `lead` is the answer: at most forty words in market language, two or three figures, one uncertainty and
    one caveat; pages, notes and other surfaces take it as it stands. `reading` says in two to five plain
    sentences what was found, with the Monte-Carlo error of every simulated figure it names. `tables` come
    in the order in which they should be read. `as_json` is the document of ``--json``: keys may be added,
    never renamed.
    """

    @property
    def title(self) -> str: ...

    @property
    def lead(self) -> str: ...

    @property
    def reading(self) -> str: ...

    @property
    def tables(self) -> tuple[Table, ...]: ...

    def as_json(self) -> Any: ...


def document(answer: Any) -> Any:
    """The JSON document of an answer, its lead first; a document that is a list has none."""
    found = answer.as_json()
    return {"lead": answer.lead, **found} if isinstance(found, dict) and "lead" not in found else found
