"""How a sector without a past of its own begins at a restart, as text: stocks, flows, clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Choice, FormulaText, Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Number, OneQuarter, Whole
from moneygood.core.texts import economics_root, reference_keys
from moneygood.model.model import Model
from moneygood.model.names import names_of

ADOPTION = "adoption"


@dataclass(frozen=True)
class StartRule:
    """What a state is before the first completed quarter: a number, a formula over series, or, with `fade`, a
    stock of what the formula gives a year that loses that share a quarter. The flow grew by `growth` a
    quarter before its first figure."""

    value: float | None
    formula: str
    fade: float | None
    growth: float


@dataclass(frozen=True)
class MovingRule:
    """A state that the dictionary dates: its start is of the quarter `of`, and it goes on by the parameter
    `pace` a year; `filter` finds it where points were out."""

    of: Quarter
    pace: str
    filter: str


@dataclass(frozen=True)
class SectorRule:
    """How `sector` is begun at origins from `first` on: completed over the last `quarters`, from `starts`
    and `moving` states; `found` are worked out, `clocks` (with the parameter that fades them) stand as at the
    model's own jump-off. The sector is `replayed` from the ends of these quarters, its `watched` variables
    held against what came."""

    first: Quarter
    quarters: int
    sector: str
    starts: Mapping[str, StartRule]
    moving: Mapping[str, MovingRule]
    found: frozenset[str]
    clocks: Mapping[str, str]
    path: Path
    replayed: tuple[Quarter, ...] = ()
    watched: tuple[str, ...] = ()


FOR_PEOPLE = (
    Field("source", Source(), "Where it is from.", for_people=True),
    Field("note", Words(), "What a reader should know.", for_people=True),
)
START = Record(
    "start",
    "What a state is before the first completed quarter.",
    (
        Field("value", Number(), "A number."),
        Field("formula", FormulaText(), "A formula over the series; a flow a year where `fade` is given."),
        Field("fade", Number(0, 1), "The share of the stock that goes in a quarter."),
        Field("growth", Number(0, 1), "Growth of the flow a quarter before its first figure.", default=0.05),
        *FOR_PEOPLE,
    ),
    (OneOf(("value", "formula")),),
    make=lambda e: StartRule(
        e["value"] if e.has("value") else None,
        e["formula"] or "",
        e["fade"] if e.has("fade") else None,
        e["growth"],
    ),
)
MOVING = Record(
    "moving state",
    "A state whose start the dictionary gives for a quarter.",
    (
        Field("of", OneQuarter(), "The quarter of the dictionary's start.", required=True),
        Field("pace", Name("parameter"), "What it gains a year.", required=True),
        Field("filter", Choice((ADOPTION,)), "The filter that finds it in published points."),
        *FOR_PEOPLE,
    ),
    make=lambda e: MovingRule(e["of"], e["pace"], e["filter"] or ""),
)
CLOCK = Record(
    "clock",
    "A state that runs down by itself.",
    (Field("keep", Name("parameter"), "The share kept each quarter.", required=True), *FOR_PEOPLE),
    make=lambda e: e["keep"],
)
SECTOR = TextKind(
    "sector",
    "How a sector begins where the model is restarted.",
    ("backtest/ai.yaml",),
    Record(
        "rule of a sector's start",
        "From which origin on it is in the model, and from what it is begun.",
        (
            Field("from", OneQuarter(), "The first origin with the sector.", required=True),
            Field("quarters", Whole(2, 40), "Quarters that are completed up to the origin.", required=True),
            Field("sector", Name("sector"), "The sector.", required=True),
            Field("starts", MapOf(START, "variable"), "States before them.", default=()),
            Field("moving", MapOf(MOVING, "variable"), "States that the dictionary dates.", default=()),
            Field("found", ListOf(Name("variable")), "States worked out from others.", default=()),
            Field("replayed", ListOf(OneQuarter()), "From which quarters it is replayed.", default=()),
            Field("watched", ListOf(Name("variable")), "What is then held against what came.", default=()),
            Field("clocks", MapOf(CLOCK, "variable"), "States that run down by themselves.", default=()),
        ),
    ),
    FaultCodes("A601"),
    "`--from` on every verb, and `moneygood backtest`",
)


def read_sector_rule(model: Model, root: Path | None = None) -> SectorRule:
    """The rule of ``backtest/ai.yaml``; A601 when it is faulty."""
    path = (root or economics_root()) / "backtest" / "ai.yaml"
    text = SECTOR.read(path, names_of(model), reference_keys(root))
    return SectorRule(
        text["from"], text["quarters"], text["sector"], dict(text["starts"]), dict(text["moving"]),
        frozenset(text["found"]), dict(text["clocks"]), path,
        tuple(text["replayed"]), tuple(text["watched"]),
    )  # fmt: skip
