"""Drafts of what is said of two subjects: comparisons, common movement, causes."""

from __future__ import annotations

from moneygood.articles.assertions import (
    Assertion,
)
from moneygood.articles.conditions import drafted_test
from moneygood.articles.drafted import Draft, both_days
from moneygood.articles.language import Rules
from moneygood.articles.of_one import growth_figures
from moneygood.articles.where import (
    NO_MEASURE,
    Clock,
    Untestable,
    level_span,
    move_months,
    period_name,
    table_figure,
)  # fmt: skip


def compare(s: Assertion, rules: Rules, clock: Clock) -> Draft:
    """One level against another in one unit."""
    assert s.other is not None
    pairs = [
        (a, b) for a in s.subject.measures for b in s.other.measures
        if a.unit == b.unit and a.of == b.of == (s.of or "") and not (a.projected or b.projected)
    ]  # fmt: skip
    if not pairs:
        raise Untestable(NO_MEASURE.format(what=f"{s.subject.label} and {s.other.label}"))
    one, two = next(((a, b) for a, b in pairs if a.on == b.on), pairs[0])
    spans = [level_span(m, s.period, clock) for m in (one, two)]
    labels = [f"{x.label}, {span.words}" for x, span in zip((s.subject, s.other), spans, strict=True)]
    names = {
        key: tuple(table_figure(m, at, span.take, label) for at in (span.then, span.since))
        for key, m, span, label in zip(("x", "y"), (one, two), spans, labels, strict=True)
    }
    gap = "x - y" if s.direction > 0 else "y - x"
    words = f"{labels[0]}: {'more' if s.direction > 0 else 'less'} than {labels[1]}"
    test = drafted_test(words, [f"{gap} > 0"], [f"{gap} <= 0"], s.denied)
    return both_days(Draft(), names, [test], s.future)  # type: ignore[arg-type]


def outpace(s: Assertion, rules: Rules, clock: Clock) -> Draft:
    """One growth against another over the same time."""
    assert s.other is not None
    one, x, first = growth_figures(s, s.subject, rules, clock, "")
    two, y, second = growth_figures(s, s.other, rules, clock, "_other")
    gap = f"({x}) - ({y})" if s.direction > 0 else f"({y}) - ({x})"
    words = f"{first}: {'more' if s.direction > 0 else 'less'} than {second}"
    test = drafted_test(words, [f"{gap} > 0"], [f"{gap} <= 0"], s.denied)
    return both_days(Draft(), one | two, [test], s.future)


def correlate(s: Assertion, rules: Rules, clock: Clock) -> Draft:
    """Common or opposite movement: the correlation of changes, quarter by quarter."""
    assert s.other is not None
    chosen = []
    for subject in (s.subject, s.other):
        tables = [
            m
            for m in subject.measures
            if m.on in ("monthly", "quarterly") and not m.of and "[" not in m.formula
        ]
        if not tables:
            raise Untestable(NO_MEASURE.format(what=f"changes of {subject.label}"))
        chosen.append(tables)
    shared = next((t for t in ("monthly", "quarterly") if all(any(m.on == t for m in c) for c in chosen)), "")
    if not shared:
        raise Untestable(f"{s.subject.label} and {s.other.label} are kept in tables of different steps")
    one, two = (next(m for m in c if m.on == shared) for c in chosen)
    now = min(clock.month(one), clock.month(two))
    first, last, to_now = now - 12 * rules.correlation_years, now, True
    if s.period is not None:
        first, last, to_now = move_months(s, clock, rules, one)
    forms = [
        f"dlog({m.formula})" if x.moves == "percent" else f"d({m.formula})"
        for m, x in ((one, s.subject), (two, s.other))
    ]
    begin, end = period_name(shared, first), period_name(shared, last)
    name = f"Correlation of changes of {s.subject.label} and {s.other.label}, {begin} to {end}"
    names = {
        "x": tuple(
            {
                "label": name,
                "on": shared,
                "formula": forms[0],
                "with": forms[1],
                "at": f"{begin}..{at}",
                "take": "correlation",
            }
            for at in ("latest" if to_now else end, end)
        )
    }
    signed = "x" if s.direction > 0 else "0 - x"
    least = f"at least {rules.correlation:g}" if s.direction > 0 else f"at most -{rules.correlation:g}"
    words = f"{name}: {least}"
    test = drafted_test(words, [f"{signed} >= {rules.correlation:g}"], [f"{signed} <= 0"])
    return both_days(Draft(), names, [test], False)  # type: ignore[arg-type]


def cause(s: Assertion, rules: Rules, clock: Clock) -> Draft:
    """A cause: what the model answers when the first is pushed; it has no verdict as of the day."""
    assert s.other is not None
    assert s.subject.push is not None
    assert s.other.response is not None
    push = {"levers": {n: s.push * float(v) for n, v in dict(s.subject.push)["levers"].items()}}
    response = s.other.response
    way = s.direction
    pushed_way = "up" if s.push > 0 else "down"
    name = f"{s.other.label} in the model, two years after a push {pushed_way} of: {s.subject.label}"
    figure = {"label": name, "model": push, "formula": response.formula, "at": "q8", "take": response.take}
    least = rules.response["percent" if response.take == "growth" else "points"]
    signed = "x" if way > 0 else "0 - x"
    words = f"{name}: {'up' if way > 0 else 'down'}"
    test = drafted_test(words, [f"{signed} >= {least:g}"], [f"{signed} <= {least / 10:g}"], s.denied)
    pushed = ", ".join(f"{n} {v:g}" for n, v in push["levers"].items())
    return Draft({"x": figure}, [], [test], f"{words} (levers: {pushed}); in history a cause is not tested.")
