"""The declaration of scenario files: every field of every entry, and what a plan makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.record_kinds import Choice, Name, Source, Words
from moneygood.core.record_reading import FaultCodes, Named, Names, Reading
from moneygood.core.record_rules import OneOf
from moneygood.core.record_shapes import Either, ListOf, MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Flag, Number, OneQuarter, OnOff, Quarters
from moneygood.core.texts import SourceLocation
from moneygood.scenarios.entries import (
    DRAWS,
    FLAT,
    MEASURES,
    NUMBER,
    SMOOTH,
    SURPRISE,
    adds_of,
    lever_of,
    parameter_of,
    paths_of,
    shocks_of,
    table_of,
)  # fmt: skip
from moneygood.scenarios.expected import EXPECTED
from moneygood.scenarios.value_files import names_a_file

WORDS = ("title", "question", "narrative", "author", "date", "sources", "sizes_from", "size")
SIZE_WORDS = ("ordinary", "stress")
SIZES = Either(Number(), ListOf(Number()), MapOf(Number(), keys=OneQuarter()))
"""One number for all quarters, a list with one for each, or quarters joined by straight lines."""


@dataclass(frozen=True)
class NumberOrTable(Number):
    """A number, or the name of a table beside the scenario that stands for one number a quarter."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> Any:
        """The number, or the name of the table."""
        return value if names_a_file(value) else super().read(value, what, at, reading)

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A number or a text that ends like a table."""
        return {
            "anyOf": [
                super().schema(names, about),
                {"type": "string", "pattern": r"\.(csv|xlsx|parquet|nc|txt)$"},
            ]
        }

    def describe(self) -> str:
        """The kind in a few words."""
        return "a number, or a table such as `figures.csv`"


FIGURES = Either(NumberOrTable(), SIZES.listed, SIZES.mapped)
"""As SIZES, or a table in the place of numbers."""


@dataclass(frozen=True)
class Between:
    """Two numbers, [low, high], of which one may be null (S040)."""

    def read(
        self, value: Any, what: str, at: SourceLocation, reading: Reading
    ) -> tuple[float | None, float | None]:
        """The two ends."""
        if not isinstance(value, list) or len(value) != 2:
            raise MoneygoodError("S040", f"{what} is not two numbers", at.place, "Write between: [low, high]")
        low, high = (
            None if v is None else Number().read(v, f"{what}[{i + 1}]", at.at(i), reading)
            for i, v in enumerate(value)
        )
        if low is None and high is None:
            raise MoneygoodError("S040", f"{what} is open on both sides", at.place, "Give low, high or both")
        if low is not None and high is not None and low > high:
            words = f"{what} runs from {low:g} down to {high:g}"
            raise MoneygoodError("S040", words, at.place, "Put the lower number first")
        return low, high

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """An array of two numbers or nulls."""
        return {"type": "array", "items": {"type": ["number", "null"]}, "minItems": 2, "maxItems": 2}

    def describe(self) -> str:
        """The kind in a few words."""
        return "two numbers, [low, high], one of which may be null"


@dataclass(frozen=True)
class Learned(OneQuarter):
    """A quarter, or the word for each quarter when it comes."""

    def read(self, value: Any, what: str, at: SourceLocation, reading: Reading) -> Any:
        """The quarter, or the word."""
        return SURPRISE if value == SURPRISE else super().read(value, what, at, reading)

    def schema(self, names: Names, about: Named | None = None) -> dict[str, Any]:
        """A quarter or the word."""
        return {"anyOf": [super().schema(names, about), {"const": SURPRISE}]}

    def describe(self) -> str:
        """The kind in a few words."""
        return f"{super().describe()}, or `{SURPRISE}`"


PERIODS = Field("periods", Quarters(), "Over which quarters.", required=True)
UNIT = Field("unit", Words(empty=False), "The unit of the number, to be sure of it.")
KNOWN = Field("known", Learned(), "When people learn of it, for equations that look ahead: at the start when "
              "left out, in a quarter, or as a surprise, each quarter when it comes.")  # fmt: skip
NOT_OF_BANDS = ("exact", "column", "sheet", "known", "relative_to", "within_year")
FOR_PEOPLE = (
    Field("note", Words(), "Why it is so.", for_people=True),
    Field("source", Words(), "Where it is from.", for_people=True),
)
LEVER_MOVE = Record(
    "lever",
    "A named lever, moved by a number or by these fields.",
    (
        Field("value", Number(), "By how much.", required=True),
        UNIT,
        Field("periods", Quarters(), "Over which quarters; all of them when left out."),
        Field("force", Flag(), "Whether a size that no history supports is meant.", default=False),
        FOR_PEOPLE[0],
    ),
    make=lever_of,
)
PARAMETER_MOVE = Record(
    "parameter",
    "A parameter of an equation, set or changed.",
    (
        Field("set", Number(), "Its new value."),
        Field("change", Number(), "What is added to its value."),
        UNIT,
        FOR_PEOPLE[0],
    ),
    (OneOf(("set", "change")),),
    make=parameter_of,
)
PATH = Record(
    "path",
    "A variable held on a path, or kept in a band with `between`.",
    (
        Field("hold", Name("variable|alias"), "The variable that is held, or its alias.", required=True),
        PERIODS,
        Field("value", FIGURES, "Its level."),
        Field("values", FIGURES, "Its level; the same as value."),
        Field("change", FIGURES, "Added to the baseline, in the variable's unit."),
        Field("change_percent", FIGURES, "Percent of the baseline."),
        Field("growth", FIGURES, "Percent at an annual rate over the quarter before, from the baseline."),
        Field("index", FIGURES, "Percent of the baseline's level in the quarter before the first."),
        Field("column", Words(empty=False), "The column of a table; that of hold when left out."),
        Field("sheet", Words(empty=False), "The sheet of a workbook; its first when left out."),
        Field("between", Between(), "Low and high of a band; null leaves a side open."),
        UNIT,
        Field("absorbed_by",
              Either(Name("shock|judgement"), ListOf(Name("shock"), 1), MapOf(Number(), "shock")),
              "What gives way: a shock or judgement; a list of shocks, of which the least unlikely move; or "
              "shocks with weights, which move together in these proportions of their standard deviations."),
        Field("exact", Flag(), "false holds only the centre of the draws.", default=True),
        Field("relative_to", Choice((DRAWS, NUMBER)),
              "What a change is counted from: each draw of the baseline, or its central path, one number for "
              "all draws."),
        Field("within_year", Choice((FLAT, SMOOTH)),
              "How one number for each of several years is spread: the same in each quarter, or their mean."),
        KNOWN,
        *FOR_PEOPLE,
    ),
    (
        OneOf((*MEASURES, "between")),
        *(OneOf(("between", other), needed=False) for other in NOT_OF_BANDS),
        OneOf(("exact", "relative_to"), needed=False),
    ),
    make=paths_of,
    named="the path of {hold}",
)  # fmt: skip
SHOCK = Record(
    "shock",
    "A surprise, in the shock's own unit or in standard deviations.",
    (
        Field("shock", Name("shock"), "The shock.", required=True),
        PERIODS,
        Field("size", SIZES, "Its size, in its unit."),
        Field("sd", SIZES, "Its size in standard deviations."),
        UNIT,
        KNOWN,
        *FOR_PEOPLE,
    ),
    (OneOf(("size", "sd")), OneOf(("sd", "unit"), needed=False)),
    make=shocks_of,
    named="the shock {shock}",
)
ADD = Record(
    "judgement",
    "An addition to a behavioural equation.",
    (
        Field("equation", Name("equation"), "The equation.", required=True),
        PERIODS,
        Field("size", SIZES, "What is added, in the unit of its left side.", required=True),
        UNIT,
        KNOWN,
        *FOR_PEOPLE,
    ),
    make=adds_of,
    named="the judgement on {equation}",
)
SUPERVISORS_TABLE = Record(
    "table",
    "Paths from a scenario table as the supervisors publish it.",
    (
        Field("table", Words(empty=False), "The CSV file, beside the scenario.", required=True),
        Field("history", Words(empty=False), "The published table of history, for the level of an index in "
              "the quarter before the first."),
        Field("start", OneQuarter(), "The quarter on which its first row is laid; its own when left out."),
        Field("periods", Quarters(), "Which quarters are held; all that it has when left out."),
        Field("hold", Either(Words(empty=False), ListOf(Words(empty=False), 1)),
              "main (growth, unemployment, prices, bill, ten-year, shares), all, or names of columns.",
              default="main"),
        *FOR_PEOPLE,
    ),
    make=table_of,
)  # fmt: skip
SCENARIO = Record(
    "scenario",
    "Differences from the baseline, or paths laid over it.",
    (
        Field("title", Words(empty=False), "What it is called.", required=True),
        Field("question", Words(), "The question that it answers.", default=""),
        Field("narrative", Words(), "Why this could happen.", default=""),
        Field("author", Words(), "Who wrote it.", default=""),
        Field("date", Words(), "When, such as 2026-11-22.", default=""),
        Field("sources", Source(), "Where its facts and sizes are from.", default=""),
        Field("sizes_from", Words(), "How its sizes were found, with the figures.", default=""),
        Field("size", Choice(SIZE_WORDS), "Ordinary, or a stress beyond what is usual.", default=""),
        Field("systems", ListOf(Name("system")), "The systems of the economy that it shows.", default=()),
        Field("risks", ListOf(Name("risk")), "The named risks that it lets happen.", default=()),
        Field("claims", ListOf(Name("claim")), "Claims of commentary that bear on it.", default=()),
        Field("expected", ListOf(EXPECTED), "What it should do to medians; held by `scenario check`.",
              default=()),
        Field("extends", Words(empty=False), "A scenario's name or a file.", default="baseline"),
        Field("levers", MapOf(Either(Number(), mapped=LEVER_MOVE), "lever"), "Named levers.", default=()),
        Field("parameters", MapOf(PARAMETER_MOVE, "parameter"), "Parameters.", default=()),
        Field("paths", ListOf(PATH), "Paths and bands.", default=()),
        Field("supervisors", SUPERVISORS_TABLE, "Paths from a supervisors' table.", default=()),
        Field("shocks", ListOf(SHOCK), "Surprises.", default=()),
        Field("adds", ListOf(ADD), "Judgement.", default=()),
        Field("switches", MapOf(OnOff(), "switch"), "Mechanisms, on or off.", default=()),
        Field("variants", ListOf(Name("variant")), "Other forms of equations.", default=()),
        Field("release", ListOf(Words(empty=False), 1, alone=True, apart=True),
              "Variables that the baseline holds by judgement and this scenario leaves to the model, or all.",
              default=()),
    ),
)  # fmt: skip
SCENARIOS = TextKind(
    "scenarios",
    "A scenario: levers, parameters, paths, shocks, judgement, mechanisms and variants.",
    ("scenarios/*.yaml",),
    SCENARIO,
    FaultCodes("S004", file="S001", unknown="S002", missing="S003", one_of="S020", length="S019"),
    "every verb that takes a scenario",
)
