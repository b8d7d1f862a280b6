"""Numbers asked whether they are in the unit that is meant: the question is put before the run, not after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.panel import Panel
from moneygood.core.units import Unit
from moneygood.scenarios.plan import Spot
from moneygood.scenarios.unit_words import units_of_words

PERCENT = Unit.parse("pct")
PERCENT_RATE = Unit.parse("pct/yr")
PURE = Unit()
TINY = 0.2
"""A level in percent below this, where the usual size is above `USUAL`, may be a fraction."""
USUAL = 0.5
TINY_CHANGE = 0.02
TINY_PERCENTAGE = 1.0
"""A percentage change below this, in size, may be a fraction."""
LARGE_CHANGE = 25.0
RECENT = 64
"""Quarters, baseline included, from which the usual size of a variable is taken."""
FAR = 20.0
"""A level more than this many times (or a fraction of) what the baseline has may be in another unit."""


@dataclass(frozen=True)
class Scale:
    """What is usual for a variable in history and baseline: lowest, highest, median size."""

    low: float
    high: float
    typical: float


def unit_of_measure(measure: str, unit: Unit) -> Unit:
    """The unit of a path's numbers when its variable is in `unit`."""
    return {"change_percent": PERCENT, "index": PERCENT, "growth": PERCENT_RATE}.get(measure, unit)


def question_chained(measure: str, value: float, what: str, spot: Spot) -> None:
    """S009 for growth or an index that leaves nothing, S007 for an index that looks like a ratio."""
    if value <= (-100 if measure == "growth" else 0):
        message = f"{what} is {_show(value)} percent, which leaves nothing"
        raise MoneygoodError("S009", message, spot.place, "Growth is above -100, an index above 0")
    if measure == "index" and value < 3:
        looks = f"like a ratio: did you mean {_show(100 * value)} (percent of the quarter before)?"
        raise _slip(what, value, PERCENT, looks, spot)


def measure_scale(figures: Panel, variable: str) -> Scale | None:
    """The scale of `variable` over all figures at hand, None when there are none."""
    if variable not in figures:
        return None
    seen = figures.series(variable)
    seen = seen[np.isfinite(seen)]
    if not seen.size:
        return None
    return Scale(float(seen.min()), float(seen.max()), float(np.median(np.abs(seen[-RECENT:]))))


def convert_unit(written: str | None, unit: Unit, what: str, spot: Spot) -> float:
    """The factor that turns a number in the unit `written` into `unit`; S008 when they do not fit.

    Units of the language and the words of `unit_words` can be written, so ``bp`` for percentages.
    """
    if written is None:
        return 1.0
    meant = units_of_words(written)
    if meant:
        for own, factor in meant:
            if own == unit:
                return factor
        raise _unfit(what, written, unit, spot)
    try:
        given = Unit.parse(written)
    except MoneygoodError as fault:
        raise MoneygoodError(fault.code, fault.message, spot.at("unit").place, fault.hint) from None
    if given != unit:
        raise _unfit(what, written, unit, spot)
    return 1.0


def _unfit(what: str, written: str, unit: Unit, spot: Spot) -> MoneygoodError:
    place = spot.at("unit").place
    own = "a pure number" if unit == PURE else f"in {unit}"
    hint = "Write it as a pure number" if unit == PURE else f"Write it in {unit}"
    return MoneygoodError("S008", f"{what} is {own}, not in {written}", place, hint)


def question_level(value: float, unit: Unit, scale: Scale | None, what: str, spot: Spot) -> None:
    """S007 when a level without a unit beside it looks like a fraction, a percentage or another magnitude."""
    if scale is None or value == 0:
        return
    in_percent = unit in (PERCENT, PERCENT_RATE)
    if in_percent and abs(value) <= TINY and scale.typical > USUAL:
        raise _slip(what, value, unit, f"like a fraction: did you mean {_show(100 * value)} (percent)?", spot)
    if in_percent and abs(value) > 10 * max(abs(scale.low), abs(scale.high), 1.0):
        meant = value / 100
        raise _slip(what, value, unit, f"like basis points: did you mean {_show(meant)} (percent)?", spot)
    if unit == PURE and scale.low >= 0 and scale.high <= 1 and value > 1:
        raise _slip(
            what, value, unit, f"like a percentage: did you mean {_show(value / 100)} (a share)?", spot
        )
    if not in_percent and scale.low > 0 and scale.typical > 0:
        ratio = value / scale.typical
        if ratio < 1 / FAR / max(scale.typical / scale.low, 1) or ratio > FAR * scale.high / scale.typical:
            raise _slip(
                what,
                value,
                unit,
                f"far from the usual {float(f'{scale.typical:.1g}'):,.6g}: is the unit right?",
                spot,
            )


def question_change(value: float, unit: Unit, what: str, spot: Spot) -> None:
    """S007 when a change without a unit beside it looks like a fraction or like basis points."""
    if unit not in (PERCENT, PERCENT_RATE) or value == 0:
        return
    if abs(value) < TINY_CHANGE:
        raise _slip(what, value, unit, f"like a fraction: did you mean {_show(100 * value)} (percent)?", spot)
    if unit == PERCENT_RATE and abs(value) >= LARGE_CHANGE:
        raise _slip(
            what, value, unit, f"like basis points: did you mean {_show(value / 100)} (percent)?", spot
        )


def question_percent(value: float, what: str, spot: Spot) -> None:
    """S007 for a percentage change that looks like a fraction; S009 for one that leaves nothing."""
    if 0 < abs(value) < TINY_PERCENTAGE:
        meant = f"like a fraction: did you mean {_show(100 * value)} (percent)?"
        raise _slip(what, value, PERCENT, meant, spot)
    if value <= -100:
        message = f"{what} falls by {_show(-value)} percent, which leaves nothing"
        raise MoneygoodError("S009", message, spot.place, "Write a change above -100")


def check_range(value: float, low: float, high: float, unit: Unit, what: str, spot: Spot) -> None:
    """S009 when `value` lies outside `low`..`high`, S007 when another unit was likely meant."""
    if low <= value <= high:
        wide = max(abs(low), abs(high))
        if unit in (PERCENT, PERCENT_RATE) and 0 < abs(value) <= 0.02 * min(wide, 1.0):
            raise _slip(
                what, value, unit, f"like a fraction: did you mean {_show(100 * value)} (percent)?", spot
            )
        return
    small = value * 0.01
    if abs(value) >= LARGE_CHANGE and low <= small <= high and abs(small) > 0.02 * max(abs(low), abs(high)):
        word = "basis points" if unit in (PERCENT, PERCENT_RATE) else "a percentage"
        raise _slip(what, value, unit, f"like {word}: did you mean {_show(small)}?", spot)
    message = f"{what} is {_show(value)}, outside {_show(low)} to {_show(high)} ({show_unit(unit)})"
    raise MoneygoodError("S009", message, spot.place, "Stay inside that range")


def _slip(what: str, value: float, unit: Unit, looks: str, spot: Spot) -> MoneygoodError:
    message = f"{what} is {_show(value)} ({show_unit(unit)}), which looks {looks.split(': ')[0]}"
    return MoneygoodError("S007", message, spot.place, looks.split(": ", 1)[1])


def show_unit(unit: Unit) -> str:
    """A unit as a reader says it: a pure number is not "1"."""
    return "a pure number" if unit == PURE else str(unit)


def _show(number: float) -> str:
    return f"{number:.4g}"
