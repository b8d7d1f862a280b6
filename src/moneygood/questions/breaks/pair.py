"""Two series on one calendar: bundled ones, or variables of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.units import Unit
from moneygood.estimation.figures import Figures


@dataclass(frozen=True)
class SeriesSide:
    """One series of a pair: `values` [period] in `unit_words`; money and index points are in logs."""

    name: str
    values: np.ndarray
    in_logs: bool
    label: str = ""

    @property
    def called(self) -> str:
        """The series in words: its label up to the first comma, else its name."""
        return self.label.partition(",")[0] or self.name.replace("_", " ")

    @property
    def unit_words(self) -> str:
        """The unit in words."""
        return "log percent" if self.in_logs else "points"


@dataclass(frozen=True)
class SeriesPair:
    """Two series over the periods that both have, without a gap."""

    a: SeriesSide
    b: SeriesSide
    frequency: str
    periods: tuple[str, ...]


def make_pair(
    names: tuple[str, str],
    books: Mapping[str, Figures],
    *,
    frequency: str | None = None,
    first: str | None = None,
    last: str | None = None,
) -> SeriesPair:
    """The pair of two names over the longest stretch without a gap that ends last.

    `books` holds the figures by frequency, the finer first; the first frequency that has both names is used
    unless `frequency` says which. Positive series in dollars or index points are in logs times 100, all
    others as they are. A411 for an unknown name, A412 for no overlap.
    """
    if names[0] == names[1]:
        raise MoneygoodError("A411", f"{names[0]} is held against itself", None, "Name two series")
    wanted = [frequency] if frequency is not None else list(books)
    for f in wanted:
        if all(name in books[f].values for name in names):
            return _made(names, books[f], f, first, last)
    for name in names:
        if not any(name in books[f].values for f in wanted):
            known = {n for f in wanted for n in books[f].values}
            where = f" at {frequency} frequency" if frequency else ""
            raise MoneygoodError(
                "A411", f"there is no series or variable {name!r}{where}", None, did_you_mean(name, known)
            )
    raise MoneygoodError("A411", f"{names[0]} and {names[1]} have no frequency in common")


def _made(
    names: tuple[str, str], book: Figures, frequency: str, first: str | None, last: str | None
) -> SeriesPair:
    both = np.ones(len(book.periods), dtype=bool)
    sides = []
    for name in names:
        values = np.asarray(book.values[name], dtype=np.float64)
        seen = values[~np.isnan(values)]
        logs = is_level(book.units[name]) and len(seen) > 0 and bool((seen > 0).all())
        sides.append((name, 100 * np.log(values) if logs else values, logs))
        both &= ~np.isnan(values)
    spots = np.arange(len(book.periods))
    for text, keep in ((first, lambda s: spots >= s), (last, lambda s: spots <= s)):
        if text is not None:
            if text not in book:
                span = f"They cover {book.periods[0]} to {book.periods[-1]}"
                raise MoneygoodError("A412", f"the {frequency} figures do not reach {text!r}", None, span)
            both &= keep(book.spot(text))
    ends = np.flatnonzero(both)
    if not len(ends):
        raise MoneygoodError("A412", f"{names[0]} and {names[1]} never have figures in the same period")
    begin = int(ends[-1])
    while begin > 0 and both[begin - 1]:
        begin -= 1
    cut = slice(begin, int(ends[-1]) + 1)
    a, b = (SeriesSide(n, v[cut], logs, book.labels.get(n, "")) for n, v, logs in sides)
    return SeriesPair(a, b, frequency, book.periods[cut])


def is_level(unit: Unit) -> bool:
    """Whether a unit is of money or an index, so that changes are read in percent."""
    return any(word in str(unit) for word in ("usd", "index"))
