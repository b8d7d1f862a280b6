"""Targets: what is to be reached, written as text under `economics/targets` or as a condition."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Choice, FormulaText, Name, Source, Words
from moneygood.core.record_rules import Needs, OneOf, Ordered
from moneygood.core.record_shapes import Fragment, ListOf, MapOf, Pair
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, OfUnit, OneQuarter
from moneygood.core.units import Unit
from moneygood.model.formula import Formula, parse_expression, scope_of
from moneygood.questions.question_texts import CODES, question_names, read_question
from moneygood.runs.inputs import MEASURES, Input, path_input
from moneygood.runs.path_formula import Calendar, Inequality, PathFormula, read_formula, read_inequality
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan


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


OWN_LEVER = Record(
    "lever",
    "A lever that only this target has: a path laid over the baseline, or parameters and equations moved by "
    "formulas in `value` (the lever's own) and `years` since the start.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("range", Pair(strict=True), "Where the answer is looked for.", required=True),
        Field("hold", Name("variable"), "The variable whose path it moves."),
        Field("measure", Choice(MEASURES), "How it moves that path.", default="change"),
        Field("absorbed_by", Name("shock|judgement"), "What gives way for the path."),
        Field("unit", OfUnit(), "The unit of `value` in the formulas."),
        Field("sets", MapOf(FormulaText(), "parameter"), "What parameters are set to.", default=()),
        Field("adds", MapOf(FormulaText(), "equation"), "What is added to equations.", default=()),
        Field("rest", Number(), "The value at which formulas change nothing.", default=0.0),
        Field("source", Source(), "Where range or formulas are from.", for_people=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
    ),
    (
        OneOf(("hold", "unit")),
        *(OneOf(("hold", other), needed=False) for other in ("sets", "adds", "rest")),
        Needs("measure", ("hold",)),
        Needs("absorbed_by", ("hold",)),
    ),
)
SHOWN = Record(
    "figure",
    "A figure that is shown beside the answer.",
    (
        Field("label", Words(empty=False), "What it is called; {by} is the target's quarter.", required=True),
        Field("formula", FormulaText(), "The figure; every variable with its quarter.", required=True),
        Field("unit", OfUnit(), "Its unit.", required=True),
    ),
)
PUBLISHED = Record(
    "published answer",
    "What others found for the same question.",
    (
        Field("statement", Words(empty=False), "What they found.", required=True),
        Field("source", Source(), "Who.", required=True),
        Field("low", Number(), "The lowest figure.", required=True),
        Field("high", Number(), "The highest figure.", required=True),
        Field("unit", OfUnit(), "Their unit.", required=True),
        Field("note", Words(), "How it differs from the question here.", default=""),
    ),
    (Ordered("low", "high"),),
)
TARGET = Record(
    "target",
    "A condition to be met, with the levers that its text proposes.",
    (
        Field(
            "label",
            Words(empty=False),
            "The target in a line, with {by} and {level}.",
            required=True,
        ),
        Field("question", Words(), "The question that it answers.", default=""),
        Field("condition", FormulaText(), "What has to hold, each variable dated.", required=True),
        Field("by", OneQuarter(), "The quarter that the condition calls `by`."),
        Field("level", Number(), "The number that the condition calls `level`."),
        Field(
            "lever",
            Words(empty=False),
            "The lever that is looked for by default.",
            required=True,
        ),
        Field("second", Words(empty=False), "A second lever, along which the answer is a line."),
        Field("second_range", Pair(strict=True), "Where the second lever is laid."),
        Field("levers", MapOf(OWN_LEVER), "Levers that only this target has.", default=()),
        Field("given", Fragment("parts of a scenario"), "What is imposed; `periods: run` are all quarters."),
        Field("shown", ListOf(SHOWN), "Figures shown beside the answer.", default=()),
        Field("published", ListOf(PUBLISHED), "What others found.", default=()),
        Field("source", Source(), "Where the question is from.", required=True, for_people=True),
        Field("note", Words(), "What a reader should know.", default=""),
    ),
    (Needs("second_range", ("second",)),),
)
TARGETS = TextKind(
    "targets",
    "A target for which a lever is looked for.",
    ("targets/*.yaml",),
    TARGET,
    CODES,
    "`moneygood breakeven`",
)


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
    for word, given in (("by", by), ("level", level)):
        if given is not None and not _says(word, name):
            what = f"{word} is given, and the condition does not ask for it"
            raise MoneygoodError("A305", what, None, f"Leave it out, or write {_LIKE[word]} in the condition")
    own = {} if level is None else {"level": level}
    condition = read_inequality(name, workspace.model, calendar, None, own)
    _check_dated(condition, None)
    return Target(name, condition.text, "", condition, None, None, None, {}, None, (), (), "", by, level)


def read_target(
    workspace: Workspace, path: Path, quarters: int, by: Quarter | None = None, level: float | None = None
) -> Target:
    """The target written in a file; A301 to A304."""
    text = read_question(TARGETS, path, workspace.model)
    quarter = by or (None if text["by"] is None else text["by"] + workspace.moved)
    number = level if level is not None else text["level"]
    if level is not None and not text.has("level"):
        raise text.fault(f"the target {path.stem} has no level to be set", code="A305")
    for word, given in (("by", quarter), ("level", number)):
        figures = (text["condition"], *(part["formula"] for part in text["shown"] if word == "by"))
        if given is not None and not any(_says(word, one) for one in figures):
            what = f"the target {path.stem} has a {word}, and its condition does not ask for it"
            hint = f"Leave it out, or write {_LIKE[word]} in the condition"
            raise text.fault(what, *([word] if text.has(word) else []), hint=hint)
    calendar = _calendar(workspace, quarters, quarter)
    own = {} if number is None else {"level": number}
    place = text.place("condition")
    condition = read_inequality(text["condition"], workspace.model, calendar, place, own)
    _check_dated(condition, place)
    given = None
    if text.has("given"):
        filled = _dates(text["given"], calendar)
        given = parse_plan({"title": f"given by {path.stem}", **filled}, path.stem)
    levers = {n: _own_lever(workspace, n, part) for n, part in dict(text["levers"]).items()}
    return Target(
        name=path.stem,
        label=_filled(text["label"], quarter, number),
        question=text["question"],
        condition=condition,
        lever=text["lever"],
        second=text["second"],
        second_range=text["second_range"],
        own_levers=levers,
        given=given,
        shown=tuple(_shown(workspace, part, calendar) for part in text["shown"]),
        published=() if workspace.moved else tuple(_published(part) for part in text["published"]),
        note=text["note"],
        by=quarter,
        level=number,
    )


def _calendar(workspace: Workspace, quarters: int, by: Quarter | None) -> Calendar:
    periods = workspace.periods(quarters)
    if by is not None and not periods[0] <= by <= periods[-1]:
        hint = f"The run covers {periods[0]} to {periods[-1]}"
        raise MoneygoodError("A303", f"{by} is not simulated", None, hint)
    return Calendar(workspace.history.periods[0], periods[0], periods[-1], by)


_LIKE = {"by": "debt_ratio[by]", "level": "<= level"}


def _says(word: str, formula: str) -> bool:
    """Whether a formula holds a word that stands for what is asked for."""
    return re.search(rf"\b{word}\b", formula) is not None


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


def _own_lever(workspace: Workspace, name: str, part: Entry) -> Input:
    """A lever that only a target has: a path laid over the baseline, or parameters set to formulas."""
    label, span, model = part["label"], part["range"], workspace.model
    if part.has("hold"):
        own = path_input(model, part["hold"], span, part["measure"], label)
        return replace(own, name=name, absorber=part["absorbed_by"])
    if not part["sets"] and not part["adds"]:
        raise part.fault(f"the lever {name!r} moves nothing", hint="Write hold, sets or adds")
    scope = replace(scope_of(model), variables={"value": part["unit"], "years": Unit.parse("yr")})
    formulas: dict[str, list[tuple[str, Formula]]] = {"sets": [], "adds": []}
    units = {
        "sets": {n: p.unit for n, p in model.parameters.items()},
        "adds": {e.label: model.shocks[e.shock].unit for e in model.behavioural if e.shock},
    }
    for key, found in formulas.items():
        for moved, formula in dict(part[key]).items():
            at = part.at.at(key, moved)
            if moved not in units[key]:
                hint = did_you_mean(moved, units[key])
                raise part.fault(f"{moved!r} cannot be moved here", key, moved, hint=hint)
            found.append((moved, parse_expression(formula, scope, place=at, unit=units[key][moved])))
    sets, adds = tuple(formulas["sets"]), tuple(formulas["adds"])
    return Input(
        name, label, str(part["unit"]), span[0], span[1], part["rest"], "formula", sets=sets, adds=adds
    )


def _shown(workspace: Workspace, part: Entry, calendar: Calendar) -> ShownFigure:
    place = part.place("formula")
    formula = read_formula(part["formula"], workspace.model, calendar, place)
    if formula.timed:
        raise MoneygoodError("A304", f"{formula.text} names a variable without its quarter", place)
    unit = part["unit"]
    if unit != formula.formula.unit:
        raise part.fault(f"{formula.text} is in {formula.formula.unit}, not {unit}", "unit")
    return ShownFigure(_filled(part["label"], calendar.by, None), formula, str(unit))


def _published(part: Entry) -> PublishedRange:
    return PublishedRange(
        part["statement"], part["source"], part["low"], part["high"], str(part["unit"]), part["note"]
    )
