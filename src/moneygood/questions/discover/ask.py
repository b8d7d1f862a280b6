"""The few conditions that lead to an outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.runs.options import draw_option, scenario_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.engine.workers.cluster.opening import Cluster
    from moneygood.questions.discover.answer import Discovery


@dataclass(frozen=True, kw_only=True)
class AskDiscover(CheckedRequest):
    """Example: moneygood discover "10y > 6 and debt > 130" --lever ai_productivity"""

    condition: str = argument(help='The outcome, such as "10y > 6 and debt > 130".')
    scenario: Scenario = scenario_option(
        "Scenario or stored run in which the question is asked.", flag="--in", ordered=False
    )
    window: str | None = option(None, "Quarters in which it may happen, such as 2027Q1..2031Q4.")
    running: int = option(1, "Quarters in a row for which it has to hold.", unit="quarters")
    levers: Sequence[str] = option(
        (), "A lever spread over its range and searched too.", flag="--lever", many=True
    )
    boxes: int = option(
        2, "How many boxes to look for.", unit="boxes", least=1, most=10, code="A341",
        fault="{value} boxes cannot be looked for", fix="Choose 1 to 10",
    )  # fmt: skip
    peel: float = option(
        0.05, "Share of draws cut off at a time.", unit="share", least=0.005, most=0.3, code="A341",
        fault="peel is {value}", fix="Choose 0.005 to 0.3",
    )  # fmt: skip
    mass: float = option(
        0.05, "Smallest box, as a share of the draws.", unit="share", least=0.005, most=0.5, code="A341",
        fault="mass is {value}", fix="Choose 0.005 to 0.5",
    )  # fmt: skip
    draws: int = draw_option("draws", 8000)
    seed: int = draw_option("seed")
    quarters: int = draw_option("quarters")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")
    threads: int = draw_option("threads")
    cluster: Cluster = draw_option("cluster")


def ask(workspace: Workspace, request: AskDiscover) -> Discovery:
    """The few conditions on what is drawn that lead to an outcome, found by PRIM and by a tree.

    `condition` is written like ``10y > 6 and debt > 130``; a path counts when it holds in a quarter of
    `window` (``2027Q1..2031Q4``, the whole run by default), `running` quarters in a row. `levers` are spread
    over their ranges and searched too. `peel` is the share of draws cut at a time, `mass` the smallest box as
    a share. Errors: A302, A303 and M-codes for the condition, A306 to A308 for levers, A340 and A341, A074
    and E-codes. Source: Friedman and Fisher (1999); Bryant and Lempert (2010); Breiman and others (1984).

    >>> import moneygood as mg
    >>> found = mg.discover("10y > 5 or debt > 105", draws=400, quarters=12)
    >>> 0 < found.as_json()["share"] < 1
    True
    """
    from moneygood.engine.workers.cluster.opening import open_cluster
    from moneygood.questions.discover.search import DiscoverRequest, discover
    from moneygood.runs.store.sources import plan_of

    r, plan = request, plan_of(workspace, request.scenario)
    with open_cluster(r.cluster) as workers:
        inner = DiscoverRequest(
            r.window, r.running, tuple(r.levers), r.boxes, r.peel, r.mass, r.draws, r.seed, r.quarters,
            r.threads, workers,
        )  # fmt: skip
        return discover(workspace, plan, r.condition, inner)
