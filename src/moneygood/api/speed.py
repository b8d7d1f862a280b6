"""The engine's speed on this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from moneygood.api.opening import Scenario, find_scenario, load
from moneygood.scenarios.plan import BASELINE

if TYPE_CHECKING:
    from moneygood.analysis.bench.speed import BenchAnswer


def bench(
    scenario: Scenario = BASELINE,
    *,
    draws: int = 20_000,
    threads: int = 0,
    sizes: Sequence[int] = (50, 110),
    vintage: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> BenchAnswer:
    """How fast the engine is here: start, compiling, throughput, size of the model, memory, beside its peers.

    `draws` (1,000 to 1,000,000) is the largest number measured, `sizes` the equations of synthetic models.
    Peers are NumPy and, where gcc is installed, the same equations as C. E005 for draws out of range.
    """
    from moneygood.analysis.bench.speed import bench as measure

    plan = find_scenario(scenario)
    return measure(load(vintage), plan, draws=draws, threads=threads, sizes=sizes, progress=progress)
