"""The workspace of a day that has passed: the model restarted on what was known then."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.completion import CompletionRule, read_rule
from moneygood.baseline.workspace import Workspace, cached_history, mark_of, texts_of
from moneygood.core.cache import read_cached, write_cached
from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.core.run_limits import MOST_QUARTERS
from moneygood.data.as_of import DatedVintage
from moneygood.engine.setting import Hold, PathSolution, Setting, empty_setting
from moneygood.engine.solve_path import solve_path
from moneygood.estimation.past.state import Past
from moneygood.estimation.past.texts import read_past_rule
from moneygood.restarts.came import Came, what_came
from moneygood.restarts.projections import projected_paths
from moneygood.restarts.regimes import DayRegimes, day_regimes
from moneygood.restarts.restart import Restarts, judged_setting, open_restarts, state_at
from moneygood.restarts.sector import with_sector
from moneygood.restarts.sector_text import read_sector_rule
from moneygood.restarts.shifting import shifted
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.library import read_baseline
from moneygood.scenarios.plan import HeldPath, Plan, Spot

if TYPE_CHECKING:
    from moneygood.model.model import Model

KEPT_DAYS = 24
"""Days of which the judged setting is kept on disk."""
HELD = 12
"""Quarters over which the judged path is held, as in the forecast record."""
FADE = 0.9
"""The share of carried residuals that is kept each quarter after that: the model's own baseline has none."""


@dataclass(frozen=True)
class DayState:
    """What a day's baseline starts from: the `restarts` with the figures of then, the completed `past`
    without left-out sectors, the `panel` [variable, quarter] of the whole state up to the origin, the quarter
    it is complete from, the residuals [behavioural equation of the past, quarter] to carry on, and the
    regimes of the day."""

    restarts: Restarts
    past: Past
    panel: Panel
    start: Quarter
    residuals: np.ndarray
    regimes: DayRegimes


@dataclass(frozen=True, repr=False)
class DatedWorkspace(Workspace):
    """A workspace as of a day: figures out by then, the state found from them, no later judgement.

    The vintage is what was known; `latest` holds what came since. Scenarios that ship are moved so that they
    begin as far after the day as after the model's own jump-off; files of the user's own are taken as dated.
    """

    @property
    def day(self) -> str:
        """The day, such as 2024-06-30."""
        return str(self.vintage.as_of)

    @cached_property
    def _state(self) -> DayState:
        assert isinstance(self.vintage, DatedVintage)
        return day_state(self.model, self.vintage)

    @cached_property
    def regimes(self) -> DayRegimes:
        """The regimes of the day, filtered with that day's figures."""
        return day_regimes(self.model, self.vintage, read_past_rule(self.model.root).first, self.start - 1)

    @cached_property
    def moved(self) -> int:
        """Quarters by which dates in the shipped texts are moved, scenarios and targets alike."""
        return self.start - (read_rule(self.model).end + 1)

    def expanded(self, plan: Plan, quarters: int = 40) -> Plan:
        """The plan with the dates of shipped scenarios moved to the day, and its releases written out."""
        return super().expanded(shifted(plan, self.moved, self.model.root), quarters)

    @cached_property
    def came(self) -> Came:
        """What came after the day, by the vintage that the day is seen from."""
        assert isinstance(self.vintage, DatedVintage)
        return what_came(self.model, self.vintage.base)

    @cached_property
    def judged(self) -> Plan:
        """What the baseline of the day holds: the judged path, over its first quarters."""
        setting = self._setting(self.periods(HELD))
        known = projected_paths(self.history, self.vintage.as_of, HELD, self.model.root)
        said = {n: f"sep of {published}" for n, (_, published) in known.items()}
        paths = []
        for (name, absorber), holds in groupby(setting.holds, key=lambda h: (h.variable, h.absorber)):
            each = sorted(holds, key=lambda h: h.period_index)
            source = said.get(name, "")
            paths.append(_held_path(self.start, name, str(absorber), each, self.model, source))
        return replace(read_baseline(self.model.root), paths=tuple(paths), file=None)

    def _setting(self, periods: tuple[Quarter, ...]) -> Setting:
        """The judged setting over `periods`; outside paths are spread over the longest run and cut."""
        setting, n = self._whole, len(periods)
        beyond = np.maximum(np.arange(1, n + 1) - HELD, 0)
        return replace(
            setting, periods=periods, exogenous=setting.exogenous[:, :n],
            adds=setting.adds[:, :n] * FADE**beyond,
            shocks=setting.shocks[:, :n], holds=tuple(h for h in setting.holds if h.period_index < n),
        )  # fmt: skip

    @cached_property
    def _whole(self) -> Setting:
        """The judged setting over the longest run, kept on disk."""
        whole = quarter_range(self.start, self.start + (MOST_QUARTERS - 1))
        plain = empty_setting(self.model, whole, self.history.values[:, -max(self.model.max_lag, 1) :])
        name = f"day-{self.mark}"
        kept = _unpacked(read_cached(name))
        if kept is None:
            state = self._state
            made = judged_setting(
                state.restarts, self.model, state.panel, state.past, state.residuals, whole, HELD
            )
            kept = _parts(made)
            write_cached(name, _packed(kept), KEPT_DAYS)
        holds = zip(*(kept[k].tolist() for k in HOLD), strict=True)
        return replace(
            plain, exogenous=kept["exogenous"], adds=kept["adds"], holds=tuple(Hold(*h) for h in holds)
        )

    def _solve_baseline(self, periods: tuple[Quarter, ...]) -> tuple[PathSolution, np.ndarray]:
        setting = self._setting(periods)
        return solve_path(self.model, setting, keep_refs=True), np.asarray(setting.exogenous)


