"""What a newer vintage changed, and what that did to the baseline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.core.periods import Quarter
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.opening import Scenario
    from moneygood.questions.news.answer import NewsAnswer


AHEAD = 12
"""Quarters over which scenarios are told apart."""


@dataclass(frozen=True, kw_only=True)
class AskNews(CheckedRequest):
    """Example: moneygood data news 2026-08 2026-10"""

    old: str = argument(help="The vintage that was known before.")
    new: str | None = argument(None, "The newer one; the latest of the bundled ones by default.")
    at: Quarter | str | None = option(
        None, "Quarter of the baseline that is compared; the end of next year by default.", read=Quarter.parse
    )
    scenarios: Sequence[Scenario] = option(
        (),
        "Scenario, file, or stored run whose weight before and after the new figures is told; may be "
        "repeated. Six by default.",
        flag="--scenario",
        many=True,
    )
    draws: int = draw_option("draws", 400, least=100, help="Number of simulated paths of each scenario.")


def ask(request: AskNews, progress: Callable[[float | str], bool | None] | None = None) -> NewsAnswer:
    """What the vintage `new` has otherwise than `old`, and what that did to the baseline without draws.

    `old` and `new` are vintages, your own too; `at` the quarter that is compared (default: the last of the
    year after the new jump-off). Revisions, new figures, withdrawn ones, re-estimated states, projections of
    others and a later jump-off share the difference by Shapley's value, so that they add up to it; the series
    of a block share its part. The baseline is solved without draws. `scenarios` are weighed over the same
    `draws` from the older beginning on revised figures, before and after the figures that came out since (see
    `weights_gained`). Errors: D003 for an unknown vintage, A074 for a quarter that is not simulated, S-codes
    for a scenario, R003 and A205 for a stored run, which has to be of the newer vintage.

    >>> import moneygood as mg
    >>> found = mg.news("2026-08", "2026-11")
    >>> found.as_json()["new"]["name"]
    '2026-11'
    """
    from moneygood.baseline.news.changes import read_news
    from moneygood.baseline.news.effects import find_news
    from moneygood.baseline.news.revised import revised_workspace
    from moneygood.baseline.opening import load
    from moneygood.core.periods import quarter_range
    from moneygood.data.vintage import load_vintage
    from moneygood.model.build import load_model
    from moneygood.questions.news.answer import NewsAnswer
    from moneygood.runs.scenario_weights.gained import published, weights_gained
    from moneygood.runs.store.sources import plan_of

    model = load_model()
    at = None if request.at is None else Quarter.parse(request.at)
    new = load_vintage(request.new)
    plans = [plan_of(load(new.name), s) for s in request.scenarios or read_news(model).weighed]
    tell = progress or (lambda share: None)
    found = find_news(model, load_vintage(request.old), new, at, lambda share: tell(f"baselines {share:.0%}"))
    begin = found.starts[0]
    figures = published(load(new.name).history, quarter_range(begin, begin + (AHEAD - 1)))
    gained = None
    if figures:
        tell("scenarios")
        start = revised_workspace(model, found.difference)
        gained = weights_gained(start, plans, figures, AHEAD, request.draws)
    return NewsAnswer(found, model, gained)
