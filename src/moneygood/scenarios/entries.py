"""What a plan makes of the entries of a scenario: one number a quarter, and the parts that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from moneygood.core.periods import Quarter, YearQuarters
from moneygood.core.record_text import Entry
from moneygood.scenarios.plan import (
    CHAINED,
    Band,
    HeldPath,
    Judgement,
    LeverMove,
    ParameterMove,
    ShockHit,
)
from moneygood.scenarios.table_paths import supervisors_paths
from moneygood.scenarios.value_files import read_values

MEASURES = ("value", "values", "change", "change_percent", "growth", "index")
DRAWS, NUMBER = "draws", "number"
SURPRISE = "surprise"
FLAT, SMOOTH = "flat", "smooth"


def spread(entry: Entry, key: str, quarters: Sequence[Quarter]) -> tuple[float, ...]:
    """One number a quarter: the same in each, one from a list, or straight lines between named quarters.

    Before the first named quarter and after the last the path is flat. Where `quarters` were written as
    years, a list or a table may have one number for each year: it stands in all of the year's quarters, or
    is their mean on the smoothest path where ``within_year: smooth`` asks for it. S019 for a list of another
    length, S010 for a named quarter outside `quarters`.
    """
    value, what = entry[key], f"{key} of {entry.what}"
    if isinstance(value, str):
        column = entry["column"] or entry["hold"]
        found = read_values(value, column, entry["sheet"], quarters, entry.at.at(key))
        return _yearly(entry, found, quarters)
    if isinstance(value, tuple):
        if isinstance(quarters, YearQuarters) and len(value) == quarters.years:
            return _yearly(entry, value, quarters)
        if len(value) != len(quarters):
            hint = f"Write one for each quarter of {quarters[0]}..{quarters[-1]}"
            if isinstance(quarters, YearQuarters):
                hint += f", or for each of the {quarters.years} years"
            words = f"{what} has {len(value)} numbers for {len(quarters)} quarters"
            raise entry.fault(words, key, hint=hint, code="S019")
        return value
    return _join(entry, key, value, quarters) if isinstance(value, dict) else (value,) * len(quarters)


def _join(
    entry: Entry, key: str, value: Mapping[Quarter, float], quarters: Sequence[Quarter]
) -> tuple[float, ...]:
    for quarter in value:
        if not quarters[0] <= quarter <= quarters[-1]:
            words = f"{key} of {entry.what} names {quarter}, outside {quarters[0]}..{quarters[-1]}"
            hint = "Name single quarters inside periods"
            raise entry.fault(words, key, str(quarter), hint=hint, code="S010")
    if not value:
        hint = "Write at least one quarter: number"
        raise entry.fault(f"{key} of {entry.what} names no quarter", key, hint=hint, code="S019")
    knots, out, k = sorted((q - quarters[0], v) for q, v in value.items()), [], 0
    for t in range(len(quarters)):
        while k + 1 < len(knots) and knots[k + 1][0] <= t:
            k += 1
        (a, low), (b, high) = knots[k], knots[min(k + 1, len(knots) - 1)]
        out.append(low if t <= a or b == a else low + (high - low) * (t - a) / (b - a))
    return tuple(out)


def _yearly(entry: Entry, values: Sequence[float], quarters: Sequence[Quarter]) -> tuple[float, ...]:
    """One number a quarter from one a year (or what has one a quarter already)."""
    smooth = "within_year" in entry.values and entry["within_year"] == SMOOTH
    if len(values) == len(quarters):
        if smooth:
            words = f"within_year of {entry.what} spreads one number a year, and there is one a quarter"
            raise entry.fault(words, "within_year", hint="Leave it out", code="S002")
        return tuple(values)
    return smooth_years(values) if smooth else tuple(x for x in values for _ in range(4))


def smooth_years(means: Sequence[float]) -> tuple[float, ...]:
    """Four numbers a year whose mean in each year is `means`, with the smallest squared changes from quarter
    to quarter (Boot, Feibes and Lisman 1967).

    >>> [round(x, 3) for x in smooth_years([1.0, 1.0])]
    [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]
    """
    import numpy as np

    years, n = len(means), 4 * len(means)
    change = np.diff(np.eye(n), axis=0)
    mean = np.kron(np.eye(years), np.full((1, 4), 0.25))
    system = np.block([[change.T @ change, mean.T], [mean, np.zeros((years, years))]])
    found = np.linalg.solve(system, np.concatenate([np.zeros(n), np.asarray(means, float)]))
    return tuple(float(x) for x in found[:n])


def lever_of(entry: Entry) -> LeverMove:
    """The move of a lever's mapping."""
    return LeverMove(entry.name, entry["value"], entry["unit"], entry["periods"], entry.at, entry["force"])


def parameter_of(entry: Entry) -> ParameterMove:
    """The move of a parameter."""
    how = entry.one("set", "change")
    return ParameterMove(entry.name, entry[how], how == "change", entry["unit"], entry.at)


