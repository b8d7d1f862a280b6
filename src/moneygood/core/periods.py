"""Quarters, their arithmetic, and ranges of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from moneygood.core.errors import MoneygoodError

_QUARTER = re.compile(r"\s*(\d{4})\s*[-:]?\s*[Qq]\s*([1-4])\s*\Z")


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter; `index` counts quarters from the year 0, so differences are numbers of quarters."""

    index: int

    @classmethod
    def parse(cls, text: str | Quarter) -> Quarter:
        """The quarter written as ``2026Q3`` (C001 when it is not)."""
        if isinstance(text, Quarter):
            return text
        match = _QUARTER.match(str(text))
        if match is None:
            raise MoneygoodError("C001", f"{str(text)!r} is not a quarter", hint="Write it like 2026Q3")
        return cls(int(match[1]) * 4 + int(match[2]) - 1)

    @classmethod
    def of(cls, year: int, quarter: int) -> Quarter:
        """Quarter 1 to 4 of a calendar year."""
        return cls(year * 4 + quarter - 1)

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.index // 4

    @property
    def quarter(self) -> int:
        """1 to 4."""
        return self.index % 4 + 1

    @property
    def fiscal_year(self) -> int:
        """The federal fiscal year, which begins with the fourth calendar quarter of the year before."""
        return self.year + (1 if self.quarter == 4 else 0)

    def __add__(self, quarters: int) -> Quarter:
        return Quarter(self.index + int(quarters))

    @overload
    def __sub__(self, other: Quarter) -> int: ...
    @overload
    def __sub__(self, other: int) -> Quarter: ...
    def __sub__(self, other: Quarter | int) -> Quarter | int:
        if isinstance(other, Quarter):
            return self.index - other.index
        return Quarter(self.index - int(other))

    def __int__(self) -> int:
        return self.index

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"

    def __repr__(self) -> str:
        return f"Quarter({self})"


def quarter_range(first: Quarter | str, last: Quarter | str) -> tuple[Quarter, ...]:
    """All quarters from `first` to `last`, both included (empty when `last` comes before `first`)."""
    a, b = Quarter.parse(first), Quarter.parse(last)
    return tuple(Quarter(i) for i in range(a.index, b.index + 1))


def spans(quarters: Sequence[Quarter]) -> list[tuple[Quarter, ...]]:
    """Quarters cut wherever the next one does not follow on: the ranges they consist of, in their order."""
    out: list[list[Quarter]] = []
    for quarter in quarters:
        if out and quarter - out[-1][-1] == 1:
            out[-1].append(quarter)
        else:
            out.append([quarter])
    return [tuple(part) for part in out]


def parse_range(text: str | Quarter) -> tuple[Quarter, ...]:
    """The quarters of ``2026Q3..2028Q2``, or the single quarter of ``2026Q3`` (C001, C002)."""
    if isinstance(text, Quarter):
        return (text,)
    first, dots, last = str(text).partition("..")
    if not dots:
        return (Quarter.parse(first),)
    quarters = quarter_range(first, last)
    if not quarters:
        raise MoneygoodError(
            "C002",
            f"the range {str(text).strip()!r} ends before it begins",
            hint="Put the earlier quarter first",
        )
    return quarters
