"""The tables of what came beside what was said on a day that has passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from moneygood.core.answer import Cell, Column, Table
from moneygood.core.figures import share
from moneygood.runs.run_tables import figure_cell, row_head

if TYPE_CHECKING:
    from moneygood.restarts.regimes import DayRegimes
    from moneygood.runs.came import CameEvent, CameFigure


def came_table(rows: Sequence[CameFigure], seen: str = "") -> Table:
    """Said and came, after four quarters and at the last that is known."""
    shown = _two_quarters(rows)
    columns = [Column("what came")]
    for q in shown:
        columns += [Column(q, "s"), Column("came", "s"), Column("pctl", ".0f")]
    body: list[tuple[Cell, ...]] = []
    by = {(r.variable, r.period): r for r in rows}
    for name in dict.fromkeys(r.variable for r in rows):
        cells: list[Cell] = []
        for q in shown:
            row = by.get((name, q))
            if row is None:
                cells += ["", "", None]
                continue
            error = _digits(row)
            cells += [figure_cell(row.median, row, error), figure_cell(row.came, row, error), row.percentile]
        body.append((row_head(next(r for r in rows if r.variable == name)), *cells))
    note = f"Medians said on the day, what came, and the share of draws below it (pctl). {seen}".strip()
    return Table("", tuple(columns), tuple(body), note)


def events_table(rows: Sequence[CameEvent]) -> Table:
    """What was said of each trigger for the quarters since, and what came."""
    until = rows[0].until
    columns = (Column("what came"), Column(f"said, by {until}", "s"), Column("came", "s"))
    body = tuple((r.label, share(r.odds), r.came or f"not by {until}") for r in rows)
    return Table("", columns, body)


def regimes_table(
    regimes: DayRegimes, state: Mapping[str, float], labels: Mapping[str, str], day: str
) -> Table:
    """The odds of each regime of the narrative on the day, and the figures that tell of other regimes."""
    columns = (Column(f"regimes on {day}"), Column("odds", "s"), Column("value", ".2f"))
    rows: list[tuple[Cell, ...]] = [
        (labels.get(n, n) + (" (begins here)" if n == regimes.begins_in else ""), share(p), None)
        for n, p in zip(regimes.names, regimes.odds, strict=True)
    ]
    rows += [(labels.get(n, n), "", value) for n, value in state.items()]
    return Table("", columns, tuple(rows), "Filtered with the figures of the day; the model begins in one.")


def came_by_run(beside: Mapping[str, Sequence[CameFigure]], seen: str = "") -> tuple[Table, ...]:
    """What came after four quarters and at the last that is known, with the median of each run (by its label)
    and the percentile among its draws; no table where nothing is known yet."""
    (_, first), *_ = beside.items()
    if not first:
        return ()
    columns = [Column("what came"), Column("in"), Column("came", "s")]
    for label in beside:
        columns += [Column(label, "s"), Column("pctl", ".0f")]
    shown = _two_quarters(first)
    by = {label: {(r.variable, r.period): r for r in rows} for label, rows in beside.items()}
    body: list[tuple[Cell, ...]] = []
    for row in first:
        if row.period not in shown:
            continue
        cells: list[Cell] = []
        for rows in by.values():
            own = rows[row.variable, row.period]
            cells += [figure_cell(own.median, own, _digits(own)), own.percentile]
        body.append((row_head(row), row.period, figure_cell(row.came, row, _digits(row)), *cells))
    note = f"Medians said on the day, and the share of draws below what came (pctl). {seen}".strip()
    return (Table("", tuple(columns), tuple(body), note),)


def _two_quarters(rows: Sequence[CameFigure]) -> list[str]:
    """The quarters of a table: the second of those shown, a year on where that is known, and the last."""
    periods = list(dict.fromkeys(r.period for r in rows))
    return list(dict.fromkeys([periods[min(1, len(periods) - 1)], periods[-1]]))


def _digits(row: CameFigure) -> float:
    """A hundredth of the band: digits below say nothing."""
    return (row.high70 - row.low70) / 100.0
