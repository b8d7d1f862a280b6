"""The tables of the risk monitor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from moneygood.core.answer import Column, Table
from moneygood.questions.risks.definitions import Loss
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
        columns += [Column(loss.label, "+,.2f"), Column("±", ",.2f", full=True)]
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
            row += [None, None] if own is None else [own.value, own.error]
        rows.append((*row, f"{r.signs_on} of {len(r.signs)}"))
    note = (
        "What a risk does by itself: with its cause less without it on the same draws, after four quarters. "
        "Blank: the move that triggers it, or it hardly strikes. Usual: share of windows since 1960."
    )
    return Table("Probability, and what each risk does by itself", tuple(columns), tuple(rows), note)


def _triggers(risks: Sequence[NamedRisk]) -> Table:
    """The move that triggers each risk, apart from what follows."""
    columns = (
        Column("risk"), Column("what triggers it moves by", "+,.3g"), Column("±", ",.1g"),
        Column("gone without", ".0%"), Column("cases", ","), Column("taken away"),
    )  # fmt: skip
    rows = [
        (
            r.text.event.label, r.effects.move.value, r.effects.move.error, r.effects.gone, r.effects.cases,
            ", ".join((*r.text.cause.switches, *r.text.cause.shocks)),
        )
        for r in risks
        if r.effects is not None
    ]  # fmt: skip
    note = (
        "With the cause less without it, in the quarter in which the risk strikes, in the unit of its first "
        "condition. Gone without: share of draws on which it does not strike with the cause taken away; "
        "low where other things bring it about, or where only what it does is taken away."
    )
    return Table("The move that triggers it, apart", columns, tuple(rows), note, full=True)


def _with_it(risks: Sequence[NamedRisk], losses: Sequence[Loss]) -> Table:
    columns = [Column("risk")]
    for loss in losses:
        columns += [Column(loss.label, "+,.2f"), Column("±", ",.2f")]
    rows = []
    for r in risks:
        found = [r.losses[x.name] for x in losses]
        rows.append((r.text.event.label, *(v for m in found for v in (m.difference, m.error))))
    note = "; ".join(f"{x.label.split(',')[0]}: {x.note.rstrip('.')}" for x in losses)
    note += ". Paths on which it strikes less controls (alike to that quarter, not struck by then)."
    note += " What comes with a risk, not only what it causes. ± is one standard error."
    return Table("What comes with it", tuple(columns), tuple(rows), note, full=True)


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
