"""What is taken beforehand in a filter's text: a mean and a standard deviation."""

from __future__ import annotations

from dataclasses import dataclass

from moneygood.core.record_kinds import Source
from moneygood.core.record_text import Field, Record
from moneygood.core.record_values import Number


@dataclass(frozen=True)
class Belief:
    """What is taken beforehand: normal with `mean` and `sd`."""

    mean: float
    sd: float


BELIEF = Record(
    "belief",
    "What is taken beforehand: normal with mean and sd.",
    (
        Field("mean", Number(), "Its mean.", required=True),
        Field("sd", Number(above=0), "Its standard deviation.", required=True),
        Field("source", Source(), "Where it is from.", for_people=True),
    ),
    make=lambda e: Belief(e["mean"], e["sd"]),
)
