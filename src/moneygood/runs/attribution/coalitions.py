"""Runs of coalitions side by side: which players are present in which lane decides what the lane is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from moneygood.baseline.settle import lay_resolved
from moneygood.baseline.workspace import Workspace
from moneygood.engine.lanes import DrawnShocks, solve_lanes
from moneygood.engine.numpy.newton import Newton
from moneygood.engine.setting import Setting
from moneygood.engine.solve_path import TIGHT
from moneygood.model.continuous_switches import switch_parameter, with_continuous_switches
from moneygood.model.model import Model
from moneygood.runs.attribution.players import Player, PlayerEffect, shock_names
from moneygood.scenarios.resolve import ResolvedPlan


@dataclass(frozen=True)
class DrawnPasts:
    """Draws of what happened in a window: `shocks` [shock, quarter, draw], drawn parameters `moved` [draw] by
    name, and the figures `before` [quarter before the first, draw] of every variable by name."""

    shocks: np.ndarray
    moved: Mapping[str, np.ndarray]
    before: Mapping[str, np.ndarray]

    def quarter(self, t: int, draws: np.ndarray) -> np.ndarray:
        """All shocks [shock, draw] of quarter number t in the draws of these numbers."""
        return self.shocks[:, t][:, draws]

    def parameters(self, draws: np.ndarray) -> dict[str, np.ndarray]:
        """The drawn parameters [draw] by name."""
        return {name: row[draws] for name, row in self.moved.items()}

    def history(self, draws: np.ndarray) -> dict[str, np.ndarray]:
        """The quarters before the window [quarter, draw] by variable."""
        return {name: rows[:, draws] for name, rows in self.before.items()}


Drawn = DrawnShocks | DrawnPasts


@dataclass(frozen=True)
class CoalitionRun:
    """A scenario that can be run with any of its `players` absent.

    `always` is present in every lane. `span` is how many quarters are run, `quarters` how long the baseline
    is. With a `seed` the lanes have the random shocks and parameters of numbered draws, without one none.
    `switched` models have mechanisms that a lane can do without. `references` replaces the baseline's values
    of the channels, `judgement` [behavioural equation, quarter] the baseline's judgement. `pasts` are draws
    of what happened in a window of the past, in the place of random shocks and parameters.
    """

    workspace: Workspace
    players: tuple[Player, ...]
    keep: tuple[str, ...]
    span: int
    quarters: int
    always: tuple[PlayerEffect, ...] = ()
    seed: int | None = None
    switched: bool = False
    references: np.ndarray | None = None
    judgement: np.ndarray | None = None
    threads: int = 0
    pasts: DrawnPasts | None = None
    _kinds: dict[object, tuple[Model, Setting, Drawn | None]] = field(default_factory=dict, repr=False)

    def run(self, members: np.ndarray, draws: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Paths [kept variable, quarter, lane] and status [lane] of coalitions bool [player, lane].

        `draws` [lane] numbers the draw whose random shocks a lane has.
        """
        width = members.shape[1]
        values = np.empty((len(self.keep), self.span, width))
        status = np.empty(width, dtype=np.uint8)
        structural = [i for i, p in enumerate(self.players) if p.gains.structure or p.loses.structure]
        codes = (
            members[structural].T @ (1 << np.arange(len(structural))) if structural else np.zeros(width, int)
        )
        for code in np.unique(codes):
            lanes = np.flatnonzero(codes == code)
            mine = None if draws is None else draws[lanes]
            values[:, :, lanes], status[lanes] = self._run(members[:, lanes], mine)
        return values, status

    def _run(self, members: np.ndarray, draws: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        model, setting, drawn = self._structure(members[:, 0])
        weights, parts = self._present(members)
        rows = _rows(self.workspace.model, model)
        present = list(zip(weights, parts, strict=True))
        pushes = [(w, p.pushes[rows]) for w, p in present if p.pushes is not None]
        uniforms = [(w, p.uniforms[rows]) for w, p in present if p.uniforms is not None]
        is_uniform = np.array([s.kind == "uniform" for s in model.shocks.values()])

        def shocks(t: int, at: slice) -> np.ndarray:
            own = setting.shocks[:, t]
            width = members[:, at].shape[1]
            if drawn is None:
                out = np.repeat(own[:, None], width, axis=1)
            else:
                assert draws is not None
                numbers, back = np.unique(draws[at], return_inverse=True)
                out = drawn.quarter(t, numbers)[:, back]
                quiet = self._quiet(members[:, at], rows, t)
                if quiet is not None:
                    out[quiet & ~is_uniform[:, None]] = 0.0
                    out[quiet & is_uniform[:, None]] = 0.5
                fixed = is_uniform & (own != 0.5)
                out[fixed] = own[fixed, None]
                out[~is_uniform] += own[~is_uniform, None]
            for weight, table in pushes:
                if table[:, t].any():
                    out += table[:, t][:, None] * weight[None, at]
            for weight, table in uniforms:
                for i in np.flatnonzero(np.isfinite(table[:, t])):
                    out[i] = np.where(weight[at], table[i, t], out[i])
            return out

        parameters = self._parameters(model, setting, members, weights, parts, draws, drawn)
        newton = TIGHT if drawn is None or self.pasts else Newton()
        history = self.pasts.history(draws) if self.pasts and draws is not None else None
        done = solve_lanes(
            model,
            setting,
            shocks,
            parameters,
            members.shape[1],
            self.keep,
            newton=newton,
            threads=self.threads,
            history=history,
        )
        return done.values, done.status

    def _structure(self, member: np.ndarray) -> tuple[Model, Setting, Drawn | None]:
        """Model and setting of the lanes whose structural players are these, and their random shocks."""
        plans = [
            p.gains.structure if m else p.loses.structure for p, m in zip(self.players, member, strict=True)
        ]
        plans = [p for p in (*plans, *(a.structure for a in self.always)) if p]
        key = tuple(id(p) for p in plans)
        if key in self._kinds:
            return self._kinds[key]
        w = self.workspace
        baseline, outside = w.with_exogenous(self.quarters)
        whole = ResolvedPlan(baseline.periods, tuple(e for entries in plans for e in entries))
        laid = lay_resolved(whole, w.model, w.history, outside, baseline)
        own, setting = laid.model, laid.setting
        if self.judgement is not None:
            setting = replace(setting, adds=self.judgement)
        if self.references is not None:
            setting = replace(setting, references=self.references)
        setting = cut(setting, self.span)
        drawn = self.pasts or (None if self.seed is None else DrawnShocks(own, self.seed))
        found = (with_continuous_switches(own) if self.switched else own, setting, drawn)
        self._kinds[key] = found
        return found

    def _present(self, members: np.ndarray) -> tuple[list[np.ndarray], list[PlayerEffect]]:
        """Every part with the lanes in which it is present, in the order in which parts take effect."""
        weights: list[np.ndarray] = []
        parts: list[PlayerEffect] = []
        for part in self.always:
            weights.append(np.ones(members.shape[1], dtype=bool))
            parts.append(part)
        for player, member in zip(self.players, members, strict=True):
            weights += [member, ~member]
            parts += [player.gains, player.loses]
        return weights, parts

    def _quiet(self, members: np.ndarray, rows: np.ndarray, t: int) -> np.ndarray | None:
        """Which random shocks are silent in which lane in quarter t, bool [shock, lane]; None when none
        is."""
        listed = [
            (p, m) for p, m in zip(self.players, members, strict=True) if p.heard and p.quarter in (None, t)
        ]
        if not listed:
            return None
        quiet = np.zeros((len(shock_names(self.workspace.model)), members.shape[1]), dtype=bool)
        for player, member in listed:
            quiet[list(player.heard)] |= ~member
        return quiet[rows]

    def _parameters(
        self,
        model: Model,
        setting: Setting,
        members: np.ndarray,
        weights: Sequence[np.ndarray],
        parts: Sequence[PlayerEffect],
        draws: np.ndarray | None,
        drawn: Drawn | None,
    ) -> dict[str, np.ndarray]:
        """The parameters that differ between lanes, drawn ones included: a value per lane."""
        width = members.shape[1]
        out: dict[str, np.ndarray] = {}
        present = [(w, *move) for w, part in zip(weights, parts, strict=True) for move in part.parameters]
        for weight, name, moved, number in sorted(present, key=lambda p: p[2]):  # put first, then moved
            row = out.setdefault(name, np.full(width, model.parameters[name].value))
            out[name] = np.where(weight, row + number if moved else number, row)
        if self.pasts and draws is not None:
            out |= self.pasts.parameters(draws)
        elif isinstance(drawn, DrawnShocks) and draws is not None:
            out = self._scattered(model, members, out, draws, drawn)
        if self.switched:
            for switch in self.workspace.model.switches:
                share = np.ones(width)
                for player, member in zip(self.players, members, strict=True):
                    if player.on == switch:
                        share = share * member
                for weight, part in zip(weights, parts, strict=True):
                    if switch in part.switches_off:
                        share = np.where(weight, 0.0, share)
                out[switch_parameter(switch)] = share
        return out

    def _scattered(
        self,
        model: Model,
        members: np.ndarray,
        centres: dict[str, np.ndarray],
        draws: np.ndarray,
        drawn: DrawnShocks,
    ) -> dict[str, np.ndarray]:
        """Parameters with the draws around their centres, except where the player of their scatter is out."""
        records = [p for p in model.parameters.values() if p.draw]
        width = members.shape[1]
        heard = np.ones(width, dtype=bool)
        for player, member in zip(self.players, members, strict=True):
            if player.scatter:
                heard &= member
        numbers, back = np.unique(draws, return_inverse=True)
        out = dict(centres)
        start = {p.name: p.value for p in records}
        plain = (
            drawn.parameters(records, [start[p.name] for p in records], numbers)[:, back] if records else None
        )
        for i, record in enumerate(records):
            assert plain is not None
            centre = centres.get(record.name, np.full(width, record.value))
            row = plain[i].copy()
            for value in np.unique(centre[centre != record.value]):
                every = drawn.parameters(
                    records, [value if p is record else start[p.name] for p in records], numbers
                )
                row = np.where(centre == value, every[i][back], row)
            out[record.name] = np.where(heard, row, centre)
        return out


def cut(setting: Setting, span: int) -> Setting:
    """The first quarters of a setting."""
    return replace(
        setting,
        periods=setting.periods[:span],
        exogenous=setting.exogenous[:, :span],
        adds=setting.adds[:, :span],
        shocks=setting.shocks[:, :span],
        references=None if setting.references is None else setting.references[:, :span],
        holds=tuple(h for h in setting.holds if h.period_index < span),
    )


def _rows(model: Model, own: Model) -> np.ndarray:
    """For each shock of `own` its row in the tables of parts."""
    place = {name: i for i, name in enumerate(shock_names(model))}
    return np.array([place[name] for name in own.shocks], dtype=np.intp)


Measure = Callable[[np.ndarray, "np.ndarray | None"], np.ndarray]
"""Paths [kept variable, quarter, lane] and draw numbers [lane] -> the figure in question [lane]."""
