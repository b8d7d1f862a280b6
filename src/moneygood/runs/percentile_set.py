"""Scenarios at percentiles of the model's own distribution: what the draws that end there have in common."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.opening import find_scenario
from moneygood.core.figures import inside, listed
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Choice, Name, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, Quarters, Whole
from moneygood.core.texts import economics_root
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.core.paths import Paths

RULE = "economics/percentiles/rule.yaml"
UNIT = Field("unit", Words(empty=False), "The unit of the numbers.", required=True)
AXIS = Record(
    "axis",
    "What draws are ranked by.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("variable", Name("variable"), "The variable.", required=True),
        Field("measure", Choice(("growth", "mean")), "Growth a year, or the mean.",
              required=True),
        Field("periods", Quarters(), "Which quarters; growth is from the one before.", required=True),
        Field("words", Words(empty=False), "A sentence with {value}.", required=True),
        Field("systems", ListOf(Name("system")), "The systems that it shows.", required=True),
    ),
)  # fmt: skip
HELD = Record(
    "held path",
    "A variable that the scenarios hold.",
    (
        Field("variable", Name("variable"), "The variable.", required=True),
        Field("measure", Choice(("change", "change_percent")), "Laid on as a difference.", required=True),
        UNIT,
        Field("absorbed_by", Name("shock"), "What gives way; the variable's own shock when left out."),
    ),
)
SHOWN = Record(
    "shown figure",
    "A figure in which a scenario has to come out like the draws that it stands for.",
    (
        Field("variable", Name("variable"), "The variable.", required=True),
        UNIT,
        Field("within", Number(above=0), "How near, beside half of its own size.", required=True),
    ),
)
PERCENTILES = TextKind(
    "percentiles",
    "The rule by which percentile scenarios are taken from the model's own draws.",
    ("percentiles/rule.yaml",),
    Record(
        "rule",
        "Which draws, which percentiles, along which axes, holding what.",
        (
            Field("draws", Whole(1000), "Draws of the baseline.", required=True),
            Field("seed", Whole(), "Their seed.", required=True),
            Field("band", Number(above=0), "Points of percentile either side.", required=True),
            Field("middle", Number(above=0), "Points either side of the fiftieth.", required=True),
            Field("percentiles", ListOf(Number(0, 100), 1), "Which percentiles.", required=True),
            Field("periods", Quarters(), "Over which quarters paths are held.", required=True),
            Field("stress", ListOf(Number(0, 100)), "Which of them are a stress.", default=()),
            Field("axes", MapOf(AXIS), "What draws are ranked by.", required=True),
            Field("held", ListOf(HELD, 1), "What is held.", required=True),
            Field("shown", ListOf(SHOWN, 1), "What has to come out.", required=True),
        ),
    ),
    FaultCodes("A034"),
    "scripts/percentiles.py",
)


@dataclass(frozen=True)
class PercentileScenario:
    """A scenario of the set: its file's `name` and `text`, the `percentile` and the axis' `value` there."""

    name: str
    axis: str
    percentile: float
    value: float
    text: str


def read_rule(root: Path | None = None) -> Entry:
    """The rule, from ``percentiles/rule.yaml`` (A034)."""
    return PERCENTILES.read((root or economics_root()) / "percentiles" / "rule.yaml")


def along(axis: Entry, paths: Paths, before: float) -> np.ndarray:
    """The axis of each draw [draw], in percent a year or the variable's unit; `before` is its last figure."""
    at = [list(paths.periods).index(q) for q in axis["periods"]]
    series = np.asarray(paths.series(axis["variable"]))[:, paths.ok].astype(np.float64)
    if axis["measure"] == "mean":
        return series[at].mean(axis=0)
    start = series[at[0] - 1] if at[0] else np.full(series.shape[1], before)
    return 100.0 * ((series[at[-1]] / start) ** (4.0 / len(at)) - 1.0)


def ordinal(number: float) -> str:
    """A percentile as people say it.

    >>> ordinal(4), ordinal(11), ordinal(91), ordinal(2.5)
    ('4th', '11th', '91st', '2.5th')
    """
    whole = int(number) if float(number).is_integer() and int(number) % 100 not in (11, 12, 13) else 0
    return f"{number:g}{({1: 'st', 2: 'nd', 3: 'rd'}).get(whole % 10, 'th')}"


def ranks(values: np.ndarray) -> np.ndarray:
    """The percentile of each value among all, 0 to 100, the middle of its place."""
    order = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    return 100.0 * (order + 0.5) / len(values)


