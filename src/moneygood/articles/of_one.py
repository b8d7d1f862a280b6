"""Drafts of what is said of one subject: levels, moves, extremes, where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from moneygood.articles.assertions import (
    MOVE,
    Assertion,
)
from moneygood.articles.conditions import drafted_test, stated, tolerance
from moneygood.articles.drafted import Draft, both_days
from moneygood.articles.language import Measure, Rules, Subject
from moneygood.articles.quantities import Quantity
from moneygood.articles.where import (
    PER_YEAR,
    Clock,
    Untestable,
    choose_measure,
    level_span,
    move_months,
    period_name,
    said_period,
    table_figure,
    year_range,
)  # fmt: skip


def level(s: Assertion, rules: Rules, clock: Clock) -> Draft:
    assert s.quantity is not None
    if s.subject.moves == "percent" and s.quantity.unit in ("pct", "pp") and not (s.quantity.of or s.of):
        shares = [m for m in s.subject.measures if m.unit == "pct"]
        if s.subject.growth is not None or not shares:
            return move(_as_growth(s), rules, clock)
    measure = choose_measure(s.subject, s.quantity, s.of, s.period)
    span = level_span(measure, s.period, clock, s.bound)
    name = f"{s.subject.label}, {span.words}"
    then, since = (table_figure(measure, at, span.take, name) for at in (span.then, span.since))
    tol = tolerance(s.quantity, measure.unit, rules, s.about, s.subject.slack.get("level", 0.0))
    holds, fails, words = stated("x", s.quantity, s.upto, s.bound, tol, rules)
    test = drafted_test(f"{name}: {words}", holds, fails, s.denied)
    return both_days(Draft(), {"x": (then, since)}, [test], s.future)


def _as_growth(s: Assertion) -> Assertion:
    """Growth that is stated as a level: "GDP growth was 2.8%"."""
    sign = -1 if s.quantity is not None and s.quantity.value < 0 else 1
    return replace(s, kind=MOVE, direction=sign)


def state(s: Assertion, rules: Rules, clock: Clock) -> Draft:
    """Where something is by a word that means a comparison, such as inverted."""
    measure = choose_measure(s.subject, None, s.of, s.period)
    span = level_span(measure, s.period, clock)
    name = f"{s.subject.label}, {span.words}"
    then, since = (table_figure(measure, at, span.take, name) for at in (span.then, span.since))
    sign, number = s.bound.split()
    opposite = ">=" if sign.startswith("<") else "<="
    test = drafted_test(
        f"{name}: {sign} {number}", [f"x {sign} {number}"], [f"x {opposite} {number}"], s.denied
    )
    return both_days(Draft(), {"x": (then, since)}, [test], s.future)


def usual(s: Assertion, rules: Rules, clock: Clock) -> Draft:
    """High or low without a figure: against the mean since a year."""
    subject = s.subject
    measure = choose_measure(subject, None, s.of, s.period)
    if subject.moves == "percent" and measure.unit in ("usd", "index"):
        shares = [m for m in subject.measures if m.of == "gdp" and not m.projected]
        if not shares:
            raise Untestable(
                f"high or low means nothing for {subject.label}, which grows for good; give a figure"
            )
        measure = shares[0]
    span = level_span(measure, s.period, clock)
    begin = period_name(measure.on, 12 * rules.since + 11)
    name = f"{subject.label}, {span.words}"
    then, since = (table_figure(measure, at, span.take, name) for at in (span.then, span.since))
    last = span.since.partition("..")[2] or span.since
    mean = [
        table_figure(measure, f"{begin}..{at}", "mean", f"{subject.label}, mean since {rules.since}")
        for at in ("latest" if span.then.startswith("latest") else last, last)
    ]
    least = rules.moved["points"] if measure.unit == "pct" else 0.0
    gap = "x - usual" if s.direction > 0 else "usual - x"
    words = f"{'above' if s.direction > 0 else 'below'} its mean since {rules.since}"
    test = drafted_test(f"{name}: {words}", [f"{gap} >= {least:g}"], [f"{gap} <= 0"], s.denied)
    return both_days(Draft(), {"x": (then, since), "usual": (mean[0], mean[1])}, [test], s.future)


def growth_figures(
    s: Assertion, subject: Subject, rules: Rules, clock: Clock, tag: str = ""
) -> tuple[dict[str, tuple[dict[str, Any], dict[str, Any]]], str, str]:
    """Figures of a move of one subject, the formula over them, and the words of what it is."""
    x = f"x{tag}"
    period, growth = s.period, subject.growth
    percent = (subject.moves == "percent" or s.relative) and not (
        s.of or (s.quantity is not None and s.quantity.of)
    )
    if s.base:
        return _from_extreme(s, subject, percent, clock)
    unit = s.quantity if s.quantity is not None and s.quantity.unit != "pct" and not percent else None
    if percent:
        measure = choose_measure(subject, None, "", period)
    else:
        measure = choose_measure(subject, unit, s.of or (s.quantity.of if s.quantity else ""), period)
    if percent and growth is not None:
        level = growth.formula or measure.formula
        basis = Measure(growth.on, level, measure.unit, measure.year)
        if period is not None and period.grain == "quarter" and not period.stretch:
            at = period_name(growth.on, period.last)
            name = f"{subject.label}, growth in {said_period('quarterly', period.last)}"
            figure = table_figure(basis, at, "value", name, growth.quarter)
            return {x: (figure, figure)}, x, name
        if growth.year == "average" and period is not None and period.grain == "year" and not period.stretch:
            year = period.last // 12
            spans = [year_range(basis.on, y) for y in (year, year - 1)]
            pair: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
                f"{x}{i}": (figure, figure)
                for i, at in enumerate(spans)
                for figure in [table_figure(basis, at, "mean", f"{subject.label}, mean of {year - i}")]
            }
            return (
                pair,
                f"100 * ({x}0 / {x}1 - 1)",
                f"{subject.label}, growth of the year {year} over {year - 1}",
            )
        measure = basis
    first, last, to_now = move_months(s, clock, rules, measure)
    table = measure.on
    if measure.year == "fiscal" and period is not None and period.grain == "year":
        first, last = first - 3, last if to_now else last - 3
    if first >= last:
        raise Untestable("it speaks of a time that begins after the article")
    begin, end = period_name(table, first), period_name(table, last)
    if PER_YEAR[table] == 1 and period is not None and period.grain == "year" and period.stretch:
        begin, end = str(first // 12), end if to_now else str(last // 12)
    elif PER_YEAR[table] == 1 and period is not None and period.grain == "year":
        begin, end = str(period.last // 12 - 1), str(period.last // 12)
    if begin == end:
        first -= 12 // PER_YEAR[table]
        begin = period_name(table, first)
    take = "growth" if percent else "change"
    steps = max((last - first) * PER_YEAR[table] // 12, 1)
    moving = to_now and table != "annual" and (period is None or period.grain in ("now", "yoy"))
    to_now = to_now and table != "annual"
    then = f"latest-{steps}..latest" if moving else f"{begin}..latest" if to_now else f"{begin}..{end}"
    name = f"{subject.label}, {'growth' if percent else 'change'} from {begin} to {end}"
    figures = {
        x: (table_figure(measure, then, take, name), table_figure(measure, f"{begin}..{end}", take, name))
    }
    return figures, x, name


def _from_extreme(
    s: Assertion, subject: Subject, percent: bool, clock: Clock
) -> tuple[dict[str, tuple[dict[str, Any], dict[str, Any]]], str, str]:
    """A move from the peak or trough of the two years before."""
    measure = choose_measure(subject, None, "", s.period)
    span = level_span(measure, s.period, clock)
    if span.take != "value":
        raise Untestable(f"it moves {subject.label} from a {s.base} over a stretch of time")
    month = s.period.last if s.period is not None and s.period.grain != "now" else clock.month(measure)
    begin, end = period_name(measure.on, month - 24), period_name(measure.on, month)
    take = "highest" if s.base == "peak" else "lowest"
    label = f"{subject.label}, {take} of {begin} to {end}"
    figures = {
        "x": tuple(table_figure(measure, at, "value", subject.label) for at in (span.then, span.since)),
        "extreme": tuple(
            table_figure(measure, f"{begin}..{at}", take, label)
            for at in ("latest" if span.then == "latest" else end, end)
        ),
    }
    formula = "100 * (x / extreme - 1)" if percent else "x - extreme"
    return figures, formula, f"{subject.label}, {span.words}, from its {s.base}"  # type: ignore[return-value]


def move(s: Assertion, rules: Rules, clock: Clock) -> Draft:
    """A rise or fall: its sign, its size, the level it came from and the level it reached."""
    tests: list[dict[str, Any]] = []
    names: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    size, target = s.quantity, s.target
    if size is not None and size.unit not in ("pct", "pp"):
        if target is None and s.subject.moves == "percent":
            size_in_units = size
            return _move_in_units(s, size_in_units, rules, clock)
        size = None if target is not None else size
    growth_target = (
        target is not None and size is None and s.subject.growth is not None and target.unit == "pct"
        and s.subject.moves == "percent" and not target.of
    )  # fmt: skip
    if growth_target:
        return move(
            replace(s, quantity=target, target=None, direction=1, origin=None, bound=s.bound), rules, clock
        )
    figures, x, name = growth_figures(s, s.subject, rules, clock)
    names |= figures
    signed = x if s.direction >= 0 else f"0 - ({x})"
    percent = (s.subject.moves == "percent" or s.relative) and not s.of
    if size is None:
        least = rules.moved["percent" if percent else "points"]
        way = "up" if s.direction > 0 else "down"
        tests.append(drafted_test(f"{name}: {way}", [f"{signed} >= {least:g}"], [f"{signed} <= 0"], s.denied))
    else:
        tol = tolerance(size, "pct", rules, s.about, s.subject.slack.get("growth", 0.0))
        holds, fails, words = stated(
            f"({signed})", size, s.upto, s.bound if target is None else "equal", tol, rules
        )
        sign = "" if s.direction >= 0 else "a fall of "
        tests.append(drafted_test(f"{name}: {sign}{words}", holds, fails, s.denied))
    if target is not None:
        _reached(s, target, "y", s.bound, names, tests, rules, clock, end=True)
    if s.origin is not None and target is not None:
        _reached(s, s.origin, "z", "equal", names, tests, rules, clock, end=False)
    return both_days(Draft(), names, tests, s.future)


def _move_in_units(s: Assertion, size: Quantity, rules: Rules, clock: Clock) -> Draft:
    """A rise by dollars or index points rather than by percent."""
    measure = choose_measure(s.subject, size, s.of, s.period)
    plain = Subject(
        s.subject.name,
        s.subject.label,
        s.subject.words,
        "points",
        (measure,),
        None,
        {},
        None,
        None,
        s.subject.slack,
    )
    figures, x, name = growth_figures(s, plain, rules, clock)
    signed = x if s.direction >= 0 else f"0 - ({x})"
    tol = tolerance(size, measure.unit, rules, s.about, s.subject.slack.get("level", 0.0))
    holds, fails, words = stated(f"({signed})", size, s.upto, s.bound, tol, rules)
    sign = "" if s.direction >= 0 else "a fall of "
    test = drafted_test(f"{name}: {sign}{words}", holds, fails, s.denied)
    return both_days(Draft(), figures, [test], s.future)


def _reached(
    s: Assertion, q: Quantity, name: str, bound: str, names: dict, tests: list, rules: Rules,
    clock: Clock, *, end: bool,
) -> None:  # fmt: skip
    """The test that a move began or ended at a stated level."""
    measure = choose_measure(s.subject, q, s.of, s.period)
    first, last, to_now = move_months(s, clock, rules, measure)
    month = last if end else first
    at = period_name(measure.on, month)
    if PER_YEAR[measure.on] == 1 and s.period is not None and s.period.grain == "year":
        at = str(month // 12)
    label = f"{s.subject.label}, {said_period(measure.on, month)}"
    then = table_figure(measure, "latest" if end and to_now else at, "value", label)
    names[name] = (then, table_figure(measure, at, "value", label))
    tol = tolerance(q, measure.unit, rules, s.about, s.subject.slack.get("level", 0.0))
    holds, fails, words = stated(name, q, None, bound, tol, rules)
    reached = drafted_test(f"{label}: {words}", holds, fails)
    tests.append(reached | {"decisive": True} if end else reached)


def extreme(s: Assertion, rules: Rules, clock: Clock) -> Draft:
    """The highest or lowest since a year, in so many years, or on record."""
    measure = choose_measure(s.subject, None, s.of, s.period)
    span = level_span(measure, s.period, clock)
    if span.take != "value":
        raise Untestable(f"an extreme of {s.subject.label} over a stretch is not one figure")
    month = s.period.last if s.period is not None and s.period.grain != "now" else clock.month(measure)
    step = 12 // PER_YEAR[measure.on]
    if s.years > 0:
        begin = 12 * (s.years + 1)
    elif s.years < 0:
        begin = month + 12 * s.years
    else:
        begin = 12 * rules.since + 11
    before = period_name(measure.on, month - step)
    start = period_name(measure.on, min(begin, month - 2 * step))
    take = "highest" if s.direction > 0 else "lowest"
    name = f"{s.subject.label}, {span.words}"
    earlier = f"{s.subject.label}, {take} of {start} to {before}"
    names = {
        "x": tuple(table_figure(measure, at, "value", name) for at in (span.then, span.since)),
        "before": tuple(
            table_figure(measure, at, take, earlier)
            for at in (
                f"{start}..latest-1" if span.then == "latest" else f"{start}..{before}",
                f"{start}..{before}",
            )
        ),
    }
    gap = "x - before" if s.direction > 0 else "before - x"
    words = f"{name}: {take} since {start}"
    slack = f"0.02 * abs(before) + ({gap})"
    test = drafted_test(words, [f"{gap} >= 0"], [f"{slack} < 0"])
    return both_days(Draft(), names, [test], s.future)  # type: ignore[arg-type]
