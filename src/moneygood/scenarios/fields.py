"""Reading single fields of a scenario file: numbers, texts, quarters, lists, each with a clear error."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter, parse_range
from moneygood.scenarios.plan import Spot


def check_fields(
    record: Any, allowed: Sequence[str], required: Sequence[str], what: str, spot: Spot
) -> Mapping[str, Any]:
    """The record itself when it is a mapping with these fields; S004, S002, S003."""
    if not isinstance(record, Mapping):
        raise MoneygoodError(
            "S004", f"{what} is not a mapping of fields", spot.place, f"It has {', '.join(allowed)}"
        )
    for key in record:
        if key not in allowed:
            hint = did_you_mean(str(key), allowed) or f"Known are {', '.join(allowed)}"
            raise MoneygoodError(
                "S002", f"{what} has an unknown field {str(key)!r}", spot.at(str(key)).place, hint
            )
    for key in required:
        if key not in record:
            raise MoneygoodError("S003", f"{what} lacks the field {key!r}", spot.place, f"Add {key}: to it")
    return record


def read_number(value: Any, what: str, spot: Spot) -> float:
    """A finite number; S004 for anything else (texts are never computed)."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        shown = _short(value)
        if isinstance(value, str) and value.strip().endswith("%"):
            hint = f"Write {value.strip()[:-1].strip() or 'the number'} without the % sign"
        elif isinstance(value, str):
            hint = "Formulas and texts are not computed here: write the number itself"
        else:
            hint = "Write one number"
        raise MoneygoodError("S004", f"{what} is {shown}, not a number", spot.place, hint)
    if not math.isfinite(value):
        raise MoneygoodError(
            "S004", f"{what} is {value}, not a finite number", spot.place, "Write a finite number"
        )
    return float(value)


def read_text(value: Any, what: str, spot: Spot) -> str:
    """A text; numbers and dates are taken as written; S004 for lists and mappings."""
    if value is None or isinstance(value, Mapping | list):
        raise MoneygoodError(
            "S004", f"{what} is {_short(value)}, not a text", spot.place, "Write a word or a sentence"
        )
    return " ".join(str(value).split())


def read_switch(value: Any, what: str, spot: Spot) -> bool:
    """True for on, False for off; S004 for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in ("on", "off"):
        return value.strip().lower() == "on"
    raise MoneygoodError("S004", f"{what} is {_short(value)}", spot.place, "Write on or off")


def read_flag(value: Any, what: str, spot: Spot) -> bool:
    """A true or false; S004 for anything else."""
    if isinstance(value, bool):
        return value
    raise MoneygoodError("S004", f"{what} is {_short(value)}", spot.place, "Write true or false")


def read_quarters(value: Any, spot: Spot) -> tuple[Quarter, ...]:
    """The quarters of ``2026Q4..2028Q3`` or ``2026Q4``; C001, C002 with the place."""
    try:
        return parse_range(value if isinstance(value, str) else str(value))
    except MoneygoodError as fault:
        raise MoneygoodError(fault.code, fault.message, spot.place, fault.hint) from None


def read_unit(record: Mapping[str, Any], spot: Spot) -> str | None:
    """The unit written beside a number, as text, or None."""
    return None if record.get("unit") is None else read_text(record["unit"], "unit", spot.at("unit"))


def read_sizes(value: Any, quarters: Sequence[Quarter], what: str, spot: Spot) -> tuple[float, ...]:
    """One number a quarter: from one number (the same in each), a list, or a mapping quarter -> number.

    Between the quarters of a mapping the path is a straight line; before the first and after the last it is
    flat. S019 for a list of another length, S010 for a quarter of the mapping outside `quarters`.
    """
    if isinstance(value, list):
        if len(value) != len(quarters):
            raise MoneygoodError(
                "S019", f"{what} has {len(value)} numbers for {len(quarters)} quarters", spot.place,
                f"Write one for each quarter of {quarters[0]}..{quarters[-1]}",
            )  # fmt: skip
        return tuple(read_number(v, f"{what}[{i + 1}]", spot.at(i)) for i, v in enumerate(value))
    if isinstance(value, Mapping):
        return _interpolate(value, quarters, what, spot)
    return (read_number(value, what, spot),) * len(quarters)


def _interpolate(
    value: Mapping[Any, Any], quarters: Sequence[Quarter], what: str, spot: Spot
) -> tuple[float, ...]:
    knots: list[tuple[int, float]] = []
    for key, number in value.items():
        at = read_quarters(key, spot.at(str(key)))
        if len(at) != 1 or not quarters[0] <= at[0] <= quarters[-1]:
            raise MoneygoodError(
                "S010", f"{what} names {key}, outside {quarters[0]}..{quarters[-1]}", spot.at(str(key)).place,
                "Name single quarters inside periods",
            )  # fmt: skip
        knots.append((at[0] - quarters[0], read_number(number, f"{what} in {key}", spot.at(str(key)))))
    if not knots:
        raise MoneygoodError(
            "S019", f"{what} names no quarter", spot.place, "Write at least one quarter: number"
        )
    knots.sort()
    out, k = [], 0
    for t in range(len(quarters)):
        while k + 1 < len(knots) and knots[k + 1][0] <= t:
            k += 1
        (a, low), (b, high) = knots[k], knots[min(k + 1, len(knots) - 1)]
        out.append(low if t <= a or b == a else low + (high - low) * (t - a) / (b - a))
    return tuple(out)


def pick_one(record: Mapping[str, Any], names: Iterable[str], what: str, spot: Spot) -> str:
    """The one of these fields that the record has; S020 for none or several."""
    names = tuple(names)
    found = [n for n in names if n in record]
    if len(found) != 1:
        have = f"both {' and '.join(found)}" if found else "none of the fields that say how large it is"
        raise MoneygoodError(
            "S020", f"{what} has {have}", spot.place,
            f"Write exactly one of {', '.join(names)}",
        )  # fmt: skip
    return found[0]


def _short(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = (
        repr(value)
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )
    return text if len(text) <= 44 else text[:40] + "…" + text[-1]
