"""The simulated paths of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import option
from moneygood.runs.options import DrawOptions, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Progress, Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.runs.run import RunResult


@dataclass(frozen=True, kw_only=True)
class AskRun(DrawOptions):
    """Example: moneygood run deepseek-jevons --draws 20000 --seed 7"""

    scenario: Scenario = scenario_option(
        "Names of shipped scenarios or paths of files; baseline when none.", each=True
    )
    keep: Sequence[str] = option(
        (), "A further variable whose paths are kept; may be repeated.", many=True, idle=True
    )
    paths_to: Path | None = option(
        None, "Write every kept path of every draw to this file: .parquet or .zarr.", read=Path, idle=True
    )


def ask(workspace: Workspace, request: AskRun, progress: Progress | None = None) -> RunResult:
    """The simulated paths of a scenario and what they say.

    `draws` paths of `quarters` quarters after the jump-off; the same `seed` gives the same figures for any
    `threads` and `batch`. `keep` names variables whose paths are wanted beside those that every run keeps. A
    run of more than 131,072 draws keeps the paths of its first 8,192 only and forms all it says on the way;
    `paths_to` names a file that all kept paths are written to. Draws that fail keep their place and are
    counted.

    Errors: S-codes for the scenario, A074 and E005 for the request, E001 when it cannot be solved, E070 to
    E076 for the cluster.

    >>> import moneygood as mg
    >>> result = mg.run("deepseek-jevons", draws=40, seed=7, quarters=8)
    >>> result.table().loc[("rate_10y", "2027Q4"), "unit"]
    'pct/yr'
    """
    from dataclasses import fields

    from moneygood.baseline.opening import find_scenario
    from moneygood.runs.run import RunRequest
    from moneygood.runs.run_plan import run_plan

    options = {f.name: getattr(request, f.name) for f in fields(DrawOptions)}
    options |= {"keep": request.keep, "paths_to": request.paths_to}
    return run_plan(workspace, find_scenario(request.scenario), RunRequest(**options), progress)
