"""The text of the neutral-rate filter: its figures as formulas over series, its parameters with priors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, parse_range
from moneygood.core.texts import economics_root, place_of, read_yaml
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


def read_neutral(model: Model, vintage: Vintage, root: Path | None = None) -> NeutralText:
    """The text ``backtest/neutral.yaml`` on a vintage; A601 when it is faulty."""
    path = (root or economics_root()) / "backtest" / "neutral.yaml"
    record = read_yaml(path)
    for key in ("figures", "parameters", "first", "past_weight"):
        if not isinstance(record, Mapping) or key not in record:
            raise MoneygoodError("A601", f"the field {key!r} is missing", place_of(path, ()))
    data = vintage.quarterly
    scope = series_scope(model, vintage)
    numbers = {n: c.value for n, c in model.constants.items()}
    rows: dict[str, np.ndarray] = {}
    for name in FIGURES:
        if name not in record["figures"]:
            raise MoneygoodError("A601", f"the figure {name!r} is missing", place_of(path, ("figures",)))
        text = str(record["figures"][name])
        node = parse_expression(text, scope, place=place_of(path, ("figures", name))).node
        rows[name] = np.array(evaluate_series(node, data.series, parameters=numbers), dtype=float)
    for name, spans in (record.get("left_out") or {}).items():
        for span in spans:
            for quarter in parse_range(span):
                if data.periods[0] <= quarter <= data.periods[-1]:
                    rows[name][quarter - data.periods[0]] = np.nan
    weight, begin = float(record["past_weight"]), data.column(record["first"])
    expected = _held_level(rows["inflation_expected"])
    explained = weight * np.roll(rows["inflation_past"], 1) + (1 - weight) * np.roll(expected, 1)
    figures = NeutralFigures(
        rows["output"][begin:],
        rows["unemployment"][begin:],
        (rows["inflation"] - explained)[begin:],
        (rows["short_rate"] - expected)[begin:],
    )
    priors = {str(n): _prior(path, str(n), v) for n, v in record["parameters"].items()}
    return NeutralText(data.periods[begin:], figures, priors)


def _held_level(row: np.ndarray) -> np.ndarray:
    """A series whose last figure stands for the quarters after it."""
    out = row.copy()
    known = np.flatnonzero(np.isfinite(out))
    if known.size:
        out[known[-1] + 1 :] = out[known[-1]]
    return out


def _prior(path: Path, name: str, entry: Mapping[str, Any]) -> StatePrior:
    try:
        low, high = (float(x) for x in entry["range"])
        return StatePrior(
            name,
            float(entry["mean"]),
            float(entry["sd"]),
            low,
            high,
            str(entry["source"]),
        )
    except (KeyError, TypeError, ValueError):
        place = place_of(path, ("parameters", name))
        raise MoneygoodError("A601", f"{name} needs mean, sd, range and source", place) from None
