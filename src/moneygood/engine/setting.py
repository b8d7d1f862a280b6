"""What a run needs besides the model, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.paths import Paths
from moneygood.core.periods import Quarter

if TYPE_CHECKING:
    from moneygood.model.model import Model


@dataclass(frozen=True, slots=True)
class Hold:
    """`variable` is `value` in quarter `period_index`, and `absorber` (``eps_x`` or ``add_x``) gives way."""

    variable: str
    period_index: int
    value: float
    absorber: str


@dataclass(frozen=True)
class Setting:
    """Figures of one run; rows follow the model (`variables`, `behavioural`, `shocks`, `vias`).

    `history` [variable, L quarters before the first], `exogenous` [variable, quarter] (NaN for the rest),
    `adds` [behavioural equation, quarter], `shocks` [shock, quarter] (uniforms 0.5 unless imposed),
    `references` [channel, quarter] where mechanisms are off. All in the units of the model's records.
    """

    periods: tuple[Quarter, ...]
    history: np.ndarray
    exogenous: np.ndarray
    adds: np.ndarray
    shocks: np.ndarray
    parameters: dict[str, float] = field(default_factory=dict)
    switches_off: frozenset[str] = frozenset()
    references: np.ndarray | None = None
    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True)
class PathSolution:
    """One deterministic path: `values` [variable, quarter], and the `shocks` and `adds` as absorbed by holds.

    `references` [channel, quarter] when asked for; `iterations` and `residuals` [quarter] of the worst block
    (residual relative to the variable's size); `identity_error` per identity, relative to its largest term.
    """

    names: tuple[str, ...]
    periods: tuple[Quarter, ...]
    values: np.ndarray
    shocks: np.ndarray
    adds: np.ndarray
    references: np.ndarray | None
    iterations: np.ndarray
    residuals: np.ndarray
    identity_error: dict[str, float]

    def series(self, name: str) -> np.ndarray:
        """The path of one variable [quarter] (E005 when the model has none of that name)."""
        if name not in self.names:
            raise MoneygoodError(
                "E005", f"there is no variable {name!r}", hint=did_you_mean(name, self.names)
            )
        return self.values[self.names.index(name)]

    def first(self, quarters: int) -> PathSolution:
        """The path's first quarters."""
        return replace(
            self,
            periods=self.periods[:quarters],
            values=self.values[:, :quarters],
            shocks=self.shocks[:, :quarters],
            adds=self.adds[:, :quarters],
            references=None if self.references is None else self.references[:, :quarters],
            iterations=self.iterations[:quarters],
            residuals=self.residuals[:quarters],
        )


@dataclass(frozen=True)
class NewtonStats:
    """How hard the simultaneous blocks were: `mean_iterations`, `max_iterations`, over all blocks solved
    (a block of a draw and quarter counts once)."""

    solves: int = 0
    mean_iterations: float = 0.0
    max_iterations: int = 0


@dataclass(frozen=True)
class Absorbed:
    """What holds cost: mean and standard deviation over draws of each absorber in each held quarter."""

    absorber: str
    period_index: int
    mean: float
    sd: float


@dataclass(frozen=True)
class Simulation:
    """Simulated paths with the checks that always run beside them.

    `identity_error`: label -> largest residual over all draws and quarters, relative to the largest term.
    `guard_share`: guard -> share of path-quarters outside its bounds. Failed draws are in `paths.status`.
    `seconds` of wall time; `workers` that shared the work (never changes a figure);
    `backend` that did the arithmetic, and in `backend_note` why it was not the one that was asked for.
    """

    paths: Paths
    identity_error: dict[str, float]
    guard_share: dict[str, float]
    absorbed: tuple[Absorbed, ...]
    newton: NewtonStats
    seconds: float
    workers: int
    backend: str = "numpy"
    backend_note: str = ""

    @property
    def worst_identity(self) -> tuple[str, float]:
        """The identity with the largest relative error, and that error."""
        if not self.identity_error:
            return "", 0.0
        label = max(self.identity_error, key=lambda k: self.identity_error[k])
        return label, self.identity_error[label]


def empty_setting(model: Model, periods: tuple[Quarter, ...], history: np.ndarray) -> Setting:
    """A setting without judgement, shocks or exogenous figures: zeros, 0.5 for uniforms, NaN."""
    t = len(periods)
    shocks = np.zeros((len(model.shocks), t))
    for i, shock in enumerate(model.shocks.values()):
        if shock.kind == "uniform":
            shocks[i] = 0.5
    return Setting(
        periods=tuple(periods),
        history=np.asarray(history, dtype=np.float64),
        exogenous=np.full((len(model.variables), t), np.nan),
        adds=np.zeros((len(model.behavioural), t)),
        shocks=shocks,
    )


def check_setting(model: Model, setting: Setting) -> None:
    """Raises E008 for arrays that do not fit, E005 for unknown names, E006 for missing references."""
    t, n = len(setting.periods), len(model.variables)
    if t < 1:
        raise MoneygoodError("E005", "a run needs at least one quarter")
    expected = {
        "exogenous": (n, t),
        "adds": (len(model.behavioural), t),
        "shocks": (len(model.shocks), t),
    }
    for name, shape in expected.items():
        have = np.shape(getattr(setting, name))
        if have != shape:
            raise MoneygoodError("E008", f"{name} has shape {have}, the model needs {shape}")
    rows, quarters = np.shape(setting.history)
    if rows != n or quarters < max(model.max_lag, 1):
        raise MoneygoodError(
            "E008",
            f"history has shape {(rows, quarters)}, the model needs {n} rows and {model.max_lag} quarters",
        )
    for name in setting.parameters:
        if name not in model.parameters:
            raise MoneygoodError(
                "E005", f"there is no parameter {name!r}", hint=did_you_mean(name, model.parameters)
            )
    for name in setting.switches_off:
        if name not in model.switches:
            raise MoneygoodError(
                "E005", f"there is no switch {name!r}", hint=did_you_mean(name, model.switches)
            )
    if any(v.switch in setting.switches_off for v in model.vias):
        if setting.references is None:
            off = ", ".join(sorted(setting.switches_off))
            raise MoneygoodError("E006", f"{off} is switched off but no reference values were given")
        if np.shape(setting.references) != (len(model.vias), t):
            raise MoneygoodError(
                "E008",
                f"references have shape {np.shape(setting.references)}, not {(len(model.vias), t)}",
            )
