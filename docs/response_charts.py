"""A response chart for the reference: four small panels of lines, as SVG in one piece."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

PANEL_WIDTH, PANEL_HEIGHT, GAP, COLUMNS = 300, 150, 24, 2
LEFT, TOP, BOTTOM = 48, 26, 20
INK, LINE, FAINT = "currentColor", "#0b6fa4", "#8a8a8a"


def nice_step(span: float, count: int = 4) -> float:
    """The step of round ticks (1, 2 or 5 times a power of ten) that covers a span in about so many."""
    raw = max(span, 1e-12) / count
    power = 10.0 ** np.floor(np.log10(raw))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= raw * (1 - 1e-9)))


def panel(title: str, unit: str, values: np.ndarray, quarters_a_year: int = 4) -> list[str]:
    """One panel: the line of a response [quarter] against zero, years on the axis."""
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    step = nice_step(high - low if high > low else 1.0)
    low, high = step * np.floor(low / step + 1e-9), step * np.ceil(high / step - 1e-9)
    high = high if high > low else low + step

    def x(quarter: float) -> float:
        return LEFT + quarter / (len(values) - 1) * (PANEL_WIDTH - LEFT - 6)

    def y(value: float) -> float:
        return PANEL_HEIGHT - BOTTOM - (value - low) / (high - low) * (PANEL_HEIGHT - TOP - BOTTOM)

    out = [f'<text x="0" y="14" font-size="12" fill="{INK}">{escape(title)}, {escape(unit)}</text>']
    for k in range(round((high - low) / step) + 1):
        tick = low + k * step
        width = 1.2 if abs(tick) < step / 1e6 else 0.4
        out.append(
            f'<line x1="{LEFT}" x2="{PANEL_WIDTH - 6}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" '
            f'stroke="{FAINT}" stroke-width="{width}"/><text x="{LEFT - 5}" y="{y(tick) + 3.5:.1f}" '
            f'font-size="10" text-anchor="end" fill="{INK}">{tick + 0.0:.4g}</text>'
        )
    for year in range(0, len(values) // quarters_a_year + 1, 2):
        at = year * quarters_a_year
        if at < len(values):
            out.append(
                f'<text x="{x(at):.1f}" y="{PANEL_HEIGHT - 5}" font-size="10" text-anchor="middle" '
                f'fill="{INK}">{year}</text>'
            )
    points = " ".join(f"{x(i):.1f},{y(float(v)):.1f}" for i, v in enumerate(values))
    out.append(f'<polyline points="{points}" fill="none" stroke="{LINE}" stroke-width="2"/>')
    return out


def response_chart(summary: str, lines: Sequence[tuple[str, str, np.ndarray]]) -> str:
    """The chart of several responses: (label, unit, deviation from the base path [quarter]) each."""
    rows = -(-len(lines) // COLUMNS)
    width = COLUMNS * PANEL_WIDTH + (COLUMNS - 1) * GAP
    height = rows * PANEL_HEIGHT + (rows - 1) * GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(summary)}" font-family="sans-serif"><title>{escape(summary)}</title>'
    ]
    for i, (label, unit, values) in enumerate(lines):
        at = ((i % COLUMNS) * (PANEL_WIDTH + GAP), (i // COLUMNS) * (PANEL_HEIGHT + GAP))
        parts.append(f'<g transform="translate({at[0]},{at[1]})">')
        parts += [*panel(label, unit, values), "</g>"]
    return "".join([*parts, "</svg>"])
