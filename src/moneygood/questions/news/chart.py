"""The parts of the news, variable by variable."""

from __future__ import annotations

from typing import Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme
from moneygood.core.figures import unit_of_change
from moneygood.questions.news.answer import NewsAnswer

MOST = 6


def chart(answer: NewsAnswer) -> dict[str, Any]:
    """A panel a variable that moved: the part of each kind of change, in the variable's unit."""
    f = answer.found
    moved = [i for i in range(len(f.shown)) if abs(float(f.new[i] - f.old[i])) > 1e-9] or [0]
    return p.sheet(f"{answer.title}: baseline of {f.at}", [_panel(answer, i) for i in moved[:MOST]])


def _panel(answer: NewsAnswer, i: int) -> dict[str, Any]:
    f, name = answer.found, answer.found.shown[i]
    bp = name in answer.bp
    scale = 100.0 if bp else 1.0
    unit = unit_of_change(str(answer.model.variables[name].unit), bp=bp)
    blocks = list(f.blocks) or ["nothing"]
    rows = [{"block": b, "value": scale * float(f.blocks[b][i])} for b in f.blocks]
    y: dict[str, Any] = {"field": "block", "type": "nominal", "title": None, "sort": blocks}
    layers = [
        p.layer(rows, {"type": "bar", "color": p.BLUE}, y=y, x=p.x("value", unit)),
        p.rule(0.0, "x", theme.INK),
    ]
    return p.panel(answer.model.variables[name].label, layers, height=max(24 * len(blocks), 48))
