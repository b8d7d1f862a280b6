"""A checked model: its equations as expressions of one graph, and the records of everything in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from moneygood.core.errors import Place
from moneygood.model.graph import Graph, Node, reachable
from moneygood.model.records import (
    Constant,
    Correlation,
    Parameter,
    Shock,
    ShockDistribution,
    Switch,
    Variable,
)

__all__ = [
    "Constant",
    "Correlation",
    "Equation",
    "Guard",
    "Measurement",
    "Model",
    "Parameter",
    "Shock",
    "ShockDistribution",
    "Switch",
    "Variable",
    "Via",
]


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


@dataclass(frozen=True)
class Model:
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

    def subset(self, sectors: Sequence[str]) -> Model:
        """The model of these sector files only; variables that others determine become exogenous."""
        from moneygood.model.transform import take_sectors

        return take_sectors(self, sectors)

    def with_variant(self, name: str) -> Model:
        """The model with equations of ``equations/variants/<name>.eq`` replacing those of their labels."""
        from moneygood.model.transform import apply_variant

        return apply_variant(self, name)

    def with_parameters(self, values: Mapping[str, float]) -> Model:
        """The model with these parameter values; M012 for an unknown parameter."""
        from moneygood.model.transform import replace_parameters

        return replace_parameters(self, values)
