"""The answer of `claims`: verdicts in a table, the figures behind them, and a reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.answer import Cell, Column, ShortRepr, Table
from moneygood.core.units import Unit
from moneygood.questions.claims.figures import Evidence
from moneygood.questions.claims.judge import JudgedClaim, TestResult

VERDICTS = ("supported", "mixed", "contradicted", "not_testable")
UNIT_WORDS = {
    "pct": "%",
    "pct/yr": "% a year",
    "usd": "bn $",
    "usd/yr": "bn $ a year",
    "usd17/yr": "bn 2017 $ a year",
    "index/yr": "index points",
    "yr": "years",
    "1": "",
}


@dataclass(frozen=True, repr=False)
class ClaimsAnswer(ShortRepr):
    """Claims with their verdicts; with `in_detail` the tables name every test and figure."""

    claims: tuple[JudgedClaim, ...]
    vintage: str
    vintage_hash: str
    in_detail: bool = False

    @property
    def title(self) -> str:
        """What was asked."""
        if len(self.claims) == 1:
            return f"A claim of {self.claims[0].claim.date}: {self.claims[0].claim.statement}"
        return f"{len(self.claims)} claims, as of their dates and since"

    @property
    def lead(self) -> str:
        """The verdict of a claim, or how many stand; and where figures are unsourced."""
        if len(self.claims) == 1:
            c = self.claims[0]
            now, since = _said(c.as_of.verdict), _said(c.since.verdict)
            words = f"{now.capitalize()} as of {c.claim.date}, {since} since."
            recalled = any(e.recalled for _, e in all_evidence(c))
            return words + (" Part of the evidence is unsourced." if recalled else "")
        since = Counter(c.since.verdict for c in self.claims)
        turned = sum(c.as_of.verdict != c.since.verdict for c in self.claims)
        hang = sum(c.as_of.hangs_on_recalled or c.since.hangs_on_recalled for c in self.claims)
        return (
            f"Of {len(self.claims)} claims, on all that is known since: {_counted(since)}. "
            f"{turned} changed after their date; {hang} hang on an unsourced figure."
        )

    @property
    def reading(self) -> str:
        """How many claims stand, which changed their verdict, and what the figures can and cannot say."""
        if len(self.claims) == 1:
            return f"{_sentence(self.claims[0])} {self._recalled()}{self._caution()}"
        now, since = (
            Counter(c.as_of.verdict for c in self.claims),
            Counter(c.since.verdict for c in self.claims),
        )
        turned = [c.claim.id for c in self.claims if c.as_of.verdict != c.since.verdict]
        changed = f"The verdict changed for {_listed(turned)}." if turned else "No verdict changed."
        counts = f"As of their dates: {_counted(now)}. Since: {_counted(since)}."
        return f"{counts} {changed} {self._recalled()}{self._caution()}"

    def _recalled(self) -> str:
        """Which verdicts take part of their figures from memory, and which would be others without them."""
        with_some = [c for c in self.claims if any(e.recalled for _, e in all_evidence(c))]
        if not with_some:
            return ""
        hang = [
            f"{c.claim.id} ({when})"
            for c in with_some
            for when, finding in (("as of", c.as_of), ("since", c.since))
            if finding.hangs_on_recalled
        ]
        named = "" if len(self.claims) == 1 else f" for {_listed([c.claim.id for c in with_some])}"
        said = (
            f"; without them the verdict would be another for {_listed(hang)}"
            if hang
            else "; no verdict hangs on them"
        )
        return f"Figures marked unsourced are recalled from memory, not read at their source{named}{said}. "

    def _caution(self) -> str:
        return (
            "As-of verdicts use only what was published by the claim's date, in the figures of vintage "
            f"{self.vintage}: revisions made since are in them. Model figures are of the "
            "deterministic path, free of Monte-Carlo error, and enter verdicts since only."
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        """The verdicts; for each claim in detail its tests and figures."""
        columns = (
            Column("date"),
            Column("statement"),
            Column("as of"),
            Column("since"),
            Column("claim", full=True),
        )
        rows = tuple(
            (str(c.claim.date), c.claim.statement, _said(c.as_of.verdict), _said(c.since.verdict), c.claim.id)
            for c in self.claims
        )
        found = [
            Table("Verdicts", columns, rows, "as of: on what was published by the date; since: on all of it")
        ]
        if self.in_detail or len(self.claims) == 1:
            for claim in self.claims:
                found += [tests_table(claim), evidence_table(claim)]
        return tuple(found)

    def as_json(self) -> list[dict[str, Any]]:
        """The document of ``claims --json``."""
        return [claim_json(c, self.vintage) for c in self.claims]


def tests_table(claim: JudgedClaim) -> Table:
    """The tests of a claim and what each came to."""
    rows = [
        (when, t.name, _said(t.outcome), _remark(t))
        for when, finding in (("as of", claim.as_of), ("since", claim.since))
        for t in finding.tests
    ]
    columns = (Column("when"), Column("test"), Column("result"), Column(""))
    return Table(f"{claim.claim.id}: tests", columns, tuple(rows), claim.claim.meaning)


def evidence_table(claim: JudgedClaim) -> Table:
    """The figures that the tests of a claim used, each once, with period and the day it was out."""
    rows: list[tuple[Cell, ...]] = []
    for when, evidence in all_evidence(claim):
        value = figure_text(evidence.value, evidence.unit)
        out = evidence.published or ("model" if evidence.kind == "model" else "")
        source = f"{evidence.vintage}, unsourced" if evidence.recalled else evidence.vintage
        rows.append((when, evidence.label, value, unit_words(evidence.unit), evidence.period, out, source))
    heads = ("used", "figure", "value", "unit", "period", "out on", "vintage or source")
    columns = tuple(Column(h, "s" if h == "value" else "") for h in heads)
    return Table(f"{claim.claim.id}: figures", columns, tuple(rows))


def all_evidence(claim: JudgedClaim) -> list[tuple[str, Evidence]]:
    """The figures of both verdicts; one that both used in the same form is named once."""
    before = {e.name: e for e in claim.as_of.evidence}
    after = {e.name: e for e in claim.since.evidence}
    both = {n for n in before if n in after and same_figure(before[n], after[n])}
    rows = [("both" if n in both else "as of", e) for n, e in before.items()]
    return rows + [("since", e) for n, e in after.items() if n not in both]


def same_figure(a: Evidence, b: Evidence) -> bool:
    """Whether two figures are one: the same value, period and origin."""
    alike = a.value == b.value or (np.isnan(a.value) and np.isnan(b.value))
    return bool(alike) and (a.series, a.period, a.vintage) == (b.series, b.period, b.vintage)


def figure_text(value: float, unit: Unit) -> str:
    """A figure rounded as everywhere: whole numbers from 1,000 on, one decimal from 10 on, else two."""
    if np.isnan(value):
        return "not known"
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    if unit == Unit.parse("index") and abs(value) >= 100:
        digits = 1
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text and float(value).is_integer() else text


def unit_words(unit: Unit) -> str:
    """A unit as people write it."""
    return UNIT_WORDS.get(str(unit), str(unit))


def _remark(test: TestResult) -> str:
    words = ("decides", test.decisive), ("on an unsourced figure", test.recalled)
    return ", ".join(word for word, true in words if true)


def _said(verdict: str) -> str:
    return verdict.replace("_", " ")


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[v]} {_said(v)}" for v in VERDICTS if counts[v])


def _sentence(claim: JudgedClaim) -> str:
    tests = "; ".join(f"{t.name}: {_said(t.outcome)}" for t in claim.since.tests)
    return (
        f"As of {claim.claim.date} {_said(claim.as_of.verdict)}, since {_said(claim.since.verdict)}: {tests}."
    )


def claim_json(claim: JudgedClaim, vintage: str) -> dict[str, Any]:
    """One claim of the document."""
    text = claim.claim
    return {
        "id": text.id,
        "date": str(text.date),
        "statement": text.statement,
        "verdict_as_of": claim.as_of.verdict,
        "verdict_since": claim.since.verdict,
        "evidence": [_evidence_json(e, when) for when, e in all_evidence(claim)],
        "topic": text.topic,
        "meaning": text.meaning,
        "by": text.by,
        "source": text.source,
        "tests": {
            "as_of": [
                {"test": t.name, "outcome": t.outcome, "decisive": t.decisive} for t in claim.as_of.tests
            ],
            "since": [
                {"test": t.name, "outcome": t.outcome, "decisive": t.decisive} for t in claim.since.tests
            ],
        },
        "hangs_on_recalled": {
            "as_of": claim.as_of.hangs_on_recalled,
            "since": claim.since.hangs_on_recalled,
        },
        "check": text.check,
        "vintage": vintage,
    }


def _evidence_json(e: Evidence, when: str) -> dict[str, Any]:
    return {
        "series": e.series,
        "value": None if np.isnan(e.value) else e.value,
        "unit": str(e.unit),
        "vintage": e.vintage,
        "name": e.name,
        "label": e.label,
        "period": e.period,
        "published": e.published or None,
        "kind": e.kind,
        "recalled": e.recalled,
        "used": when.replace(" ", "_"),
    }
