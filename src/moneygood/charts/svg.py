"""Charts drawn as SVG text, directly: a page of them takes milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

import numpy as np

from moneygood.charts import theme as theme
from moneygood.charts.data import CurvesChart, FanChart, Line, fixed, nice_ticks, tick_label
from moneygood.core.periods import Quarter

WIDTH, HEIGHT = 440, 276
LEFT, TOP, BOTTOM = 48, 52, 26
FAN_RIGHT, CURVES_RIGHT = 54, 96
"""Room on the right for the labels at the ends of lines."""

ACROSS, LINE = 46, 19
"""Letters on a line of a finding, and its height."""

Recessions = Sequence[tuple[float, float]]
"""Recessions as pairs of positions on the quarter axis; see `quarter_position`."""


@dataclass(frozen=True)
class Frame:
    """The plot area and its two scales; x counts quarters, a quarter's value sits at its middle."""

    x0: float
    x1: float
    y0: float
    y1: float
    margin: float

    @property
    def right(self) -> float:
        """The right edge of the plot area."""
        return WIDTH - self.margin

    def x(self, position: float) -> float:
        """Pixels from the left of a position on the quarter axis."""
        return LEFT + (position - self.x0) / (self.x1 - self.x0) * (self.right - LEFT)

    def y(self, value: float) -> float:
        """Pixels from the top of a value."""
        return HEIGHT - BOTTOM - (value - self.y0) / (self.y1 - self.y0) * (HEIGHT - TOP - BOTTOM)

    def points(self, positions: Iterable[float], values: Iterable[float]) -> str:
        """Points of a line or an area, as SVG wants them."""
        return " ".join(f"{self.x(p):.1f},{self.y(v):.1f}" for p, v in zip(positions, values, strict=True))


def quarter_position(quarter: Quarter) -> float:
    """The middle of a quarter on the axis, which counts quarters from year 0."""
    return quarter.year * 4 + quarter.quarter - 1 + 0.5


def _positions(periods: Sequence[Quarter]) -> np.ndarray:
    return np.array([quarter_position(q) for q in periods], dtype=np.float64)


def fan_frame(chart: FanChart) -> tuple[Frame, list[float]]:
    """Return the plot area of a fan chart and the ticks of its values."""
    ahead, past = _positions(chart.periods), _positions(chart.history_periods)
    since = [] if chart.came is None else [chart.came.values]
    shown = [chart.quantiles, chart.history, *(line.values for line in chart.lines), *since]
    everything = np.concatenate([np.asarray(s, dtype=np.float64).ravel() for s in shown])
    everything = everything[np.isfinite(everything)]
    ticks = nice_ticks(float(everything.min()), float(everything.max()))
    begin = past[0] if past.size else ahead[0] - 0.5
    return Frame(begin, ahead[-1] + 0.2, ticks[0], ticks[-1], FAN_RIGHT), ticks


