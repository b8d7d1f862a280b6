"""How the past is completed, as text: where it begins, what comes from outside, values to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, place_of, read_yaml

FIELDS = (
    "first", "without", "zero_before_first_figure", "at_least", "uniforms", "no_figures", "holds",
    "outside", "starts",
)  # fmt: skip


@dataclass(frozen=True)
class PastRule:
    """How the past is completed from the quarter `first` on.

    `without` names sector files left out (their variables come from `outside`: a number, or a formula over
    the vintage's series); `fill` gives series a value before their first figure; `starts` are values of
    states before `first`.
    """

    first: Quarter
    without: tuple[str, ...]
    fill: Mapping[str, float]
    at_least: Mapping[str, tuple[float, str]]
    uniforms: Mapping[str, float]
    no_figures: frozenset[str]
    holds: Mapping[str, str]
    outside: Mapping[str, float | str]
    starts: Mapping[str, float]
    path: Path


def read_past_rule(root: Path | None = None) -> PastRule:
    """The rule of ``backtest/history.yaml``; A601 when a field is missing, unknown or not a number."""
    path = (root or economics_root()) / "backtest" / "history.yaml"
    record = read_yaml(path)
    if not isinstance(record, Mapping):
        raise MoneygoodError("A601", "the rule for the past is not a mapping", place_of(path, ()))
    for key in record:
        if key not in FIELDS:
            hint = did_you_mean(str(key), FIELDS)
            raise MoneygoodError("A601", f"there is no field {key!r}", place_of(path, (key,)), hint)
    for key in ("first", "outside", "starts"):
        if key not in record:
            raise MoneygoodError("A601", f"the field {key!r} is missing", place_of(path, ()))
    outside: dict[str, float | str] = {}
    for name, entry in dict(record["outside"]).items():
        if isinstance(entry, Mapping) and "formula" in entry:
            outside[str(name)] = str(entry["formula"])
        else:
            outside[str(name)] = _number(path, ("outside", name), entry)
    return PastRule(
        first=Quarter.parse(record["first"]),
        without=tuple(str(s) for s in record.get("without") or ()),
        fill={
            str(n): _number(path, ("zero_before_first_figure", n), {"value": v})
            for n, v in (record.get("zero_before_first_figure") or {}).items()
        },
        at_least={
            str(n): (_number(path, ("at_least", n), v), str(v.get("residual", n)))
            for n, v in (record.get("at_least") or {}).items()
        },
        uniforms={
            str(n): _number(path, ("uniforms", n), v) for n, v in (record.get("uniforms") or {}).items()
        },
        no_figures=frozenset(str(n) for n in record.get("no_figures") or ()),
        holds={str(k): str(v) for k, v in (record.get("holds") or {}).items()},
        outside=outside,
        starts={str(n): _number(path, ("starts", n), v) for n, v in dict(record["starts"]).items()},
        path=path,
    )


def _number(path: Path, place: tuple[Any, ...], entry: Any) -> float:
    value = entry.get("value") if isinstance(entry, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MoneygoodError("A601", f"{place[-1]} needs a value that is a number", place_of(path, place))
    return float(value)
