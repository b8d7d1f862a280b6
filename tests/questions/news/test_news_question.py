"""`data news` as a question: lead, tables, document, chart."""

from dataclasses import replace

import numpy as np
import pytest

import moneygood as mg
from moneygood.baseline.news.changes import NewsText, difference
from moneygood.baseline.news.effects import News, SeriesEffect
from moneygood.core.periods import Quarter
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model
from moneygood.questions.news.answer import NewsAnswer
from moneygood.questions.news.chart import chart
from moneygood.runs.scenario_weights.gained import Gained, GainedWeight, PublishedFigure
from moneygood.surfaces.cli.main import call

SHOWN = ("rate_10y", "sp500")


@pytest.fixture(scope="module")
def answer() -> NewsAnswer:
    """A made-up effect of the real step: 20 bp and 50 points, in two parts."""
    diff = difference(load_vintage("2026-08"), load_vintage("2026-10"), NewsText(SHOWN, frozenset()))
    parts = {"revisions": np.array([0.05, -80.0]), "jump-off": np.array([0.15, 30.0])}
    series = (
        SeriesEffect("gdp_real", "revisions", np.array([0.05, -80.0])),
        SeriesEffect("the quarter in which simulation begins", "jump-off", np.array([0.15, 30.0])),
    )
    old, new = np.array([4.4, 8000.0]), np.array([4.6, 7950.0])
    starts = (Quarter.parse("2026Q3"), Quarter.parse("2026Q4"))
    found = News(diff, SHOWN, Quarter.parse("2027Q4"), starts, old, new, parts, series, 4)
    weights = (
        GainedWeight("baseline", "Baseline", (), 0.5, 0.46, 0.01, "infl_core_yoy 2026Q3"),
        GainedWeight("ai-productivity-boom", "AI pays", (), 0.2, 0.26, 0.02, "infl_core_yoy 2026Q3"),
        GainedWeight("cuts-arrive", "The cuts arrive", (), 0.3, 0.28, 0.02, ""),
        GainedWeight("ai-disappoints", "AI disappoints", (), None, None, None, ""),
    )
    figures = (PublishedFigure("infl_core_yoy", "2026Q3", 2.8, 3.1, 0.2),)
    return NewsAnswer(found, load_model(), Gained(figures, weights, 0.004, 400))


def test_the_answer_in_words(answer) -> None:
    assert answer.lead == (
        "From vintage 2026-08 to 2026-10 the 10-year yield of 2027Q4 moves by +20 bp to 4.60%: jump-off "
        "+15 bp, revisions +5 bp. AI pays: gains most, from 20% to 26% of weight."
    )
    assert len(answer.lead.split()) <= 40
    assert "Simulation begins in 2026Q4 and no longer in 2026Q3." in answer.reading
    assert answer.found.unexplained == pytest.approx(0.0, abs=1e-12)


def test_tables_document_and_chart(answer) -> None:
    effects, gained, came, series, changes = answer.tables
    assert gained.rows[0][:4] == ("AI pays", "20%", "26%", "+6.0 ± 2.0")
    assert gained.rows[-1][:3] == ("AI disappoints", "none", "")
    assert "read them as a direction" in str(gained.note), "0.4% of draws lie further out"
    assert came.rows[0][1:5] == pytest.approx((2.8, 3.1, 0.2, -1.5))
    assert effects.rows[0][3:] == pytest.approx((20.0, 5.0, 15.0))
    assert series.rows[0][0].startswith("the quarter")
    assert any(row[0] == "gdp_real" and row[1] == "revisions" for row in changes.rows)
    told = answer.as_json()
    assert told["variables"][1]["blocks"] == {"revisions": -80.0, "jump-off": 30.0}
    assert told["old"]["start"] == "2026Q3"
    assert [w["gained"] for w in told["scenarios"]["weights"]] == [
        pytest.approx(-0.04), pytest.approx(0.06), pytest.approx(-0.02), None,
    ]  # fmt: skip
    marks = [r for panel in chart(answer)["concat"] for r in panel["layer"][0]["data"]["values"]]
    assert [m["value"] for m in marks] == pytest.approx([5.0, 15.0, -80.0, 30.0])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2026-07",), "D003: there is no vintage '2026-07'."),
        (("2026-08", "2026-11", "--at", "2026Q1"), "A074: 2026Q1 is not simulated."),
    ],
)
def test_a_bad_word_is_one_line(capsys, words, said) -> None:
    assert call(["data", "news", *words]) == 2
    out = capsys.readouterr()
    assert out.err.startswith(said)
    assert out.err.count("\n") == 1


def test_no_scenario_is_named_for_less_than_twice_its_error(answer) -> None:
    unsure = tuple(replace(w, mc_error=0.05 if w.mc_error else None) for w in answer.gained.weights)
    told = replace(answer, gained=replace(answer.gained, weights=unsure))
    assert told.lead.endswith("No scenario gains more than its error.")
    assert replace(answer, gained=None).lead.endswith("No figure since speaks for a scenario.")


@pytest.mark.slow
def test_the_real_step_weighs_scenarios() -> None:
    """Core inflation came in lower than was expected of the revised past: what rests on tariffs loses."""
    found = mg.news("2026-08", "2026-10", scenarios=["tariffs-stay", "dollar-slide"], draws=200)
    told = found.as_json()["scenarios"]
    inflation = next(f for f in told["figures"] if f["variable"] == "infl_core_yoy")
    assert -3.0 < inflation["surprise_sd"] < -0.5
    by = {w["scenario"]: w for w in told["weights"]}
    assert by["tariffs-stay"]["gained"] < -2 * by["tariffs-stay"]["mc_error"]
    assert sum(w["after"] for w in told["weights"]) == pytest.approx(1.0, abs=1e-9)
    assert mg.news("2026-10", "2026-11", draws=100).as_json()["scenarios"] is None, "nothing came out since"
