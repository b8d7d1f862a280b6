"""An article asked of `claims`: verdicts, drafts that read back, and one line for what cannot be."""

from __future__ import annotations

import pytest

import moneygood as mg
from moneygood.core.errors import MoneygoodError
from moneygood.data.as_of import find_vintage

TEXT = "The S&P 500 rose 24% in 2023, while unemployment stayed below 4%. Will it last? House prices fell."


def test_an_article_comes_back_with_verdicts_and_reasons():
    answer = mg.claims(text=TEXT, date="2024-07-01")
    document = answer.as_json()
    assert [c["id"] for c in document["claims"]] == ["s1a", "s1b"]
    assert {c["verdict_as_of"] for c in document["claims"]} == {"supported"}
    assert [n["sentence"] for n in document["not_tested"]] == [2, 3]
    assert document["article"]["tested"] == 1
    assert len(answer.lead.split()) <= 40


def test_a_text_of_today_is_told_what_holds_today():
    """Of the day of the latest figures nothing has come since: the answer is that of the day."""
    day = str(find_vintage().as_of)
    answer = mg.claims(text="Unemployment is below 4%.", date=day)
    assert {c["verdict_since"] for c in answer.as_json()["claims"]} == {"not_testable"}
    (verdict,) = {c["verdict_as_of"] for c in answer.as_json()["claims"]}
    assert f"as of {day}: 1 {verdict.replace('_', ' ')}" in answer.lead


def test_drafts_are_claims_that_read_back_to_the_same_verdicts(tmp_path):
    drafts = tmp_path / "drafts.yaml"
    answer = mg.claims(text=TEXT, date="2024-07-01", drafts=drafts)
    again = mg.claims(drafts).as_json()
    shown = [(c["id"], c["verdict_as_of"], c["verdict_since"]) for c in answer.as_json()["claims"]]
    assert [(c["id"], c["verdict_as_of"], c["verdict_since"]) for c in again] == shown


def test_the_day_of_the_front_matter_counts_and_an_option_before_it(tmp_path):
    piece = tmp_path / "piece.md"
    piece.write_text("---\ndate: 2023-05-19\n---\nUnemployment is below 4%.\n", encoding="utf-8")
    assert mg.claims(piece).as_json()["article"]["date"] == "2023-05-19"
    assert mg.claims(piece, date="2024-01-01").as_json()["article"]["date"] == "2024-01-01"


def test_nothing_published_later_enters_the_verdict_of_the_day():
    (claim,) = mg.claims(text="Net interest was $880bn in fiscal 2024.", date="2024-07-01").as_json()[
        "claims"
    ]
    assert (claim["verdict_as_of"], claim["verdict_since"]) == ("not_testable", "supported")


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"text": "Inflation is low."}, "does not say its day"),
        ({"text": "Inflation is low.", "date": "soon"}, "no day"),
        ({"date": "2024-01-01"}, "without an article"),
        ({"text": "A.", "date": "2024-01-01", "only": ["x"]}, "only picks"),
    ],
)
def test_what_cannot_be_is_one_line(asked, what):
    with pytest.raises(MoneygoodError, match=what) as fault:
        mg.claims(**asked)
    assert fault.value.code == "A507"


def test_two_articles_are_refused(tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("Inflation is low.", encoding="utf-8")
    with pytest.raises(MoneygoodError, match="alone"):
        mg.claims([tmp_path / "a.md", tmp_path / "b.md"], date="2024-01-01")
