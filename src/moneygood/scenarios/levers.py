"""The named levers: what a person may move without knowing the equations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.core.units import Unit
from moneygood.scenarios import codes as codes

ACTS_ON = ("parameter", "add", "shock")
PROFILES = ("permanent", "fade", "once")
_FIELDS = {
    "label",
    "unit",
    "range",
    "acts_on",
    "target",
    "profile",
    "sector",
    "scale",
    "half_life",
    "source",
    "note",
}


@dataclass(frozen=True)
class Lever:
    """A named lever: moving it by one unit changes `target` by `scale`, over time as `profile` says.

    `acts_on` parameter: the parameter's value changes. add or shock: an addition to the equation or to its
    shock, in every quarter (permanent), halving every `half_life` quarters (fade), or in the first (once).
    """

    name: str
    label: str
    unit: Unit
    range: tuple[float, float]
    acts_on: str
    target: str
    profile: str
    sector: str
    scale: float = 1.0
    half_life: float | None = None
    source: str = "ours"
    note: str = ""

    def weights(self, quarters: int) -> list[float]:
        """The share of the full effect in each of so many quarters from the first."""
        if self.profile == "once":
            return [1.0 if t == 0 else 0.0 for t in range(quarters)]
        if self.profile == "fade":
            return [0.5 ** (t / (self.half_life or math.inf)) for t in range(quarters)]
        return [1.0] * quarters


def read_levers(root: Path | None = None) -> dict[str, Lever]:
    """All levers by name, from ``dictionary/levers.yaml`` (none when there is no such file); S021."""
    path = (root or economics_root()) / "dictionary" / "levers.yaml"
    if not path.is_file():
        return {}
    data = read_yaml(path) or {}
    if not isinstance(data, Mapping):
        raise MoneygoodError("S021", "levers.yaml does not hold records by name", place_of(path, ()))
    return {str(name): _read_lever(path, str(name), record) for name, record in data.items()}


def _read_lever(path: Path, name: str, record: Any) -> Lever:
    def reject(what: str, hint: str | None = None, *keys: str) -> MoneygoodError:
        return MoneygoodError("S021", f"lever {name!r}: {what}", place_of(path, (name, *keys)), hint)

    if not isinstance(record, Mapping):
        raise reject("the record is not a mapping")
    for key in record:
        if key not in _FIELDS:
            raise reject(f"unknown field {key!r}", did_you_mean(str(key), _FIELDS), str(key))
    for key in ("label", "unit", "range", "acts_on", "target", "sector"):
        if key not in record:
            raise reject(f"the field {key!r} is missing")
    acts_on, profile = str(record["acts_on"]), str(record.get("profile", "permanent"))
    if acts_on not in ACTS_ON:
        raise reject(f"acts_on is {acts_on!r}", f"It is one of {', '.join(ACTS_ON)}", "acts_on")
    if profile not in PROFILES:
        raise reject(f"profile is {profile!r}", f"It is one of {', '.join(PROFILES)}", "profile")
    if profile == "fade" and "half_life" not in record:
        raise reject("a lever that fades needs half_life in quarters")
    low, high = _pair(record["range"], reject)
    scale, half = record.get("scale", 1.0), record.get("half_life")
    if not isinstance(scale, int | float) or (half is not None and not isinstance(half, int | float)):
        raise reject("scale and half_life are numbers")
    return Lever(
        name=name,
        label=str(record["label"]),
        unit=Unit.parse(record["unit"]),
        range=(low, high),
        acts_on=acts_on,
        target=str(record["target"]),
        profile=profile,
        sector=str(record["sector"]),
        scale=float(scale),
        half_life=None if half is None else float(half),
        source=str(record.get("source", "ours")),
        note=str(record.get("note", "")),
    )


def _pair(value: Any, reject: Any) -> tuple[float, float]:
    good = isinstance(value, list) and len(value) == 2 and all(isinstance(v, int | float) for v in value)
    if not good or not value[0] <= 0 <= value[1]:
        raise reject("range is two numbers around zero, [low, high]", None, "range")
    return float(value[0]), float(value[1])
