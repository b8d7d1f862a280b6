"""The single values that records hold: words, numbers, quarters, units, names, sources."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter, parse_range
from moneygood.core.record_reading import Named, Names, Reading
from moneygood.core.texts import SourceLocation
from moneygood.core.units import Unit

QUARTER = r"^\s*\d{4}\s*[-:]?\s*[Qq]\s*[1-4]\s*$"
SPAN = r"^\s*\d{4}\s*[-:]?\s*[Qq]\s*[1-4]\s*(\.\.\s*\d{4}\s*[-:]?\s*[Qq]\s*[1-4]\s*)?$"
LONGEST_TEXT = 20_000
LARGEST_NUMBER = 1e18


def shown(value: Any) -> str:
    """A value as a message shows it, cut where it is long."""
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST_NUMBER:
        return "a number of too many digits"
    text = repr(value) if isinstance(value, str) else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return text if len(text) <= 44 else text[:40] + "…" + text[-1]


@dataclass(frozen=True)
class Words:
    """A text in one line; numbers and dates are taken as written."""

    empty: bool = True

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> str:
        """The text with single spaces."""
        if type(value) is str and 0 < len(value) < 200:
            return " ".join(value.split()) or self._refuse(what, at, reading)
        if value is None or isinstance(value, Mapping | list | bool):
            raise reading.fault(
                "form", f"{what} is {shown(value)}, not a text", at, "Write a word or a sentence"
            )
        text = " ".join(str(value).split())
        if len(text) > LONGEST_TEXT:
            raise reading.fault(
                "form", f"{what} has {len(text)} characters", at, f"Write at most {LONGEST_TEXT}"
            )
        return text or self._refuse(what, at, reading)

    def _refuse(self, what: str, at: SourceLocation, reading: Reading) -> str:
        if not self.empty:
            raise reading.fault("form", f"{what} is empty", at, "Write a few words")
        return ""

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A text."""
        return (
            {"type": ["string", "number"]} if self.empty else {"type": ["string", "number"], "minLength": 1}
        )

    def describe(self) -> str:
        """The kind in a few words."""
        return "text"


@dataclass(frozen=True)
class FormulaText(Words):
    """An expression of the equation language, kept as text: its reader parses it against names and units."""

    empty: bool = False

    def describe(self) -> str:
        """The kind in a few words."""
        return "a formula"


@dataclass(frozen=True)
class Pattern:
    """A text of a form: a regular expression for all of it, and how to write it."""

    expression: str
    example: str

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> str:
        """The text."""
        if not isinstance(value, str) or not re.fullmatch(self.expression, value):
            raise reading.fault("form", f"{what} is {shown(value)}", at, f"Write it like {self.example}")
        return value

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A text of that form."""
        return {"type": "string", "pattern": f"^({self.expression})$"}

    def describe(self) -> str:
        """The kind in a few words."""
        return f"text such as `{self.example}`"


MONTH = Pattern(r"\d{4}-(0[1-9]|1[0-2])", "2024-09")
"""A month."""


@dataclass(frozen=True)
class Choice:
    """One of a closed list of words; `code` is that of its fault where it has one of its own."""

    values: tuple[str, ...]
    code: str = ""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> str:
        """The word."""
        text = value if isinstance(value, str) else shown(value)
        if text not in self.values:
            hint = did_you_mean(text, self.values) or f"It is one of {', '.join(self.values)}"
            code = self.code or reading.codes.of("choice")
            raise MoneygoodError(code, f"{what} is {shown(value)}", at.place, hint)
        return text

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """An enumeration."""
        return {"enum": list(self.values)}

    def describe(self) -> str:
        """The kind in a few words."""
        return "one of " + ", ".join(f"`{v}`" for v in self.values)


@dataclass(frozen=True)
class Name:
    """The name of something that exists; `of` says what: variable, parameter, or several with |."""

    of: str

    def known(self, names: Names) -> list[str] | None:
        """The names that exist, None when nothing is known of them."""
        kinds = self.of.split("|")
        if not all(k in names for k in kinds):
            return None
        return [n for k in kinds for n in names[k]]

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> str:
        """The name."""
        text = Words(empty=False).read(value, what, at, reading)
        known = self.known(reading.names)
        if known is not None and text not in known:
            hint = did_you_mean(text, known)
            if hint is None and len(known) <= 12:
                hint = f"There are {', '.join(known)}"
            noun = self.of.replace("|", " or ")
            raise reading.fault("name", f"there is no {noun} {text!r}", at, hint)
        return text

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """An enumeration where the names are known."""
        known = self.known(names)
        return {"type": "string"} if known is None else {"enum": list(dict.fromkeys(known))}

    def describe(self) -> str:
        """The kind in a few words."""
        return "the name of a " + self.of.replace("|", " or a ").replace("_", " ")


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
        return {"type": "string", "pattern": SPAN}

    def describe(self) -> str:
        """The kind in a few words."""
        return "quarters, 2026Q4 or 2026Q4..2028Q3"


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


@dataclass(frozen=True)
class Source:
    """Keys of references.bib, or ours: one, several with commas, or a list."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> str:
        """The keys, joined with commas."""
        if type(value) is str and reading.sources is not None and value in reading.sources:
            return value
        parts = (
            value
            if isinstance(value, list)
            else re.split(r"\s*[,;]\s*", Words().read(value, what, at, reading))
        )
        keys = [Words(empty=False).read(p, what, at, reading) for p in parts]
        if not keys:
            raise reading.fault("form", f"{what} is empty", at, "Name a key of references.bib, or ours")
        known = reading.sources
        for key in keys:
            if known is not None and key != "ours" and key not in known:
                hint = did_you_mean(key, known) or "Add it to references.bib"
                raise reading.fault("source", f"{what} is {key!r}, which is not in references.bib", at, hint)
        return ", ".join(keys)

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A text or a list of texts."""
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}

    def describe(self) -> str:
        """The kind in a few words."""
        return "a key of references.bib, or `ours`"
