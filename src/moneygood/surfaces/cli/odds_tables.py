"""The odds beside a run's headline as tables: how likely, and what they hang on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.table import Table as RichTable

from moneygood.runs.headline_odds import OddsRow
from moneygood.surfaces.cli.show import percent, table

SHOWN = 8
"""Drivers that are shown: those whose thirds lie furthest apart."""


def odds_tables(odds: Sequence[OddsRow]) -> Iterator[RichTable]:
    """For each variable the odds by quarter; then, first and last, those in the thirds of its drivers."""
    for name in dict.fromkeys(row.variable for row in odds):
        rows = [row for row in odds if row.variable == name]
        out = table("odds", *(row.period for row in rows))
        cells = (f"{percent(row.probability)} (±{100 * row.mc_error:.1f})" for row in rows)
        out.add_row(rows[0].label, *cells)
        yield out
        ends = [rows[0], rows[-1]] if len(rows) > 1 else rows
        if all(row.drivers for row in ends):
            yield _drivers(ends)


def _drivers(ends: Sequence[OddsRow]) -> RichTable:
    by_name = [{d.parameter: d for d in row.drivers} for row in ends]
    names = [n for n in by_name[0] if all(n in found for found in by_name)]
    names.sort(key=lambda n: -max(abs(found[n].high - found[n].low) for found in by_name))
    heads = (f"{row.period}, {third} third" for row in ends for third in ("upper", "lower"))
    out = table("what it hangs on", *heads)
    for name in names[:SHOWN]:
        cells = (percent(x) for found in by_name for x in (found[name].high, found[name].low))
        out.add_row(by_name[0][name].label, *cells)
    return out
