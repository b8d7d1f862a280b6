"""What could go wrong: the answer of `risks` as words and marked figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from moneygood.core.answer import Table
from moneygood.questions.risks.definitions import Loss
from moneygood.questions.risks.monitor import NamedRisk, RiskMonitor
from moneygood.runs.moved import imposes
from moneygood.surfaces.notes.material import Material, source_of, table

UNKNOWN = "no case"
CERTAIN = 0.95
"""The chance from which on a risk is as good as brought about."""


def dangers(m: Material, answer: RiskMonitor, base: RiskMonitor | None) -> dict[str, Any]:
    """The likeliest named risk, the one that does most harm, the signs that are on, and a table of all."""
    far = answer.horizons[-1]
    own = [r for r in answer.risks if r in imposed_risks(m, answer) or _made_certain(m, r, base, far)]
    free = [r for r in answer.risks if r not in own] or list(answer.risks)
    top = free[0]
    loss = answer.losses[0]
    hurt = [(r, c) for r in free if (c := r.caused(loss.name)) is not None]
    hurt = [(r, c) for r, c in hurt if c.value < 0]
    worst = min(hurt, key=lambda x: x[1].value)[0] if hurt else None
    signs = [(r, s) for r in answer.risks for s in r.signs if s.on]
    vintage = f"vintage {answer.vintage}"
    read = sum(s.on is not None for r in answer.risks for s in r.signs)
    return {
        "count": m.ledger.mark(len(answer.risks), "count", "named risks", source(m, answer)),
        "imposed": [r.text.event.label for r in own],
        "strikes": top.odds[far][0] > 0,
        "top": top.text.event.label,
        "chance": _chance(m, answer, top, far),
        "error": _error(m, answer, top, far),
        "before": None if base is None else _chance(m, base, _same(base, top), far),
        "worst": None if worst is None else worst.text.event.label,
        "loss": None if worst is None else _loss(m, answer, worst, loss.name, "risk_size"),
        "loss_error": None if worst is None else _loss_error(m, answer, worst, loss.name),
        "loss_label": loss.called,
        "signs": [f"{s.sign.label} ({r.text.event.label}), {s.quarter}" for r, s in signs],
        "on": m.ledger.mark(len(signs), "count", "early signs that are on", vintage),
        "read": m.ledger.mark(read, "count", "early signs with a figure", vintage),
        "table": _table(m, answer, base),
    }


def imposed_risks(m: Material, answer: RiskMonitor) -> list[NamedRisk]:
    """The risks whose own variables the scenario moves by hand: that they strike is no finding."""
    return [r for r in answer.risks if imposes(m.run.workspace, m.run.plan, r.text.event)]


def _made_certain(m: Material, risk: NamedRisk, base: RiskMonitor | None, quarters: int) -> bool:
    """Whether a scenario makes certain a risk that the baseline leaves open: that too is no finding."""
    ours = risk.odds[quarters][0]
    return base is not None and ours >= CERTAIN and _same(base, risk).odds[quarters][0] < CERTAIN / 2


def source(m: Material, answer: RiskMonitor) -> str:
    """The run behind a monitor: the note's own or its baseline's, or the one that the answer names."""
    for run in (m.run, m.base):
        same = (run.plan.name, run.request.seed) == (answer.name, answer.seed)
        if same and int(run.paths.ok.sum()) == answer.draws:
            return f"risks on {source_of(run)}"
    return f"risks {answer.name}, {answer.draws} draws, seed {answer.seed}, vintage {answer.vintage}"


def _same(base: RiskMonitor, risk: NamedRisk) -> NamedRisk:
    return next(r for r in base.risks if r.text.name == risk.text.name)


def _chance(m: Material, answer: RiskMonitor, risk: NamedRisk, quarters: int) -> str:
    key = f"p_within_{quarters}q of risk {risk.text.name}"
    return m.ledger.mark(risk.odds[quarters][0], "chance", key, source(m, answer))


def _error(m: Material, answer: RiskMonitor, risk: NamedRisk, quarters: int) -> str:
    share = risk.odds[quarters][0]
    error = float(np.sqrt(share * (1 - share) / answer.sample))
    key = f"error of p_within_{quarters}q of risk {risk.text.name}"
    return m.ledger.mark(error, "chance_error", key, source(m, answer))


def _loss(m: Material, answer: RiskMonitor, risk: NamedRisk, name: str, form: str) -> str:
    found = risk.caused(name)
    if found is None:
        return UNKNOWN
    key = f"{name} by risk {risk.text.name} itself"
    value = abs(found.value) if form == "risk_size" else found.value
    return m.ledger.mark(value, form, key, source(m, answer))


def _loss_error(
    m: Material, answer: RiskMonitor, risk: NamedRisk, name: str, form: str = "risk_error"
) -> str:
    found, key = risk.caused(name), f"error of {name} by risk {risk.text.name} itself"
    return "" if found is None else m.ledger.mark(found.error, form, key, source(m, answer))


def _cost(m: Material, answer: RiskMonitor, risk: NamedRisk, loss: Loss) -> str:
    cell, error_form = ("rate_cell", "rate_error") if loss.in_bp else ("risk_cell", "risk_error")
    said = _loss(m, answer, risk, loss.name, cell)
    error = _loss_error(m, answer, risk, loss.name, error_form)
    return f"{said} ({error})" if error else said


def _table(m: Material, answer: RiskMonitor, base: RiskMonitor | None) -> Table:
    near, far = answer.horizons[0], answer.horizons[-1]
    rows = []
    for r in answer.risks:
        row = [r.text.event.label, _chance(m, answer, r, near)]
        row.append(f"{_chance(m, answer, r, far)} ({_error(m, answer, r, far)})")
        if base is not None:
            row.append(_chance(m, base, _same(base, r), far))
        row += [_cost(m, answer, r, x) for x in answer.losses[:2]]
        rows.append(row)
    heads = ["", "within a year", "within three years"]
    heads += [] if base is None else ["baseline"]
    heads += [x.label for x in answer.losses[:2]]
    return table("Named risks", heads, rows)
