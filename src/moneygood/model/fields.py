"""Typed access to the fields of a record, with every fault reported at its line."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.texts import place_of
from moneygood.core.units import PURE, Unit
from moneygood.model.records import (
    Constant,
    Correlation,
    Parameter,
    Shock,
    ShockDistribution,
    Switch,
    Variable,
)


@dataclass
class Records:
    """All records of a folder of texts, with the faults found on the way."""

    variables: dict[str, Variable] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    constants: dict[str, Constant] = field(default_factory=dict)
    shocks: dict[str, Shock] = field(default_factory=dict)
    correlations: list[Correlation] = field(default_factory=list)
    distribution: ShockDistribution = field(default_factory=ShockDistribution)
    switches: dict[str, Switch] = field(default_factory=dict)
    references: frozenset[str] = frozenset()
    series: dict[str, Unit] | None = None
    errors: list[MoneygoodError] = field(default_factory=list)
    cited: bool = True
    """Whether references.bib could be read, so that source keys can be looked up in it."""
    incomplete: bool = False
    """Whether a record or a unit could not be read at all, so that names would be missed everywhere else."""


class Fields:
    """One record: typed access to its fields, with faults reported at the line of the field."""

    def __init__(self, records: Records, content: Any, path: Path, keys: tuple[str | int, ...]) -> None:
        self.records = records
        self.path = path
        self.keys = keys
        self.name = str(keys[-1])
        self.bad = not isinstance(content, dict)
        self.content: dict[str, Any] = content if isinstance(content, dict) else {}
        if self.bad:
            records.incomplete = True
            self.fault(
                f"the record of '{self.name}' is not a mapping of fields",
                None,
                "Write it as name: {label: ..., unit: ...}",
            )

    def place(self, key: str | None = None) -> Place:
        """The line of the record, or of one of its fields."""
        return place_of(self.path, self.keys if key is None else (*self.keys, key))

    def fault(
        self, message: str, key: str | None = None, hint: str | None = None, code: str = "M018"
    ) -> None:
        """Report a fault of this record."""
        self.bad = True
        self.records.errors.append(MoneygoodError(code, message, self.place(key), hint))

    def only(self, *allowed: str) -> None:
        """Report every field that this kind of record does not have."""
        for key in self.content:
            if key not in allowed:
                hint = did_you_mean(str(key), allowed) or f"Fields are {', '.join(allowed)}"
                self.fault(f"the record of '{self.name}' has the unknown field '{key}'", str(key), hint)

    def text(self, key: str, default: str | None = None) -> str:
        """A field of text."""
        value = self.content.get(key, default)
        if value is None:
            self.fault(f"the record of '{self.name}' lacks the field '{key}'")
            return ""
        if isinstance(value, (dict, list)):
            self.fault(f"'{key}' of '{self.name}' is not text", key)
            return ""
        return str(value)

    def number(self, key: str, default: float | None = None, needed: bool = True) -> float | None:
        """A field that is a finite number."""
        if key not in self.content or self.content[key] is None:
            if default is None and needed:
                self.fault(f"the record of '{self.name}' lacks the field '{key}'")
            return default
        return self.as_number(self.content[key], key)

    def as_number(self, value: Any, key: str) -> float | None:
        """`value` as a finite number."""
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            self.fault(f"'{key}' of '{self.name}' is {value!r}, which is not a number", key)
            return None
        return number

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """A field with a closed list of values."""
        value = self.text(key, default)
        if value and value not in allowed:
            hint = did_you_mean(value, allowed) or f"Write one of {', '.join(allowed)}"
            self.fault(f"'{key}' of '{self.name}' is '{value}'", key, hint)
        return value

    def unit(self, key: str = "unit", default: str | None = None) -> Unit:
        """A field that is a unit."""
        text = self.text(key, default)
        if not text:
            return PURE
        try:
            return Unit.parse(text)
        except MoneygoodError as fault:
            self.records.incomplete = True
            self.fault(f"the unit of '{self.name}': {fault.message}", key, fault.hint, "C003")
            return PURE

    def source(self, key: str = "source", default: str | None = None) -> str:
        """A field of source keys, each of them in references.bib or "ours"."""
        value = self.content.get(key, default)
        keys = (
            [str(v) for v in value] if isinstance(value, list) else re.split(r"\s*[,;]\s*", str(value or ""))
        )
        if not any(keys):
            self.fault(f"the record of '{self.name}' lacks the field '{key}'")
            return ""
        for name in keys:
            if name != "ours" and name not in self.records.references and self.records.cited:
                hint = did_you_mean(name, self.records.references) or "Add it to references.bib"
                self.fault(f"the source '{name}' of '{self.name}' is unknown", key, hint, "M015")
        return ", ".join(keys)
