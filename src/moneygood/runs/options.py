"""The options of everything that simulates: declared here once, checked here once.

A request takes them all by building on `DrawOptions`, or some of them by `draw_option`; command line,
notebook functions and reference pages read the same declarations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.asked import CheckedRequest, like, option
from moneygood.core.run_limits import (
    BACKENDS,
    DRAWS,
    FORMER_BACKENDS,
    MOST_DRAWS,
    MOST_QUARTERS,
    MOST_SEED,
    MOST_THREADS,
    QUARTERS,
    SAMPLINGS,
    SHAPES,
)

if TYPE_CHECKING:
    from moneygood.engine.workers.cluster.opening import Cluster


def _as_texts(given: Iterable[object]) -> tuple[str, ...]:
    """Views as texts, a file by its path."""
    return tuple(str(one) for one in given)


def _on_day(request: Any, day: str) -> dict[str, Any]:
    """The vintage as it was known on a day; what reads figures is loaded only now."""
    from moneygood.data.as_of import dated_name

    return {"vintage": dated_name(request.vintage, day)}


@dataclass(frozen=True)
class DrawOptions(CheckedRequest):
    """How many paths are drawn, from what, over how long, and by what means.

    The first three, `sampling`, `parameter_draws`, `shocks`, `posterior`, `vintage`, `day` and `view` decide
    the figures;
    `backend` their last digits; `threads`, `batch` and `cluster` nothing. Errors: E005 and A074 for a value
    out of its range, A606 for a shape of shocks.
    """

    draws: int = option(
        DRAWS, "Number of simulated paths.", unit="paths", least=1, most=MOST_DRAWS, code="E005",
        fault="{value} draws cannot be run",
    )  # fmt: skip
    seed: int = option(
        1, "Seed of the random numbers: same seed, same figures.", least=0, most=MOST_SEED,
        fault="{value} is not a seed", fix=f"Write a whole number from 0 to {MOST_SEED}",
    )  # fmt: skip
    quarters: int = option(
        QUARTERS, "Quarters to simulate after the jump-off.", unit="quarters", least=1, most=MOST_QUARTERS,
        fault="{value} quarters cannot be simulated",
    )  # fmt: skip
    threads: int = option(
        0, "Workers; 0 = one per core. Never changes a figure.", unit="workers", least=1, most=MOST_THREADS,
        also=(0,), code="E005", fault="{value} threads cannot be used",
        fix=f"Ask for 1 to {MOST_THREADS}, or 0 for all", idle=True,
    )  # fmt: skip
    batch: int | None = option(
        None, "Draws worked on at a time. Never changes a figure.", unit="paths", least=1, code="E005",
        fault="a batch cannot have {value} draws", fix="Ask for at least 1", idle=True,
    )  # fmt: skip
    backend: str = option(
        "auto",
        "What does the arithmetic: compiled (which auto means), numpy (the reference) or cuda (GPU). "
        "Last digits may differ.",
        choices=BACKENDS,
        former=FORMER_BACKENDS,
    )
    sampling: str = option(
        "random", "How draws are spread: random, antithetic (pairs of opposite shocks) or sobol.",
        choices=SAMPLINGS,
    )  # fmt: skip
    parameter_draws: bool = option(
        True, "Draw the parameters whose records say so; without it they keep their central values.",
        off="--fixed-parameters",
    )  # fmt: skip
    shocks: str = option(
        "", "Shape of the shocks: bootstrap, normal, student_t; the model's own by default.", choices=SHAPES,
        code="A606", fault="there are no shocks of the shape '{value}'",
    )  # fmt: skip
    posterior: Path | None = option(
        None, "Folder of a proposal (moneygood fit): parameters take its draws.", read=Path
    )
    vintage: str | None = option(None, "Vintage of the data, such as 2026-11; the latest by default.")
    day: str | None = option(
        None,
        "Ask on a day that has passed, on what was known then: a quarter (its last day) or a date.",
        flag="--from", metavar="QUARTER", settles=_on_day,
    )  # fmt: skip
    cluster: Cluster = option(
        None,
        "Workers elsewhere: local, local:4 or a Dask scheduler's tcp://host:8786. Changes no figure.",
        idle=True,
    )
    view: Sequence[str] = option(
        (),
        'A view the draws are weighed by, such as "rate_10y[2027Q4] ~ 4.2 ± 0.5", or a file (.yaml); may be '
        "repeated.",
        many=True, gather=_as_texts,
    )  # fmt: skip


def draw_option(name: str, default: Any = MISSING, **said: Any) -> Any:
    """One of the fields of `DrawOptions` for a request that takes some of them only."""
    return like(DrawOptions, name, default, **said)


def scenario_option(
    help: str = "Scenario, file, or stored run (folder, id, or last).", default: Any = "baseline", **said: Any
) -> Any:
    """The scenario in which a question is asked: the first argument, or the option `flag`."""
    return option(default, help, ordered=said.pop("ordered", True), place="flag" not in said, **said)
