"""What people claim, held against the figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, argument, option
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.articles.prose import Article
    from moneygood.data.vintage import Vintage
    from moneygood.questions.claims.answer import ClaimsAnswer
    from moneygood.questions.claims.article import ArticleAnswer
    from moneygood.questions.claims.judge import ClaimEvaluator


ARTICLES = (".md", ".markdown", ".txt", ".html", ".htm")


@dataclass(frozen=True, kw_only=True)
class AskClaims(CheckedRequest):
    """Example: moneygood claims article.md --date 2024-07-01"""

    files: Sequence[str | Path] = argument(
        (),
        "Claim files (.yaml), or one article (.md, .txt, .html, or - for standard input); the claims that "
        "ship when none is named.",
        many=True,
    )
    text: str = option("", "The article itself, in place of a file.")
    date: str | None = option(
        None, "The day of the article, such as 2024-07-01; by default that of its front matter.", unit="day",
        metavar="DAY",
    )  # fmt: skip
    drafts: str | Path | None = option(
        None,
        "Write the claims drafted from the article to this claim file, to be edited.",
        idle=True,
        metavar="FILE",
    )
    only: Sequence[str] = option((), "Only the claim of this id; may be repeated.", many=True)
    in_detail: bool = option(False, "Show every test and figure of each claim.", flag="--evidence", idle=True)
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")


def ask(figures: Vintage, request: AskClaims) -> ClaimsAnswer | ArticleAnswer:
    """Whether claims were true on the day they were made, on what was published then, and since.

    `files` are claim files, by default those that ship, or one article, whose sentences are drafted as claims
    by the words of ``economics/claims/language`` and judged as of its `date`; `text` is an article in hand.
    `only` picks claims by id; with `in_detail` the tables name every test and figure; `drafts` keeps what was
    drafted. The as-of verdict sees no figure published after the claim's date.
    Errors: A501 for a faulty file, A502 for a figure that does not exist, A503 for look-ahead, A504 for an
    unknown id, A507 for an article that cannot be read, D003 for an unknown vintage, S- and E-codes for
    scenarios.
    Source: the claim files; figures of the vintage.

    >>> import moneygood as mg
    >>> [claim["id"] for claim in mg.claims(only="interest-above-trillion").as_json()]
    ['interest-above-trillion']
    >>> said = mg.claims(text="Unemployment stayed below 4% in 2023.", date="2024-07-01")
    >>> [claim["verdict_since"] for claim in said.as_json()["claims"]]
    ['supported']
    """
    from moneygood.core.errors import MoneygoodError, did_you_mean
    from moneygood.data.calendar import read_calendar, read_quoted
    from moneygood.questions.claims.answer import ClaimsAnswer
    from moneygood.questions.claims.judge import ClaimEvaluator
    from moneygood.questions.claims.model_figures import Responses
    from moneygood.questions.claims.text import read_claim_files
    from moneygood.restarts.opening import load

    only, article = request.only, _article(request)
    solved: list[Responses] = []

    def responses() -> Responses:
        if not solved:
            solved.append(Responses(load(request.vintage), figures.name))
        return solved[0]

    evaluator = ClaimEvaluator(figures, read_calendar(), read_quoted(), responses)
    if article is not None:
        return _judged(article, request, figures, evaluator)
    read = read_claim_files([Path(f) for f in request.files])
    known = {c.id: c for c in read}
    for name in only:
        if name not in known:
            raise MoneygoodError("A504", f"there is no claim {name!r}", None, did_you_mean(name, known))
    chosen = [c for c in read if not only or c.id in only]
    for claim in chosen:
        evaluator.check(claim)
    judged = tuple(evaluator.judge(c) for c in chosen)
    return ClaimsAnswer(judged, figures.name, figures.hash, request.in_detail)


def _article(request: AskClaims) -> Article | None:
    """The article that is asked about, None for claim files (A507 for what only one of them takes)."""
    from moneygood.articles.prose import read_article
    from moneygood.core.errors import MoneygoodError
    from moneygood.core.texts import read_text

    texts = [f for f in map(str, request.files) if f == "-" or f.lower().endswith(ARTICLES)]
    if not texts and not request.text:
        for name in ("date", "drafts"):
            if getattr(request, name) is not None:
                what = f"{name} is given without an article"
                raise MoneygoodError(
                    "A507", what, None, f"Leave it out, or name an article ({', '.join(ARTICLES)})"
                )
        return None
    if len(request.files) + bool(request.text) > 1:
        raise MoneygoodError("A507", "an article is judged alone", None, "Give one file, - or --text")
    if request.only:
        what = "only picks claims of claim files, and an article has none"
        raise MoneygoodError(
            "A507", what, None, "Leave it out, or write the claims with --drafts and ask for them"
        )
    if request.text:
        return read_article(request.text, "text", "md")
    if texts == ["-"]:
        import sys

        return read_article(sys.stdin.read(), "standard input", "md")
    return read_article(read_text(texts[0]), texts[0])


def _judged(
    article: Article, request: AskClaims, figures: Vintage, evaluator: ClaimEvaluator
) -> ArticleAnswer:
    import datetime

    from moneygood.articles.language import read_language
    from moneygood.core.errors import MoneygoodError
    from moneygood.questions.claims.article import ArticleAnswer, clock_of, drafts_text, judge_article

    date = article.date
    if request.date is not None:
        try:
            date = datetime.date.fromisoformat(request.date)
        except ValueError:
            what = f"date is {request.date!r}, no day"
            raise MoneygoodError("A507", what, None, "Write it as 2024-07-01") from None
    if date is None:
        what = f"{article.name} does not say its day"
        raise MoneygoodError("A507", what, None, "Add --date 2024-07-01, or date: to its front matter")
    language = read_language()
    judged = judge_article(article, date, language, evaluator)
    if request.drafts is not None:
        from moneygood.core.atomic import write_whole

        write_whole(
            Path(request.drafts), drafts_text(article, clock_of(date, evaluator.calendar), language).encode()
        )
    return ArticleAnswer(article, date, judged, figures.name, figures.hash, request.in_detail)
