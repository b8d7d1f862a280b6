"""Bundled vintages: figures as they stood on a date, verified against their manifest and read on demand."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.home import home_root
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.data.difference import DIFFERENCE, apply_difference
from moneygood.data.errors import unknown_series
from moneygood.data.shapes import MonthTable, SeriesRecord
from moneygood.data.tables import broken_row, figure, numbers, quarterly_panel, read_verified, tidy_rows

TIDY = ("series", "period", "value", "status")
CBO_HEADERS = {
    "cbo_economy.csv": ("vintage", "series", "period", "value"),
    "cbo_budget.csv": ("vintage", "series", "fiscal_year", "value"),
    "cbo_annual.csv": ("vintage", "series", "year", "value"),
}
"""The tables of CBO's baselines, and their columns."""


@dataclass(frozen=True)
class Vintage:
    """One vintage of the figures. Tables are read, and verified, when first asked for.

    A vintage may be kept as what differs from another, line by line; what is read is the whole
    table, and its hash is verified all the same.
    """

    folder: Path
    name: str
    as_of: datetime.date
    hash: str
    files: Mapping[str, str] = field(repr=False)
    differs_from: str | None = field(default=None, kw_only=True)

    def text(self, file: str) -> str:
        """The text of one of its tables (D003 when there is none or it is missing, D005 when it differs)."""
        if file not in self.files:
            raise MoneygoodError("D003", f"the vintage {self.name} has no file {file}")
        if self.differs_from is None:
            return read_verified(self.folder / file, self.files[file])
        text = _open(self.folder.parent / self.differs_from).text(file)
        return apply_difference(self.folder / DIFFERENCE, file, text, self.files[file])

    def _rows(self, file: str, header: tuple[str, ...]) -> tuple[list[list[str]], Path]:
        path = self.folder / file
        return tidy_rows(self.text(file), path, header), path

    @cached_property
    def quarterly(self) -> Panel:
        """All quarterly series [name, quarter], in the units of `records`."""
        rows, path = self._rows("quarterly.csv", TIDY)
        return quarterly_panel(rows, path)

    def at(self, series: str, period: str | Quarter) -> float:
        """One quarterly figure, NaN when it is missing (D001, D002 for a quarter not covered)."""
        panel, quarter = self.quarterly, Quarter.parse(period)
        if series not in panel:
            raise unknown_series(series, panel.names, "the quarterly table")
        if not panel.periods[0] <= quarter <= panel.periods[-1]:
            span = f"They cover {panel.periods[0]} to {panel.periods[-1]}"
            raise MoneygoodError("D002", f"{quarter} is outside the quarterly figures", hint=span)
        return panel.at(series, quarter)

    @cached_property
    def long_quarterly(self) -> Panel:
        """Quarterly series that reach back to 1959 [name, quarter]; D003 for a vintage without them."""
        rows, path = self._rows("long_quarterly.csv", TIDY)
        return quarterly_panel(rows, path)

    @cached_property
    def long_monthly(self) -> MonthTable:
        """Monthly series that reach back to 1959 [name, month]; D003 for a vintage without them."""
        return self._months("long_monthly.csv")

    @cached_property
    def monthly(self) -> MonthTable:
        """All monthly series [name, month]."""
        return self._months("monthly.csv")

    def _months(self, file: str) -> MonthTable:
        rows, path = self._rows(file, TIDY)
        name, month, value, _ = zip(*rows, strict=True)
        rank = {n: i for i, n in enumerate(dict.fromkeys(name))}
        spot = {m: _month_number(m, path, month.index(m) + 2) for m in dict.fromkeys(month)}
        first, last = min(spot.values()), max(spot.values())
        values = np.full((len(rank), last - first + 1), np.nan)
        values[[rank[n] for n in name], [spot[m] - first for m in month]] = numbers(rows, value, path)
        values.flags.writeable = False
        months = tuple(f"{k // 12:04d}-{k % 12 + 1:02d}" for k in range(first, last + 1))
        return MonthTable(tuple(rank), months, values)

    @cached_property
    def _by_year(self) -> dict[str, dict[str, dict[str, float]]]:
        out: dict[str, dict[str, dict[str, float]]] = {}
        for kind in ("fiscal", "annual"):
            rows, path = self._rows(f"{kind}.csv", TIDY)
            table = out.setdefault(kind, {})
            for line, row in enumerate(rows, start=2):
                table.setdefault(row[0], {})[row[1]] = figure(row[2], path, line, row)
        return out

    def fiscal(self, series: str) -> dict[int, float]:
        """Actual budget and debt figures by fiscal year, $bn (D001)."""
        return {int(y): v for y, v in self._yearly("fiscal", series).items()}

    def annual(self, series: str) -> dict[str, float]:
        """Figures by calendar year, or by the date on which they were taken (D001)."""
        return dict(self._yearly("annual", series))

    def _yearly(self, kind: str, series: str) -> dict[str, float]:
        table = self._by_year[kind]
        if series not in table:
            raise unknown_series(series, table, f"the {kind} table")
        return table[series]

    @cached_property
    def _cbo_economy(self) -> dict[str, Panel]:
        rows, path = self._rows("cbo_economy.csv", CBO_HEADERS["cbo_economy.csv"])
        return {v: quarterly_panel(rs, path, offset=1) for v, rs in _grouped(rows).items()}

    @cached_property
    def _cbo_years(self) -> dict[str, dict[str, dict[str, dict[int, float]]]]:
        out: dict[str, dict[str, dict[str, dict[int, float]]]] = {}
        for file in ("cbo_budget.csv", "cbo_annual.csv"):
            rows, path = self._rows(file, CBO_HEADERS[file])
            table = out.setdefault(file, {})
            for line, row in enumerate(rows, start=2):
                value = figure(row[3], path, line, row)
                table.setdefault(row[0], {}).setdefault(row[1], {})[int(row[2])] = value
        return out

    def cbo_vintages(self, as_of: str | datetime.date | None = None) -> tuple[str, ...]:
        """CBO's baselines by month of publication, oldest first; with `as_of`, only those published before.

        A baseline counts as published once its month is over, so nothing is known too early (D010 if none).
        """
        known = tuple(sorted(v for v in self._cbo_years["cbo_budget.csv"] if v != "actual"))
        if as_of is None:
            return known
        month = _date(as_of).isoformat()[:7]
        seen = tuple(v for v in known if v < month)
        if not seen:
            raise MoneygoodError(
                "D010", f"no CBO baseline of this vintage was out by {as_of}", hint=f"The first is {known[0]}"
            )
        return seen

    def cbo_economy(self, vintage: str) -> Panel:
        """CBO's economic projection [name, quarter] in the model's names (D001 for an unknown baseline)."""
        return _of_vintage(self._cbo_economy, vintage, "CBO economic projection")

    def cbo_budget(self, vintage: str, series: str) -> dict[int, float]:
        """CBO's budget line by fiscal year, $bn (debt at its end); `vintage` may be ``actual``."""
        return self._cbo_line("cbo_budget.csv", vintage, series, "budget")

    def cbo_budget_series(self, vintage: str) -> tuple[str, ...]:
        """The budget lines that a CBO baseline holds."""
        return tuple(_of_vintage(self._cbo_years["cbo_budget.csv"], vintage, "CBO budget"))

    def cbo_series(self, table: str, vintage: str) -> tuple[str, ...]:
        """What a CBO baseline holds in cbo_budget, cbo_annual or cbo_economy, if anything."""
        if table == "cbo_economy":
            known = self._cbo_economy
            return known[vintage].names if vintage in known else ()
        return tuple(self._cbo_years[f"{table}.csv"].get(vintage, ()))

    def cbo_annual(self, vintage: str, series: str) -> dict[int, float]:
        """CBO's economic figures by calendar year (D001)."""
        return self._cbo_line("cbo_annual.csv", vintage, series, "annual table")

    def _cbo_line(self, file: str, vintage: str, series: str, what: str) -> dict[int, float]:
        lines = _of_vintage(self._cbo_years[file], vintage, f"CBO {what}")
        if series not in lines:
            raise unknown_series(series, lines, f"CBO's {what} of {vintage}")
        return dict(lines[series])

    @cached_property
    def records(self) -> dict[str, dict[str, SeriesRecord]]:
        """The record of every series: frequency, then name."""
        text = self.text("records.yaml")
        out: dict[str, dict[str, SeriesRecord]] = {}
        frequency = ""
        for line in text.splitlines():
            if line and line[0] not in "# ":
                frequency = line.rstrip(":")
                out[frequency] = {}
            elif line.startswith("  "):
                name, _, body = line.strip().partition(": ")
                fields: dict[str, Any] = {
                    k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(body).items()
                }
                out[frequency][name] = SeriesRecord(name=name, frequency=frequency, **fields)
        return out

    def record(self, series: str, frequency: str = "quarterly") -> SeriesRecord:
        """The record of one series (D001)."""
        known = self.records.get(frequency, {})
        if series not in known:
            raise unknown_series(series, known, f"the {frequency} table")
        return known[series]


