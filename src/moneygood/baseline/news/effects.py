"""What the news does to the baseline: Shapley's value of every block, and of the series within a block."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.budget.budget import budget_history
from moneygood.baseline.budget.history import READS as BUDGET_READS
from moneygood.baseline.completion import CompletionRule, complete_state, read_rule
from moneygood.baseline.exogenous import exogenous_paths, known_figures
from moneygood.baseline.jump_off import moved_on, without_past
from moneygood.baseline.measure import measured_panel
from moneygood.baseline.news.changes import (
    BLOCKS,
    JUMP_OFF,
    PROJECTIONS,
    SeriesNews,
    VintageDifference,
    difference,
    read_news,
)
from moneygood.baseline.projections import with_projections
from moneygood.baseline.settle import settle_baseline
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.run_limits import MOST_QUARTERS
from moneygood.data.projected import projected_in, projecting_series
from moneygood.data.vintage import Vintage, with_quarterly
from moneygood.model.graph import leaves
from moneygood.scenarios.levers import Lever, read_levers
from moneygood.scenarios.library import read_baseline
from moneygood.scenarios.plan import Plan

if TYPE_CHECKING:
    from moneygood.model.model import Model

MOST_SERIES = 5
"""Series of a block that are told apart; the others are one line."""
Blocks = frozenset[str]


@dataclass(frozen=True)
class SeriesEffect:
    """What the change of one series does, within its block [variable]."""

    series: str
    block: str
    effect: np.ndarray


@dataclass(frozen=True)
class News:
    """What a newer vintage changed, and what that does to the baseline without draws in one quarter.

    `old` and `new` [variable of `shown`] are the baseline's figures on each vintage; `blocks` the parts of
    the difference, which add up to it; `series` splits each block. `starts` are the first simulated quarters.
    """

    difference: VintageDifference
    shown: tuple[str, ...]
    at: Quarter
    starts: tuple[Quarter, Quarter]
    old: np.ndarray
    new: np.ndarray
    blocks: Mapping[str, np.ndarray]
    series: tuple[SeriesEffect, ...]
    solved: int

    @property
    def unexplained(self) -> float:
        """What the blocks leave of the difference, relative to the largest figure."""
        left = self.new - self.old - sum(self.blocks.values(), np.zeros(len(self.shown)))
        return float(np.max(np.abs(left) / np.maximum(np.abs(self.new), 1.0)))


@dataclass
class _Baselines:
    """Baselines of mixtures of two vintages, each solved once."""

    model: Model
    diff: VintageDifference
    rules: tuple[CompletionRule, CompletionRule]
    at: Quarter
    shown: tuple[str, ...]
    kept: dict[str, np.ndarray] = field(default_factory=dict)
    exogenous: dict[Quarter, np.ndarray] = field(default_factory=dict)
    budgets: dict[str, Panel] = field(default_factory=dict)
    levers: Mapping[str, Lever] = field(default_factory=read_levers)
    plan: Plan = field(default_factory=read_baseline)

    def value(
        self, blocks: Blocks, only: frozenset[str] | None = None, base: Blocks = frozenset()
    ) -> np.ndarray:
        """The figures [variable] with the changes of `blocks` made, `only` of some series, beside `base`."""
        panel = self.diff.mixed(blocks, only)
        if base:
            first = self.diff.mixed(base)
            take = np.isin(self.diff.block, [BLOCKS.index(b) for b in base])
            panel = Panel(
                panel.names, panel.periods, np.where(take, first.values, panel.values),
                np.where(take, first.status, panel.status),
            )  # fmt: skip
        made = blocks | base
        tables = (
            self.diff.new if self.diff.tables and made & set(self.diff.tables.values()) else self.diff.old
        )
        rule = self.rules[JUMP_OFF in made]
        vintage = with_quarterly(tables, panel)
        budget = self._budget(vintage, rule.end)
        figures = known_figures(self.model, vintage, measured_panel(self.model, vintage), rule.end, budget)
        return self._solved(figures, rule, vintage)

    def _budget(self, vintage: Vintage, end: Quarter) -> Panel:
        """The budget block's history, worked out once for the same figures of what it reads."""
        panel = vintage.quarterly
        width = end - panel.periods[0] + 1
        rows = [panel.row(n) for n in sorted(BUDGET_READS) if n in panel]
        read = panel.values[rows, :width].tobytes() + vintage.name.encode()
        key = hashlib.sha256(read + str(end).encode()).hexdigest()
        if key not in self.budgets:
            self.budgets[key] = budget_history(self.model, vintage, end)
        return self.budgets[key]

    def _solved(self, figures: Panel, rule: CompletionRule, vintage: Vintage) -> np.ndarray:
        digest = hashlib.sha256(f"{rule.end}{figures.names}{figures.periods[0]}".encode())
        digest.update(figures.values.tobytes())
        digest.update(figures.status.tobytes())
        digest.update(repr(projected_in(vintage, self.model.root)).encode())
        key = digest.hexdigest()
        if key not in self.kept:
            history = complete_state(self.model, figures, rule, marked=False).panel
            self.kept[key] = self._figures(history, rule.end + 1, vintage)
        return self.kept[key]

    def _figures(self, history: Panel, start: Quarter, vintage: Vintage) -> np.ndarray:
        rows = [self.model.row(n) for n in self.shown]
        if self.at < start:
            return history.values[rows, history.periods.index(self.at)]
        if start not in self.exogenous:
            self.exogenous[start] = exogenous_paths(self.model, start, start + (MOST_QUARTERS - 1))
        periods = quarter_range(start, self.at)
        plan = with_projections(self.plan, self.model, vintage, history)
        path = settle_baseline(
            self.model, without_past(plan, start), history.values,
            self.exogenous[start][:, : len(periods)], periods, self.levers,
        )  # fmt: skip
        return path.values[rows, -1]


