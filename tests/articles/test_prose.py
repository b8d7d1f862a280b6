"""Articles are cut into sentences: front matter, Markdown and HTML off, stops of numbers and names kept."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moneygood.articles.prose import read_article, split_sentences
from moneygood.core.errors import MoneygoodError, visible_text


def texts(article):
    return [s.text for s in article.sentences]


def test_stops_of_numbers_and_names_end_no_sentence():
    text = "The U.S. economy grew 2.8% in 2024. J. Powell spoke on Dec. 18 at No. 20. Yields rose!"
    assert split_sentences(text) == [
        "The U.S. economy grew 2.8% in 2024.",
        "J. Powell spoke on Dec. 18 at No. 20.",
        "Yields rose!",
    ]


def test_markdown_gives_title_date_lines_and_bare_words():
    text = (
        "---\ntitle: Four highs\ndate: 2024-07-01\n---\n# Head\n\n**Yields** [rose](http://x).\n"
        "They fell.\n\n| a | b |\n\n```\ncode is not prose.\n```\n- One item.\n"
    )
    article = read_article(text, "x.md")
    assert (article.title, article.date) == ("Four highs", datetime.date(2024, 7, 1))
    assert texts(article) == ["Head", "Yields rose.", "They fell.", "One item."]
    assert [s.line for s in article.sentences] == [5, 7, 7, 15]


def test_of_a_page_only_what_is_shown_is_read():
    text = "<head><title>no</title></head><p>Rates <b>rose</b>.</p><script>a = 1</script><p>So &amp; so.</p>"
    assert texts(read_article(text, "x.html")) == ["Rates rose.", "So & so."]


@pytest.mark.parametrize(
    ("text", "what"),
    [("", "no sentence"), ("---\ndate: someday\n---\nA.", "no day"), ("x" * 400_001, "400,001 characters")],
)
def test_what_is_no_article_is_refused_in_a_line(text, what):
    with pytest.raises(MoneygoodError, match=what) as fault:
        read_article(text, "x.md")
    assert fault.value.code == "A507"


@given(st.text(max_size=300))
def test_no_word_is_lost_or_made_up(text):
    try:
        article = read_article(text, "x.txt")
    except MoneygoodError:
        return
    whole = visible_text(" ".join(text.lstrip("\ufeff").split()))
    assert "".join("".join(texts(article)).split()) in "".join(whole.split())
