"""Cells of a CSV file that a spreadsheet takes for what they are."""

from __future__ import annotations

import re
from typing import Any

_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def inert_cell(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; nothing where a figure is missing.

    >>> inert_cell("=1+1"), inert_cell("-2+3"), inert_cell("-2"), inert_cell(-2.5)
    ("'=1+1", "'-2+3", '-2', -2.5)
    """
    if isinstance(cell, str) and cell.lstrip()[:1] in ("=", "+", "-", "@") and not _NUMBER.fullmatch(cell):
        return "'" + cell
    if isinstance(cell, str) and cell[:1] in ("\t", "\r", "\n"):
        return "'" + cell
    return "" if cell is None or (isinstance(cell, float) and cell != cell) else cell