def with_quarterly(vintage: Vintage, quarterly: Panel) -> Vintage:
    """A vintage with other quarterly figures; it stands on no disk, and its hash is that of the original."""
    made = replace(vintage)
    made.__dict__["quarterly"] = quarterly
    return made


def list_vintages(root: Path | None = None) -> tuple[str, ...]:
    """The names of the vintages at hand, bundled and of the user, sorted."""
    return tuple(sorted({*bundled_vintages(root), *_named(home_root() / "vintages")}))


def bundled_vintages(root: Path | None = None) -> tuple[str, ...]:
    """The names of the vintages that come with the texts, oldest first."""
    return tuple(sorted(_named((root or economics_root()) / "vintages")))


def _named(folder: Path) -> list[str]:
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return []
    return [p.name for p in inside if not p.name.startswith(".") and (p / "manifest.json").is_file()]


def load_vintage(
    name: str | None = None, *, as_of: str | datetime.date | None = None, root: Path | None = None
) -> Vintage:
    """The vintage called `name`, or the latest one, or the latest that existed on the date `as_of`.

    A vintage of the user's own folder is found by its name alone: without a name only those that come with
    the texts count, so that a question has the same answer for everybody. D003 when there is none of that
    name, D010 when none existed by then, D005 (on reading a table) when a file is not the one its manifest
    describes.
    """
    base = root or economics_root()
    bundled = bundled_vintages(base)
    if name is not None:
        known = list_vintages(base)
        if name not in known:
            hint = did_you_mean(name, known) or (f"There are: {', '.join(known)}" if known else None)
            raise MoneygoodError("D003", f"there is no vintage {name!r}", hint=hint)
        return _open((base if name in bundled else home_root()) / "vintages" / name)
    vintages = sorted((_open(base / "vintages" / n) for n in bundled), key=lambda v: (v.as_of, v.name))
    if not vintages:
        raise MoneygoodError("D003", "there is no vintage of the data", hint="Reinstall moneygood")
    if as_of is not None:
        date = _date(as_of)
        seen = [v for v in vintages if v.as_of <= date]
        if not seen:
            raise MoneygoodError(
                "D010", f"no vintage existed on {date}", hint=f"The first is of {vintages[0].as_of}"
            )
        vintages = seen
    return vintages[-1]


