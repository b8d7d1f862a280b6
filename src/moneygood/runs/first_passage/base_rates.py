"""How often a trigger has been met in history: windows since 1960, judged as simulated paths are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.errors import did_you_mean
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.texts import economics_root
from moneygood.data.vintage import Vintage
from moneygood.model.evaluate import evaluate
from moneygood.model.graph import Node, leaves
from moneygood.runs.first_passage.passage import running
from moneygood.runs.first_passage.triggers import BreakDefinition, Condition, Side
from moneygood.runs.timeline import shift

FIRST = Quarter.parse("1960Q1")
WINDOWS = (4, 12)

LONG_SERIES = Record(
    "long series",
    "The series that stand for a variable in long history.",
    (
        Field("series", ListOf(Words(empty=False), 1), "Long quarterly series, the first that has a figure."),
        Field("months", Words(empty=False), "A long monthly series: the quarter's last month."),
        Field("note", Words(), "How it differs from the model's variable.", default=""),
    ),
    (OneOf(("series", "months")),),
)
LONG_HISTORY = TextKind(
    "long-history",
    "Which long series stand for which variables when base rates are counted.",
    ("dictionary/long_history.yaml",),
    MapOf(LONG_SERIES, "variable"),
    FaultCodes("A053"),
    "`moneygood first` and `risks`",
)


@dataclass(frozen=True)
class BaseRate:
    """How often an event came within `window` quarters of a start quarter.

    Of `total` windows with all figures, `eligible` began where the event did not hold; `events` of these saw
    it, in `episodes` runs of neighbouring starts, the effective sample. Starts are `first` to `last`.
    """

    window: int
    total: int
    eligible: int
    events: int
    episodes: int
    first: str
    last: str

    @property
    def share(self) -> float:
        """Events per eligible window, missing without any."""
        return self.events / self.eligible if self.eligible else float("nan")

    def as_json(self) -> dict[str, Any]:
        """The count as a plain dictionary for `--json`."""
        return {
            "window_quarters": self.window, "share": self.share if self.eligible else None,
            "windows": self.total, "eligible": self.eligible, "events": self.events,
            "episodes": self.episodes, "first": self.first, "last": self.last,
        }  # fmt: skip


@dataclass(frozen=True)
class LongHistory:
    """Long figures [variable, quarter] by the model's names, and `notes` on how they differ."""

    panel: Panel
    notes: Mapping[str, str]


def read_long_history(vintage: Vintage, until: Quarter, root: Path | None = None) -> LongHistory | None:
    """The long figures of a vintage up to a quarter, None where it has none; A053 for an unknown series."""
    if "long_quarterly.csv" not in vintage.files:
        return None
    text = LONG_HISTORY.read((root or economics_root()) / "dictionary" / "long_history.yaml")
    quarters = vintage.long_quarterly
    rows: dict[str, np.ndarray] = {}
    notes: dict[str, str] = {}
    for variable, entry in text.items():
        row = np.full(len(quarters.periods), np.nan)
        if entry.has("months"):
            row = _last_months(vintage, entry["months"], quarters.periods)
        for name in reversed(entry["series"] if entry.has("series") else ()):
            if name not in quarters:
                hint = did_you_mean(name, quarters.names)
                raise entry.fault(f"there is no long series {name!r}", "series", hint=hint)
            own = quarters.series(name)
            row = np.where(np.isfinite(own), own, row)
        rows[str(variable)] = row
        notes[str(variable)] = entry["note"]
    values = np.array(list(rows.values()))
    status = np.where(np.isfinite(values), OBSERVED, 0).astype(np.uint8)
    panel = Panel(tuple(rows), quarters.periods, values, status)
    return LongHistory(panel.window(quarters.periods[0], min(until, quarters.periods[-1])), notes)


def _last_months(vintage: Vintage, name: str, periods: Sequence[Quarter]) -> np.ndarray:
    """The figure of each quarter's last month."""
    known = dict(zip(vintage.long_monthly.months, vintage.long_monthly.series(name), strict=True))
    return np.array([known.get(f"{q.year:04d}-{3 * q.quarter:02d}", np.nan) for q in periods])


