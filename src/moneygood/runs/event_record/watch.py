"""What a restart of the forecast record asks of its paths: how likely each event is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root, text_hash
from moneygood.estimation.past.state import complete_past, past_figures, past_model
from moneygood.estimation.past.texts import read_past_rule
from moneygood.runs.event_record.events import EventRules, read_events
from moneygood.runs.event_record.outcomes import event_rows

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace


@dataclass(frozen=True)
class EventWatch:
    """Events over the `past` [variable, quarter] that was; it travels to the workers of a record."""

    rules: EventRules
    past: Panel

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that a restart must keep."""
        return self.rules.variables

    def rows(self, parts: list[Paths], origin: Quarter) -> list[dict[str, Any]]:
        """The rows of one origin from its paths in `parts`, good draws of all together."""
        names = self.variables
        values = np.concatenate([np.stack([p.series(n)[:, p.ok] for n in names]) for p in parts], axis=2)
        status = np.zeros(values.shape[2], np.uint8)
        return event_rows(self.rules, Paths(names, parts[0].periods, values, status), self.past, origin)


_OPEN: dict[tuple[str, str, str], EventWatch] = {}


def open_watch(workspace: Workspace, last: Quarter) -> EventWatch:
    """The events of ``economics/backtest/events.yaml`` over the past up to `last` (A602 and M-codes).

    Opened once for the same texts and figures.
    """
    root = workspace.model.root or economics_root()
    key = (workspace.texts_hash, text_hash(sorted((root / "backtest").glob("*.yaml"))), str(last))
    if key not in _OPEN:
        found = _opened(workspace, last)
        _OPEN.clear()
        _OPEN[key] = found
    return _OPEN[key]


def _opened(workspace: Workspace, last: Quarter) -> EventWatch:
    model, vintage = workspace.model, workspace.vintage
    rules = read_events(model, model.root)
    rule = read_past_rule(model.root, model)
    figures = past_figures(model, past_model(model, rule), vintage, rule, last)
    full = complete_past(model, vintage, rule, last, figures=figures).panel
    names = rules.variables
    rows = [full.names.index(n) for n in names]
    return EventWatch(rules, Panel(names, full.periods, full.values[rows], full.status[rows]))
