"""What a break definition may say: the records of `economics/triggers/*.yaml`."""

from __future__ import annotations

from moneygood.core.record_kinds import Choice, FormulaText, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Number, OfUnit, Whole
from moneygood.core.units import PURE

KINDS = ("running_peak", "history_mean")
"""Series made from the paths that the equation language cannot express."""

CONSTANT = Record(
    "constant",
    "A number of the definition's own, which its expressions may use.",
    (
        Field("value", Number(), "The number.", required=True),
        Field("unit", OfUnit(), "Its unit.", default=PURE),
        Field("source", Words(), "Where it is from.", for_people=True),
        Field("note", Words(), "Why this number.", for_people=True),
    ),
)
DERIVED = Record(
    "derived series",
    "A series made from the paths that the equation language cannot express.",
    (
        Field("kind", Choice(KINDS), "The highest value so far, or the mean over history.", required=True),
        Field("of", FormulaText(), "The expression that it is made from.", required=True),
        Field("quarters", Whole(1, 400), "How many quarters of history count.", required=True),
        Field("note", Words(), "Why so.", default=""),
    ),
)
CONDITION = Record(
    "condition",
    "One inequality over the paths.",
    (
        Field("expression", FormulaText(), "What is looked at, in each quarter.", required=True),
        Field("at_least", Number(), "The condition holds at or above this number."),
        Field("at_most", Number(), "The condition holds at or below this number."),
        Field("unit", OfUnit(), "The unit of the number; has to be the expression's."),
    ),
    (OneOf(("at_least", "at_most")),),
)
SIDE = Record(
    "side",
    "One way in which a high can break.",
    (
        Field("name", Words(empty=False), "A short name; side1, side2 … when left out."),
        Field("label", Words(), "What it is called in answers."),
        Field("direction", Choice(("up", "down")), "Whether the high breaks upwards or downwards.", True),
        Field("when", ListOf(CONDITION, 1), "All of these have to hold.", required=True),
        Field("quarters_running", Whole(1, 400), "In how many quarters in a row they hold.", default=1),
        Field("source", Words(), "Where the numbers are from.", default=""),
        Field("note", Words(), "The side in a sentence.", default=""),
        Field("event", Words(), "What happens, in words that no threshold changes.", default=""),
        Field("band", ListOf(Number(), 2), "Bounds of the first condition; its own among them.", default=()),
        Field("usual", Choice(("level", "change")), "How history is counted.", default="level"),
        Field("usual_from", Number(), "The first condition's value from which history is counted."),
    ),
)
BREAK = Record(
    "break definition",
    "One of the highs and the sides on which it can break; the first side met is its break.",
    (
        Field("name", Words(empty=False), "Its name; the file's when left out."),
        Field("label", Words(), "What it is called in answers."),
        Field("question", Words(), "The question that it answers.", default=""),
        Field("source", Words(), "Where the definition is from.", default=""),
        Field("note", Words(), "What a reader should know.", default=""),
        Field("constants", MapOf(CONSTANT), "Numbers that expressions may use.", default=()),
        Field("derived", MapOf(DERIVED), "Series that expressions may use.", default=()),
        Field("sides", ListOf(SIDE, 1), "The ways in which it can break.", required=True),
    ),
)
TRIGGERS = TextKind(
    "triggers",
    "What counts as each of the highs giving way.",
    ("triggers/*.yaml",),
    BREAK,
    FaultCodes("A051"),
    "`moneygood first`, `why`, `risks` and `discover`",
)
