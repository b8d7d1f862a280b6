"""The chart of `portfolio`: the gain in each scenario with its middle 70 percent, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygood.charts import parts as p
from moneygood.charts import theme as theme

if TYPE_CHECKING:
    from moneygood.questions.portfolio.answer import PortfolioAnswer


def chart(answer: PortfolioAnswer) -> dict[str, Any]:
    """Mean gains by scenario over their ranges, and the same gains by driver."""
    a = answer.found
    named = [("Baseline", a.baseline), *((s.title, s.summary) for s in a.scenarios)]
    gains = [
        {"scenario": title, "gain": s.total.mean, "low": s.total.low70, "high": s.total.high70}
        for title, s in named
    ]
    order = [title for title, _ in named]
    y: dict[str, Any] = {
        "field": "scenario", "type": "nominal", "title": None, "sort": order, "axis": {"labelLimit": 220}
    }  # fmt: skip
    ranges = p.layer(
        gains, {"type": "rule", "strokeWidth": 9, "color": theme.FAN_BANDS[1]},
        x=p.x("low", "percent of the portfolio"), x2={"field": "high"}, y=y,
    )  # fmt: skip
    means = p.layer(gains, {"type": "point", "filled": True, "size": 70, "color": theme.FAN_MEDIAN},
                    x=p.x("gain", "percent of the portfolio"), y=y)  # fmt: skip
    drivers = [{"scenario": title, "driver": d, "gain": v} for title, s in named for d, v in s.by(1).items()]
    bars = p.layer(
        drivers, {"type": "bar"}, y=y,
        x={"field": "gain", "type": "quantitative", "title": "percent of the portfolio", "stack": "zero"},
        color={"field": "driver", "type": "nominal", "title": "driver", "scale": {"scheme": "tableau20"}},
    )  # fmt: skip
    height = max(30 * len(named), 90)
    panels = [
        p.panel("Mean gain, middle 70%", [ranges, means, p.rule(0.0, "x")], height=height),
        p.panel("From what", [bars], height=height),
    ]
    return p.sheet(answer.title, panels, 2, answer.lead)
