"""What the record says: a cell a variable and horizon, the best benchmark, coverage, CBO's own errors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.figures import inside as in_sentence
from moneygood.core.periods import Quarter
from moneygood.questions.backtest.rivals import (
    cost_tables,
    cost_words,
    plain_row,
    rival_tables,
    summary_words,
)
from moneygood.validation.forecast_record.cbo import CboError
from moneygood.validation.forecast_record.origin import MODEL
from moneygood.validation.forecast_record.record import EvaluatedForecasts
from moneygood.validation.forecast_record.rival_scores import (
    RevisionCost,
    RivalScore,
    RivalSummary,
    ratio_error,
    revision_costs,
    rival_scores,
    summaries,
)
from moneygood.validation.forecast_record.scores import BANDS, inside

PIT_BINS = 10


@dataclass(frozen=True)
class Cell:
    """One variable at one horizon over all origins.

    `crps` is the mean score of the model and `benchmarks` those of the benchmarks, in the variable's unit;
    `ratio` is over the best of them, `ratio_se` its standard error (Newey and West over origins, as
    neighbouring forecasts overlap). `coverage` by band is a share, `bias` forecast mean less actual, `pit`
    the histogram.
    """

    variable: str
    label: str
    horizon: int
    n: int
    crps: float
    benchmarks: dict[str, float]
    best: str
    ratio: float
    ratio_se: float
    bias: float
    sd: float
    coverage: dict[int, float]
    pit: tuple[int, ...]
    ratio_calm: float

    def as_json(self) -> dict[str, Any]:
        """The cell of `backtest --json`."""
        return {
            "variable": self.variable,
            "horizon_q": self.horizon,
            "n": self.n,
            "crps": self.crps,
            "crps_best_rival": self.benchmarks[self.best],
            "best_benchmark": self.best,
            "ratio": self.ratio,
            "ratio_se": _number(self.ratio_se),
            "ratio_without_pandemic": _number(self.ratio_calm),
            "coverage50": self.coverage[50],
            "coverage80": self.coverage[80],
            "coverage90": self.coverage[90],
            "coverage95": self.coverage[95],
            "bias": self.bias,
            "forecast_sd": self.sd,
            "crps_rivals": self.benchmarks,
            "pit": list(self.pit),
        }


@dataclass(frozen=True, repr=False)
class BacktestAnswer(ShortRepr):
    """The forecast record: `cells`, CBO's `cbo` errors, and what was asked; see `AbstractAnswer`."""

    evaluated: EvaluatedForecasts
    cbo: tuple[CboError, ...]
    revised: EvaluatedForecasts | None = None

    @cached_property
    def rivals(self) -> tuple[RivalScore, ...]:
        """The model beside each forecaster that professionals look at, and the mean of all."""
        return rival_scores(self.evaluated, tuple(self.evaluated.rivals))

    @cached_property
    def summaries(self) -> tuple[RivalSummary, ...]:
        """A line for each of them."""
        return summaries(self.evaluated, self.rivals)

    @cached_property
    def costs(self) -> tuple[RevisionCost, ...]:
        """What revised figures flatter, where the record is in real time."""
        return () if self.revised is None else revision_costs(self.evaluated, self.revised)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All cells, by target and horizon; a horizon without a single figure has none."""
        evaluation = self.evaluated.evaluation
        found = [
            _cell(self.evaluated, t.variable, t.label, h)
            for t in evaluation.targets
            for h in evaluation.horizons
        ]
        return tuple(c for c in found if c is not None)

    @property
    def title(self) -> str:
        r = self.evaluated.request
        return f"Forecast record: {len(self.evaluated.origins)} restarts from {r.first} to {r.last}"

    @property
    def won(self) -> int:
        """Cells in which the model is at most a tie behind the best benchmark."""
        return sum(c.ratio <= self.evaluated.evaluation.ties for c in self.cells)

    @property
    def lost(self) -> tuple[Cell, ...]:
        """Cells in which it is further behind than the limit."""
        return tuple(c for c in self.cells if c.ratio > self.evaluated.evaluation.limit)

    @property
    def one(self) -> tuple[dict[str, Any], ...]:
        """The forecasts of a single restart against what came, nothing where there are more restarts."""
        if len(self.evaluated.results) != 1:
            return ()
        rows = self.evaluated.results[0]["rows"]
        return tuple(
            {k: r[k] for k in ("variable", "horizon", "mean", "sd", "actual", "pit")}
            for r in rows
            if r["contestant"] == MODEL
        )

    def _last(self) -> str:
        inside80 = sum(0.1 <= r["pit"] <= 0.9 for r in self.one)
        far = max(self.one, key=lambda r: abs(r["pit"] - 0.5))
        targets = self.evaluated.evaluation.targets
        label = in_sentence(next(t.label for t in targets if t.variable == far["variable"]))
        return (
            f"Of {len(self.one)} forecasts made in {self.evaluated.origins[0]} {inside80} have their outcome "
            f"inside the 80% band. Farthest off: {label}, {far['actual']:.2f} against {far['mean']:.2f} ± "
            f"{far['sd']:.2f}. One quarter says little."
        )

    @property
    def lead(self) -> str:
        """In how many cells the forecasts are at least as good as the best benchmark, and best and worst."""
        cells = self.cells
        if self.one:
            return self._last()
        worst, best = max(cells, key=lambda c: c.ratio), min(cells, key=lambda c: c.ratio)
        return (
            f"{self.won} of {len(cells)} forecasts tie or beat the best benchmark. Best: "
            f"{in_sentence(best.label)}, "
            f"{best.horizon} quarter{'s' * (best.horizon > 1)} ahead ({best.ratio:.2f} ± "
            f"{best.ratio_se:.2f} of its error); worst: "
            f"{in_sentence(worst.label)}, {worst.horizon} ahead ({worst.ratio:.2f}). {self._figures}."
        )

    @property
    def _figures(self) -> str:
        return "Figures as published" if self.evaluated.request.real_time else "Figures revised since"

    @property
    def _time(self) -> str:
        if self.evaluated.request.real_time:
            return "Real time: output, prices and jobs as published by the origin, all else as revised"
        return "Pseudo-real time: one vintage of figures, revised since"

    @property
    def _beside(self) -> str:
        """How it stands beside the forecasters of the day, in a sentence for each."""
        said = [summary_words(self.evaluated.rivals[s.name], s) for s in self.summaries]
        if self.costs:
            said.append(cost_words(self.costs))
        return "".join(f"{one} " for one in said)

    @property
    def reading(self) -> str:
        cells, evaluation = self.cells, self.evaluated.evaluation
        wide = [c for c in cells if 0.7 <= c.coverage[80] <= 0.9]
        worst = max(cells, key=lambda c: c.ratio)
        best = min(cells, key=lambda c: c.ratio)
        failed = float(np.mean([r["failed_share"] for r in self.evaluated.results]))
        text = (
            f"On {self.won} of {len(cells)} cells the mean score is at most {evaluation.ties:g} times "
            f"that of the best of three benchmarks; best is {best.label} at {best.horizon} quarters "
            f"({best.ratio:.2f} ± {best.ratio_se:.2f}), worst {worst.label} at {worst.horizon} "
            f"({worst.ratio:.2f} ± {worst.ratio_se:.2f}). {len(self.lost)} cells lie above "
            f"{evaluation.limit:g}. Bands of 80% held between 70 and 90% of outcomes in {len(wide)} cells. "
            f"{self.evaluated.request.draws:,} draws a restart, seed {self.evaluated.request.seed}, failed "
            f"{100 * failed:.3f}%. {self._beside}{self._time}; parameters are "
            "today's, judgement follows the same rules at every origin."
        )
        return text

    @property
    def tables(self) -> tuple[Table, ...]:
        last = (self._last_table(),) if self.one else ()
        others = rival_tables(self.evaluated.rivals, self.summaries, self.rivals)
        return (
            *last, self._ratio_table(), self._cover_table(), *others, *cost_tables(self.costs),
            *self._cbo_tables(),
        )  # fmt: skip

    def _last_table(self) -> Table:
        labels = {t.variable: t.label for t in self.evaluated.evaluation.targets}
        forms = {"quarters ahead": "d", "forecast": ".2f", "±": ".2f", "outcome": ".2f", "draws below": ".0%"}
        columns = (Column("variable"), *(Column(name, form) for name, form in forms.items()))
        rows = tuple(
            (labels[r["variable"]], r["horizon"], r["mean"], r["sd"], r["actual"], r["pit"]) for r in self.one
        )
        note = "Mean and standard deviation of the draws, in the units of the evaluation."
        return Table(f"The forecast made in {self.evaluated.origins[0]}", columns, rows, note)

    def _ratio_table(self) -> Table:
        names = list(self.evaluated.evaluation.labels)
        columns = (
            Column("variable"),
            Column("quarters", "d"),
            Column("n", "d"),
            Column("ours", ".3f"),
            *(Column(self.evaluated.evaluation.labels[n].lower(), ".3f") for n in names),
            Column("over best", ".2f"),
            Column("±", ".2f"),
            Column("without 2020-21", ".2f"),
        )
        rows = tuple(
            (
                c.label,
                c.horizon,
                c.n,
                c.crps,
                *(c.benchmarks[n] for n in names),
                c.ratio,
                c.ratio_se,
                c.ratio_calm,
            )
            for c in self.cells
        )
        note = "Mean CRPS in the variable's unit; ± is the standard error of the ratio over origins."
        return Table("Score against benchmarks", columns, rows, note)

    def _cover_table(self) -> Table:
        columns = (
            Column("variable"),
            Column("quarters", "d"),
            *(Column(f"{b}%", ".0%") for b in BANDS),
            Column("bias", "+.2f"),
            Column("spread", ".2f"),
        )
        rows = tuple((c.label, c.horizon, *(c.coverage[b] for b in BANDS), c.bias, c.sd) for c in self.cells)
        note = (
            "Share of outcomes inside the central band; bias is mean forecast less outcome; spread is the "
            "mean standard deviation of the forecasts."
        )
        return Table("Coverage, bias and width", columns, rows, note)

    def _cbo_tables(self) -> tuple[Table, ...]:
        if not self.cbo:
            return ()
        columns = (
            Column("baseline"),
            Column("line"),
            Column("fiscal year"),
            Column("projected", ".2f"),
            Column("actual", ".2f"),
            Column("error", "+.2f"),
        )
        rows = tuple((e.baseline, e.line, str(e.year), e.projected, e.actual, e.error) for e in self.cbo)
        note = (
            "Percent of GDP; projected less actual, legislation included. Few years are over since the "
            "first bundled baseline."
        )
        return (Table("CBO's own errors, by baseline", columns, rows, note),)

    def as_json(self) -> dict[str, Any]:
        request = self.evaluated.request
        return {
            "origins": {
                "first": str(request.first),
                "last": str(request.last),
                "step": request.step,
                "n": len(self.evaluated.origins),
                "reused": self.evaluated.reused,
            },
            "draws": request.draws,
            "seed": request.seed,
            "failed_share": float(np.mean([r["failed_share"] for r in self.evaluated.results])),
            "latest": list(self.one),
            "cells": [c.as_json() for c in self.cells],
            "rivals": [
                plain_row(r) | {"rival_crps": r.rival, "rival": self.evaluated.rivals[r.name]}
                for r in self.rivals
            ],
            "rival_summaries": [
                plain_row(r) | {"rival": self.evaluated.rivals[r.name]} for r in self.summaries
            ],
            "cost_of_revisions": [plain_row(c) for c in self.costs],
            "share_within_ties": self.won / len(self.cells),
            "cells_above_limit": [[c.variable, c.horizon] for c in self.lost],
            "cbo": [
                {
                    "baseline": e.baseline,
                    "line": e.line,
                    "year": e.year,
                    "projected": e.projected,
                    "actual": e.actual,
                    "error": e.error,
                }
                for e in self.cbo
            ],
        }


def _cell(evaluated: EvaluatedForecasts, variable: str, label: str, horizon: int) -> Cell | None:
    scores: dict[str, list[float]] = {}
    pits: list[float] = []
    errors: list[float] = []
    spreads: list[float] = []
    calm: list[bool] = []
    hard = evaluated.evaluation.not_learnt_from
    for result in evaluated.results:
        for row in result["rows"]:
            if row["variable"] != variable or row["horizon"] != horizon:
                continue
            if row["contestant"] != MODEL and row["contestant"] not in evaluated.evaluation.labels:
                continue  # not a benchmark: it has cells of its own
            scores.setdefault(row["contestant"], []).append(row["crps"])
            if row["contestant"] == MODEL:
                pits.append(row["pit"])
                errors.append(row["mean"] - row["actual"])
                spreads.append(row["sd"])
                calm.append((Quarter.parse(result["origin"]) + horizon) not in hard)
    if not pits:
        return None
    means = {n: float(np.mean(v)) for n, v in scores.items()}
    ours = means.pop(MODEL)
    best = min(means, key=lambda n: means[n])
    use = np.array(calm)
    quiet = {n: float(np.mean(np.array(v)[use])) for n, v in scores.items()} if use.any() else {}
    calm_best = min((v for n, v in quiet.items() if n != MODEL), default=math.nan)
    bins = np.histogram(pits, bins=PIT_BINS, range=(0.0, 1.0))[0]
    return Cell(
        variable,
        label,
        horizon,
        len(pits),
        ours,
        means,
        best,
        ours / means[best],
        ratio_error(scores[MODEL], scores[best], horizon // evaluated.request.step),
        float(np.mean(errors)),
        float(np.mean(spreads)),
        {b: float(np.mean([inside(p, b) for p in pits])) for b in BANDS},
        tuple(int(b) for b in bins),
        quiet.get(MODEL, math.nan) / calm_best,
    )


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
