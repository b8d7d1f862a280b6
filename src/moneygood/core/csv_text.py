"""The rows of a CSV text that somebody else wrote."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, Place


def csv_rows(text: str, path: Path, **form: Any) -> list[list[str]]:
    """The rows of a CSV text, its byte-order mark left out; `form` is as for `csv.reader`.

    C006, with the line, for a text that is no such table.
    """
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), **form)
    try:
        return list(reader)
    except csv.Error as fault:
        what = f"broken CSV ({fault})"
        raise MoneygoodError("C006", what, Place(path, reader.line_num), "Check its quotes") from None
