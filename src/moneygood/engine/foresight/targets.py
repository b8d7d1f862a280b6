"""Targets and instruments: an unknown held on a path, and what lies outside moved so that it is."""

from __future__ import annotations

from collections.abc import Sequence

from moneygood.core.errors import MoneygoodError
from moneygood.engine.foresight.system import System


def aim_of(target: str, instrument: str) -> str:
    """The series of the path on which `instrument` holds `target`."""
    return f"{target}|{instrument}|aim"


def bound_of(target: str, instrument: str) -> str:
    """The series that is 1 in the quarters in which the target binds."""
    return f"{target}|{instrument}|bound"


def given_of(instrument: str) -> str:
    """The series of the values that an instrument has where no target binds it."""
    return f"{instrument}|given"


def with_targets(system: System, pairs: Sequence[tuple[str, str]]) -> System:
    """The system with the instrument of every (target, instrument) pair made an unknown: where its target
    does not bind it keeps its given value, and where it binds the target is on its path.

    A target may have several instruments, in different quarters; an instrument serves one target.
    Raises E044 for names that cannot serve.
    """
    graph, ap = system.graph, system.graph.apply
    seen: set[str] = set()
    unknowns, residuals = list(system.unknowns), list(system.residuals)
    for target, instrument in pairs:
        if target not in system.unknowns:
            raise MoneygoodError("E044", f"{target} is not solved for, so it cannot be a target")
        if instrument not in system.exogenous:
            text = f"{instrument} is not outside the equations, so it cannot be an instrument"
            raise MoneygoodError("E044", text)
        if instrument in seen:
            raise MoneygoodError("E044", f"{instrument} is the instrument of two targets")
        seen.add(instrument)
        bound = graph.var(bound_of(target, instrument))
        free = ap("sub", graph.const(1.0), bound)
        given = ap("sub", graph.var(instrument), graph.var(given_of(instrument)))
        off = ap("sub", graph.var(target), graph.var(aim_of(target, instrument)))
        unknowns.append(instrument)
        residuals.append(ap("add", ap("mul", free, given), ap("mul", bound, off)))
    return System(graph, tuple(unknowns), tuple(residuals), system.parameters)
