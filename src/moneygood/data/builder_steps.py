"""Vintages that differ from a bundled one by a few series: figures as they stood on another day.

``python -m moneygood.data.builder_steps SOURCE_DIR NAME…`` builds the vintages of ``vintages/steps.yaml``
beside the one that each differs from.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.record_kinds import Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Date, Flag, Number
from moneygood.core.texts import economics_root
from moneygood.data.builder_live import Key, NewSeries, build_on
from moneygood.data.live import Figures
from moneygood.data.tables import figure, source_table
from moneygood.data.vintage import load_vintage


@dataclass(frozen=True)
class StepSeries:
    """Figures that stand in place of the base's (fields as in steps.yaml)."""

    read: str
    over: str
    scale: float
    start: str
    joins: bool
    partial: tuple[str, ...]
    caveat: str


@dataclass(frozen=True)
class VintageStep:
    """A vintage that differs from `base`: series replaced, and cut after a period, by frequency."""

    name: str
    as_of: datetime.date
    base: str
    series: dict[Key, StepSeries]
    last: dict[Key, str]


def _step_series(entry: Entry) -> StepSeries:
    return StepSeries(
        entry["read"], entry["over"], entry["scale"], entry["start"] or "", entry["joins"],
        tuple(entry["partial"]), entry["caveat"],
    )  # fmt: skip


def _step(entry: Entry) -> VintageStep:
    series = {(f, n): one for f in _TABLES for n, one in entry[f].items()}
    last = {(f, n): str(p) for f in _TABLES for n, p in entry[f"{f}_last"].items()}
    return VintageStep(entry.name, entry["as_of"], entry["base"], series, last)


_WORDS = Words(empty=False)
_TABLES = ("quarterly", "monthly")
_SERIES = Record(
    "series of a step",
    "Figures that stand in place of the base's.",
    (
        Field("read", _WORDS, "The file and column of the source folder.", required=True),
        Field("over", Words(), "A column by which it is divided.", default=""),
        Field("scale", Number(), "The factor applied to the source's figure.", default=1.0),
        Field("start", _WORDS, "The first period that is taken."),
        Field("joins", Flag(), "Whether growth into its first period may be taken.", default=True),
        Field("partial", ListOf(_WORDS), "Periods that rest on a part of their days.", default=()),
        Field("caveat", Words(), "What a reader should know.", default=""),
    ),
    make=_step_series,
)
STEPS = TextKind(
    "vintage-steps",
    "Vintages that differ from a bundled one by a few series.",
    ("vintages/steps.yaml",),
    MapOf(
        Record(
            "step",
            "One vintage: the day as of which it stands, the one it differs from, and how.",
            (
                Field("as_of", Date(), "The day as of which it stands.", required=True),
                Field("base", _WORDS, "The vintage that it differs from.", required=True),
                Field("note", _WORDS, "What it is, and what it is not.", required=True, for_people=True),
                *(
                    Field(
                        f"{n}_last", MapOf(_WORDS), f"{n.capitalize()} series cut after a period.", default={}
                    )
                    for n in _TABLES
                ),
                *(
                    Field(n, MapOf(_SERIES), f"{n.capitalize()} series replaced.", default={})
                    for n in _TABLES
                ),
            ),
            make=_step,
        )
    ),
    FaultCodes("D008"),
    "the builder of vintages",
)


def read_steps(path: Path | None = None) -> dict[str, VintageStep]:
    """The steps by the name of their vintage (D008 when the text is faulty)."""
    return dict(STEPS.read(path or economics_root() / "vintages" / "steps.yaml"))


def build_step(
    source: Path, name: str, root: Path | None = None, out: Path | None = None
) -> dict[str, object]:
    """Build one of the steps beside its base (or whole, in the folder `out`); returns the manifest.

    D003 for a step that there is not, D008 for a column that is not in the source folder.
    """
    base_root = root or economics_root()
    steps = read_steps(base_root / "vintages" / "steps.yaml")
    if name not in steps:
        raise MoneygoodError("D003", f"steps.yaml has no vintage {name!r}", None, did_you_mean(name, steps))
    step = steps[name]
    new: dict[Key, NewSeries] = {}
    for (frequency, series), entry in step.series.items():
        figures = _column(source, entry.read, series)
        if entry.over:
            below = _column(source, entry.over, series)
            figures = {p: v / below[p] for p, v in figures.items() if p in below}
        kept = {p: v * entry.scale for p, v in figures.items() if p >= entry.start}
        told = {"caveat": entry.caveat} if entry.caveat else {}
        new[frequency, series] = NewSeries(kept, entry.partial, words=told, joins=entry.joins)
    folder = (out or base_root / "vintages") / name
    base = load_vintage(step.base, root=base_root)
    return build_on(base, new, folder, step.as_of, made="step", last=step.last, compact=out is None)


def _column(source: Path, read: str, series: str) -> Figures:
    file, _, column = read.rpartition("/")
    rows = source_table(source / file)
    if not rows or column not in rows[0]:
        raise MoneygoodError("D008", f"the series {series!r} reads {read!r}, which does not exist")
    key = next(iter(rows[0]))
    return {
        row[key]: figure(row[column], source / file, line, list(row.values()))
        for line, row in enumerate(rows, start=2)
        if row[column] != ""
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """``SOURCE_DIR NAME…``: build the steps named."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if len(words) < 2:
        print("usage: python -m moneygood.data.builder_steps SOURCE_DIR NAME…", file=sys.stderr)
        return 2
    try:
        for name in words[1:]:
            print(f"{name}: hash {str(build_step(Path(words[0]), name)['hash'])[:16]}")
    except MoneygoodError as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
