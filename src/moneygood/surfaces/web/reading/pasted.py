"""A text that a reader pastes into the page of claims: the form, and the page of its verdicts."""

from __future__ import annotations

from moneygood.api.asking import found
from moneygood.questions.registry import question
from moneygood.surfaces.web.reading.parts import PageForm, PageGrid, PageWords, ReadingPage, source_line

MOST_PASTED = 40_000
"""Characters of an article that is pasted into a page."""


def paste_form(text: str = "", date: str = "") -> PageForm:
    """The form, filled with what was sent."""
    return PageForm(
        "Check a text of your own",
        "Paste an article: each sentence that names a published figure comes back with a verdict, as of its "
        "day and since.",
        "Check it",
        "claims/check/",
        MOST_PASTED,
        "On a server (moneygood serve) a text can be pasted here; on the command line: "
        "moneygood claims article.md",
        text,
        date,
    )


def checked_page(text: str, date: str) -> ReadingPage:
    """The verdicts on a pasted article, and what of it is not tested and why (A507 for what is none)."""
    claims = question("claims")
    one = found(claims, claims.request(text=text, date=date))
    tables = tuple(PageGrid(t.brief()) for t in one.answer.tables)
    return ReadingPage(
        "claims/check", "Your text", "Is what it says true?", one.answer.lead,
        (*tables, PageWords("How it was read", (one.answer.reading,)), paste_form(text, date)),
        source_line(one),
    )  # fmt: skip
