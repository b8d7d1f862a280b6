"""The text of the neutral-rate filter: its figures as formulas over series, its parameters with priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from moneygood.core.errors import did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import FormulaText, Source
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf, Pair
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, OneQuarter, Quarters
from moneygood.core.texts import economics_root, reference_keys
from moneygood.data.vintage import Vintage
from moneygood.estimation.filters.neutral import NeutralFigures
from moneygood.estimation.past.state import series_scope
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.model import Model

FIGURES = ("output", "unemployment", "inflation", "inflation_past", "inflation_expected", "short_rate")


@dataclass(frozen=True)
class StatePrior:
    """A parameter's prior: normal with `mean` and `sd`, cut to `low`..`high`; `source` as in references."""

    name: str
    mean: float
    sd: float
    low: float
    high: float
    source: str


@dataclass(frozen=True)
class NeutralText:
    """The filter's figures [quarter] over `periods`, and the priors of its parameters by name."""

    periods: tuple[Quarter, ...]
    figures: NeutralFigures
    priors: Mapping[str, StatePrior]

    @property
    def means(self) -> dict[str, float]:
        """The prior means."""
        return {n: p.mean for n, p in self.priors.items()}

    def until(self, end: Quarter) -> NeutralText:
        """The figures up to the quarter `end` only."""
        n = end - self.periods[0] + 1
        cut = {k: getattr(self.figures, k)[:n] for k in NeutralFigures.__dataclass_fields__}
        return replace(self, periods=self.periods[:n], figures=NeutralFigures(**cut))


def _state_prior(entry: Entry) -> StatePrior:
    low, high = entry["range"]
    return StatePrior(entry.name, entry["mean"], entry["sd"], low, high, entry["source"])


STATE_PRIOR = Record(
    "prior",
    "What is taken of a parameter beforehand: normal, cut to a range.",
    (
        Field("mean", Number(), "Its mean.", required=True),
        Field("sd", Number(above=0), "Its standard deviation.", required=True),
        Field("range", Pair(strict=True), "Where it is cut.", required=True),
        Field("source", Source(), "Where it is from.", required=True),
    ),
    make=_state_prior,
)
NEUTRAL = TextKind(
    "neutral",
    "The filter of potential output, natural unemployment and the neutral rate.",
    ("backtest/neutral.yaml",),
    Record(
        "text of the neutral filter",
        "Its figures as formulas over series, and its parameters with priors.",
        (
            Field(
                "figures",
                Record(
                    "table of figures",
                    "A formula over the quarterly series for each figure.",
                    tuple(
                        Field(n, FormulaText(), f"{n.replace('_', ' ').capitalize()}.", required=True)
                        for n in FIGURES
                    ),
                ),
                "The figures.",
                required=True,
            ),
            Field("past_weight", Number(0, 1), "The weight of past inflation.", required=True),
            Field("first", OneQuarter(), "The first quarter.", required=True),
            Field(
                "left_out", MapOf(ListOf(Quarters())), "Quarters that are left out, by figure.", default=()
            ),
            Field("parameters", MapOf(STATE_PRIOR, least=1), "Priors by parameter.", required=True),
        ),
    ),
    FaultCodes("A601"),
    "`moneygood backtest` and `moneygood fit`",
)


def read_neutral(model: Model, vintage: Vintage, root: Path | None = None) -> NeutralText:
    """The text ``backtest/neutral.yaml`` on a vintage; A601 when it is faulty."""
    path = (root or economics_root()) / "backtest" / "neutral.yaml"
    text = NEUTRAL.read(path, None, reference_keys(root))
    data, formulas = vintage.quarterly, text["figures"]
    scope = series_scope(model, vintage)
    numbers = {n: c.value for n, c in model.constants.items()}
    rows: dict[str, np.ndarray] = {}
    for name in FIGURES:
        node = parse_expression(formulas[name], scope, place=formulas.at.at(name)).node
        rows[name] = np.array(evaluate_series(node, data.series, parameters=numbers), dtype=float)
    for name, spans in dict(text["left_out"]).items():
        if name not in rows:
            raise text.fault(f"there is no figure {name!r}", "left_out", name, hint=did_you_mean(name, rows))
        for quarter in (q for span in spans for q in span):
            if data.periods[0] <= quarter <= data.periods[-1]:
                rows[name][quarter - data.periods[0]] = np.nan
    weight, begin = text["past_weight"], data.column(text["first"])
    expected = _held_level(rows["inflation_expected"])
    explained = weight * np.roll(rows["inflation_past"], 1) + (1 - weight) * np.roll(expected, 1)
    figures = NeutralFigures(
        rows["output"][begin:],
        rows["unemployment"][begin:],
        (rows["inflation"] - explained)[begin:],
        (rows["short_rate"] - expected)[begin:],
    )
    return NeutralText(data.periods[begin:], figures, text["parameters"])


def _held_level(row: np.ndarray) -> np.ndarray:
    """A series whose last figure stands for the quarters after it."""
    out = row.copy()
    known = np.flatnonzero(np.isfinite(out))
    if known.size:
        out[known[-1] + 1 :] = out[known[-1]]
    return out
