"""Fiscal years and quarters: spreading yearly figures over quarters, and the policy tables."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Number, OfUnit, Whole
from moneygood.core.texts import economics_root, read_text, reference_keys
from moneygood.core.units import Unit

POLICY_HEADER = ["path", "year", "value", "unit", "source"]


def fiscal_years(periods: Iterable[Quarter]) -> np.ndarray:
    """The fiscal year of each quarter [quarter]; fiscal years end in Q3."""
    return np.array([p.fiscal_year for p in periods])


def calendar_years(periods: Sequence[Quarter]) -> np.ndarray:
    """The calendar year of each quarter [quarter]."""
    return np.array([p.year for p in periods])


def spread_smoothly(yearly: Mapping[int, float], periods: Sequence[Quarter], years: np.ndarray) -> np.ndarray:
    """Quarterly annual rates [quarter] whose mean over each year is the yearly figure, with smallest steps.

    Least squares of first differences under the yearly means (Boot, Feibes and Lisman 1967). `years`
    [quarter] says which year a quarter belongs to; a year that is only partly inside counts with the quarters
    that are. A year without a figure is free. All in the unit of the yearly figures.
    """
    known = tuple(int(y) for y in dict.fromkeys(years.tolist()) if int(y) in yearly)
    return _smoothest(tuple(years.tolist()), known) @ np.array([yearly[y] for y in known])


@lru_cache(maxsize=64)
def _smoothest(of_quarter: tuple[int, ...], known: tuple[int, ...]) -> np.ndarray:
    """What each known year's figure adds to each quarter [quarter, known year]."""
    years = np.array(of_quarter)
    n = len(years)
    means = np.zeros((len(known), n))
    for row, year in enumerate(known):
        inside = years == year
        means[row, inside] = 1.0 / inside.sum()
    steps = np.diff(np.eye(n), axis=0)
    zero = np.zeros((len(known), len(known)))
    system = np.block([[2.0 * steps.T @ steps, means.T], [means, zero]])
    if not known:
        return np.zeros((n, 0))
    target = np.vstack([np.zeros((n, len(known))), np.eye(len(known))])
    return np.linalg.solve(system, target)[:n]


def spread_flat(
    yearly: Mapping[int, float], periods: Sequence[Quarter], otherwise: float = 0.0
) -> np.ndarray:
    """The figure of its fiscal year in every quarter [quarter], `otherwise` where there is none."""
    return np.array([yearly.get(p.fiscal_year, otherwise) for p in periods])


def between_year_ends(ends: Mapping[int, float], periods: Sequence[Quarter]) -> np.ndarray:
    """Stocks at ends of quarters [quarter] on straight lines between ends of fiscal years (level outside)."""
    year = sorted(ends)
    at = [int(Quarter.of(y, 3)) for y in year]
    return np.interp([int(p) for p in periods], at, [ends[y] for y in year])


def yearly_means(values: np.ndarray, periods: Iterable[Quarter]) -> dict[int, float]:
    """Means by fiscal year of quarterly annual rates; only years with all four quarters."""
    years = fiscal_years(periods)
    return {int(y): float(values[years == y].mean()) for y in np.unique(years) if (years == y).sum() == 4}


def year_ends(values: np.ndarray, periods: Iterable[Quarter]) -> dict[int, float]:
    """Stocks at the ends of fiscal years."""
    return {p.year: float(v) for p, v in zip(periods, values, strict=True) if p.quarter == 3}


def policy_folder(root: Path | None = None) -> Path:
    """Where the policy tables lie."""
    return (root or economics_root()) / "policy"


@lru_cache(maxsize=16)
def _table(path: Path) -> dict[str, dict[int, float]]:
    out: dict[str, dict[int, float]] = {}
    lines = [line for line in read_text(path).splitlines() if line and not line.startswith("#")]
    rows = list(csv.reader(lines))
    if not rows or rows[0] != POLICY_HEADER:
        raise MoneygoodError(
            "D004", f"{path.name} does not start with {','.join(POLICY_HEADER)}", Place(path, 1)
        )
    for row in rows[1:]:
        try:
            out.setdefault(row[0], {})[int(row[1])] = float(row[2])
        except (ValueError, IndexError):
            raise MoneygoodError(
                "D004", f"{path.name}: the row {','.join(row)!r} is broken", Place(path)
            ) from None
    return out