def base_rate(
    history: LongHistory,
    definition: BreakDefinition,
    side: Side,
    window: int,
    *,
    bound: float | None = None,
    distance: float | None = None,
    starts: Sequence[Condition] = (),
    since: Quarter = FIRST,
) -> BaseRate | None:
    """How often a side was met anew within `window` quarters, over all start quarters from `since` on.

    `bound` stands for that of the first condition; with `distance` it is that condition's change from the
    start that has to reach it. `starts` are conditions on the start quarter. Windows overlap. None where a
    variable of the side has no long series. Source: ours.
    """
    needed = {n.payload[0] for c in side.when for n in leaves(c.node) if n.op == "var"}
    own = {d.name: d for d in definition.derived if d.name in needed}
    needed |= {n.payload[0] for d in own.values() for n in leaves(d.of) if n.op == "var"}
    if not needed - set(own) <= set(history.panel.names):
        return None
    lags = [n.payload[1] for x in definition.nodes() for n in leaves(x) if n.op == "var"]
    reach = 1 + max(lags, default=0) + side.quarters_running
    reach += max((d.quarters for d in own.values()), default=0)
    cut = _Windows(history.panel, definition.constants, reach, window)
    derived = {name: cut.derived(d) for name, d in own.items()}
    known = np.ones(cut.starts, dtype=bool)
    met: np.ndarray | None = None
    for i, condition in enumerate(side.when):
        values, limit = cut.evaluate(condition.node, derived), condition.bound
        if i == 0 and bound is not None:
            limit = bound
        if i == 0 and distance is not None:
            values, limit = values - values[reach - 1], distance
        known &= np.isfinite(values[reach - 1 :]).all(axis=0)
        with np.errstate(invalid="ignore"):
            holds = values >= limit if condition.above else values <= limit
        met = holds if met is None else met & holds
    assert met is not None
    state = running(met, side.quarters_running)
    known &= np.array([q >= since for q in cut.periods])
    able = known & ~state[reach - 1]
    for condition in starts:
        values = cut.evaluate(condition.node, {})[reach - 1]
        able &= values >= condition.bound if condition.above else values <= condition.bound
    hit = able & state[reach:].any(axis=0)
    runs = int((hit & ~np.concatenate([[False], hit[:-1]])).sum())
    places = np.flatnonzero(known)
    span = (str(cut.periods[places[0]]), str(cut.periods[places[-1]])) if places.size else ("", "")
    return BaseRate(window, int(known.sum()), int(able.sum()), int(hit.sum()), runs, *span)


class _Windows:
    """All windows of a history side by side: arrays [quarter of the window, start], row `reach` - 1 is the
    start."""

    def __init__(self, panel: Panel, constants: Mapping[str, float], reach: int, window: int) -> None:
        self.reach, self.length, self.constants = reach, reach + window, constants
        count = len(panel.periods) - window
        self.starts, self.periods = max(count, 0), panel.periods[: max(count, 0)]
        self.rows: dict[str, np.ndarray] = {}
        for name in panel.names:
            padded = np.concatenate([np.full(reach - 1, np.nan), panel.series(name)])
            self.rows[name] = np.lib.stride_tricks.sliding_window_view(padded, self.length).T

    def evaluate(self, node: Node, derived: Mapping[str, np.ndarray]) -> np.ndarray:
        """The values of an expression [quarter of the window, start]."""

        def leaf(n: Node) -> Any:
            if n.op == "par":
                return self.constants[n.payload]
            name, lag = n.payload
            return shift(derived[name] if name in derived else np.array(self.rows[name]), lag)

        out = np.asarray(evaluate([node], leaf)[0], dtype=np.float64)
        return np.broadcast_to(out, (self.length, self.starts))

    def derived(self, series: Any) -> np.ndarray:
        """A running peak, or the mean before each start."""
        values = self.evaluate(series.of, {})
        begin = max(0, self.reach - series.quarters)
        out = np.full(values.shape, np.nan)
        if series.kind == "history_mean":
            before = values[begin : self.reach]
            full = np.isfinite(before).all(axis=0)
            out[:, full] = before[:, full].mean(axis=0)
            return out
        out[begin:] = np.fmax.accumulate(values[begin:], axis=0)
        return out
