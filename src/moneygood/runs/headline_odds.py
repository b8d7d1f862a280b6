"""Odds beside the headline: how often a yes-or-no variable is one, and which drawn parameters decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Name, Words
from moneygood.core.record_reading import FaultCodes, Names
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import OneQuarter
from moneygood.core.texts import economics_root
from moneygood.model.build import load_model
from moneygood.runs.fan import Fan
from moneygood.runs.weighted import weighted_quantiles

if TYPE_CHECKING:
    from moneygood.model.model import Model

DRIVER = Record(
    "driver",
    "A drawn parameter that the odds may hang on.",
    (
        Field("parameter", Name("parameter"), "The parameter.", required=True),
        Field("label", Words(empty=False), "What it is called.", required=True),
    ),
)
ROW = Record(
    "odds",
    "The odds that a variable of noughts and ones is one.",
    (
        Field("variable", Name("variable"), "The variable, nought or one on every draw.", required=True),
        Field("label", Words(empty=False), "What it says, in a few words.", required=True),
        Field("means", Words(empty=False), "What that means, in a sentence.", required=True),
        Field("at", ListOf(OneQuarter(), 1), "Quarters at which it is shown.", required=True),
        Field("drivers", ListOf(DRIVER), "Parameters whose weight is shown.", default=()),
    ),
)
HEADLINE_ODDS = TextKind(
    "headline-odds",
    "Odds that every run shows beside its headline table, and what drives them.",
    ("dictionary/headline_odds.yaml",),
    Record(
        "odds of the headline", "What is shown.", (Field("odds", ListOf(ROW, 1), "The odds.", required=True),)
    ),
    FaultCodes("A075"),
    "`moneygood run`",
)


@dataclass(frozen=True)
class OddsEntry:
    """A listed variable of noughts and ones: what it means, where it is shown, and what may drive it."""

    variable: str
    label: str
    means: str
    at: tuple[Quarter, ...]
    drivers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class OddsDriver:
    """A drawn parameter: the odds (0 to 1) where it is in its upper and in its lower third, and the error.

    `error` is the Monte-Carlo standard error of their difference.
    """

    parameter: str
    label: str
    high: float
    low: float
    error: float


@dataclass(frozen=True)
class OddsRow:
    """The odds (0 to 1) that `variable` is one in `period`, over good draws, with Monte-Carlo error.

    `drivers` are sorted by how far their thirds lie apart; without drawn parameters there are none.
    """

    variable: str
    label: str
    means: str
    period: str
    probability: float
    mc_error: float
    drivers: tuple[OddsDriver, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the row as a plain dictionary for `--json`."""
        return asdict(self)


def read_odds(path: Path, names: Names) -> tuple[OddsEntry, ...]:
    """The entries of a text such as ``dictionary/headline_odds.yaml`` (A075)."""
    return tuple(
        OddsEntry(
            row["variable"], row["label"], row["means"], tuple(row["at"]),
            tuple((d["parameter"], d["label"]) for d in row["drivers"]),
        )
        for row in HEADLINE_ODDS.read(path, names)["odds"]
    )  # fmt: skip


def listed_odds(model: Model) -> tuple[OddsEntry, ...]:
    """The entries of the model's ``dictionary/headline_odds.yaml``, none without that file (A075).

    Names are those of the whole model: a day before a sector begins is asked of a model without it, which has
    no odds of what that sector alone decides.
    """
    path = (model.root or economics_root()) / "dictionary" / "headline_odds.yaml"
    if not path.is_file():
        return ()
    entries = read_odds(path, {})
    there = tuple(e for e in entries if e.variable in model.variables)
    whole = model if len(there) == len(entries) else load_model(model.root)
    read_odds(path, {"variable": whole.variables, "parameter": whole.parameters})
    return there


def odds_variables(model: Model) -> tuple[str, ...]:
    """The variables that a run must keep for its odds."""
    return tuple(entry.variable for entry in listed_odds(model))


def headline_odds(
    entries: Sequence[OddsEntry],
    paths: Paths,
    fans: Mapping[str, Fan],
    parameters: Mapping[str, np.ndarray],
) -> tuple[OddsRow, ...]:
    """The odds of each entry at those of its quarters that are simulated.

    `fans` has the fan of each variable over all draws, whose mean is the odds; `parameters` the values [draw]
    that drawn parameters have on the draws of `paths`, from which the drivers are found.
    """
    out = []
    for entry in entries:
        name = entry.variable
        spread = fans[name]
        for quarter in entry.at:
            if quarter not in spread.periods:
                continue
            t = spread.periods.index(quarter)
            out.append(
                OddsRow(
                    name,
                    entry.label,
                    entry.means,
                    str(quarter),
                    float(spread.mean[t]),
                    float(spread.mean_error[t]),
                    _drivers(entry.drivers, paths, name, quarter, parameters),
                )
            )
    return tuple(out)


def _drivers(
    listed: Sequence[tuple[str, str]],
    paths: Paths,
    name: str,
    quarter: Quarter,
    parameters: Mapping[str, np.ndarray],
) -> tuple[OddsDriver, ...]:
    ok, mass = paths.ok, paths.mass
    yes = np.asarray(paths.series(name)[tuple(paths.periods).index(quarter)], dtype=np.float64)[ok]
    found = []
    for parameter, label in listed:
        values = parameters.get(parameter)
        if values is None or len(yes) < 30:
            continue
        values = values[ok]
        if mass is not None:
            found += _weighted_driver(parameter, label, values, yes, mass)
            continue
        low, high = np.quantile(values, [1 / 3, 2 / 3])
        above, below = yes[values > high], yes[values < low]
        if not len(above) or not len(below):
            continue
        error = np.sqrt(above.var() / len(above) + below.var() / len(below))
        found.append(OddsDriver(parameter, label, float(above.mean()), float(below.mean()), float(error)))
    return tuple(sorted(found, key=lambda d: -abs(d.high - d.low)))


def _weighted_driver(
    parameter: str, label: str, values: np.ndarray, yes: np.ndarray, mass: np.ndarray
) -> list[OddsDriver]:
    """The odds in the outer thirds of a parameter's weighted draws, none where a third has no weight."""
    low, high = weighted_quantiles(values[None], mass, (1 / 3, 2 / 3))[:, 0]
    means, variance = [], 0.0
    for third in (values > high, values < low):
        own = mass[third]
        if not own.sum() > 0.0:
            return []
        share = float(own @ yes[third] / own.sum())
        means.append(share)
        variance += float(np.sum((own * (yes[third] - share)) ** 2)) / float(own.sum()) ** 2
    return [OddsDriver(parameter, label, means[0], means[1], float(np.sqrt(variance)))]