def fan_svg(chart: FanChart, recessions: Recessions = (), finding: str = "") -> str:
    """Return a fan chart: bands, median, solid black history, line at the start, dashed comparison lines.

    `finding` is written above it as its title, for a drawing that stands alone.
    """
    ahead, past = _positions(chart.periods), _positions(chart.history_periods)
    start = ahead[0] - 0.5
    frame, ticks = fan_frame(chart)
    out = _opening(chart.title, chart.unit_words, chart.summary(), chart.key, finding, bool(chart.lines))
    out += _recession_bands(frame, recessions) + _axes(frame, ticks)
    anchor = chart.history[-1] if chart.history.size and np.isfinite(chart.history[-1]) else None
    x = np.concatenate([past[-1:], ahead]) if anchor is not None else ahead
    for colour, (low, high) in zip(theme.FAN_BANDS, chart.bands, strict=False):
        lower = np.concatenate([[anchor], low]) if anchor is not None else low
        upper = np.concatenate([[anchor], high]) if anchor is not None else high
        area = f"{frame.points(x, upper)} {frame.points(x[::-1], lower[::-1])}"
        out.append(f'<polygon fill="{colour}" points="{area}"/>')
    out.append(
        f'<line x1="{frame.x(start):.1f}" x2="{frame.x(start):.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" '
        f'stroke="{theme.START}" stroke-width="1"/>'
    )
    out += _held(frame, chart)
    for place, line in enumerate(chart.lines):
        out += _beside(frame, line, place)
    middle = chart.level(0.5)
    median = np.concatenate([[anchor], middle]) if anchor is not None else middle
    out.append(_polyline(frame, x, median, theme.FAN_MEDIAN, 2.0))
    out += _history(frame, past, chart.history, chart.nowcast)
    if chart.came is not None and len(chart.came.periods):
        seen = (
            np.concatenate([chart.history[-1:], chart.came.values])
            if anchor is not None
            else chart.came.values
        )
        when = _positions(chart.came.periods)
        when = np.concatenate([past[-1:], when]) if anchor is not None else when
        out.append(_polyline(frame, when, seen, theme.HISTORY, 2.0))
        out.append(_text(frame.right, TOP - 10, f"black after the line: {chart.came.label}", theme.SOFT, 11,
                         anchor="end"))  # fmt: skip
    ends = [(chart.level(p)[-1], p == 0.5) for p in (0.15, 0.5, 0.85)]
    digits = 0 if max(abs(v) for v, _ in ends) >= 100 else 1
    labels = [
        (v, fixed(v, digits).replace("−0.0", "0.0"), theme.FAN_MEDIAN if b else theme.SOFT, b)
        for v, b in ends
    ]
    out += _end_labels(frame, labels)
    if chart.lines:
        out.append(_names(frame, chart))
    return "".join(out) + "</svg>"


def _beside(frame: Frame, line: Line, place: int) -> list[str]:
    """Return a comparison line: dashed, or marks where it is points, as far as the frame goes."""
    x, colour = _positions(line.periods), _colour_of(line, place)
    inside = (x >= frame.x0) & (x <= frame.x1)
    if not line.points:
        return [_polyline(frame, x, line.values, colour, 1.6, "5 3")]
    return [
        f'<circle cx="{frame.x(p):.1f}" cy="{frame.y(v):.1f}" r="2.6" fill="{colour}" stroke="{theme.PAPER}" '
        f'stroke-width="0.8"/>'
        for p, v in zip(x[inside], np.asarray(line.values, dtype=np.float64)[inside], strict=True)
        if np.isfinite(v)
    ]


def _colour_of(line: Line, place: int) -> str:
    return theme.OUTSIDE[place % len(theme.OUTSIDE)] if line.points else theme.DASHED


def _names(frame: Frame, chart: FanChart) -> str:
    """Return the names of the comparison lines, each in its own colour."""
    spans = []
    for place, line in enumerate(chart.lines):
        said = f"{'●' if line.points else '- -'} {escape(line.label)}"
        spans.append(f'<tspan fill="{_colour_of(line, place)}">{said}</tspan>')
    where = f'x="{frame.right:.1f}" y="{TOP - 10:.1f}" font-size="11" text-anchor="end"'
    return f"<text {where}>{'  '.join(spans)}</text>"


def _held(frame: Frame, chart: FanChart) -> list[str]:
    """Return a bar along the foot of the plot for the quarters in which the variable is held."""
    out = []
    for held in chart.held:
        a = max(quarter_position(held.first) - 0.5, frame.x0)
        b = min(quarter_position(held.last) + 0.5, frame.x1)
        if a >= b:
            continue
        foot = HEIGHT - BOTTOM
        out.append(
            f'<rect class="held" x="{frame.x(a):.1f}" y="{foot - 5}" width="{frame.x(b) - frame.x(a):.1f}" '
            f'height="5" fill="{theme.DASHED}"/>'
        )
        out.append(_text(frame.x(a) + 2, foot - 8, held.words, theme.DASHED, 10.5))
    return out


