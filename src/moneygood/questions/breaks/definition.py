"""How relations are searched for breaks: the text of ``economics/relations/breaks.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import Place
from moneygood.estimation.evidence_text import EvidenceText, read_evidence
from moneygood.estimation.structural_breaks.inference import Search

FILE = "relations/breaks.yaml"
FREQUENCIES = ("monthly", "quarterly")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")


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


def read_breaks_text(path: str | Path = FILE) -> BreaksText:
    """The text of the search; A401 with the line where it is faulty."""
    text = read_evidence(path).only(
        "default", "focus", "search", "simulations", "rolling", "conditions", "events"
    )
    default = text.child("default").only("a", "b", "frequency", "note")
    frequency = default.words("frequency")
    if frequency not in FREQUENCIES:
        raise default.fault(f"the frequency is {frequency!r}", "frequency", hint="Write monthly or quarterly")
    search = text.child("search").only(
        "segment_share", "segment_least", "most_breaks", "lags", "size", "cover", "source"
    )
    draws = text.child("simulations").only("tests", "intervals", "false_alarms", "source")
    conditions = text.child("conditions").only(*FREQUENCIES)
    return BreaksText(
        pair=(default.words("a"), default.words("b")),
        frequency=frequency,
        note=default.words("note", ""),
        focus=_focus(text.child("focus")),
        segment_share=search.number("segment_share", 0.0, 0.4),
        segment_least=_by_frequency(search.child("segment_least"), 4),
        most=search.count("most_breaks", 1, 10),
        lags=_by_frequency(search.child("lags"), 1),
        size=search.number("size", 0.001, 0.5),
        cover=search.number("cover", 0.5, 0.999),
        tests=draws.count("tests", 19, 9999),
        intervals=draws.count("intervals", 19, 9999),
        false_alarms=draws.count("false_alarms", 20, 9999),
        rolling=_by_frequency(text.child("rolling"), 6),
        conditions={f: tuple(_condition(c) for c in conditions.children(f)) for f in FREQUENCIES},
        events=tuple(_event(e) for e in text.children("events")),
    )


def _by_frequency(text: EvidenceText, least: int) -> dict[str, int]:
    text.only(*FREQUENCIES)
    return {f: text.count(f, least, 120) for f in FREQUENCIES}


def _focus(text: EvidenceText) -> Focus:
    text.only("label", "since", "from", "to", "segment_least", "fewest", "source")
    since, first, last = (_month(text, key) for key in ("since", "from", "to"))
    if not since < first <= last:
        raise text.fault("since, from and to do not follow one another", "from")
    least = _by_frequency(text.child("segment_least"), 3)
    return Focus(text.words("label"), since, first, last, least, text.count("fewest", 12, 400))


def _condition(text: EvidenceText) -> Circumstance:
    text.only("name", "label", "expression", "source")
    return Circumstance(
        text.words("name"), text.words("label"), text.words("expression"), text.place("expression")
    )


def _event(text: EvidenceText) -> Event:
    text.only("month", "label", "source")
    return Event(_month(text, "month"), text.words("label"))


def _month(text: EvidenceText, key: str) -> str:
    value = text.words(key)
    if not _MONTH.match(value):
        raise text.fault(f"{key} is {value!r}, not a month", key, hint="Write it like 2024-09")
    return value
