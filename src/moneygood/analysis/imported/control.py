"""Targets and instruments: variables held on paths by moving what lies outside the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, Panel
from moneygood.core.periods import Quarter
from moneygood.engine.foresight.system import System


@dataclass(frozen=True)
class Target:
    """`target` follows `path` in its quarters, and `instrument` moves so that it does; in the other quarters
    the instrument has the value that the figures give it."""

    target: str
    instrument: str
    path: Mapping[Quarter, float]

    @property
    def aim(self) -> str:
        """The series of the path."""
        return f"{self.target}_aim"

    @property
    def bound(self) -> str:
        """The series that is 1 where the target binds."""
        return f"{self.target}_bound"

    @property
    def unmoved(self) -> str:
        """The series of the instrument's given values."""
        return f"{self.instrument}_given"


def with_targets(system: System, pairs: Sequence[tuple[str, str]]) -> System:
    """The system with every instrument made an unknown: it keeps its given value where its target does not
    bind, and where it binds the target is on its path. Raises E044 for names that cannot serve."""
    graph, ap = system.graph, system.graph.apply
    seen: set[str] = set()
    unknowns, residuals = list(system.unknowns), list(system.residuals)
    for target, instrument in pairs:
        if target not in system.unknowns:
            raise MoneygoodError("E044", f"{target} is not solved for, so it cannot be a target")
        if instrument not in system.outside:
            raise MoneygoodError("E044", f"{instrument} is not outside the model, so it cannot be an instrument")
        if {target, instrument} & seen:
            raise MoneygoodError("E044", f"{target} or {instrument} is named twice")
        seen |= {target, instrument}
        bound = graph.var(f"{target}_bound")
        free = ap("sub", graph.const(1.0), bound)
        given = ap("sub", graph.var(instrument), graph.var(f"{instrument}_given"))
        off = ap("sub", graph.var(target), graph.var(f"{target}_aim"))
        unknowns.append(instrument)
        residuals.append(ap("add", ap("mul", free, given), ap("mul", bound, off)))
    return System(graph, tuple(unknowns), tuple(residuals), system.parameters)


def lay_targets(figures: Panel, targets: Sequence[Target], start: Quarter, end: Quarter) -> Panel:
    """The figures with the series that the switching equations read (E044 for a path outside the solution)."""
    new: dict[str, np.ndarray] = {}
    zero = np.zeros(len(figures.periods))
    for t in targets:
        aim, bound = zero.copy(), zero.copy()
        for quarter, value in t.path.items():
            if not start <= quarter <= end:
                raise MoneygoodError("E044", f"the path of {t.target} has {quarter}, outside {start} to {end}")
            if not np.isfinite(value):
                raise MoneygoodError("E044", f"the path of {t.target} has no number in {quarter}")
            aim[figures.column(quarter)], bound[figures.column(quarter)] = value, 1.0
        given = figures.series(t.instrument) if t.instrument in figures else zero
        new |= {t.aim: aim, t.bound: bound, t.unmoved: given, t.instrument: given}
    return figures.with_values(new, ASSUMED)