def paths_of(entry: Entry) -> tuple[HeldPath | Band, ...]:
    """The held paths or bands of an entry under paths."""
    variable, quarters, absorbers = entry["hold"], entry["periods"], entry["absorbed_by"]
    named, weights = _several(entry, absorbers)
    unit = entry["unit"]
    if entry.has("between"):
        low, high = entry["between"]
        return (Band(variable, quarters, low, high, unit, named, entry.at, weights),)
    how = entry.one(*MEASURES)
    for field in ("column", "sheet"):
        if entry.has(field) and not isinstance(entry[how], str):
            words, hint = f"{field} goes with a table in the place of numbers", f"Write {how}: figures.csv"
            raise entry.fault(words, field, hint=f"{hint}, or leave {field} out", code="S002")
    if entry.has("within_year") and not _by_year(entry[how], quarters):
        words = f"within_year of {entry.what} goes with one number for each of several years"
        hint = "Write periods: FY2027..FY2029 and a list of as many numbers, or leave it out"
        raise entry.fault(words, "within_year", hint=hint, code="S002")
    measure, values = "value" if how == "values" else how, spread(entry, how, quarters)
    if isinstance(absorbers, tuple | dict):
        return _shared(entry, measure, values, named, weights)
    exact = entry["exact"]
    if entry.has("relative_to"):
        if measure not in ("change", "change_percent"):
            words = f"relative_to goes with change or change_percent, not with {how}"
            raise entry.fault(words, "relative_to", hint="Leave it out", code="S002")
        exact = entry["relative_to"] == NUMBER
    if entry["known"] == SURPRISE and measure in CHAINED:
        words = f"{entry.what} is one chain of {measure}, which cannot become known a quarter at a time"
        raise entry.fault(words, "known", hint="Name a quarter, or write value:", code="S042")
    return tuple(
        HeldPath(
            variable=variable,
            periods=part,
            measure=measure,
            values=sizes,
            unit=unit,
            absorber=absorbers,
            exact=exact,
            spot=entry.at,
            source=entry["source"] or "",
            known=known,
        )
        for part, sizes, known in _learned(entry, quarters, values)
    )


def _by_year(value: Any, quarters: Sequence[Quarter]) -> bool:
    if not isinstance(quarters, YearQuarters) or quarters.years < 2:
        return False
    return isinstance(value, str) or (isinstance(value, tuple) and len(value) == quarters.years)


def _several(entry: Entry, absorbers: Any) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The shocks under absorbed_by, with their weights where they have any."""
    if isinstance(absorbers, dict):
        if not absorbers:
            hint = "Name at least one shock: its weight"
            raise entry.fault(f"absorbed_by of {entry.what} is empty", "absorbed_by", hint=hint)
        for name, weight in absorbers.items():
            if weight == 0:
                words = f"absorbed_by gives {name} the weight 0, so it absorbs nothing"
                raise entry.fault(words, "absorbed_by", name, hint="Leave it out")
        return tuple(absorbers), tuple(absorbers.values())
    return (() if absorbers is None else (absorbers,) if isinstance(absorbers, str) else absorbers), ()


def _shared(
    entry: Entry, measure: str, values: Sequence[float], named: tuple[str, ...], weights: tuple[float, ...]
) -> tuple[Band, ...]:
    """A path that several shocks absorb: a band of no width in each quarter."""
    for field in ("exact", "known", "relative_to"):
        if entry.has(field) and not (field == "exact" and not entry["exact"]):
            words = f"{entry.what} is absorbed by several shocks, which meet it without surprises only"
            raise entry.fault(words, field, hint=f"Leave {field} out, or name one shock", code="S017")
    if measure in CHAINED:
        words = f"{entry.what} is absorbed by several shocks, which cannot follow {measure}"
        hint = "Write value:, change: or change_percent:, or name one shock"
        raise entry.fault(words, measure, hint=hint, code="S017")
    return tuple(
        Band(entry["hold"], (q,), x, x, entry["unit"], named, entry.at, weights, measure)
        for q, x in zip(entry["periods"], values, strict=True)
    )


def _learned(
    entry: Entry, quarters: tuple[Quarter, ...], sizes: tuple[float, ...]
) -> Iterator[tuple[tuple[Quarter, ...], tuple[float, ...], Quarter | None]]:
    """Quarters and sizes by when people learn of them: all at once, or each as it comes."""
    if entry["known"] != SURPRISE:
        yield quarters, sizes, entry["known"]
        return
    for quarter, size in zip(quarters, sizes, strict=True):
        yield (quarter,), (size,), quarter


def shocks_of(entry: Entry) -> tuple[ShockHit, ...]:
    """The hits of an entry under shocks."""
    how, quarters = entry.one("size", "sd"), entry["periods"]
    sizes = spread(entry, how, quarters)
    return tuple(
        ShockHit(entry["shock"], part, own, how == "sd", entry["unit"], entry.at, known)
        for part, own, known in _learned(entry, quarters, sizes)
    )


def adds_of(entry: Entry) -> tuple[Judgement, ...]:
    """The judgement of an entry under adds."""
    quarters = entry["periods"]
    sizes = spread(entry, "size", quarters)
    return tuple(
        Judgement(entry["equation"], part, own, entry["unit"], entry.at, known)
        for part, own, known in _learned(entry, quarters, sizes)
    )


def table_of(entry: Entry) -> tuple[HeldPath, ...]:
    """The paths of a supervisors' table."""
    hold = entry["hold"]
    named = (hold,) if isinstance(hold, str) else hold
    return supervisors_paths(
        entry["table"], entry["history"], entry["start"], entry["periods"], named, entry.at
    )
