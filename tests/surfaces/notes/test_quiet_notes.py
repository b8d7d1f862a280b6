"""Notes on scenarios that move little, and what a question asks for: the finding is told, with its figure."""

from __future__ import annotations

import re

import numpy as np
import pytest

from moneygood import api
from moneygood.surfaces.notes.closing import _near
from moneygood.surfaces.notes.ledger import Ledger
from moneygood.surfaces.notes.material import read_words
from moneygood.surfaces.notes.own import asked
from moneygood.surfaces.notes.write import Note, make_note

QUIET = "yen-carry-unwind"
HOW = {"draws": 100, "quarters": 12, "seed": 2}


@pytest.fixture(scope="module")
def quiet() -> Note:
    return make_note(QUIET, **HOW, claims=None, answers={})


def test_a_note_in_which_little_moves_says_so_with_its_largest_figure(quiet: Note) -> None:
    """The largest mean difference of the first eight quarters, each against half the baseline's band."""
    words = read_words()["variables"]
    run, base = (api.run(s, **HOW, keep=tuple(words)) for s in (QUIET, "baseline"))
    found = []
    for name, told in words.items():
        a, b = (r.paths.series(name)[:8].astype(float) for r in (run, base))
        low, high = np.quantile(b, [0.15, 0.85], axis=1)
        size = np.abs((a - b).mean(axis=1)) / ((high - low) / 2)
        t = int(size.argmax())
        moved = 100 * (a / b - 1) if told["kind"] == "relative" else a - b
        found.append((size[t], told["name"], t, moved[t].mean()))
    size, name, t, value = max(found)
    assert size < 0.08, "a scenario in which nothing passes the threshold"
    assert name == "unemployment"
    told = f"effects stay small, the largest on {name}, {value:.2f} points higher in {run.paths.periods[t]}"
    assert quiet.headline.endswith(told)
    assert "## Unemployment little changed" in quiet.markdown, "what moved most has its section"


def test_a_short_note_has_a_section_on_every_group() -> None:
    note = make_note("immigration-stop", draws=60, quarters=12, claims=None, answers={})
    charts = re.findall(r"!\[", note.markdown)
    assert len(charts) == len(read_words()["groups"]) + 1, "and the picture of what is first"


@pytest.mark.parametrize(("value", "form", "text"), [
    (0.31, "relative_distance", "0.3%"), (0.02, "share_distance", "0.02 points"),
    (0.0, "share_distance", "0.0 points"), (0.31, "relative", "0"),
])  # fmt: skip
def test_the_size_of_a_small_effect_is_not_written_as_nothing(value: float, form: str, text: str) -> None:
    assert Ledger(read_words()["forms"]).write(value, form) == text


@pytest.mark.parametrize(("scenario", "variables"), [
    ("deepseek-jevons", ["ai_capex", "gdp_growth", "rate_10y"]),
    ("deepseek-punished", ["sp500", "rate_10y"]),
    ("stress-test-severely-adverse", ["debt_ratio", "interest_revenue", "ai_capex"]),
    ("cbo-2026-02", ["debt_ratio", "interest_revenue", "sp500", "ai_capex"]),
    ("earnings-slowdown", []),
])  # fmt: skip
def test_a_question_asks_for_what_stands_outside_its_supposition(scenario: str, variables: list[str]) -> None:
    assert asked(api.find_scenario(scenario).question, read_words()["variables"]) == variables


def test_one_word_in_common_does_not_make_a_claim_bear_on_a_scenario() -> None:
    claims = [
        {
            "statement": "If foreigners stop buying Treasuries, the yield rises.",
            "meaning": "",
            "topic": "debt",
        },
        {"statement": "The labour force stopped growing.", "meaning": "Of immigration.", "topic": "jobs"},
        *({"statement": f"Copper {n} is dear.", "meaning": "", "topic": "metals"} for n in range(8)),
    ]
    near = _near("Immigration stops: what if the labour force does not grow?", claims)
    assert near == [claims[1]]
