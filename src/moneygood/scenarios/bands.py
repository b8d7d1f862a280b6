"""Bands of a scenario: a variable kept between two values by the least unlikely shocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.panel import Panel
from moneygood.core.periods import Quarter
from moneygood.model.called import hint_for_variable
from moneygood.model.model import Model
from moneygood.scenarios import guard
from moneygood.scenarios.plan import Band, Plan, Spot


def band_absorbers(band: Band, model: Model) -> tuple[str, ...]:
    """The shocks that may move: those that are named, else the variable's own."""
    own = f"eps_{band.variable}"
    return band.absorbers or ((own,) if own in model.shocks else ())


def check_band(band: Band, model: Model, figures: Panel) -> None:
    """S006, S008, S013 for names and units, S017 and S041 for shocks that cannot serve."""
    if band.variable not in model.variables:
        raise MoneygoodError(
            "S006",
            f"there is no variable {band.variable!r}",
            band.spot.at("hold").place,
            hint_for_variable(model, band.variable),
        )
    if band.variable in model.exogenous:
        raise MoneygoodError(
            "S041", f"{band.variable} comes from outside the model, so a band cannot move it",
            band.spot.place, "Put it on a path with value:",
        )  # fmt: skip
    absorbers = band_absorbers(band, model)
    if not absorbers:
        near = [n for n in model.shocks if n.startswith(f"eps_{band.variable}")]
        such = f", such as {near[0]}" if near else ""
        raise MoneygoodError(
            "S017", f"{band.variable} has no shock of its own to keep it in a band", band.spot.place,
            f"Name shocks under absorbed_by{such}",
        )  # fmt: skip
    for name in absorbers:
        place = band.spot.at("absorbed_by").place
        if name not in model.shocks:
            raise MoneygoodError(
                "S013", f"there is no shock {name!r}", place, did_you_mean(name, model.shocks)
            )
        if model.shocks[name].kind == "uniform" or not model.shocks[name].sd > 0:
            raise MoneygoodError(
                "S041", f"{name} has no standard deviation, so its use cannot be weighed", place,
                "Name a normal shock",
            )  # fmt: skip
    unit = model.variables[band.variable].unit
    guard.convert_unit(band.unit, guard.unit_of_measure(band.measure, unit), band.variable, band.spot)
    if band.unit is None and band.measure != "value":
        for end in (band.low, band.high):
            if end is not None and band.measure == "change":
                guard.question_change(end, unit, f"the change of {band.variable}", band.spot)
            elif end is not None:
                guard.question_percent(end, f"the change of {band.variable}", band.spot)
    elif band.unit is None:
        scale = guard.measure_scale(figures, band.variable)
        for end in (band.low, band.high):
            if end is not None:
                guard.question_level(end, unit, scale, band.variable, band.spot)


def check_bands_apart(plan: Plan, model: Model, held: Mapping[tuple[str, Quarter], Any],
                      taken: Mapping[tuple[str, Quarter], str]) -> None:  # fmt: skip
    """S016 when a band meets a hold of the same variable, another band, or a shock that a hold needs."""
    seen: set[tuple[str, Quarter]] = set()
    for band in plan.bands:
        for quarter in band.periods:
            cell = (band.variable, quarter)
            if cell in held or cell in seen:
                raise MoneygoodError(
                    "S016", f"{band.variable} is held twice in {quarter}", band.spot.place,
                    "Remove one of the two paths",
                )  # fmt: skip
            seen.add(cell)
            for name in band_absorbers(band, model):
                if taken.get((f"eps_{name[4:]}", quarter), "").startswith("absorbs"):
                    raise MoneygoodError(
                        "S016", f"{name} absorbs a path in {quarter}, so a band cannot use it",
                        band.spot.place, "Let another shock serve the band",
                    )  # fmt: skip


def check_known(known: Quarter | None, first: Quarter, what: str, spot: Spot, start: Quarter) -> None:
    """S042 when something would become known only after it has begun, or before the run starts."""
    if known is not None and known < start:
        words = f"{what} is said to be known in {known}, before the first simulated quarter, {start}"
        raise MoneygoodError("S042", words, spot.at("known").place, "Leave known out: at the start")
    if known is not None and known > first:
        raise MoneygoodError(
            "S042", f"{what} begins in {first} but is known only in {known}", spot.at("known").place,
            f"Write a quarter up to {first}",
        )  # fmt: skip
