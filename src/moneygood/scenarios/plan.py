"""A scenario as an immutable object: what is imposed, when, in which unit, and what absorbs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from moneygood.core.periods import Quarter
from moneygood.core.texts import SourceLocation

BASELINE = "baseline"
WORDS = (
    "name", "title", "question", "narrative", "author", "date", "chain", "file", "text",
    "sources", "sizes_from", "size", "systems", "risks", "claims", "expected", "origins",
)  # fmt: skip
"""Fields of a plan that do nothing to a run; all others are its parts."""


CHAINED = ("growth", "index")
"""Measures of a path that begin at the level of the quarter before it."""

Spot = SourceLocation
"""Where in a scenario file an entry stands."""


@dataclass(frozen=True)
class LeverMove:
    """A named lever moved by `value`, in the lever's own unit unless `unit` says another, over `periods`.

    `forced` says that a size beyond the lever's range is meant.
    """

    lever: str
    value: float
    unit: str | None
    periods: tuple[Quarter, ...] | None
    spot: Spot
    forced: bool = False


@dataclass(frozen=True)
class ParameterMove:
    """A parameter put at `value`, or moved by it when `relative`."""

    parameter: str
    value: float
    relative: bool
    unit: str | None
    spot: Spot


@dataclass(frozen=True)
class HeldPath:
    """A variable held over `periods`; `values` has one number a quarter.

    `measure` is "value" (the level), "change" (added to the baseline), "change_percent" (of the baseline),
    or one of `CHAINED`, counted from the baseline's level in the quarter before the first: "growth"
    (percent at an annual rate over the quarter before) or "index" (percent of that level). `absorber` is
    ``eps_x`` or ``add_x``, None for the variable's own shock. `exact` False holds only the centre: the path
    is met without surprises, and draws scatter around it. `known` is as for a shock.
    """

    variable: str
    periods: tuple[Quarter, ...]
    measure: str
    values: tuple[float, ...]
    unit: str | None
    absorber: str | None
    exact: bool
    spot: Spot
    source: str = ""
    known: Quarter | None = None


@dataclass(frozen=True)
class Band:
    """A variable kept between `low` and `high` (None = open) over `periods` on the path without surprises,
    by the least unlikely of the shocks `absorbers` in those quarters (its own shock when none are named).

    With `weights`, one for each absorber, they move together instead, in these proportions of their standard
    deviations. A path that several shocks absorb is a band of no width in each quarter.
    """

    variable: str
    periods: tuple[Quarter, ...]
    low: float | None
    high: float | None
    unit: str | None
    absorbers: tuple[str, ...]
    spot: Spot
    weights: tuple[float, ...] = ()
    measure: str = "value"


@dataclass(frozen=True)
class ShockHit:
    """A shock of these `sizes`, one a quarter, in its own unit, or in standard deviations when `in_sd`.

    `known` is the quarter in which people learn of it, None for the first of the run; it matters only to
    equations that look ahead.
    """

    shock: str
    periods: tuple[Quarter, ...]
    sizes: tuple[float, ...]
    in_sd: bool
    unit: str | None
    spot: Spot
    known: Quarter | None = None


@dataclass(frozen=True)
class Judgement:
    """An addition to an equation, one size a quarter, in the unit of its left-hand side; `known` as for a
    shock."""

    equation: str
    periods: tuple[Quarter, ...]
    sizes: tuple[float, ...]
    unit: str | None
    spot: Spot
    known: Quarter | None = None


@dataclass(frozen=True)
class Expected:
    """A range for the median of draws of `variable` in quarter `at`.

    `measure` is "value" (the level), "change" (scenario's median less baseline's) or "change_percent" (in
    percent of the baseline's). `low` and `high` are in `unit`, the variable's own when None.
    """

    variable: str
    at: Quarter
    measure: str
    low: float
    high: float
    unit: str | None
    why: str
    source: str
    spot: Spot

    def holds(self, found: float) -> bool:
        """Whether a figure in the unit of the range lies inside it."""
        return self.low <= found <= self.high


@dataclass(frozen=True, repr=False)
class Plan:
    """A scenario: everything it says, with what it extends already merged in (the child's word is last).

    `releases` names what the baseline holds by judgement and the scenario leaves to the model; a workspace
    turns it into add-factors (`Workspace.expanded`), which is all that a resolved plan knows of it.
    `text` is the scenario file as written, kept in every run's manifest. `chain` names what it extends.
    `sources` (keys of references.bib), `sizes_from`, `size` (ordinary or stress), `systems`, `risks`,
    `claims` and `expected` are a scenario's own and not its parent's; no run reads them. `origins` says
    which parent a switch, variant or released variable comes from; other entries say it by the file in
    which they stand.
    """

    name: str
    title: str
    question: str = ""
    narrative: str = ""
    author: str = ""
    date: str = ""
    chain: tuple[str, ...] = (BASELINE,)
    levers: tuple[LeverMove, ...] = ()
    parameters: tuple[ParameterMove, ...] = ()
    paths: tuple[HeldPath, ...] = ()
    shocks: tuple[ShockHit, ...] = ()
    adds: tuple[Judgement, ...] = ()
    switches: Mapping[str, bool] = field(default_factory=dict)
    variants: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    releases: tuple[str, ...] = ()
    sources: str = ""
    sizes_from: str = ""
    size: str = ""
    systems: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    expected: tuple[Expected, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    file: Path | None = None
    text: str = ""

    def __repr__(self) -> str:
        said = (
            "levers", "parameters", "paths", "bands", "shocks", "adds", "switches", "variants", "releases",
        )  # fmt: skip
        counts = [f"{len(getattr(self, kind))} {kind}" for kind in said if getattr(self, kind)]
        return f"<Plan {self.name}: {self.title}; {', '.join(counts) or 'imposes nothing of its own'}>"

    @property
    def switches_off(self) -> frozenset[str]:
        """The mechanisms that are switched off."""
        return frozenset(name for name, on in self.switches.items() if not on)

    @property
    def news(self) -> tuple[Quarter, ...]:
        """The quarters in which something becomes known, in order."""
        return tuple(
            sorted({x.known for x in (*self.shocks, *self.adds, *self.paths) if x.known is not None})
        )

    @property
    def parts(self) -> dict[str, tuple[Any, ...] | Mapping[str, Any]]:
        """Everything that the plan does, by field."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in WORDS}

    def beside(self, other: Plan) -> Plan:
        """The plan with all that `other` does beside its own parts; what both hold is left to the check."""
        both: dict[str, Any] = {}
        for name, own in self.parts.items():
            more: Any = other.parts[name]
            both[name] = {**own, **more} if isinstance(own, Mapping) else (*own, *more)
        for name in ("variants", "releases"):
            both[name] = tuple(dict.fromkeys(both[name]))
        return replace(self, **both)

    @property
    def imposes_nothing(self) -> bool:
        """Whether this is the baseline under another name."""
        return not any(self.switches_off if n == "switches" else part for n, part in self.parts.items())


def baseline_plan() -> Plan:
    """The plan that imposes nothing: the baseline's own judgement is already in its solution."""
    return Plan(BASELINE, "Baseline", chain=())
