"""The engine's speed on this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, option
from moneygood.core.errors import MoneygoodError
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Scenario
    from moneygood.questions.bench.speed import BenchAnswer

SIZES, FULL_SIZES, FULL_DRAWS = (50, 110), (50, 110, 200, 300, 500), 1_000_000


@dataclass(frozen=True, kw_only=True)
class AskBench(CheckedRequest):
    """Takes about a minute. Beside gcc, pyfrbus and ModelFlow: python -m benchmarks, in the source.
    Examples: moneygood bench; moneygood bench --full --chart speed.svg"""

    scenario: Scenario = scenario_option(
        "Scenario whose paths are measured.", flag="--scenario", ordered=False
    )
    draws: int = option(
        20_000, "The largest number of paths measured.", unit="paths", least=1_000, most=FULL_DRAWS,
        code="E005", fault="{value} draws cannot be measured",
    )  # fmt: skip
    sizes: Sequence[int] = option(
        (), "A size of synthetic model; may be repeated (50 and 110 by default).", unit="equations",
        flag="--equations", many=True,
    )  # fmt: skip
    full: bool = option(False, "Up to 1,000,000 draws and 500 equations; ten minutes or so.")
    threads: int = draw_option("threads")
    frbus: str | Path | None = option(None, "Measured by python -m benchmarks frbus, in the source.")
    peers: Sequence[str] = option((), "Named to python -m benchmarks frbus, in the source.", many=True)
    only: str = option("", "Chosen by python -m benchmarks engine or frbus, in the source.")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")


def ask(request: AskBench, progress: Callable[[str], None] | None = None) -> BenchAnswer:
    """How fast the engine is here: start, compiling, throughput, size of the model, memory, beside NumPy.

    `draws` (1,000 to 1,000,000) is the largest number measured, `sizes` the equations of synthetic models.
    The same equations as C, and FRB/US by other programs, are measured by ``python -m benchmarks`` in the
    source: `frbus`, `peers` and `only` are refused (M046) with that command. E005 for draws out of range.

    >>> import moneygood as mg
    >>> mg.bench(frbus="pyfrbus")
    Traceback (most recent call last):
    moneygood.core.errors.MoneygoodError: M046: ...
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.questions.bench.speed import bench as measure
    from moneygood.restarts.opening import load

    r = request
    for name, value in (("frbus", r.frbus), ("peers", r.peers), ("only", r.only)):
        if value:
            hint = "In a checkout of the source: python -m benchmarks frbus --frbus DIR --peers PYTHON"
            raise MoneygoodError("M046", f"{name} is no longer measured by bench", hint=hint)
    plan = find_scenario(r.scenario)
    draws = FULL_DRAWS if r.full else r.draws
    sizes = tuple(r.sizes) or (FULL_SIZES if r.full else SIZES)
    return measure(load(r.vintage), plan, draws=draws, threads=r.threads, sizes=sizes, progress=progress)
