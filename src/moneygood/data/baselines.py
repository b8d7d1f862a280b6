"""A newer baseline of CBO: its tables read, checked and set beside the earlier ones of a vintage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from moneygood.data.believed import Doubt, projection_doubts
from moneygood.data.builder_cbo import Lines, with_derived
from moneygood.data.catalogue import read_catalogue
from moneygood.data.live import CBO_FILES, BaselineTable
from moneygood.data.providers.cbo import LATEST
from moneygood.data.providers.contract import Observation, Snapshot
from moneygood.data.tables import number_text, tidy_rows, tidy_text
from moneygood.data.vintage import CBO_HEADERS, Vintage

NAME = "cbo_baseline"
"""What `--only` and `--accept` call it."""
PARTS = {
    "outlays": ("out_mandatory", "out_defence", "out_nondefence", "interest_net"),
    "balance": ("revenue",),
}
ROUNDING = 1.0
"""By how much, in billions of dollars, a printed total may miss the sum of its rounded parts."""
Read = Callable[[str], tuple[tuple[Snapshot, ...], tuple[Observation, ...]]]
"""Reads a variable by the provider's name of it."""


@dataclass(frozen=True)
class NewBaseline:
    """A baseline that a vintage does not have: its month, its figures by table, and what they are made of."""

    month: str
    tables: Mapping[str, Lines]
    snapshots: tuple[str, ...]

    @property
    def figures(self) -> int:
        """How many figures it has."""
        return sum(len(line) for lines in self.tables.values() for line in lines.values())


def newer_baseline(base: Vintage, files: Sequence[BaselineTable], read: Read) -> NewBaseline | None:
    """The latest baseline of which CBO has every file; None where the vintage has it, or a later one.

    A baseline that was published stays as it is, so that one which the vintage has is not read again.
    """
    first = [(f, next(iter(f.lines.values()))[0]) for f in files]
    month = min(_month(read(f.asked(variable, LATEST))[1]) for f, variable in first)
    if month <= max(base.cbo_vintages(), default=""):
        return None
    tables: dict[str, Lines] = {name: {} for name in CBO_FILES}
    hashes: dict[str, None] = {}
    for file in files:
        for line, variables in file.lines.items():
            parts = []
            for variable in variables:
                snapshots, found = read(file.asked(variable, month))
                hashes |= dict.fromkeys(s.sha256 for s in snapshots)
                parts.append({o.period: o.value for o in found if o.value is not None})
            common = sorted(set.intersection(*(set(p) for p in parts)))
            tables[file.table][line] = {period: sum(p[period] for p in parts) for period in common}
    actual = max(base.cbo_budget("actual", "outlays"))
    budget = {n: {y: v for y, v in f.items() if int(y) > actual} for n, f in tables["cbo_budget"].items()}
    tables["cbo_budget"] = with_derived(budget, read_catalogue().cbo_derived)
    return NewBaseline(month, tables, tuple(hashes))


def _month(found: tuple[Observation, ...]) -> str:
    known = max(o.known for o in found if o.known is not None)
    return known.isoformat()[:7]


def baseline_doubts(base: Vintage, new: NewBaseline) -> tuple[Doubt, ...]:
    """Why a newer baseline is not believed: totals that are not their parts, or another unit.

    Units are held against the last baseline of the vintage that has the line.
    """
    budget = new.tables["cbo_budget"]
    for total, parts in PARTS.items():
        less = budget["outlays"] if total == "balance" else {}
        for year, value in budget[total].items():
            gap = value - sum(budget[p][year] for p in parts) + less.get(year, 0.0)
            if abs(gap) > ROUNDING:
                return (Doubt("sum", year, f"{total} of {year} misses its parts by {gap:.1f}"),)
    for table, lines in new.tables.items():
        for line, figures in lines.items():
            found = projection_doubts(_before(base, table, line), figures)
            if found:
                return (Doubt("unit", found[0].period, f"{table}/{line}: {found[0].words}"),)
    return ()


def _before(base: Vintage, table: str, line: str) -> dict[str, float]:
    """The figures of a line in the last baseline that has it."""
    has = [m for m in base.cbo_vintages() if line in base.cbo_series(table, m)]
    if not has:
        return {}
    if table == "cbo_economy":
        panel = base.cbo_economy(has[-1])
        return {str(q): float(v) for q, v in zip(panel.periods, panel.series(line), strict=True)}
    read = base.cbo_budget if table == "cbo_budget" else base.cbo_annual
    return {str(y): v for y, v in read(has[-1], line).items()}


def with_baseline(base: Vintage, new: NewBaseline) -> dict[str, str]:
    """The texts of CBO's tables with a newer baseline beside the earlier ones, by file; D003 without them."""
    out = {}
    for table, lines in new.tables.items():
        file = f"{table}.csv"
        header = CBO_HEADERS[file]
        rows = tidy_rows(base.text(file), base.folder / file, header)
        rows += [[new.month, n, p, number_text(v)] for n, f in lines.items() for p, v in f.items()]
        out[file] = tidy_text(header, sorted(rows, key=lambda row: row[0]))
    return out
