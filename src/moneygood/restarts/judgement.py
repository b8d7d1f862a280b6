"""The rules by which every restart is begun: judged paths, residuals carried on, policy after the origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import FormulaText, Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Needs
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Flag, Number, Quarters, Whole
from moneygood.core.texts import economics_root, reference_keys
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import Formula, parse_expression
from moneygood.model.model import Model
from moneygood.model.names import names_of


@dataclass(frozen=True)
class PathRule:
    """A judged path: from `begin` (the last figure when None) toward `toward`, both formulas at the origin.

    h quarters on it is toward + keep^h (begin - toward) + momentum (m + ... + m^h) times exp(drift h), with m
    the share of momentum that is kept, and at least `least`. How fast and how far is not known: `toward` and
    `keep` are moved by their spreads times a standard normal number, one for each part of the draws.
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
    toward_spread: float = 0.0
    keep_spread: float = 0.0

    def values(
        self, history: Panel, horizons: int, numbers: Mapping[str, float], strength: float = 0.0
    ) -> np.ndarray:
        """The path [horizon] from a history that ends at the origin, NaN when a figure is missing.

        `strength` is how many standard deviations the expansion is stronger than usual.
        """
        level = _last(self.toward, history, numbers) + strength * self.toward_spread
        keep = min(max(self.keep + strength * self.keep_spread, 0.0), 1.0)
        begin = (
            float(history.series(self.variable)[-1])
            if self.begin is None
            else _last(self.begin, history, numbers)
        )
        h = np.arange(1, horizons + 1)
        out = level + keep**h * (begin - level)
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


CARRY_FIELDS = (
    Field("window", Whole(1, 400), "Quarters of the mean that it goes to.", required=True),
    Field("recent", Whole(1, 400), "Quarters of the mean that it starts from.", required=True),
    Field("keep", Number(0, 1), "The share of the distance that is kept each quarter.", required=True),
    Field("level_share", Number(), "The share of the long mean that it goes to.", default=1.0),
)
CARRY = Record(
    "rule",
    "How a variable from outside is carried on.",
    (*CARRY_FIELDS, Field("share", Name("variable"), "The variable relative to which it is carried on.")),
    make=lambda e: CarryRule(e["window"], e["recent"], e["keep"], e["level_share"], e["share"]),
)
RESIDUAL_RULES = Record(
    "table of residuals",
    "How residuals are carried on.",
    (
        *CARRY_FIELDS,
        Field("left_out", ListOf(Quarters()), "Quarters that are not used.", default=()),
        Field("seasonal", ListOf(Name("equation")), "Equations carried on by season.", default=()),
        Field("never", ListOf(Name("equation")), "Equations whose residuals are not carried on.", default=()),
    ),
)
PATH_RULE = Record(
    "judged path",
    "A path from the last figure toward a level that is known at the origin.",
    (
        Field("variable", Name("variable"), "The variable.", required=True),
        Field("absorbed_by", Name("judgement"), "The judgement that gives way.", required=True),
        Field("from", FormulaText(), "Where it begins; the last figure when left out."),
        Field("toward", FormulaText(), "Where it goes.", required=True),
        Field("keep", Number(0, 1), "The share of the distance that is kept each quarter.", required=True),
        Field(
            "toward_spread", Number(), "How far the level is uncertain, by standard deviation.", default=0.0
        ),
        Field("keep_spread", Number(-1, 1), "How far `keep` is uncertain, the same way.", default=0.0),
        Field("momentum", FormulaText(), "The change that is carried on."),
        Field("momentum_keep", Number(0, 1), "The share of momentum that is kept each quarter.", default=0.0),
        Field("drift", Number(), "Growth a quarter.", default=0.0),
        Field("least", Number(), "The least value.", default=-np.inf),
        Field("source", Source(), "Where the rule is from.", for_people=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
    ),
    (Needs("momentum_keep", ("momentum",)),),
    named="the judged path of {variable}",
)
POLICY_RULES = Record(
    "table of policy",
    "Variables from outside after the origin.",
    (
        Field("default", CARRY, "The rule of all others.", required=True),
        Field("rules", MapOf(CARRY, "variable"), "Rules of their own.", default=()),
        Field("cbo_tables", Flag(), "Whether CBO's tables of that day are used.", default=False),
    ),
)
JUDGEMENT = TextKind(
    "restarts",
    "How a forecast is begun at a restart.",
    ("backtest/judgement.yaml",),
    Record(
        "text of restarts",
        "The same rules for every origin.",
        (
            Field("residuals", RESIDUAL_RULES, "Residuals.", required=True),
            Field("paths", ListOf(PATH_RULE), "Judged paths.", required=True),
            Field("policy", POLICY_RULES, "Variables from outside.", required=True),
        ),
    ),
    FaultCodes("A601"),
    "`moneygood backtest`",
)


def read_judgement(model: Model, root: Path | None = None) -> ResidualRules:
    """The rules of ``backtest/judgement.yaml``; A601 for a faulty field, and the errors of its formulas."""
    path = (root or economics_root()) / "backtest" / "judgement.yaml"
    text = JUDGEMENT.read(path, names_of(model), reference_keys(root))
    own, policy = text["residuals"], text["policy"]
    return ResidualRules(
        paths=tuple(_path_rule(model, entry) for entry in text["paths"]),
        residuals=CarryRule(own["window"], own["recent"], own["keep"], own["level_share"]),
        never=frozenset(own["never"]),
        seasonal=frozenset(own["seasonal"]),
        left_out=frozenset(q for span in own["left_out"] for q in span),
        policy=dict(policy["rules"]),
        policy_default=policy["default"],
        cbo_tables=policy["cbo_tables"],
    )


def _path_rule(model: Model, entry: Entry) -> PathRule:
    def formula(key: str) -> Formula | None:
        return parse_expression(entry[key], model, place=entry.at.at(key)) if entry.has(key) else None

    toward = parse_expression(entry["toward"], model, place=entry.at.at("toward"))
    return PathRule(
        entry["variable"], entry["absorbed_by"], formula("from"), toward, entry["keep"], formula("momentum"),
        entry["momentum_keep"], entry["drift"], entry["least"], entry["toward_spread"], entry["keep_spread"],
    )  # fmt: skip


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
