"""The values of records that hold other values: lists, mappings, pairs, and values of several shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.record_kinds import Name
from moneygood.core.record_reading import Kind, Named, Names, Reading
from moneygood.core.record_text import Field, Record
from moneygood.core.record_values import Number
from moneygood.core.texts import SourceLocation

MOST_ENTRIES = 10_000


@dataclass(frozen=True)
class ListOf:
    """A list of `least` or more values; with `alone` a single value may stand without the list. Names, and
    values that are `apart`, stand in it once."""

    item: Kind
    least: int = 0
    alone: bool = False
    exactly: int | None = None
    apart: bool = False

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> tuple[Any, ...]:
        """The values."""
        if self.alone and not isinstance(value, list):
            return (self.item.read(value, what, at, reading),)
        if not isinstance(value, list):
            raise reading.fault("form", f"{what} is not a list", at, "Begin each entry with a dash")
        if self.exactly is not None and len(value) != self.exactly:
            raise reading.fault("length", f"{what} has {len(value)} entries", at, f"Write {self.exactly}")
        if not self.least <= len(value) <= MOST_ENTRIES:
            hint = (
                f"Write {self.least} or more" if len(value) < self.least else f"Write at most {MOST_ENTRIES}"
            )
            have = "no entry" if not value else f"{len(value)} entries" if len(value) > 1 else "one entry"
            raise reading.fault("length", f"{what} has {have}", at, hint)
        record = self.item if isinstance(self.item, Record) else None
        out = tuple(
            self.item.read(v, record.one_word if record else f"{what}[{i + 1}]", at.at(i), reading)
            for i, v in enumerate(value)
        )
        if self.apart or isinstance(self.item, Name):
            for i, one in enumerate(out):
                if one in out[:i]:
                    words = f"{what} has {one} twice"
                    raise reading.fault("form", words, at.at(i), "Keep one of them")
        return out

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """An array."""
        out: dict[str, Any] = {"type": "array", "items": self.item.schema(names)}
        least = self.least if self.exactly is None else self.exactly
        out |= {"minItems": least} if least else {}
        out |= {"maxItems": self.exactly} if self.exactly is not None else {}
        return {"anyOf": [self.item.schema(names), out]} if self.alone else out

    def describe(self) -> str:
        """The kind in a few words."""
        inner = self.item.noun + "s" if isinstance(self.item, Record) else self.item.describe()
        many = f"{self.exactly} entries" if self.exactly is not None else ""
        many = many or (f"{self.least} or more" if self.least > 1 else "")
        text = f"a list{f' of {many}' if many else ''}: {inner}"
        return f"{text}; one may stand alone" if self.alone else text


@dataclass(frozen=True)
class MapOf:
    """A mapping of names to values; `of` says what the names are, `keys` how they are read."""

    item: Kind
    of: str = ""
    keys: Kind | None = None
    least: int = 0

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> dict[Any, Any]:
        """The values by name, in the order of the text."""
        if not isinstance(value, Mapping):
            raise reading.fault("form", f"{what} is not a mapping", at, "Write name: value pairs")
        if not self.least <= len(value) <= MOST_ENTRIES:
            have = "no entry" if not value else f"{len(value)} entries"
            raise reading.fault("length", f"{what} has {have}", at, f"Write {max(self.least, 1)} or more")
        noun = self.item.noun if isinstance(self.item, Record) else self.of.replace("|", " or ")
        out: dict[Any, Any] = {}
        for key, given in value.items():
            name, where = str(key), at.at(str(key))
            title = f"{noun} {name!r}" if noun else f"{name} of {what.removeprefix('the ')}"
            try:
                self._check(name, title, where, reading)
                own = (
                    name if self.keys is None else self.keys.read(key, f"the key of {title}", where, reading)
                )
                if own in out:
                    words = f"{title} stands twice, spelt in two ways"
                    raise reading.fault("form", words, where, "Keep one of them")
                out[own] = self.item.read(given, title, where, reading)
            except MoneygoodError as fault:
                reading.tell(fault)
        return out

    def _check(self, name: str, title: str, where: SourceLocation, reading: Reading) -> None:
        known = Name(self.of).known(reading.names) if self.of else None
        if known is not None and name not in known:
            words = f"there is no {self.of.replace('|', ' or ')} {name!r}"
            raise reading.fault("name", words, where, did_you_mean(name, known))

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """An object: with the names that exist, or of any names."""
        known = Name(self.of).known(names) if self.of else None
        out: dict[str, Any] = {"type": "object"} | ({"minProperties": self.least} if self.least else {})
        if known is None:
            pattern = self.keys.schema(names) if self.keys is not None else {}
            inner = self.item.schema(names)
            return (
                out
                | ({"propertyNames": pattern} if pattern.get("pattern") else {})
                | {"additionalProperties": inner}
            )
        told = {n: t for k in self.of.split("|") for n, t in _told(names[k]).items()}
        properties, any_name = {}, self.item.schema(names)
        for name in known:
            named = told.get(name) or Named()
            ranged = named.low is not None or named.high is not None
            said = {"description": named.words} if named.words else {}
            properties[name] = (self.item.schema(names, named) if ranged else any_name) | said
        return out | {"properties": properties, "additionalProperties": False}

    def describe(self) -> str:
        """The kind in a few words."""
        inner = self.item.describe()
        return (
            f"by name of a {self.of.replace('|', ' or a ').replace('_', ' ')}: {inner}"
            if self.of
            else f"by name: {inner}"
        )


def _told(known: Any) -> dict[str, Named]:
    return {n: t for n, t in known.items() if isinstance(t, Named)} if isinstance(known, Mapping) else {}


@dataclass(frozen=True)
class WithSections:
    """Records by name, beside sections with names of their own: gives the records and the sections."""

    item: Record
    sections: tuple[Field, ...]

    def read(
        self, value: Any, what: str, at: SourceLocation, reading: Reading
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The records by name, and the values of all sections (their default where they are not written)."""
        own = {f.name for f in self.sections}
        rest = {k: v for k, v in value.items() if k not in own} if isinstance(value, Mapping) else value
        records = MapOf(self.item).read(rest, what, at, reading)
        held = {f.name: f.default for f in self.sections}
        for f in self.sections:
            if value.get(f.name) is not None:
                try:
                    held[f.name] = f.kind.read(value[f.name], f.name, at.at(f.name), reading)
                except MoneygoodError as fault:
                    reading.tell(fault)
        return records, held

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """An object with the sections and any other names."""
        sections = {f.name: {**f.kind.schema(names), "description": f.help} for f in self.sections}
        return {"type": "object", "properties": sections, "additionalProperties": self.item.schema(names)}

    def describe(self) -> str:
        """The kind in a few words."""
        listed = ", ".join(f"`{f.name}` ({f.help.rstrip('.').lower()})" for f in self.sections)
        return f"by name: {self.item.describe()}; beside them {listed}"


