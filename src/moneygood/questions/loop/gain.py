"""The gain of the loop: the answer to a hope that is held, against a baseline of the same parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.baseline.settle import Settled
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.questions.loop.text import LoopText, Variant
from moneygood.scenarios.read import parse_plan


@dataclass(frozen=True)
class Gain:
    """Gain by horizon for one variant: change of the answer per unit of impulse; `beside` by variable."""

    variant: Variant
    horizons: tuple[int, ...]
    values: tuple[float, ...]
    beside: dict[str, tuple[float, ...]]

    def at(self, horizon: int) -> float:
        """The gain after so many quarters."""
        return self.values[self.horizons.index(horizon)]

    def as_json(self) -> dict[str, object]:
        """The entry under ``gains``."""
        return {
            "variant": self.variant.name,
            "label": self.variant.label,
            "parameters": dict(self.variant.parameters),
            "switches_off": list(self.variant.switches),
            "horizons": list(self.horizons),
            "gain": list(self.values),
            "beside": {n: list(v) for n, v in self.beside.items()},
        }


def settled_pair(
    workspace: Workspace, loop: LoopText, variant: Variant, size: float | None = None
) -> tuple[Settled, Settled]:
    """The variant's own baseline, and the same with the impulse; nothing else differs between the two."""
    own = variant.scenario()
    last = workspace.start + (loop.quarters - 1)
    held = {
        "hold": loop.variable,
        "periods": f"{workspace.start}..{last}",
        "change": loop.size if size is None else size,
        "absorbed_by": loop.absorber,
    }
    plan, reach = parse_plan(own, f"{loop.name}-{variant.name}"), max(loop.horizons)
    moved = parse_plan({**own, "paths": [held]}, f"{loop.name}-{variant.name}-moved")
    base = workspace.settle(plan, horizon=reach, kept=True)
    return base, workspace.settle(moved, horizon=reach, kept=True)


def gain(workspace: Workspace, loop: LoopText, variant: Variant, size: float | None = None) -> Gain:
    """The gain of one variant: two paths solved without draws; A330 when the impulse does not arrive."""
    base, moved = settled_pair(workspace, loop, variant, size)
    own = moved.central.series(loop.variable) - base.central.series(loop.variable)
    impulse = float(own[: loop.quarters].mean())
    if abs(impulse) < 1e-9:
        raise MoneygoodError("A330", f"{loop.variable} does not move, so the loop has no gain to measure")
    rows = np.array(loop.horizons) - 1

    def change(name: str, kind: str) -> tuple[float, ...]:
        a, b = moved.central.series(name), base.central.series(name)
        out = 100 * np.log(a / b) if kind == "percent" else a - b
        return tuple(float(v) for v in out[rows] / impulse)

    beside = {name: change(name, kind) for name, kind in loop.beside}
    return Gain(variant, loop.horizons, change(loop.answer, "difference"), beside)
