"""The events of the record, read from ``economics/backtest/events.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from moneygood.core.periods import Quarter
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import OneQuarter, Whole
from moneygood.core.texts import economics_root
from moneygood.model.model import Model
from moneygood.runs.first_passage.trigger_records import BREAK
from moneygood.runs.first_passage.triggers import BreakDefinition, break_of, required_variables

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
    """The events, the `horizons` (quarters) within which they may happen, and since when base rates count."""

    definitions: tuple[BreakDefinition, ...]
    horizons: tuple[int, ...]
    climatology_from: Quarter

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that a forecast must keep."""
        return required_variables(self.definitions)


def read_events(model: Model, root: Path | None = None) -> EventRules:
    """The events of the record (A602 for the text, A051 and M-codes for a definition)."""
    text = EVENTS.read((root or economics_root()) / "backtest" / "events.yaml")
    definitions = tuple(break_of(entry, model) for entry in text["events"])
    return EventRules(definitions, tuple(text["horizons"]), text["climatology_from"])
