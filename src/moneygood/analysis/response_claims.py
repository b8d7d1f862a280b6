"""Published responses as claims: the experiment, what it must show, and how such texts are read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from moneygood.analysis import codes as codes
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.texts import economics_root, place_of, read_yaml

TRANSFORMS = ("difference", "percent_difference", "cents_per_dollar")
SIGNS = ("positive", "negative", "either")
RELATIVE = re.compile(r"\s*[qQ](\d+)\s*(?:\.\.\s*[qQ](\d+)\s*)?\Z")
"""A quarter counted from the shock (q1), or a range of them."""
_FILE_FIELDS = ("title", "note", "experiment", "variant", "scale_to", "checks")
_CHECK_FIELDS = (
    "id", "channel", "source", "statement", "variable", "transform", "at", "unit", "low", "high", "sign",
    "per", "value_of", "note",
)  # fmt: skip
_SCALE_FIELDS = ("variable", "transform", "at", "value")


class AbstractSolution(Protocol):
    """A deterministic path: what the engine's `solve_path` gives."""

    def series(self, name: str) -> np.ndarray:
        """The path of one variable [quarter]."""
        ...


@dataclass(frozen=True)
class Measure:
    """A response at one quarter: `transform` of `variable` in the quarter `at`, 1 being the shock's.

    `difference` is in the variable's unit, `percent_difference` in percent of the base path,
    `cents_per_dollar` the change of `variable` at the value of `value_of`, in cents per dollar of the
    change of `per`.
    """

    variable: str
    transform: str
    at: int
    per: str | None = None
    value_of: str | None = None

    def of(self, shocked: AbstractSolution, base: AbstractSolution) -> float:
        """The response of `shocked` against `base`."""
        t = self.at - 1
        a, b = float(shocked.series(self.variable)[t]), float(base.series(self.variable)[t])
        if self.transform == "difference":
            return a - b
        if self.transform == "percent_difference":
            return 100.0 * (a / b - 1.0)
        change = (a / b - 1.0) * float(base.series(str(self.value_of))[t])
        return 100.0 * change / float(shocked.series(str(self.per))[t] - base.series(str(self.per))[t])


@dataclass(frozen=True)
class Claim:
    """What one experiment must show: a measure between `low` and `high`, in `unit`, with its source."""

    id: str
    channel: str
    source: str
    statement: str
    measure: Measure
    unit: str
    low: float
    high: float
    sign: str


@dataclass(frozen=True)
class Experiment:
    """An experiment with its claims.

    `shock` enters the shocked path only, `variant` (parameters, switches, variants) both paths, so that a
    variant is compared with its own baseline. With `scale_to` the responses are scaled in proportion until
    that measure has that value.
    """

    id: str
    title: str
    shock: Mapping[str, Any]
    variant: Mapping[str, Any]
    claims: tuple[Claim, ...]
    scale_to: tuple[Measure, float] | None
    file: Path

    @property
    def quarters(self) -> int:
        """The number of quarters to simulate, two years at least."""
        latest = max(c.measure.at for c in self.claims)
        scaled = self.scale_to[0].at if self.scale_to else 1
        return max(8, latest, scaled, last_quarter(self.shock))


def last_quarter(experiment: Any) -> int:
    """Return the last quarter, counted from the shock, that an experiment names under periods; 1 if none."""
    if isinstance(experiment, Mapping):
        named = RELATIVE.match(str(experiment.get("periods", "")))
        own = int(named[2] or named[1]) if named else 1
        return max([own, *(last_quarter(v) for v in experiment.values())])
    if isinstance(experiment, list):
        return max([1, *(last_quarter(v) for v in experiment)])
    return 1


def read_claims(folder: Path | None = None) -> tuple[Experiment, ...]:
    """Return the experiments of a folder by file name; `folder` defaults to `economics/claims/responses`.

    Errors: A061 for a claim that is not well formed, with file and line.
    """
    root = folder if folder is not None else economics_root() / "claims" / "responses"
    return tuple(read_experiment(path) for path in sorted(root.glob("*.yaml")))


