"""The odds beside a run's headline as tables: how likely, and what they hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygood.core.answer import Cell, Column, Table
from moneygood.core.figures import share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moneygood.runs.headline_odds import OddsRow

SHOWN = 8
"""Drivers that are shown: those whose thirds lie furthest apart."""


def odds_tables(odds: Sequence[OddsRow]) -> tuple[Table, ...]:
    """For each variable its odds by quarter; behind them, first and last, those in thirds of its drivers."""
    front, behind = [], []
    for name in dict.fromkeys(row.variable for row in odds):
        rows = [row for row in odds if row.variable == name]
        columns = (Column("probability"), *(Column(row.period, "s") for row in rows))
        cells = (rows[0].label, *(share(row.probability, row.mc_error) for row in rows))
        front.append(Table("", columns, (cells,), note=rows[0].means))
        ends = [rows[0], rows[-1]] if len(rows) > 1 else rows
        if all(row.drivers for row in ends):
            behind.append(_drivers(ends))
    return (*front, *behind)


def _drivers(ends: Sequence[OddsRow]) -> Table:
    by_name = [{d.parameter: d for d in row.drivers} for row in ends]
    names = [n for n in by_name[0] if all(n in found for found in by_name)]
    names.sort(key=lambda n: -max(abs(found[n].high - found[n].low) for found in by_name))
    heads = (f"{row.period}, {third} third" for row in ends for third in ("upper", "lower"))
    rows: list[tuple[Cell, ...]] = [
        (by_name[0][n].label, *(share(x) for found in by_name for x in (found[n].high, found[n].low)))
        for n in names[:SHOWN]
    ]
    title = f"{ends[0].label}: probability where a parameter is in a third of its draws"
    return Table(title, (Column("parameter"), *(Column(h, "s") for h in heads)), tuple(rows), full=True)
