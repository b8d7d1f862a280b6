"""The gallery of the site: every shipped scenario with its question, story, odds and result.

Odds and results are those of `moneygood.runs.cards`: formed on 600 draws of each scenario the first time,
read from the cache afterwards. ``python docs/gallery_page.py`` prints the page.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reference_tables import table

from moneygood.baseline.opening import find_scenario
from moneygood.restarts.opening import load
from moneygood.runs.cards import (
    ScenarioOddsCard,
    ScenarioResults,
    library_odds,
    library_results,
    result_words,
)
from moneygood.scenarios.library import list_scenarios

INTRO = """# Gallery

Every scenario that ships, as the model has it today: its question, its story, its odds and what it does.
The **p** of a scenario is the chance that the model's own shocks are as large as those it imposes, or drift
as far one way; it is empty where nothing is imposed on shocks, and where the model never draws what is
imposed, such as new law. **Result** compares medians of {draws} draws with the baseline's on the same shocks;
**held** says how many of the ranges that its text expects, each with a reason and a source, the model meets.
"""


def gallery_page(names: Sequence[str] = ()) -> str:
    """The page of the shipped scenarios, of all when none is named."""
    wanted = tuple(names) or list_scenarios()
    odds, results = library_odds(load), library_results(load, wanted)
    rows, parts = [], []
    for name in wanted:
        plan, card, result = find_scenario(name), odds[name], results[name]
        first = "; ".join(result_words(v) for v in result.verdicts[:2])
        held = f"{result.met} of {len(result.verdicts)}"
        rows.append((f"[{plan.title}](#{name})", plan.size, card.p, card.grade, first, held))
        parts.append(_section(name, card, result))
    head = table(("scenario", "size", "p", "grade", "result", "held"), rows)
    draws = next(iter(results.values())).draws
    return "\n".join([INTRO.format(draws=draws), head, "", *parts])


def _section(name: str, card: ScenarioOddsCard, result: ScenarioResults) -> str:
    plan = find_scenario(name)
    shows = ", ".join([*plan.systems, *plan.risks])
    lines = [
        f"## {name}", "", f"**{plan.title}.** {plan.question}", "", plan.narrative, "",
        f"*Odds.* {card.words[:1].upper()}{card.words[1:]}.", "",
    ]  # fmt: skip
    if result.verdicts:
        said = "; ".join(result_words(v) + ("" if v.holds else " (not as expected)") for v in result.verdicts)
        lines += [f"*Result.* {said}.", ""]
    lines += [
        f"*Sizes.* {plan.sizes_from} Sources: {plan.sources}. Shows {shows}. `moneygood run {name}`",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(gallery_page(sys.argv[1:]))