def percentile_set(workspace: Workspace, rule: Entry) -> Iterator[PercentileScenario]:
    """The scenarios of the rule, axis by axis, as the texts of their files.

    Errors: A034 for the rule, those of `run_plan`.
    """
    axes = dict(rule["axes"])
    names = [e["variable"] for e in (*rule["held"], *rule["shown"], *axes.values())]
    last = max(q for e in (rule, *axes.values()) for q in e["periods"])
    request = RunRequest(
        rule["draws"], rule["seed"], last - workspace.start + 1, keep=tuple(dict.fromkeys(names))
    )
    paths = run_plan(workspace, find_scenario("baseline"), request).paths
    for name, axis in axes.items():
        values = along(axis, paths, float(workspace.history.series(axis["variable"])[-1]))
        rank = ranks(values)
        drawn = _Drawn(paths, workspace.labels, np.abs(rank - 50.0) <= rule["middle"], workspace.basis_points)
        for p in rule["percentiles"]:
            near = np.abs(rank - p) <= rule["band"]
            value = float(np.quantile(values, p / 100.0))
            text = _text(rule, name, axis, p, value, drawn, near)
            yield PercentileScenario(f"percentile-{name}-{p:02.0f}", name, p, value, text)


@dataclass(frozen=True)
class _Drawn:
    """The baseline's draws, with what variables are called and which draws lie in the middle."""

    paths: Paths
    labels: Mapping[str, str]
    middle: np.ndarray
    basis_points: frozenset[str]

    def apart(self, name: str, quarters: Sequence[Quarter], near: np.ndarray, percent: bool) -> np.ndarray:
        """The mean path [quarter] of draws `near` less that of those in the middle, or in percent of it."""
        at = [list(self.paths.periods).index(q) for q in quarters]
        series = np.asarray(self.paths.series(name))[at][:, self.paths.ok].astype(np.float64)
        a, b = series[:, near].mean(axis=1), series[:, self.middle].mean(axis=1)
        return 100.0 * (a / b - 1.0) if percent else a - b


def _text(
    rule: Entry, name: str, axis: Entry, p: float, value: float, drawn: _Drawn, near: np.ndarray
) -> str:
    """The file of a scenario."""
    quarters, end = rule["periods"], axis["periods"][-1]
    span, rows, hopes, lies = f"{quarters[0]}..{quarters[-1]}", [], [], []
    for held in rule["held"]:
        moved = drawn.apart(held["variable"], quarters, near, held["measure"] == "change_percent")
        own = f", absorbed_by: {held['absorbed_by']}" if held["absorbed_by"] else ""
        numbers = ", ".join(f"{x + 0.0:.2f}" for x in np.round(moved, 2))
        rows.append(
            f"  - {{hold: {held['variable']}, periods: {span}, {held['measure']}: [{numbers}], "
            f"unit: {held['unit']}{own}, exact: false}}"
        )
    for shown in rule["shown"]:
        mean = float(drawn.apart(shown["variable"], (end,), near, False)[0])
        room = 0.5 * abs(mean) + shown["within"]
        size = (
            f"{round(100 * mean):+d} bp" if shown["variable"] in drawn.basis_points else f"{mean:+.1f} points"
        )
        lies.append(f"{inside(drawn.labels[shown['variable']])} {size}")
        span_of = f"[{mean - room:.2f}, {mean + room:.2f}]"
        hopes.append(
            f"  - {{variable: {shown['variable']}, at: {end}, change: {span_of}, unit: {shown['unit']}, "
            f'why: "the draws at that percentile less those in the middle: {mean:+.2f}"}}'
        )
    odds, side = (p, "less") if p < 50 else (100 - p, "more")
    said, place = axis["words"].format(value=value), f"the {ordinal(p)} percentile of {axis['label']}"
    near_it = f"{int(near.sum())} of {rule['draws']:,} draws within {rule['band']:g} points of {place}"
    story = (
        f"{said[0].upper()}{said[1:]}: the model gives {odds:g}% to {side}. Nobody wrote this story: it is "
        "what the model's own futures that end there have in common, the mean path of the "
        f"{near_it}, less that of the draws in the middle, laid over the baseline through {quarters[-1]}. "
        f"In {end} those draws differ from the middle ones by this much: {listed(lies)}. The percentile is "
        "its odds; the p-value of the shocks that hold the path is another matter, and small where a slump "
        "that begins at once has to be built from many small shocks."
    )
    body = textwrap.indent(textwrap.fill(story, 124, break_on_hyphens=False), "  ")
    title = f"{axis['label'][0].upper()}{axis['label'][1:]} at the {ordinal(p)} percentile"
    head = [
        f"# Made by `python scripts/percentiles.py` from {RULE}; seed {rule['seed']}.",
        f"title: {title}",
        f"question: What do the model's futures at {place} have in common?",
        f"narrative: >\n{body}",
        "author: moneygood",
        "date: 2026-11-30",
        f"size: {'stress' if p in rule['stress'] else 'ordinary'}",
        "sources: ours",
        f"sizes_from: {place[0].upper()}{place[1:]} among {rule['draws']:,} draws of the baseline, by the "
        f"rule of {RULE}.",
        f"systems: [{', '.join(axis['systems'])}]",
        "expected:",
        *hopes,
        "paths:",
        *rows,
    ]
    return "\n".join(head) + "\n"
