"""The catalogue of series: what each figure is, in which unit, from whom, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from moneygood.core.record_kinds import Choice, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Needs, OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Flag, Number, OfUnit, Whole
from moneygood.core.texts import economics_root

FREQUENCIES = ("quarterly", "monthly", "annual", "fiscal", "long_quarterly", "long_monthly")
"""The tables of a vintage; the long ones reach back to 1959 and stand apart, as their joins are older."""

LICENCES = {
    "us-gov": "work of the US government, public domain",
    "cited": "free to use with citation of the source",
    "derived": "computed from published figures",
    "filings": "facts from companies' public reports",
    "page": "single figure from a public page",
    "user": "the user's own, under whatever terms it was had",
}


@dataclass(frozen=True)
class CatalogueEntry:
    """One series: its meaning and provenance, and how it is read (fields as in series.yaml)."""

    name: str
    frequency: str
    label: str
    unit: str
    agency: str
    id: str
    licence: str
    read: str
    how: str = "as published"
    caveat: str = ""
    scale: float = 1.0
    window: int = 1
    daily: bool = False
    start: str | None = None
    stop: str | None = None
    splice: tuple[str, ...] = ()
    link: dict[str, float] = field(default_factory=dict)
    partial: tuple[str, ...] = ()
    projected_from: str | None = None
    sum_of: tuple[str, ...] = ()

    @property
    def source(self) -> tuple[str, str]:
        """The file (or ``cbo:actual``) and the column it is read from."""
        file, _, column = self.read.rpartition("/")
        return file, column


@dataclass(frozen=True)
class PublishedLine:
    """A line of CBO's tables: own name, unit, CBO's variable; or a sum and difference of other lines."""

    name: str
    label: str
    unit: str
    variable: str = ""
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """All series by frequency, and the lines of CBO's economic, budget and calendar-year tables."""

    entries: dict[str, dict[str, CatalogueEntry]]
    cbo_vintages: tuple[str, ...]
    cbo_economy: dict[str, PublishedLine]
    cbo_budget: dict[str, PublishedLine]
    cbo_derived: dict[str, PublishedLine]
    cbo_annual: dict[str, PublishedLine]
    potential: str
    path: Path


def _entry(entry: Entry) -> CatalogueEntry:
    given = {f.name: entry[f.name] for f in SERIES.fields}
    frequency = str(entry.at.keys[0]) if len(entry.at.keys) > 1 else ""
    return CatalogueEntry(**{**given, "name": entry.name, "frequency": frequency, "unit": str(given["unit"])})


def _line(entry: Entry) -> PublishedLine:
    return PublishedLine(
        entry.name, entry["label"], str(entry["unit"]), entry["variable"], entry["plus"], entry["minus"]
    )


WORDS = Words(empty=False)
NAMES = ListOf(WORDS)
SERIES = Record(
    "entry",
    "One series: its meaning and provenance, and how the builder reads it.",
    (
        Field("label", WORDS, "What it is.", required=True),
        Field("unit", OfUnit(), "Its unit.", required=True),
        Field("agency", WORDS, "Who publishes it.", required=True),
        Field("id", WORDS, "The agency's name of it.", required=True),
        Field("licence", Choice(tuple(LICENCES)), "The tag of its licence.", required=True),
        Field("read", WORDS, "The file and column of the source folder.", required=True),
        Field("how", Words(), "How it was made, when not as published.", default="as published"),
        Field("caveat", Words(), "What a reader should know.", default=""),
        Field("scale", Number(), "The factor applied to the source's figure.", default=1.0),
        Field("window", Whole(1, 40), "The sum over so many periods.", default=1),
        Field("daily", Flag(), "Whether the source is daily; the mean of a month is taken.", default=False),
        Field("start", WORDS, "The first period that is kept."),
        Field("stop", WORDS, "The last period that is kept."),
        Field("splice", NAMES, "First periods of newer definitions: no growth across.", default=()),
        Field("link", MapOf(Number()), "Ratios by which earlier figures are multiplied.", default={}),
        Field("partial", NAMES, "Periods that rest on a part of their days.", default=()),
        Field("projected_from", WORDS, "The first period that is the agency's projection."),
        Field("sum_of", NAMES, "Companies that are added up when all have reported.", default=()),
    ),
    make=_entry,
)
LINE = Record(
    "entry",
    "A line of CBO's tables, or a sum and difference of other lines.",
    (
        Field("label", WORDS, "What it is.", required=True),
        Field("unit", OfUnit(), "Its unit.", required=True),
        Field("variable", WORDS, "CBO's name of it.", default=""),
        Field("plus", NAMES, "Lines that are added.", default=()),
        Field("minus", NAMES, "Lines that are taken off.", default=()),
    ),
    (OneOf(("variable", "plus")), Needs("minus", ("plus",))),
    make=_line,
)
CBO_TABLES = ("economy", "budget", "derived", "annual")
CBO = Record(
    "table of CBO",
    "CBO's baselines.",
    (
        Field("vintages", NAMES, "The months of the baselines.", default=()),
        *(Field(n, MapOf(LINE), f"Its lines of the table {n}.", default=()) for n in CBO_TABLES),
        Field("potential", WORDS, "The file of potential output.", default=""),
    ),
)
CATALOGUE = TextKind(
    "series",
    "The catalogue of series: what each figure is, from whom, and how it is read.",
    ("dictionary/series.yaml",),
    Record(
        "catalogue",
        "All series by frequency, and the lines of CBO's tables.",
        (
            *(
                Field(n, MapOf(SERIES), f"{n.capitalize().replace('_', ' ')} series.", default=())
                for n in FREQUENCIES
            ),
            Field("cbo", CBO, "CBO's tables."),
        ),
    ),
    FaultCodes("D008"),
    "the builder of vintages",
)


def read_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue written in `path` (default: the bundled series.yaml); D008 when broken."""
    path = path or economics_root() / "dictionary" / "series.yaml"
    text = CATALOGUE.read(path)
    cbo = text["cbo"]
    tables = {n: {} if cbo is None else dict(cbo[n]) for n in CBO_TABLES}
    return Catalogue(
        {frequency: dict(text[frequency]) for frequency in FREQUENCIES},
        () if cbo is None else cbo["vintages"],
        tables["economy"],
        tables["budget"],
        tables["derived"],
        tables["annual"],
        "" if cbo is None else cbo["potential"],
        path,
    )
