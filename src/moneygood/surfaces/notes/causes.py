"""Where a scenario's difference comes from: the answer of `why` as words and marked figures."""

from __future__ import annotations

from typing import Any

from moneygood.core.answer import Table
from moneygood.runs.attribution.attribution import Attribution, Portion
from moneygood.surfaces.notes.material import Material, table

HEADS = {"shock": "what is imposed", "channel": "mechanism", "lag": "quarter"}
NAMED = 3
"""Parts that the sentence names; the table has more."""
SMALL = 0.02
"""Parts smaller than this against the largest are added up in one row."""
ROWS = 8
"""Parts that stand in the table with a row of their own; the others are added up in one."""


def causes(m: Material, answer: Attribution) -> dict[str, Any]:
    """The two figures compared, their difference, and the parts that add up to it, the largest in front."""
    kind, key = m.kind(answer.variable), answer.variable
    source = source_of_why(m, answer)
    live = [p for p in answer.ranked if p.value != 0.0]
    large = [p for p in live if abs(p.value) >= SMALL * abs(live[0].value)]

    def mark(value: float, form: str, what: str) -> str:
        return m.ledger.mark(value, f"{kind}{form}", f"{what} of {key}", source, answer.at)

    def part(p: Portion) -> dict[str, Any]:
        return {"label": p.label, "value": mark(p.value, "_difference", f"part {p.name}"), "size": p.value}

    return {
        "name": m.words["variables"][key]["name"],
        "at": answer.at,
        "here": mark(answer.here, "", "deterministic path"),
        "there": mark(answer.there, "", "baseline deterministic path"),
        "total": mark(answer.total, "_difference", "difference along the deterministic path"),
        "largest": [part(p) for p in large[:NAMED]],
        "shown": len(live) > 1,
        "table": _table(m, answer, large[:ROWS]),
    }


def _table(m: Material, answer: Attribution, named: list[Portion]) -> Table:
    kind, key, source = m.kind(answer.variable), answer.variable, source_of_why(m, answer)
    form = f"{kind}_part"

    def mark(value: float, what: str) -> str:
        return m.ledger.mark(value, form, f"{what} of {key}", source, answer.at)

    rows = [(_label(p), mark(p.value, f"part {p.name}")) for p in named]
    if len(named) < len(answer.parts):
        rest = answer.total - sum(p.value for p in named)
        rows.append(("all other parts", mark(rest, "other parts")))
    rows.append(("together", mark(answer.total, "difference along the deterministic path")))
    unit = m.words["forms"][form]["unit"]
    return table("Parts", (HEADS[answer.by], f"{m.label(key)}, {unit}"), rows)


def _label(part: Portion) -> str:
    return part.label[:1].upper() + part.label[1:] if " " in part.label else f"`{part.label}`"


def source_of_why(m: Material, answer: Attribution) -> str:
    """The question, the draws and the vintage behind an attribution."""
    how = f"{answer.draws} draws, seed {answer.seed}" if answer.draws else "deterministic path"
    name, vintage = m.run.plan.name, m.run.workspace.vintage.name
    return f"why {answer.variable} {name} by {answer.by}, {how}, vintage {vintage}"
