"""Which shocks of the past count as which driver, as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.record_kinds import Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Whole
from moneygood.core.texts import economics_root
from moneygood.model.model import Model
from moneygood.model.names import names_of

REST = "rest"


@dataclass(frozen=True)
class Driver:
    """A group of causes: the shocks of the equations, and the moves of the outside variables, in `of`."""

    name: str
    label: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class WindowText:
    """The drivers, how many `draws` of parameters and hidden states give them their bands, and how many
    quarters before the window these begin (`settle`)."""

    drivers: tuple[Driver, ...]
    draws: int
    settle: int

    def driver_of(self, label: str) -> str:
        """The name of the driver that a shock's equation, or an outside variable, belongs to."""
        return next((d.name for d in self.drivers if label in d.of), REST)


DRIVER = Record(
    "driver",
    "Causes that are told together.",
    (
        Field("label", Words(empty=False), "What it is called in answers.", required=True),
        Field(
            "of",
            ListOf(Name("variable"), 1),
            "Equations whose shocks, and outside variables whose moves, belong to it.",
            required=True,
        ),
        Field("note", Words(), "What a reader should know.", for_people=True),
        Field("source", Source(), "Where the grouping is from.", for_people=True),
    ),
)
DRIVERS = TextKind(
    "drivers",
    "Which shocks count as which driver when a window of the past is taken apart.",
    ("windows/drivers.yaml",),
    Record(
        "text of drivers",
        "The drivers of the past and how their bands are drawn.",
        (
            Field("draws", Whole(2, 1000), "Draws of parameters and hidden states for bands.", required=True),
            Field("settle", Whole(1, 40), "Quarters before a window in which draws begin.", required=True),
            Field("drivers", MapOf(DRIVER, least=1), "The drivers, by name.", required=True),
        ),
    ),
    FaultCodes("A210"),
    "`moneygood why --until`",
)


def read_drivers(model: Model, root: Path | None = None) -> WindowText:
    """The text ``windows/drivers.yaml``; A210 when it is faulty or names one cause twice."""
    path = (root or model.root or economics_root()) / "windows" / "drivers.yaml"
    text = DRIVERS.read(path, names_of(model))
    drivers = tuple(Driver(str(n), e["label"], tuple(e["of"])) for n, e in text["drivers"].items())
    _check_once(text, drivers)
    return WindowText(drivers, text["draws"], text["settle"])


def _check_once(text: Entry, drivers: Sequence[Driver]) -> None:
    seen: dict[str, str] = {}
    for driver in drivers:
        for name in driver.of:
            if name in seen:
                what = f"{name} belongs to {seen[name]} and to {driver.name}"
                raise text["drivers"][driver.name].fault(what, "of", hint="Name it once")
            seen[name] = driver.name
