"""The events of the record, read from ``economics/backtest/events.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from moneygood.core.periods import Quarter
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import OneQuarter, Whole
from moneygood.core.texts import economics_root
from moneygood.model.model import Model
from moneygood.runs.first_passage.trigger_records import BREAK
from moneygood.runs.first_passage.triggers import (
    BreakDefinition,
    break_of,
    read_breaks,
    required_variables,
)

EVENTS = TextKind(
    "events",
    "Events whose odds the forecast record holds against what happened.",
    ("backtest/events.yaml",),
    Record(
        "record of events",
        "What may happen after a restart, and within how long.",
        (
            Field("horizons", ListOf(Whole(1, 80), 1), "Within how many quarters.", required=True),
            Field("climatology_from", OneQuarter(), "From when base rates are counted.", required=True),
            Field("events", ListOf(BREAK, 1), "The events, in the form of triggers.", required=True),
        ),
    ),
    FaultCodes("A602"),
    "`moneygood backtest`",
)


@dataclass(frozen=True)
class EventRules:
    """The events, the `horizons` (quarters) within which they may happen, and since when base rates count.

    `highs` are the triggers of `first`, a definition for each direction and for either (`directions`).
    """

    definitions: tuple[BreakDefinition, ...]
    horizons: tuple[int, ...]
    climatology_from: Quarter
    highs: tuple[BreakDefinition, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that a forecast must keep."""
        return required_variables((*self.definitions, *self.highs))

    def only(self, definitions: tuple[BreakDefinition, ...]) -> EventRules:
        """The same rules for other events."""
        return EventRules(definitions, self.horizons, self.climatology_from)


def directions(triggers: Sequence[BreakDefinition]) -> tuple[BreakDefinition, ...]:
    """A definition for each direction of the triggers, then one for either where a trigger has several.

    A direction is called ``prices.disinflation``, either of them ``prices``.
    """
    out = []
    for one in triggers:
        for side in one.sides:
            out.append(replace(one, name=f"{one.name}.{side.name}", label=side.label, sides=(side,)))
        if len(one.sides) > 1:
            either = f"{one.label}: either, {one.sides[0].label.lower()} or {one.sides[1].label.lower()}"
            out.append(replace(one, label=either if len(one.sides) == 2 else f"{one.label}: any"))
    return tuple(out)


def read_events(model: Model, root: Path | None = None) -> EventRules:
    """The events of the record and the triggers of `first` (A602 for the text, A051 and M-codes for a
    definition)."""
    text = EVENTS.read((root or economics_root()) / "backtest" / "events.yaml")
    definitions = tuple(break_of(entry, model) for entry in text["events"])
    highs = directions(read_breaks(model, None if root is None else root / "triggers"))
    return EventRules(definitions, tuple(text["horizons"]), text["climatology_from"], highs)
