"""The text of hidden states: how they are shown, and which variables of the past they stand in for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moneygood.core.errors import did_you_mean
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Choice, Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Needs, OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import OneQuarter
from moneygood.core.texts import economics_root, reference_keys
from moneygood.estimation.filters.neutral import NeutralStates
from moneygood.model.model import Model
from moneygood.model.names import names_of

FILTERS = ("neutral", "onesided", "premium", "regimes", "adoption")
ADOPTION_STATES = ("position", "onesided", "pace")


@dataclass(frozen=True)
class ShownState:
    """A state with its `label`, the `filter` and `state` it comes from (empty: no filter finds it), the
    variable whose `start` value or completed `past`, or the `parameter`, that the model assumes, and how well
    it is `identified`. It is shown at the filter's last quarter, or at `quarter`."""

    label: str
    identified: str
    filter: str = ""
    state: str = ""
    start: str = ""
    past: str = ""
    parameter: str = ""
    quarter: str = ""
    source: str = ""


@dataclass(frozen=True)
class Replacement:
    """How a variable of the past is made from the neutral filter: a state, times a variable per cent of
    `percent_of`, or the log change of `growth_of`."""

    state: str = ""
    percent_of: str = ""
    growth_of: str = ""

    def values(self, states: NeutralStates) -> np.ndarray:
        """The variable [quarter of the filter], before it is taken per cent of another."""
        if not self.growth_of:
            return _state(states, self.state)
        return np.concatenate([[np.nan], np.diff(np.log(_state(states, self.growth_of)))])


@dataclass(frozen=True)
class StatesText:
    """States to show, replacements by variable, and the variables of these that estimation takes over."""

    shown: tuple[ShownState, ...]
    replaces: Mapping[str, Replacement]
    fitted: tuple[str, ...]


def replaced_rows(
    replaces: Mapping[str, Replacement], states: NeutralStates, periods: tuple[Quarter, ...], past: Panel
) -> dict[str, np.ndarray]:
    """The replaced variables over the quarters of `past` [quarter], missing where the filter says nothing.

    `periods` are the filter's quarters; those after the last of `past` are left out.
    """
    begin = periods[0] - past.periods[0]
    width = min(len(periods), len(past.periods) - begin)
    out = {}
    for name, rule in replaces.items():
        row = np.full(len(past.periods), np.nan)
        row[begin : begin + width] = rule.values(states)[:width]
        out[name] = row * past.series(rule.percent_of) / 100.0 if rule.percent_of else row
    return out


def _state(states: NeutralStates, name: str) -> np.ndarray:
    return np.exp(states.potential / 100.0) if name == "potential_level" else getattr(states, name)


def _shown(entry: Entry) -> ShownState:
    """A state to show; a quarter is for the adoption filter alone, and so are its states."""
    named = {n: str(entry[n]) for n in ShownState.__dataclass_fields__ if entry.has(n)}
    own = ShownState(**named)
    if own.filter != "adoption":
        if own.quarter:
            raise entry.fault("only adoption is shown at a quarter", "quarter")
    elif own.state not in ADOPTION_STATES:
        hint = did_you_mean(own.state, ADOPTION_STATES) or f"There are {', '.join(ADOPTION_STATES)}"
        raise entry.fault(f"the adoption filter has no state {own.state!r}", "state", hint=hint)
    return own


def _replacement(entry: Entry) -> Replacement:
    return Replacement(*(entry[n] or "" for n in ("state", "percent_of", "growth_of")))


NEUTRAL_STATE = Choice((*NeutralStates.__dataclass_fields__, "potential_level"))
SHOWN_STATE = Record(
    "state",
    "A hidden state that a filter finds, and what the model assumes beside it.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("identified", Words(empty=False), "How well the figures identify it.", required=True),
        Field("filter", Choice(FILTERS), "The filter that finds it."),
        Field("state", Words(empty=False), "The filter's name of it."),
        Field("start", Name("variable"), "The variable whose start value the model assumes."),
        Field("past", Name("variable"), "The variable whose completed past stands beside it."),
        Field("parameter", Name("parameter"), "The parameter that the model assumes."),
        Field("quarter", OneQuarter(), "The quarter at which adoption is shown."),
        Field("source", Source(), "Where the filter is from."),
    ),
    (Needs("filter", ("state",)), Needs("state", ("filter",))),
    make=_shown,
)
REPLACEMENT = Record(
    "replacement",
    "What the neutral filter puts in the place of a variable of the past.",
    (
        Field("state", NEUTRAL_STATE, "A state as it is."),
        Field("percent_of", Name("variable"), "The variable that it is taken per cent of."),
        Field("growth_of", NEUTRAL_STATE, "A state whose log change it is."),
    ),
    (OneOf(("state", "growth_of")), OneOf(("percent_of", "growth_of"), needed=False)),
    make=_replacement,
)
STATES = TextKind(
    "states",
    "Hidden states that filters find: how they are shown, and what they replace.",
    ("backtest/states.yaml",),
    Record(
        "text of states",
        "States to show and replacements of the past.",
        (
            Field("shown", ListOf(SHOWN_STATE, 1), "The states that are shown.", required=True),
            Field("replaces", MapOf(REPLACEMENT, "variable"), "Replacements by variable.", required=True),
            Field("fitted", ListOf(Words(empty=False)), "Those that estimation takes over.", required=True),
        ),
    ),
    FaultCodes("A601"),
    "`moneygood fit` and `moneygood backtest`",
)


def read_states(model: Model, root: Path | None = None) -> StatesText:
    """The text ``backtest/states.yaml``; A601 for a missing field, an unknown filter, state or variable."""
    path = (root or economics_root()) / "backtest" / "states.yaml"
    text = STATES.read(path, names_of(model), reference_keys(root))
    replaces = text["replaces"]
    for i, name in enumerate(text["fitted"]):
        if name not in replaces:
            raise text.fault(f"{name!r} is not replaced", "fitted", i, hint=did_you_mean(name, replaces))
    return StatesText(text["shown"], replaces, text["fitted"])
