"""A relation searched for breaks, in levels and in changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.data.vintage import Vintage
from moneygood.estimation.figures import Figures, monthly_figures, quarterly_figures
from moneygood.estimation.structural_breaks.inference import Found, Search, find_breaks
from moneygood.estimation.structural_breaks.one_break import OneBreak, correlation, date_one
from moneygood.estimation.structural_breaks.strength import ByCircumstance, Rolling, by_circumstance, rolling
from moneygood.questions.breaks.definition import BreaksText, Event, read_breaks_text
from moneygood.questions.breaks.pair import SeriesPair, make_pair


@dataclass(frozen=True)
class FormReading:
    """One form of a relation, levels or changes: `periods` of what is searched, breaks, strength.

    `asked` is the break asked about, None where the figures do not reach around it.
    """

    form: str
    periods: tuple[str, ...]
    correlation: float
    found: Found
    rolling: Rolling
    circumstances: tuple[ByCircumstance, ...]
    asked: OneBreak | None
    asked_periods: tuple[str, ...]


@dataclass(frozen=True)
class RelationReading:
    """A pair of series, its two forms, how it was searched, and dated events."""

    pair: SeriesPair
    text: BreaksText
    search: Search
    forms: tuple[FormReading, ...]
    seed: int

    def near(self, first: str, last: str) -> tuple[Event, ...]:
        """The events from the period `first` to the period `last`, both included."""
        a, b = as_months(first)[0], as_months(last)[1]
        return tuple(e for e in self.text.events if a <= e.month <= b)


def read_relation(
    vintage: Vintage,
    names: tuple[str, str] | None = None,
    *,
    history: Panel | None = None,
    units: Mapping[str, str] | None = None,
    frequency: str | None = None,
    first: str | None = None,
    last: str | None = None,
    most: int | None = None,
    seed: int = 1,
) -> RelationReading:
    """The breaks of a pair (the default pair when none is named), deterministic by `seed`.

    Errors: A401 for a faulty text, A411 to A413 for a pair or a search that is not possible.
    """
    text = read_breaks_text()
    if names is None:
        names, frequency = text.pair, frequency or text.frequency
    books = {"monthly": monthly_figures(vintage), "quarterly": quarterly_figures(vintage, history, units)}
    if frequency is not None and frequency not in books:
        raise MoneygoodError(
            "A413", f"there is no frequency {frequency!r}", None, "Write monthly or quarterly"
        )
    if most is not None and not 1 <= most <= 10:
        raise MoneygoodError("A413", f"{most} breaks cannot be searched for", None, "Ask for 1 to 10")
    if seed < 0:
        raise MoneygoodError("A413", f"{seed} is not a seed", None, "Write a whole number from 0")
    pair = make_pair(names, books, frequency=frequency, first=first, last=last)
    search = text.search(pair.frequency, len(pair.periods), most)
    if len(pair.periods) - 1 < 2 * search.shortest + search.lags:
        raise MoneygoodError(
            "A412",
            f"{names[0]} and {names[1]} overlap in {len(pair.periods)} {pair.frequency} figures without a "
            f"gap",
            hint=f"Two segments of {search.shortest} are needed",
        )
    circumstances = _circumstances(books[pair.frequency], pair, text, vintage)
    forms = tuple(_form(pair, text, search, circumstances, changes, seed) for changes in (False, True))
    return RelationReading(pair, text, search, forms, seed)


def _form(
    pair: SeriesPair,
    text: BreaksText,
    search: Search,
    circumstances: tuple[tuple[str, np.ndarray], ...],
    changes: bool,
    seed: int,
) -> FormReading:
    rng = np.random.default_rng([seed, int(changes)])
    a, b = pair.a.values, pair.b.values
    y, x = (np.diff(a), np.diff(b)) if changes else (a, b)
    skip = int(changes)
    periods = pair.periods[skip:]
    window = _between(periods, text.focus.first, text.focus.last)
    since = _between(periods, text.focus.since, periods[-1])
    asked, asked_periods = None, ()
    least = text.focus.shortest[pair.frequency]
    if window is not None and since is not None:
        begin = since[0]
        low, high = max(window[0] - begin, least), min(window[1] - begin, len(periods) - begin - least)
        if high >= low and len(periods) - begin >= text.focus.fewest:
            asked_periods = periods[begin:]
            asked = date_one(
                y[begin:],
                x[begin:],
                (low, high),
                shortest=least,
                lags=search.lags,
                draws=search.tests,
                cover=search.cover,
                rng=rng,
            )
    return FormReading(
        form="changes" if changes else "levels",
        periods=periods,
        correlation=correlation(y, x),
        found=find_breaks(a, b, search, rng, changes=changes, focus=window),
        rolling=rolling(y, x, periods, text.rolling[pair.frequency]),
        circumstances=tuple(by_circumstance(y, x, holds[skip:], label) for label, holds in circumstances),
        asked=asked,
        asked_periods=asked_periods,
    )


def _circumstances(
    book: Figures, pair: SeriesPair, text: BreaksText, vintage: Vintage
) -> tuple[tuple[str, np.ndarray], ...]:
    """Each circumstance [period of the pair]: 1 where it holds, 0 where not, NaN where not known."""
    begin = book.spot(pair.periods[0])
    cut = slice(begin, begin + len(pair.periods))
    out = [(c.label, book.compute(c.expression, c.place)[cut]) for c in text.conditions[pair.frequency]]
    return (*out, ("narrative not conviction", _doubt(pair, vintage)))


def _doubt(pair: SeriesPair, vintage: Vintage) -> np.ndarray:
    """Whether the narrative was in doubt or reckoning, as known at the end of each period's quarter."""
    from moneygood.estimation.regimes.reading import read_history

    history = read_history(vintage)
    which = np.where(np.isnan(history.known_then), history.found.filtered, history.known_then)
    state = dict(zip(history.periods, (which.argmax(axis=1) > 0).astype(float), strict=True))
    return np.array([state.get(as_quarter(p), float("nan")) for p in pair.periods])


def as_quarter(period: str) -> str:
    """The quarter of a month or a quarter."""
    return period if "Q" in period else f"{period[:4]}Q{(int(period[5:]) + 2) // 3}"


def as_months(period: str) -> tuple[str, str]:
    """The first and last month of a month or a quarter."""
    if "Q" not in period:
        return period, period
    last = 3 * int(period[-1])
    return f"{period[:4]}-{last - 2:02d}", f"{period[:4]}-{last:02d}"


def _between(periods: tuple[str, ...], first: str, last: str) -> tuple[int, int] | None:
    """The positions of the periods that lie between two months or periods, None when there are none."""
    low, high = as_months(first)[0], as_months(last)[1]
    inside = [i for i, p in enumerate(periods) if low <= as_months(p)[0] and as_months(p)[1] <= high]
    return (inside[0], inside[-1]) if inside else None
