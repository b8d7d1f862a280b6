"""What a vintage holds, series by series: span, gaps, standing, licence and warnings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.data.catalogue import LICENCES
from moneygood.data.shapes import SeriesRecord
from moneygood.data.vintage import Vintage


@dataclass(frozen=True)
class StatusRow:
    """One series of a vintage. `missing` counts the gaps between its first and last figure."""

    series: str
    frequency: str
    label: str
    unit: str
    agency: str
    id: str
    first: str
    last: str
    figures: int
    missing: int
    standing: str
    licence: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class VintageStatus:
    """A vintage with the row of every series, and how far the quarterly figures reach."""

    vintage: str
    as_of: str
    hash: str
    rows: tuple[StatusRow, ...]
    licences: dict[str, str]
    reach: dict[str, int]


def status(vintage: Vintage) -> VintageStatus:
    """The state of every series; `reach` counts the quarterly series by their last observed quarter."""
    rows = []
    reach: dict[str, int] = {}
    for frequency, records in vintage.records.items():
        for name, record in records.items():
            figures, missing, projected = _counts(vintage, record)
            rows.append(
                StatusRow(
                    name,
                    frequency,
                    record.label,
                    record.unit,
                    record.agency,
                    record.id,
                    record.first,
                    record.last,
                    figures,
                    missing,
                    _standing(record, projected),
                    record.licence,
                    _warnings(record),
                )
            )
            if frequency == "quarterly":
                last = vintage.quarterly.last_observed(name)
                reach[str(last)] = reach.get(str(last), 0) + 1
    licences = {tag: LICENCES[tag] for tag in sorted({r.licence for r in rows})}
    return VintageStatus(
        vintage.name,
        vintage.as_of.isoformat(),
        vintage.hash,
        tuple(rows),
        licences,
        dict(sorted(reach.items())),
    )


def _counts(vintage: Vintage, record: SeriesRecord) -> tuple[int, int, int]:
    """Figures, gaps inside the span, and projected figures."""
    if record.frequency not in ("annual", "fiscal"):
        table = getattr(vintage, record.frequency)
        values = table.series(record.name)
        there = np.flatnonzero(~np.isnan(values))
        gaps = int(there[-1] - there[0] + 1 - len(there))
        projected = 0
        if record.frequency == "quarterly":
            marks = vintage.quarterly.status[vintage.quarterly.row(record.name)]
            projected = int((marks == 3).sum())
        return len(there), gaps, projected
    if record.frequency == "fiscal":
        years = sorted(vintage.fiscal(record.name))
        return len(years), years[-1] - years[0] + 1 - len(years), 0
    return len(vintage.annual(record.name)), 0, 0


def _standing(record: SeriesRecord, projected: int) -> str:
    words = ["observed"]
    if record.partial:
        words.append(f"partial in {', '.join(record.partial)}")
    if projected:
        words.append(f"{projected} projected")
    return "; ".join(words)


def _warnings(record: SeriesRecord) -> tuple[str, ...]:
    words = [f"splice at {q}: no growth across it" for q in record.splice]
    words += [f"two vintages linked at {q}" for q in record.linked]
    return (*words, record.caveat) if record.caveat else tuple(words)
