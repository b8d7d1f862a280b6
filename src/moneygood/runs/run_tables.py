"""The tables and the reading of a run: medians by quarter, their bands, and which high gives way first."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from moneygood.core.answer import Cell, Column, Table
from moneygood.core.figures import fixed, inside, level, listed, share
from moneygood.core.units import shown_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from moneygood.baseline.held import HeldVariable
    from moneygood.runs.came import CameFigure
    from moneygood.runs.first_passage.passage import FirstPassage
    from moneygood.runs.headline import HeadlineRow
    from moneygood.runs.plausibility import Plausibility

_HEADS = {
    "pct/yr": "%",
    "pct": "%",
    "$bn/yr": "$bn a year",
    "$bn": "$bn",
    "$bn of 2017/yr": "$bn of 2017 a year",
}


def run_tables(headline: Sequence[HeadlineRow], first: FirstPassage) -> tuple[Table, ...]:
    """Medians, which high gives way first, and the 70% bands in every quarter of the headline."""
    return medians_table(headline), highs_table(first), bands_table(headline)


def run_reading(headline: Sequence[HeadlineRow], first: FirstPassage, found: Plausibility) -> str:
    """The run in a few sentences: odds of each high, medians of all headline variables, plausibility."""
    ranked = sorted(first.highs.values(), key=lambda r: -r.p_first)
    odds = listed([f"{inside(r.label)} {share(r.p_first, r.p_first_error)}" for r in ranked])
    periods = _periods(headline)
    at = periods[min(1, len(periods) - 1)]
    here = [row for row in headline if row.period == at]
    medians = "; ".join(
        f"{inside(r.label)} {level(r.median, r.unit, r.mc_error)} "
        f"({level(r.low70, r.unit, r.mc_error)} to {level(r.high70, r.unit, r.mc_error)})"
        for r in here
    )
    return (
        f"Probability of giving way first: {odds}; none by {first.periods[-1]} {share(first.none)}. "
        f"Medians and 70% bands in {at}: {medians}. Plausibility: {found.sentence}."
    )


def medians_table(headline: Sequence[HeadlineRow]) -> Table:
    """The median of each headline variable by quarter, and its band in the second of them."""
    periods, rows = _periods(headline), _rows(headline)
    at = periods[min(1, len(periods) - 1)]
    columns = (
        Column("median of draws"),
        *(Column(q, "s") for q in periods),
        Column(f"70% band {at}", "s"),
    )
    body: list[tuple[Cell, ...]] = []
    for own in rows.values():
        by = {r.period: r for r in own}
        error = median(r.mc_error for r in own)
        cells = [figure_cell(by[q].median, by[q], error) for q in periods]
        band = (figure_cell(v, by[at], error) for v in (by[at].low70, by[at].high70))
        body.append((row_head(own[0]), *cells, " to ".join(band)))
    return Table("", columns, tuple(body))


def bands_table(headline: Sequence[HeadlineRow]) -> Table:
    """The band of 70% of draws of each headline variable by quarter."""
    periods, rows = _periods(headline), _rows(headline)
    columns = (Column("70% of draws"), *(Column(q, "s") for q in periods))
    body = tuple(
        (
            row_head(own[0]),
            *(
                f"{figure_cell(r.low70, r, r.mc_error)} to {figure_cell(r.high70, r, r.mc_error)}"
                for r in own
            ),
        )
        for own in rows.values()
    )
    return Table("Bands", columns, body, full=True)


def highs_table(first: FirstPassage) -> Table:
    """How likely each of the highs gives way first, and how soon; then their triggers one by one."""
    columns = (
        Column("which gives way first"), Column("first", "s"), Column("in 1 year", "s"),
        Column("in 3 years", "s"), Column("by the end", "s"), Column("median date", "s"),
    )  # fmt: skip
    highs: list[tuple[Cell, ...]] = []
    triggers: list[tuple[Cell, ...]] = []
    for risk in first.highs.values():
        highs.append(
            (
                risk.label, share(risk.p_first), share(risk.p_within_4q), share(risk.p_within_12q),
                share(risk.p_ever), risk.median_quarter or "later",
            )
        )  # fmt: skip
        triggers += [
            (
                f"  {side.label}", "", share(side.p_within_4q), share(side.p_within_12q),
                share(side.p_ever), side.median_quarter or "later",
            )
            for key, side in first.sides.items() if key.startswith(f"{risk.name}.")
        ]  # fmt: skip
    none: tuple[Cell, ...] = ("None of them", share(first.none), "", "", "", "")
    return Table("", columns, (*highs, none, *triggers))  # a screen cuts from the end


def judgement_table(held: Sequence[HeldVariable]) -> Table:
    """What the baseline holds by judgement: until when, by whose path, how much it takes, and where the model
    would be without."""
    columns = (
        Column("held by judgement"), Column("until", "s"), Column("source", "s"), Column("in equation", "s"),
        Column("largest a quarter", "s"), Column("average", "s"), Column("at", "s"), Column("held", "s"),
        Column("without any", "s"),
    )  # fmt: skip
    rows = tuple(
        (
            h.label, h.last, h.source, h.equation, _size(h.largest, h.judgement_unit, signed=True),
            _size(h.average, h.judgement_unit), h.seen, level(h.held, h.unit, 0.01),
            level(h.unheld, h.unit, 0.01),
        )
        for h in held
    )  # fmt: skip
    apart = max(held, key=lambda h: abs(h.apart) if h.published else 0.0)
    note = (
        f"Model and publication are farthest apart on {inside(apart.label)}: "
        f"{_size(100.0 * apart.apart, '', signed=True)} basis points in {apart.seen}. "
        "The scenario unforced holds nothing."
    )
    return Table("", columns, rows, note=note)


COUNTED = {
    "number": "the baseline's path without surprises, one number for all draws",
    "draws": "each draw of the baseline",
    "both": "in part that path, in part each draw",
}


def counted_sentence(counted: Mapping[str, str], labels: Mapping[str, str]) -> str:
    """What the changes that a scenario holds are counted from (`counted_paths`)."""
    parts = []
    for word, words in COUNTED.items():
        names = [labels.get(n, n) for n, w in counted.items() if w == word]
        parts += [f"{words} ({', '.join(names)})"] if names else []
    return f"Changes count from {'; '.join(parts)}."


def judgement_sentence(held: Sequence[HeldVariable]) -> str:
    """The same in a line: each variable with the end of its hold, its source and its largest size."""
    parts = [
        f"{inside(h.label)} to {h.last} ({'' if h.published else 'no publication; '}{h.source}, at most "
        f"{_size(h.largest, h.judgement_unit, signed=True)} a quarter; "
        f"{level(h.held, h.unit, 0.01)} in {h.seen}, "
        f"{level(h.unheld, h.unit, 0.01)} with nothing held)"
        for h in held
    ]
    return f"Held by judgement: {'; '.join(parts)}. Scenario unforced holds nothing."


def judgement_in_brief(held: Sequence[HeldVariable]) -> str:
    """What is held and until when, for a screen on which the sizes have no room."""
    parts = [f"{inside(h.label)} to {h.last}" for h in held]
    return f"Held by judgement: {', '.join(parts)}. Scenario unforced holds nothing."


def _size(value: float, unit: str, *, signed: bool = False) -> str:
    digits = 0 if abs(value) >= 20 else 2
    words = {"pct": "%", "pct/yr": " points"}.get(unit, f" {unit}" if unit else "")
    return f"{value:{'+' if signed else ''}.{digits}f}{words}"


def _periods(headline: Sequence[HeadlineRow]) -> list[str]:
    return list(dict.fromkeys(row.period for row in headline))


def _rows(headline: Sequence[HeadlineRow]) -> dict[str, list[HeadlineRow]]:
    found: dict[str, list[HeadlineRow]] = {}
    for row in headline:
        found.setdefault(row.variable, []).append(row)
    return found


def row_head(row: HeadlineRow | CameFigure) -> str:
    """The label of a figure with its unit, where the label does not say it."""
    words = _HEADS.get(shown_unit(row.unit), "")
    named = not words or "%" in row.label or row.label.endswith(words)
    return row.label if named else f"{row.label}, {words}"


def figure_cell(value: float, row: HeadlineRow | CameFigure, error: float) -> str:
    """A figure without its unit, no finer than the error of the median allows."""
    if row.unit in _HEADS and "%" not in _HEADS[row.unit]:
        return fixed(value, 0)
    return level(value, row.unit, error).rstrip("%")
