"""What was known on a day: the tables of a vintage with every figure hidden that was not yet published."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.texts import economics_root
from moneygood.core.units import Unit
from moneygood.data.calendar import Quoted, ReleaseCalendar
from moneygood.data.catalogue import Catalogue, read_catalogue
from moneygood.data.vintage import Vintage

TABLES = ("quarterly", "monthly", "fiscal", "annual", "cbo_budget", "cbo_annual", "cbo_economy")
"""The tables that a figure can be read from; those of CBO are the baseline that was the latest."""


@dataclass(frozen=True)
class Series:
    """One series [period] with its unit, the day each figure was out, and where growth must not cross."""

    name: str
    label: str
    unit: Unit
    periods: tuple[str, ...]
    values: np.ndarray
    published: tuple[datetime.date, ...]
    splices: tuple[int, ...] = ()
    """Positions of the first period of a newer definition."""
    projection: str = ""
    """The baseline that a projection is from, blank for an observation."""


@dataclass(frozen=True)
class Known:
    """The figures of a vintage that were out on `date`; everything that it holds when `date` is None."""

    vintage: Vintage
    calendar: ReleaseCalendar
    quotes: Mapping[str, Quoted]
    date: datetime.date | None
    _series: dict[tuple[str, str, str], Series] = field(default_factory=dict, repr=False)

    def names(self, table: str) -> dict[str, Unit]:
        """The series of a table with their units."""
        records = self.vintage.records
        if table in records:
            return {n: _unit(r.unit) for n, r in records[table].items()}
        return {n: Unit.parse(entry["unit"]) for n, entry in cbo_entries(table).items()}

    def _baselines(self) -> tuple[str, ...]:
        """CBO's baselines that were out."""
        try:
            return self.vintage.cbo_vintages(self.date)
        except MoneygoodError as fault:
            if fault.code != "D010":
                raise
            return ()

    def series(self, table: str, name: str, baseline: str = "") -> Series:
        """One series as it was known; figures not yet out are missing.

        `baseline` names one of CBO's; without it the latest that was out. A502 for an unknown series.
        """
        key = (table, name, baseline)
        if key not in self._series:
            self._series[key] = self._hidden(table, self._read(table, name, baseline))
        return self._series[key]

    def quoted(self, name: str) -> Quoted | None:
        """A quoted figure, None when it was not yet published."""
        found = self.quotes[name]
        return found if self.date is None or found.published <= self.date else None

    def hides(self, name: str) -> bool:
        """Whether a series cannot be used as of a day because its whole past is estimated anew."""
        return self.date is not None and name in self.calendar.retrospective

    def _hidden(self, table: str, series: Series) -> Series:
        if self.date is None:
            return series
        out = np.array([p <= self.date for p in series.published], dtype=bool)
        values = np.where(out, series.values, np.nan)
        return Series(series.name, series.label, series.unit, series.periods, values, series.published,
                      series.splices, series.projection)  # fmt: skip

    def _read(self, table: str, name: str, baseline: str) -> Series:
        if table.startswith("cbo_"):
            return self._read_cbo(table, name, baseline)
        records = self.vintage.records[table]
        if name not in records:
            hint = did_you_mean(name, records)
            raise MoneygoodError("A502", f"there is no series {name!r} in the {table} table", None, hint)
        if table == "quarterly":
            panel = self.vintage.quarterly
            periods, values = tuple(map(str, panel.periods)), np.asarray(panel.series(name), dtype=np.float64)
        elif table == "monthly":
            months = self.vintage.monthly
            periods, values = months.months, months.series(name)
        else:
            yearly = self.vintage.fiscal(name) if table == "fiscal" else self.vintage.annual(name)
            periods = tuple(str(p) for p in yearly)
            values = np.array(list(yearly.values()), dtype=np.float64)
        record = records[name]
        days = tuple(self.calendar.published(table, name, p) for p in periods)
        order = sorted(range(len(periods)), key=days.__getitem__)
        periods, values = tuple(periods[i] for i in order), values[order]
        splices = tuple(periods.index(s) for s in record.splice if s in periods)
        ordered = tuple(days[i] for i in order)
        return Series(name, record.label, _unit(record.unit), periods, values, ordered, splices)

    def _read_cbo(self, table: str, name: str, baseline: str) -> Series:
        known = self._baselines()
        chosen = baseline or (known[-1] if known else "")
        entries = cbo_entries(table)
        if name not in entries:
            raise MoneygoodError(
                "A502", f"CBO's baselines have no {name!r} in {table}", None, did_you_mean(name, entries)
            )
        label, unit = f"{entries[name]['label']} (CBO)", Unit.parse(entries[name]["unit"])
        if chosen not in known or name not in self.vintage.cbo_series(table, chosen):
            return Series(name, label, unit, (), np.zeros(0), ())
        if table == "cbo_economy":
            panel = self.vintage.cbo_economy(chosen)
            periods = tuple(map(str, panel.periods))
            values = np.asarray(panel.series(name), dtype=np.float64)
        else:
            read = self.vintage.cbo_budget if table == "cbo_budget" else self.vintage.cbo_annual
            yearly = read(chosen, name)
            periods = tuple(str(y) for y in yearly)
            values = np.array(list(yearly.values()), dtype=np.float64)
        out = _after_month(chosen)
        return Series(name, label, unit, periods, values, (out,) * len(periods), (), chosen)


def cbo_entries(table: str) -> dict[str, dict[str, Any]]:
    """What the catalogue of series says about CBO's lines of a table: label and unit by name."""
    found = _cbo_catalogue(economics_root() / "dictionary" / "series.yaml")
    kinds = {
        "cbo_budget": found.cbo_budget | found.cbo_derived,
        "cbo_annual": found.cbo_annual,
        "cbo_economy": found.cbo_economy,
    }
    return {n: {"label": line.label, "unit": line.unit} for n, line in kinds[table].items()}


@lru_cache(maxsize=2)
def _cbo_catalogue(path: Path) -> Catalogue:
    return read_catalogue(path)


def _after_month(month: str) -> datetime.date:
    """The first day after a month: a baseline counts as published once its month is over."""
    year, number = int(month[:4]), int(month[5:7])
    return datetime.date(year + number // 12, number % 12 + 1, 1)


def _unit(text: str) -> Unit:
    return Unit.parse(text)
