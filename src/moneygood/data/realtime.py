"""Real-time figures: what a series was known to be on a day, revisions that came later left out."""

from __future__ import annotations

import csv
import datetime
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, read_text
from moneygood.data.calendar import period_end

SERIES, ARCHIVE = "series.csv", "archive.csv"
WINDOW = 16
"""The last quarters of each published file that are kept; older ones are those of the vintage."""
HEADER = ("published", "series", "period", "value")


@dataclass(frozen=True)
class RealTime:
    """The archive: by series, months of publication, each with what changed by quarter."""

    months: tuple[str, ...]
    changes: dict[str, dict[str, dict[Quarter, float]]]

    def month(self, day: datetime.date) -> str | None:
        """The latest month whose file was out on a day; None before the first.

        A file counts as out when its month is over.
        """
        known = [m for m in self.months if period_end("monthly", m) <= day]
        return known[-1] if known else None

    def known(self, series: str, day: datetime.date) -> dict[Quarter, float]:
        """The last figures of a series as they were known on a day; empty where none is held."""
        out: dict[Quarter, float] = {}
        for month, figures in self.changes.get(series, {}).items():
            if period_end("monthly", month) <= day:
                out |= figures
        last = max(out, default=None)
        return {} if last is None else {q: v for q, v in out.items() if last - q < WINDOW}


def _folder(root: Path | None) -> Path:
    return (root or economics_root()) / "realtime"


def _rows(path: Path) -> list[list[str]]:
    lines = [line for line in read_text(path).splitlines() if line and not line.startswith("#")]
    return list(csv.reader(lines))


def read_mapping(folder: Path) -> dict[str, tuple[str, ...]]:
    """The columns that give each series, from ``series.csv``; D004 for a broken row."""
    path = folder / SERIES
    try:
        return {r[0]: tuple(r[1].split("*")) for r in _rows(path)[1:]}
    except IndexError:
        raise MoneygoodError("D004", f"{path.name} has a broken row", Place(path)) from None


def read_realtime(root: Path | None = None) -> RealTime:
    """The archive of ``economics/realtime``, empty where there is none; D004 for a broken row."""
    path = _folder(root) / ARCHIVE
    return _read(path) if path.is_file() else RealTime((), {})


@lru_cache(maxsize=2)
def _read(path: Path) -> RealTime:
    rows = _rows(path)
    if not rows or tuple(rows[0]) != HEADER:
        raise MoneygoodError("D004", f"{path.name} does not start with {','.join(HEADER)}", Place(path, 1))
    changes: dict[str, dict[str, dict[Quarter, float]]] = {}
    for row in rows[1:]:
        try:
            month, series, period, value = row
            changes.setdefault(series, {}).setdefault(month, {})[Quarter.parse(period)] = float(value)
        except (ValueError, MoneygoodError):
            raise MoneygoodError(
                "D004", f"{path.name}: the row {','.join(row)!r} is broken", Place(path)
            ) from None
    months = sorted({m for by in changes.values() for m in by})
    return RealTime(tuple(months), {n: dict(sorted(by.items())) for n, by in changes.items()})


def as_known(panel: Panel, archive: RealTime, day: datetime.date) -> tuple[Panel, frozenset[str]]:
    """The panel with the figures that were known on a day where the archive holds them, and which series.

    Figures newer than the archive's last for the series go on from it by the panel's own growth (rates: as
    they are), so a revised level does not make a jump.
    """
    values, held = panel.values.copy(), set()
    if archive.month(day) is None:
        return panel, frozenset()
    first = panel.periods[0]
    for name in archive.changes:
        figures = archive.known(name, day) if name in panel else {}
        if not figures:
            continue
        held.add(name)
        row, revised = values[panel.row(name)], panel.series(name)
        at = {q - first: v for q, v in figures.items() if 0 <= q - first < len(row)}
        last = max(at)
        after = np.arange(last + 1, len(row))
        ratio = at[last] / revised[last] if np.isfinite(revised[last]) and len(after) else 1.0
        for t, value in at.items():
            if np.isfinite(revised[t]):
                row[t] = value
        row[after] = revised[after] * ratio
    return Panel(panel.names, panel.periods, values, panel.status), frozenset(held)