def _open(folder: Path) -> Vintage:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(read_verified(path, None))
        return Vintage(
            folder,
            str(manifest["name"]),
            datetime.date.fromisoformat(manifest["as_of"]),
            str(manifest["hash"]),
            dict(manifest["files"]),
            differs_from=manifest.get("differs_from"),
        )
    except (ValueError, KeyError, TypeError):
        raise MoneygoodError(
            "D005",
            f"the manifest of the vintage {folder.name} is broken",
            hint="Restore it, or build the vintage again",
        ) from None


def _date(text: str | datetime.date) -> datetime.date:
    if isinstance(text, datetime.date):
        return text
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        raise MoneygoodError("D002", f"{text!r} is not a date", hint="Write it like 2026-11-22") from None


def _month_number(month: str, path: Path, line: int) -> int:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", month):
        raise broken_row(path, line, month, f"{month!r} is not a month")
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _grouped(rows: list[list[str]]) -> dict[str, list[list[str]]]:
    out: dict[str, list[list[str]]] = {}
    for row in rows:
        out.setdefault(row[0], []).append(row)
    return out


def _of_vintage(table: dict[str, Any], vintage: str, what: str) -> Any:
    if vintage not in table:
        hint = f"There are: {', '.join(sorted(table))}"
        raise MoneygoodError("D001", f"there is no {what} of {vintage!r}", hint=hint)
    return table[vintage]


def last_observed(vintage: Vintage, names: Iterable[str]) -> dict[str, Quarter | None]:
    """The last observed quarter of each series: the ragged edge."""
    return {n: vintage.quarterly.last_observed(n) for n in names}
