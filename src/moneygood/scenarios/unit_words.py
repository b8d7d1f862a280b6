"""The words for units that tables, charts and people use, and what they mean in the unit language."""

from __future__ import annotations

from functools import lru_cache

from moneygood.core.units import Unit

_PERCENTAGES = ("pct", "pct/yr")
_WORDS: dict[str, tuple[tuple[str, ...], float]] = {
    "%": (_PERCENTAGES, 1.0),
    "percent": (_PERCENTAGES, 1.0),
    "per cent": (_PERCENTAGES, 1.0),
    "pp": (_PERCENTAGES, 1.0),
    "points": (_PERCENTAGES, 1.0),
    "percentage points": (_PERCENTAGES, 1.0),
    "bp": (_PERCENTAGES, 0.01),
    "bps": (_PERCENTAGES, 0.01),
    "basis points": (_PERCENTAGES, 0.01),
    "index points": (("index",), 1.0),
    "years": (("yr",), 1.0),
    "share": (("1",), 1.0),
    "million persons": (("persons",), 1.0),
    "thousand persons": (("persons",), 0.001),
    "dollar": (("usd",), 1e-9),
    "dollars": (("usd",), 1e-9),
    "$": (("usd",), 1e-9),
    "$m": (("usd",), 0.001),
    "$mn": (("usd",), 0.001),
    "$bn": (("usd",), 1.0),
    "bn $": (("usd",), 1.0),
    "$tn": (("usd",), 1000.0),
    "$bn of 2017": (("usd17",), 1.0),
    "bn 2017 $": (("usd17",), 1.0),
    "bn of 2017 dollars": (("usd17",), 1.0),
}
_A_YEAR = (", annual rate", " at an annual rate", " a year", " per year", " p.a.", "/yr", "/year")


@lru_cache(maxsize=256)
def units_of_words(written: str) -> tuple[tuple[Unit, float], ...]:
    """What a unit in words can mean: units of the language, each with the factor that turns a number in words
    into it; nothing for a text that is no such word.

    The language itself counts dollars in billions and persons in millions.

    >>> [(str(unit), factor) for unit, factor in units_of_words("% a year")]
    [('pct/yr', 1.0)]
    >>> [(str(unit), factor) for unit, factor in units_of_words("$tn")]
    [('usd', 1000.0)]
    """
    text = " ".join(written.lower().split())
    if text in _WORDS:
        names, factor = _WORDS[text]
        return tuple((Unit.parse(n), factor) for n in names)
    for ending in _A_YEAR:
        stem = text.removesuffix(ending)
        if stem != text and stem in _WORDS:
            names, factor = _WORDS[stem]
            return ((Unit.parse(names[0]) / Unit.parse("yr"), factor),)
    return ()
