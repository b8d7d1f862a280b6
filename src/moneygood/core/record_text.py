"""One reader of YAML records: a declaration of fields gives reader, error lines, JSON Schema and docs page.

A `Record` declares the fields of one mapping, a `TextKind` the files that hold such records. Reading gives an
`Entry` with typed values, or one line that says what is wrong, where, and how to fix it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.record_reading import FaultCodes, Kind, Named, Names, Reading
from moneygood.core.record_rules import OneOf, Rule
from moneygood.core.texts import SourceLocation, read_yaml


@dataclass(frozen=True)
class Field:
    """One field of a record: its name, kind, and a sentence of help.

    A field that is neither required nor written has the value `default`. `for_people` marks notes that are
    checked and shown to readers, and that no figure depends on.
    """

    name: str
    kind: Kind
    help: str
    required: bool = False
    default: Any = None
    for_people: bool = False


class Entry:
    """One record as read: ``entry["label"]`` is a typed value; an undeclared name is a KeyError."""

    __slots__ = ("at", "bad", "name", "reading", "values", "what", "written")

    def __init__(self, what: str, at: SourceLocation, reading: Reading) -> None:
        self.what, self.at, self.reading = what, at, reading
        self.name = str(at.keys[-1]) if at.keys else (at.file.stem if at.file is not None else "")
        self.values: dict[str, Any] = {}
        self.written: frozenset[str] = frozenset()
        self.bad = False

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def has(self, key: str) -> bool:
        """Whether the field is written."""
        if key not in self.values:
            raise KeyError(key)
        return key in self.written

    def one(self, *names: str) -> str:
        """The one of these fields that is written."""
        (found,) = (n for n in names if self.has(n))
        return found

    def place(self, *keys: str | int) -> Place | None:
        """Where the record, or a field of it, stands."""
        return self.at.at(*keys).place

    def fault(
        self, what: str, *keys: str | int, hint: str | None = None, code: str | None = None
    ) -> MoneygoodError:
        """The error for something wrong with the record, or with a field of it."""
        return MoneygoodError(code or self.reading.codes.form, what, self.place(*keys), hint)

    def tell(self, fault: MoneygoodError) -> None:
        """Collect a fault of this record, or raise it where faults are not collected."""
        self.bad = True
        self.reading.tell(fault)


@dataclass(frozen=True, eq=False)
class Record:
    """A mapping of declared fields, called `noun` in messages; `make` turns its entry into an object.

    `named` is what a message calls a record by its own fields, such as ``the shock {shock}``. With `partial`
    an object is made even of an entry with faults, so that its name is known to what is checked next.
    """

    noun: str
    purpose: str
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    make: Callable[[Entry], Any] | None = None
    named: str = ""
    partial: bool = False

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by name."""
        return {f.name: f for f in self.fields}

    @cached_property
    def _weighed(self) -> frozenset[str]:
        """Fields of which one has to be written: null is a value there, not an omission."""
        return frozenset(n for r in self.rules if isinstance(r, OneOf) for n in r.names)

    @property
    def one_word(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> Any:
        """The entry of a mapping (or what `make` makes of it); None when faults were collected on the way."""
        if not isinstance(value, Mapping):
            hint = f"It has {', '.join(self.by_name)}"
            reading.tell(reading.fault("form", f"{what} is not a mapping of fields", at, hint))
            return None
        entry = Entry(self._called(value) or what, at, reading)
        self._refuse_unknown(value, entry)
        self._read_fields(value, entry)
        if not entry.bad:
            for rule in self.rules:
                for kind, words, key, hint in rule.faults(entry.values, entry.written):
                    place = at.at(key) if key else at
                    entry.tell(reading.fault(kind, f"{entry.what} {words}", place, hint))
        if entry.bad and not self.partial:
            return None
        made: Any = entry
        if self.make is not None:
            try:
                made = self.make(entry)
            except MoneygoodError as fault:
                entry.tell(fault)
                return None
        return made if self.partial or not entry.bad else None

    @cached_property
    def _naming(self) -> str:
        """The field that names the record, "" when none does."""
        return self.named.partition("{")[2].partition("}")[0]

    def _called(self, value: Mapping[Any, Any]) -> str:
        """What a message calls the record, "" where the field that names it is not a word."""
        name = value.get(self._naming) if self._naming else None
        if not isinstance(name, str) or not 0 < len(name) <= 60:
            return ""
        return self.named.replace(f"{{{self._naming}}}", " ".join(name.split()))

    def _refuse_unknown(self, value: Mapping[Any, Any], entry: Entry) -> None:
        if value.keys() <= self.by_name.keys():
            return
        for key in value:
            if key not in self.by_name:
                name = str(key)
                hint = did_you_mean(name, self.by_name) or f"Known are {', '.join(self.by_name)}"
                words = f"{entry.what} has an unknown field {name!r}"
                entry.tell(entry.reading.fault("unknown", words, entry.at.at(name), hint))

    def _read_fields(self, value: Mapping[Any, Any], entry: Entry) -> None:
        at, reading, values = entry.at, entry.reading, entry.values
        file, keys, owner = at.file, at.keys, f" of {entry.what}"
        before = 0 if reading.faults is None else len(reading.faults)
        written = []
        for f in self.fields:
            name = f.name
            values[name] = f.default
            if name not in value:
                if f.required:
                    words = f"{entry.what} lacks the field {name!r}"
                    entry.tell(reading.fault("missing", words, at, f"Add {name}: to it"))
                continue
            given = value[name]
            if given is None and not f.required and name not in self._weighed:
                continue
            written.append(name)
            try:
                values[name] = f.kind.read(given, name + owner, SourceLocation(file, (*keys, name)), reading)
            except MoneygoodError as fault:
                entry.tell(fault)
        if reading.faults is not None and len(reading.faults) > before:
            entry.bad = True
        entry.written = frozenset(written)

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """The JSON Schema of the mapping."""
        out: dict[str, Any] = {
            "type": "object",
            "properties": {f.name: self._field_schema(f, names) for f in self.fields},
            "additionalProperties": False,
        }
        needed = [f.name for f in self.fields if f.required]
        rules = [part for rule in self.rules if (part := rule.schema())]
        out |= {"required": needed} if needed else {}
        out |= rules[0] if len(rules) == 1 else {"allOf": rules} if rules else {}
        return out | ({"description": about.words} if about is not None and about.words else {})

    def _field_schema(self, f: Field, names: Names) -> dict[str, Any]:
        own = f.kind.schema(names)
        if not f.required and f.name not in self._weighed:
            own = {"anyOf": [own, {"type": "null"}]}
        return {**own, "description": f.help}

    def describe(self) -> str:
        """The record in a few words."""
        return f"the fields of {self.one_word}"


@dataclass(frozen=True, eq=False)
class TextKind:
    """A kind of text: its `files` (patterns below the economics folder), its `body`, and who reads it."""

    name: str
    purpose: str
    files: tuple[str, ...]
    body: Kind
    codes: FaultCodes
    read_by: str

    def read(
        self,
        path: Path,
        names: Names | None = None,
        sources: Collection[str] | None = None,
        faults: list[MoneygoodError] | None = None,
    ) -> Any:
        """The content of a file of this kind."""
        reading = Reading(self.codes, names or {}, sources, faults)
        return self.read_content(read_yaml(path), SourceLocation(path), reading)

    def read_content(self, content: Any, at: SourceLocation, reading: Reading, name: str = "") -> Any:
        """The content of a file that is in hand already; `name` is what a message calls it."""
        reading = replace(reading, codes=self.codes)
        record = self.body if isinstance(self.body, Record) else None
        noun = record.noun if record else self.name
        if not isinstance(content, Mapping):
            called = name or (at.file.name if at.file is not None else noun)
            if record is None:
                words, hint = f"{called} does not hold records by name", "Write name: value pairs"
            else:
                first = sorted(record.fields, key=lambda f: not f.required)[:3]
                hint = f"Write fields such as {', '.join(f'{f.name}:' for f in first)}"
                words = f"{called} does not hold {record.one_word}"
            reading.tell(reading.fault("file", words, at, hint))
            return None
        return self.body.read(content, f"the {noun}", at, reading)


def unique(names: Sequence[str], entry: Entry, key: str) -> tuple[str, ...]:
    """The names, when none stands twice."""
    for i, name in enumerate(names):
        if name in names[:i]:
            raise entry.fault(f"{name!r} stands twice in {key}", key, hint="Rename one of the two")
    return tuple(names)
