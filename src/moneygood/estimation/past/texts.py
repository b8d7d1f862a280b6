"""How the past is completed, as text: where it begins, what comes from outside, values to start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import FormulaText, Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Number, OneQuarter
from moneygood.core.texts import economics_root, reference_keys
from moneygood.model.model import Model
from moneygood.model.names import names_of


@dataclass(frozen=True)
class PastRule:
    """How the past is completed from the quarter `first` on.

    `without` names sector files left out (their variables come from `outside`: a number, or a formula over
    the vintage's series); `fill` gives series a value before their first figure; `starts` are values of
    states before `first`.
    """

    first: Quarter
    without: tuple[str, ...]
    fill: Mapping[str, float]
    at_least: Mapping[str, tuple[float, str]]
    uniforms: Mapping[str, float]
    no_figures: frozenset[str]
    holds: Mapping[str, str]
    outside: Mapping[str, float | str]
    starts: Mapping[str, float]
    path: Path


FOR_PEOPLE = (
    Field("source", Source(), "Where it is from.", for_people=True),
    Field("note", Words(), "What a reader should know.", for_people=True),
)
VALUE = Record(
    "value",
    "A number with its source.",
    (Field("value", Number(), "The number.", required=True), *FOR_PEOPLE),
)
AT_LEAST = Record(
    "lower bound",
    "The least that a variable's figures count as.",
    (
        Field("value", Number(), "The bound.", required=True),
        Field("residual", Name("equation"), "The equation whose residual says nothing there."),
        *FOR_PEOPLE,
    ),
)
OUTSIDE = Record(
    "outside figure",
    "What a variable from outside is: a number, or a formula over the series.",
    (
        Field("value", Number(), "The number."),
        Field("formula", FormulaText(), "The formula."),
        *FOR_PEOPLE,
    ),
    (OneOf(("value", "formula")),),
)
HISTORY = TextKind(
    "history",
    "How the state of the economy is completed quarter by quarter.",
    ("backtest/history.yaml",),
    Record(
        "rule for the past",
        "Where the past begins, what comes from outside, and values to start from.",
        (
            Field("first", OneQuarter(), "The first quarter.", required=True),
            Field("without", ListOf(Name("sector")), "Sectors that are left out.", default=()),
            Field(
                "zero_before_first_figure", MapOf(Number()), "Series before their first figure.", default=()
            ),
            Field("at_least", MapOf(AT_LEAST, "variable"), "Lower bounds of figures.", default=()),
            Field("uniforms", MapOf(VALUE, "shock"), "Draws that stand still.", default=()),
            Field(
                "no_figures", ListOf(Words(empty=False)), "Variables whose figures are not used.", default=()
            ),
            Field(
                "holds",
                MapOf(Name("judgement"), "variable"),
                "What gives way for which definition.",
                default=(),
            ),
            Field("outside", MapOf(OUTSIDE, "variable"), "Variables from outside.", required=True),
            Field("starts", MapOf(VALUE, "variable"), "Values before the first quarter.", required=True),
        ),
    ),
    FaultCodes("A601"),
    "`moneygood backtest` and `moneygood fit`",
)


def read_past_rule(root: Path | None = None, model: Model | None = None) -> PastRule:
    """The rule of ``backtest/history.yaml``; A601 when it is faulty.

    Its names are held against a `model` where one is given.
    """
    path = (root or economics_root()) / "backtest" / "history.yaml"
    text = HISTORY.read(path, {} if model is None else names_of(model), reference_keys(root))
    bounds, outside = dict(text["at_least"]), text["outside"]
    return PastRule(
        first=text["first"],
        without=text["without"],
        fill=dict(text["zero_before_first_figure"]),
        at_least={n: (e["value"], e["residual"] or n) for n, e in bounds.items()},
        uniforms={n: e["value"] for n, e in dict(text["uniforms"]).items()},
        no_figures=frozenset(text["no_figures"]),
        holds=dict(text["holds"]),
        outside={n: e["formula"] if e.has("formula") else e["value"] for n, e in outside.items()},
        starts={n: e["value"] for n, e in text["starts"].items()},
        path=path,
    )
