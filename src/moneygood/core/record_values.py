"""The values that records hold: numbers, truths, quarters, days, units."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, parse_range
from moneygood.core.record_kinds import LARGEST_NUMBER, shown
from moneygood.core.record_reading import Named, Names, Reading
from moneygood.core.texts import SourceLocation
from moneygood.core.units import Unit

QUARTER = r"^\s*\d{4}\s*[-:]?\s*[Qq]\s*[1-4]\s*$"
SPAN = r"^\s*\d{4}\s*[-:]?\s*[Qq]\s*[1-4]\s*(\.\.\s*\d{4}\s*[-:]?\s*[Qq]\s*[1-4]\s*)?$"


YEARS = r"^\s*(FY)?\s*\d{4}\s*(\.\.\s*(FY)?\s*\d{4}\s*)?$"


@dataclass(frozen=True)
class Number:
    """A finite number from `low` to `high`; `above` is a bound that it may not touch."""

    low: float = -math.inf
    high: float = math.inf
    above: float = -math.inf

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> float:
        """The number; texts are never computed."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            if isinstance(value, str) and value.strip().endswith("%"):
                hint = f"Write {value.strip()[:-1].strip() or 'the number'} without the % sign"
            elif isinstance(value, str):
                hint = "Formulas and texts are not computed here: write the number itself"
            else:
                hint = "Write one number"
            raise reading.fault("form", f"{what} is {shown(value)}, not a number", at, hint)
        if abs(value) > LARGEST_NUMBER or value != value:
            raise reading.fault(
                "form", f"{what} is {shown(value)}, not a finite number", at, "Write a finite number"
            )
        if not self.low <= value <= self.high or value <= self.above:
            raise reading.fault("bounds", f"{what} is {value:g}, not {self._span()}", at)
        return float(value)

    def _span(self) -> str:
        low, high = self.low > -math.inf, self.high < math.inf
        if self.above > -math.inf:
            return f"above {self.above:g}" + (f" and at most {self.high:g}" if high else "")
        if low and high:
            return f"from {self.low:g} to {self.high:g}"
        return f"at least {self.low:g}" if low else f"at most {self.high:g}" if high else "any"

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A number with its bounds."""
        out: dict[str, Any] = {"type": "number"}
        low = about.low if about is not None and about.low is not None else self.low
        high = about.high if about is not None and about.high is not None else self.high
        if low > -math.inf:
            out["minimum"] = low
        if high < math.inf:
            out["maximum"] = high
        if self.above > -math.inf:
            out["exclusiveMinimum"] = self.above
        return out

    def describe(self) -> str:
        """The kind in a few words."""
        span = self._span()
        return "a number" if span == "any" else f"a number {span}"


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`."""

    low: int = 0
    high: int = 1_000_000

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> int:
        """The number."""
        if isinstance(value, bool) or not isinstance(value, int) or not self.low <= value <= self.high:
            kind = "form" if isinstance(value, bool) or not isinstance(value, int) else "bounds"
            words = f"{what} is {shown(value)}, not a whole number from {self.low} to {self.high}"
            raise reading.fault(kind, words, at)
        return value

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """An integer with its bounds."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}

    def describe(self) -> str:
        """The kind in a few words."""
        return f"a whole number from {self.low} to {self.high}"


@dataclass(frozen=True)
class Flag:
    """true or false."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> bool:
        """The truth."""
        if isinstance(value, bool):
            return value
        raise reading.fault("form", f"{what} is {shown(value)}", at, "Write true or false")

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}

    def describe(self) -> str:
        """The kind in a few words."""
        return "true or false"


@dataclass(frozen=True)
class OnOff:
    """on or off; true and false mean the same."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> bool:
        """True for on."""
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.strip().lower() in ("on", "off"):
            return value.strip().lower() == "on"
        raise reading.fault("form", f"{what} is {shown(value)}", at, "Write on or off")

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """The four ways to write it."""
        return {"enum": ["on", "off", True, False]}

    def describe(self) -> str:
        """The kind in a few words."""
        return "on or off"


@dataclass(frozen=True)
class OneQuarter:
    """A calendar quarter such as 2026Q4 (C001)."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> Quarter:
        """The quarter."""
        try:
            return Quarter.parse(value if isinstance(value, str) else shown(value))
        except MoneygoodError as fault:
            raise MoneygoodError(fault.code, f"{what}: {fault.message}", at.place, fault.hint) from None

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A text of that form."""
        return {"type": "string", "pattern": QUARTER}

    def describe(self) -> str:
        """The kind in a few words."""
        return "a quarter such as 2026Q4"


@dataclass(frozen=True)
class Quarters:
    """A quarter or a range of them, 2026Q4..2028Q3 (C001, C002)."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> tuple[Quarter, ...]:
        """The quarters."""
        try:
            return parse_range(value if isinstance(value, str) else shown(value))
        except MoneygoodError as fault:
            raise MoneygoodError(fault.code, f"{what}: {fault.message}", at.place, fault.hint) from None

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A text of that form."""
        return {"type": ["string", "integer"], "pattern": f"{SPAN}|{YEARS}"}

    def describe(self) -> str:
        """The kind in a few words."""
        return "quarters, 2026Q4 or 2026Q4..2028Q3, or years, 2027 or FY2027..FY2028"


@dataclass(frozen=True)
class Date:
    """A day such as 2024-07-01."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> datetime.date:
        """The day."""
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        try:
            return datetime.date.fromisoformat(str(value))
        except ValueError:
            raise reading.fault(
                "form", f"{what} is {shown(value)}, not a date", at, "Write 2024-07-01"
            ) from None

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A text of that form."""
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

    def describe(self) -> str:
        """The kind in a few words."""
        return "a day such as 2024-07-01"


@dataclass(frozen=True)
class OfUnit:
    """A unit such as pct/yr, usd/yr, index or 1."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> Unit:
        """The unit."""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise reading.fault(
                "unit", f"{what} is {shown(value)}, not a unit", at, "Write one such as pct/yr"
            )
        try:
            return Unit.parse(value)
        except MoneygoodError as fault:
            words = f"{what}: {fault.message}"
            raise MoneygoodError(reading.codes.of("unit"), words, at.place, fault.hint) from None

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A text, or the number 1."""
        return {"type": ["string", "integer"]}

    def describe(self) -> str:
        """The kind in a few words."""
        return "a unit such as `pct/yr` or `1`"
