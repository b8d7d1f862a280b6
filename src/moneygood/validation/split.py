"""The split of published responses: which sources calibration may look at, and which stay blind.

The rule looks at nothing but the key of the source in references.bib: the last bit of its SHA-256. Even may
be looked at, odd is blind. No list is kept, so a row from a new source has its side before anyone ran it.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from moneygood.core.record_kinds import Choice, Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Date, Number
from moneygood.core.texts import economics_root, reference_keys

OWN = "ours"
"""The source of a claim that no one published: an expectation, shown apart and on neither side."""
LOOKED_AT, BLIND = "looked-at", "blind"
SIDES = (LOOKED_AT, BLIND)
RULE = "sha256-last-bit"
"""The name of the rule in the text."""


@lru_cache(maxsize=4096)
def side_of(source: str) -> str:
    """The side of a source: looked-at or blind, "" for our own; of several keys the first one decides.

    >>> side_of("frbus_run"), side_of("cbo2025rules"), side_of("ours")
    ('looked-at', 'blind', '')
    """
    key = re.split(r"\s*,\s*", source.strip())[0]
    if key == OWN:
        return ""
    return SIDES[hashlib.sha256(key.encode()).digest()[-1] & 1]


@dataclass(frozen=True)
class Opening:
    """When figures of blind rows were looked at, which, and why."""

    date: datetime.date
    rows: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class SplitText:
    """The rule and its day, the shares needed on each side, the sources counted apart, and the openings."""

    rule: str
    made: datetime.date
    needed: float
    needed_blind: float
    needed_outside: float
    apart: tuple[str, ...]
    apart_name: str
    opened: tuple[Opening, ...]

    @property
    def opened_rows(self) -> frozenset[str]:
        """The rows that were ever opened."""
        return frozenset(row for o in self.opened for row in o.rows)


def _opening(entry: Entry) -> Opening:
    return Opening(entry["date"], entry["rows"], entry["why"])


OPENING = Record(
    "opening",
    "A look at figures of blind rows.",
    (
        Field("date", Date(), "The day.", required=True),
        Field("rows", ListOf(Name("blind response"), 1), "The rows, file.id.", required=True),
        Field("why", Words(empty=False), "Why they were looked at.", required=True),
    ),
    make=_opening,
)
SPLIT = TextKind(
    "split",
    "Which published responses calibration may look at, and when blind ones were opened.",
    ("claims/split/*.yaml",),
    Record(
        "split",
        "The rule of the split, the shares needed on each side, and the record of openings.",
        (
            Field("rule", Choice((RULE,)), "How a source gets its side.", required=True),
            Field("made", Date(), "The day on which the rule was written down.", required=True),
            Field("needed", Number(), "Percent of looked-at rows that has to be met.", required=True),
            Field("needed_blind", Number(), "Percent of blind rows that has to be met.", required=True),
            Field("needed_outside", Number(), "The same without the sources apart.", required=True),
            Field("apart", ListOf(Source()), "Sources counted apart.", required=True),
            Field("apart_name", Words(empty=False), "What they are called together.", required=True),
            Field("opened", ListOf(OPENING), "The openings.", default=()),
            Field("note", Words(), "What a reader should know.", for_people=True),
        ),
    ),
    FaultCodes("A061"),
    "`moneygood validate`",
)


def read_split(blind_rows: Collection[str] | None = None, path: Path | None = None) -> SplitText:
    """The shipped text of the split; `blind_rows` are the ids that an opening may name (A061 for others)."""
    file = path if path is not None else economics_root() / "claims" / "split" / "split.yaml"
    names = {} if blind_rows is None else {"blind response": blind_rows}
    text = SPLIT.read(file, names, reference_keys())
    return SplitText(
        text["rule"],
        text["made"],
        text["needed"] / 100.0,
        text["needed_blind"] / 100.0,
        text["needed_outside"] / 100.0,
        text["apart"],
        text["apart_name"],
        text["opened"],
    )
