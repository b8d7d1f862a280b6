"""Reading the texts of the evidence: fields of the kind they must be, with their places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, place_of, read_yaml


@dataclass(frozen=True)
class EvidenceText:
    """A mapping inside a YAML file, which knows where it stands."""

    file: Path
    keys: tuple[str | int, ...]
    content: Mapping[str, Any]

    def place(self, *keys: str | int) -> Place:
        """Where a field stands."""
        return place_of(self.file, (*self.keys, *keys))

    def fault(self, what: str, *keys: str | int, hint: str | None = None) -> MoneygoodError:
        """A401 at a field."""
        return MoneygoodError("A401", what, self.place(*keys), hint)

    def only(self, *fields: str) -> EvidenceText:
        """The text itself, when it has no other fields than these (A401)."""
        for key in self.content:
            if key not in fields:
                raise self.fault(f"{key!r} is not a field here", key, hint=did_you_mean(str(key), fields))
        return self

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def take(self, key: str) -> Any:
        """A field that must be there (A401)."""
        if key not in self.content:
            raise self.fault(f"the field {key!r} is missing")
        return self.content[key]

    def words(self, key: str, default: str | None = None) -> str:
        """A field of words, in one line."""
        value = self.take(key) if default is None else self.content.get(key, default)
        if isinstance(value, Mapping | list) or value is None:
            raise self.fault(f"{key} is not text", key)
        return " ".join(str(value).split())

    def number(self, key: str, low: float = float("-inf"), high: float = float("inf")) -> float:
        """A number within its range."""
        return self._number(self.take(key), low, high, key)

    def count(self, key: str, low: int, high: int) -> int:
        """A whole number within its range."""
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fault(f"{key} is {value!r}, not a whole number from {low} to {high}", key)
        return value

    def numbers(self, key: str, length: int | None = None) -> tuple[float, ...]:
        """A list of numbers, of a length."""
        value = self.take(key)
        if not isinstance(value, list) or (length is not None and len(value) != length):
            many = "numbers" if length is None else f"{length} numbers"
            raise self.fault(f"{key} is not a list of {many}", key)
        return tuple(self._number(v, float("-inf"), float("inf"), key, i) for i, v in enumerate(value))

    def quarter(self, key: str) -> Quarter:
        """A quarter."""
        value = self.take(key)
        try:
            return Quarter.parse(str(value))
        except MoneygoodError:
            raise self.fault(f"{key} is {value!r}, not a quarter", key) from None

    def child(self, key: str) -> EvidenceText:
        """A mapping inside."""
        return self._text(self.take(key), key)

    def children(self, key: str, least: int = 1) -> tuple[EvidenceText, ...]:
        """A list of mappings inside."""
        value = self.take(key)
        if not isinstance(value, list) or len(value) < least:
            raise self.fault(f"{key} is not a list of {least} or more entries", key)
        return tuple(self._text(v, key, i) for i, v in enumerate(value))

    def named(self, key: str) -> dict[str, EvidenceText]:
        """A mapping of mappings inside."""
        inner = self.child(key)
        return {str(name): inner.child(name) for name in inner.content}

    def _text(self, value: Any, *keys: str | int) -> EvidenceText:
        if not isinstance(value, Mapping):
            raise self.fault(f"{keys[0]} is not a mapping of fields", *keys)
        return EvidenceText(self.file, (*self.keys, *keys), value)

    def _number(self, value: Any, low: float, high: float, *keys: str | int) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault(f"{keys[0]} is {value!r}, not a number", *keys)
        if not low <= value <= high:
            raise self.fault(f"{keys[0]} is {value:g}, outside {low:g} to {high:g}", *keys)
        return float(value)


def read_evidence(path: str | Path) -> EvidenceText:
    """The text of a file below the economics folder (a relative path) or anywhere (an absolute one)."""
    file = Path(path) if Path(path).is_absolute() else economics_root() / path
    content = read_yaml(file)
    if not isinstance(content, Mapping):
        raise MoneygoodError("A401", f"{file.name} is not a mapping of fields", Place(file))
    return EvidenceText(file, (), content)


def unique(names: Sequence[str], text: EvidenceText, key: str) -> tuple[str, ...]:
    """The names, when none stands twice (A401)."""
    if len(set(names)) != len(names):
        raise text.fault(f"a name stands twice in {key}", key)
    return tuple(names)
