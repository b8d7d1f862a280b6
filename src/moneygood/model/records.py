"""The records that stand beside the equations: variables, parameters, shocks, switches, constants."""

from __future__ import annotations

from dataclasses import dataclass, field

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.units import Unit


@dataclass(frozen=True, slots=True)
class Start:
    """The value of a state at the jump-off, where no data exist."""

    value: float
    source: str
    method: str


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: what it is, its unit, where its figures come from, whether the model determines it."""

    name: str
    label: str
    unit: Unit
    source: str
    sector: str
    exogenous: bool = False
    aliases: tuple[str, ...] = ()
    start: Start | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of an equation with its unit, range, standard error, source and method.

    `draw` is None, or the distribution from which stochastic runs draw it per path ("normal", "lognormal",
    "uniform"), with `se` as standard deviation and truncated to `range`. `together` gives other drawn
    parameters with the correlation of the two, where they were estimated or are known together. One that is
    `appended` is drawn after all others, whose draws stay what they were without it.
    """

    name: str
    value: float
    unit: Unit
    range: tuple[float, float] | None
    se: float | None
    source: str
    method: str
    sector: str
    note: str = ""
    draw: str | None = None
    place: Place | None = None
    together: tuple[tuple[str, float], ...] = ()
    appended: bool = False


@dataclass(frozen=True, slots=True)
class Constant:
    """A named number that is not a matter of opinion, such as a quarter of a year."""

    name: str
    value: float
    unit: Unit
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Shock:
    """A source of surprise: ``eps_<label>`` of a behavioural equation, a free shock, or a uniform draw.

    `kind` is "normal" (standard deviation `sd`, in `unit`) or "uniform" (on 0..1, 0.5 when nothing is drawn).
    `equation` is the label it belongs to, None for a free shock or a uniform. One that is `appended` is drawn
    after all others of its kind, whose draws stay what they were without it.
    """

    name: str
    kind: str
    sd: float
    unit: Unit
    source: str
    method: str
    equation: str | None = None
    note: str = ""
    place: Place | None = None
    appended: bool = False


@dataclass(frozen=True, slots=True)
class Correlation:
    """The correlation `rho` of two shocks."""

    a: str
    b: str
    rho: float
    source: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ShockDistribution:
    """The shape of the shocks: "normal", or "student_t" with `df` degrees of freedom and unit variance."""

    kind: str = "normal"
    df: float = float("inf")
    source: str = "ours"


@dataclass(frozen=True, slots=True)
class Switch:
    """A mechanism that can be switched off, with the system of the economics (S1..S15) it belongs to."""

    name: str
    label: str
    system: str
    source: str
    place: Place | None = None


@dataclass
class Records:
    """All records of a folder of texts, with the faults found on the way."""

    variables: dict[str, Variable] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    constants: dict[str, Constant] = field(default_factory=dict)
    shocks: dict[str, Shock] = field(default_factory=dict)
    correlations: list[Correlation] = field(default_factory=list)
    distribution: ShockDistribution = field(default_factory=ShockDistribution)
    switches: dict[str, Switch] = field(default_factory=dict)
    references: frozenset[str] = frozenset()
    series: dict[str, Unit] | None = None
    errors: list[MoneygoodError] = field(default_factory=list)
    cited: bool = True
    """Whether references.bib could be read, so that source keys can be looked up in it."""
    incomplete: bool = False
    """Whether a record or a unit could not be read at all, so that names would be missed everywhere else."""