HOLD = ("variable", "period_index", "value", "absorber")


def _parts(setting: Setting) -> dict[str, np.ndarray]:
    """What a judged setting has beside what every one has, as arrays."""
    holds = {k: np.array([getattr(h, k) for h in setting.holds]) for k in HOLD}
    return {"exogenous": np.asarray(setting.exogenous), "adds": np.asarray(setting.adds), **holds}


def _packed(arrays: Mapping[str, np.ndarray]) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **dict(arrays))
    return stream.getvalue()


def _unpacked(content: bytes | None) -> dict[str, np.ndarray] | None:
    """The arrays of a cached file; None where there is none, or a broken one."""
    if content is None:
        return None
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            found = {k: stored[k] for k in stored.files}
    except (ValueError, OSError, KeyError, zipfile.BadZipFile):
        return None
    return found if {"exogenous", "adds", *HOLD} <= found.keys() else None


def _held_path(
    start: Quarter, name: str, absorber: str, holds: list[Hold], model: Model, source: str
) -> HeldPath:
    first, last = start + holds[0].period_index, start + holds[-1].period_index
    return HeldPath(
        name, quarter_range(first, last), "value", tuple(h.value for h in holds),
        str(model.variables[name].unit), absorber, False, Spot(None), source,
    )  # fmt: skip


def open_dated(data: DatedVintage) -> DatedWorkspace:
    """The workspace of a day; the state found is kept on disk.

    A606 for a day before the state can be completed. Errors also: M-, D-codes, A071 to A073.
    """
    from moneygood.model.build import load_model

    whole = load_model()
    past_rule, sector = read_past_rule(whole.root, whole), read_sector_rule(whole)
    origin = data.last_quarter
    least = past_rule.first + 12
    if origin < least:
        hint = f"The state of the model is complete from {past_rule.first}: ask from {least} on"
        raise MoneygoodError("A606", f"no question can be asked from {data.as_of}", None, hint)
    model = whole if origin >= sector.first else whole.subset(
        [s for s in whole.sectors if s not in past_rule.without]
    )  # fmt: skip
    start = origin - (sector.quarters - 1) if origin >= sector.first else past_rule.first
    standing = read_rule(whole)
    rule = CompletionRule(start, origin, dict(standing.holds) | dict(past_rule.holds))
    texts = hashlib.sha256(f"{texts_of(whole, data)}\0dated".encode()).hexdigest()
    mark = mark_of(texts, "estimation", "restarts")
    found: list[DayState] = []

    def made() -> Panel:
        found.append(day_state(model, data))
        return found[0].panel

    workspace = DatedWorkspace(
        model, data, rule, cached_history(mark, model, made), read_levers(), texts, mark
    )
    if found:  # what was made for the history serves the baseline too
        workspace.__dict__["_state"] = found[0]
    return workspace


def day_state(model: Model, data: DatedVintage) -> DayState:
    """The state of the last quarter that was over on the day of a vintage, with the figures out by then.

    Hidden states (potential output, natural unemployment, the neutral rate) and the narrative's regime are
    those that the filters find in them.
    """
    from moneygood.model.build import load_model

    whole, origin = load_model(), data.last_quarter
    restarts = open_restarts(whole, data, origin)
    regimes = day_regimes(whole, data, restarts.rule.first, origin)
    past = state_at(restarts, origin, regimes=regimes.draws)
    sector = read_sector_rule(whole)
    if origin < sector.first:
        return DayState(restarts, past, past.panel, past.periods[0], past.residuals, regimes)
    state = with_sector(whole, data, sector, restarts.rule, past, regimes.draws)
    return DayState(restarts, past, state.panel, state.start, state.residuals, regimes)
