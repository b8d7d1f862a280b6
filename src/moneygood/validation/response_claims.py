"""Published responses as claims: the experiment, what it must show, and how such texts are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.baseline.budget.frozen_run import RELATIVE, Frozen, FrozenChange, Span
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.validation.response_measures import NEEDS_PER, POINT_TRANSFORMS, TRANSFORMS, ResponseMeasure

CHANGES = ("change", "change_a_year", "percent_a_year")
SIGNS = ("positive", "negative", "either")
OWN = "ours"
"""The source of a claim that no one published: an expectation, shown apart."""
_FILE_FIELDS = ("title", "note", "which_is_the_test", "experiment", "frozen", "variant", "scale_to", "checks")
_CHECK_FIELDS = (
    "id", "channel", "source", "statement", "variable", "transform", "at", "unit", "low", "high", "sign",
    "per", "value_of", "note", "why_missed",
)  # fmt: skip
_SCALE_FIELDS = ("variable", "transform", "at", "value", "per")
_SCALE_NEEDED = ("variable", "transform", "at", "value")


@dataclass(frozen=True)
class Claim:
    """What one experiment must show: a measure between `low` and `high`, in `unit`, with its source."""

    id: str
    channel: str
    source: str
    statement: str
    measure: ResponseMeasure
    unit: str
    low: float
    high: float
    sign: str
    why_missed: str = ""

    @property
    def published(self) -> bool:
        """Whether the range comes from a publication; an expectation of our own is shown apart."""
        return self.source != OWN


@dataclass(frozen=True)
class Experiment:
    """An experiment with its claims.

    `shock` enters the shocked path only, `variant` (parameters, switches, variants) both paths, so that a
    variant is compared with its own baseline. With `frozen` only the budget answers, as in the rules of
    thumb of budget offices. With `scale_to` the responses are scaled in proportion until that measure has
    that value. `which_is_the_test` says, where publications contradict each other, which one is held and why.
    """

    id: str
    title: str
    shock: Mapping[str, Any]
    variant: Mapping[str, Any]
    claims: tuple[Claim, ...]
    scale_to: tuple[ResponseMeasure, float] | None
    file: Path
    frozen: Frozen | None = None
    which_is_the_test: str = ""

    def quarters(self, start: Quarter) -> int:
        """The number of quarters to simulate from `start`, two years at least."""
        spans = [c.measure.at for c in self.claims]
        if self.scale_to is not None:
            spans.append(self.scale_to[0].at)
        return max(8, *(s.offsets(start)[1] + 1 for s in spans), last_quarter(self.shock))


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
    record = _record(path, read_yaml(path), (), _FILE_FIELDS, ("title", "checks"))
    checks = record["checks"]
    if not isinstance(checks, list) or not checks:
        raise _fault(path, "checks holds no claim", ("checks",))
    claims = tuple(_claim(path, i, check) for i, check in enumerate(checks))
    if len({c.id for c in claims}) < len(claims):
        raise _fault(path, "two checks have the same id", ("checks",))
    scale = None
    if "scale_to" in record:
        entry = _record(path, record["scale_to"], ("scale_to",), _SCALE_FIELDS, _SCALE_NEEDED)
        scale = (_measure(path, entry, ("scale_to",)), _number(path, entry, "value", ("scale_to",)))
    variant = record.get("variant") or {}
    allowed = ("parameters", "switches", "variants")
    _record(path, variant, ("variant",), allowed, ())
    if ("experiment" in record) == ("frozen" in record):
        raise _fault(path, "an experiment or a frozen run is needed, and not both", ())
    frozen = _frozen(path, record["frozen"]) if "frozen" in record else None
    shock = record.get("experiment") or {}
    test = " ".join(str(record.get("which_is_the_test", "")).split())
    return Experiment(
        path.stem, str(record["title"]), shock, variant, claims, scale, path, frozen, test
    )  # fmt: skip


def _frozen(path: Path, value: Any) -> Frozen:
    """Return what a frozen run changes."""
    place = ("frozen",)
    record = _record(path, value, place, ("economy", "given", "changes"), ("economy", "changes"))
    changes = []
    for i, entry in enumerate(record["changes"]):
        at = (*place, "changes", i)
        own = _record(path, entry, at, ("variables", "from", *CHANGES), ("variables", "from"))
        kinds = [k for k in CHANGES if k in own]
        span = Span.parse(own["from"])
        if len(kinds) != 1:
            raise _fault(path, "exactly one change is needed", at, f"One of {', '.join(CHANGES)}")
        if span is None:
            raise _fault(path, f"from is {own['from']!r}", (*at, "from"), "Write q1 or 2025Q4")
        size = _number(path, own, kinds[0], at)
        changes.append(FrozenChange(tuple(map(str, own["variables"])), span, kinds[0], size))
    given = record.get("given") or {}
    figures = {str(k): _number(path, given, k, (*place, "given")) for k in given}
    return Frozen(str(record["economy"]), tuple(changes), figures)


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
        why_missed=" ".join(str(entry.get("why_missed", "")).split()),
    )


def _measure(path: Path, entry: Mapping[str, Any], place: tuple[str | int, ...]) -> ResponseMeasure:
    """Return what a claim or a scaling looks at."""
    transform = str(entry["transform"])
    if transform not in TRANSFORMS:
        hint = did_you_mean(transform, TRANSFORMS) or f"It is one of {', '.join(TRANSFORMS)}"
        raise _fault(path, f"transform is {transform!r}", (*place, "transform"), hint)
    span = Span.parse(entry["at"])
    if span is None or (transform in POINT_TRANSFORMS and span.first != span.last):
        hint = "Write q1 for the quarter of the shock, q1..q8 for a span, or 2035Q3"
        raise _fault(path, f"at is {entry['at']!r}", (*place, "at"), hint)
    per, worth = entry.get("per"), entry.get("value_of")
    if transform == "cents_per_dollar" and not (per and worth):
        raise _fault(path, "cents_per_dollar needs per and value_of", place)
    if transform in NEEDS_PER and not per:
        raise _fault(path, f"{transform} needs per", place)
    return ResponseMeasure(str(entry["variable"]), transform, span, per, worth)


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
