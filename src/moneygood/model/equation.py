"""One checked equation: its parts as expressions of the model's graph, its bounds and channels."""

from __future__ import annotations

from dataclasses import dataclass

from moneygood.core.errors import Place
from moneygood.model.graph import Node, reachable


@dataclass(frozen=True, slots=True)
class Guard:
    """A bound inside an equation: the engine counts the quarters in which `raw` lies outside `lo`..`hi`."""

    label: str
    raw: Node
    lo: Node
    hi: Node


@dataclass(frozen=True, slots=True)
class Via:
    """A channel: the expression that mechanism `switch` works through."""

    key: int
    switch: str
    expr: Node
    label: str


@dataclass(frozen=True, slots=True)
class Equation:
    """One equation; `label` is the variable that it determines.

    - `explicit`: the determined variable as a function of the rest, with shock and judgement inside. When the
      variable itself is among its leaves at lag 0 (`implicit`), it has to be solved for.
    - `residual`: left minus right, with shock and judgement; zero at a solution.
    - `disturbance`: left minus right without shock and judgement: the value of shock + judgement that given
      figures imply (behavioural equations; equal to `residual` for identities).
    """

    label: str
    kind: str
    sector: str
    text: str
    title: str
    sources: tuple[str, ...]
    place: Place
    lhs_variable: str
    explicit: Node
    residual: Node
    disturbance: Node
    guards: tuple[Guard, ...] = ()
    implicit: bool = False
    parameters: tuple[str, ...] = ()

    @property
    def behavioural(self) -> bool:
        """Whether the equation has a shock and a judgement (written with ~)."""
        return self.kind == "behavioural"

    @property
    def shock(self) -> str:
        """The name of its shock."""
        return f"eps_{self.label}"


@dataclass(frozen=True, slots=True)
class Measurement:
    """How figures of the vintage give a model variable: `expr` over series (a node of the measurement graph).

    `expr` may also hold parameters of the model. `series` names the series used;
    `max_lag` is the largest lag of any of them, in quarters.
    """

    variable: str
    title: str
    sources: tuple[str, ...]
    text: str
    expr: Node
    series: tuple[str, ...]
    max_lag: int
    place: Place


def largest_lag(equations: list[Equation] | tuple[Equation, ...]) -> int:
    """The largest lag, in quarters, of any variable in the equations and their guards."""
    roots = [e.residual for e in equations] + [e.explicit for e in equations]
    roots += [n for e in equations for g in e.guards for n in (g.raw, g.lo, g.hi)]
    return max([n.payload[1] for n in reachable(*roots) if n.op == "var"], default=0)
