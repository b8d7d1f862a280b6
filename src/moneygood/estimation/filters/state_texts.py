"""The text of hidden states: how they are shown, and which variables of the past they stand in for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.estimation.filters.neutral import NeutralStates
from moneygood.model.model import Model

FILTERS = ("neutral", "onesided", "premium", "regimes", "adoption")
ADOPTION_STATES = ("position", "onesided", "pace")
FORMS = ("state", "growth_of")


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


def read_states(model: Model, root: Path | None = None) -> StatesText:
    """The text ``backtest/states.yaml``; A601 for a missing field, an unknown filter, state or variable."""
    path = (root or economics_root()) / "backtest" / "states.yaml"
    record = read_yaml(path)
    for key in ("shown", "replaces", "fitted"):
        if not isinstance(record, Mapping) or key not in record:
            raise MoneygoodError("A601", f"the field {key!r} is missing", place_of(path, ()))
    shown = []
    for i, entry in enumerate(record["shown"]):
        own = _fields(path, ("shown", i), entry, ShownState)
        if own.filter and own.filter not in FILTERS:
            hint = f"There are {', '.join(FILTERS)}"
            raise MoneygoodError(
                "A601", f"there is no filter {own.filter!r}", place_of(path, ("shown", i)), hint
            )
        for name in filter(None, (own.start, own.past)):
            _check_variable(model, name, path, ("shown", i))
        if own.parameter and own.parameter not in model.parameters:
            what, hint = (
                f"there is no parameter {own.parameter!r}",
                did_you_mean(own.parameter, model.parameters),
            )
            raise MoneygoodError("A601", what, place_of(path, ("shown", i)), hint)
        _check_adoption(own, path, ("shown", i))
        shown.append(own)
    replaces = {}
    states = [*NeutralStates.__dataclass_fields__, "potential_level"]
    for name, entry in record["replaces"].items():
        spot = ("replaces", name)
        _check_variable(model, name, path, spot)
        own = _fields(path, spot, entry, Replacement)
        if bool(own.state) == bool(own.growth_of):
            hint = f"Write one of {', '.join(FORMS)}"
            raise MoneygoodError("A601", f"{name} needs one form", place_of(path, spot), hint)
        if (own.state or own.growth_of) not in states:
            hint = did_you_mean(own.state or own.growth_of, states)
            raise MoneygoodError("A601", "the neutral filter has no such state", place_of(path, spot), hint)
        if own.percent_of:
            _check_variable(model, own.percent_of, path, spot)
        replaces[str(name)] = own
    for i, name in enumerate(record["fitted"]):
        if name not in replaces:
            raise MoneygoodError("A601", f"{name!r} is not replaced", place_of(path, ("fitted", i)))
    return StatesText(tuple(shown), replaces, tuple(record["fitted"]))


def _fields(path: Path, spot: tuple[Any, ...], entry: Any, kind: type[Any]) -> Any:
    if not isinstance(entry, Mapping):
        raise MoneygoodError("A601", "this is not a mapping", place_of(path, spot))
    for key in entry:
        if key not in kind.__dataclass_fields__:
            hint = did_you_mean(str(key), kind.__dataclass_fields__)
            raise MoneygoodError("A601", f"there is no field {key!r}", place_of(path, (*spot, key)), hint)
    try:
        return kind(**{str(k): str(v) for k, v in entry.items()})
    except TypeError:
        raise MoneygoodError("A601", "label and identified are needed", place_of(path, spot)) from None


def _check_adoption(own: ShownState, path: Path, spot: tuple[Any, ...]) -> None:
    """A quarter is for the adoption filter alone, and so are its states."""
    if own.filter != "adoption":
        if own.quarter:
            raise MoneygoodError("A601", "only adoption is shown at a quarter", place_of(path, spot))
        return
    if own.state not in ADOPTION_STATES:
        hint = did_you_mean(own.state, ADOPTION_STATES)
        raise MoneygoodError(
            "A601", f"the adoption filter has no state {own.state!r}", place_of(path, spot), hint
        )
    if own.quarter:
        try:
            Quarter.parse(own.quarter)
        except MoneygoodError:
            raise MoneygoodError("A601", f"{own.quarter!r} is not a quarter", place_of(path, spot)) from None


def _check_variable(model: Model, name: str, path: Path, spot: tuple[Any, ...]) -> None:
    if name not in model.variables:
        hint = did_you_mean(name, model.variables)
        raise MoneygoodError("A601", f"there is no variable {name!r}", place_of(path, spot), hint)
