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
    from moneygood.questions.bench.frbus_answer import FrbusAnswer
    from moneygood.questions.bench.speed import BenchAnswer
    from moneygood.questions.bench.together import Benches

SIZES, FULL_SIZES, FULL_DRAWS = (50, 110), (50, 110, 200, 300, 500), 1_000_000


@dataclass(frozen=True, kw_only=True)
class AskBench(CheckedRequest):
    """With --frbus also the Federal Reserve's model, beside pyfrbus and ModelFlow where --peers names a
    Python that has them. Takes about a minute. Examples: moneygood bench --full --chart speed.svg;
    moneygood bench --only frbus --frbus FRBUS --peers peers/bin/python"""

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
    frbus: str | Path | None = option(
        None, "A folder with FRB/US's model.xml and LONGBASE.TXT (else MONEYGOOD_FRBUS)."
    )
    peers: Sequence[str] = option(
        (), "A Python in which pyfrbus or ModelFlow is installed; may be repeated.", many=True
    )
    only: str = option("", "Measure the engine or frbus alone.")
    vintage: str | None = draw_option("vintage")


def ask(
    request: AskBench, progress: Callable[[str], None] | None = None
) -> BenchAnswer | FrbusAnswer | Benches:
    """How fast the engine is here: start, compiling, throughput, size of the model, memory, beside its peers.

    `draws` (1,000 to 1,000,000) is the largest number measured, `sizes` the equations of synthetic models.
    Peers are NumPy and, where gcc is installed, the same equations as C.

    `frbus` is a folder with FRB/US's ``model.xml`` and ``LONGBASE.TXT`` (else the environment variable
    MONEYGOOD_FRBUS): its solutions are then measured too, beside pyfrbus and ModelFlow where one of the
    Pythons `peers` (paths of executables), or ours, has them. `only` is ``engine``, ``frbus``, or empty for
    both. E005 for draws out of range, M040 and M043 for a folder without the files, M046 for another word in
    `only`, M049 for a Python that does not start. Source: frbus2014.

    >>> import moneygood as mg
    >>> mg.bench(only="frbus", frbus="nowhere")
    Traceback (most recent call last):
    moneygood.core.errors.MoneygoodError: M040: ...
    """
    from moneygood.baseline.opening import find_scenario, load
    from moneygood.questions.bench.frbus_work import find_files

    r = request
    if r.only not in ("", "engine", "frbus"):
        raise MoneygoodError("M046", f"{r.only!r} cannot be measured", hint="Write engine or frbus")
    files = None if r.only == "engine" else find_files(r.frbus)
    if r.only == "frbus" and files is None:
        raise MoneygoodError(
            "M040", "no folder of FRB/US files is named", hint="Give --frbus DIR, or set MONEYGOOD_FRBUS"
        )
    measured = None
    if r.only != "frbus":
        from moneygood.questions.bench.speed import bench as measure

        plan = find_scenario(r.scenario)
        draws = FULL_DRAWS if r.full else r.draws
        sizes = tuple(r.sizes) or (FULL_SIZES if r.full else SIZES)
        measured = measure(
            load(r.vintage), plan, draws=draws, threads=r.threads, sizes=sizes, progress=progress
        )
    if files is None:
        assert measured is not None
        return measured
    from moneygood.questions.bench.frbus import bench_frbus
    from moneygood.questions.bench.together import Benches

    found = bench_frbus(files, r.peers, progress)
    return found if measured is None else Benches(measured, found)
