"""The verdict on a claim, as of its date and since: tests on its figures, and what they amount to."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.units import Unit
from moneygood.data.calendar import Quoted, ReleaseCalendar
from moneygood.data.vintage import Vintage
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.scope import Scope
from moneygood.questions.claims.checks import (
    OF_MODEL,
    check_conditions,
    check_looks,
    figure_scope,
    used_figures,
)
from moneygood.questions.claims.figures import DatedFigures, Evidence, line_of, table_figure
from moneygood.questions.claims.known import Known
from moneygood.questions.claims.model_figures import Responses
from moneygood.questions.claims.past_figures import past_figure, past_unit
from moneygood.questions.claims.text import ClaimText, FigureText, TestText

SUPPORTED, CONTRADICTED, MIXED, NOT_TESTABLE = "supported", "contradicted", "mixed", "not_testable"


@dataclass(frozen=True)
class TestResult:
    """What a test came to: holds, fails, between, or missing when a figure it needs was not known."""

    name: str
    outcome: str
    decisive: bool
    recalled: bool = False
    """Whether a figure that was recalled, not read at its source, takes part in it."""


@dataclass(frozen=True)
class Finding:
    """A verdict with the tests that led to it and the figures that they used."""

    verdict: str
    tests: tuple[TestResult, ...]
    evidence: tuple[Evidence, ...]

    @property
    def hangs_on_recalled(self) -> bool:
        """Whether the verdict would be another without the tests in which recalled figures take part."""
        told = tuple(t for t in self.tests if not t.recalled)
        return len(told) < len(self.tests) and verdict(told) != self.verdict


@dataclass(frozen=True)
class JudgedClaim:
    """A claim with its verdict as of its date and since, and the series of its chart."""

    claim: ClaimText
    as_of: Finding
    since: Finding
    line: DatedFigures | None


@dataclass
class ClaimEvaluator:
    """What claims are judged with: a vintage, when its figures were out, quoted figures, and the model.

    `responses` is called only when a claim needs the model.
    """

    vintage: Vintage
    calendar: ReleaseCalendar
    quotes: Mapping[str, Quoted]
    responses: Callable[[], Responses]
    _known: dict[datetime.date | None, Known] = field(default_factory=dict)

    def known(self, date: datetime.date | None) -> Known:
        """What was known on a day, everything in the vintage for None."""
        if date not in self._known:
            self._known[date] = Known(self.vintage, self.calendar, self.quotes, date)
        return self._known[date]

    def check(self, claim: ClaimText) -> None:
        """Raise what is wrong with a claim before anything is solved: its figures, units, periods, tests."""
        check_looks(claim)
        units: dict[str, Unit] = {}
        for figure in claim.figures.values():
            if figure.kind == "model":
                units[figure.name] = self.responses().unit(figure)
            elif figure.kind == "past":
                units[figure.name] = past_unit(self.responses(), figure)
            else:
                units[figure.name] = self._figure(figure, None).unit
        for test in (*claim.as_of, *claim.since):
            check_conditions(test, units)
        for name in used_figures(claim, claim.as_of):
            self._figure(claim.figures[name], self._day(claim))

    def _day(self, claim: ClaimText) -> datetime.date:
        return min(claim.date, self.vintage.as_of)

    def judge(self, claim: ClaimText) -> JudgedClaim:
        """The verdicts on one claim that was checked (E-codes when a scenario cannot be solved)."""
        line = None
        if claim.chart:
            line = line_of(
                self.known(None), claim.chart["on"], claim.chart["formula"], claim.place,
                claim.chart.get("baseline", ""),
            )  # fmt: skip
        as_of = self.finding(claim, claim.as_of, self._day(claim))
        return JudgedClaim(claim, as_of, self.finding(claim, claim.since, None), line)

    def finding(self, claim: ClaimText, tests: Sequence[TestText], date: datetime.date | None) -> Finding:
        """The verdict of some tests on what was known on a day; model figures are refused then (A503)."""
        units, values, evidence = {}, {}, {}
        for name in used_figures(claim, tests):
            figure = claim.figures[name]
            found = self._figure(figure, date)
            evidence[name], units[name], values[name] = found, found.unit, np.asarray(found.value)
        recalled = {name for name, e in evidence.items() if e.recalled}
        results = tuple(
            TestResult(
                t.name, _outcome(t, units, values), t.decisive, bool(recalled & {*used_figures(claim, [t])})
            )
            for t in tests
        )
        return Finding(verdict(results), results, tuple(evidence.values()))

    def _figure(self, figure: FigureText, date: datetime.date | None) -> Evidence:
        if figure.kind in OF_MODEL:
            if date is not None:
                what = f"the figure {figure.name!r} is of the model, which was not there on {date}"
                raise MoneygoodError("A503", what, figure.place, "Use it under since only")
            if figure.kind == "past":
                return past_figure(self.responses(), figure)
            return self.responses().figure(figure)
        if figure.kind == "claimed":
            unit = Unit.parse(figure.text("unit"))
            value = float(figure.fields["value"])
            return Evidence(figure.name, figure.label, "claimed", value, unit, "", "", "", "claimed")
        if figure.kind == "quoted":
            return self._quoted(figure, date)
        return table_figure(self.known(date), figure)

    def _quoted(self, figure: FigureText, date: datetime.date | None) -> Evidence:
        name = figure.text("quoted")
        if name not in self.quotes:
            hint = did_you_mean(name, self.quotes)
            raise MoneygoodError("A502", f"there is no quoted figure {name!r}", figure.place, hint)
        known, quote = self.known(date).quoted(name), self.quotes[name]
        value = known.value if known else float("nan")
        return Evidence(
            figure.name, figure.label, f"quoted: {quote.label}", value, quote.unit, quote.of, quote.source,
            str(quote.published) if known else "", "quoted", quote.recalled,
        )  # fmt: skip


def _outcome(test: TestText, units: Mapping[str, Unit], values: Mapping[str, np.ndarray]) -> str:
    scope = figure_scope(units)
    held = _all(test, test.holds, scope, values) if _all(test, test.needs, scope, values) else None
    failed = _all(test, test.fails, scope, values) if test.fails else _not(held)
    if held is None or failed is None:
        return "missing"
    if held and failed:
        what = f"the test {test.name!r} both holds and fails"
        raise MoneygoodError("A501", what, test.place, "Narrow holds or fails")
    return "holds" if held else "fails" if failed else "between"


def _not(held: bool | None) -> bool | None:
    return None if held is None else not held


def _all(test: TestText, texts: Sequence[str], scope: Scope, values: Mapping[str, np.ndarray]) -> bool | None:
    """Whether all conditions are true; None when one cannot be told."""
    told: list[bool] = []
    for text in texts:
        formula = parse_expression(text, scope, place=test.place)
        value = float(evaluate_series(formula.node, values.__getitem__))
        if np.isnan(value):
            return None
        told.append(value != 0)
    return all(told)


def verdict(results: Sequence[TestResult]) -> str:
    """What the results of tests amount to.

    supported: all hold. contradicted: all fail, or a decisive one does. not_testable: none could be told, or
    there is none. mixed: everything else, a test that could not be told beside others that could included.
    """
    told = [r for r in results if r.outcome != "missing"]
    if not told:
        return NOT_TESTABLE
    if any(r.decisive and r.outcome == "fails" for r in told):
        return CONTRADICTED
    outcomes = {r.outcome for r in results}
    if outcomes == {"holds"}:
        return SUPPORTED
    return CONTRADICTED if outcomes == {"fails"} else MIXED
