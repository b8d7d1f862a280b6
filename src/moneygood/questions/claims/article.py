"""An article judged: its sentences drafted as claims with verdicts, and what cannot be tested and why."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from moneygood.articles.assertions import NO_SUBJECT, OPINION, POSSIBLE, QUESTION, read_assertions
from moneygood.articles.draft import draft_claim
from moneygood.articles.drafted import THEN
from moneygood.articles.language import Language, Measure
from moneygood.articles.prose import Article, Sentence
from moneygood.articles.quantities import find_quantities
from moneygood.articles.where import Clock, Untestable
from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import joined
from moneygood.data.calendar import ReleaseCalendar
from moneygood.questions.claims.answer import (
    VERDICTS,
    claim_json,
    evidence_table,
    figure_text,
    tests_table,
    unit_words,
)
from moneygood.questions.claims.judge import ClaimEvaluator, JudgedClaim
from moneygood.questions.claims.text import read_claims_of

NOT_CHECKABLE = (QUESTION, OPINION, POSSIBLE)


@dataclass(frozen=True)
class JudgedSentence:
    """A sentence with what it claims, judged, and the reasons for what of it could not be tested."""

    sentence: Sentence
    claims: tuple[JudgedClaim, ...]
    reasons: tuple[str, ...]

    @property
    def checkable(self) -> bool:
        """Whether it says what a figure could decide: no question, opinion or mere possibility."""
        if self.claims:
            return True
        if all(r in NOT_CHECKABLE for r in self.reasons):
            return False
        return self.reasons != (NO_SUBJECT,) or bool(find_quantities(self.sentence.text))

    @property
    def verdict(self) -> str:
        """The verdict since of its claims together: theirs where they agree, else mixed."""
        return _together(c.since.verdict for c in self.claims)

    @property
    def verdict_then(self) -> str:
        """The same as of the article's day."""
        return _together(c.as_of.verdict for c in self.claims)


def _together(verdicts: Iterable[str]) -> str:
    kinds = set(verdicts) - {"not_testable"}
    return "not_testable" if not kinds else kinds.pop() if len(kinds) == 1 else "mixed"


def judge_article(
    article: Article, date: datetime.date, language: Language, evaluator: ClaimEvaluator
) -> tuple[JudgedSentence, ...]:
    """Every sentence of an article, judged as of `date` and since."""
    clock = clock_of(date, evaluator.calendar)
    return tuple(_judge(s, article, clock, language, evaluator) for s in article.sentences)


def clock_of(date: datetime.date, calendar: ReleaseCalendar) -> Clock:
    """The day of an article, with the days after which the calendar has each figure out."""

    def lag(measure: Measure) -> int:
        names = re.findall(r"[a-z]\w*", measure.formula)
        default = calendar.default.get(measure.on, 0)
        return min((calendar.days.get((measure.on, n), default) for n in names), default=default)

    return Clock(date, lag)


def drafted_fields(
    sentence: Sentence, article: Article, clock: Clock, language: Language
) -> Iterator[dict[str, Any] | str]:
    """The claims that a sentence makes, as fields of a claim file, or reasons."""
    statements = read_assertions(sentence.text, language, clock.day)
    many = sum(not isinstance(s, str) for s in statements) > 1
    for number, statement in enumerate(statements):
        if isinstance(statement, str):
            yield statement
            continue
        try:
            draft = draft_claim(statement, language, clock)
        except Untestable as why:
            yield str(why)
            continue
        name = f"s{sentence.number}" + (chr(ord("a") + number) if many else "")
        yield draft.fields(name, statement.clause if many else sentence.text, clock.day, article.name)


def drafts_text(article: Article, clock: Clock, language: Language) -> str:
    """The drafted claims as a claim file that ``moneygood claims`` reads."""
    from io import StringIO

    from ruamel.yaml import YAML

    drafted = [
        f
        for s in article.sentences
        for f in drafted_fields(s, article, clock, language)
        if not isinstance(f, str)
    ]
    if not drafted:
        raise MoneygoodError(
            "A507", f"no sentence of {article.name} could be drafted", None, "See the reasons"
        )
    out = StringIO()
    writer = YAML()
    writer.width, writer.representer.ignore_aliases = 118, lambda data: True
    writer.dump({"topic": article.title or article.name, "claims": drafted}, out)
    return out.getvalue()


def _judge(
    sentence: Sentence, article: Article, clock: Clock, language: Language, evaluator: ClaimEvaluator
) -> JudgedSentence:
    claims: list[JudgedClaim] = []
    reasons: list[str] = []
    for drafted in drafted_fields(sentence, article, clock, language):
        if isinstance(drafted, str):
            reasons.append(drafted)
            continue
        try:
            claims.append(_judged(drafted, article, evaluator))
        except MoneygoodError as fault:
            reasons.append(f"no figure decides it: {fault.message}")
    return JudgedSentence(sentence, tuple(claims), tuple(dict.fromkeys(reasons)))