def curves_svg(chart: CurvesChart, finding: str = "") -> str:
    """Return cumulative probabilities in percent: lines with their Monte-Carlo bands, or a stack."""
    x = _positions(chart.periods)
    top = 1.0
    if not chart.stacked:
        top = max(float(max((c.high if c.high is not None else c.values).max() for c in chart.curves)), 0.05)
    ticks = [0, 25, 50, 75, 100] if chart.stacked else nice_ticks(0.0, 100 * top)
    frame = Frame(x[0] - 0.5, x[-1] + 0.2, 0.0, min(ticks[-1], 100.0), CURVES_RIGHT)
    ticks = [t for t in ticks if t <= 100.0]
    out = _opening(chart.title, "percent of draws", chart.summary(), chart.key, finding)
    out += _stack(frame, x, chart) if chart.stacked else []
    out += _axes(frame, ticks)
    labels = []
    floor = 0.0
    for place, curve in enumerate(chart.curves):
        colour = theme.high_colour(curve.key, place)
        values = 100 * curve.values
        if chart.stacked:
            labels.append((floor + values[-1] / 2, f"{curve.label} {values[-1]:.0f}", colour, True))
            floor += values[-1]
            continue
        if curve.low is not None and curve.high is not None:
            area = f"{frame.points(x, 100 * curve.high)} {frame.points(x[::-1], 100 * curve.low[::-1])}"
            out.append(f'<polygon fill="{colour}" fill-opacity="0.18" points="{area}"/>')
        out.append(_polyline(frame, x, values, colour, 2.2, theme.high_dash(curve.key)))
        labels.append((float(values[-1]), f"{curve.label} {values[-1]:.0f}", colour, True))
    out += _end_labels(frame, labels)
    return "".join(out) + "</svg>"


def _stack(frame: Frame, x: np.ndarray, chart: CurvesChart) -> list[str]:
    """Return the areas of stacked curves over the share on which nothing has broken yet."""
    out = [
        f'<rect x="{frame.x(x[0]):.1f}" y="{frame.y(100):.1f}" width="{frame.x(x[-1]) - frame.x(x[0]):.1f}" '
        f'height="{frame.y(0) - frame.y(100):.1f}" fill="{theme.NONE_COLOUR}"/>'
    ]
    floor = np.zeros(x.size)
    for place, curve in enumerate(chart.curves):
        roof = floor + 100 * curve.values
        area = f"{frame.points(x, roof)} {frame.points(x[::-1], floor[::-1])}"
        colour = theme.high_colour(curve.key, place)
        out.append(f'<polygon fill="{colour}" fill-opacity="0.82" stroke="{theme.PAPER}" points="{area}"/>')
        floor = roof
    if floor[-1] < 92:
        out.append(
            _text(
                frame.x(x[-1]) - 6,
                frame.y((floor[-1] + 100) / 2) + 4,
                "none yet",
                theme.SOFT,
                12,
                anchor="end",
            )
        )
    return out


def _opening(
    title: str, unit_words: str, summary: str, key: str, finding: str = "", named: bool = False
) -> list[str]:
    """Return the head of a drawing: size, accessible title and description, white ground, visible title.

    A finding stands above all that, in room of its own; the title is then what the figures are of. The unit
    stands below the title, or beside it where lines are `named` there.
    """
    lines = wrap(finding, ACROSS) if finding else []
    rise = LINE * len(lines) + 6 if lines else 0
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-rise} {WIDTH} {HEIGHT + rise}" '
        f'width="{WIDTH}" height="{HEIGHT + rise}" role="img" aria-labelledby="t-{key} d-{key}" '
        f'font-family="{escape(theme.FONT)}">',
        f'<title id="t-{key}">{escape(finding or title)}</title><desc id="d-{key}">{escape(summary)}</desc>',
        f'<rect y="{-rise}" width="{WIDTH}" height="{HEIGHT + rise}" fill="{theme.PAPER}"/>',
        *(_text(8, 19 - rise + LINE * i, line, theme.INK, 15, weight=600) for i, line in enumerate(lines)),
        f'<text x="8" y="19" fill="{theme.SOFT if lines else theme.INK}" font-size="{13 if lines else 15}" '
        f'font-weight="600">{escape(title)}'
        + (
            f'<tspan fill="{theme.SOFT}" font-size="12" font-weight="400" dx="8">{escape(unit_words)}</tspan>'
            if named
            else ""
        )
        + "</text>",
        *([] if named else [_text(8, 36, unit_words, theme.SOFT, 12)]),
    ]


