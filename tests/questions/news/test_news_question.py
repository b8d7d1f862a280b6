"""`data news` as a question: lead, tables, document, chart."""

import numpy as np
import pytest

from moneygood.baseline.news.changes import NewsText, difference
from moneygood.baseline.news.effects import News, SeriesEffect
from moneygood.core.periods import Quarter
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model
from moneygood.questions.news.answer import NewsAnswer
from moneygood.questions.news.chart import chart
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
    return NewsAnswer(found, load_model())


def test_the_answer_in_words(answer) -> None:
    assert answer.lead == (
        "From vintage 2026-08 to 2026-10 the 10-year yield of 2027Q4 moves by +20 bp to 4.60%: jump-off "
        "+15 bp, revisions +5 bp. Without draws; odds are not in it."
    )
    assert len(answer.lead.split()) <= 40
    assert "Simulation begins in 2026Q4 and no longer in 2026Q3." in answer.reading
    assert answer.found.unexplained == pytest.approx(0.0, abs=1e-12)


def test_tables_document_and_chart(answer) -> None:
    effects, series, changes = answer.tables
    assert effects.rows[0][3:] == pytest.approx((20.0, 5.0, 15.0))
    assert series.rows[0][0].startswith("the quarter")
    assert any(row[0] == "gdp_real" and row[1] == "revisions" for row in changes.rows)
    told = answer.as_json()
    assert told["variables"][1]["blocks"] == {"revisions": -80.0, "jump-off": 30.0}
    assert told["old"]["start"] == "2026Q3"
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
