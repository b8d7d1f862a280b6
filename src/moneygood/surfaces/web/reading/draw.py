"""Bars and lines as SVG text, as in `charts.svg`: colours are attributes, so that a theme may turn them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from moneygood.charts import theme as theme
from moneygood.charts.data import nice_ticks, tick_label
from moneygood.charts.svg import Recessions, quarter_position
from moneygood.core.figures import fixed
from moneygood.core.periods import Quarter

UP, DOWN, TOTAL = "#0b5394", "#a63c06", "#14181d"
LINES = ("#0b5394", "#a63c06", "#5b2c83", "#0b6b4f", "#5f4b00")
WIDE = 720
LEFT, LONGEST = 344, 46
"""Room for the labels of bars at most, and the letters of one; short labels leave it to a narrow screen."""


@dataclass(frozen=True)
class Bar:
    """One bar: label, value, half-width of error where there is one, whether it is a total.

    `shown` is its figure in words; where it says nothing all bars get the decimals that the largest deserves.
    """

    label: str
    value: float
    error: float | None = None
    total: bool = False
    shown: str = ""


def bars_svg(key: str, title: str, unit: str, bars: Sequence[Bar], summary: str) -> str:
    """Horizontal bars from zero, a label and a figure each."""
    row, top, right = 26, 46, 70
    longest = max((len(_cut(b.label, LONGEST)) for b in bars), default=0)
    left = min(24 + 7 * longest, LEFT)
    wide = min(max(WIDE - LEFT + left, 16 + 9 * len(title)), WIDE)
    height = top + row * len(bars) + 34
    reach = [b.value + s * (b.error or 0.0) for b in bars for s in (-1, 1)] + [0.0]
    ticks = nice_ticks(min(reach), max(reach), 4)
    low, high = ticks[0], ticks[-1]

    def x(value: float) -> float:
        return left + (value - low) / ((high - low) or 1.0) * (wide - left - right)

    out = opening(key, title, unit, summary, height, wide)
    digits = _digits([b.value for b in bars])
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    for tick in ticks:
        colour = theme.SOFT if abs(tick) < 1e-12 else theme.GRID
        out.append(
            f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{top - 4}" y2="{height - 28}" '
            f'stroke="{colour}"/>'
        )
        out.append(text_svg(x(tick), height - 10, tick_label(tick, step), theme.SOFT, 12, "middle"))
    for i, bar in enumerate(bars):
        y = top + row * i
        colour = TOTAL if bar.total else UP if bar.value >= 0 else DOWN
        a, b = sorted((x(0.0), x(bar.value)))
        out.append(
            f'<rect x="{a:.1f}" y="{y + 4}" width="{max(b - a, 1.0):.1f}" height="{row - 9}" '
            f'fill="{colour}"/>'
        )
        if bar.error:
            e1, e2, mid = x(bar.value - bar.error), x(bar.value + bar.error), y + row / 2 - 0.5
            out.append(
                f'<line x1="{e1:.1f}" x2="{e2:.1f}" y1="{mid:.1f}" y2="{mid:.1f}" stroke="{theme.SOFT}" '
                'stroke-width="2"/>'
            )
        weight = 700 if bar.total else 400
        out.append(text_svg(left - 10, y + 18, _cut(bar.label, LONGEST), theme.INK, 13, "end", weight))
        shown = bar.shown or fixed(bar.value, digits, signed=True).replace("-", "−")
        spot = x(bar.value + (bar.error or 0.0)) + 6 if bar.value >= 0 else x(0.0) + 6
        out.append(text_svg(spot, y + 18, shown, theme.INK, 12, "start", weight))
    return "".join(out) + "</svg>"


def lines_svg(
    key: str,
    title: str,
    unit: str,
    periods: Sequence[Quarter],
    lines: Sequence[tuple[str, np.ndarray]],
    summary: str,
    recessions: Recessions = (),
    *,
    stacked: bool = False,
    colours: Sequence[str] = LINES,
    bounds: tuple[float, float] | None = None,
) -> str:
    """Lines over quarters with recessions in grey; `stacked` lines are areas that add up."""
    top, left, right, bottom, height = 66, 46, 14, 26, 320
    at = np.array([quarter_position(q) for q in periods])
    everything = np.concatenate([np.asarray(v, float) for _, v in lines])
    everything = everything[np.isfinite(everything)]
    low, high = bounds or (float(everything.min()), float(everything.max()))
    ticks = nice_ticks(low, high)
    y0, y1 = (low, high) if bounds else (ticks[0], ticks[-1])

    def x(value: float) -> float:
        return left + (value - at[0]) / (at[-1] - at[0]) * (WIDE - left - right)

    def y(value: float) -> float:
        return height - bottom - (value - y0) / (y1 - y0) * (height - top - bottom)

    out = opening(key, title, unit, summary, height)
    if stacked:
        floor = np.zeros(len(at))
        for i, (_, values) in enumerate(lines):
            good = np.isfinite(values)
            roof = floor + np.nan_to_num(np.asarray(values, float))
            edge = [f"{x(p):.1f},{y(v):.1f}" for p, v in zip(at[good], roof[good], strict=True)]
            back = [f"{x(p):.1f},{y(v):.1f}" for p, v in zip(at[good][::-1], floor[good][::-1], strict=True)]
            out.append(f'<polygon fill="{colours[i]}" points="{" ".join(edge + back)}"/>')
            floor = roof
    for begin, end in recessions:
        a, b = max(begin, at[0]), min(end, at[-1])
        if a < b:
            out.append(
                f'<rect x="{x(a):.1f}" y="{height - bottom - 7}" width="{x(b) - x(a):.1f}" height="7" '
                f'fill="{theme.INK}"/>'
                if stacked
                else (
                    f'<rect x="{x(a):.1f}" y="{top}" width="{x(b) - x(a):.1f}" '
                    f'height="{height - top - bottom}" fill="{theme.RECESSION}"/>'
                )
            )
    step = ticks[1] - ticks[0]
    for tick in [t for t in ticks if y0 - 1e-9 <= t <= y1 + 1e-9]:
        out.append(
            f'<line x1="{left}" x2="{WIDE - right}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" '
            f'stroke="{theme.GRID}"/>'
        )
        out.append(text_svg(left - 6, y(tick) + 4, tick_label(tick, step), theme.SOFT, 12, "end"))
    years = range(periods[0].year + 1, periods[-1].year + 1)
    every = 1 + len(years) // 9
    for year in years:
        if year % every == 0:
            out.append(text_svg(x(year * 4), height - 7, str(year), theme.SOFT, 12, "middle"))
    if not stacked:
        for i, (_, values) in enumerate(lines):
            out.append(_path(at, np.asarray(values, float), x, y, colours[i]))
    spot = 8.0
    for i, (label, _) in enumerate(lines):
        out.append(
            f'<rect x="{spot:.1f}" y="46" width="12" height="12" fill="{colours[i]}" '
            f'stroke="{theme.SOFT}" stroke-width="0.5"/>'
        )
        out.append(text_svg(spot + 17, 56, label, theme.INK, 12))
        spot += 34 + 6.9 * len(label)
    return "".join(out) + "</svg>"


def _path(at: np.ndarray, values: np.ndarray, x: object, y: object, colour: str) -> str:
    pieces, pen = [], False
    for p, v in zip(at, values, strict=True):
        if np.isfinite(v):
            pieces.append(f"{'L' if pen else 'M'}{x(p):.1f},{y(v):.1f}")  # type: ignore[operator]
            pen = True
        else:
            pen = False
    return (
        f'<path d="{" ".join(pieces)}" fill="none" stroke="{colour}" stroke-width="2" '
        'stroke-linejoin="round"/>'
    )


def opening(key: str, title: str, unit: str, summary: str, height: float, width: float = WIDE) -> list[str]:
    """The beginning of a drawing: title, unit, what a screen reader says."""
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" '
        f'role="img" aria-labelledby="t-{key} d-{key}" font-family="{escape(theme.FONT)}">',
        f'<title id="t-{key}">{escape(title)}</title><desc id="d-{key}">{escape(summary)}</desc>',
        f'<rect width="{width}" height="{height}" fill="{theme.PAPER}"/>',
        text_svg(8, 19, title, theme.INK, 15, weight=600),
        text_svg(8, 36, unit, theme.SOFT, 12),
    ]


def text_svg(
    x: float, y: float, words: str, colour: str, size: float, anchor: str = "start", weight: int = 400
) -> str:
    """Words at a place."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size:g}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def _digits(values: Sequence[float]) -> int:
    """Decimals with which the largest figure has three digits."""
    most = max((abs(v) for v in values), default=0.0)
    return max(2 - math.floor(math.log10(most)), 0) if most > 0.0 else 0


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
