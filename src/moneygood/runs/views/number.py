"""Numbers with units in a line of text, read in the unit of what they are said of."""

from __future__ import annotations

import math
import re

from moneygood.core.errors import MoneygoodError, Place
from moneygood.core.units import PURE, Unit, shown_unit
from moneygood.scenarios.unit_words import units_of_words

NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_ONE = re.compile(rf"\s*({NUMBER})\s*([^\d±+-][^±]*?)?\s*")
SPREAD = re.compile(r"\s*(?:±|\+/-|\+-)\s*")


def read_number(text: str, unit: Unit, place: Place | None = None) -> tuple[float, str]:
    """A number in `unit`, and the unit that was written beside it (empty where none was).

    A711 for what is no number, A715 for a unit that does not fit.

    >>> read_number("50 bp", Unit.parse("pct/yr"))
    (0.5, 'bp')
    """
    found = _ONE.fullmatch(text.replace("−", "-"))
    if found is None:
        raise MoneygoodError("A711", f"{text.strip()!r} is not a number", place)
    value, written = float(found[1]), (found[2] or "").strip()
    if not math.isfinite(value):
        raise MoneygoodError("A711", f"{text.strip()!r} is not a number", place)
    return value * factor_of(written, unit, place), written


def factor_of(written: str, unit: Unit, place: Place | None = None) -> float:
    """What turns a number in the unit `written` into `unit`; A715 where they do not fit."""
    if not written or written == shown_unit(str(unit)):
        return 1.0
    for own, factor in units_of_words(written):
        if own == unit:
            return factor
    own_words = "a pure number" if unit == PURE else shown_unit(str(unit))
    try:
        if not units_of_words(written) and Unit.parse(written) == unit:
            return 1.0
    except MoneygoodError:
        what = f"{written!r} is not a unit"
        raise MoneygoodError("A715", what, place, f"Write the number in {own_words}") from None
    raise MoneygoodError("A715", f"the number is in {own_words}, not in {written}", place)


def spread_of(text: str, unit: Unit, place: Place | None = None) -> tuple[float | None, float | None]:
    """The number and the ± in ``4.2 ± 0.5 pct/yr``; the unit of tables at the end alone stands for both.

    Either is None where it is not written. A711 for a ± that is not above nothing, A715 for a number without
    a unit before a ± in another one, such as ``4.2 ± 50 bp``.
    """
    parts = SPREAD.split(text.strip())
    if not text.strip():
        raise MoneygoodError("A711", "'' is not a number", place)
    if len(parts) > 2 or (len(parts) == 2 and not parts[1]):
        raise MoneygoodError("A711", f"{text.strip()!r} has no number after its ±", place)
    spread, written = None, ""
    if len(parts) == 2:
        spread, written = read_number(parts[1], unit, place)
        if not spread > 0.0:
            raise MoneygoodError("A711", f"a spread of {parts[1].strip()} is not above nothing", place)
    if not parts[0]:
        return None, spread
    value, own = read_number(parts[0], unit, place)
    if written and not own and factor_of(written, unit, place) != 1.0:
        number, last = parts[0].strip(), parts[1].strip()
        hint = f"Write {number} {shown_unit(str(unit))} ± {last}, or {number} {written} ± {last}"
        raise MoneygoodError("A715", f"{number} has no unit, and its ± is in {written}", place, hint)
    return value, spread
