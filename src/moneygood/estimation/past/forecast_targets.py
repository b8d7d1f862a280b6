"""The evaluation's text: what is forecast, from when, how far, against whom; and its series over the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.budget.fiscal_years import fiscal_years, spread_smoothly
from moneygood.baseline.measure import measured_panel
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter, parse_range, quarter_range
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.data.vintage import Vintage
from moneygood.estimation.past.state import Past
from moneygood.model.model import Model

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

FORMS = ("level", "log", "growth", "mean")


@dataclass(frozen=True)
class ForecastTarget:
    """One variable of the evaluation.

    `source` is the series that benchmarks learn from, `form` what is scored: its level, 100 times its log,
    its growth over four quarters in percent, or its mean over four. `before` names two fiscal lines whose
    ratio stands for quarters without figures. `walk` is the prior mean of the own lag in the vector
    autoregression; figures below `floor` count as the floor.
    """

    variable: str
    label: str
    source: str
    form: str
    before: tuple[str, tuple[str, str]] | None = None
    walk: float = 1.0
    floor: float = -np.inf

    def bounded(self, draws: np.ndarray) -> np.ndarray:
        """Draws and outcomes at or below the floor count as the floor, whoever made them."""
        return np.maximum(draws, self.floor) if np.isfinite(self.floor) else draws

    def base(self, source: np.ndarray) -> np.ndarray:
        """The source as benchmarks model it: 100 times its log for growth and logs."""
        return 100.0 * np.log(source) if self.form in ("log", "growth") else source

    def scored(self, base: np.ndarray) -> np.ndarray:
        """What is scored, from `base` with quarters along the first axis (NaN for the first quarters)."""
        if self.form in ("level", "log"):
            return base
        out = np.full(base.shape, np.nan)
        if self.form == "growth":
            out[4:] = 100.0 * (np.exp((base[4:] - base[:-4]) / 100.0) - 1.0)
        else:
            out[3:] = (base[3:] + base[2:-1] + base[1:-2] + base[:-3]) / 4.0
        return out

    def of_model(self, paths: np.ndarray) -> np.ndarray:
        """What is scored, from the model's own paths of the variable."""
        return 100.0 * np.log(paths) if self.form == "log" else paths


@dataclass(frozen=True)
class ForecastEvaluation:
    """The rules of the evaluation; see ``economics/backtest/evaluation.yaml``.

    `states` is how many draws of the hidden states each restart begins from, in equal parts (0: their means);
    `posterior` names the proposal whose parameter draws are used ("": parameters as adopted).
    """

    first_origin: Quarter
    horizons: tuple[int, ...]
    learn_from: Quarter
    not_learnt_from: frozenset[Quarter]
    draws: int
    targets: tuple[ForecastTarget, ...]
    order: int
    lags: int
    tightness: float
    decay: float
    persistence: float
    labels: Mapping[str, str]
    ties: float
    limit: float
    states: int
    posterior: str


