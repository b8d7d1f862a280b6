"""Targets and instruments: variables held on paths by moving what lies outside the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import ASSUMED, Panel
from moneygood.core.periods import Quarter
from moneygood.engine.foresight.targets import aim_of, bound_of, given_of


@dataclass(frozen=True)
class ControlTarget:
    """`target` follows `path` in its quarters, and `instrument` moves so that it does; in the other quarters
    the instrument has the value that the figures give it."""

    target: str
    instrument: str
    path: Mapping[Quarter, float]

    @property
    def aim(self) -> str:
        """The series of the path."""
        return aim_of(self.target, self.instrument)

    @property
    def bound(self) -> str:
        """The series that is 1 where the target binds."""
        return bound_of(self.target, self.instrument)

    @property
    def unmoved(self) -> str:
        """The series of the instrument's given values."""
        return given_of(self.instrument)


def lay_targets(figures: Panel, targets: Sequence[ControlTarget], start: Quarter, end: Quarter) -> Panel:
    """The figures with the series that switching equations read (E044 for a path outside the solution)."""
    new: dict[str, np.ndarray] = {}
    zero = np.zeros(len(figures.periods))
    if len({t.target for t in targets}) < len(targets):
        raise MoneygoodError("E044", "a target is named twice", hint="Give its path in one piece")
    for t in targets:
        aim, bound = zero.copy(), zero.copy()
        for quarter, value in t.path.items():
            if not start <= quarter <= end:
                raise MoneygoodError(
                    "E044", f"the path of {t.target} has {quarter}, outside {start} to {end}"
                )
            if not np.isfinite(value):
                raise MoneygoodError("E044", f"the path of {t.target} has no number in {quarter}")
            aim[figures.column(quarter)], bound[figures.column(quarter)] = value, 1.0
        given = figures.series(t.instrument) if t.instrument in figures else zero
        new |= {t.aim: aim, t.bound: bound, t.unmoved: given, t.instrument: given}
    return figures.with_values(new, ASSUMED)
