"""An event and its branches as text under `economics/branches`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.model.model import Model
from moneygood.questions.question_texts import QuestionText, question_names, read_question

_CHANGES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "difference": lambda a, b: a - b,
    "percent": lambda a, b: 100 * np.log(a / b),
    "log_difference": lambda a, b: 100 * (a - b),
}
_UNITS = {"percent": "log %", "log_difference": "log %"}


@dataclass(frozen=True)
class BranchMeasure:
    """A variable's change against something: a difference in its own unit, or in log percent."""

    variable: str
    kind: str
    label: str
    unit: str

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
    """Everything that `economics/branches/<name>.yaml` says."""

    name: str
    label: str
    question: str
    event: Mapping[str, Any]
    after: int
    horizon: int
    read_at: int
    branches: tuple[BranchRule, ...]
    uncertain: tuple[str, ...]
    outcomes: tuple[BranchMeasure, ...]
    channels: tuple[Breakdown, ...]
    observables: tuple[BranchMeasure, ...]
    told_apart_at: float
    ranges: tuple[Range, ...]
    note: str

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables whose paths it needs."""
        found = {m.variable for m in (*self.outcomes, *self.observables)}
        found |= {c.measure.variable for b in self.branches for c in b.when}
        found |= {m.variable for c in self.channels for m in (c.total, *c.parts)}
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


def read_branches(workspace: Workspace, name: str) -> BranchText:
    """The event of a name in ``economics/branches``; A320 for an unknown name, A301 for a faulty text."""
    known = question_names("branches")
    if name not in known:
        hint = did_you_mean(name, known) or f"There is {', '.join(known)}"
        raise MoneygoodError("A320", f"there is no event {name!r}", None, hint)
    text, model = read_question(known[name]), workspace.model
    text.known(
        (
            "label",
            "question",
            "source",
            "event",
            "horizon",
            "read_at",
            "branches",
            "uncertain",
            "outcomes",
            "channels",
            "observables",
            "told_apart_at",
            "plausible",
            "note",
        )
    )
    text.source()
    event = text.part("event")
    horizon = int(text.number("horizon"))
    reads = _BranchReader(model, horizon)
    branches = tuple(reads.branch(n, p) for n, p in text.mapping("branches").items())
    if len(branches) < 2:
        raise text.fault("an event needs two branches", "branches")
    uncertain = tuple(str(n) for n in text.record.get("uncertain", []))
    for parameter in uncertain:
        if parameter not in model.parameters:
            hint = did_you_mean(parameter, model.parameters)
            raise text.fault(f"there is no parameter {parameter!r}", "uncertain", hint=hint)
    return BranchText(
        name=name,
        label=text.text("label"),
        question=text.text("question", ""),
        event={k: v for k, v in event.record.items() if k != "after"},
        after=int(event.number("after")),
        horizon=horizon,
        read_at=reads.quarter(text, "read_at"),
        branches=branches,
        uncertain=uncertain,
        outcomes=tuple(reads.measure(p) for p in text.parts("outcomes")),
        channels=tuple(reads.breakdown(p) for p in text.parts("channels")),
        observables=tuple(reads.measure(p) for p in text.parts("observables")),
        told_apart_at=text.number("told_apart_at"),
        ranges=tuple(reads.range(p) for p in text.parts("plausible")),
        note=text.text("note", ""),
    )


@dataclass(frozen=True)
class _BranchReader:
    model: Model
    horizon: int

    def measure(self, part: QuestionText) -> BranchMeasure:
        name, kind = part.text("variable"), part.text("as")
        if name not in self.model.variables:
            hint = did_you_mean(name, self.model.variables)
            raise part.fault(f"there is no variable {name!r}", "variable", hint=hint)
        if kind not in _CHANGES:
            raise part.fault(f"{kind!r} is none of {', '.join(_CHANGES)}", "as")
        record = self.model.variables[name]
        return BranchMeasure(name, kind, part.text("label", record.label), _UNITS.get(kind, str(record.unit)))

    def quarter(self, part: QuestionText, key: str) -> int:
        after = int(part.number(key))
        if not 0 <= after <= self.horizon:
            raise part.fault(f"{after} quarters lie outside the horizon of {self.horizon}", key)
        return after

    def criterion(self, part: QuestionText) -> Criterion:
        if ("at_least" in part.record) == ("at_most" in part.record):
            raise part.fault("a criterion has either at_least or at_most")
        key = "at_least" if "at_least" in part.record else "at_most"
        return Criterion(self.measure(part), self.quarter(part, "after"), part.number(key), key == "at_least")

    def branch(self, name: str, part: QuestionText) -> BranchRule:
        part.known(("label", "when"))
        when = tuple(self.criterion(p) for p in part.parts("when"))
        if not when:
            raise part.fault("a branch needs criteria under when")
        return BranchRule(name, part.text("label"), when)

    def breakdown(self, part: QuestionText) -> Breakdown:
        part.known(("title", "total", "parts"))
        parts = tuple(self.measure(p) for p in part.parts("parts"))
        return Breakdown(part.text("title"), self.measure(part.part("total")), parts)

    def range(self, part: QuestionText) -> Range:
        given = self.parameters(part, "given")
        undone = self.parameters(part, "undone") if "undone" in part.record else {}
        return Range(
            given,
            self.measure(part),
            self.quarter(part, "after"),
            part.number("low"),
            part.number("high"),
            part.source(),
            part.text("note", ""),
            part.text("why", ""),
            undone,
        )

    def parameters(self, part: QuestionText, key: str) -> dict[str, float]:
        values = part.part(key)
        for name in values.record:
            if name not in self.model.parameters:
                hint = did_you_mean(name, self.model.parameters)
                raise part.fault(f"there is no parameter {name!r}", key, hint=hint)
        return {name: values.number(name) for name in values.record}
