"""Building blocks as texts under ``economics/blocks``: what each is, and what it is priced from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.record_kinds import Choice, Name, Source, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Needs
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Flag, Number, Whole
from moneygood.core.texts import economics_root, reference_keys
from moneygood.model.model import Model
from moneygood.portfolios.curve import CurvePoint, Figures, YieldCurve

CODES = FaultCodes("A781")


@dataclass(frozen=True)
class Relation:
    """A level plus coefficients times variables: percent a year."""

    level: float = 0.0
    on: tuple[tuple[str, float], ...] = ()

    def value(self, figures: Figures) -> np.ndarray:
        """Its value [quarter, draw]."""
        out = np.full(np.shape(next(iter(figures.values()))), self.level)
        for name, slope in self.on:
            out = out + slope * np.asarray(figures[name], dtype=np.float64)
        return out


@dataclass(frozen=True)
class Pool:
    """How a pool of mortgages answers its yield: duration (years) in the middle, half its swing between pools
    that are refinanced and pools that are locked in, over how many points of yield; and how much of the pool
    is new each year, of itself and for each point that its coupon lies above the yield."""

    duration: float
    swing: float
    width: float
    turnover: float
    refinancing: float


@dataclass(frozen=True)
class BuildingBlock:
    """A building block. `kind` says how it is priced, `funded` whether it takes money; the rest is what that
    kind needs (see `BLOCK`). `income` is a yield (percent a year, at the start of a run for shares)."""

    name: str
    label: str
    kind: str
    group: str
    funded: bool
    maturity: float = 0.0
    frequency: int = 2
    spread: Relation = Relation()
    loss: Relation = Relation()
    breakeven: Relation = Relation()
    prices: str = ""
    lag: int = 0
    pool: Pool | None = None
    price: str = ""
    inverse: bool = False
    income: Relation = Relation()
    grows_with: tuple[tuple[str, float], ...] = ()
    days: float | None = None
    rate: str = ""

    def variables(self, curve: YieldCurve) -> tuple[str, ...]:
        """The variables that it is priced from."""
        found = [n for r in (self.spread, self.loss, self.breakeven, self.income) for n, _ in r.on]
        found += [n for n, _ in self.grows_with]
        found += [n for n in (self.prices, self.price, self.rate) if n]
        if self.kind in ("bond", "linker", "mortgage"):
            found += curve.variables
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Blocks:
    """All building blocks by name, the curve they are priced on, and which of them is cash."""

    curve: YieldCurve
    blocks: dict[str, BuildingBlock]

    @property
    def cash(self) -> BuildingBlock:
        """The block that overlays are financed with."""
        return next(b for b in self.blocks.values() if b.kind == "cash")

    def variables(self, names: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """The variables that blocks need, all blocks when none is named; cash is always among them."""
        wanted = [*(self.blocks if names is None else names), self.cash.name]
        return tuple(dict.fromkeys(v for n in wanted for v in self.blocks[n].variables(self.curve)))


RELATION = Record(
    "relation",
    "A level plus coefficients times variables of the model, in percent a year.",
    (
        Field("level", Number(), "The level where all variables are zero.", default=0.0),
        Field("on", MapOf(Number(), "variable", Name("variable")), "Coefficients by variable.", default={}),
        Field("sample", Words(), "On which quarters it was estimated.", for_people=True),
        Field("fit", Words(), "How well it fits there.", for_people=True),
        Field("source", Source(), "Where it is from.", for_people=True),
    ),
    make=lambda e: Relation(e["level"], tuple(e["on"].items())),
)
POOL = Record(
    "pool",
    "How a pool of mortgages answers its yield.",
    (
        Field(
            "duration", Number(0.0, 20.0), "Duration at a coupon equal to the yield, years.", required=True
        ),
        Field("swing", Number(0.0, 20.0), "How much longer or shorter it becomes, years.", required=True),
        Field("width", Number(above=0.0), "Points of yield over which it does.", required=True),
        Field("turnover", Number(0.0, 1.0), "Share of the pool that is new each year.", required=True),
        Field(
            "refinancing", Number(0.0), "Share more for each point of coupon above the yield.", required=True
        ),
    ),
    make=lambda e: Pool(e["duration"], e["swing"], e["width"], e["turnover"], e["refinancing"]),
)


def _block(entry: Entry) -> BuildingBlock:
    periods = entry["maturity"] * entry["frequency"]
    if abs(periods - round(periods)) > 1e-9:
        words = f"{entry.what}: {entry['maturity']:g} years is not a whole number of coupon periods"
        raise entry.fault(words, "maturity", hint=f"Write a multiple of {1 / entry['frequency']:g}")
    own = {f: entry[f] for f in ("label", "kind", "group", "funded", "maturity", "frequency", "lag", "pool",
                                 "inverse", "days")}  # fmt: skip
    for name in ("spread", "loss", "breakeven", "income"):
        own[name] = entry[name] or Relation()
    for name in ("prices", "price", "rate"):
        own[name] = entry[name] or ""
    return BuildingBlock(entry.name, grows_with=tuple((entry["grows_with"] or {}).items()), **own)


BLOCK = Record(
    "building block",
    "Something that can be held: what it is and which variables it is priced from.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field(
            "kind",
            Choice(("cash", "bill", "bond", "linker", "mortgage", "share", "currency")),
            "How it is priced.",
            required=True,
        ),
        Field("group", Choice(("bonds", "shares", "money", "currencies")), "Where it stands.", required=True),
        Field("funded", Flag(), "Whether it takes money; if not it is a position beside it.", default=True),
        Field("maturity", Number(above=0.0, high=50.0), "Years to maturity when bought.", default=0.0),
        Field("frequency", Whole(1, 12), "Coupons a year.", default=2),
        Field("spread", RELATION, "Yield over the curve."),
        Field("loss", RELATION, "Expected loss from default a year, percent."),
        Field("breakeven", RELATION, "Yield less that of the same bond without protection."),
        Field("prices", Name("variable"), "Index of prices that principal follows."),
        Field("lag", Whole(0, 4), "Quarters by which principal follows it.", default=0),
        Field("pool", POOL, "How a pool of mortgages answers its yield."),
        Field("rate", Name("variable"), "Rate that cash or a bill earns."),
        Field("days", Number(above=0.0, high=366.0), "Days to maturity of a bill quoted at a discount."),
        Field("price", Name("variable"), "Price or rate of exchange."),
        Field("inverse", Flag(), "Whether a higher rate of exchange is a lower value.", default=False),
        Field("income", RELATION, "What it pays a year: of shares at the start, of a currency as it is."),
        Field(
            "grows_with",
            MapOf(Number(), "variable", Name("variable")),
            "Variables whose sum dividends grow with.",
        ),
        Field("source", Source(), "Where conventions and figures are from.", required=True, for_people=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
    ),
    (
        Needs("kind", ("rate",), ("cash", "bill")),
        Needs("kind", ("days",), ("bill",)),
        Needs("kind", ("maturity",), ("bond", "linker", "mortgage")),
        Needs("kind", ("breakeven", "prices"), ("linker",)),
        Needs("kind", ("spread", "pool"), ("mortgage",)),
        Needs("kind", ("price",), ("share", "currency")),
        Needs("grows_with", ("income",)),
    ),
    make=_block,
)
BLOCKS = TextKind(
    "blocks",
    "Building blocks of portfolios.",
    ("blocks/bonds.yaml", "blocks/others.yaml"),
    MapOf(BLOCK, least=1),
    CODES,
    "`moneygood portfolio` and `moneygood stress`",
)
POINT = Record(
    "point",
    "A maturity and the variable that is its par yield.",
    (
        Field("maturity", Number(above=0.0, high=50.0), "Years.", required=True),
        Field("variable", Name("variable"), "Its yield.", required=True),
        Field("days", Number(above=0.0, high=366.0), "Days of a bill, where the yield is a bank discount."),
    ),
    make=lambda e: CurvePoint(e["maturity"], e["variable"], e["days"]),
)
CURVE = TextKind(
    "curve",
    "The yield curve that blocks are priced on.",
    ("blocks/curve.yaml",),
    Record(
        "curve",
        "Points of the curve.",
        (
            Field("points", ListOf(POINT, 2), "The points, the shortest first.", required=True),
            Field("source", Source(), "Where the points are from.", required=True, for_people=True),
            Field("note", Words(), "What a reader should know.", for_people=True),
        ),
    ),
    CODES,
    "`moneygood portfolio` and `moneygood stress`",
)


def read_blocks(model: Model) -> Blocks:
    """The shipped building blocks and their curve; A781 for a text that is not well formed."""
    root = (model.root or economics_root()) / "blocks"
    files = sorted(root.glob("*.yaml"))
    mark = tuple((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files)
    return _read(root, mark, tuple(model.variables))


@lru_cache(maxsize=4)
def _read(root: Path, mark: tuple[tuple[str, int, int], ...], variables: tuple[str, ...]) -> Blocks:
    names, sources = {"variable": variables}, reference_keys()
    points = CURVE.read(root / "curve.yaml", names, sources)["points"]
    ages = [p.maturity for p in points]
    if ages != sorted(set(ages)):
        raise MoneygoodError("A781", f"{root / 'curve.yaml'}: maturities do not rise from point to point")
    found: dict[str, BuildingBlock] = {}
    for pattern in BLOCKS.files:
        found |= BLOCKS.read(root.parent / pattern, names, sources)
    if sum(b.kind == "cash" for b in found.values()) != 1:
        raise MoneygoodError(
            "A781", "exactly one building block is of the kind cash", None, "Overlays need it"
        )
    return Blocks(YieldCurve(points), found)
