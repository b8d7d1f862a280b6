"""The text of the adoption filter: published points, what each series shows, and what is taken beforehand."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.record_kinds import FormulaText, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, OneQuarter
from moneygood.core.texts import economics_root, read_text, reference_keys
from moneygood.core.units import Unit
from moneygood.data.vintage import Vintage
from moneygood.estimation.filters.beliefs import BELIEF, Belief
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.model import Model
from moneygood.model.scope import Scope

_COLUMNS = ("series", "quarter", "value", "unit", "published", "source", "note")


@dataclass(frozen=True)
class Point:
    """A published figure: `value` of `series` in `quarter`, in `unit`, out on the day `published`."""

    series: str
    quarter: Quarter
    value: float
    unit: str
    published: datetime.date
    source: str


@dataclass(frozen=True)
class ShownPosition:
    """How a series shows the position: `slope` and `distance` where they are given, else None; its error."""

    name: str
    slope: float | None
    distance: float | None
    noise: float


@dataclass(frozen=True)
class AdoptionText:
    """The filter's `series` with their figures [quarter, series] in logits, and its beliefs.

    `published` [quarter, series] is the ordinal of the day on which a figure was out (0 where there is none).
    """

    periods: tuple[Quarter, ...]
    series: tuple[ShownPosition, ...]
    figures: np.ndarray
    published: np.ndarray
    position: Belief
    pace: Belief
    shock: float
    distance: Belief
    slope: Belief


SHOCK = Record(
    "shock",
    "The quarterly shock of the position.",
    (
        Field("sd", Number(above=0), "Its standard deviation.", required=True),
        Field("source", Source(), "Where it is from.", for_people=True),
    ),
)
POSITION_SERIES = Record(
    "series",
    "Published points that show the position, in logits.",
    (
        Field("figure", FormulaText(), "A formula over the points and the series.", required=True),
        Field("slope", Number(above=0), "Its slope on the position; found when left out."),
        Field("distance", Number(), "Its distance from the position; found when left out."),
        Field("noise", Number(above=0), "The standard deviation of its error.", required=True),
        Field("source", Source(), "Who publishes the points.", for_people=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
    ),
)
ADOPTION = TextKind(
    "adoption",
    "The place on the adoption curve by filtering published points.",
    ("backtest/adoption.yaml",),
    Record(
        "text of the adoption filter",
        "Published points, what each series shows, and what is taken beforehand.",
        (
            Field("first", OneQuarter(), "The first quarter.", required=True),
            Field("points", Words(empty=False), "The table of points beside the text.", required=True),
            Field("series", MapOf(POSITION_SERIES, least=1), "The series.", required=True),
            Field("position", BELIEF, "The position before the first quarter, in logits.", required=True),
            Field("pace", BELIEF, "The pace a year.", required=True),
            Field("shock", SHOCK, "The quarterly shock.", required=True),
            Field("distance", BELIEF, "Distances that are not given.", required=True),
            Field("slope", BELIEF, "Slopes that are not given.", required=True),
        ),
    ),
    FaultCodes("A601"),
    "`moneygood backtest` and `moneygood fit`",
)


def read_adoption(model: Model, vintage: Vintage, end: Quarter, root: Path | None = None) -> AdoptionText:
    """The text ``backtest/adoption.yaml`` with the points up to `end`; A601 when either is faulty."""
    path = (root or economics_root()) / "backtest" / "adoption.yaml"
    text = ADOPTION.read(path, None, reference_keys(root))
    entries, points = text["series"], tuple(_points(path.parent / text["points"]))
    series = tuple(ShownPosition(n, e["slope"], e["distance"], e["noise"]) for n, e in entries.items())
    for point in points:
        if point.series not in entries:
            hint = did_you_mean(point.series, entries)
            raise MoneygoodError("A601", f"no series {point.series!r} shows adoption", Place(path), hint)
    if not any(s.distance is not None for s in series) or not any(s.slope is not None for s in series):
        hint = "Give one series a distance and one a slope"
        raise MoneygoodError("A601", "nothing sets the position's level or unit", Place(path), hint)
    periods = quarter_range(text["first"], end)
    figures = _figures(model, vintage, points, entries, periods)
    published = np.zeros(figures.shape, dtype=np.int64)
    for p in points:
        if p.quarter in periods:
            published[p.quarter - periods[0], list(entries).index(p.series)] = p.published.toordinal()
    return AdoptionText(
        periods, series, figures, published, text["position"], text["pace"], text["shock"]["sd"],
        text["distance"], text["slope"],
    )  # fmt: skip


def _points(path: Path) -> Iterator[Point]:
    """The rows of the table, each of a quarter that its series has once (A601)."""
    lines = read_text(path).splitlines()
    body = [(i, line) for i, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    rows = list(csv.reader(line for _, line in body))
    if not rows or tuple(rows[0]) != _COLUMNS:
        hint = f"They are {', '.join(_COLUMNS)}"
        raise MoneygoodError(
            "A601", "the points have other columns", Place(path, body[0][0] if body else 1), hint
        )
    seen: set[tuple[str, str]] = set()
    for (line, _), row in zip(body[1:], rows[1:], strict=True):
        try:
            series, quarter, value, unit, out, source, _ = row
            point = Point(series, Quarter.parse(quarter), float(value), unit,
                          datetime.date.fromisoformat(out), source)  # fmt: skip
        except (ValueError, MoneygoodError):
            raise MoneygoodError("A601", "the point cannot be read", Place(path, line)) from None
        if (series, quarter) in seen:
            raise MoneygoodError("A601", f"{series} has two points in {quarter}", Place(path, line))
        seen.add((series, quarter))
        yield point


def _figures(
    model: Model,
    vintage: Vintage,
    points: tuple[Point, ...],
    entries: Mapping[str, Entry],
    periods: tuple[Quarter, ...],
) -> np.ndarray:
    """The series in logits [quarter, series], NaN in a quarter without a point."""
    units = {n: Unit.parse(r.unit) for n, r in vintage.records["quarterly"].items()}
    units |= {p.series: Unit.parse(p.unit) for p in points}
    scope = Scope(
        variables=units,
        parameters={n: p.unit for n, p in model.parameters.items()},
        constants=model.constants,
        noun="series",
        open_formulas=True,
    )
    numbers = {n: p.value for n, p in model.parameters.items()}
    numbers |= {n: c.value for n, c in model.constants.items()}
    own = {n: np.full(len(periods), np.nan) for n in entries}
    for p in points:
        if p.quarter in periods:
            own[p.series][p.quarter - periods[0]] = p.value

    def row(name: str) -> np.ndarray:
        return own[name] if name in own else _aligned(vintage, name, periods)

    columns = []
    for entry in entries.values():
        node = parse_expression(entry["figure"], scope, place=entry.at.at("figure")).node
        columns.append(evaluate_series(node, row, parameters=numbers))
    return np.column_stack(columns)


def _aligned(vintage: Vintage, name: str, periods: tuple[Quarter, ...]) -> np.ndarray:
    """A series of the vintage over the quarters [quarter], NaN outside its own."""
    data = vintage.quarterly
    figures = dict(zip(data.periods, data.series(name), strict=True))
    return np.array([figures.get(q, np.nan) for q in periods])
