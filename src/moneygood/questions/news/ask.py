"""What a newer vintage changed, and what that did to the baseline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.core.periods import Quarter

if TYPE_CHECKING:
    from moneygood.questions.news.answer import NewsAnswer


@dataclass(frozen=True, kw_only=True)
class AskNews(CheckedRequest):
    """Example: moneygood data news 2026-08 2026-10"""

    old: str = argument(help="The vintage that was known before.")
    new: str | None = argument(None, "The newer one; the latest of the bundled ones by default.")
    at: Quarter | str | None = option(
        None, "Quarter of the baseline that is compared; the end of next year by default.", read=Quarter.parse
    )


def ask(request: AskNews, progress: Callable[[float], bool | None] | None = None) -> NewsAnswer:
    """What the vintage `new` has otherwise than `old`, and what that did to the baseline without draws.

    `old` and `new` are vintages, your own too; `at` the quarter that is compared (default: the last of the
    year after the new jump-off). Revisions, new figures, withdrawn ones, re-estimated states, projections of
    others and a later jump-off share the difference by Shapley's value, so that they add up to it; the series
    of a block share its part. Odds are not in it: the baseline is solved without draws. Errors: D003 for an
    unknown vintage, A074 for a quarter that is not simulated.

    >>> import moneygood as mg
    >>> found = mg.news("2026-08", "2026-11")
    >>> found.as_json()["new"]["name"]
    '2026-11'
    """
    from moneygood.baseline.news.effects import find_news
    from moneygood.data.vintage import load_vintage
    from moneygood.model.build import load_model
    from moneygood.questions.news.answer import NewsAnswer

    model = load_model()
    at = None if request.at is None else Quarter.parse(request.at)
    found = find_news(model, load_vintage(request.old), load_vintage(request.new), at, progress)
    return NewsAnswer(found, model)