def policy_tables(root: Path | None = None) -> tuple[str, ...]:
    """Names of the policy tables at hand, such as ``cbo-2026-02``."""
    return tuple(sorted(p.stem for p in policy_folder(root).glob("*.csv")))


def read_policy(name: str, root: Path | None = None) -> dict[str, dict[int, float]]:
    """A policy table: path, then fiscal year, then value in the variable's unit (D001 if there is none)."""
    known = policy_tables(root)
    if name not in known:
        hint = did_you_mean(name, known) or f"There are: {', '.join(known)}"
        raise MoneygoodError("D001", f"there is no policy table {name!r}", hint=hint)
    return {k: dict(v) for k, v in _table(policy_folder(root) / f"{name}.csv").items()}


YEARS = Unit.parse("yr")
RATE = Unit.parse("pct/yr")
FURTHER = Record(
    "further growth",
    "How much faster than potential output a path grows once the table has ended.",
    (
        Field("value", Number(), "Growth a year.", required=True),
        Field("unit", OfUnit(), "Always pct/yr.", required=True),
        Field("until", Whole(2000, 2200), "The last fiscal year of it.", required=True),
        Field("source", Source(), "Where it is from.", for_people=True),
        Field("note", Words(), "What it does.", for_people=True),
    ),
)
BEYOND = TextKind(
    "beyond",
    "How spending and taxes go on beyond the last fiscal year of a budget table.",
    ("policy/beyond.yaml",),
    Record(
        "rule beyond the tables",
        "What is carried on.",
        (
            Field(
                "trend_years",
                Record(
                    "number of years",
                    "A number of years of the table.",
                    (
                        Field("value", Whole(1, 30), "How many.", required=True),
                        Field("unit", OfUnit(), "Always yr.", required=True),
                        Field("source", Source(), "Where it is from.", for_people=True),
                        Field("note", Words(), "What it does.", for_people=True),
                    ),
                ),
                "The years whose mean growth is carried on.",
                required=True,
            ),
            Field("further", MapOf(FURTHER), "Growth of paths that do not keep their share.", default={}),
        ),
    ),
    FaultCodes("S022"),
    "every verb that runs the model",
)


@lru_cache(maxsize=4)
def trend_years(root: Path | None = None) -> int:
    """The years of a table whose mean growth carries real spending beyond it (policy/beyond.yaml)."""
    entry = BEYOND.read(policy_folder(root) / "beyond.yaml", None, reference_keys(root))["trend_years"]
    if entry["unit"] != YEARS:
        raise entry.fault(f"trend_years is in {entry['unit']}, not in yr", "unit")
    return entry["value"]


@lru_cache(maxsize=4)
def further_growth(root: Path | None = None) -> dict[str, tuple[float, int]]:
    """Growth beyond potential output a year, in percent, and its last fiscal year, by path."""
    entries = BEYOND.read(policy_folder(root) / "beyond.yaml", None, reference_keys(root))["further"]
    for entry in entries.values():
        if entry["unit"] != RATE:
            raise entry.fault(f"further growth is in {entry['unit']}, not in pct/yr", "unit")
    return {path: (entry["value"], entry["until"]) for path, entry in entries.items()}


def extend(
    path: str,
    yearly: Mapping[int, float],
    last: int,
    follow: Mapping[int, float] | None = None,
    further: tuple[float, int] = (0.0, 0),
) -> dict[int, float]:
    """The yearly figures carried to the year `last`: real spending at its last growth, all else level.

    `follow` by fiscal year is the share of spending's growth that the economy takes over (0 when there is
    none, its last figure beyond its end): a real path keeps one less that share of its own growth. `further`
    is growth on top, in percent a year until a fiscal year; a real path has that share of it.
    """
    out = dict(yearly)
    end = max(out)
    back = min(trend_years(), end - min(out))
    growing = path.startswith("real_") and back > 0
    growth = (out[end] / out[end - back]) ** (1 / back) if growing else 1.0
    for year in range(end + 1, last + 1):
        share = follow.get(year, follow[max(follow)]) if follow else 0.0
        out[year] = 0.0 if path == "payment_shift" else out[year - 1] * growth ** (1.0 - share)
        if year <= further[1]:
            out[year] *= math.exp(further[0] / 100.0 * (share if growing else 1.0))
    return out