def _text(
    x: float, y: float, words: str, colour: str, size: float, *, anchor: str = "start", weight: int = 400
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size:g}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )


def _axes(frame: Frame, ticks: Sequence[float]) -> list[str]:
    """Return horizontal grid lines with their values and the years below."""
    out = []
    step = ticks[1] - ticks[0]
    for tick in ticks:
        y = frame.y(tick)
        strong = abs(tick) < 1e-12
        colour = theme.SOFT if strong else theme.GRID
        out.append(f'<line x1="{LEFT}" x2="{frame.right}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"/>')
        out.append(_text(LEFT - 6, y + 4, tick_label(tick, step), theme.SOFT, 12, anchor="end"))
    years = range(int(np.ceil(frame.x0 / 4)), int(frame.x1 // 4) + 1)
    every = 1 + (len(years) - 1) // 6
    for year in years:
        x = frame.x(year * 4)
        shown = year % every == 0
        length = 5 if shown else 3
        out.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{HEIGHT - BOTTOM}" y2="{HEIGHT - BOTTOM + length}" '
            f'stroke="{theme.SOFT}"/>'
        )
        if shown:
            out.append(_text(x, HEIGHT - 7, str(year), theme.SOFT, 12, anchor="middle"))
    return out


def _recession_bands(frame: Frame, recessions: Recessions) -> list[str]:
    """Return the grey bands of recessions that fall into the frame."""
    out = []
    for begin, end in recessions:
        a, b = max(begin, frame.x0), min(end, frame.x1)
        if a < b:
            wide = frame.x(b) - frame.x(a)
            out.append(
                f'<rect class="recession" x="{frame.x(a):.1f}" y="{TOP}" width="{wide:.1f}" '
                f'height="{HEIGHT - TOP - BOTTOM}" fill="{theme.RECESSION}"/>'
            )
    return out


def _history(frame: Frame, past: np.ndarray, values: np.ndarray, nowcast: np.ndarray) -> list[str]:
    """Return history as a solid black line, with estimated quarters dotted."""
    if not values.size:
        return []
    known = np.where(nowcast, np.nan, values)
    out = [_polyline(frame, past, known, theme.HISTORY, 2.0)]
    if nowcast.any():
        first = int(np.argmax(nowcast))
        begin = max(0, first - 1)
        out.append(_polyline(frame, past[begin:], values[begin:], theme.HISTORY, 2.0, "1.5 2.5"))
    return out


def _polyline(
    frame: Frame, x: np.ndarray, values: np.ndarray, colour: str, width: float, dash: str = ""
) -> str:
    """Return a line, broken where a value is missing."""
    values = np.asarray(values, dtype=np.float64)
    finite = np.isfinite(values)
    pieces = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], finite.view(np.int8), [0]])))
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        pieces.append("M" + " L".join(frame.points(x[a:b], values[a:b]).split(" ")))
    pattern = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{" ".join(pieces)}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-linejoin="round"{pattern}/>'
    )


def _end_labels(frame: Frame, labels: Sequence[tuple[float, str, str, bool]]) -> list[str]:
    """Return labels to the right of the last quarter, moved apart where they would overlap."""
    ordered = sorted(labels, key=lambda label: -label[0])
    places = [frame.y(label[0]) for label in ordered]
    gap = 14.0
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + gap)
    overflow = places[-1] - (HEIGHT - BOTTOM - 2)
    if overflow > 0:
        places[-1] -= overflow
        for i in range(len(places) - 2, -1, -1):
            places[i] = min(places[i], places[i + 1] - gap)
    return [
        _text(frame.right + 5, y + 4, words, colour, 12, weight=700 if bold else 400)
        for y, (_, words, colour, bold) in zip(places, ordered, strict=True)
    ]