def find_news(
    model: Model,
    old: Vintage,
    new: Vintage,
    at: Quarter | None = None,
    progress: Callable[[float], object] | None = None,
) -> News:
    """What the vintage `new` changed against `old`, and what that does to the baseline in quarter `at`.

    `at` is the last quarter of the year after the new jump-off unless named; A074 for one before it. Blocks
    share the difference by Shapley's value over the blocks that change anything, so that they add up to it
    exactly; series share their block in proportion to what each does alone.
    """
    text = read_news(model)
    diff = difference(old, new, text)
    standing = read_rule(model)
    rules = (moved_on(standing, old), moved_on(standing, new))
    at = at or Quarter.of((rules[1].end + 1).year + 1, 4)
    end = rules[1].end
    if at <= end or at > end + MOST_QUARTERS:
        raise MoneygoodError("A074", f"{at} is not simulated", None, f"Name a quarter after {end}")
    there = {BLOCKS[k] for k in np.unique(diff.block) if k >= 0} | set(diff.tables.values())
    if rules[0].end != rules[1].end:
        there.add(JUMP_OFF)
    used = frozenset(BUDGET_READS) | _measuring(model) | projecting_series(model.root)
    idle = {b for b in there if not _counts(diff, b, used, end)}
    blocks = tuple(b for b in BLOCKS if b in there - idle)
    world = _Baselines(model, diff, rules, at, text.shown)
    coalitions = [frozenset(c) for k in range(len(blocks) + 1) for c in combinations(blocks, k)]
    worth: dict[Blocks, np.ndarray] = {}
    for done, coalition in enumerate(coalitions):
        worth[coalition] = world.value(coalition)
        if progress is not None:
            progress((done + 1) / (len(coalitions) + 8))
    nothing = np.zeros(len(text.shown))
    parts = shapley(blocks, worth)
    parts = {b: parts.get(b, nothing) for b in BLOCKS if b in there}
    series = tuple(e for b in blocks for e in _by_series(world, diff, b, parts[b], used))
    whole = frozenset(blocks)
    return News(
        diff, text.shown, at, (rules[0].end + 1, rules[1].end + 1), worth[frozenset()], worth[whole], parts,
        series, len(world.kept),
    )  # fmt: skip


