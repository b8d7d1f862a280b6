"""Times that are a quarter or a month: a month stays a text, such as 2024-09."""

from __future__ import annotations

import re

from moneygood.core.periods import Quarter

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")


def is_month(time: Quarter | str) -> bool:
    """Whether a time is a month.

    >>> is_month("2024-09"), is_month("2024Q3")
    (True, False)
    """
    return _MONTH.match(str(time)) is not None


def read_time(text: str) -> Quarter | str:
    """A quarter such as 2024Q3, or a month as it stands; C001 for anything else."""
    return text if is_month(text) else Quarter.parse(text)


def quarter_of(time: Quarter | str) -> Quarter:
    """The quarter that a month lies in, or the quarter itself.

    >>> quarter_of("2024-09")
    Quarter('2024Q3')
    """
    month = _MONTH.match(str(time))
    return Quarter.of(int(month[1]), (int(month[2]) + 2) // 3) if month else Quarter.parse(time)
