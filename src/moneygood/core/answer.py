"""What every answer is made of, whatever the question: tables, a reading in words, a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and the form of its figures, a format specification such as ``+.2f`` or ``.0%``.

    Without a form the cells are shown as they stand. A missing figure is shown as a blank.
    """

    label: str
    form: str = ""

    def show(self, cell: Cell) -> str:
        """The cell as text."""
        if cell is None or (isinstance(cell, float) and cell != cell):
            return ""
        if not self.form or isinstance(cell, str):
            return str(cell)
        return format(cell, self.form).replace("%", " %")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures under columns, with a title; `note` stands under the table.

    Figures are kept as numbers, so that a notebook gets numbers and a terminal gets text.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.title}: a row of {len(row)} cells under {len(self.columns)} columns")

    def texts(self) -> list[list[str]]:
        """The rows as text, cell by cell."""
        return [[c.show(v) for c, v in zip(self.columns, row, strict=True)] for row in self.rows]


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
    reading: Any

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.title}. {self.reading}>"


@runtime_checkable
class AbstractAnswer(Protocol):
    """The result of a question: what a surface needs in order to show it.

    `reading` says in two to five plain sentences what was found, with the Monte-Carlo error of every
    simulated figure it names. `tables` come in the order in which they should be read. `as_json` is the
    document of ``--json``: keys may be added, never renamed.
    """

    @property
    def title(self) -> str: ...

    @property
    def reading(self) -> str: ...

    @property
    def tables(self) -> tuple[Table, ...]: ...

    def as_json(self) -> Any: ...
