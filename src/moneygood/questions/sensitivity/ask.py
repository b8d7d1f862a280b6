"""Which parameters and levers an output hangs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option, refuse_unused
from moneygood.core.number_text import plain_number
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.engine.workers.cluster.opening import Cluster
    from moneygood.questions.sensitivity.answer import Sensitivity


def read_group(text: str) -> tuple[str, tuple[str, ...]]:
    """A group written ``name=first,second``; ValueError for anything else."""
    name, sign, members = text.partition("=")
    if not sign or not name.strip():
        raise ValueError(f"{text!r} is not a group; write it like ai=b_ai_elasticity,b_ai_ceiling")
    return name.strip(), tuple(m.strip() for m in members.split(",") if m.strip())


def read_correlation(text: str) -> tuple[tuple[str, str], float]:
    """A correlation written ``first:second:0.5``; ValueError for anything else."""
    parts = text.split(":")
    try:
        first, second, size = parts
        return (first.strip(), second.strip()), plain_number(size)
    except ValueError:
        raise ValueError(f"{text!r} is not a correlation; write it like first:second:0.5") from None


@dataclass(frozen=True, kw_only=True)
class AskSensitivity(CheckedRequest):
    """Example: moneygood sensitivity debt --input ai_productivity --input neutral_rate"""

    output: str = argument(help='A variable, or a formula such as "rate_10y[2030Q4]".')
    inputs: Sequence[str] = option(
        (), "A parameter or lever; may be repeated. Default: the parameters drawn per path.", flag="--input",
        many=True, ordered=True,
    )  # fmt: skip
    groups: Mapping[str, Sequence[str]] | None = option(
        None, "Inputs moved together: name=first,second.", flag="--group", many=True, read=read_group,
        gather=dict, code="A351",
    )  # fmt: skip
    correlations: Mapping[tuple[str, str], float] | None = option(
        None, "Correlation of two inputs: first:second:0.5.", flag="--correlate", many=True,
        read=read_correlation, gather=dict, code="A351",
    )  # fmt: skip
    method: str = option("both", "both, sobol or morris.", choices=("both", "sobol", "morris"), code="A351")
    at: Quarter | str | None = option(
        None, "Quarter of a variable; the last one by default.", read=Quarter.parse
    )
    size: int = option(512, "Base points of the Sobol sample, a power of two.", unit="points")
    trajectories: int = option(50, "Trajectories of the Morris sample.", unit="trajectories")
    second_order: bool = option(False, "Shares of pairs too.")
    shock_paths: int = option(
        0, "Shock paths common to all runs; 0 looks at the deterministic path.", unit="paths", least=0,
        most=64, code="A351", fault="{value} shock paths", fix="Choose 0 to 64",
    )  # fmt: skip
    scenario: Scenario = scenario_option(
        "Scenario or stored run in which the question is asked.", flag="--in", ordered=False
    )
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")
    cluster: Cluster = draw_option("cluster")


def ask(workspace: Workspace, request: AskSensitivity) -> Sensitivity:
    """Which parameters and levers an output hangs on: Sobol shares of its variance and Morris effects.

    `output` is a variable (read at quarter `at`, by default the last) or a formula such as
    ``highest(rate_10y[2027Q1..2030Q4])``. `inputs` are parameters and levers, by default the parameters
    that are drawn per path; parameters have their records' distributions, levers are uniform over their
    ranges. `groups` move together, `correlations` are those of normal scores. `size` is a power of two;
    `shock_paths` 0 looks at the deterministic path, k at the mean over the same k shock paths. ± is half a 95
    percent interval. Errors: M-codes, A303 and A304 for the output, A306 to A308 for inputs, A350 to A354 for
    the sample. Source: SALib (Iwanaga, Usher and Herman 2022); Kucherenko, Tarantola and Annoni (2012) for
    correlated inputs.

    >>> import moneygood as mg
    >>> inputs = "ai_productivity", "neutral_rate"
    >>> found = mg.sensitivity("rate_10y[2027Q1]", inputs, size=16, trajectories=4)
    >>> len(found.answer.parts)
    2
    """
    from moneygood.engine.workers.cluster.opening import open_cluster
    from moneygood.questions.sensitivity.indices import SensitivityRequest, sensitivity
    from moneygood.runs.store.sources import plan_of

    r = request
    if r.method == "morris":
        refuse_unused(r, ("size", "second_order"), "it is of the Sobol sample, and only morris is asked for")
    if r.method == "sobol":
        refuse_unused(r, ("trajectories",), "it is of the Morris sample, and only sobol is asked for")
    plan = plan_of(workspace, r.scenario)
    with open_cluster(r.cluster) as workers:
        inner = SensitivityRequest(
            inputs=tuple(r.inputs),
            groups={g: tuple(m) for g, m in (r.groups or {}).items()},
            correlations=dict(r.correlations or {}),
            method=r.method,
            at=Quarter.parse(r.at) if r.at is not None else None,
            size=r.size,
            trajectories=r.trajectories,
            second_order=r.second_order,
            shock_paths=r.shock_paths,
            seed=r.seed,
            quarters=r.quarters,
            threads=r.threads,
            executor=workers,
        )
        return sensitivity(workspace, plan, r.output, inner)
