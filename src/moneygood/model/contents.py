"""What a checked model holds: its equations as expressions of one graph, and the records of all in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from moneygood.model.equation import Equation, Measurement, Via
from moneygood.model.graph import Graph, reachable
from moneygood.model.records import (
    Constant,
    Correlation,
    Parameter,
    Shock,
    ShockDistribution,
    Switch,
    Variable,
)


@dataclass(frozen=True)
class ModelContents:
    """Everything the texts say, checked. Orders are fixed and meaningful:

    `variables` is the row order of all arrays [variable, ...]; `behavioural` that of judgements
    [equation, ...]; `shocks` (first those of the behavioural equations in the same order, then free shocks,
    then uniforms) that of shocks [shock, ...]; `vias` that of reference values [channel, ...] (row = position
    in `vias`, not `Via.key`).
    """

    variables: dict[str, Variable]
    parameters: dict[str, Parameter]
    constants: dict[str, Constant]
    shocks: dict[str, Shock]
    correlations: tuple[Correlation, ...]
    distribution: ShockDistribution
    switches: dict[str, Switch]
    equations: tuple[Equation, ...]
    graph: Graph
    vias: tuple[Via, ...]
    max_lag: int
    hash: str
    measurements: dict[str, Measurement] = field(default_factory=dict)
    measurement_graph: Graph = field(default_factory=Graph)
    references: frozenset[str] = frozenset()
    root: Path | None = None
    variants: tuple[str, ...] = ()
    spare_shocks: dict[str, Shock] = field(default_factory=dict, repr=False)
    """Shock records that only variants use."""

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "_equation", {e.label: e for e in self.equations})
        put(self, "_row", {name: i for i, name in enumerate(self.variables)})
        put(self, "behavioural", tuple(e for e in self.equations if e.behavioural))
        put(self, "identities", tuple(e.label for e in self.equations if not e.behavioural))

    behavioural: tuple[Equation, ...] = field(init=False, repr=False, compare=False)
    """The equations with a shock, in order."""
    identities: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The labels of the equations without one."""

    @cached_property
    def looks_ahead(self) -> bool:
        """Whether an equation uses a value of the future (only variants marked foresight can)."""
        nodes = reachable(*[e.residual for e in self.equations])
        return any(n.op == "var" and n.payload[1] < 0 for n in nodes)

    @property
    def uniforms(self) -> dict[str, Shock]:
        """The shocks that are uniform on 0..1."""
        return {name: s for name, s in self.shocks.items() if s.kind == "uniform"}

    @property
    def names(self) -> tuple[str, ...]:
        """All variable names, in row order."""
        return tuple(self.variables)

    @property
    def endogenous(self) -> tuple[str, ...]:
        """The variables that an equation determines, in equation order."""
        return tuple(e.lhs_variable for e in self.equations)

    @property
    def exogenous(self) -> tuple[str, ...]:
        """The variables that no equation determines, in row order."""
        determined = set(self.endogenous)
        return tuple(n for n in self.variables if n not in determined)

    @property
    def sectors(self) -> tuple[str, ...]:
        """The sector files, in order."""
        return tuple(dict.fromkeys(e.sector for e in self.equations))

    def row(self, variable: str) -> int:
        """The row of `variable` in arrays [variable, ...]; M001 for an unknown name."""
        rows: dict[str, int] = self._row  # type: ignore[attr-defined]
        if variable not in rows:
            self._reject(variable)
        return rows[variable]

    def equation(self, label: str) -> Equation:
        """The equation that determines `label`; M001 for an unknown label."""
        table: dict[str, Equation] = self._equation  # type: ignore[attr-defined]
        if label not in table:
            self._reject(label)
        return table[label]

    def _reject(self, name: str) -> None:
        from moneygood.model.check import unknown_variable

        raise unknown_variable(name, self.variables)
