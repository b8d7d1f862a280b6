"""A model of ours as a system: solved quarter by quarter on lanes, or with foresight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.foresight.recursive import Recursive
from moneygood.engine.foresight.stacked import StackedSystem
from moneygood.engine.foresight.system import System
from moneygood.engine.foresight.targets import aim_of, bound_of, given_of, with_targets
from moneygood.engine.program.prepare import sizes
from moneygood.engine.setting import PathSolution, Setting, check_setting
from moneygood.model.graph import Graph, Node, reachable

if TYPE_CHECKING:
    from moneygood.model.model import Model


def ref_of(row: int) -> str:
    """The series of a channel's baseline values."""
    return f"ref|{row}"


def read_system(
    model: Model, switches_off: frozenset[str] = frozenset(), pairs: tuple[tuple[str, str], ...] = ()
) -> System:
    """The equations as a system in which shocks (``eps_x``), judgement (``add_x``) and the baseline values of
    channels are outside series; `pairs` of (held variable, absorber) become targets and instruments."""
    graph = Graph()
    rows = {v.key: i for i, v in enumerate(model.vias)}
    new: dict[int, Node] = {}
    for n in reachable(*[e.residual for e in model.equations]):
        new[n.id] = _copied(graph, n, new, rows, switches_off)
    parameters = {p.name: p.value for p in model.parameters.values()}
    system = System(
        graph,
        tuple(e.lhs_variable for e in model.equations),
        tuple(new[e.residual.id] for e in model.equations),
        parameters,
    )
    return with_targets(system, pairs) if pairs else system


def _copied(graph: Graph, n: Node, new: dict[int, Node], rows: dict[int, int], off: frozenset[str]) -> Node:
    if n.op == "const":
        return graph.const(n.payload)
    if n.op == "var":
        return graph.var(*n.payload)
    if n.op == "par":
        return graph.par(n.payload)
    if n.op == "shock":
        return graph.var(n.payload)
    if n.op == "add_":
        return graph.var(f"add_{n.payload}")
    if n.op == "ref":
        return graph.var(ref_of(n.payload))
    if n.op == "via":
        key, switch = n.payload
        return graph.var(ref_of(rows[key])) if switch in off else new[n.args[0].id]
    return graph.apply(n.op, *(new[a.id] for a in n.args))


@dataclass(frozen=True)
class SettingTable:
    """A setting as a table [quarter, series] of a system: quarters `first` to `last` - 1 are to be solved."""

    system: System
    table: np.ndarray
    first: int
    last: int
    parameters: Mapping[str, float]
    patterns: tuple[tuple[int, ...], ...]


Pairs = tuple[tuple[str, str], ...]
"""Held variables, each with what absorbs its path."""


def _pairs(*settings: Setting) -> Pairs:
    return tuple(dict.fromkeys((h.variable, h.absorber) for s in settings for h in s.holds))


def lay(model: Model, setting: Setting, guess: np.ndarray, pairs: Pairs | None = None) -> SettingTable:
    """The table of a setting; `guess` [variable, quarter] starts the unknowns and stands after the end.

    `pairs` are what the system can hold, the setting's own when None; what the setting does not hold is free.
    Raises E008 for arrays that do not fit, E042 for lags that history does not reach.
    """
    check_setting(model, setting)
    pairs = _pairs(setting) if pairs is None else pairs
    system = read_system(model, setting.switches_off, pairs)
    t_all = len(setting.periods)
    first, last = system.max_lag, system.max_lag + t_all
    if setting.history.shape[1] < system.max_lag:
        raise MoneygoodError("E042", f"history has fewer than {system.max_lag} quarters")
    table = np.zeros((last + system.max_lead, len(system.series)))
    span = slice(first, last)
    shock_row = {n: i for i, n in enumerate(model.shocks)}
    add_row = {f"add_{e.label}": i for i, e in enumerate(model.behavioural)}
    outside = set(model.exogenous)
    for name, column in system.row.items():
        if name in model.variables:
            row = model.row(name)
            past = setting.history[row]
            table[:first, column] = past[len(past) - first :]
            table[span, column] = setting.exogenous[row] if name in outside else guess[row]
            table[last:, column] = table[last - 1, column]
        elif name in shock_row:
            table[span, column] = setting.shocks[shock_row[name]]
        elif name in add_row:
            table[span, column] = setting.adds[add_row[name]]
        elif name.startswith("ref|") and setting.references is not None:
            table[span, column] = setting.references[int(name[4:])]
    patterns = _lay_holds(system, table, setting, first, pairs)
    return SettingTable(system, table, first, last, dict(setting.parameters), patterns)


def _lay_holds(
    system: System, table: np.ndarray, setting: Setting, first: int, pairs: tuple[tuple[str, str], ...]
) -> tuple[tuple[int, ...], ...]:
    """Puts the holds into the table; returns which pairs bind in each quarter."""
    for _, absorber in pairs:
        table[:, system.row[given_of(absorber)]] = table[:, system.row[absorber]]
    for h in setting.holds:
        at = first + h.period_index
        table[at, system.row[aim_of(h.variable, h.absorber)]] = h.value
        table[at, system.row[bound_of(h.variable, h.absorber)]] = 1.0
    columns = [system.row[bound_of(*p)] for p in pairs]
    return tuple(tuple(int(table[first + t, c]) for c in columns) for t in range(len(setting.periods)))


