"""A vintage made of an earlier one and of newer figures of some of its series."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from moneygood.core.panel import PROJECTED
from moneygood.data.builder import records_text, write_vintage
from moneygood.data.live import Figures
from moneygood.data.shapes import SeriesRecord
from moneygood.data.tables import number_text, tidy_rows, tidy_text
from moneygood.data.vintage import TIDY, Vintage

Key = tuple[str, str]
"""Frequency and name of a series."""


@dataclass(frozen=True)
class NewSeries:
    """Newer figures of a series: by period, which rest on a part of their months, and their record's new
    words.

    `how` is the transformation, `snapshots` the hashes of what they were made from; `unit`, `label`,
    `agency`, `id` and `licence` are needed only where the earlier vintage has no such series.
    """

    figures: Figures
    partial: tuple[str, ...] = ()
    how: str = "as published"
    snapshots: tuple[str, ...] = ()
    projected: frozenset[str] = frozenset()
    joins: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


def build_on(
    base: Vintage,
    new: Mapping[Key, NewSeries],
    out: Path,
    as_of: datetime.date,
    *,
    made: str = "refreshed",
    drop: frozenset[Key] = frozenset(),
    last: Mapping[Key, str] | None = None,
    compact: bool = False,
    tables: Mapping[str, str] | None = None,
    snapshots: Mapping[str, tuple[str, ...]] | None = None,
) -> dict[str, object]:
    """Write the vintage `out`: `base` with the series of `new` in place of its own, `drop` taken out.

    `last` cuts series of the base after a period; `compact` keeps only what differs from the base, which then
    has to lie in the same folder. `tables` are whole texts in place of the base's, made from `snapshots`.
    Figures that lie before the first of the new ones are kept; a splice stands
    where the two meet. Returns the manifest, which names the base and the snapshots. The folder must not be
    there yet (D003).
    """
    texts = {name: base.text(name) for name in base.files}
    records = {f: {n: _told(r) for n, r in of.items()} for f, of in base.records.items()}
    for frequency in ("quarterly", "monthly"):
        mine = {name: series for (f, name), series in new.items() if f == frequency}
        gone = {name for f, name in drop if f == frequency}
        cut = {name: period for (f, name), period in (last or {}).items() if f == frequency}
        if not mine and not gone and not cut:
            continue
        file = f"{frequency}.csv"
        table: dict[str, dict[str, tuple[str, str]]] = {}
        for name, period, value, standing in tidy_rows(texts[file], base.folder / file, TIDY):
            if name not in gone and period <= cut.get(name, "9"):
                table.setdefault(name, {})[period] = (value, standing)
        for name in cut:
            told = records[frequency][name]
            told["last"] = max(table[name])
            told["partial"] = [p for p in base.records[frequency][name].partial if p <= cut[name]]
        for name in gone:
            records[frequency].pop(name, None)
        for name, series in mine.items():
            table[name], records[frequency][name] = _merged(
                table.get(name, {}), series, base.records[frequency].get(name)
            )
        rows = ((n, p, v, s) for n, of in table.items() for p, (v, s) in of.items())
        texts[file] = tidy_text(TIDY, rows)
    texts |= {"records.yaml": records_text(records), **(tables or {})}
    used = {f"{f}/{n}": s.snapshots for (f, n), s in sorted(new.items())} | dict(snapshots or {})
    further: dict[str, object] = {
        "made": made,
        "base": {"name": base.name, "hash": base.hash},
        "snapshots": {name: list(hashes) for name, hashes in used.items() if hashes},
    }
    if compact:
        before = {name: base.text(name) for name in base.files}
        return write_vintage(out, texts, as_of.isoformat(), further, base=(base.name, before))
    return write_vintage(out, texts, as_of.isoformat(), further, replace=False)


def _told(record: SeriesRecord) -> dict[str, object]:
    told = asdict(record)
    del told["name"], told["frequency"]
    return {k: list(v) if isinstance(v, tuple) else v for k, v in told.items()}


def _merged(
    before: dict[str, tuple[str, str]], series: NewSeries, record: SeriesRecord | None
) -> tuple[dict[str, tuple[str, str]], dict[str, object]]:
    first = min(series.figures)
    # a projection of a period that has passed gives way with the rest of it
    kept = {p: c for p, c in before.items() if p < first and not (series.projected and c[1] == "projected")}
    fresh = {
        p: (
            number_text(v),
            "projected" if p in series.projected else "partial" if p in series.partial else "",
        )
        for p, v in sorted(series.figures.items())
    }
    told = _told(record) if record is not None else {"splice": [], "linked": [], "partial": []}
    words: dict[str, object] = dict(series.words)
    old_splices = list(record.splice) if record is not None else []
    splices = [q for q in old_splices if q < first] + ([first] if kept and not series.joins else [])
    linked = [q for q in (record.linked if record is not None else ()) if q < first]
    periods = [*kept, *fresh]
    told |= {
        "transformation": series.how,
        "first": periods[0],
        "last": periods[-1],
        "splice": splices,
        "linked": linked,
        "partial": list(series.partial),
        "caveat": words.pop("caveat", ""),
        **words,
    }
    order = (
        "label", "unit", "agency", "id", "transformation", "licence", "first", "last", "splice", "linked",
        "partial", "caveat",
    )  # fmt: skip
    return {**kept, **fresh}, {k: told[k] for k in order}


def figures_by_key(vintage: Vintage) -> dict[Key, dict[str, float]]:
    """Every quarterly and monthly figure of a vintage by series and period; projections are left out."""
    out: dict[Key, dict[str, float]] = {}
    panel = vintage.quarterly
    for name in panel.names:
        row, marks = panel.series(name), panel.status[panel.row(name)]
        pairs = zip(panel.periods, row.tolist(), marks.tolist(), strict=True)
        out["quarterly", name] = {str(q): v for q, v, m in pairs if v == v and m != PROJECTED}
    months = vintage.monthly
    for name in months.names:
        pairs = zip(months.months, months.series(name).tolist(), strict=True)
        out["monthly", name] = {m: v for m, v in pairs if v == v}
    return out


def projections_by_key(vintage: Vintage) -> dict[Key, dict[str, float]]:
    """Every quarterly figure of a vintage that others project, by series and period."""
    out: dict[Key, dict[str, float]] = {}
    panel = vintage.quarterly
    for name in panel.names:
        row, marks = panel.series(name), panel.status[panel.row(name)]
        pairs = zip(panel.periods, row.tolist(), marks.tolist(), strict=True)
        found = {str(q): v for q, v, m in pairs if m == PROJECTED}
        if found:
            out["quarterly", name] = found
    return out
