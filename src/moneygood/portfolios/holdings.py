"""A portfolio: what it holds of each building block, what beside, and what it is measured against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.record_kinds import Choice, Name, Words
from moneygood.core.record_reading import FaultCodes, Reading
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Flag, Number
from moneygood.core.texts import SourceLocation, economics_root, is_file, parse_yaml, read_text
from moneygood.portfolios.block_text import BuildingBlock
from moneygood.portfolios.weight_tables import PLACES, WHERE, Spot, weight_table

EXAMPLE = "sixty-forty-ai"
"""The shipped portfolio that is looked at when none is named."""
TOLERANCE = 1e-6
"""Percent by which weights may miss 100."""


@dataclass(frozen=True)
class Portfolio:
    """Shares of `notional` (dollars) by block: `holdings` add up to one; `overlays` take no money of
    their own.

    `fixed_weights` says whether holdings are brought back to their weights each quarter, or left alone.
    """

    name: str
    title: str
    notional: float
    holdings: Mapping[str, float]
    overlays: Mapping[str, float]
    benchmark: Mapping[str, float]
    fixed_weights: bool
    scenarios: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every block of it, those of its benchmark too."""
        return tuple(dict.fromkeys([*self.holdings, *self.overlays, *self.benchmark]))


WEIGHTS = MapOf(Number(), "block", Name("block"), 1)
PORTFOLIO = Record(
    "portfolio",
    "Weights of building blocks.",
    (
        Field("title", Words(empty=False), "What it is called."),
        Field("notional", Number(above=0.0), "Its size in dollars; 100 when left out."),
        Field("unit", Choice(("percent", "dollars")), "What weights are in.", default="percent"),
        Field("holdings", WEIGHTS, "What it holds, by block: 100 percent, or the notional.", required=True),
        Field("overlays", WEIGHTS, "Positions beside it, of any sign, paid for with cash that is borrowed."),
        Field("short", Flag(), "Whether holdings may be below zero.", default=False),
        Field("benchmark", WEIGHTS, "What it is measured against: 100 percent, or the notional."),
        Field("rebalanced", Choice(("quarterly", "never")), "How weights are kept.", default="quarterly"),
        Field("scenarios", ListOf(Words(empty=False)), "Scenarios it is looked at in.", default=()),
        Field("author", Words(), "Who wrote it.", for_people=True),
        Field("date", Words(), "When.", for_people=True),
        Field("note", Words(), "What a reader should know.", for_people=True),
    ),
)
PORTFOLIOS = TextKind(
    "portfolios",
    "Portfolios: weights of building blocks, in percent or dollars.",
    ("portfolios/*.yaml",),
    PORTFOLIO,
    FaultCodes("A782", name="A783"),
    "`moneygood portfolio` and `moneygood stress`",
)


def list_portfolios() -> tuple[str, ...]:
    """The names of the shipped portfolios."""
    return tuple(sorted(p.stem for p in (economics_root() / "portfolios").glob("*.yaml")))


def find_portfolio(
    given: str | Path | Mapping[str, Any] | Portfolio, blocks: Mapping[str, BuildingBlock]
) -> Portfolio:
    """The portfolio of a shipped name, of a file's path, or of a mapping of the form of such a file.

    A mapping without `holdings` is taken as the holdings themselves. Errors: A786 for an unknown name or
    file, A782 to A785 for what is in it, each with its line.
    """
    if isinstance(given, Portfolio):
        return given
    if isinstance(given, Mapping):
        content = given if "holdings" in given else {"holdings": dict(given)}
        return _read(dict(content), SourceLocation(None), "own", blocks)
    path = _path_of(str(given))
    if path.suffix.lower() in (".csv", ".xlsx"):
        return _read(weight_table(path), SourceLocation(path), path.stem, blocks)
    return _read(parse_yaml(read_text(path), path), SourceLocation(path), path.stem, blocks)


def looks_like_portfolio(text: str) -> bool:
    """Whether a word names a shipped portfolio or the path of a file, and is no condition."""
    return text in list_portfolios() or text.lower().endswith((".yaml", ".yml", ".csv"))


def _path_of(name: str) -> Path:
    known = list_portfolios()
    if name in known:
        return economics_root() / "portfolios" / f"{name}.yaml"
    path = Path(name)
    if path.suffix.lower() in (".xls", ".ods"):
        raise MoneygoodError(
            "A786", f"{name} is a workbook of another kind", None, "Save it as .xlsx or .csv"
        )
    if is_file(path):
        return path
    if "/" in name or "\\" in name or path.suffix:
        raise MoneygoodError("A786", f"the portfolio file {name} does not exist", None, "Check the path")
    hint = did_you_mean(name, known) or f"There are: {', '.join(known)}"
    raise MoneygoodError("A786", f"there is no portfolio {name!r}", None, hint)


def _read(content: Any, at: SourceLocation, name: str, blocks: Mapping[str, BuildingBlock]) -> Portfolio:
    where = content.pop(WHERE, {}) if isinstance(content, dict) else {}
    reading = Reading(PORTFOLIOS.codes, {"block": blocks})
    try:
        entry = PORTFOLIOS.read_content(
            content, at, reading, name=at.file.name if at.file else "the portfolio"
        )
    except MoneygoodError as fault:
        raise _placed(fault, where, at) from None
    percent = entry["unit"] == "percent"
    total = sum(entry["holdings"].values())
    notional = entry["notional"] or (100.0 if percent else total)
    whole = 100.0 if percent else notional
    for part in ("holdings", "benchmark"):
        if entry[part]:
            _check_sum(entry, part, whole, percent)
    if not entry["short"]:
        for block, weight in entry["holdings"].items():
            if weight < 0:
                words = f"the weight of {block} is {weight:g}, and the portfolio may not be short"
                raise entry.fault(words, "holdings", block, hint="Write short: true", code="A785")
    for part in ("holdings", "benchmark"):
        for block in entry[part] or ():
            if not blocks[block].funded:
                words = f"{block} takes no money and cannot be part of the {part}"
                raise entry.fault(words, part, block, hint="Put it under overlays", code="A784")
    share = {p: {b: w / whole for b, w in (entry[p] or {}).items()} for p in PLACES}
    return Portfolio(
        name, entry["title"] or name, notional, share["holdings"], share["overlays"], share["benchmark"],
        entry["rebalanced"] == "quarterly", tuple(entry["scenarios"]),
    )  # fmt: skip


def _check_sum(entry: Entry, part: str, whole: float, percent: bool) -> None:
    total = sum(entry[part].values())
    if abs(total - whole) <= TOLERANCE * whole:
        return
    unit = " percent" if percent else " dollars"
    words = f"the {part} add up to {total:.10g}{unit}, not {whole:.10g}"
    gap = (
        f"{whole - total:+.10g}{unit} are missing"
        if total < whole
        else f"{total - whole:.10g}{unit} too much"
    )
    raise entry.fault(words, part, hint=gap[0].upper() + gap[1:].lstrip("+"), code="A784")


def _placed(fault: MoneygoodError, where: Mapping[str, Spot], at: SourceLocation) -> MoneygoodError:
    """A fault of a table at its row, which the text of the fault names by its block."""
    found = next((w for b, w in where.items() if repr(b) in fault.message or f"{b} " in fault.message), None)
    if at.file is None or not where:
        return fault
    if found is None:
        return MoneygoodError(fault.code, fault.message, Place(at.file), fault.hint)
    return MoneygoodError(fault.code, f"{found.words}{fault.message}", found.place, fault.hint)