def read_evaluation(model: Model, root: Path | None = None) -> ForecastEvaluation:
    """The text of the evaluation; A602 when it is faulty."""
    path = (root or economics_root()) / "backtest" / "evaluation.yaml"
    record = read_yaml(path)
    try:
        targets = []
        for name, own in record["targets"].items():
            for variable in (str(name), str(own["from"])):
                if variable not in model.variables:
                    place, hint = place_of(path, ("targets", name)), did_you_mean(variable, model.variables)
                    raise MoneygoodError("A602", f"there is no variable {variable!r}", place, hint)
            if own["form"] not in FORMS:
                place, hint = place_of(path, ("targets", name, "form")), f"Write one of {', '.join(FORMS)}"
                raise MoneygoodError("A602", f"there is no form {own['form']!r}", place, hint)
            before = None
            if "before" in own:
                kind, lines = next(iter(own["before"].items()))
                before = (str(kind), (str(lines[0]), str(lines[1])))
            targets.append(
                ForecastTarget(str(name), str(own["label"]), str(own["from"]), str(own["form"]), before,
                       float(own.get("walk", 1.0)), float(own.get("floor", -np.inf)))
            )  # fmt: skip
        benchmarks = record["benchmarks"]
        bvar = benchmarks["bvar"]
        return ForecastEvaluation(
            first_origin=Quarter.parse(record["first_origin"]),
            horizons=tuple(int(h) for h in record["horizons"]),
            learn_from=Quarter.parse(record["learn_from"]),
            not_learnt_from=frozenset(q for s in record["not_learnt_from"] for q in parse_range(s)),
            draws=int(record["draws"]),
            targets=tuple(targets),
            order=int(benchmarks["autoregression"]["order"]),
            lags=int(bvar["lags"]),
            tightness=float(bvar["tightness"]),
            decay=float(bvar["decay"]),
            persistence=float(bvar["persistence"]),
            labels={str(k): str(v["label"]) for k, v in benchmarks.items()},
            ties=float(record["ties"]),
            limit=float(record["limit"]),
            states=int(record.get("states", 0)),
            posterior=str(record.get("posterior", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as fault:
        what = f"the evaluation lacks a field or holds a wrong one ({fault})"
        raise MoneygoodError("A602", what, place_of(path, ())) from None


@dataclass(frozen=True)
class EvaluationFigures:
    """The series of the evaluation over `periods`: `base` [target, quarter] as benchmarks learn from it,
    `actual` [target, quarter] what is scored, `learnable` [quarter] whether benchmarks may learn from a
    quarter."""

    periods: tuple[Quarter, ...]
    base: np.ndarray
    actual: np.ndarray
    learnable: np.ndarray


def evaluation_figures(
    evaluation: ForecastEvaluation, model: Model, vintage: Vintage, past: Past
) -> EvaluationFigures:
    """The figures of all targets, measured where the vintage measures them, from the completed past else."""
    last = past.periods[-1]
    periods = quarter_range(evaluation.learn_from - 4, last)
    measured = measured_panel(model, vintage)
    base = np.full((len(evaluation.targets), len(periods)), np.nan)
    for i, target in enumerate(evaluation.targets):
        source = measured if target.source in measured else past.panel
        row = source.series(target.source)
        for at, quarter in enumerate(periods):
            if source.periods[0] <= quarter <= source.periods[-1]:
                base[i, at] = row[quarter - source.periods[0]]
        if target.before is not None:
            begin = past.periods[0] - periods[0]
            older = _fiscal_ratio(vintage, target.before, periods)
            base[i, :begin] = older[:begin] + (base[i, begin] - older[begin])
        base[i] = target.base(base[i])
    actual = np.array([t.bounded(t.scored(b)) for t, b in zip(evaluation.targets, base, strict=True)])
    learnable = np.array([q not in evaluation.not_learnt_from for q in periods])
    return EvaluationFigures(periods, base, actual, learnable)


def _fiscal_ratio(
    vintage: Vintage, before: tuple[str, tuple[str, str]], periods: tuple[Quarter, ...]
) -> np.ndarray:
    """The ratio of two fiscal lines in percent [quarter], yearly figures spread smoothly."""
    over, under = (vintage.fiscal(name) for name in before[1])
    first = periods[0].fiscal_year - 1
    ratio = {y: 100.0 * over[y] / under[y] for y in over if y in under and y >= first}
    return spread_smoothly(ratio, periods, fiscal_years(periods))


def last_measured(workspace: Workspace) -> Quarter:
    """The last quarter in which real GDP is published: later states rest on part-quarters."""
    panel = measured_panel(workspace.model, workspace.vintage)
    evaluation = read_evaluation(workspace.model, workspace.model.root)
    named = [t.source for t in evaluation.targets if t.source in panel]
    known = [int(np.flatnonzero(np.isfinite(panel.series(n)))[-1]) for n in named]
    return panel.periods[min(known)]
