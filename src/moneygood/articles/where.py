"""Where a statement's figure is read: which measure, at which period, as of the day and since."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moneygood.articles.assertions import Assertion
from moneygood.articles.language import Measure, Rules, Subject
from moneygood.articles.periods import MONTHS, Period, month_of
from moneygood.articles.quantities import Quantity

PER_YEAR = {"monthly": 12, "quarterly": 4, "fiscal": 1, "annual": 1, "cbo_budget": 1}
NO_MEASURE = "no published figure of {what} in that unit is kept here"


@dataclass(frozen=True)
class Clock:
    """The day of an article, and what "now" is for a figure out `lag` days after its period."""

    day: datetime.date
    lag: Callable[[Measure], int]

    def month(self, measure: Measure) -> int:
        """The month that "now" means: a week before for market prices, else the latest then out."""
        days = self.lag(measure)
        if days <= 10:
            return month_of(self.day - datetime.timedelta(days=7))
        month = month_of(self.day - datetime.timedelta(days=days - 1)) - 1
        step = 12 // PER_YEAR[measure.on]
        last = {"fiscal": 8, "cbo_budget": 8}.get(measure.on, step - 1)
        return month - (month - last) % step


@dataclass(frozen=True)
class ReadAt:
    """Where a figure is read from a table, as of the day of the article and since."""

    then: str
    since: str
    take: str
    words: str


class Untestable(Exception):
    """A statement that no published figure decides; the message says why."""


def period_name(table: str, month: int) -> str:
    """The name of the period of a table that holds a month."""
    year, m = divmod(month, 12)
    if table == "monthly":
        return f"{year}-{m + 1:02d}"
    if table == "quarterly":
        return f"{year}Q{m // 3 + 1}"
    if table in ("fiscal", "cbo_budget"):
        return str(year + (m >= 9))
    return str(year)


def said_period(table: str, month: int) -> str:
    year, m = divmod(month, 12)
    if table == "monthly":
        return f"{MONTHS[m].capitalize()} {year}"
    if table in ("fiscal", "cbo_budget"):
        return f"fiscal {period_name(table, month)}"
    return period_name(table, month)


def level_span(measure: Measure, period: Period | None, clock: Clock, bound: str = "") -> ReadAt:
    """Where a level is read: the latest figure for "now", the end or the mean of a longer time.

    What has been above a level over a stretch was so at its lowest, what was below at its highest.
    """
    table = measure.on
    if period is None or period.grain == "now":
        month = clock.month(measure)
        if table == "annual":
            year = str(month // 12)
            return ReadAt(year, year, "value", year)
        return ReadAt(
            "latest",
            period_name(table, month),
            "value",
            f"{said_period(table, month)}, or the latest then out",
        )
    if measure.year == "fiscal" and period.grain == "year" and not period.stretch:
        year_end = period_name(table, period.last - 3)
        return ReadAt(year_end, year_end, "value", f"fiscal {period.last // 12}")
    end_month = clock.month(measure) if period.open else period.last
    first, last = period_name(table, period.first), period_name(table, end_month)
    if period.grain == "yoy":
        return ReadAt("latest", last, "value", said_period(table, period.last))
    if PER_YEAR[table] == 1:
        named = str(period.last // 12) if period.grain == "year" else last
        words = f"fiscal {named}" if table in ("fiscal", "cbo_budget") else named
        return ReadAt(named, named, "value", words)
    held = period.open and not period.rolling and bound in ("above", "below")
    if first == last or (measure.year != "mean" and not held):
        return ReadAt("latest" if period.open else last, last, "value", said_period(table, end_month))
    end = "latest" if period.open else last
    take = {"above": "lowest", "below": "highest"}[bound] if held else "mean"
    words = f"{take} of {said_period(table, period.first)} to {said_period(table, end_month)}"
    return ReadAt(f"{first}..{end}", f"{first}..{last}", take, words)


def move_months(s: Assertion, clock: Clock, rules: Rules, measure: Measure) -> tuple[int, int, bool]:
    """First and last month of a move, and whether it ends on the day of the article.

    A move in one month is over that month where its size is stated, else over the year to it.
    """
    period, future, sized = s.period, s.future, s.quantity is not None
    now = clock.month(measure)
    shift = month_of(clock.day) - now
    if period is None or period.grain in ("now", "yoy"):
        return now - 12 * rules.window, now, True
    if period.stretch:
        if not period.open:
            return period.first, period.last, False
        return period.first - (shift if period.rolling else 0), period.last - shift, True
    if future:
        return min(now, period.last - 1), period.last, False
    length = 12 if period.grain == "month" and not sized else period.last - period.first + 1
    return period.last - length, period.last, False


def table_figure(measure: Measure, at: str, take: str, label: str, formula: str = "") -> dict[str, Any]:
    fields: dict[str, Any] = {
        "label": label,
        "on": measure.on,
        "formula": formula or measure.formula,
        "at": at,
    }
    return fields if take == "value" else fields | {"take": take}


def choose_measure(subject: Subject, quantity: Quantity | None, of: str, period: Period | None) -> Measure:
    """The measure whose unit is that of the quantity and whose table is as fine as the period."""
    wanted = quantity.unit if quantity is not None else ""
    of = of or (quantity.of if quantity is not None else "")
    units = {
        "pct": ("pct",), "pp": ("pct",), "usd": ("usd",), "times": ("times",), "dollars": ("index",),
        "plain": ("index", "ratio", "times"),
    }.get(wanted, ())  # fmt: skip
    if not units and subject.measures:
        units = (subject.measures[0].unit,) if not of else ("pct",)
    found = [m for m in subject.measures if not m.projected and (not units or m.unit in units)]
    if of:
        found = [m for m in found if m.of == of]
    elif wanted != "pct" or any(not m.of for m in found):
        found = [m for m in found if not m.of]
    if not found:
        raise Untestable(NO_MEASURE.format(what=subject.label))
    grain = period.grain if period is not None else "now"
    ranks = {
        "year": ("fiscal", "annual", "quarterly", "monthly"),
        "fiscal": ("fiscal", "annual", "quarterly", "monthly"),
        "quarter": ("quarterly", "monthly", "fiscal", "annual"),
        "half": ("quarterly", "monthly", "fiscal", "annual"),
    }.get(grain, ("monthly", "quarterly", "fiscal", "annual"))
    return min(found, key=lambda m: ranks.index(m.on))


def year_range(table: str, year: int) -> str:
    return f"{period_name(table, 12 * year)}..{period_name(table, 12 * year + 11)}"
