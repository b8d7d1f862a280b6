"""The drawings of the record: odds against what came with their bands, and what was said beside what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneygood.charts import theme as theme
from moneygood.charts.data import nice_ticks, tick_label
from moneygood.charts.svg import quarter_position
from moneygood.core.periods import Quarter
from moneygood.surfaces.web.reading.draw import DOWN, UP, opening, text_svg

WIDE = 720
FIRST, LAST = 52, 14
"""Room at the left and at the right of a drawing."""


def reliability_svg(key: str, title: str, bins: Sequence[Mapping[str, Any]], summary: str) -> str:
    """A dot a bin with its 90% band, the diagonal of honest odds; a dot off its band is coloured "
    "otherwise."""
    top, height, bottom = 50, 400, 40

    def x(value: float) -> float:
        return FIRST + value * (WIDE - FIRST - LAST)

    def y(value: float) -> float:
        return height - bottom - value * (height - top - bottom)

    out = opening(
        key, title, "came, percent of forecasts; bars: 90% bands; line: honest odds", summary, height
    )
    for k in range(6):
        v = k / 5
        out.append(_line(x(0), x(1), y(v), y(v), theme.GRID))
        out.append(text_svg(FIRST - 6, y(v) + 4, f"{100 * v:.0f}", theme.SOFT, 12, "end"))
        out.append(text_svg(x(v), height - bottom + 17, f"{100 * v:.0f}", theme.SOFT, 12, "middle"))
    out.append(text_svg(x(1), height - 6, "odds given, percent", theme.SOFT, 12, "end"))
    out.append(_line(x(0), x(1), y(0), y(1), theme.SOFT, dashed=True))
    for b in bins:
        colour, at, came = UP if b["honest"] else DOWN, x(b["said"]), b["happened"]
        out.append(_line(at, at, y(came["low"]), y(came["high"]), colour, width=2))
        out.append(f'<circle cx="{at:.1f}" cy="{y(came["value"]):.1f}" r="5.5" fill="{colour}"/>')
        right = at < WIDE - 70
        spot, anchor = (at + 9, "start") if right else (at - 9, "end")
        out.append(text_svg(spot, y(came["value"]) + 4, f"n {b['n']}", theme.SOFT, 11, anchor))
    return "".join(out) + "</svg>"


def replay_svg(
    key: str, title: str, unit: str, came: Sequence[tuple[Quarter, float]],
    said: Mapping[str, Sequence[Mapping[str, Any]]], colours: Sequence[str], summary: str,
) -> str:  # fmt: skip
    """What came as a line; from each day the medians that were said, with the band of 80% as bars."""
    top, height, bottom = 66, 360, 26
    rows = [r for own in said.values() for r in own]
    quarters = [q for q, _ in came] + [Quarter.parse(r["period"]) for r in rows]
    first, last = quarter_position(min(quarters)), quarter_position(max(quarters))
    values = [v for _, v in came] + [r[k] for r in rows for k in ("low80", "high80")]
    ticks = nice_ticks(min(0.0, *values), max(values), 5)

    def x(quarter: Quarter) -> float:
        return FIRST + (quarter_position(quarter) - first) / (last - first or 1) * (WIDE - FIRST - LAST - 10)

    def y(value: float) -> float:
        return height - bottom - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (height - top - bottom)

    out = opening(key, title, unit, summary, height)
    for tick in ticks:
        out.append(_line(FIRST, WIDE - LAST, y(tick), y(tick), theme.GRID))
        out.append(
            text_svg(FIRST - 6, y(tick) + 4, tick_label(tick, ticks[1] - ticks[0]), theme.SOFT, 12, "end")
        )
    for year in range(min(quarters).year + 1, max(quarters).year + 1):
        out.append(text_svg(x(Quarter.of(year, 1)), height - 7, str(year), theme.SOFT, 12, "middle"))
    out.append(_polyline([(x(q), y(v)) for q, v in came], theme.INK, 2.5))
    spot = 8.0
    legend = [("came", theme.INK), *((f"said in {o}", c) for o, c in zip(said, colours, strict=False))]
    for label, colour in legend:
        out.append(f'<rect x="{spot:.1f}" y="46" width="12" height="12" fill="{colour}"/>')
        out.append(text_svg(spot + 17, 56, label, theme.INK, 12))
        spot += 34 + 6.9 * len(label)
    for (origin, own), colour in zip(said.items(), colours, strict=False):
        start = [(x(Quarter.parse(origin)), y(r["before"])) for r in own[:1] if r["before"] is not None]
        out.append(
            _polyline([*start, *((x(Quarter.parse(r["period"])), y(r["median"])) for r in own)], colour, 2)
        )
        beside = 5.0 * list(said).index(origin)
        for r in own:
            at = x(Quarter.parse(r["period"])) - beside
            out.append(_line(at, at, y(r["low80"]), y(r["high80"]), colour, width=2))
            out.append(f'<circle cx="{at:.1f}" cy="{y(r["median"]):.1f}" r="4" fill="{colour}"/>')
    return "".join(out) + "</svg>"


def _line(
    x1: float, x2: float, y1: float, y2: float, colour: str, *, width: float = 1, dashed: bool = False
) -> str:
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    return (
        f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width:g}"{dash}/>'
    )


def _polyline(points: Sequence[tuple[float, float]], colour: str, width: float) -> str:
    at = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    return f'<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="{width:g}"/>'
