"""The engine's speed on this machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from moneygood.baseline.opening import Scenario, find_scenario, load
from moneygood.core.errors import MoneygoodError
from moneygood.scenarios.plan import BASELINE

if TYPE_CHECKING:
    from pathlib import Path

    from moneygood.questions.bench.frbus_answer import FrbusAnswer
    from moneygood.questions.bench.speed import BenchAnswer
    from moneygood.questions.bench.together import Benches


def bench(
    scenario: Scenario = BASELINE,
    *,
    draws: int = 20_000,
    threads: int = 0,
    sizes: Sequence[int] = (50, 110),
    vintage: str | None = None,
    frbus: Path | str | None = None,
    peers: Sequence[str] = (),
    only: str = "",
    progress: Callable[[str], None] | None = None,
) -> BenchAnswer | FrbusAnswer | Benches:
    """How fast the engine is here: start, compiling, throughput, size of the model, memory, beside its peers.

    `draws` (1,000 to 1,000,000) is the largest number measured, `sizes` the equations of synthetic models.
    Peers are NumPy and, where gcc is installed, the same equations as C.

    `frbus` is a folder with FRB/US's ``model.xml`` and ``LONGBASE.TXT`` (else the environment variable
    MONEYGOOD_FRBUS): its solutions are then measured too, beside pyfrbus and ModelFlow where one of the
    Pythons `peers` (paths of executables), or ours, has them. `only` is ``engine``, ``frbus``, or empty for
    both. E005 for draws out of range, M040 and M043 for a folder without the files, M046 for another word in
    `only`, M049 for a Python that does not start. Source: frbus2014.
    """
    from moneygood.questions.bench.frbus_work import find_files

    if only not in ("", "engine", "frbus"):
        raise MoneygoodError("M046", f"{only!r} cannot be measured", hint="Write engine or frbus")
    files = None if only == "engine" else find_files(frbus)
    if only == "frbus" and files is None:
        raise MoneygoodError(
            "M040", "no folder of FRB/US files is named", hint="Give --frbus DIR, or set MONEYGOOD_FRBUS"
        )
    measured = None
    if only != "frbus":
        from moneygood.questions.bench.speed import bench as measure

        plan = find_scenario(scenario)
        measured = measure(load(vintage), plan, draws=draws, threads=threads, sizes=sizes, progress=progress)
    if files is None:
        assert measured is not None
        return measured
    from moneygood.questions.bench.frbus import bench_frbus
    from moneygood.questions.bench.together import Benches

    found = bench_frbus(files, peers, progress)
    return found if measured is None else Benches(measured, found)
