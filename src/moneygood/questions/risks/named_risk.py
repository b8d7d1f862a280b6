"""One named risk of the monitor: its odds, what it does by itself, what comes with it, its early signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from moneygood.questions.risks.definitions import Loss, RiskText
from moneygood.questions.risks.signs import SignReading
from moneygood.runs.counterfactual import CausedChange, Effects
from moneygood.runs.first_passage.base_rates import BaseRate
from moneygood.runs.first_passage.event_control import EventDifference, Worth

HORIZONS = (4, 12)
WINDOW = 4
"""Quarters within which a sign should be followed by the event."""


@dataclass(frozen=True)
class NamedRisk:
    """One named risk: `odds` {quarters: (share, low, high)} with 90% Monte-Carlo interval.

    `losses` by name are what comes with it, against matched paths; `effects` what it does by itself, with its
    cause less without it on the same draws (None where no cause is named or it hardly strikes). `usual` says
    how often history had it, by quarters; `imposed` that the scenario moves by hand what it is made of;
    `taken_away` what is silent without its cause, in words.
    """

    text: RiskText
    odds: dict[int, tuple[float, float, float]]
    losses: dict[str, EventDifference]
    signs: tuple[SignReading, ...]
    worth: tuple[Worth | None, ...]
    met_at_start: bool
    meaning: str = ""
    effects: Effects | None = None
    usual: dict[int, BaseRate | None] = field(default_factory=dict)
    imposed: bool = False
    trigger: str = ""
    own: tuple[str, ...] = ()
    taken_away: tuple[str, ...] = ()

    def caused(self, loss: str) -> CausedChange | None:
        """What it does to a figure by itself, None where that figure is the move that triggers it."""
        if self.effects is None or loss in self.own:
            return None
        return self.effects.changes[loss]

    @property
    def signs_on(self) -> int:
        """How many of the signs are on."""
        return sum(bool(s.on) for s in self.signs)

    def as_json(self, losses: Sequence[Loss], horizons: Sequence[int]) -> dict[str, Any]:
        """The risk as a plain dictionary for `--json`."""
        return {
            "name": self.text.name,
            "label": self.text.event.label,
            "question": self.text.event.question,
            "definition": definition(self.text),
            "note": self.text.event.note,
            "mechanism": self.text.mechanism,
            "met_at_start": self.met_at_start,
            "imposed": self.imposed,
            **{f"p_within_{k}q": self.odds[k][0] for k in horizons},
            **{f"p_within_{k}q_90": list(self.odds[k][1:]) for k in horizons},
            "base_rates": {
                f"{k}q": None if (b := self.usual.get(k)) is None else b.as_json() for k in horizons
            },
            "caused": self._caused(losses),
            "losses": [
                {
                    "name": x.name, "label": x.called, "unit": x.unit, "difference": m.difference,
                    "mc_error": m.error, "struck": m.event, "matched": m.control, "cases": m.cases,
                }
                for x in losses
                for m in [self.losses[x.name]]
            ],
            "signs": [
                {**s.as_json(), "worth": _worth(w)} for s, w in zip(self.signs, self.worth, strict=True)
            ],
        }  # fmt: skip

    def _caused(self, losses: Sequence[Loss]) -> dict[str, Any] | None:
        e = self.effects
        if e is None:
            return None
        return {
            "changes": [
                {
                    "name": x.name, "unit": x.unit, "value": e.changes[x.name].value,
                    "mc_error": e.changes[x.name].error, "is_trigger": x.name in self.own,
                }
                for x in losses
            ],
            "trigger": {"expression": self.trigger, "move": e.move.value, "mc_error": e.move.error},
            "gone_without": e.gone,
            "cases": e.cases,
            "without": {"switches": list(self.text.cause.switches), "shocks": list(self.text.cause.shocks)},
        }  # fmt: skip


def definition(text: RiskText) -> str:
    """The conditions of a risk as they are written."""
    sides = [
        " and ".join(str(c) for c in s.when)
        + (f", {s.quarters_running} quarters running" if s.quarters_running > 1 else "")
        for s in text.event.sides
    ]
    return "; or ".join(sides)


def _worth(worth: Worth | None) -> dict[str, Any] | None:
    if worth is None:
        return None
    return {
        "window_quarters": worth.window, "p_on": worth.p_on, "p_off": worth.p_off, "lift": worth.lift,
        "lift_log_error": worth.lift_error, "on_share": worth.on_share,
    }  # fmt: skip
