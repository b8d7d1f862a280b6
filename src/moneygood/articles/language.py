"""The words of ``economics/claims/language``: what articles speak of, how, and the rules of tests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from moneygood.core.record_kinds import Choice, FormulaText, Pattern, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import Fragment, ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Flag, Number, Whole
from moneygood.core.texts import economics_root

TABLES = ("monthly", "quarterly", "fiscal", "annual", "cbo_budget")
UNITS = ("pct", "usd", "index", "times", "ratio")
YEARS = ("mean", "end", "fiscal", "average")


@dataclass(frozen=True)
class Measure:
    """A published figure of a subject: a formula `on` a table, a unit, `of` what it is a share, its year."""

    on: str
    formula: str
    unit: str
    year: str
    of: str = ""

    @property
    def projected(self) -> bool:
        """Whether it is a projection."""
        return self.on.startswith("cbo")


@dataclass(frozen=True)
class Growth:
    """How growth is published: `quarter` on a table, or levels of `formula` year over year (`year`)."""

    quarter: str
    on: str
    year: str
    formula: str = ""


@dataclass(frozen=True)
class Response:
    """What the model answers with: a formula and whether its change or its growth counts."""

    formula: str
    take: str


@dataclass(frozen=True)
class Subject:
    """Something that an article speaks of."""

    name: str
    label: str
    words: tuple[str, ...]
    moves: str
    measures: tuple[Measure, ...]
    growth: Growth | None
    states: Mapping[str, str]
    push: Mapping[str, Any] | None
    response: Response | None
    slack: Mapping[str, float]
    inverse: bool = False
    """Whether it rises when its measure falls, as a currency does that is quoted per dollar."""


@dataclass(frozen=True)
class Rules:
    """When a stated figure, a move, a correlation or a response holds; see ``rules.yaml``."""

    digits: float
    share: float
    about: float
    fails: float
    floor: Mapping[str, float]
    moved: Mapping[str, float]
    since: int
    window: int
    correlation: float
    correlation_years: int
    response: Mapping[str, float]


@dataclass(frozen=True)
class Language:
    """The subjects by name, the lists of words by what they say, and the rules."""

    subjects: Mapping[str, Subject]
    words: Mapping[str, tuple[str, ...]]
    rules: Rules

    @cached_property
    def subject_pattern(self) -> re.Pattern[str]:
        """Any subject's words, the longest first."""
        return any_of(list(self._by_words))

    @cached_property
    def _by_words(self) -> dict[str, str]:
        return {w.lower(): s.name for s in self.subjects.values() for w in s.words}

    def subject_of(self, words: str) -> Subject:
        """The subject of a phrase that `subject_pattern` found."""
        return self.subjects[self._by_words[" ".join(words.lower().split())]]

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        """Each list of words as a pattern."""
        return {name: any_of(words) for name, words in self.words.items()}

    def says(self, what: str, text: str) -> re.Match[str] | None:
        """The first of a list of words in a text."""
        return self.patterns[what].search(text)


