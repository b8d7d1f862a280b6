"""The declarations of the model's records: variables, parameters, shocks, switches, constants."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.record_kinds import Choice, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf, Pair, WithSections
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Flag, Number, OfUnit
from moneygood.core.units import PURE
from moneygood.model.records import (
    Constant,
    Correlation,
    Parameter,
    Shock,
    ShockDistribution,
    Start,
    Switch,
    Variable,
)

METHODS = ("published", "estimated", "judged")
DRAWS = ("normal", "lognormal", "uniform")
CODES = FaultCodes("M018", bounds="M014", source="M015")
READ_BY = "every verb"
NOTE = Field("note", Words(), "What a reader should know.", for_people=True)
METHOD = Field("method", Choice(METHODS), "How it was found.", required=True)
SOURCE = Field("source", Source(), "Where it is from.", required=True)
UNIT = Field("unit", OfUnit(), "Its unit.", required=True)
APPENDED = Field(
    "appended", Flag(), "Drawn after all others, whose draws stay what they were without it.", default=False
)
SAMPLE = Field("sample", Words(), "The figures that it was estimated on.", for_people=True)


def _place(entry: Entry) -> Place:
    return Place(entry.at.file or "")


def _sector(entry: Entry) -> str:
    return "" if entry.at.file is None else _stem(entry.at.file)


@lru_cache(maxsize=64)
def _stem(file: Path) -> str:
    return file.stem


def _fault(entry: Entry, what: str, key: str, hint: str | None = None, code: str = "M014") -> None:
    entry.tell(MoneygoodError(code, what, entry.place(key), hint))


def _constant(entry: Entry) -> Constant:
    return Constant(entry.name, entry["value"] or 0.0, entry["unit"] or PURE, _place(entry))


def _variable(entry: Entry) -> Variable:
    return Variable(
        entry.name,
        entry["label"] or "",
        entry["unit"] or PURE,
        entry["source"] or "",
        _sector(entry),
        bool(entry["exogenous"]) or (entry.bad and entry.has("exogenous")),
        entry["aliases"],
        entry["start"],
        _place(entry),
    )


def _parameter(entry: Entry) -> Parameter:
    name, value, bounds, se, draw = entry.name, *(entry[k] for k in ("value", "range", "se", "draw"))
    if value is not None and bounds and not bounds[0] <= value <= bounds[1]:
        words = f"{name} is {value:g}, outside its own range {bounds[0]:g} to {bounds[1]:g}"
        _fault(entry, words, "value", "Correct the value or the range")
    if se is not None and se < 0:
        _fault(entry, f"the standard error of {name} is negative", "se")
    if draw in ("normal", "lognormal") and not se:
        _fault(entry, f"{name} is drawn ({draw}) but has no standard error", "draw", "Add the field se")
    if draw == "lognormal" and value is not None and value <= 0:
        _fault(entry, f"{name} is drawn lognormal but is not above 0", "draw")
    if draw == "uniform" and not bounds:
        _fault(entry, f"{name} is drawn uniform but has no range", "draw", "Add the field range")
    return Parameter(
        name,
        value or 0.0,
        entry["unit"] or PURE,
        bounds,
        se,
        entry["source"] or "",
        entry["method"] or "",
        _sector(entry),
        entry["note"],
        draw,
        _place(entry),
        tuple(dict(entry["together"] or {}).items()),
        entry["appended"] or False,
    )


def _shock(entry: Entry) -> Shock:
    if entry["sd"] is not None and entry["sd"] < 0:
        _fault(entry, f"the standard deviation of {entry.name} is negative", "sd")
    return Shock(
        entry.name,
        "normal",
        entry["sd"] or 0.0,
        entry["unit"] or PURE,
        entry["source"] or "",
        entry["method"] or "",
        None,
        entry["note"],
        _place(entry),
        entry["appended"] or False,
    )


def _uniform(entry: Entry) -> Shock:
    words = entry["note"] or entry["label"]
    return Shock(
        entry.name, "uniform", 0.0, PURE, entry["source"] or "ours", "judged", None, words, _place(entry)
    )


def _correlation(entry: Entry) -> Correlation:
    rho = entry["rho"]
    if rho is not None and not -1.0 < rho < 1.0:
        _fault(entry, f"the correlation {rho:g} is not between -1 and 1", "rho", code="M025")
    place = None if entry.bad else _place(entry)
    return Correlation(entry["a"] or "", entry["b"] or "", rho or 0.0, entry["source"], place)


def _distribution(entry: Entry) -> ShockDistribution:
    kind, df = entry["kind"] or "normal", entry["df"]
    if kind == "student_t" and not (df is not None and 2 < df < math.inf):
        words = "a Student t distribution needs df above 2, for its variance to exist"
        _fault(entry, words, "df", code="M026")
    return ShockDistribution(kind, df or math.inf, entry["source"])


CONSTANTS = TextKind(
    "constants",
    "Named numbers of the equation language that are conversions, never economics.",
    ("dictionary/constants.yaml",),
    MapOf(
        Record(
            "constant",
            "A named number that is not a matter of opinion.",
            (
                Field("value", Number(), "The number.", required=True),
                UNIT,
                Field("label", Words(), "What it is.", for_people=True),
                NOTE,
            ),
            make=_constant,
            partial=True,
        )
    ),
    CODES,
    READ_BY,
)
START = Record(
    "start value",
    "The value of a state at the jump-off, where no data exist.",
    (Field("value", Number(), "The value, in the variable's unit.", required=True), SOURCE, METHOD, NOTE),
    make=lambda e: Start(e["value"] or 0.0, e["source"] or "", e["method"] or ""),
)
VARIABLES = TextKind(
    "variables",
    "What each variable is, its unit, and where its figures come from.",
    ("dictionary/variables/*.yaml",),
    MapOf(
        Record(
            "variable",
            "One variable of the model.",
            (
                Field("label", Words(empty=False), "What it is.", required=True),
                UNIT,
                SOURCE,
                Field("aliases", ListOf(Words(empty=False), alone=True), "Other names.", default=()),
                Field("exogenous", Flag(), "Whether it is given from outside.", default=False),
                Field("start", START, "Its value at the jump-off."),
                NOTE,
            ),
            make=_variable,
            partial=True,
        )
    ),
    CODES,
    READ_BY,
)
PARAMETERS = TextKind(
    "parameters",
    "The numbers of the equations, each with its source.",
    ("calibration/*.yaml",),
    MapOf(
        Record(
            "parameter",
            "One number of an equation.",
            (
                Field("value", Number(), "The adopted value.", required=True),
                UNIT,
                Field("range", Pair(), "The values that make sense; draws stay inside."),
                Field("se", Number(), "Its standard error: the spread of its draws."),
                SOURCE,
                METHOD,
                Field("draw", Choice(DRAWS), "The distribution that stochastic runs draw it from."),
                Field(
                    "together",
                    MapOf(Number()),
                    "Other drawn parameters, each with the correlation of the two.",
                    default=(),
                ),
                APPENDED,
                Field("spread", Words(), "Where the spread of the draws is from.", for_people=True),
                Field("note", Words(), "Why this value.", default=""),
                SAMPLE,
                Field("as_of", Words(), "The day that it is of.", for_people=True),
                Field("prior", Words(), "What was known beforehand.", for_people=True),
            ),
            make=_parameter,
            partial=True,
        )
    ),
    CODES,
    READ_BY,
)
SHOCK = Record(
    "shock",
    "The size of a surprise.",
    (
        Field("sd", Number(), "Its standard deviation a quarter.", required=True),
        Field("unit", OfUnit(), "Its unit, for one that belongs to no equation.", default=PURE),
        SOURCE,
        METHOD,
        APPENDED,
        Field("note", Words(), "Why this size.", default=""),
        Field("label", Words(), "What it is called.", for_people=True),
        SAMPLE,
    ),
    make=_shock,
    partial=True,
)
ShockDistributionRIBUTION = Record(
    "distribution",
    "The shape of all shocks.",
    (
        Field("kind", Choice(("normal", "student_t"), "M026"), "The distribution.", required=True),
        Field("df", Number(), "Degrees of freedom of Student's t, above 2."),
        Field("source", Source(), "Where it is from.", default="ours"),
        Field("method", Choice(METHODS), "How it was found.", for_people=True),
        NOTE,
    ),
    make=_distribution,
)
CORRELATION = Record(
    "correlation",
    "The correlation of two shocks.",
    (
        Field("a", Words(empty=False), "A shock.", required=True),
        Field("b", Words(empty=False), "Another shock.", required=True),
        Field("rho", Number(), "Their correlation, between -1 and 1.", required=True),
        Field("source", Source(), "Where it is from.", default="ours"),
        Field("method", Choice(METHODS), "How it was found.", for_people=True),
        NOTE,
    ),
    make=_correlation,
)
UNIFORM = Record(
    "uniform draw",
    "A draw between 0 and 1.",
    (
        Field("source", Source(), "Where it is from.", default="ours"),
        Field("note", Words(), "What it decides.", default=""),
        Field("label", Words(), "What it is called.", default=""),
        Field("method", Choice(METHODS), "How it was found.", for_people=True),
    ),
    make=_uniform,
    partial=True,
)
SHOCKS = TextKind(
    "shocks",
    "The sizes of the shocks, their distribution and correlations.",
    ("calibration/shocks.yaml",),
    WithSections(
        SHOCK,
        (
            Field("shocks", MapOf(SHOCK), "Further shocks by name.", default=()),
            Field("distribution", ShockDistributionRIBUTION, "The shape of all shocks."),
            Field("correlations", ListOf(CORRELATION), "Correlations of two shocks.", default=()),
            Field("uniforms", MapOf(UNIFORM), "Draws between 0 and 1.", default=()),
        ),
    ),
    CODES,
    READ_BY,
)
SWITCHES = TextKind(
    "switches",
    "The mechanisms that can be switched off.",
    ("dictionary/switches.yaml",),
    MapOf(
        Record(
            "switch",
            "A mechanism that can be switched off.",
            (
                Field("label", Words(empty=False), "What it is.", required=True),
                Field("system", Words(), "The system of the economics that it belongs to.", default=""),
                SOURCE,
                NOTE,
            ),
            make=lambda e: Switch(e.name, e["label"] or "", e["system"], e["source"] or "", _place(e)),
            partial=True,
        )
    ),
    CODES,
    READ_BY,
)
