"""What is asked of an imported model, written as words: ``rff_aerr=0.5@2040Q1..2040Q4``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from moneygood.core.errors import MoneygoodError
from moneygood.core.number_text import plain_number
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, parse_range
from moneygood.runs.imported.control import ControlTarget

_WORDS = re.compile(
    r"\s*(?P<name>\w+)\s*(?::\s*(?P<other>\w+)\s*)?=\s*(?P<values>[^@]+?)\s*(?:@(?P<when>.+))?\Z"
)


@dataclass(frozen=True)
class RequestEntry:
    """`name` (and `other`, an instrument) with `values`, one a quarter or one for all, in `periods`."""

    name: str
    other: str | None
    values: dict[Quarter, float]


def read_entry(text: str, start: Quarter, end: Quarter, instrument: bool = False) -> RequestEntry:
    """An entry from words; without ``@`` it covers all solved quarters. M046 when it cannot be read."""
    m = _WORDS.match(text)
    form = "lur:lhp_aerr=4.2,4.1@2040Q1..2040Q2" if instrument else "rff_aerr=0.5@2040Q1"
    if m is None or bool(m["other"]) != instrument:
        raise MoneygoodError("M046", f"{text!r} cannot be read", hint=f"Write it like {form}")
    try:
        values = [plain_number(v) for v in m["values"].split(",")]
    except ValueError:
        raise MoneygoodError(
            "M046", f"{m['values']!r} is not a list of numbers", hint=f"Write it like {form}"
        ) from None
    if m["when"]:
        quarters = parse_range(m["when"])
        if len(quarters) == 1 and len(values) > 1:
            quarters = tuple(quarters[0] + i for i in range(len(values)))
    else:
        quarters = tuple(start + i for i in range(end - start + 1))
    if len(values) == 1:
        values *= len(quarters)
    if len(values) != len(quarters):
        raise MoneygoodError("M046", f"{text!r} has {len(values)} numbers for {len(quarters)} quarters")
    for quarter in (quarters[0], quarters[-1]):
        if not start <= quarter <= end:
            raise MoneygoodError("M046", f"{quarter} in {text!r} is outside {start} to {end}")
    return RequestEntry(
        m["name"].lower(),
        m["other"].lower() if m["other"] else None,
        dict(zip(quarters, values, strict=True)),
    )


def put_values(figures: Panel, texts: Sequence[str], start: Quarter, end: Quarter) -> Panel:
    """The figures with series put at the values of `texts` (M044 for a series that they do not have)."""
    new = {}
    put: set[tuple[str, Quarter]] = set()
    for text in texts:
        entry = read_entry(text, start, end)
        for quarter in entry.values:
            if (entry.name, quarter) in put:
                what = f"{entry.name} is put at two values in {quarter}"
                raise MoneygoodError("M046", what, hint="Keep one of the two")
            put.add((entry.name, quarter))
        row = new.get(entry.name)
        if row is None:
            row = figures.series(entry.name).copy()
        for quarter, value in entry.values.items():
            row[figures.column(quarter)] = value
        new[entry.name] = row
    return figures.with_values(new) if new else figures


def added(
    figures: Panel, texts: Sequence[str], start: Quarter, end: Quarter
) -> dict[str, dict[Quarter, float]]:
    """What series become when the numbers of `texts` are added to their figures."""
    out: dict[str, dict[Quarter, float]] = {}
    for text in texts:
        entry = read_entry(text, start, end)
        own = out.setdefault(entry.name, {})
        for quarter, value in entry.values.items():
            before = figures.at(entry.name, quarter) if entry.name in figures else 0.0
            own[quarter] = own.get(quarter, before) + value
    return out


def read_targets(texts: Sequence[str], start: Quarter, end: Quarter) -> tuple[ControlTarget, ...]:
    """Targets from words ``target:instrument=path@quarters``."""
    entries = [read_entry(text, start, end, instrument=True) for text in texts]
    for field, names in (
        ("a target", [e.name for e in entries]),
        ("an instrument", [e.other for e in entries]),
    ):
        twice = next((n for i, n in enumerate(names) if n in names[:i]), None)
        if twice is not None:
            raise MoneygoodError("M046", f"{twice} is {field} twice", hint="Write one target for each")
    return tuple(ControlTarget(e.name, e.other or "", e.values) for e in entries)
