"""What came after a day: the figures since, as they are known now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.baseline.opening import load
from moneygood.baseline.workspace import cached_history, mark_of
from moneygood.core.panel import OBSERVED, Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Name, Source
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.texts import economics_root, reference_keys
from moneygood.data.vintage import Vintage
from moneygood.estimation.past.forecast_targets import read_evaluation
from moneygood.estimation.past.state import complete_past, past_model
from moneygood.estimation.past.texts import read_past_rule
from moneygood.model.model import Model

STAND_INS = TextKind(
    "stand-ins",
    "Variables of which another published figure stands in.",
    ("dictionary/stand_ins.yaml",),
    Record(
        "list of stand-ins",
        "Variables without a published figure of their own.",
        (
            Field("variables", ListOf(Name("variable")), "The variables.", required=True),
            Field("source", Source(), "Who says so.", for_people=True),
        ),
    ),
    FaultCodes("A601"),
    "`--from`",
)


@dataclass(frozen=True)
class Came:
    """What came: `figures` [variable, quarter] to the last quarter that is known, of the variables in `known`
    published or worked out from what was, of all others as the model completes them."""

    figures: Panel
    known: frozenset[str]

    @property
    def last(self) -> Quarter:
        """The last quarter with figures."""
        return self.figures.periods[-1]

    def series(self, name: str, periods: tuple[Quarter, ...]) -> np.ndarray:
        """The figures of a known variable [quarter], NaN after the last and for what is not known."""
        out = np.full(len(periods), np.nan)
        if name in self.known:
            first = self.figures.periods[0]
            row = self.figures.series(name)
            for t, quarter in enumerate(periods):
                if 0 <= quarter - first < len(row):
                    out[t] = row[quarter - first]
        return out

    def paths(self, names: tuple[str, ...], first: Quarter) -> Paths:
        """What came from the quarter `first` on as a single draw of the variables."""
        begin = first - self.figures.periods[0]
        values = np.array([self.figures.series(n)[begin:] for n in names])[:, :, None]
        return Paths(names, self.figures.periods[begin:], values, np.zeros(1, dtype=np.uint8))


def what_came(model: Model, base: Vintage) -> Came:
    """What came by a vintage: its own completed past, and the AI sector of the whole model's history.

    >>> came = what_came(load().model, load().vintage)
    >>> round(came.figures.at("rate_10y", "2024Q4"), 2)
    4.28
    """
    whole = load(base.name)
    rule = read_past_rule(whole.model.root, whole.model)
    mark = mark_of(f"{whole.texts_hash}\0came", "estimation", "restarts")
    figures = cached_history(mark, whole.model, lambda: _figures(whole.model, base, whole.history))
    scored = {t.variable for t in read_evaluation(whole.model, whole.model.root).targets}
    since = figures.status[:, -8:]
    published = {n for n, row in zip(figures.names, since, strict=True) if (row == OBSERVED).sum() >= 4}
    last = whole.history.periods[-1]
    outside = past_model(whole.model, rule).exogenous
    made = {n for n in outside if whole.history.status_at(n, last) != OBSERVED}
    known = ((published - made) | scored) - stand_ins(whole.model)
    return Came(figures, frozenset(known & set(model.variables)))


def stand_ins(model: Model) -> frozenset[str]:
    """The variables whose figures are another's, by ``dictionary/stand_ins.yaml`` (A601 where it is faulty):
    what came of them is not known."""
    path = (model.root or economics_root()) / "dictionary" / "stand_ins.yaml"
    if not path.is_file():
        return frozenset()
    return frozenset(
        STAND_INS.read(path, {"variable": model.variables}, reference_keys(model.root))["variables"]
    )


def _figures(model: Model, base: Vintage, history: Panel) -> Panel:
    """Completed figures of all variables: the past's where it has an equation, else the history's."""
    rule = read_past_rule(model.root, model)
    past = complete_past(model, base, rule, history.periods[-1])
    values, status = history.values.copy(), history.status.copy()
    shift = past.panel.periods[0] - history.periods[0]
    for name in past.model.endogenous:
        i, row = model.row(name), past.panel.row(name)
        for t in range(len(past.panel.periods)):
            if 0 <= t + shift < values.shape[1]:
                values[i, t + shift] = past.panel.values[row, t]
                status[i, t + shift] = past.panel.status[row, t]
    return Panel(tuple(model.variables), history.periods, values, status)
