"""Questions about what it takes, what separates, what feeds back, and what leads where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from moneygood.baseline.opening import Scenario, find_scenario, load
from moneygood.core.periods import Quarter
from moneygood.core.run_limits import DRAWS, QUARTERS
from moneygood.engine.workers.cluster.opening import Cluster, open_cluster
from moneygood.scenarios.plan import BASELINE

if TYPE_CHECKING:
    from moneygood.questions.branch.answer import BranchAnswer
    from moneygood.questions.breakeven.answer import Breakeven
    from moneygood.questions.discover.answer import Discovery
    from moneygood.questions.loop.answer import LoopAnswer
    from moneygood.questions.sensitivity.answer import Sensitivity


def breakeven(
    target: str,
    levers: Sequence[str] = (),
    *,
    scenario: Scenario = BASELINE,
    ranges: Sequence[tuple[float, float] | None] = (),
    shares: Sequence[float] = (0.5, 0.8),
    by: Quarter | str | None = None,
    level: float | None = None,
    draws: int = DRAWS,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
) -> Breakeven:
    """The value of a lever that reaches a target: without surprises, for given odds, and along a frontier.

    `target` is a text of ``economics/targets``, a file of that form, or a condition such as
    ``debt_ratio[2036Q4] <= debt_ratio[2031Q4]``. `levers` names one or two levers, parameters or variables to
    hold, by default those of the target; `ranges` bounds each, in its own unit. `shares` are odds between 0
    and 1; `draws` 0 leaves the odds out. `by` and `level` replace the target's quarter and number.
    Errors: A301 to A310 for the question, S-codes for the scenario, E001 when it cannot be solved.
    Source: ours; roots by Brent's method.
    """
    from moneygood.questions.breakeven.solve import BreakevenRequest, break_even

    quarter = Quarter.parse(by) if by is not None else None
    request = BreakevenRequest(
        tuple(levers), tuple(ranges), tuple(shares), quarter, level, draws, seed, quarters, threads
    )
    return break_even(load(vintage), find_scenario(scenario), target, request)


def target_names() -> tuple[str, ...]:
    """The targets that are shipped, by name."""
    from moneygood.questions.question_texts import question_names

    return tuple(question_names("targets"))


def loop(
    name: str = "wall-street-fed",
    *,
    draws: int = DRAWS,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
) -> LoopAnswer:
    """How much of a hoped-for cut the hope itself takes away, and what volatility the loop adds to stocks.

    `name` is a text of ``economics/loops``. Gains are points of the policy rate per point of hoped-for cut,
    by
    quarter; volatility is in percent a year over `draws` paths of `quarters` quarters (0 draws: gains alone).
    Errors: A320 for an unknown name, A301 for a faulty text, A330 without an impulse, A074 and E-codes.
    Source: ours; cieslak2021 for the Fed's answer to stocks.
    """
    from moneygood.questions.loop.answer import measure_loop

    return measure_loop(load(vintage), name, draws=draws, seed=seed, quarters=quarters, threads=threads)


def branch(
    event: str = "efficiency-shock",
    *,
    draws: int = DRAWS,
    seed: int = 1,
    vintage: str | None = None,
    threads: int = 0,
) -> BranchAnswer:
    """The branches of an event side by side: odds, outcomes, channels, and the first sign that tells them
    apart.

    `event` is a text of ``economics/branches``. Every draw is run with and without the event on the same
    shocks
    and parameters; effects are in log percent or points. Errors: A320 and A301 for the text, A321 when all
    draws take one branch, A074 and E-codes. Source: ours; DeLong, DeLong and Clarke-Pearson (1988) for the
    error of the area under the ROC curve.
    """
    from moneygood.questions.branch.draws import branch_out

    return branch_out(load(vintage), event, draws=draws, seed=seed, threads=threads)


def discover(
    condition: str,
    *,
    scenario: Scenario = BASELINE,
    window: str | None = None,
    running: int = 1,
    levers: Sequence[str] = (),
    boxes: int = 2,
    peel: float = 0.05,
    mass: float = 0.05,
    draws: int = 8000,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
    cluster: Cluster = None,
) -> Discovery:
    """The few conditions on what is drawn that lead to an outcome, found by PRIM and by a tree.

    `condition` is written like ``10y > 6 and debt > 130``; a path counts when it holds in a quarter of
    `window`
    (``2027Q1..2031Q4``, the whole run by default), `running` quarters in a row. `levers` are spread over
    their
    ranges and searched too. `peel` is the share of draws cut at a time, `mass` the smallest box as a share.
    `cluster` as in `run`.
    Errors: A302, A303 and M-codes for the condition, A306 to A308 for levers, A340 and A341, A074 and
    E-codes.
    Source: Friedman and Fisher (1999); Bryant and Lempert (2010); Breiman and others (1984).
    """
    from moneygood.questions.discover.search import DiscoverRequest
    from moneygood.questions.discover.search import discover as search

    plan = find_scenario(scenario)
    with open_cluster(cluster) as workers:
        request = DiscoverRequest(
            window, running, tuple(levers), boxes, peel, mass, draws, seed, quarters, threads, workers
        )
        return search(load(vintage), plan, condition, request)


def sensitivity(
    output: str,
    inputs: Sequence[str] = (),
    *,
    scenario: Scenario = BASELINE,
    method: str = "both",
    groups: Mapping[str, Sequence[str]] | None = None,
    correlations: Mapping[tuple[str, str], float] | None = None,
    at: Quarter | str | None = None,
    size: int = 512,
    trajectories: int = 50,
    second_order: bool = False,
    shock_paths: int = 0,
    seed: int = 1,
    quarters: int = QUARTERS,
    vintage: str | None = None,
    threads: int = 0,
    cluster: Cluster = None,
) -> Sensitivity:
    """Which parameters and levers an output hangs on: Sobol shares of its variance and Morris effects.

    `output` is a variable (read at quarter `at`, by default the last) or a formula such as
    ``highest(rate_10y[2027Q1..2030Q4])``. `inputs` are parameters and levers, by default the parameters
    that are
    drawn per path; parameters have their records' distributions, levers are uniform over their ranges.
    `groups`
    move together, `correlations` are those of normal scores. `size` is a power of two; `shock_paths` 0
    looks at
    the path without draws, k at the mean over the same k shock paths. ± is half a 95 percent interval.
    `cluster` as in `run`.
    Errors: M-codes, A303 and A304 for the output, A306 to A308 for inputs, A350 to A354 for the sample.
    Source: SALib (Iwanaga, Usher and Herman 2022); Kucherenko, Tarantola and Annoni (2012) for correlated
    inputs.
    """
    from moneygood.questions.sensitivity.indices import SensitivityRequest
    from moneygood.questions.sensitivity.indices import sensitivity as look

    request = SensitivityRequest(
        inputs=tuple(inputs),
        groups={g: tuple(m) for g, m in (groups or {}).items()},
        correlations=dict(correlations or {}),
        method=method,
        at=Quarter.parse(at) if at is not None else None,
        size=size,
        trajectories=trajectories,
        second_order=second_order,
        shock_paths=shock_paths,
        seed=seed,
        quarters=quarters,
        threads=threads,
    )
    plan = find_scenario(scenario)
    with open_cluster(cluster) as workers:
        return look(load(vintage), plan, output, replace(request, executor=workers))
