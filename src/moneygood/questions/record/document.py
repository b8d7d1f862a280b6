"""The record as plain data: what is kept, shipped, shown on its page and printed by `record --json`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from moneygood.core.code_version import ROOMS, code_hash
from moneygood.core.texts import text_hash
from moneygood.questions.backtest.answer import BacktestAnswer
from moneygood.questions.backtest.rivals import plain_row
from moneygood.questions.honesty.answer import trigger_json
from moneygood.questions.record.words import miss_words
from moneygood.runs.event_record.honesty import honesty
from moneygood.validation.forecast_record.rival_scores import (
    RivalScore,
    revision_costs,
    rival_scores,
    summaries,
)

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.runs.event_record.watch import EventWatch
    from moneygood.runs.sector_replay import ReplayedFigure
    from moneygood.runs.windows.misses import ForecastMiss
    from moneygood.validation.forecast_record.record import EvaluatedForecasts

READ = ("backtest", "triggers", "projections", "windows", "realtime")
"""Folders of ``economics/`` that a record is made from, beside the model."""


def made_from(workspace: Workspace) -> dict[str, str]:
    """Hashes of what a record is made from: model, figures, texts, code."""
    root = workspace.model.root
    texts = sorted(f for name in READ for f in (root / name).glob("*.*")) if root else []
    return {
        "model": workspace.texts_hash,
        "figures": workspace.vintage.hash,
        "texts": text_hash(texts),
        "code": code_hash((*ROOMS, "validation", "runs")),
    }


def record_document(
    workspace: Workspace,
    watch: EventWatch,
    played: EvaluatedForecasts,
    real: EvaluatedForecasts | None,
    misses: Sequence[tuple[ForecastMiss, list[dict[str, Any]]]],
    replayed: Sequence[ReplayedFigure],
    parts: Sequence[str],
) -> dict[str, Any]:
    """Everything that the answer says, as JSON has it; a part that was not asked for is None."""
    request = played.request
    scores = BacktestAnswer(played, ())
    labels = {**played.evaluation.labels, **played.rivals}
    beside = rival_scores(played, tuple(labels)) if "rivals" in parts else ()
    odds = honesty(watch, played.results, request.step, request.seed, highs=True) if "odds" in parts else None
    forms = {t.variable: t.form for t in played.evaluation.targets}
    return {
        "origins": {
            "first": str(played.origins[0]), "last": str(played.origins[-1]), "step": request.step,
            "n": len(played.origins),
        },
        "draws": request.draws,
        "seed": request.seed,
        "vintage": workspace.vintage.name,
        "ties": played.evaluation.ties,
        "benchmarks": dict(played.evaluation.labels),
        "cells": [{**c.as_json(), "label": c.label} for c in scores.cells],
        "rivals": [_rival(s, labels) for s in beside] or None,
        "summaries": [{**plain_row(s), "rival": labels[s.name]} for s in summaries(played, beside)] or None,
        "odds": None if odds is None else trigger_json(odds),
        "last": [_miss(m, rows, forms) for m, rows in misses] or None,
        "revisions": None if real is None else [plain_row(c) for c in revision_costs(real, played)],
        "sector": [r.as_json() for r in replayed] or None,
        "made_from": made_from(workspace),
    }  # fmt: skip


def _rival(score: RivalScore, labels: dict[str, str]) -> dict[str, Any]:
    """A cell of one rival; `rival` is what it is called."""
    row = plain_row(score)
    return {**row, "rival_crps": row["rival"], "rival": labels[score.name]}


def _miss(miss: ForecastMiss, rows: list[dict[str, Any]], forms: dict[str, str]) -> dict[str, Any]:
    """One restart: the farthest miss with its parts, and every miss in standard deviations."""
    form = forms[miss.variable]

    def level(value: float) -> float:
        return math.exp(value / 100.0) if form == "log" else value

    found = {
        "origin": str(miss.origin),
        "horizon": miss.horizon,
        "variable": miss.variable,
        "label": miss.label,
        "unit": "percent" if form == "log" else "points",
        "said": level(miss.said),
        "sd": miss.sd,
        "came": level(miss.came),
        "miss": miss.miss,
        "residual": miss.residual,
        "misses_in_sd": {r["variable"]: (r["actual"] - r["mean"]) / r["sd"] for r in rows},
        "drivers": [asdict(p) for p in miss.drivers],
        "shocks": [asdict(p) for p in miss.shocks],
        "mechanisms": [asdict(p) for p in miss.mechanisms],
        "seen": [asdict(p) for p in miss.seen],
    }
    return {**found, "words": miss_words(found)}