def _measuring(model: Model) -> frozenset[str]:
    """The series of the vintage that measure a variable of the model."""
    found = set()
    for measurement in model.measurements.values():
        found |= {node.payload[0] for node in leaves(measurement.expr) if node.op == "var"}
    return frozenset(found)


def _counts(diff: VintageDifference, block: str, used: frozenset[str], end: Quarter) -> bool:
    """Whether a block can change the baseline: a series that is read, in a quarter that is reached."""
    if block == JUMP_OFF or block in diff.tables.values():
        return True
    ahead = block == PROJECTIONS  # what others project lies beyond the quarter that is reached
    width = len(diff.before.periods) if ahead else end - diff.before.periods[0] + 1
    mine = np.array([n in used for n in diff.before.names])
    return bool((diff.block[mine, :width] == BLOCKS.index(block)).any())


def shapley(players: tuple[str, ...], worth: Mapping[Blocks, np.ndarray]) -> dict[str, np.ndarray]:
    """Each player's mean contribution over all orders; the parts add up to what all are worth together."""
    n = len(players)
    out = {}
    for player in players:
        others = [p for p in players if p != player]
        total = np.zeros_like(worth[frozenset()])
        for k in range(n):
            weight = factorial(k) * factorial(n - k - 1) / factorial(n)
            for group in combinations(others, k):
                before = frozenset(group)
                total = total + weight * (worth[before | {player}] - worth[before])
        out[player] = total
    return out


def _by_series(
    world: _Baselines, diff: VintageDifference, block: str, part: np.ndarray, used: frozenset[str]
) -> list[SeriesEffect]:
    """The series of a block share its part in proportion to what each of them does alone [variable]."""
    told = [s for s in diff.series if s.block == block and s.series in used]
    names = [s.series for s in sorted(told, key=lambda s: _size(diff, s), reverse=True)]
    if block == JUMP_OFF or not names:
        label = "the quarter in which simulation begins" if block == JUMP_OFF else "tables by year"
        return [SeriesEffect(label, block, part)]
    if len(names) == 1 and block not in diff.tables.values():
        return [SeriesEffect(names[0], block, part)]
    groups = [(n, frozenset([n])) for n in names[:MOST_SERIES]]
    if names[MOST_SERIES:]:
        groups.append((f"{len(names) - MOST_SERIES} other series", frozenset(names[MOST_SERIES:])))
    # New figures count for something only where simulation begins later, so that they are tried there.
    base = frozenset([JUMP_OFF]) if world.rules[0].end != world.rules[1].end else frozenset()
    nothing = world.value(base)
    alone = np.array([world.value(frozenset([block]), only, base) - nothing for _, only in groups])
    total = alone.sum(axis=0)
    size = np.abs(alone).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # what they do together and not alone is shared by size
        shares = np.where(size > 0, np.abs(alone) / size, 1.0 / len(groups))
    parts = alone + shares * (part - total)
    parts[-1] += part - parts.sum(axis=0)
    return [SeriesEffect(n, block, e) for (n, _), e in zip(groups, parts, strict=True)]


def _size(diff: VintageDifference, told: SeriesNews) -> float:
    """How large the change is, relative to the figure before it (that of the quarter before, where it is
    new).
    """
    before = told.before
    if before != before:
        row = diff.before.values[diff.before.row(told.series)]
        seen = row[np.isfinite(row)]
        before = float(seen[-1]) if seen.size else np.nan
    size = abs(told.after - before) / max(abs(before), 1e-9)
    return size if size == size else 0.0
