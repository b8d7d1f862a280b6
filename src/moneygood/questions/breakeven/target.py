"""Targets: what is to be reached, written as text under `economics/targets` or as a condition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.units import Unit
from moneygood.model.formula import Formula, parse_expression, scope_of
from moneygood.questions.question_texts import QuestionText, question_names, read_question
from moneygood.runs.inputs import MEASURES, Input, path_input
from moneygood.runs.path_formula import Calendar, Inequality, PathFormula, read_formula, read_inequality
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan

_FIELDS = (
    "label",
    "question",
    "condition",
    "by",
    "level",
    "lever",
    "second",
    "second_range",
    "levers",
    "given",
    "shown",
    "published",
    "source",
    "note",
)
_LEVER_FIELDS = (
    "label",
    "unit",
    "range",
    "hold",
    "measure",
    "absorbed_by",
    "sets",
    "adds",
    "rest",
    "source",
    "note",
)


@dataclass(frozen=True)
class ShownFigure:
    """A figure that is shown beside the answer: at the lever's rest and at its solution."""

    label: str
    formula: PathFormula
    unit: str


@dataclass(frozen=True)
class PublishedRange:
    """What others found for the same question: `low` to `high` in `unit`."""

    statement: str
    source: str
    low: float
    high: float
    unit: str
    note: str


@dataclass(frozen=True)
class Target:
    """A condition to be met, with the levers that its text proposes.

    `given` is imposed in every evaluation; `own_levers` are levers that only this target has.
    """

    name: str
    label: str
    question: str
    condition: Inequality
    lever: str | None
    second: str | None
    second_range: tuple[float, float] | None
    own_levers: dict[str, Input]
    given: Plan | None
    shown: tuple[ShownFigure, ...]
    published: tuple[PublishedRange, ...]
    note: str
    by: Quarter | None
    level: float | None


def find_target(
    workspace: Workspace, name: str, *, quarters: int, by: Quarter | None = None, level: float | None = None
) -> Target:
    """The target of a shipped name, a file, or a condition such as ``debt_ratio[2036Q4] <= 100``.

    `by` and `level` replace the target's own quarter and number. Errors: A305, A301 to A304, M-codes.
    """
    known = question_names("targets")
    path = known.get(name) or (Path(name) if name.endswith((".yaml", ".yml")) else None)
    if path is not None:
        return read_target(workspace, path, quarters, by, level)
    if not any(c in name for c in "<>"):
        hint = did_you_mean(name, known) or f"There is {', '.join(known)}"
        raise MoneygoodError("A305", f"there is no target {name!r}", None, hint)
    calendar = _calendar(workspace, quarters, by)
    own = {} if level is None else {"level": level}
    condition = read_inequality(name, workspace.model, calendar, None, own)
    _check_dated(condition, None)
    return Target(name, condition.text, "", condition, None, None, None, {}, None, (), (), "", by, level)


def read_target(
    workspace: Workspace, path: Path, quarters: int, by: Quarter | None = None, level: float | None = None
) -> Target:
    """The target written in a file; A301 to A304."""
    text = read_question(path)
    text.known(_FIELDS)
    text.source()
    quarter = by or (Quarter.parse(text.text("by")) if "by" in text.record else None)
    number = level if level is not None else (text.number("level") if "level" in text.record else None)
    if level is not None and "level" not in text.record:
        raise MoneygoodError("A305", f"the target {path.stem} has no level to be set", text.place())
    calendar = _calendar(workspace, quarters, quarter)
    own = {} if number is None else {"level": number}
    place = text.place("condition")
    condition = read_inequality(text.text("condition"), workspace.model, calendar, place, own)
    _check_dated(condition, place)
    given = None
    if "given" in text.record:
        filled = _dates(text.record["given"], calendar)
        given = parse_plan({"title": f"given by {path.stem}", **filled}, path.stem)
    levers = {n: _own_lever(workspace, n, part) for n, part in text.mapping("levers").items()}
    return Target(
        name=path.stem,
        label=_filled(text.text("label"), quarter, number),
        question=text.text("question", ""),
        condition=condition,
        lever=text.text("lever"),
        second=text.text("second", "") or None,
        second_range=text.pair("second_range") if "second_range" in text.record else None,
        own_levers=levers,
        given=given,
        shown=tuple(_shown(workspace, part, calendar) for part in text.parts("shown")),
        published=tuple(_published(part) for part in text.parts("published")),
        note=text.text("note", ""),
        by=quarter,
        level=number,
    )


