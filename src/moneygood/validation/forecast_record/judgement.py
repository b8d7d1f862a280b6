"""The rules by which every restart is begun: judged paths, residuals carried on, policy after the origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, parse_range
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import Formula, parse_expression
from moneygood.model.model import Model


@dataclass(frozen=True)
class PathRule:
    """A judged path: from `begin` (the last figure when None) toward `toward`, both formulas at the origin.

    h quarters on it is toward + keep^h (begin - toward) + momentum (m + ... + m^h) times exp(drift h), with m
    the share of momentum that is kept, and at least `least`.
    """

    variable: str
    absorber: str
    begin: Formula | None
    toward: Formula
    keep: float
    momentum: Formula | None
    momentum_keep: float
    drift: float
    least: float

    def values(self, history: Panel, horizons: int, numbers: Mapping[str, float]) -> np.ndarray:
        """The path [horizon] from a history that ends at the origin, NaN when a figure is missing."""
        level = _last(self.toward, history, numbers)
        begin = (
            float(history.series(self.variable)[-1])
            if self.begin is None
            else _last(self.begin, history, numbers)
        )
        h = np.arange(1, horizons + 1)
        out = level + self.keep**h * (begin - level)
        if self.momentum is not None:
            out = out + _last(self.momentum, history, numbers) * np.cumsum(self.momentum_keep**h)
        return np.maximum(out * np.exp(self.drift * h), self.least)


@dataclass(frozen=True)
class CarryRule:
    """How a series is carried on: from its mean over `recent` quarters to `level_share` times that over
    `window`, keeping `keep` of the distance each quarter; relative to the variable `share` if any."""

    window: int
    recent: int
    keep: float
    level_share: float = 1.0
    share: str | None = None


@dataclass(frozen=True)
class ResidualRules:
    """All rules; `never` names equations whose residuals are not carried on, `seasonal` those carried on by
    season, `left_out` quarters not used."""

    paths: tuple[PathRule, ...]
    residuals: CarryRule
    never: frozenset[str]
    seasonal: frozenset[str]
    left_out: frozenset[Quarter]
    policy: Mapping[str, CarryRule]
    policy_default: CarryRule
    cbo_tables: bool

    def policy_rule(self, name: str) -> CarryRule:
        """The rule of an outside variable."""
        return self.policy.get(name, self.policy_default)


def read_judgement(model: Model, root: Path | None = None) -> ResidualRules:
    """The rules of ``backtest/judgement.yaml``; A601 for a faulty field, and the errors of its formulas."""
    path = (root or economics_root()) / "backtest" / "judgement.yaml"
    record = read_yaml(path)
    for key in ("residuals", "paths", "policy"):
        if not isinstance(record, Mapping) or key not in record:
            raise MoneygoodError("A601", f"the field {key!r} is missing", place_of(path, ()))
    own = record["residuals"]
    left_out = [q for span in own.get("left_out") or () for q in parse_range(span)]
    policy = record["policy"]
    for name in policy.get("rules") or {}:
        if name not in model.variables:
            place, hint = place_of(path, ("policy", "rules", name)), did_you_mean(name, model.variables)
            raise MoneygoodError("A601", f"there is no variable {name!r}", place, hint)
    return ResidualRules(
        paths=tuple(_path_rule(model, path, i, r) for i, r in enumerate(record["paths"])),
        residuals=_carry_rule(path, ("residuals",), own),
        never=frozenset(str(n) for n in own.get("never") or ()),
        seasonal=frozenset(str(n) for n in own.get("seasonal") or ()),
        left_out=frozenset(left_out),
        policy={
            str(n): _carry_rule(path, ("policy", "rules", n), r)
            for n, r in (policy.get("rules") or {}).items()
        },
        policy_default=_carry_rule(path, ("policy", "default"), policy["default"]),
        cbo_tables=bool(policy.get("cbo_tables", False)),
    )


def _path_rule(model: Model, path: Path, place: int, record: Mapping[str, Any]) -> PathRule:
    def formula(key: str) -> Formula | None:
        if key not in record:
            return None
        return parse_expression(str(record[key]), model, place=place_of(path, ("paths", place, key)))

    toward = formula("toward")
    labels = [f"add_{e.label}" for e in model.behavioural]
    for key, known in (("variable", list(model.variables)), ("absorbed_by", labels)):
        if record.get(key) not in known:
            at, hint = place_of(path, ("paths", place)), did_you_mean(str(record.get(key)), known)
            raise MoneygoodError("A601", f"a judged path has no {key} {record.get(key)!r}", at, hint)
    if toward is None:
        raise MoneygoodError("A601", "a judged path needs toward", place_of(path, ("paths", place)))
    return PathRule(
        str(record["variable"]), str(record["absorbed_by"]), formula("from"), toward, float(record["keep"]),
        formula("momentum"), float(record.get("momentum_keep", 0.0)), float(record.get("drift", 0.0)),
        float(record.get("least", -np.inf)),
    )  # fmt: skip


def _carry_rule(path: Path, place: tuple[Any, ...], record: Mapping[str, Any]) -> CarryRule:
    try:
        return CarryRule(
            int(record["window"]), int(record["recent"]), float(record["keep"]),
            float(record.get("level_share", 1.0)), str(record["share"]) if "share" in record else None,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError):
        raise MoneygoodError("A601", "a rule needs window, recent and keep", place_of(path, place)) from None


def carried(series: np.ndarray, rule: CarryRule, horizons: int) -> np.ndarray:
    """The values [horizon] after a series [quarter] that ends at the origin; NaN figures are passed over."""
    known = series[np.isfinite(series)]
    if not known.size:
        return np.zeros(horizons)
    level = rule.level_share * float(known[-rule.window :].mean())
    begin = float(known[-rule.recent :].mean())
    return level + rule.keep ** np.arange(1, horizons + 1) * (begin - level)


def by_season(series: np.ndarray, window: int, horizons: int) -> np.ndarray:
    """The values [horizon] after a series [quarter]: the mean of the same quarter of the year over the last
    `window` quarters, less the mean of all four; NaN figures are passed over."""
    last = series[-window:] if len(series) >= window else series
    means = np.zeros(4)
    for place in range(4):
        own = last[::-1][place::4]
        means[place] = own[np.isfinite(own)].mean() if np.isfinite(own).any() else 0.0
    means -= means.mean()
    return np.array([means[-h % 4] for h in range(1, horizons + 1)])


def _last(formula: Formula, history: Panel, numbers: Mapping[str, float]) -> float:
    depth = formula.max_lag + 1

    def series(name: str) -> np.ndarray:
        return history.series(name)[-depth:]

    return float(np.ravel(evaluate_series(formula.node, series, parameters=numbers))[-1])
