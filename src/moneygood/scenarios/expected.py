"""What a scenario is expected to do: a difference from the baseline's median, with the reason for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Name, Source, Words
from moneygood.core.record_rules import OneOf
from moneygood.core.record_shapes import Pair
from moneygood.core.record_text import Entry, Field, Record
from moneygood.core.record_values import OneQuarter
from moneygood.model.model import Model
from moneygood.scenarios.guard import PERCENT, convert_unit
from moneygood.scenarios.plan import Expected

MEASURES = ("value", "change", "change_percent")


def _expected(entry: Entry) -> Expected:
    how = entry.one(*MEASURES)
    low, high = entry[how]
    return Expected(
        entry["variable"], entry["at"], how, low, high, entry["unit"], entry["why"], entry["source"], entry.at
    )


RANGE = Pair()
EXPECTED = Record(
    "expectation",
    "What the median of draws of a variable should be in a quarter, and why; a check, not an input.",
    (
        Field("variable", Name("variable|alias"), "The variable, or its alias.", required=True),
        Field("at", OneQuarter(), "In which quarter.", required=True),
        Field("value", RANGE, "Lowest and highest level."),
        Field("change", RANGE, "Lowest and highest difference from the baseline's median."),
        Field("change_percent", RANGE, "The same in percent of the baseline's median."),
        Field("unit", Words(empty=False), "The unit of the range; the variable's own when left out."),
        Field("why", Words(empty=False), "The mechanism, and who found such a size.", required=True),
        Field("source", Source(), "Where the size is from.", default="ours"),
    ),
    (OneOf(MEASURES),),
    make=_expected,
    named="the expectation on {variable}",
)


def factor_of(one: Expected, model: Model) -> float:
    """What turns the range's unit into that of the figure it is held against (S008 where they do not fit)."""
    unit = PERCENT if one.measure == "change_percent" else model.variables[one.variable].unit
    return convert_unit(one.unit, unit, f"the range of {one.variable}", one.spot)


def check_expected(one: Expected, model: Model, span: tuple[Quarter, Quarter]) -> None:
    """S006 for a variable that is not there, S010 for a quarter outside `span`, S008 for another unit."""
    if one.variable not in model.variables:
        hint = did_you_mean(one.variable, model.variables)
        place = one.spot.at("variable").place
        raise MoneygoodError("S006", f"there is no variable {one.variable!r}", place, hint)
    if not span[0] <= one.at <= span[1]:
        hint = f"They run from {span[0]} to {span[1]}"
        words = f"{one.at} lies outside the simulated quarters"
        raise MoneygoodError("S010", words, one.spot.at("at").place, hint)
    factor_of(one, model)


def expected_entry(one: Expected) -> dict[str, Any]:
    """The expectation as a scenario file writes it."""
    unit: Mapping[str, str] = {} if one.unit is None else {"unit": one.unit}
    return {
        "variable": one.variable, "at": str(one.at), one.measure: [one.low, one.high], **unit,
        "why": one.why, "source": one.source,
    }  # fmt: skip
