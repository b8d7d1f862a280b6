"""An event and its branches as text under `economics/branches`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from moneygood.baseline.basis_points import basis_points
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.record_kinds import Choice, Name, Source, Words
from moneygood.core.record_rules import Needs, OneOf, Ordered
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, OfUnit, Whole
from moneygood.model.model import Model
from moneygood.questions.question_texts import CODES, question_names, read_question

_CHANGES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "difference": lambda a, b: a - b,
    "percent": lambda a, b: 100 * np.log(a / b),
    "log_difference": lambda a, b: 100 * (a - b),
}
LOG_PERCENT = "log %"
"""The unit of an effect on a level."""
_UNITS = {"percent": LOG_PERCENT, "log_difference": LOG_PERCENT}
_WORDS = {"pct/yr": "pp", "pct": "pp", "1": "", LOG_PERCENT: "%"}


@dataclass(frozen=True)
class BranchMeasure:
    """A variable's change against something: a difference in its own unit, or in log percent.

    Differences of interest rates are told in basis points (`bp`); the figures are in points as ever.
    Of what is to tell branches apart, `published` are the series that show it, or `by` says who publishes it.
    """

    variable: str
    kind: str
    label: str
    unit: str
    published: tuple[str, ...] = ()
    by: str = ""
    bp: bool = False

    @property
    def told_in(self) -> str:
        """The unit in which people are told of it."""
        return "bp" if self.bp else _WORDS.get(self.unit, self.unit)

    def told(self, value: float) -> float:
        """A figure as people are told it: log percent as percent, points of a rate as basis points."""
        if self.unit == LOG_PERCENT:
            return 100.0 * math.expm1(value / 100.0)
        return 100.0 * value if self.bp else value

    def told_error(self, value: float, error: float) -> float:
        """The error of a figure `value` as people are told it."""
        if self.unit == LOG_PERCENT:
            return error * math.exp(value / 100.0)
        return 100.0 * error if self.bp else error

    def change(self, values: np.ndarray, against: np.ndarray) -> np.ndarray:
        """The change of `values` from `against`, element by element."""
        with np.errstate(all="ignore"):
            return _CHANGES[self.kind](values, against)


@dataclass(frozen=True)
class Criterion:
    """A measure so many quarters after the event, at or above (or at or below) a bound."""

    measure: BranchMeasure
    after: int
    bound: float
    above: bool


@dataclass(frozen=True)
class BranchRule:
    """One branch: all of its criteria hold."""

    name: str
    label: str
    when: tuple[Criterion, ...]


@dataclass(frozen=True)
class Breakdown:
    """A measure and the parts that add up to it."""

    title: str
    total: BranchMeasure
    parts: tuple[BranchMeasure, ...]


@dataclass(frozen=True)
class Range:
    """A response at given parameters with the range in which it is thought to lie.

    `why` says why it may lie outside, and `undone` are parameters that undo that reason.
    """

    given: Mapping[str, float]
    measure: BranchMeasure
    after: int
    low: float
    high: float
    source: str
    note: str
    why: str
    undone: Mapping[str, float]


@dataclass(frozen=True)
class BranchText:
    """Everything that `economics/branches/<name>.yaml` says; `states` are the variables among `uncertain`."""

    name: str
    label: str
    question: str
    event: Mapping[str, Any]
    after: int
    horizon: int
    read_at: int
    branches: tuple[BranchRule, ...]
    uncertain: tuple[str, ...]
    states: tuple[str, ...]
    outcomes: tuple[BranchMeasure, ...]
    channels: tuple[Breakdown, ...]
    observables: tuple[BranchMeasure, ...]
    told_apart_at: float
    evidence: tuple[str, ...]
    ranges: tuple[Range, ...]
    note: str

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables whose paths it needs."""
        found = {m.variable for m in (*self.outcomes, *self.observables)}
        found |= {c.measure.variable for b in self.branches for c in b.when}
        found |= {m.variable for c in self.channels for m in (c.total, *c.parts)} | set(self.states)
        return tuple(sorted(found | {r.measure.variable for r in self.ranges}))

    def scenario(
        self, workspace: Workspace, given: Mapping[str, float] | None = None, event: bool = True
    ) -> dict:
        """The event (or its absence) at given parameters, in the form of a scenario."""
        out: dict[str, Any] = {"title": self.label}
        if given:
            out["parameters"] = {n: {"set": v} for n, v in given.items()}
        if event:
            out["shocks"] = [{**self.event, "periods": str(workspace.start + self.after)}]
        return out


