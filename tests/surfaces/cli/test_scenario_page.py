"""A scenario's page says all that its record says, in labels and units, in one table."""

from __future__ import annotations

from moneygood.core.answer import Table
from moneygood.surfaces.cli.scenario_page import scenario_page

TOLD = {
    "narrative": "Once.\n", "author": "a reader", "date": "2026-11-30", "file": "mine.yaml",
    "sizes_from": "Judged.", "sources": "ours", "systems": ["S1"], "risks": [], "claims": ["a-claim"],
    "extends": ["baseline"], "releases": [], "switches_off": ["wealth_effect"], "variants": [],
    "levers": [{"lever": "oil", "label": "Oil", "value": 10.0, "unit": "pct", "periods": None,
                "forced": True}],
    "parameters": [{"parameter": "b", "how": "set", "value": 0.5, "unit": "1", "from": "other"}],
    "paths": [
        {"variable": "x", "label": "The rate", "periods": "2027Q1..2027Q4", "how": "held at baseline plus",
         "value": [0.25, 0.5, 1.0, 1.0], "unit": "pct/yr", "absorbed_by": "eps_x", "exact": True,
         "draws": "the baseline's path without surprises, one number for all draws"},
        {"variable": "y", "periods": "2028Q1", "how": "kept between", "value": [4, 5], "unit": "pct",
         "absorbed_by": None, "exact": False, "draws": "met without surprises, draws scatter around it"},
    ],
    "shocks": [{"shock": "eps_z", "periods": "2027Q1", "size": 2.0, "unit": "standard deviations",
                "known": "2026Q4"}],
    "adds": [],
    "expected": [{"variable": "x", "at": "2028Q4", "how": "median from", "low": 1, "high": 2, "unit": "pct",
                  "why": "history", "source": "ours", "found": 2.5, "holds": "no"}],
    "plausibility": {"p": 0.2, "grade": "ordinary", "words": "ordinary: 1 shock"},
}  # fmt: skip


def test_every_assumption_stands_in_the_table_with_its_size_and_where_it_comes_from() -> None:
    parts = list(scenario_page(TOLD))
    assumed, expected = (p for p in parts if isinstance(p, Table))
    assert [c.label for c in assumed.columns] == ["what", "quarters", "size", "how"]
    assert assumed.rows == (
        ("Oil", "from the first on", "10%", "lever oil, beyond what history supports"),
        ("b", "from the first on", "0.5", "parameter, set to; from other"),
        ("The rate", "2027Q1..2027Q4", "0.25, 0.5, then 1% a year",
         "held beside the baseline; eps_x gives way; one number for all draws"),
        ("y", "2028Q1", "4 to 5%", "kept between; draws scatter around it"),
        ("eps_z", "2027Q1", "2 standard deviations", "shock eps_z; known 2026Q4"),
    )  # fmt: skip
    assert expected.rows == (("x", "2028Q4", "1 to 2%", "2.50 (no)", "history"),)
    words = [p for p in parts if isinstance(p, str)]
    assert words[0] == "Once."
    assert "Mechanisms off: wealth_effect." in words
    assert "Odds: ordinary: 1 shock." in words
    assert "By a reader, 2026-11-30, mine.yaml." in words
    assert words[-1] == "Sources: ours."


def test_a_plan_that_assumes_nothing_has_no_table() -> None:
    bare = {k: [] if isinstance(v, list) else "" for k, v in TOLD.items()} | {"plausibility": None}
    assert [p for p in scenario_page(bare) if p] == []
