"""Claim files: what is claimed, by whom and when, the figures that speak to it, and the tests on them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.record_kinds import Choice, FormulaText, Words
from moneygood.core.record_reading import FaultCodes, Reading
from moneygood.core.record_rules import Needs, OneOf
from moneygood.core.record_shapes import Either, Fragment, ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Date, Flag, Number, OfUnit
from moneygood.core.texts import SourceLocation, economics_root, read_yaml
from moneygood.questions.claims.known import TABLES

TAKES = (
    "value", "mean", "sum", "highest", "lowest", "change", "growth", "correlation", "slope", "share", "count",
)  # fmt: skip
MODEL_TAKES = ("value", "change", "growth")


@dataclass(frozen=True)
class FigureText:
    """One figure as written: read from a table, quoted, stated in the claim, or a response of the model.

    `fields` are those that are written, as read.
    """

    name: str
    label: str
    kind: str
    fields: Mapping[str, Any]
    place: Place

    def text(self, key: str, default: str = "") -> str:
        """A field as text."""
        value = self.fields.get(key, default)
        return " ".join(str(value).split())


@dataclass(frozen=True)
class TestText:
    """One test as written: it holds when all of `holds` are true, fails when all of `fails` are.

    Without `fails` it fails whenever it does not hold. It cannot be told unless all of `needs` are true.
    When a `decisive` test fails the claim is contradicted.
    """

    name: str
    needs: tuple[str, ...]
    holds: tuple[str, ...]
    fails: tuple[str, ...]
    decisive: bool
    place: Place

    @property
    def conditions(self) -> tuple[str, ...]:
        """All conditions of the test."""
        return (*self.needs, *self.holds, *self.fails)


@dataclass(frozen=True)
class ClaimText:
    """One claim as written."""

    id: str
    topic: str
    statement: str
    meaning: str
    date: datetime.date
    by: str
    source: str
    figures: Mapping[str, FigureText]
    as_of: tuple[TestText, ...]
    since: tuple[TestText, ...]
    chart: Mapping[str, str]
    check: str
    file: Path
    place: Place


BY_KIND = {
    "on": ("on", "formula", "at", "take", "with", "baseline"),
    "quoted": ("quoted",),
    "value": ("value", "unit"),
    "model": ("model", "formula", "at", "take", "against"),
    "past": ("past", "at", "driver", "channel"),
}
"""The fields of a figure by where it is from, beside its label."""


def _figure(entry: Entry) -> FigureText:
    """A figure of an entry, whose fields all say something of it."""
    origin, name = entry.one(*BY_KIND), entry.name
    for key in sorted(entry.written - {"label", *BY_KIND[origin]}):
        raise entry.fault(f"{key} of {entry.what} says nothing beside {origin}", key, hint="Remove it")
    kind = {"on": "table", "value": "claimed"}.get(origin, origin)
    if kind == "model" and entry.has("take") and entry["take"] not in MODEL_TAKES:
        hint = f"It is one of {', '.join(MODEL_TAKES)}"
        raise entry.fault(f"take of {entry.what} is {entry['take']!r}", "take", hint=hint, code="A502")
    if kind == "past" and entry.has("driver") == entry.has("channel"):
        raise entry.fault(f"{entry.what} names a driver or a channel", "past", hint="Write one of the two")
    if entry.has("with") and entry["take"] not in ("correlation", "slope"):
        hint = "Write take: correlation or take: slope"
        raise entry.fault(f"with of {entry.what} is used by no summary", "with", hint=hint)
    fields = {f.name: entry[f.name] for f in FIGURE.fields if entry.has(f.name)}
    return FigureText(name, entry["label"], kind, fields, entry.place() or Place(""))


def _test(entry: Entry) -> TestText:
    return TestText(
        entry["test"], entry["needs"], entry["holds"], entry["fails"], entry["decisive"],
        entry.place() or Place(""),
    )  # fmt: skip


TABLE = Choice(tuple(TABLES))
SCENARIO = Either(Words(empty=False), mapped=Fragment("a scenario"))
FIGURE = Record(
    "figure",
    "A figure that speaks to the claim: read from a table, quoted, stated in it, or a response of the model.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("on", TABLE, "The table of figures that it is read from."),
        Field("quoted", Words(empty=False), "The name of a quoted figure."),
        Field("value", Number(), "What the claim itself says."),
        Field(
            "model",
            Either(Words(empty=False), mapped=Fragment("a scenario")),
            "The scenario whose response it is, by name or written out.",
        ),
        Field("formula", FormulaText(), "A formula over the table's series, or over variables of the model."),
        Field("at", Words(empty=False), "The period or range, or the quarter of the run."),
        Field("take", Choice(TAKES), "How a range becomes one figure."),
        Field("with", FormulaText(), "The second formula of a correlation or slope."),
        Field("baseline", Words(empty=False), "The month of the CBO baseline that is read."),
        Field(
            "against",
            Either(Words(empty=False), mapped=Fragment("a scenario")),
            "What a response is measured against; the baseline when left out.",
        ),
        Field("past", Words(empty=False), "The variable whose past change it is a part of."),
        Field("driver", Words(empty=False), "The driver of the past that made the part."),
        Field("channel", Words(empty=False), "The mechanism that it came through."),
        Field("unit", OfUnit(), "The unit of a figure that the claim states."),
    ),
    (
        OneOf(tuple(BY_KIND)),
        Needs("on", ("formula", "at")),
        Needs("model", ("formula", "at")),
        Needs("value", ("unit",)),
        Needs("past", ("at",)),
        Needs("take", ("with",), ("correlation", "slope")),
    ),
    make=_figure,
)
TEST = Record(
    "test",
    "A test: it holds when all of `holds` are true, and fails when all of `fails` are (without these, "
    "whenever it does not hold).",
    (
        Field("test", Words(empty=False), "What is tested.", required=True),
        Field("needs", ListOf(FormulaText(), alone=True), "It cannot be told unless these hold.", default=()),
        Field("holds", ListOf(FormulaText(), 1, alone=True), "Conditions on the figures.", required=True),
        Field("fails", ListOf(FormulaText(), alone=True), "Conditions on the figures.", default=()),
        Field("decisive", Flag(), "Whether the claim is contradicted when it fails.", default=False),
    ),
    make=_test,
)
CHART = Record(
    "chart",
    "The line that a chart of the claim shows.",
    (
        Field("formula", FormulaText(), "The line.", required=True),
        Field("on", TABLE, "The table that it is read from.", required=True),
        Field("from", Words(empty=False), "Its first period.", required=True),
        Field("label", Words(empty=False), "What it is called."),
        Field("unit", Words(), "Its unit in words."),
        Field("baseline", Words(empty=False), "The month of the CBO baseline that is read."),
    ),
)
CLAIM = Record(
    "claim",
    "What is claimed, by whom and when, and the tests on it.",
    (
        Field("id", Words(empty=False), "Its name.", required=True),
        Field("statement", Words(empty=False), "What is claimed.", required=True),
        Field("meaning", Words(), "What it is taken to mean.", default=""),
        Field("date", Date(), "When it was said.", required=True),
        Field("by", Words(empty=False), "Who said it.", required=True),
        Field("source", Words(empty=False), "Where.", required=True),
        Field("figures", MapOf(FIGURE, least=1), "The figures that speak to it.", required=True),
        Field("as_of", ListOf(TEST), "Tests on what was published by its date.", default=()),
        Field("since", ListOf(TEST), "Tests on what is known now.", default=()),
        Field("chart", CHART, "A line to draw."),
        Field("check", Words(), "The arithmetic by hand.", default=""),
    ),
)
CLAIMS = TextKind(
    "claims",
    "Dated claims, held against what was published by their date, and since.",
    ("claims/*.yaml",),
    Record(
        "file of claims",
        "Claims on one topic.",
        (
            Field("topic", Words(empty=False), "What they are about.", required=True),
            Field("claims", ListOf(CLAIM, 1), "The claims.", required=True),
        ),
    ),
    FaultCodes("A501", choice="A502"),
    "`moneygood claims`",
)


def claim_folder(root: Path | None = None) -> Path:
    """The folder of the shipped claims."""
    return (root or economics_root()) / "claims"


def read_claim_files(files: Sequence[Path] = ()) -> tuple[ClaimText, ...]:
    """The claims of some files, by default of all that ship, oldest first.

    A501 for a claim that is not well formed and for an id that stands twice, with file and line.
    """
    paths = list(files) or sorted(claim_folder().glob("*.yaml"))
    if not paths:
        raise MoneygoodError("A501", f"there is no claim in {claim_folder()}")
    found = [claim for path in paths for claim in read_claim_file(path)]
    seen: set[str] = set()
    for claim in found:
        if claim.id in seen:
            raise MoneygoodError("A501", f"two claims have the id {claim.id!r}", claim.place, "Rename one")
        seen.add(claim.id)
    return tuple(sorted(found, key=lambda c: (c.date, c.topic, c.file.name)))


def read_claim_file(path: Path) -> tuple[ClaimText, ...]:
    """The claims of one file in the order in which they stand; see `read_claim_files`."""
    return read_claims_of(read_yaml(path), path)


def read_claims_of(content: Any, path: Path) -> tuple[ClaimText, ...]:
    """The claims of the content of a file that is in hand already (A501, A502)."""
    text = CLAIMS.read_content(content, SourceLocation(path), Reading(CLAIMS.codes, {}, None, None))
    return tuple(_claim(path, text["topic"], entry) for entry in text["claims"])


def _claim(path: Path, topic: str, entry: Entry) -> ClaimText:
    if not entry["as_of"] and not entry["since"]:
        raise entry.fault("a claim needs tests under as_of or since")
    chart = entry["chart"]
    drawn = {} if chart is None else {f.name: chart[f.name] for f in CHART.fields if chart.has(f.name)}
    return ClaimText(
        entry["id"], topic, entry["statement"], entry["meaning"], entry["date"], entry["by"],
        entry["source"], entry["figures"], entry["as_of"], entry["since"], drawn, entry["check"], path,
        entry.place("id") or Place(path),
    )  # fmt: skip