MEASURE_FIELDS = (
    Field("variable", Name("variable"), "The variable that is looked at.", required=True),
    Field("as", Choice(tuple(_CHANGES)), "How its change is measured.", required=True),
    Field("label", Words(empty=False), "What it is called; the variable's label when left out."),
)
MEASURE = Record("measure", "A variable's change against something.", MEASURE_FIELDS)
OBSERVABLE = Record(
    "observable",
    "A variable's change that somebody publishes.",
    (
        *MEASURE_FIELDS,
        Field("published", ListOf(Words(empty=False)), "The published series that show it.", default=()),
        Field("by", Words(), "Who publishes it, where it is not bundled.", default=""),
    ),
)
CRITERION = Record(
    "criterion",
    "A measure so many quarters after the event, beyond a bound.",
    (
        *MEASURE_FIELDS[:2],
        Field("after", Whole(0, 400), "Quarters after the event.", required=True),
        Field("at_least", Number(), "It holds at or above this number."),
        Field("at_most", Number(), "It holds at or below this number."),
    ),
    (OneOf(("at_least", "at_most")),),
)
BRANCH = Record(
    "branch",
    "One branch: all of its criteria hold.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("when", ListOf(CRITERION, 1), "Its criteria.", required=True),
    ),
)
BREAKDOWN = Record(
    "breakdown",
    "A measure and the parts that add up to it.",
    (
        Field("title", Words(empty=False), "What is taken apart.", required=True),
        Field("total", MEASURE, "The whole.", required=True),
        Field("parts", ListOf(MEASURE, 1), "Its parts.", required=True),
    ),
)
RANGE = Record(
    "range",
    "A response at given parameters, with the range in which it is thought to lie.",
    (
        Field("given", MapOf(Number(), "parameter"), "The parameters at which it is read.", required=True),
        *MEASURE_FIELDS,
        Field("after", Whole(0, 400), "Quarters after the event.", required=True),
        Field("low", Number(), "The lowest response.", required=True),
        Field("high", Number(), "The highest response.", required=True),
        Field("source", Source(), "Who thinks so.", required=True),
        Field("note", Words(), "How the range was found.", default=""),
        Field("why", Words(), "Why the response may lie outside.", default=""),
        Field("undone", MapOf(Number(), "parameter"), "Parameters that undo that reason.", default=()),
    ),
    (Ordered("low", "high"), Needs("undone", ("why",))),
)
EVENT = Record(
    "event",
    "The shock that opens the branches.",
    (
        Field("shock", Name("shock"), "The shock.", required=True),
        Field("after", Whole(0, 400), "Quarters from the start of the run.", required=True),
        Field("size", Number(), "Its size."),
        Field("sd", Number(), "Its size in standard deviations."),
        Field("unit", OfUnit(), "The unit of the size."),
    ),
    (OneOf(("size", "sd")), OneOf(("sd", "unit"), needed=False)),
)
BRANCHES_TEXT = Record(
    "text of branches",
    "An event after which the future branches, and what tells the branches apart.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("question", Words(), "The question that it answers.", default=""),
        Field("source", Source(), "Where the question is from.", required=True, for_people=True),
        Field("event", EVENT, "What happens.", required=True),
        Field("horizon", Whole(1, 400), "How many quarters are followed.", required=True),
        Field("read_at", Whole(0, 400), "After how many quarters outcomes are read.", required=True),
        Field("branches", MapOf(BRANCH, least=2), "The branches.", required=True),
        Field("uncertain", ListOf(Name("parameter|variable")),
              "Parameters that decide the branch, and variables in the quarter of the event.", default=()),
        Field("outcomes", ListOf(MEASURE), "What is compared between branches.", default=()),
        Field("channels", ListOf(BREAKDOWN), "Outcomes taken apart.", default=()),
        Field("observables", ListOf(OBSERVABLE), "What may tell the branches apart.", default=()),
        Field("evidence", ListOf(Words(empty=False)), "Series, by day, of how investors take announcements.",
              default=()),
        Field("told_apart_at", Number(0.5, 1), "The share of right calls that counts as told apart.",
              required=True),
        Field("plausible", ListOf(RANGE), "Ranges that responses are held against.", default=()),
        Field("note", Words(), "What a reader should know.", default=""),
    ),
)  # fmt: skip
BRANCHES = TextKind(
    "branches",
    "An event and its branches.",
    ("branches/*.yaml",),
    BRANCHES_TEXT,
    CODES,
    "`moneygood branch`",
)