def read_experiment(path: Path) -> Experiment:
    """Return the experiment and claims of one file; see `read_claims`."""
    record = _record(path, read_yaml(path), (), _FILE_FIELDS, ("title", "experiment", "checks"))
    checks = record["checks"]
    if not isinstance(checks, list) or not checks:
        raise _fault(path, "checks holds no claim", ("checks",))
    claims = tuple(_claim(path, i, check) for i, check in enumerate(checks))
    if len({c.id for c in claims}) < len(claims):
        raise _fault(path, "two checks have the same id", ("checks",))
    scale = None
    if "scale_to" in record:
        entry = _record(path, record["scale_to"], ("scale_to",), _SCALE_FIELDS, _SCALE_FIELDS)
        scale = (_measure(path, entry, ("scale_to",)), _number(path, entry, "value", ("scale_to",)))
    variant = record.get("variant") or {}
    allowed = ("parameters", "switches", "variants")
    _record(path, variant, ("variant",), allowed, ())
    return Experiment(path.stem, str(record["title"]), record["experiment"], variant, claims, scale, path)


def _claim(path: Path, index: int, value: Any) -> Claim:
    """Return one claim of a file."""
    place = ("checks", index)
    needed = (
        "id",
        "channel",
        "source",
        "statement",
        "variable",
        "transform",
        "at",
        "unit",
        "low",
        "high",
        "sign",
    )
    entry = _record(path, value, place, _CHECK_FIELDS, needed)
    low, high = _number(path, entry, "low", place), _number(path, entry, "high", place)
    sign = str(entry["sign"])
    if sign not in SIGNS:
        raise _fault(path, f"sign is {sign!r}", (*place, "sign"), f"It is one of {', '.join(SIGNS)}")
    if low > high or (sign == "positive" and high <= 0) or (sign == "negative" and low >= 0):
        raise _fault(path, f"the range {low:g} to {high:g} contradicts itself or its sign", (*place, "low"))
    return Claim(
        id=f"{path.stem}.{entry['id']}",
        channel=str(entry["channel"]),
        source=str(entry["source"]),
        statement=" ".join(str(entry["statement"]).split()),
        measure=_measure(path, entry, place),
        unit=str(entry["unit"]),
        low=low,
        high=high,
        sign=sign,
    )


def _measure(path: Path, entry: Mapping[str, Any], place: tuple[str | int, ...]) -> Measure:
    """Return what a claim or a scaling looks at."""
    transform = str(entry["transform"])
    if transform not in TRANSFORMS:
        hint = did_you_mean(transform, TRANSFORMS) or f"It is one of {', '.join(TRANSFORMS)}"
        raise _fault(path, f"transform is {transform!r}", (*place, "transform"), hint)
    found = RELATIVE.match(str(entry["at"]))
    if found is None or found[2] or int(found[1]) < 1:
        raise _fault(path, f"at is {entry['at']!r}", (*place, "at"), "Write q1 for the quarter of the shock")
    per, worth = entry.get("per"), entry.get("value_of")
    if transform == "cents_per_dollar" and not (per and worth):
        raise _fault(path, "cents_per_dollar needs per and value_of", place)
    return Measure(str(entry["variable"]), transform, int(found[1]), per, worth)


def _fault(path: Path, what: str, place: Sequence[str | int], hint: str | None = None) -> MoneygoodError:
    """Return the error for a malformed claim, with its line."""
    return MoneygoodError("A061", what, place_of(path, place), hint)


def _record(
    path: Path, value: Any, place: Sequence[str | int], allowed: Sequence[str], needed: Sequence[str]
) -> Mapping[str, Any]:
    """Return a mapping with the fields allowed and all that are needed."""
    if not isinstance(value, Mapping):
        raise _fault(path, "a mapping of fields is expected here", place)
    for key in value:
        if key not in allowed:
            hint = did_you_mean(str(key), allowed)
            raise _fault(path, f"{key!r} is not a field of a claim", (*place, key), hint)
    for key in needed:
        if key not in value:
            raise _fault(path, f"the field {key!r} is missing", place)
    return value


def _number(path: Path, entry: Mapping[str, Any], key: str, place: Sequence[str | int]) -> float:
    value = entry[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _fault(path, f"{key} is {value!r}, not a number", (*place, key))
    return float(value)
