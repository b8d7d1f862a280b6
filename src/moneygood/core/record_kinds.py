"""The texts that records hold: words, formulas, choices, names of what exists, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean, obeyed_sign
from moneygood.core.record_reading import Named, Names, Reading
from moneygood.core.texts import SourceLocation

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
        if value is None or isinstance(value, Mapping | list | bool):
            raise reading.fault(
                "form", f"{what} is {shown(value)}, not a text", at, "Write a word or a sentence"
            )
        text = " ".join(str(value).split())
        if len(text) > LONGEST_TEXT:
            raise reading.fault(
                "form", f"{what} has {len(text)} characters", at, f"Write at most {LONGEST_TEXT}"
            )
        if sign := obeyed_sign(text):
            hint = "Leave it out: it is no letter, and a terminal may obey it"
            raise reading.fault("form", f"{what} holds the sign {sign}", at, hint)
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