def solve_foresight(
    model: Model,
    setting: Setting,
    guess: np.ndarray,
    *,
    terminal: str = "steady",
    news: tuple[tuple[int, Setting], ...] = (),
) -> PathSolution:
    """The path of every variable when the variants that look ahead know the path that they lead to.

    All quarters are solved together from `guess` [variable, quarter]; after the last, `terminal` holds
    (``given`` = the last quarter of `guess` goes on, ``steady``, ``growth``). `news` are (quarter number,
    setting): from that quarter on the new setting is known, and until then nobody had expected it.
    Raises E040 to E044; a model that does not look ahead is solved quarter by quarter.
    """
    pairs = _pairs(setting, *(late for _, late in news))
    laid = lay(model, setting, guess, pairs)
    table = laid.table
    steps = _solve(laid, table, laid.first, terminal)
    for at, late in news:
        if not 0 <= at < len(setting.periods):
            raise MoneygoodError("E044", f"news in quarter {at + 1} of {len(setting.periods)}")
        fresh = lay(model, late, guess, pairs)
        if fresh.system.series != laid.system.series or late.parameters != setting.parameters:
            raise MoneygoodError(
                "E044", "news changes a mechanism or a parameter",
                hint="Let news change shocks, judgement, held and outside paths only",
            )  # fmt: skip
        n, begin = len(laid.system.unknowns), laid.first + at
        fresh.table[:begin] = table[:begin]
        fresh.table[begin:, :n] = table[begin:, :n]
        table = fresh.table
        steps = max(steps, _solve(fresh, table, begin, terminal))
        setting = late
    return _solution(model, setting, replace(laid, table=table), steps)


def _solve(laid: SettingTable, table: np.ndarray, begin: int, terminal: str) -> int:
    if laid.system.max_lead:
        return StackedSystem(laid.system, laid.parameters, terminal).solve(table, begin, laid.last).steps
    lanes = table[:, :, None].copy()
    status, most = solve_lanes(Recursive(laid.system, laid.parameters), laid, lanes, begin)
    if status[0] >= 0:
        raise MoneygoodError("E040", f"quarter {int(status[0]) - laid.first + 1} was not solved")
    table[:] = lanes[:, :, 0]
    return most


def solve_lanes(
    compiled: Recursive, laid: SettingTable, lanes: np.ndarray, begin: int | None = None
) -> tuple[np.ndarray, int]:
    """Solves [quarter, series, lane] quarter by quarter, in runs of quarters with the same holds; returns
    the status [lane] (-1 well, else the quarter that failed) and the most Newton steps."""
    status = np.full(lanes.shape[2], -1, dtype=np.int64)
    t = laid.first if begin is None else begin
    most = 0
    while t < laid.last:
        pattern, end = laid.patterns[t - laid.first], t + 1
        while end < laid.last and laid.patterns[end - laid.first] == pattern:
            end += 1
        found, steps = compiled.solve(lanes, t, end, pattern=pattern)
        status = np.where((status < 0) & (found >= 0), found, status)
        most, t = max(most, steps), end
    return status, most


def _solution(model: Model, setting: Setting, laid: SettingTable, steps: int) -> PathSolution:
    system, span = laid.system, slice(laid.first, laid.last)
    values = np.array(setting.exogenous, dtype=np.float64)
    shocks, adds = setting.shocks.copy(), setting.adds.copy()
    shock_row = {n: i for i, n in enumerate(model.shocks)}
    add_row = {f"add_{e.label}": i for i, e in enumerate(model.behavioural)}
    for name in system.unknowns:
        column = laid.table[span, system.row[name]]
        if name in shock_row:
            shocks[shock_row[name]] = column
        elif name in add_row:
            adds[add_row[name]] = column
        else:
            values[model.row(name)] = column
    residual = system_residuals(laid)
    scale = sizes(model, setting.history)
    identities = {
        e.label: float(np.max(np.abs(residual[:, i]))) / scale[e.lhs_variable]
        for i, e in enumerate(model.equations)
        if not e.behavioural
    }
    t_all = len(setting.periods)
    return PathSolution(
        names=tuple(model.variables),
        periods=tuple(setting.periods),
        values=values,
        shocks=shocks,
        adds=adds,
        references=None,
        iterations=np.full(t_all, steps, dtype=np.int64),
        residuals=np.max(np.abs(residual), axis=1),
        identity_error=identities,
    )


def system_residuals(laid: SettingTable) -> np.ndarray:
    """What is left of every equation [quarter, equation] at the figures of the table."""
    stacked = StackedSystem(laid.system, laid.parameters, "given")
    registers = stacked.shape.registers(laid.last - laid.first)
    return np.array(stacked.shape.residuals(registers, laid.table, laid.first, laid.last))


def retrack(model: Model, setting: Setting, figures: np.ndarray, terminal: str) -> np.ndarray:
    """Judgement [behavioural equation, quarter] with which `figures` [variable, quarter] solve the model,
    given the shocks of `setting`; leads find after the end what `terminal` says."""
    bare = replace(setting, adds=np.zeros_like(setting.adds), holds=())
    laid = lay(model, bare, figures)
    stacked = StackedSystem(laid.system, laid.parameters, terminal)
    stacked.end(laid.table, laid.last)
    row = {name: i for i, name in enumerate(laid.system.unknowns)}
    residual = system_residuals(laid)
    return np.array([residual[:, row[e.lhs_variable]] for e in model.behavioural])