def any_of(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern of whole words, the longest first; a space stands for any."""
    parts = sorted({" ".join(w.split()) for w in words}, key=lambda w: (-len(w), w))
    body = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in parts)
    return re.compile(rf"(?<![\w&])(?:{body})(?![\w])", re.IGNORECASE)


def _measure(entry: Entry) -> Measure:
    return Measure(entry["on"], entry["formula"], entry["unit"], entry["year"], entry["of"])


def _growth(entry: Entry) -> Growth:
    return Growth(entry["quarter"], entry["on"], entry["year"], entry["formula"])


def _response(entry: Entry) -> Response:
    return Response(entry["formula"], entry["take"])


def _subject(entry: Entry) -> Subject:
    return Subject(
        entry.name, entry["label"], tuple(entry["words"]), entry["moves"], tuple(entry["measures"]),
        entry["growth"], entry["states"], entry["push"], entry["response"], entry["slack"], entry["inverse"],
    )  # fmt: skip


_TEXT = Words(empty=False)
MEASURE = Record(
    "measure",
    "A published figure of a subject.",
    (
        Field("on", Choice(TABLES), "The table of figures.", required=True),
        Field("formula", FormulaText(), "A formula over the table's series.", required=True),
        Field(
            "unit",
            Choice(UNITS),
            "pct percent, usd billions of dollars, index, times, or ratio.",
            required=True,
        ),
        Field("of", _TEXT, "What it is a share of.", default=""),
        Field(
            "year",
            Choice(YEARS[:3]),
            "What a year is: its mean, its end, or the end of the fiscal year.",
            default="mean",
        ),
    ),
    make=_measure,
)
GROWTH = Record(
    "growth",
    "How growth of a subject is published.",
    (
        Field("quarter", FormulaText(), "Growth in percent at a period of the table.", required=True),
        Field("on", Choice(TABLES), "The table of figures.", required=True),
        Field(
            "year",
            Choice(YEARS),
            "Growth of a year: average over average, or end over end.",
            default="average",
        ),
        Field(
            "formula",
            FormulaText(),
            "The level whose years are compared, where not that of the measure.",
            default="",
        ),
    ),
    make=_growth,
)
RESPONSE = Record(
    "response",
    "What the model answers with.",
    (
        Field("formula", FormulaText(), "A formula over variables of the model.", required=True),
        Field("take", Choice(("change", "growth")), "Its change, or its growth in percent.", required=True),
    ),
    make=_response,
)
COMPARISON = Pattern(r"[<>]=? -?\d+(?:\.\d+)?", "< 0")
SUBJECT = Record(
    "subject",
    "Something that an article may speak of.",
    (
        Field("label", _TEXT, "What a test calls it.", required=True),
        Field("words", ListOf(_TEXT, 1), "How articles call it.", required=True),
        Field("moves", Choice(("points", "percent")), "How a rise is measured.", required=True),
        Field("measures", ListOf(MEASURE), "Its published figures.", required=True),
        Field("growth", GROWTH, "How its growth is published."),
        Field("states", MapOf(COMPARISON), "Words for where it is.", default={}),
        Field("inverse", Flag(), "Whether it rises when its measure falls.", default=False),
        Field("push", Fragment("a scenario"), "The scenario that raises it."),
        Field("response", RESPONSE, "What the model answers with."),
        Field(
            "slack",
            MapOf(Number(low=0), keys=Choice(("growth", "level"))),
            "How far an average or a revised figure is from the one quoted: of growth, of the level.",
            default={},
        ),
    ),
    make=_subject,
)  # fmt: skip
_CODES = FaultCodes("A508")
SUBJECTS = TextKind(
    "claim-subjects",
    "What an article may speak of, and the published figures that stand for it.",
    ("claims/language/subjects.yaml",),
    Record(
        "file of subjects",
        "Subjects by name.",
        (Field("subjects", MapOf(SUBJECT, least=1), "The subjects.", required=True),),
    ),
    _CODES,
    "`moneygood claims article.md`",
)  # fmt: skip
WORD_LISTS = (
    "rises", "falls", "doubled", "tripled", "halved", "above", "below", "about", "stands", "will", "may",
    "opinion", "supposes", "raises", "lowers", "higher", "lesser", "leads_to", "together", "apart",
    "faster", "slower", "elsewhere", "altered", "peak", "trough", "bare", "plain",
    "high", "low", "exceeds", "falls_short",
)  # fmt: skip
WORDS = TextKind(
    "claim-words",
    "The words by which an article says what a figure does.",
    ("claims/language/words.yaml",),
    Record(
        "file of words",
        "Lists of words by what they say.",
        tuple(Field(n, ListOf(_TEXT, 1), "Words and phrases.", required=True) for n in WORD_LISTS),
    ),
    _CODES,
    "`moneygood claims article.md`",
)
_SIZE = Number(above=0)
RULES = TextKind(
    "claim-rules",
    "When a sentence's figure, move, correlation or cause holds.",
    ("claims/language/rules.yaml",),
    Record(
        "file of rules",
        "Tolerances of the tests that are drafted from sentences.",
        (
            Field("digits", _SIZE, "Units of the last stated digit.", required=True),
            Field("share", _SIZE, "Share of the figure.", required=True),
            Field("about", _SIZE, "How much wider 'about' is.", required=True),
            Field("fails", _SIZE, "Tolerances from which a figure is wrong.", required=True),
            Field("floor", MapOf(Number(low=0)), "Least tolerance by unit.", required=True),
            Field("moved", MapOf(_SIZE), "Least move by how it is measured.", required=True),
            Field("since", Whole(1900, 2100), "First year of what is usual.", required=True),
            Field("window", Whole(1, 40), "Years of a move without a time.", required=True),
            Field("correlation", _SIZE, "Correlation from which things move together.", required=True),
            Field("correlation_years", Whole(1, 40), "Years of a correlation without a time.", required=True),
            Field("response", MapOf(_SIZE), "Least response by how it is measured.", required=True),
        ),
    ),
    _CODES,
    "`moneygood claims article.md`",
)


@lru_cache(maxsize=2)
def read_language(root: Path | None = None) -> Language:
    """The language of ``economics/claims/language``; A508 with file and line for what is faulty in it."""
    folder = (root or economics_root()) / "claims" / "language"
    subjects = SUBJECTS.read(folder / "subjects.yaml")["subjects"]
    words = WORDS.read(folder / "words.yaml")
    rules = RULES.read(folder / "rules.yaml")
    named = [f.name for f in RULES.body.fields]  # type: ignore[attr-defined]
    return Language(subjects, {n: tuple(words[n]) for n in WORD_LISTS}, Rules(**{n: rules[n] for n in named}))