def _judged(fields: dict[str, Any], article: Article, evaluator: ClaimEvaluator) -> JudgedClaim:
    """One drafted claim judged, as of its day too unless its figures are estimated anew since."""
    (claim,) = read_claims_of({"topic": article.name, "claims": [fields]}, Path(article.name))
    try:
        evaluator.check(claim)
    except MoneygoodError as fault:
        if fault.code != "A503":
            raise
        kept = {n: f for n, f in fields["figures"].items() if not n.endswith(THEN)}
        return _judged({**fields, "as_of": [], "figures": kept}, article, evaluator)
    return evaluator.judge(claim)


@dataclass(frozen=True, repr=False)
class ArticleAnswer(ShortRepr):
    """The verdicts on an article; with `in_detail` the tables name every test and figure."""

    article: Article
    date: datetime.date
    sentences: tuple[JudgedSentence, ...]
    vintage: str
    vintage_hash: str
    in_detail: bool = False

    @cached_property
    def tested(self) -> tuple[JudgedSentence, ...]:
        """The sentences that were tested."""
        return tuple(s for s in self.sentences if s.claims)

    @cached_property
    def claims(self) -> tuple[JudgedClaim, ...]:
        """The claims of all sentences, in their order."""
        return tuple(c for s in self.sentences for c in s.claims)

    @cached_property
    def checkable(self) -> int:
        """How many sentences say something that a figure could decide."""
        return sum(s.checkable for s in self.sentences)

    @property
    def title(self) -> str:
        """What was asked."""
        named = self.article.title or self.article.name
        return f"{named}: what it claims, as of {self.date} and since"

    @property
    def lead(self) -> str:
        """How many sentences are tested, and how many hold: since, or as of a day with nothing after it."""
        if not self.tested:
            return (
                f"None of {len(self.sentences)} sentences names a published figure and says something "
                "of it; the reasons stand below."
            )
        counts, when = Counter(s.verdict for s in self.tested), "on what is known since"
        if counts.keys() == {"not_testable"}:
            counts, when = Counter(s.verdict_then for s in self.tested), f"as of {self.date}"
        said = ", ".join(f"{counts[v]} {v.replace('_', ' ')}" for v in VERDICTS if counts[v])
        return (
            f"{len(self.tested)} of {self.checkable} checkable sentences ({len(self.sentences)} in all) "
            f"were understood; {when}: {said}. Figures are of one vintage, revised."
        )

    @property
    def reading(self) -> str:
        """How the verdicts come about."""
        return (
            "Each sentence is read by rules over the labels of published figures; the table says what it was "
            f"taken to mean. As of: on what was published by {self.date}, in the figures of vintage "
            f"{self.vintage}, revised since. A stated figure holds when it rounds to the published one, or "
            "lies as near as averages and revisions do. Causes are asked of the model and have no verdict as "
            "of the day. What is not understood is listed, never guessed."
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """The verdicts, what could not be tested and why; in detail each claim's tests and figures."""
        rows = tuple(
            (
                c.claim.statement,
                _said(c.as_of.verdict),
                _said(c.since.verdict),
                c.claim.meaning,
                figures_said(c),
                c.claim.id,
            )
            for c in self.claims
        )
        heads = ("sentence", "as of", "since", "taken to mean", "the figures say")
        columns = (*map(Column, heads), Column("claim", full=True))
        note = f"as of: on what was published by {self.date}; since: on all that is known"
        found = [Table("Verdicts", columns, rows, note)] if rows else []
        left = tuple((s.sentence.line, s.sentence.text, r) for s in self.sentences for r in s.reasons)
        if left:
            found.append(
                Table("Not tested", (Column("line", "d"), Column("sentence"), Column("why")), left, top=12)
            )
        if self.in_detail:
            for s in self.tested:
                for c in s.claims:
                    found += [tests_table(c), evidence_table(c)]
        return tuple(found)

    def as_json(self) -> dict[str, Any]:
        """The document of ``claims article.md --json``."""
        claims = [
            {**claim_json(c, self.vintage), "sentence": s.sentence.number, "line": s.sentence.line}
            for s in self.tested
            for c in s.claims
        ]
        left = [
            {"sentence": s.sentence.number, "line": s.sentence.line, "text": s.sentence.text, "reason": r}
            for s in self.sentences
            for r in s.reasons
        ]
        told: Mapping[str, Any] = {
            "name": self.article.name, "title": self.article.title, "date": str(self.date),
            "sentences": len(self.sentences), "checkable": self.checkable, "tested": len(self.tested),
        }  # fmt: skip
        return {"article": dict(told), "claims": claims, "not_tested": left, "vintage": self.vintage}


def figures_said(claim: JudgedClaim) -> str:
    """The figures that decide a claim on all that is known, with their periods; those of a claim's own words
    are left out."""
    shown = []
    for e in claim.since.evidence:
        if e.kind != "claimed":
            unit = unit_words(e.unit)
            value = joined(figure_text(e.value, e.unit), unit if e.value == e.value else "")
            shown.append(f"{e.label} {value} ({e.period})")
    return "; ".join(dict.fromkeys(shown))


def _said(verdict: str) -> str:
    return verdict.replace("_", " ")
