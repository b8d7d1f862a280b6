"""The tables of the risk monitor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from moneygood.core import figures
from moneygood.core.answer import Column, Table
from moneygood.questions.risks.definitions import RATE, Loss
from moneygood.questions.risks.named_risk import WINDOW, NamedRisk, definition
from moneygood.questions.risks.signs import SignReading


def risk_tables(
    risks: Sequence[NamedRisk], losses: Sequence[Loss], horizons: Sequence[int], sample: float
) -> tuple[Table, ...]:
    """Odds and what each risk does by itself; the move that triggers it; signs; what comes with it; means.

    Odds are known from `sample` equally weighted draws.
    """
    return (
        _odds(risks, losses, horizons, sample), _triggers(risks), _signs(risks), _with_it(risks, losses),
        _mechanisms(risks),
    )  # fmt: skip


def _odds(
    risks: Sequence[NamedRisk], losses: Sequence[Loss], horizons: Sequence[int], sample: float
) -> Table:
    columns = [Column("risk")]
    for k in horizons:
        span = f"{k // 4} year{'s' * (k > 4)}"
        columns += [
            Column(span, ".0%"),
            Column("±", ".1%", full=True),
            Column("usual", ".0%", full=k < horizons[-1]),
        ]
    for loss in losses:
        form = ",.1f" if loss.in_bp else ",.2f"
        columns += [Column(loss.label, f"+{form}"), Column("±", form, full=True)]
    columns += [Column("signs on", full=True)]
    rows = []
    for r in risks:
        row: list[Any] = [r.text.event.label + (" (imposed)" if r.imposed else "")]
        for k in horizons:
            share, usual = r.odds[k][0], r.usual.get(k)
            row += [share, float(np.sqrt(share * (1 - share) / sample))]
            row += [usual.share if usual is not None and usual.eligible else None]
        for loss in losses:
            own = r.caused(loss.name)
            row += [None, None] if own is None else [loss.scale * own.value, loss.scale * own.error]
        rows.append((*row, f"{r.signs_on} of {len(r.signs)}"))
    note = (
        "What a risk does by itself: with its cause less without it on the same draws, after four quarters. "
        "Blank: the move that triggers it, or it hardly strikes. Usual: share of windows since 1960."
    )
    return Table("Probability, and what each risk does by itself", tuple(columns), tuple(rows), note)


def _triggers(risks: Sequence[NamedRisk]) -> Table:
    """The move that triggers each risk, apart from what follows."""
    columns = (
        Column("risk"), Column("what triggers it moves by"),
        Column("gone without", ".0%"), Column("cases", ","), Column("taken away"),
    )  # fmt: skip
    rows = [
        (
            r.text.event.label, _moved(r), r.effects.gone, r.effects.cases, "; ".join(r.taken_away),
        )
        for r in risks
        if r.effects is not None
    ]  # fmt: skip
    note = (
        "With the cause less without it, in the quarter in which the risk strikes; a share, a ratio or a log "
        "in points of a hundred. Gone without: share of draws on which it does not strike with the cause "
        "taken away; low where other things bring it about, or where only what it does is taken away."
    )
    return Table("The move that triggers it, apart", columns, tuple(rows), note, full=True)


def _moved(risk: NamedRisk) -> str:
    """By how much the cause moves the first condition, in its own unit; a share in points."""
    effects, condition = risk.effects, risk.text.event.sides[0].when[0]
    if effects is None:
        return ""
    value, error, unit = effects.move.value, effects.move.error, condition.unit
    if unit == "1":
        value, error, unit = 100.0 * value, 100.0 * error, "pct"
    return figures.change(value, unit, error, bp=unit == RATE)


def _with_it(risks: Sequence[NamedRisk], losses: Sequence[Loss]) -> Table:
    columns = [Column("risk")]
    for loss in losses:
        form = ",.1f" if loss.in_bp else ",.2f"
        columns += [Column(loss.label, f"+{form}"), Column("±", form)]
    rows = []
    for r in risks:
        found = [(r.losses[x.name], x.scale) for x in losses]
        shown = (_scaled(v, by) for m, by in found for v in (m.difference, m.error))
        rows.append((r.text.event.label, *shown))
    note = "; ".join(f"{x.called}: {x.note.rstrip('.')}" for x in losses)
    note += ". Paths on which it strikes less controls (alike to that quarter, not struck by then)."
    note += " What comes with a risk, not only what it causes. ± is one standard error."
    return Table("What comes with it", tuple(columns), tuple(rows), note, full=True)


def _scaled(value: float | None, by: float) -> float | None:
    return None if value is None else by * value


def _signs(risks: Sequence[NamedRisk]) -> Table:
    columns = (
        Column("risk"),
        Column("early sign"),
        Column("now"),
        Column("in"),
        Column("on when"),
        Column("percentile", ".0f"),
        Column("since"),
        Column("on"),
        Column("odds × if on", ".1f"),
    )
    rows = []
    for r in risks:
        for sign, worth in zip(r.signs, r.worth, strict=True):
            lift = worth.lift if worth else None
            rows.append(
                (
                    r.text.event.label,
                    sign.sign.label,
                    None if sign.value is None else sign.sign.said(sign.value),
                    sign.quarter,
                    f"{'≥' if sign.sign.above else '≤'} {sign.sign.said(sign.sign.bound)}",
                    sign.percentile,
                    sign.since,
                    _lamp(sign),
                    lift,
                )
            )
    note = (
        f"Published figures of the vintage; percentile among all quarters since the first. Odds × "
        f"if on: on "
        f"simulated paths, how much likelier the risk is to strike within {WINDOW} quarters when "
        f"the model's own "
        f"counterpart of the sign is on than when it is off; blank where there is none."
    )
    return Table("Early signs and their present reading", columns, tuple(rows), note)


def _mechanisms(risks: Sequence[NamedRisk]) -> Table:
    rows = tuple((r.text.event.label, r.meaning or definition(r.text), r.text.mechanism) for r in risks)
    return Table(
        "What counts, and what in the model brings it about",
        (Column("risk"), Column("definition"), Column("mechanism")),
        rows,
    )


def _lamp(sign: SignReading) -> str:
    if sign.on is None:
        return "no figure"
    return ("ON" if sign.on else "off") + (" (partial)" if sign.partial else "")
