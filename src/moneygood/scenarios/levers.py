"""The named levers: what a person may move without knowing the equations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.record_kinds import Choice, Name, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Needs
from moneygood.core.record_shapes import MapOf, Pair
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Number, OfUnit
from moneygood.core.texts import economics_root
from moneygood.core.units import Unit

ACTS_ON = ("parameter", "add", "shock")
PROFILES = ("permanent", "fade", "once")


@dataclass(frozen=True)
class Lever:
    """A named lever: moving it by one unit changes `target` by `scale`, over time as `profile` says.

    `acts_on` parameter: the parameter's value changes. add or shock: an addition to the equation or to its
    shock, in every quarter (permanent), halving every `half_life` quarters (fade), or in the first (once).
    """

    name: str
    label: str
    unit: Unit
    range: tuple[float, float]
    acts_on: str
    target: str
    profile: str
    sector: str
    scale: float = 1.0
    half_life: float | None = None
    source: str = "ours"
    note: str = ""

    def weights(self, quarters: int) -> list[float]:
        """The share of the full effect in each of so many quarters from the first."""
        if self.profile == "once":
            return [1.0 if t == 0 else 0.0 for t in range(quarters)]
        if self.profile == "fade":
            return [0.5 ** (t / (self.half_life or math.inf)) for t in range(quarters)]
        return [1.0] * quarters


def _lever(entry: Entry) -> Lever:
    """The lever of an entry."""
    fields = {f: entry[f] for f in Lever.__dataclass_fields__ if f != "name"}
    return Lever(name=entry.name, **fields)


LEVER = Record(
    "lever",
    "A named lever: one unit of it moves its target by `scale`, over time as `profile` says.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("unit", OfUnit(), "The unit of the lever's value.", required=True),
        Field("range", Pair(around=0), "The values that make sense, around zero.", required=True),
        Field("acts_on", Choice(ACTS_ON), "What it moves: a parameter, or an addition to an equation or to "
              "its shock.", required=True),
        Field("target", Name("parameter|equation|shock"), "The parameter, equation or shock.", required=True),
        Field("profile", Choice(PROFILES), "Always, halving every half_life quarters, or once.",
              default="permanent"),
        Field("sector", Name("sector"), "The sector file that it belongs to.", required=True),
        Field("scale", Number(), "How far one unit moves the target.", default=1.0),
        Field("half_life", Number(above=0), "Quarters after which half is left."),
        Field("source", Words(), "Where the scale is from.", default="ours"),
        Field("note", Words(), "What a reader should know.", default=""),
    ),
    (Needs("profile", ("half_life",), ("fade",)),),
    make=_lever,
)  # fmt: skip
LEVERS = TextKind(
    "levers",
    "The named levers that scenarios move.",
    ("dictionary/levers.yaml",),
    MapOf(LEVER),
    FaultCodes("S021"),
    "every verb that takes a scenario",
)


def read_levers(root: Path | None = None) -> dict[str, Lever]:
    """All levers by name, from ``dictionary/levers.yaml`` (none when there is no such file); S021."""
    path = (root or economics_root()) / "dictionary" / "levers.yaml"
    return LEVERS.read(path) if path.is_file() else {}