@dataclass(frozen=True)
class Pair:
    """Two numbers, [low, high]; `strict` keeps them apart, `around` is a number that lies between them."""

    strict: bool = False
    around: float | None = None

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> tuple[float, float]:
        """The two numbers."""
        if not isinstance(value, list) or len(value) != 2:
            raise reading.fault("form", f"{what} is not two numbers, [low, high]", at, "Write [low, high]")
        low, high = (Number().read(v, f"{what}[{i + 1}]", at.at(i), reading) for i, v in enumerate(value))
        if low > high or (self.strict and low == high):
            words = f"{what} runs from {low:g} to {high:g}"
            raise reading.fault("bounds", words, at, "Put the lowest first")
        if self.around is not None and not low <= self.around <= high:
            raise reading.fault(
                "bounds", f"{what} does not hold {self.around:g}", at, "Write it around that number"
            )
        return low, high

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """An array of two numbers."""
        return {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}

    def describe(self) -> str:
        """The kind in a few words."""
        return "two numbers, [low, high]" + (f", around {self.around:g}" if self.around is not None else "")


@dataclass(frozen=True)
class Either:
    """A value in one of several shapes: a mapping, a list, or one value."""

    single: Kind | None = None
    listed: Kind | None = None
    mapped: Kind | None = None

    def _of(self, value: Any) -> Kind:
        chosen = (
            self.mapped
            if isinstance(value, Mapping)
            else self.listed
            if isinstance(value, list)
            else self.single
        )
        return chosen or self.single or self.mapped or self.listed  # type: ignore[return-value]

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> Any:
        """The value, by its shape."""
        return self._of(value).read(value, what, at, reading)

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """One of the shapes."""
        kinds = (self.single, self.listed, self.mapped)
        return {"anyOf": [k.schema(names, about) for k in kinds if k is not None]}

    def describe(self) -> str:
        """The kind in a few words."""
        kinds = (self.single, self.listed, self.mapped)
        return ", or ".join(k.describe() for k in kinds if k is not None)


@dataclass(frozen=True)
class Fragment:
    """A mapping or list that another reader reads, such as a part of a scenario: `noun` says what it is."""

    noun: str

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> Any:
        """The value as written."""
        if not isinstance(value, Mapping | list):
            words = f"{what} is not {self.noun}"
            raise reading.fault("form", words, at, "Write the fields of a scenario file")
        return value

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A mapping or list."""
        return {"type": ["object", "array"]}

    def describe(self) -> str:
        """The kind in a few words."""
        return self.noun
