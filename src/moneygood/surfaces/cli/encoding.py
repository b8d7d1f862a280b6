"""Output on a stream that knows few characters: signs become plain ones, and nothing fails."""

from __future__ import annotations

import codecs
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from moneygood.core.answer import Table

PLAIN = {
    "…": "...", "–": "-", "—": "-", "−": "-", "±": "+/-", "→": "->", "×": "x", "·": "-", "≤": "<=", "≥": ">=",
    "‘": "'", "’": "'", "“": '"', "”": '"', "≈": "~", "§": "par. ", "\u202f": " ", "\xa0": " ",
}  # fmt: skip


def _plainly(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    return "".join(PLAIN.get(c, "?") for c in fault.object[fault.start : fault.end]), fault.end


codecs.register_error("moneygood.plain", _plainly)


def speakable(text: str) -> str:
    """The text with plain signs where stdout cannot write its own: before it is laid out, as signs differ in
    length."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(c if c.isascii() else PLAIN.get(c, "?") for c in text)
    return text


def speakable_table(table: Table) -> Table:
    """The table with plain signs where stdout cannot write its own."""
    columns = tuple(replace(c, label=speakable(c.label)) for c in table.columns)
    rows = tuple(tuple(speakable(v) if isinstance(v, str) else v for v in row) for row in table.rows)
    return replace(
        table, title=speakable(table.title), note=speakable(table.note), columns=columns, rows=rows
    )


def speak_plainly() -> None:
    """Make stdout and stderr write a plain sign for each that they cannot write."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and "utf" not in (stream.encoding or "").lower():
            reconfigure(errors="moneygood.plain")
