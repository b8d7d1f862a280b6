"""What the lab shows first, as ``economics/dictionary/lab.yaml`` says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.record_kinds import Name, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_shapes import ListOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Whole
from moneygood.core.texts import economics_root

GROUP = Record(
    "group of levers",
    "Levers that stand together.",
    (
        Field("title", Words(empty=False), "The heading.", required=True),
        Field("sectors", ListOf(Name("sector"), 1), "The sector files whose levers it holds.", required=True),
    ),
)
DOOR = Record(
    "door",
    "A question that readers come with.",
    (
        Field("question", Words(empty=False), "The question, as a reader would ask it.", required=True),
        Field("page", Words(empty=False), "The page that answers it: scenarios/foreign-strike, claims, lab.",
              required=True),
    ),
)  # fmt: skip
LAB = TextKind(
    "lab",
    "What the lab in the browser shows before anything is chosen.",
    ("dictionary/lab.yaml",),
    Record(
        "lab text",
        "Charts, headline figures and groups of levers.",
        (
            Field("charts", ListOf(Name("variable"), 2), "The charts shown at first.", required=True),
            Field("tiles", ListOf(Name("variable"), 1), "The headline figures.", required=True),
            Field("tile_quarters", Whole(1, 400), "The simulated quarter that they show.", required=True),
            Field("groups", ListOf(GROUP), "The groups of levers, in order.", default=()),
            Field("doors", ListOf(DOOR), "Questions on the first page, each with its page.", default=()),
        ),
    ),
    FaultCodes("C011"),
    "the lab",
)


@dataclass(frozen=True)
class LabText:
    """`charts` and `tiles` by variable, the quarter of the tiles counted from 1, `groups` as (title, sector
    files), `doors` of the first page as (question, page)."""

    charts: tuple[str, ...]
    tiles: tuple[str, ...]
    tile_quarters: int
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    doors: tuple[tuple[str, str], ...] = ()


def read_lab_text(names: Mapping[str, Collection[str]], path: Path | None = None) -> LabText:
    """The text of the lab; `names` gives the variables and sectors that there are. C011 for what is wrong."""
    file = path if path is not None else economics_root() / "dictionary" / "lab.yaml"
    text = LAB.read(file, names)
    groups = tuple((g["title"], tuple(g["sectors"])) for g in text["groups"])
    doors = tuple((d["question"], d["page"]) for d in text["doors"])
    return LabText(tuple(text["charts"]), tuple(text["tiles"]), text["tile_quarters"], groups, doors)