def _calendar(workspace: Workspace, quarters: int, by: Quarter | None) -> Calendar:
    periods = workspace.periods(quarters)
    if by is not None and not periods[0] <= by <= periods[-1]:
        hint = f"The run covers {periods[0]} to {periods[-1]}"
        raise MoneygoodError("A303", f"{by} is not simulated", None, hint)
    return Calendar(workspace.history.periods[0], periods[0], periods[-1], by)


def _check_dated(condition: Inequality, place: Any) -> None:
    loose = condition.undated()
    if loose is not None:
        hint = f"Write {loose}[2036Q4]"
        raise MoneygoodError("A304", f"{loose} stands without a quarter in the target", place, hint)


def _filled(label: str, by: Quarter | None, level: float | None) -> str:
    out = label if by is None else label.replace("{by}", str(by))
    return out if level is None else out.replace("{level}", f"{level:g}")


def _dates(value: Any, calendar: Calendar) -> Any:
    """The scenario fragment with ``run`` as periods replaced by the quarters of the run."""
    if isinstance(value, dict):
        return {
            str(k): f"{calendar.start}..{calendar.last}"
            if k == "periods" and v == "run"
            else _dates(v, calendar)
            for k, v in value.items()
        }
    return [_dates(v, calendar) for v in value] if isinstance(value, list) else value


def _own_lever(workspace: Workspace, name: str, part: QuestionText) -> Input:
    """A lever that only a target has: a path laid over the baseline, or parameters set to formulas."""
    part.known(_LEVER_FIELDS)
    label, span, model = part.text("label"), part.pair("range"), workspace.model
    if ("hold" in part.record) == ("sets" in part.record or "adds" in part.record):
        raise part.fault(f"the lever {name!r} has either hold, or sets and adds")
    if "hold" in part.record:
        variable = part.text("hold")
        if variable not in model.variables:
            hint = did_you_mean(variable, model.variables)
            raise part.fault(f"there is no variable {variable!r}", "hold", hint=hint)
        measure = part.text("measure", "change")
        if measure not in MEASURES:
            raise part.fault(f"{measure!r} is not a measure", "measure", hint=f"One of {', '.join(MEASURES)}")
        absorber = part.text("absorbed_by", "") or None
        return replace(path_input(model, variable, span, measure, label), name=name, absorber=absorber)
    unit = part.text("unit")
    scope = replace(scope_of(model), variables={"value": Unit.parse(unit), "years": Unit.parse("yr")})
    formulas: dict[str, list[tuple[str, Formula]]] = {"sets": [], "adds": []}
    units = {
        "sets": {n: p.unit for n, p in model.parameters.items()},
        "adds": {e.label: model.shocks[e.shock].unit for e in model.behavioural if e.shock},
    }
    for key, found in formulas.items():
        for moved, formula in (part.part(key).record if key in part.record else {}).items():
            place = part.place(key, moved)
            if moved not in units[key]:
                hint = did_you_mean(moved, units[key])
                raise MoneygoodError("A301", f"{moved!r} cannot be moved here", place, hint)
            found.append((moved, parse_expression(str(formula), scope, place=place, unit=units[key][moved])))
    sets, adds = tuple(formulas["sets"]), tuple(formulas["adds"])
    return Input(name, label, unit, *span, part.number("rest", 0.0), "formula", sets=sets, adds=adds)


def _shown(workspace: Workspace, part: QuestionText, calendar: Calendar) -> ShownFigure:
    part.known(("label", "formula", "unit"))
    place = part.place("formula")
    formula = read_formula(part.text("formula"), workspace.model, calendar, place)
    if formula.timed:
        raise MoneygoodError("A304", f"{formula.text} names a variable without its quarter", place)
    unit = part.text("unit")
    if Unit.parse(unit) != formula.formula.unit:
        raise part.fault(f"{formula.text} is in {formula.formula.unit}, not {unit}", "unit")
    return ShownFigure(_filled(part.text("label"), calendar.by, None), formula, unit)


def _published(part: QuestionText) -> PublishedRange:
    part.known(("statement", "source", "low", "high", "unit", "note"))
    low, high = part.number("low"), part.number("high")
    return PublishedRange(
        part.text("statement"), part.source(), low, high, part.text("unit"), part.text("note", "")
    )
