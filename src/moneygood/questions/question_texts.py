"""Texts of questions (targets, branches, loops): YAML mappings read field by field, with the line of a
fault."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.baseline import question_codes as question_codes
from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.texts import economics_root, place_of, read_yaml

_LABELS = re.compile(r"^@\w+\{\s*([^,\s]+)\s*,", re.M)


@dataclass(frozen=True)
class QuestionText:
    """A mapping inside a file: `keys` says where it stands."""

    path: Path
    record: Mapping[str, Any]
    keys: tuple[str | int, ...] = ()

    def place(self, *keys: str | int) -> Place | None:
        """Where a field stands."""
        return place_of(self.path, (*self.keys, *keys))

    def fault(self, what: str, *keys: str | int, hint: str | None = None) -> MoneygoodError:
        """The error for a text that is not well formed."""
        return MoneygoodError("A301", what, self.place(*keys), hint)

    def known(self, fields: Sequence[str]) -> None:
        """Raises A301 for a field that is none of `fields`."""
        for key in self.record:
            if key not in fields:
                raise self.fault(
                    f"{key!r} is not a field here", str(key), hint=did_you_mean(str(key), fields)
                )

    def text(self, key: str, default: str | None = None) -> str:
        """A field of words; A301 when it is missing and has no default."""
        value = self.record.get(key, default)
        if value is None:
            raise self.fault(f"the field {key!r} is missing")
        return " ".join(str(value).split())

    def number(self, key: str, default: float | None = None) -> float:
        """A field that is a number."""
        value = self.record.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault(f"{key!r} has to be a number", *((key,) if key in self.record else ()))
        return float(value)

    def pair(self, key: str) -> tuple[float, float]:
        """A field of two numbers, the lower one first."""
        value = self.record.get(key)
        if isinstance(value, list) and len(value) == 2 and all(isinstance(v, int | float) for v in value):
            low, high = float(value[0]), float(value[1])
            if low < high:
                return low, high
        raise self.fault(f"{key!r} has to be two numbers, [low, high]", *((key,) if value else ()))

    def parts(self, key: str) -> list[QuestionText]:
        """A list of mappings (none when the field is absent)."""
        value = self.record.get(key, [])
        if not isinstance(value, list):
            raise self.fault(f"{key!r} has to be a list", key)
        return [self._part(v, key, i) for i, v in enumerate(value)]

    def mapping(self, key: str) -> dict[str, QuestionText]:
        """A mapping of mappings (empty when the field is absent)."""
        value = self.record.get(key, {})
        if not isinstance(value, Mapping):
            raise self.fault(f"{key!r} has to be a mapping", key)
        return {str(k): self._part(v, key, str(k)) for k, v in value.items()}

    def part(self, key: str) -> QuestionText:
        """A mapping that has to be there."""
        if key not in self.record:
            raise self.fault(f"the field {key!r} is missing")
        return self._part(self.record[key], key)

    def source(self, key: str = "source") -> str:
        """A source: a key of references.bib; A301 when it is not one."""
        name = self.text(key)
        known = sources()
        if name not in known:
            raise self.fault(f"{name!r} is not in references.bib", key, hint=did_you_mean(name, known))
        return name

    def _part(self, value: Any, *keys: str | int) -> QuestionText:
        if not isinstance(value, Mapping):
            raise self.fault("a mapping is expected here", *keys)
        return QuestionText(self.path, {str(k): v for k, v in value.items()}, (*self.keys, *keys))


def read_question(path: Path) -> QuestionText:
    """The text of a file; A301 when it does not hold a mapping."""
    data = read_yaml(path)
    if not isinstance(data, Mapping):
        raise MoneygoodError("A301", f"{path.stem} does not hold a mapping of fields", place_of(path, ()))
    return QuestionText(path, {str(k): v for k, v in data.items()})


def question_names(folder: str) -> dict[str, Path]:
    """The texts of a folder of the economics by name."""
    return {p.stem: p for p in sorted((economics_root() / folder).glob("*.yaml"))}


def sources() -> tuple[str, ...]:
    """The keys of references.bib."""
    path = economics_root() / "references.bib"
    return tuple(_LABELS.findall(path.read_text(encoding="utf-8"))) if path.is_file() else ()
