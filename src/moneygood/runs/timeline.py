"""Values of text expressions along history and simulated paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter
from moneygood.model.evaluate import evaluate
from moneygood.model.graph import Node


@dataclass(frozen=True)
class Timeline:
    """History and simulated paths laid end to end, so that a lag can reach back before the start.

    `history` ends in the quarter before the first simulated one; `start` counts its quarters, and row
    `start` of every array is the first simulated quarter.
    """

    paths: Paths
    history: Panel
    constants: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first = self.paths.periods[0]
        if not self.history.periods or not self.history.periods[0] <= first - 1 <= self.history.periods[-1]:
            raise MoneygoodError("A041", f"the history does not reach the quarter before {first}")

    @property
    def start(self) -> int:
        """The number of history quarters kept."""
        return self.history.column(self.paths.periods[0] - 1) + 1

    @property
    def periods(self) -> tuple[Quarter, ...]:
        """All quarters, history first."""
        return self.history.periods[: self.start] + tuple(self.paths.periods)

    def past(self, name: str) -> np.ndarray:
        """The history of a variable [history quarter], missing where the panel has none."""
        if name in self.history:
            return self.history.series(name)[: self.start]
        return np.full(self.start, np.nan)

    def values(self, name: str, draws: np.ndarray) -> np.ndarray:
        """A variable [quarter, draw], history first, missing where history has no figure."""
        if name not in self.paths:
            raise MoneygoodError(
                "A042", f"{name} was not kept by this run", hint="Add it to the variables that the run keeps"
            )
        figures = np.asarray(self.paths.series(name))
        whole = bool(draws[-1] - draws[0] + 1 == draws.size)  # a run of neighbours is cut out without a copy
        future = figures[:, draws[0] : draws[-1] + 1] if whole else figures[:, draws]
        start = self.start
        out = np.empty((start + len(future), future.shape[1]))
        out[:start] = self.past(name)[:, None]
        out[start:] = future
        return out

    def evaluate(
        self, node: Node, draws: np.ndarray, derived: Mapping[str, np.ndarray] | None = None
    ) -> np.ndarray:
        """Return the values of an expression [quarter, draw] over history and simulated quarters.

        `derived` holds further series by name, each [quarter, draw], such as a running peak. A leaf with a
        missing value makes the expression missing in that quarter.
        """
        own = derived or {}

        def leaf(n: Node) -> np.ndarray | float:
            if n.op == "par" and n.payload in self.constants:
                return self.constants[n.payload]
            if n.op != "var":
                raise MoneygoodError("A044", f"{n.payload} has no value along a path")
            name, lag = n.payload
            return shift(own[name], lag) if name in own else shift(self.values(name, draws), lag)

        out = np.asarray(evaluate([node], leaf)[0], dtype=np.float64)
        return np.broadcast_to(out, (len(self.periods), draws.size))


def shift(values: np.ndarray, lag: int) -> np.ndarray:
    """Return values [quarter, draw] as they were `lag` quarters ago, missing before the beginning."""
    if lag == 0:
        return values
    shifted = np.full_like(values, np.nan)
    shifted[lag:] = values[:-lag]
    return shifted
