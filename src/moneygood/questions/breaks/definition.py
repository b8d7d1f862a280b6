"""How relations are searched for breaks: the text of ``economics/relations/breaks.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import Place
from moneygood.core.record_kinds import MONTH, Choice, FormulaText, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Ordered
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Number, Whole
from moneygood.estimation.evidence_text import read_evidence
from moneygood.estimation.structural_breaks.inference import Search

FILE = "relations/breaks.yaml"
FREQUENCIES = ("monthly", "quarterly")


@dataclass(frozen=True)
class Circumstance:
    """A circumstance, as a formula that is 1 where it holds."""

    name: str
    label: str
    expression: str
    place: Place


@dataclass(frozen=True)
class Event:
    """Something dated that a break may coincide with."""

    month: str
    label: str


@dataclass(frozen=True)
class Focus:
    """The break asked about, in months: figures `since`, the break between `first` and `last`."""

    label: str
    since: str
    first: str
    last: str
    shortest: Mapping[str, int]
    fewest: int


@dataclass(frozen=True)
class BreaksText:
    """The default pair, the break asked about, the search, circumstances and events."""

    pair: tuple[str, str]
    frequency: str
    note: str
    focus: Focus
    segment_share: float
    segment_least: Mapping[str, int]
    most: int
    lags: Mapping[str, int]
    size: float
    cover: float
    tests: int
    intervals: int
    false_alarms: int
    rolling: Mapping[str, int]
    conditions: Mapping[str, tuple[Circumstance, ...]]
    events: tuple[Event, ...]

    def search(self, frequency: str, periods: int, most: int | None = None) -> Search:
        """The search for a sample of so many periods."""
        shortest = max(self.segment_least[frequency], round(self.segment_share * periods))
        return Search(
            shortest,
            self.most if most is None else most,
            self.lags[frequency],
            self.size,
            self.cover,
            self.tests,
            self.intervals,
            self.false_alarms,
        )


def _by_frequency(least: int) -> Record:
    return Record(
        "number by frequency",
        "A number of periods for monthly and for quarterly figures.",
        tuple(Field(f, Whole(least, 120), f"For {f} figures.", required=True) for f in FREQUENCIES),
        make=lambda entry: {f: entry[f] for f in FREQUENCIES},
    )


PAIR = Record(
    "pair",
    "The relation that is searched by default.",
    (
        Field("a", Words(empty=False), "A series.", required=True),
        Field("b", Words(empty=False), "The other series.", required=True),
        Field("frequency", Choice(FREQUENCIES), "Their frequency.", required=True),
        Field("note", Words(), "What a reader should know.", default=""),
    ),
)
FOCUS = Record(
    "focus",
    "The break that is asked about.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("since", MONTH, "From when figures are used.", required=True),
        Field("from", MONTH, "The earliest month of the break.", required=True),
        Field("to", MONTH, "The latest month of the break.", required=True),
        Field("segment_least", _by_frequency(3), "The shortest segment on either side.", required=True),
        Field("fewest", Whole(12, 400), "With fewer periods it is not looked for.", required=True),
        Field("source", Source(), "Who asks.", for_people=True),
    ),
    (Ordered("since", "from", strict=True), Ordered("from", "to")),
)
SEARCH = Record(
    "search",
    "How breaks are searched for.",
    (
        Field("segment_share", Number(0, 0.4), "The shortest segment, as a share.", required=True),
        Field("segment_least", _by_frequency(4), "The shortest segment in periods.", required=True),
        Field("most_breaks", Whole(1, 10), "The most breaks.", required=True),
        Field("lags", _by_frequency(1), "Lags of the simulated errors and series.", required=True),
        Field("size", Number(0.001, 0.5), "The level at which a break is dated.", required=True),
        Field("cover", Number(0.5, 0.999), "The share that intervals cover.", required=True),
        Field("source", Source(), "Where the choices are from.", for_people=True),
    ),
)
SIMULATIONS = Record(
    "table of simulations",
    "How many simulated samples each step takes.",
    (
        Field("tests", Whole(19, 9999), "Those of tests.", required=True),
        Field("intervals", Whole(19, 9999), "Those of intervals.", required=True),
        Field("false_alarms", Whole(20, 9999), "Those of false alarms.", required=True),
        Field("source", Source(), "Where the choices are from.", for_people=True),
    ),
)
CIRCUMSTANCE = Record(
    "circumstance",
    "A circumstance, as a formula that is 1 where it holds.",
    (
        Field("name", Words(empty=False), "Its name.", required=True),
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("expression", FormulaText(), "A formula over the series of that frequency.", required=True),
        Field("source", Source(), "Where the figures are from.", for_people=True),
    ),
    make=lambda e: Circumstance(e["name"], e["label"], e["expression"], e.place("expression") or Place("")),
)
EVENT = Record(
    "event",
    "Something dated that a break may coincide with.",
    (
        Field("month", MONTH, "Its month.", required=True),
        Field("label", Words(empty=False), "What it was.", required=True),
        Field("source", Source(), "Where it stands.", for_people=True),
    ),
    make=lambda e: Event(e["month"], e["label"]),
)
RELATION_BREAKS = TextKind(
    "relation-breaks",
    "How relations between two series are searched for breaks.",
    (FILE,),
    Record(
        "text of breaks",
        "The default pair, the break asked about, the search, circumstances and events.",
        (
            Field("default", PAIR, "The default pair.", required=True),
            Field("focus", FOCUS, "The break asked about.", required=True),
            Field("search", SEARCH, "The search.", required=True),
            Field("simulations", SIMULATIONS, "How much is simulated.", required=True),
            Field("rolling", _by_frequency(6), "Periods of a rolling estimate.", required=True),
            Field("conditions", Record(
                "table of circumstances", "Circumstances by frequency.",
                tuple(Field(f, ListOf(CIRCUMSTANCE, 1), f"For {f} figures.", required=True)
                      for f in FREQUENCIES),
            ), "The relation by circumstance.", required=True),
            Field("events", ListOf(EVENT, 1), "Dated events.", required=True),
        ),
    ),
    FaultCodes("A401"),
    "`moneygood breaks`",
)  # fmt: skip


def read_breaks_text(path: str | Path = FILE) -> BreaksText:
    """The text of the search; A401 with the line where it is faulty."""
    text = read_evidence(RELATION_BREAKS, path)
    default, search, draws, focus = (text[k] for k in ("default", "search", "simulations", "focus"))
    return BreaksText(
        pair=(default["a"], default["b"]),
        frequency=default["frequency"],
        note=default["note"],
        focus=Focus(
            focus["label"], focus["since"], focus["from"], focus["to"], focus["segment_least"],
            focus["fewest"],
        ),
        segment_share=search["segment_share"],
        segment_least=search["segment_least"],
        most=search["most_breaks"],
        lags=search["lags"],
        size=search["size"],
        cover=search["cover"],
        tests=draws["tests"],
        intervals=draws["intervals"],
        false_alarms=draws["false_alarms"],
        rolling=text["rolling"],
        conditions={f: text["conditions"][f] for f in FREQUENCIES},
        events=text["events"],
    )  # fmt: skip
