"""Conditional projection over a ragged edge: what is observed stands, the rest is solved around it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, NOWCAST, Panel
from moneygood.core.periods import Quarter, quarter_range
from moneygood.engine.lower import Pattern
from moneygood.engine.machine import Bound, Machine
from moneygood.engine.newton import Newton
from moneygood.engine.prepare import program_for, sizes
from moneygood.engine.program import Key, Program
from moneygood.engine.residuals import over_time, table
from moneygood.engine.solve_path import number

if TYPE_CHECKING:
    from moneygood.model.model import Model

_NEWTON = Newton(tolerance=1e-12, accept=1e-9, limit=80, refresh=1, identities=1.0)
_PASSES = 40


@dataclass(frozen=True)
class Completion:
    """A panel without holes from `start` on.

    `panel` holds every variable of the model from the first quarter of the data to `end`: observed figures
    as they were, solved ones marked nowcast, carried or started ones marked assumed. `adds` [behavioural
    equation, quarter] is the judgement that makes observed variables what they are (zero where the variable
    was solved), for `periods` = start..end. `discrepancies`: identity with figures of its own -> [quarter],
    by how much they miss it, relative to the variable's size (NaN where there is no figure or it is held).
    """

    panel: Panel
    periods: tuple[Quarter, ...]
    adds: np.ndarray
    discrepancies: dict[str, np.ndarray]


def complete(
    model: Model,
    panel: Panel,
    start: Quarter | str,
    end: Quarter | str,
    start_values: Mapping[str, float] | None = None,
    parameters: Mapping[str, float] | None = None,
    *,
    holds: Mapping[str, str] | None = None,
    keep: Collection[str] = (),
) -> Completion:
    """The figures of all variables from `start` to `end`, given what the panel has.

    Quarter by quarter: an observed variable with a behavioural equation is held by freeing its judgement.
    An observed one with an identity is held by freeing the judgement that `holds` names for it (variable ->
    ``add_x``), unless x itself is observed in that quarter; if it is in `keep` it is taken as it is and its
    identity left out; otherwise its identity decides and the difference to the figure is reported. Everything
    else solves the model with zero shocks. Before `start`, `start_values` (variable -> value) stand in every
    quarter that has no figure, and other gaps are computed from equations whose inputs are all there.
    Exogenous variables without a figure keep their last one (marked assumed).

    Raises E004 naming every lagged variable without figure or start value, E001 or E009 when a quarter cannot
    be solved, E002 when the observed figures leave an equation without an unknown. Source: ours.
    """
    first, last = Quarter.parse(start), Quarter.parse(end)
    values, status, periods = _frame(model, panel, first, last)
    t0 = first - periods[0]
    observed = values.copy()
    _begin(model, values, status, t0, start_values or {})
    _carry_exogenous(model, values, status)
    _deduce(model, values, status, t0, parameters)
    patterns = [_pattern(model, values[:, t], holds or {}, keep) for t in range(t0, len(periods))]
    programs = {p: program_for(model, p) for p in dict.fromkeys(patterns)}
    _check_history(model, values, t0, periods, programs)
    adds = _solve(model, values, status, t0, periods, patterns, programs, parameters)
    return Completion(
        panel=Panel(tuple(model.variables), periods, values, status),
        periods=periods[t0:],
        adds=adds,
        discrepancies=_discrepancies(model, values, observed, t0, patterns, parameters),
    )


def _frame(
    model: Model, panel: Panel, first: Quarter, last: Quarter
) -> tuple[np.ndarray, np.ndarray, tuple[Quarter, ...]]:
    if last < first:
        raise MoneygoodError("E005", f"the completion ends in {last}, before it starts in {first}")
    begin = min(panel.periods[0], first - max(model.max_lag, 1))
    periods = quarter_range(begin, last)
    have = table(model, panel)
    values = np.full((len(model.variables), len(periods)), np.nan)
    status = np.zeros(values.shape, dtype=np.uint8)
    marks = np.zeros(have.shape, dtype=np.uint8)
    for i, name in enumerate(model.variables):
        if name in panel:
            marks[i] = panel.status[panel.row(name)]
    shift = panel.periods[0] - begin
    width = max(0, min(len(panel.periods), len(periods) - shift))
    values[:, shift : shift + width] = have[:, :width]
    status[:, shift : shift + width] = marks[:, :width]
    return values, status, periods


def _begin(
    model: Model, values: np.ndarray, status: np.ndarray, t0: int, start_values: Mapping[str, float]
) -> None:
    """Puts start values in the quarters before `t0` that have no figure (exogenous: in every quarter)."""
    exogenous = set(model.exogenous)
    for name, value in start_values.items():
        row = model.row(name)
        end = values.shape[1] if name in exogenous and np.isnan(values[row]).all() else t0
        gaps = np.flatnonzero(np.isnan(values[row, :end]))
        if name in exogenous and len(gaps) < end:
            gaps = gaps[gaps < np.flatnonzero(np.isfinite(values[row]))[0]]  # later gaps keep the last figure
        values[row, gaps], status[row, gaps] = float(value), ASSUMED


def _carry_exogenous(model: Model, values: np.ndarray, status: np.ndarray) -> None:
    for name in model.exogenous:
        row = model.row(name)
        for t in range(1, values.shape[1]):
            if np.isnan(values[row, t]) and np.isfinite(values[row, t - 1]):
                values[row, t], status[row, t] = values[row, t - 1], ASSUMED


def _deduce(
    model: Model, values: np.ndarray, status: np.ndarray, t0: int, parameters: Mapping[str, float] | None
) -> None:
    """Fills gaps before `t0` by equations whose inputs are there, shocks and judgement zero (in place)."""
    window = slice(max(t0 - 2 * max(model.max_lag, 1), 0), t0)
    equations = [e for e in model.equations if not e.implicit]
    for _ in range(_PASSES):
        past = values[:, window]
        equations = [e for e in equations if np.isnan(past[model.row(e.lhs_variable)]).any()]
        computed = over_time(model, [e.explicit for e in equations], past, parameters)
        found = False
        for e, series in zip(equations, computed, strict=True):
            row = model.row(e.lhs_variable)
            gaps = np.flatnonzero(np.isnan(past[row]) & np.isfinite(series))
            if len(gaps):
                values[row, window.start + gaps] = series[gaps]
                status[row, window.start + gaps] = NOWCAST
                found = True
        if not found:
            return


def _pattern(model: Model, column: np.ndarray, holds: Mapping[str, str], keep: Collection[str]) -> Pattern:
    seen = {e.lhs_variable for e in model.equations if np.isfinite(column[model.row(e.lhs_variable)])}
    known, freed, dropped = set(), set(), set()
    for e in model.equations:
        name = e.lhs_variable
        if name not in seen:
            continue
        if e.behavioural:
            known.add(name)
            freed.add(f"add_{e.label}")
        elif name in holds and holds[name].removeprefix("add_") not in seen:
            known.add(name)
            freed.add(holds[name])
        elif name in keep:
            known.add(name)
            dropped.add(e.label)
    silent = frozenset(e.label for e in model.behavioural if f"add_{e.label}" not in freed)
    return Pattern(frozenset(known), frozenset(freed), frozenset(dropped), silent)


def _check_history(
    model: Model,
    values: np.ndarray,
    t0: int,
    periods: tuple[Quarter, ...],
    programs: Mapping[Pattern, Program],
) -> None:
    missing: dict[str, Quarter] = {}
    for name, lag in sorted({x for p in programs.values() for x in p.lags()}):
        gaps = np.flatnonzero(np.isnan(values[model.row(name), max(t0 - lag, 0) : t0]))
        if len(gaps):
            missing.setdefault(name, periods[max(t0 - lag, 0) + int(gaps[0])])
    exogenous = {
        (str(k[1]), int(str(k[2]))) for p in programs.values() for k in p.inputs.values() if k[0] == "exo"
    }
    for name, lag in sorted(exogenous):
        first = max(t0 - lag, 0)
        gaps = np.flatnonzero(np.isnan(values[model.row(name), first : values.shape[1] - lag]))
        if len(gaps):
            missing.setdefault(name, periods[first + int(gaps[0])])
    if missing:
        listed = ", ".join(f"{name} in {quarter}" for name, quarter in sorted(missing.items()))
        raise MoneygoodError(
            "E004",
            f"no figure for {listed}",
            hint="Give the variable a measurement or a start value, or start later",
        )


def _solve(
    model: Model,
    values: np.ndarray,
    status: np.ndarray,
    t0: int,
    periods: tuple[Quarter, ...],
    patterns: list[Pattern],
    programs: dict[Pattern, Program],
    parameters: Mapping[str, float] | None,
) -> np.ndarray:
    """Fills the quarters from `t0` on (in place) and returns the judgement."""
    scalars = {p.name: p.value for p in model.parameters.values()} | dict(parameters or {})
    machine = Machine(programs, 1, model.shocks, scalars, sizes(model, values), _NEWTON)
    for name, record in model.shocks.items():
        machine.shocks[machine.shock_row[name], 0] = 0.5 if record.kind == "uniform" else 0.0
    adds = np.zeros((len(model.behavioural), len(patterns)))
    add_row = {e.label: i for i, e in enumerate(model.behavioural)}
    history = {n: values[model.row(n), :t0] for n in machine.depth}
    deep = max(machine.depth.values(), default=1)
    history = {n: np.concatenate([np.full(max(deep - t0, 0), np.nan), h]) for n, h in history.items()}
    with np.errstate(all="ignore"):
        machine.reset(history, {})
        for k, pattern in enumerate(patterns):
            t = t0 + k
            b = machine.step(pattern, k, _numbers(model, programs[pattern], values, t))
            _check_solved(machine, periods[t], b)
            for name, v in b.program.current.items():
                row = model.row(name)
                if name not in pattern.known:
                    values[row, t], status[row, t] = number(b, v), NOWCAST
            for name, v in b.program.freed.items():
                adds[add_row[name[4:]], k] = number(b, v)
            machine.advance(b, k)
    return adds


def _check_solved(machine: Machine, quarter: Quarter, b: Bound) -> None:
    if not machine.status[0]:
        return
    values = {**b.program.current, **b.program.freed}
    bad = [n for n, v in values.items() if not np.isfinite(number(b, v))]
    if bad:
        raise MoneygoodError("E009", f"no finite value for {', '.join(bad[:6])} in {quarter}")
    raise MoneygoodError("E001", f"the block of {machine.tally.failed_block} was not solved in {quarter}")


def _numbers(model: Model, program: Program, values: np.ndarray, t: int) -> dict[Key, float]:
    out: dict[Key, float] = {}
    for key in program.inputs.values():
        if key[0] == "known":
            out[key] = float(values[model.row(str(key[1])), t])
        elif key[0] == "add":
            out[key] = 0.0
        elif key[0] == "exo":
            name, lag = str(key[1]), int(str(key[2]))
            out[key] = float(values[model.row(name), t - lag])
    return out


def _discrepancies(
    model: Model,
    values: np.ndarray,
    observed: np.ndarray,
    t0: int,
    patterns: list[Pattern],
    parameters: Mapping[str, float] | None,
) -> dict[str, np.ndarray]:
    out: dict[str, np.ndarray] = {}
    for e in model.equations:
        row = model.row(e.lhs_variable)
        figures = observed[row, t0:]
        if e.behavioural or not np.isfinite(figures).any():
            continue
        left_out = np.array([e.label in p.dropped for p in patterns])
        held = np.array([e.lhs_variable in p.known and e.label not in p.dropped for p in patterns])
        residual = over_time(model, [e.residual], values, parameters)[0][t0:]
        miss = np.where(left_out, np.abs(residual), np.abs(values[row, t0:] - figures))
        with np.errstate(all="ignore"):
            relative = miss / np.maximum(np.abs(figures), 1e-12)
        out[e.label] = np.where(held, np.nan, relative)
    return out
