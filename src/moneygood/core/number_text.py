"""Numbers that people type or keep in tables: ASCII digits, a point, an exponent, and nothing else."""

from __future__ import annotations

import math
import re

LONGEST = 60
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")


def plain_number(text: str) -> float:
    """The finite number that a text is; ValueError for anything else.

    Python itself would also read ``1_000``, digits of other scripts, ``nan`` and ``infinity``: slips that
    would pass as another number.

    >>> plain_number(" -1.5e3 ")
    -1500.0
    """
    written = text.strip()
    if len(written) > LONGEST or _NUMBER.fullmatch(written) is None:
        raise ValueError(f"{written[:LONGEST]!r} is not a number")
    value = float(written)
    if not math.isfinite(value):
        raise ValueError(f"{written[:LONGEST]!r} is not a finite number")
    return value