def read_branches(workspace: Workspace, name: str) -> BranchText:
    """The event of a name in ``economics/branches``; A320 for an unknown name, A301 for a faulty text."""
    known = question_names("branches")
    if name not in known:
        hint = did_you_mean(name, known) or f"There is {', '.join(known)}"
        raise MoneygoodError("A320", f"there is no event {name!r}", None, hint)
    model = workspace.model
    text = read_question(BRANCHES, known[name], model)
    event, reads = text["event"], _BranchReader(model, text["horizon"])
    shock = {k: event[k] for k in ("shock", "size", "sd") if event.has(k)}
    return BranchText(
        name=name,
        label=text["label"],
        question=text["question"],
        event=shock | ({"unit": str(event["unit"])} if event.has("unit") else {}),
        after=event["after"],
        horizon=text["horizon"],
        read_at=reads.quarter(text, "read_at"),
        branches=tuple(reads.branch(n, p) for n, p in text["branches"].items()),
        uncertain=tuple(text["uncertain"]),
        states=tuple(n for n in text["uncertain"] if n in model.variables),
        outcomes=tuple(reads.labelled(p) for p in text["outcomes"]),
        channels=tuple(reads.breakdown(p) for p in text["channels"]),
        observables=tuple(_observable(workspace, reads, p) for p in text["observables"]),
        evidence=_known(workspace, text, "evidence", text["evidence"]),
        told_apart_at=text["told_apart_at"],
        ranges=tuple(reads.range(p) for p in text["plausible"]),
        note=text["note"],
    )


def _observable(workspace: Workspace, reads: _BranchReader, part: Entry) -> BranchMeasure:
    """A measure that somebody publishes; A301 for one that nobody does, and for an unknown series."""
    if not part["published"] and not part["by"]:
        raise part.fault(
            "nobody publishes it", "variable", hint="Name its series (published), or who does (by)"
        )
    series = _known(workspace, part, "published", part["published"])
    return replace(reads.labelled(part), published=series, by=part["by"])


def _known(workspace: Workspace, part: Entry, key: str, names: Sequence[str]) -> tuple[str, ...]:
    known = {n for records in workspace.vintage.records.values() for n in records}
    for i, name in enumerate(names):
        if name not in known:
            hint = did_you_mean(name, known)
            raise part.fault(f"there is no series {name!r}", key, i, hint=hint)
    return tuple(names)


@dataclass(frozen=True)
class _BranchReader:
    model: Model
    horizon: int

    def measure(self, part: Entry, label: str | None = None) -> BranchMeasure:
        kind, record = part["as"], self.model.variables[part["variable"]]
        return BranchMeasure(
            record.name, kind, label or record.label, _UNITS.get(kind, str(record.unit)),
            bp=kind not in _UNITS and record.name in basis_points(self.model),
        )  # fmt: skip

    def labelled(self, part: Entry) -> BranchMeasure:
        return self.measure(part, part["label"])

    def quarter(self, part: Entry, key: str) -> int:
        after = part[key]
        if after > self.horizon:
            raise part.fault(f"{after} quarters lie outside the horizon of {self.horizon}", key)
        return after

    def criterion(self, part: Entry) -> Criterion:
        key = part.one("at_least", "at_most")
        return Criterion(self.measure(part), self.quarter(part, "after"), part[key], key == "at_least")

    def branch(self, name: str, part: Entry) -> BranchRule:
        return BranchRule(name, part["label"], tuple(self.criterion(p) for p in part["when"]))

    def breakdown(self, part: Entry) -> Breakdown:
        parts = tuple(self.labelled(p) for p in part["parts"])
        return Breakdown(part["title"], self.labelled(part["total"]), parts)

    def range(self, part: Entry) -> Range:
        return Range(
            part["given"],
            self.labelled(part),
            self.quarter(part, "after"),
            part["low"],
            part["high"],
            part["source"],
            part["note"],
            part["why"],
            dict(part["undone"]),
        )
