"""The gallery is made from the library: words from the texts, odds and results from runs."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from documents import ROOT

from moneygood import api
from moneygood.runs import cards

sys.path.insert(0, str(ROOT / "docs"))
from gallery_page import gallery_page

NAMES = ("term-premium-shock", "tariffs-stay")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MONEYGOOD_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setattr(cards, "DRAWS", 100)
        patch.setattr(cards, "list_scenarios", lambda: NAMES)
        return gallery_page(NAMES)


def test_each_scenario_has_its_words_odds_and_result(page: str) -> None:
    for name in NAMES:
        plan = api.find_scenario(name)
        section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert plan.question in section
        assert plan.narrative in section
        assert plan.sizes_from in section
        assert f"`moneygood run {name}`" in section


def test_figures_are_those_of_runs(page: str) -> None:
    run, base = (api.run(n, draws=100, seed=cards.SEED, keep=("rate_10y",)) for n in (NAMES[0], "baseline"))
    at = list(run.paths.periods).index(api.find_scenario(NAMES[0]).expected[0].at)
    a, b = (r.paths.series("rate_10y")[at, run.paths.ok & base.paths.ok].astype(float) for r in (run, base))
    assert f"10-year yield {np.median(a) - np.median(b):+.2g} points (2027Q2)" in page
    assert run.plausibility.sentence[1:] in page


def test_the_site_has_it_in_its_navigation() -> None:
    import reference_pages

    nav = reference_pages.on_config({"nav": ["index.md", {"How to": []}]})["nav"]
    assert {"Gallery": "gallery.md"} in nav


def test_the_page_says_where_a_scenario_has_no_odds(page: str) -> None:
    row = next(line for line in page.splitlines() if line.startswith("| [Tariffs"))
    assert [cell.strip() for cell in row.split("|")][3:5] == ["", "without odds"]
