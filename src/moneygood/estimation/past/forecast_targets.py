"""The evaluation's text: what is forecast, from when, how far, against whom; and its series over the past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.budget.fiscal_years import fiscal_years, spread_smoothly
from moneygood.baseline.measure import measured_panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.record_kinds import Choice, Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, OneQuarter, Quarters, Whole
from moneygood.core.texts import economics_root, reference_keys
from moneygood.data.vintage import Vintage
from moneygood.estimation.past.state import Past
from moneygood.model.model import Model
from moneygood.model.names import names_of

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

FORMS = ("level", "log", "growth", "mean")
FORWARDS, MEAN = "forwards", "mean_of_rivals"


@dataclass(frozen=True)
class ForecastTarget:
    """One variable of the evaluation.

    `source` is the series that benchmarks learn from, `form` what is scored: its level, 100 times its log,
    its growth over four quarters in percent, or its mean over four. `before` names two fiscal lines whose
    ratio stands for quarters without figures. `walk` is the prior mean of the own lag in the vector
    autoregression; figures below `floor` count as the floor. `level` is what a rate is the growth of.
    """

    variable: str
    label: str
    source: str
    form: str
    before: tuple[str, tuple[str, str]] | None = None
    walk: float = 1.0
    floor: float = -np.inf
    level: str = ""

    @property
    def projected_as(self) -> str:
        """The variable whose projections by others say what is scored."""
        if self.form in ("level", "log"):
            return self.variable
        return self.level or self.source

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
class RivalRules:
    """Forecasters beside the benchmarks: `curve` and `maturity` are years by variable, `institutions` the
    days for which what one has published stands; `labels` of the forwards and of the mean of all."""

    curve: Mapping[str, float]
    maturity: Mapping[str, float]
    institutions: Mapping[str, int]
    labels: Mapping[str, str]


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
    rivals: RivalRules
    ties: float
    limit: float
    states: int
    posterior: str


FORECAST_TARGET = Record(
    "target",
    "A variable that is forecast.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("from", Name("variable"), "The series that benchmarks learn from.", required=True),
        Field("form", Choice(FORMS), "What is scored.", required=True),
        Field(
            "before",
            MapOf(ListOf(Words(empty=False), exactly=2)),
            "Two fiscal lines whose ratio stands for quarters without figures.",
        ),
        Field("walk", Number(), "The prior mean of the own lag.", default=1.0),
        Field("floor", Number(), "Figures below it count as it.", default=-np.inf),
        Field("level", Name("variable"), "What a rate is the growth of, as others project it."),
    ),
)
LABEL = Field("label", Words(empty=False), "What it is called.", required=True)
BENCHMARKS = Record(
    "table of benchmarks",
    "Against whom the model forecasts.",
    (
        Field("random_walk", Record("benchmark", "No change.", (LABEL,)), "No change.", required=True),
        Field(
            "autoregression",
            Record(
                "benchmark",
                "The own past.",
                (
                    LABEL,
                    Field("order", Whole(1, 40), "Lags.", required=True),
                ),
            ),
            "The own past.",
            required=True,
        ),
        Field(
            "bvar",
            Record(
                "benchmark",
                "A vector autoregression with a Minnesota prior.",
                (
                    LABEL,
                    Field("lags", Whole(1, 40), "Lags.", required=True),
                    Field("tightness", Number(above=0), "The prior's overall tightness.", required=True),
                    Field("decay", Number(0), "How fast lags are shrunk.", required=True),
                    Field("persistence", Number(0), "The weight of a common persistence.", required=True),
                    Field("source", Source(), "Where the prior is from.", for_people=True),
                ),
            ),
            "A vector autoregression.",
            required=True,
        ),
    ),
)
RIVALS = Record(
    "table of rivals",
    "Forecasters that professionals look at.",
    (
        Field(
            "forwards",
            Record(
                "forward rates",
                "What the curve of the day implies.",
                (
                    LABEL,
                    Field("curve", MapOf(Number(above=0), "variable", least=2), "Years by yield.", True),
                    Field("maturity", MapOf(Number(above=0), "variable", least=1), "Years by target.", True),
                    Field("source", Source(), "How a curve is read.", for_people=True),
                ),
            ),
            "What the curve of the day implies.",
            required=True,
        ),
        Field(
            "institutions",
            MapOf(Whole(1, 10_000)),
            "Texts of economics/projections, and for how many days a publication stands.",
            required=True,
        ),
        Field("mean", Record("mean", "Of all rivals.", (LABEL,)), "Equal weights.", required=True),
    ),
)
EVALUATION = TextKind(
    "evaluation",
    "What is forecast from which quarters on, against whom.",
    ("backtest/evaluation.yaml",),
    Record(
        "forecast evaluation",
        "The rules of the forecast record.",
        (
            Field(
                "first_origin", OneQuarter(), "The first quarter that forecasts start from.", required=True
            ),
            Field("horizons", ListOf(Whole(1, 80), 1), "How many quarters ahead.", required=True),
            Field("learn_from", OneQuarter(), "From when benchmarks learn.", required=True),
            Field(
                "not_learnt_from",
                ListOf(Quarters()),
                "Quarters that no benchmark learns from.",
                required=True,
            ),
            Field("draws", Whole(1, 1_000_000), "Draws a restart.", required=True),
            Field("states", Whole(0, 1000), "Draws of hidden states; 0 for their means.", default=0),
            Field("posterior", Words(), "The proposal whose parameter draws are used.", default=""),
            Field("targets", MapOf(FORECAST_TARGET, "variable", least=1), "What is forecast.", required=True),
            Field("benchmarks", BENCHMARKS, "Against whom.", required=True),
            Field("rivals", RIVALS, "Who is looked at beside them.", required=True),
            Field("ties", Number(1), "Ratios of scores below it are ties.", required=True),
            Field("limit", Number(1), "The largest ratio that is allowed.", required=True),
        ),
    ),
    FaultCodes("A602"),
    "`moneygood backtest`",
)


def read_evaluation(model: Model, root: Path | None = None) -> ForecastEvaluation:
    """The text of the evaluation; A602 when it is faulty."""
    path = (root or economics_root()) / "backtest" / "evaluation.yaml"
    text = EVALUATION.read(path, names_of(model), reference_keys(root))
    benchmarks = text["benchmarks"]
    bvar = benchmarks["bvar"]
    return ForecastEvaluation(
        first_origin=text["first_origin"],
        horizons=text["horizons"],
        learn_from=text["learn_from"],
        not_learnt_from=frozenset(q for span in text["not_learnt_from"] for q in span),
        draws=text["draws"],
        targets=tuple(_target(entry) for entry in text["targets"].values()),
        order=benchmarks["autoregression"]["order"],
        lags=bvar["lags"],
        tightness=bvar["tightness"],
        decay=bvar["decay"],
        persistence=bvar["persistence"],
        labels={f.name: benchmarks[f.name]["label"] for f in BENCHMARKS.fields},
        rivals=_rivals(text["rivals"]),
        ties=text["ties"],
        limit=text["limit"],
        states=text["states"],
        posterior=text["posterior"],
    )


def _rivals(text: Entry) -> RivalRules:
    forwards = text["forwards"]
    labels = {FORWARDS: forwards["label"], MEAN: text["mean"]["label"]}
    return RivalRules(dict(forwards["curve"]), dict(forwards["maturity"]), dict(text["institutions"]), labels)


def _target(entry: Entry) -> ForecastTarget:
    before = None
    if entry.has("before"):
        if len(entry["before"]) != 1:
            hint = "Write flow: [line, line] or stock: [line, line]"
            raise entry.fault(f"before of {entry.what} is not one ratio", "before", hint=hint)
        before = next(iter(entry["before"].items()))
    return ForecastTarget(
        entry.name,
        entry["label"],
        entry["from"],
        entry["form"],
        before,
        entry["walk"],
        entry["floor"],
        entry["level"] or "",
    )


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
