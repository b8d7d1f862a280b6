"""What holds between the fields of a record: one of several, one that needs others, one below another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Told = tuple[str, str, str, str]
"""A fault: its kind, what follows the record's name, the field it stands at ("" for none), and the fix."""


class Rule(Protocol):
    """Something that holds between fields."""

    def faults(self, values: Mapping[str, Any], written: frozenset[str]) -> Iterator[Told]:
        """What is wrong with the values."""
        ...

    def schema(self) -> dict[str, Any]:
        """The rule as a part of a JSON Schema (empty where it cannot say it)."""
        ...

    def describe(self) -> str:
        """The rule in a sentence."""
        ...


@dataclass(frozen=True)
class OneOf:
    """Exactly one of these fields is written; with `needed` False none may be."""

    names: tuple[str, ...]
    needed: bool = True

    def faults(self, values: Mapping[str, Any], written: frozenset[str]) -> Iterator[Told]:
        """What is wrong with the values."""
        found = [n for n in self.names if n in written]
        if len(found) > 1 or (not found and self.needed):
            have = f"has both {' and '.join(found)}" if found else f"has none of {', '.join(self.names)}"
            hint = f"Write exactly one of {', '.join(self.names)}" if self.needed else "Keep one of them"
            yield "one_of", have, "", hint

    def schema(self) -> dict[str, Any]:
        """The rule as a part of a JSON Schema."""
        choices: list[dict[str, Any]] = [{"required": [n]} for n in self.names]
        return {"oneOf": choices if self.needed else [*choices, {"not": {"anyOf": choices}}]}

    def describe(self) -> str:
        """The rule in a sentence."""
        return f"{'Exactly' if self.needed else 'At most'} one of {_listed(self.names)}."


@dataclass(frozen=True)
class Needs:
    """Where `field` has one of `values` (or is written at all, without values), `names` are written too."""

    field: str
    names: tuple[str, ...]
    values: tuple[str, ...] = ()

    def faults(self, values: Mapping[str, Any], written: frozenset[str]) -> Iterator[Told]:
        """What is wrong with the values."""
        if values[self.field] not in self.values if self.values else self.field not in written:
            return
        because = f"{self.field}: {values[self.field]}" if self.values else self.field
        for name in self.names:
            if name not in written:
                yield "missing", f"lacks the field {name!r}, which {because} needs", "", f"Add {name}: to it"

    def schema(self) -> dict[str, Any]:
        """The rule as a part of a JSON Schema."""
        given: dict[str, Any] = {"required": [self.field]}
        if self.values:
            given["properties"] = {self.field: {"enum": list(self.values)}}
        return {"if": given, "then": {"required": list(self.names)}}

    def describe(self) -> str:
        """The rule in a sentence."""
        when = f" with {_listed(self.values)}" if self.values else ""
        return f"`{self.field}`{when} needs {_listed(self.names)}."


@dataclass(frozen=True)
class Ordered:
    """`low` is not above `high`, or below it when `strict`; each may be missing."""

    low: str
    high: str
    strict: bool = False

    def faults(self, values: Mapping[str, Any], written: frozenset[str]) -> Iterator[Told]:
        """What is wrong with the values."""
        low, high = values[self.low], values[self.high]
        if low is None or high is None or low < high or (low == high and not self.strict):
            return
        shown = [f"{v:g}" if isinstance(v, float) else str(v) for v in (low, high)]
        how = "is not before" if self.strict else "comes after"
        words = f"runs from {self.low} {shown[0]} to {self.high} {shown[1]}: the first {how} the second"
        yield "bounds", words, self.low, f"Put the lower one under {self.low}"

    def schema(self) -> dict[str, Any]:
        """Nothing: a JSON Schema cannot compare two fields."""
        return {}

    def describe(self) -> str:
        """The rule in a sentence."""
        return f"`{self.low}` is {'below' if self.strict else 'not above'} `{self.high}`."


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{n}`" for n in names)
