"""The answer of `breaks`: tables, a reading, a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.answer import Cell, Column, ShortRepr, Table
from moneygood.core.figures import inside, share
from moneygood.estimation.structural_breaks.alarms import Alarms
from moneygood.questions.breaks.reading import FormReading, RelationReading

STRONG = 0.05
SLIGHT = 0.10


@dataclass(frozen=True, repr=False)
class BreaksAnswer(ShortRepr):
    """When a relation between two series broke, how sure that is, and what it coincides with."""

    relation: RelationReading

    @property
    def title(self) -> str:
        """The heading."""
        pair = self.relation.pair
        span = f"{pair.periods[0]} to {pair.periods[-1]}, {pair.frequency}"
        return f"{pair.a.called} against {inside(pair.b.called)}: {span}"

    @property
    def tables(self) -> tuple[Table, ...]:
        """The break asked about, breaks over the whole sample, tests, false alarms, circumstances."""
        asked = (self._asked(),) if any(f.asked for f in self.relation.forms) else ()
        near = self._coincidences()
        return (
            *asked, self._segments(), *((near,) if near.rows else ()), self._tests(), self._alarms(),
            self._circumstances(),
        )  # fmt: skip

    @property
    def lead(self) -> str:
        """The break asked about, else how many the tests find; and what a date alone is worth."""
        pair, forms = self.relation.pair, self.relation.forms
        name = f"{pair.a.called} against {inside(pair.b.called)}"
        asked = [f for f in forms if f.asked is not None]
        alarms = share(forms[0].found.alarms[0].bic)
        caveat = f"Unrelated series as persistent show a break {alarms} of the time."
        if asked:
            f = asked[-1]
            o = f.asked
            assert o is not None
            return (
                f"{name}, in {f.form}: best date {f.asked_periods[o.position]} "
                f"({_span(f.asked_periods, o.bootstrap)}), p = {o.value:.2f}; correlation "
                f"{o.correlations[0]:+.2f} before, {o.correlations[1]:+.2f} after. {caveat}"
            )
        f = max(forms, key=lambda x: len(x.found.dated))
        if f.found.dated:
            dates = ", ".join(f.periods[d.position] for d in f.found.dated[:3])
            return f"{name}, in {f.form}: the tests date {len(f.found.dated)} breaks ({dates}). {caveat}"
        return f"{name}: the tests find no break (p = {f.found.value:.2f}). {caveat}"

    @property
    def reading(self) -> str:
        """What was found."""
        words = [self._whole(f) for f in self.relation.forms]
        words += [self._focus(f) for f in self.relation.forms if f.asked is not None]
        words.append(self._warning())
        return " ".join(words)

    def as_json(self) -> dict[str, Any]:
        """The document of `breaks --json`."""
        r = self.relation
        return {
            "a": r.pair.a.name,
            "b": r.pair.b.name,
            "frequency": r.pair.frequency,
            "from": r.pair.periods[0],
            "to": r.pair.periods[-1],
            "seed": r.seed,
            "shortest_segment": r.search.shortest,
            "cover": r.search.cover,
            "forms": {f.form: self._form_json(f) for f in r.forms},
        }

    def _form_json(self, f: FormReading) -> dict[str, Any]:
        p, found = f.periods, f.found
        asked = None
        if f.asked is not None:
            q, o = f.asked_periods, f.asked
            asked = {
                "date": q[o.position],
                "statistic": o.statistic,
                "p_value": o.value,
                "interval": [q[k] for k in o.bootstrap],
                "interval_bai": [q[k] for k in o.bai],
                "correlation_before": o.correlations[0],
                "correlation_after": o.correlations[1],
                "slope_before": o.before.slope,
                "slope_after": o.after.slope,
                "near": [{"month": e.month, "label": e.label} for e in self._near(q, o.bootstrap)],
            }
        return {
            "correlation": f.correlation,
            "persistence_of_errors": found.persistence,
            "udmax": {"statistic": found.largest, "p_value": found.value},
            "sequential": [
                {"breaks": s.breaks, "statistic": s.statistic, "p_value": s.value} for s in found.steps
            ],
            "breaks": [
                {
                    "date": p[d.position],
                    "interval": [p[k] for k in d.bootstrap],
                    "interval_bai": [p[k] for k in d.bai],
                    "near": [{"month": e.month, "label": e.label} for e in self._near(p, d.bootstrap)],
                }
                for d in found.dated
            ],
            "segments": [
                {"from": p[s.first], "to": p[s.last], "slope": _none(s.slope), "error": _none(s.error)}
                for s in found.lines
            ],
            "breaks_by_bic": [p[k] for k in found.bic],
            "breaks_by_lwz": [p[k] for k in found.lwz],
            "false_alarms": {
                a.kind: {
                    "draws": a.draws,
                    "bic": a.bic,
                    "lwz": a.lwz,
                    "in_focus": a.in_focus,
                    "larger": a.larger,
                    "mc_error": {k: a.error(getattr(a, k)) for k in ("bic", "lwz", "in_focus", "larger")},
                }
                for a in found.alarms
            },
            "asked": asked,
            "rolling": [
                {"period": q, "correlation": _none(c), "slope": _none(s)}
                for q, c, s in zip(f.rolling.periods, f.rolling.correlations, f.rolling.slopes, strict=True)
            ],
            "circumstances": [
                {
                    "label": c.label,
                    "holds": {
                        "n": c.counts[0],
                        "correlation": _none(c.correlations[0]),
                        "slope": _none(c.slopes[0]),
                        "error": _none(c.errors[0]),
                    },
                    "does_not": {
                        "n": c.counts[1],
                        "correlation": _none(c.correlations[1]),
                        "slope": _none(c.slopes[1]),
                        "error": _none(c.errors[1]),
                    },
                    "difference_in_errors": _none(c.ratio),
                }
                for c in f.circumstances
            ],
        }

    def _near(self, periods: tuple[str, ...], interval: tuple[int, int]):
        return self.relation.near(periods[interval[0]], periods[interval[1]])

    def _asked(self) -> Table:
        text = self.relation.text
        columns = (
            Column("relation in"),
            Column("best date"),
            Column(f"{_share(text.cover)} interval"),
            Column("Bai (1997)"),
            Column("correlation before", "+.2f"),
            Column("after", "+.2f"),
            Column("slope before", "+.1f"),
            Column("after", "+.1f"),
            Column("p-value", ".2f"),
            Column("±", ".2f"),
        )
        rows: list[tuple[Cell, ...]] = []
        for f in self.relation.forms:
            if f.asked is None:
                continue
            o, p = f.asked, f.asked_periods
            rows.append(
                (
                    f.form,
                    p[o.position],
                    _span(p, o.bootstrap),
                    _span(p, o.bai),
                    *o.correlations,
                    o.before.slope,
                    o.after.slope,
                    o.value,
                    self._error(o.value, self.relation.search.tests),
                )
            )
        note = (
            f"Looked for from {text.focus.first} to {text.focus.last} only, on figures since "
            f"{text.focus.since}. "
            "p-value: share of samples without a break, with errors as persistent, that show as large a "
            "statistic; ± is its Monte-Carlo error."
        )
        return Table(f"The break of {text.focus.label}", columns, tuple(rows), note)

    def _segments(self) -> Table:
        columns = (
            Column("relation in"),
            Column("from"),
            Column("to"),
            Column("slope", "+.2f"),
            Column("standard error", ".2f"),
            Column("break begins"),
            Column("95% interval"),
            Column("Bai (1997)"),
        )
        columns = tuple(
            Column(f"{_share(self.relation.search.cover)} interval") if c.label == "95% interval" else c
            for c in columns
        )
        rows: list[tuple[Cell, ...]] = []
        for f in self.relation.forms:
            p = f.periods
            for i, line in enumerate(f.found.lines):
                date: tuple[Cell, ...] = ("", "", "")
                if i > 0:
                    d = f.found.dated[i - 1]
                    date = (
                        p[d.position],
                        _span(p, d.bootstrap),
                        _span(p, d.bai),
                    )
                rows.append((f.form, p[line.first], p[line.last], line.slope, line.error, *date))
        pair = self.relation.pair
        note = (
            f"Slope: {inside(pair.a.called)} in {pair.a.unit_words} per unit of {inside(pair.b.called)} in "
            f"{pair.b.unit_words}."
        )
        return Table("Segments of the whole sample that the tests tell apart", columns, tuple(rows), note)

    def _coincidences(self) -> Table:
        """What happened within the interval of each break, one event a row."""
        rows: list[tuple[Cell, ...]] = []
        for f in self.relation.forms:
            spans = [(f.periods, d.position, d.bootstrap) for d in f.found.dated]
            if f.asked is not None and f.asked_periods is not None:
                spans.append((f.asked_periods, f.asked.position, f.asked.bootstrap))
            for p, position, interval in spans:
                rows += [(f.form, p[position], e.month, e.label) for e in self._near(p, interval)]
        columns = (Column("relation in"), Column("break of"), Column("month"), Column("event"))
        note = "Events within a break's interval. To coincide is not to cause."
        return Table("What the breaks coincide with", columns, tuple(rows), note)

    def _tests(self) -> Table:
        columns = (
            Column("relation in"),
            Column("test"),
            Column("statistic", ".1f"),
            Column("p-value", ".3f"),
            Column("±", ".3f"),
        )
        rows: list[tuple[Cell, ...]] = []
        tests = self.relation.search.tests
        for f in self.relation.forms:
            rows.append(
                (
                    f.form,
                    "any break (UDmax)",
                    f.found.largest,
                    f.found.value,
                    self._error(f.found.value, tests),
                )
            )
            rows += [
                (
                    f.form,
                    f"{s.breaks + 1} break{'s' * (s.breaks > 0)} against {s.breaks}",
                    s.statistic,
                    s.value,
                    self._error(s.value, tests),
                )
                for s in f.found.steps
            ]
        named = "; ".join(
            f"{f.form}: BIC {_dates(f.periods, f.found.bic)}, LWZ {_dates(f.periods, f.found.lwz)}"
            for f in self.relation.forms
        )
        return Table(
            "Is there a break?", columns, tuple(rows), f"Dates that criteria alone would name. {named}."
        )

    def _alarms(self) -> Table:
        label = self.relation.text.focus.label
        columns = (
            Column("relation in"),
            Column("drawn series are"),
            Column("break by BIC", ".0%"),
            Column("by LWZ", ".0%"),
            Column(f"dated {label}", ".0%"),
            Column("UDmax as large", ".0%"),
            Column("MC error up to", ".1%"),
        )
        words = {"unrelated": "unrelated, as persistent", "stable": "related, no break"}
        rows: list[tuple[Cell, ...]] = [
            (f.form, words[a.kind], a.bic, a.lwz, a.in_focus, a.larger, _largest_error(a))
            for f in self.relation.forms
            for a in f.found.alarms
        ]
        draws = self.relation.search.false_alarms
        return Table(
            "False alarms: how often the search dates a break where there is none",
            columns,
            tuple(rows),
            f"{draws} drawn pairs each.",
        )

    def _circumstances(self) -> Table:
        columns = (
            Column("relation in"),
            Column("circumstance"),
            Column("periods", "d"),
            Column("corr.", "+.2f"),
            Column("slope", "+.2f"),
            Column("±", ".2f"),
            Column("else: periods", "d"),
            Column("corr.", "+.2f"),
            Column("slope", "+.2f"),
            Column("±", ".2f"),
            Column("gap in errors", "+.1f"),
        )
        rows: list[tuple[Cell, ...]] = [
            (
                f.form,
                c.label,
                c.counts[0],
                c.correlations[0],
                c.slopes[0],
                c.errors[0],
                c.counts[1],
                c.correlations[1],
                c.slopes[1],
                c.errors[1],
                c.ratio,
            )
            for f in self.relation.forms
            for c in f.circumstances
        ]
        note = (
            "else: the other periods; corr.: correlation; ±: standard error of the slope; gap: the two "
            "slopes' difference in its standard errors."
        )
        return Table("The relation by circumstance", columns, tuple(rows), note)

    def _whole(self, f: FormReading) -> str:
        found, p = f.found, f.periods
        r = f.rolling
        held = r.correlations[np.isfinite(r.correlations)]
        span = (
            f"its rolling correlation ran from {held.min():+.2f} to {held.max():+.2f} and is "
            f"{held[-1]:+.2f} now"
        )
        head = f"In {f.form} the correlation is {f.correlation:+.2f}; {span};"
        if found.dated:
            dates = ", ".join(f"{p[d.position]} ({_span(p, d.bootstrap)})" for d in found.dated)
            return f"{head} the tests date {len(found.dated)} break{'s' * (len(found.dated) > 1)}: {dates}."
        return (
            f"{head} the tests find no break at {_share(self.relation.search.size)} "
            f"(p = {found.value:.2f} ± {self._error(found.value, self.relation.search.tests):.2f})."
        )

    def _focus(self, f: FormReading) -> str:
        assert f.asked is not None
        o, p, label = f.asked, f.asked_periods, self.relation.text.focus.label
        strength = "strong" if o.value <= STRONG else "slight" if o.value <= SLIGHT else "weak"
        return (
            f"The break of {label} in {f.form} fits best at {p[o.position]}, interval "
            f"{_span(p, o.bootstrap)}: the "
            f"correlation went from {o.correlations[0]:+.2f} to {o.correlations[1]:+.2f}, and the "
            f"evidence is "
            f"{strength} (p = {o.value:.2f} ± {self._error(o.value, self.relation.search.tests):.2f})."
        )

    def _warning(self) -> str:
        level = self.relation.forms[0].found
        unrelated = level.alarms[0]
        return (
            f"A search by BIC dates a break in {_share(unrelated.bic)} (± "
            f"{_share(unrelated.error(unrelated.bic))}) "
            "of pairs of unrelated series that are as persistent in levels, so a date alone proves nothing."
        )

    def _error(self, share: float, draws: int) -> float:
        """The Monte-Carlo standard error of a share."""
        return float(np.sqrt(share * (1 - share) / draws))


def _span(periods: tuple[str, ...], interval: tuple[int, int]) -> str:
    return f"{periods[interval[0]]}..{periods[interval[1]]}"


def _dates(periods: tuple[str, ...], spots: tuple[int, ...]) -> str:
    return ", ".join(periods[k] for k in spots) or "none"


def _share(share: float) -> str:
    return f"{100 * share:.0f}%"


def _largest_error(a: Alarms) -> float:
    return max(a.error(s) for s in (a.bic, a.lwz, a.in_focus, a.larger))


def _none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
