"""Quarters, their arithmetic, and ranges of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from moneygood.core.errors import MoneygoodError

_YEARS = re.compile(r"\s*(FY)?\s*([0-9]{4})(?:\s*\.\.\s*(FY)?\s*([0-9]{4}))?\s*\Z", re.IGNORECASE)
_QUARTER = re.compile(r"\s*([0-9]{4})\s*[-:]?\s*[Qq]\s*([1-4])\s*\Z")
FIRST_YEAR, LAST_YEAR = 1600, 2400
"""Years of which a text may speak: beyond them a year is a slip."""


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
            words = str(text) if len(str(text)) <= 60 else f"{str(text)[:56]} ..."
            raise MoneygoodError("C001", f"{words!r} is not a quarter", hint="Write it like 2026Q3")
        return cls(_year(match[1], "C001") * 4 + int(match[2]) - 1)

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


def _year(digits: str, code: str) -> int:
    year = int(digits)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        hint = f"Years run from {FIRST_YEAR} to {LAST_YEAR}"
        raise MoneygoodError(code, f"the year {digits} is out of reach", hint=hint)
    return year


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


class YearQuarters(tuple[Quarter, ...]):
    """The quarters of whole years, written as years: four for each, in their order."""

    __slots__ = ()

    @property
    def years(self) -> int:
        """How many years they are."""
        return len(self) // 4


def year_quarters(text: str) -> YearQuarters | None:
    """The quarters of ``2027``, ``FY2027`` or ``FY2027..FY2029``; None for a text that is no year (C002).

    Fiscal year N runs from the fourth quarter of N-1 to the third of N.

    >>> [str(q) for q in year_quarters("FY2027")]
    ['2026Q4', '2027Q1', '2027Q2', '2027Q3']
    """
    match = _YEARS.match(text)
    if match is None:
        return None
    fiscal, first, last = bool(match[1]), _year(match[2], "C002"), _year(match[4] or match[2], "C002")
    if match[4] and bool(match[3]) != fiscal:
        hint = "Write FY before both years, or before neither"
        raise MoneygoodError("C002", f"{text.strip()!r} mixes fiscal and calendar years", hint=hint)
    if last < first:
        what = f"the range {text.strip()!r} ends before it begins"
        raise MoneygoodError("C002", what, hint="Put the earlier year first")
    start = Quarter.of(first, 1) - (1 if fiscal else 0)
    return YearQuarters(start + t for t in range(4 * (last - first + 1)))


def parse_range(text: str | Quarter) -> tuple[Quarter, ...]:
    """The quarters of ``2026Q3..2028Q2``, of the single quarter ``2026Q3``, or of years (C001, C002)."""
    if isinstance(text, Quarter):
        return (text,)
    years = year_quarters(str(text))
    if years is not None:
        return years
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
