"""The tables of `first` that are about events: odds beside base rates, thresholds, hazards, what counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from moneygood.core.answer import Column, Table
from moneygood.runs.first_passage.bands import EventBand
from moneygood.runs.first_passage.meaning import meaning
from moneygood.runs.first_passage.passage import FirstPassage
from moneygood.runs.first_passage.triggers import BreakDefinition

Bands = Mapping[str, EventBand]
YEARS_SHOWN = 6


def event_tables(
    passage: FirstPassage,
    bands: Bands,
    definitions: Sequence[BreakDefinition],
    labels: Mapping[str, str],
    rates: Collection[str],
    worth: float,
) -> tuple[Table, ...]:
    """Odds of every event, what counts as one, odds over the band of thresholds, hazards by year.

    `labels` name the model's variables; those in `rates` have differences in basis points. The draws are
    worth so many equally weighted ones.
    """
    tables = [_odds(passage, bands, worth), _what_counts(bands, definitions, labels, rates)]
    if bands:
        tables += [_thresholds(bands), _hazards(passage, bands)]
    return tuple(tables)


def share_error(share: float, draws: float) -> float:
    """The Monte-Carlo error of a share of so many draws."""
    return float(np.sqrt(share * (1.0 - share) / draws)) if draws > 1 else float("nan")


def _odds(p: FirstPassage, bands: Bands, worth: float) -> Table:
    """Each event with its odds beside how often history had it; either of two where a high has two."""
    columns = (
        Column("event"), Column("first", ".0%"), Column("±", ".1%", full=True),
        Column("1 year", ".0%"), Column("usual", ".0%"), Column("3 years", ".0%"), Column("usual", ".0%"),
        Column("by the end", ".0%", full=True), Column("±", ".1%", full=True), Column("median date"),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for name, risk in p.highs.items():
        mine = {k: r for k, r in p.sides.items() if k.split(".", 1)[0] == name}
        rows += [_row(worth, side.label, side, _usual(bands, key)) for key, side in mine.items()]
        if len(mine) > 1:
            words = "Either of the two" if len(mine) == 2 else "Any of them"
            rows.append(_row(worth, f"  {words}", risk, (None, None)))
    rows.append(("None of them", p.none, share_error(p.none, worth), *[None] * 6, ""))
    worst = max(share_error(r.p_ever, worth) for r in p.highs.values())
    error = f"at most {100 * worst:.0f} points" if worst == worst else "not known: one path has none"
    note = (
        "Usual: share of windows since 1960 that began without the event and saw it, a few episodes each. "
        f"Monte-Carlo error (±) {error}."
    )
    return Table("Probability", columns, tuple(rows), note)


def _row(worth: float, label: str, risk: Any, usual: tuple[float | None, float | None]) -> tuple[Any, ...]:
    return (
        label, risk.p_first, risk.p_first_error, risk.p_within_4q, usual[0], risk.p_within_12q, usual[1],
        risk.p_ever, share_error(risk.p_ever, worth), risk.median_quarter or "later",
    )  # fmt: skip


def _usual(bands: Bands, key: str) -> tuple[float | None, float | None]:
    """How often history had an event within one and three years."""
    band = bands.get(key)
    if band is None:
        return None, None
    one, three = (row[band.own] for row in band.usual)
    return (
        one.share if one is not None and one.eligible else None,
        three.share if three is not None and three.eligible else None,
    )


def _what_counts(
    bands: Bands, definitions: Sequence[BreakDefinition], labels: Mapping[str, str], rates: Collection[str]
) -> Table:
    columns = (Column("event"), Column("what counts"), Column("in history"))
    rows = []
    for d in definitions:
        for s in d.sides:
            band = bands.get(f"{d.name}.{s.name}")
            count = band.usual[1][band.own] if band else None
            told = "no long figures"
            if count is not None:
                told = f"{count.episodes} episodes, {count.events} of {count.eligible} three-year windows"
            rows.append((s.label, meaning(d, s, labels, rates), told))
    return Table("What counts", columns, tuple(rows), full=True)


def _thresholds(bands: Bands) -> Table:
    """Each event over its band of thresholds."""
    columns = (
        Column("event"), Column("threshold", ",g"), Column("1 year", ".0%"), Column("usual", ".0%"),
        Column("3 years", ".0%"), Column("usual", ".0%"), Column("by the end", ".0%"),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for band in bands.values():
        for i, bound in enumerate(band.thresholds):
            one, three = (_number(band.within[w, i]) for w in (0, 1))
            counts = [row[i] for row in band.usual]
            usual = [None if c is None or not c.eligible else c.share for c in counts]
            rows.append((band.label, bound, one, usual[0], three, usual[1], _number(band.ever[i])))
    note = "Of several conditions the first is moved. Blank: met at the start already, or no long figures."
    return Table("Over a band of thresholds", columns, tuple(rows), note, full=True)


def _hazards(passage: FirstPassage, bands: Bands) -> Table:
    """The chance of each event in a quarter in which it has not come before, by year."""
    periods = passage.periods
    shown = list(range(0, len(periods), 4))[:YEARS_SHOWN]
    columns = (Column("event"), *(Column(f"from {periods[y]}", ".1%") for y in shown))
    rows = tuple((b.label, *(_mean(b.hazard[y : y + 4]) for y in shown)) for b in bands.values())
    note = "Mean over four quarters of the chance in a quarter, among draws on which it has not come before."
    return Table("Hazard a quarter", columns, rows, note, full=True)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _mean(values: np.ndarray) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else None
