"""The projections of institutions, as texts: by day of publication, variable and year."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Choice, Name, Pattern, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, OneQuarter, Whole
from moneygood.core.texts import economics_root, reference_keys

if TYPE_CHECKING:
    from moneygood.data.vintage import Vintage

MEASURES = ("q4q4", "q4", "year", "saar", "quarter", "fiscal", "fiscal_end")
FIGURE = Record(
    "projected figure",
    "One variable: its measure, and figures by year or quarter, or a series of CBO's tables.",
    (
        Field("variable", Name("variable"), "The model's variable.", required=True),
        Field("measure", Choice(MEASURES), "q4q4: growth to the fourth quarter; q4: its mean; year: the "
              "year's mean; saar: a quarter's growth at an annual rate; quarter: its mean; fiscal: the "
              "fiscal year's mean; fiscal_end: its last quarter.", required=True),
        Field("years", MapOf(Number(), keys=Whole(2000, 2100)), "Figures by year."),
        Field("quarters", MapOf(Number(), keys=OneQuarter()), "Figures by quarter."),
        Field("series", Words(empty=False), "A series of CBO's tables in the vintage."),
        Field("of", ListOf(Whole(2000, 2100), 1), "For which years."),
    ),
    (OneOf(("years", "quarters", "series")),),
)  # fmt: skip
ISSUE = Record(
    "issue",
    "What was published on a day.",
    (
        Field("published", Pattern(r"\d{4}-\d\d(-\d\d)?", "2026-09-16"), "When.", required=True),
        Field("cbo", Words(empty=False), "CBO's vintage whose tables have the series."),
        Field("figures", ListOf(FIGURE, 1), "What it says.", required=True),
    ),
)
PROJECTIONS = TextKind(
    "projections",
    "What an institution projects, by day of publication.",
    ("projections/*.yaml",),
    Record(
        "institution",
        "Who projects, and what.",
        (
            Field("name", Words(empty=False), "Its name.", required=True),
            Field("short", Words(empty=False), "As tables call it.", required=True),
            Field("source", Source(), "Where it is from.", required=True),
            Field("note", Words(), "What a reader should know.", required=True),
            Field("quality", Words(), "How the figures were read.", for_people=True),
            Field("vintages", ListOf(ISSUE, 1), "What it has published, oldest first.", required=True),
        ),
    ),
    FaultCodes("A035"),
    "board",
)


@dataclass(frozen=True)
class Projection:
    """A figure of an institution: `value` in percent or the variable's unit, of `variable` in `period`.

    `period` is a year (fiscal for the measures fiscal and fiscal_end) or a quarter, as text.
    """

    institution: str
    published: str
    variable: str
    measure: str
    period: str
    value: float
    path: Mapping[Quarter, float] = field(default_factory=dict, compare=False)
    """The quarters of the same publication, where it has them."""


@dataclass(frozen=True)
class Institution:
    """Who projects: `key` is its file's name, `projections` by day of publication, the newest last."""

    key: str
    name: str
    short: str
    source: str
    note: str
    projections: tuple[Projection, ...]

    def known(self, day: datetime.date) -> tuple[Projection, ...]:
        """What was out on `day`; a month stands for its end."""
        return tuple(p for p in self.projections if f"{p.published}-31"[:10] <= day.isoformat())


def institution_names(root: Path | None = None) -> tuple[str, ...]:
    """The names of the texts of institutions."""
    return tuple(sorted(p.stem for p in ((root or economics_root()) / "projections").glob("*.yaml")))


def read_institution(key: str, vintage: Vintage, root: Path | None = None) -> Institution:
    """An institution's projections; CBO's are taken from the tables of `vintage` (A035, D001)."""
    path = (root or economics_root()) / "projections" / f"{key}.yaml"
    text = PROJECTIONS.read(path, None, reference_keys())
    rows = []
    for issue in text["vintages"]:
        if issue["cbo"] is not None and issue["cbo"] not in vintage.cbo_vintages():
            continue  # not out on the day that is asked about
        for figure in issue["figures"]:
            path = _path(figure, issue["cbo"], vintage)
            about = (key, issue["published"], figure["variable"], figure["measure"])
            rows += [
                Projection(*about, str(period), value, path)
                for period, value in _figures(figure, issue["cbo"], vintage, path)
            ]
    return Institution(key, text["name"], text["short"], text["source"], text["note"], tuple(rows))


def _path(figure: Entry, cbo: str | None, vintage: Vintage) -> dict[Quarter, float]:
    """The quarters of a series of CBO's economy; none for other figures."""
    if cbo is None or not figure.has("series") or figure["measure"].startswith("fiscal"):
        return {}
    table = vintage.cbo_economy(cbo)
    series = np.asarray(table.series(figure["series"]), dtype=np.float64).tolist()
    return dict(zip(table.periods, series, strict=True))


def _figures(
    figure: Entry, cbo: str | None, vintage: Vintage, path: Mapping[Quarter, float]
) -> list[tuple[Any, float]]:
    for written in ("years", "quarters"):
        if figure.has(written):
            return list(dict(figure[written]).items())
    if cbo is None or not figure.has("of"):
        words, hint = f"{figure.what} takes a series without a vintage or years", "Write cbo: and of:"
        raise figure.fault(words, "series", hint=hint)
    if path:
        return [(y, measured(figure["measure"], str(y), path)) for y in figure["of"]]
    line = vintage.cbo_budget(cbo, figure["series"])
    return [(y, line[y]) for y in figure["of"] if y in line]


def quarters_of(measure: str, period: str) -> tuple[Quarter, ...]:
    """The quarters that a measure looks at, in order; a growth rate begins with the one it grows from.

    >>> [str(q) for q in quarters_of("fiscal", "2027")]
    ['2026Q4', '2027Q1', '2027Q2', '2027Q3']
    """
    if measure in ("saar", "quarter"):
        at = Quarter.parse(period)
        return (at - 1, at) if measure == "saar" else (at,)
    last = Quarter.parse(f"{period}Q3") if measure.startswith("fiscal") else Quarter.parse(f"{period}Q4")
    return {
        "q4q4": (last - 4, last),
        "q4": (last,),
        "fiscal_end": (last,),
        "year": tuple(last - k for k in (3, 2, 1, 0)),
        "fiscal": tuple(last - k for k in (3, 2, 1, 0)),
    }[measure]


def measured(measure: str, period: str, figures: Any) -> Any:
    """The measure of a variable whose `figures` by quarter are numbers, or arrays [draw]."""
    found = [figures[q] for q in quarters_of(measure, period)]
    if measure in ("q4q4", "saar"):
        return 100.0 * ((found[-1] / found[0]) ** (4.0 if measure == "saar" else 1.0) - 1.0)
    return sum(found) / len(found)
