"""Named risks as text: an event, its losses and its early signs, read from `economics/risks/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moneygood.core import figures
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.record_kinds import FormulaText, Words
from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_rules import Needs, OneOf
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Entry, Field, Record, TextKind
from moneygood.core.record_values import Flag, Number, OfUnit, Whole
from moneygood.core.texts import economics_root, place_of
from moneygood.core.units import Unit
from moneygood.data.vintage import Vintage
from moneygood.model.build import load_model
from moneygood.model.formula import Formula, parse_expression
from moneygood.model.model import Model
from moneygood.runs.counterfactual import TakenAway, check_cause
from moneygood.runs.first_passage.trigger_records import BREAK
from moneygood.runs.first_passage.triggers import BreakDefinition, break_of, required_variables

LOSSES = "losses.yaml"
RATE = "pct/yr"


@dataclass(frozen=True)
class Sign:
    """Something that anyone can observe: a formula over published series, on beyond `bound`.

    `along` is the same over variables of the model, where it has them: on simulated paths it shows what the
    sign is worth.
    """

    label: str
    series: Formula
    bound: float
    above: bool
    unit: str
    along: Formula | None
    source: str
    note: str = ""
    change: bool = False

    def __str__(self) -> str:
        return f"{self.series.text} {'>=' if self.above else '<='} {self.bound:g}"

    def said(self, value: float) -> str:
        """A reading of the sign with its unit: a change of a rate in basis points, of a share in points."""
        if self.change:
            return figures.change(value, self.unit, bp=self.unit == RATE)
        return figures.level(value, self.unit)


@dataclass(frozen=True)
class Loss:
    """A figure read `after` quarters after a risk strikes; its `label` ends in the unit that people read."""

    name: str
    label: str
    expression: Formula
    unit: str
    after: int
    note: str = ""

    @property
    def called(self) -> str:
        """The label without its unit."""
        return self.label.split(",")[0]

    @property
    def in_bp(self) -> bool:
        """Whether it is read in basis points."""
        return self.label.endswith(", bp")

    @property
    def scale(self) -> float:
        """By how much a figure is multiplied to be in the unit of the label."""
        return 100.0 if self.in_bp else 1.0

    def said(self, value: float, error: float | None = None) -> str:
        """A loss with its unit and error: percent, basis points or percentage points."""
        if self.label.endswith(", %"):
            return figures.change(value, "index", error, base=100.0)
        return figures.change(value, "pct", error, bp=self.in_bp)


@dataclass(frozen=True)
class RiskText:
    """A named risk: its event (a break definition), what in the model brings it about, its early signs, and
    the `cause` that is taken away to see what it does."""

    event: BreakDefinition
    mechanism: str
    signs: tuple[Sign, ...]
    cause: TakenAway = field(default_factory=TakenAway)

    @property
    def name(self) -> str:
        """The risk's name."""
        return self.event.name


SIGN = Record(
    "sign",
    "Something that anyone can observe before a risk strikes, on beyond a bound.",
    (
        Field("label", Words(empty=False), "What it is called.", required=True),
        Field("series", FormulaText(), "A formula over published series.", required=True),
        Field("at_least", Number(), "The sign is on at or above this number."),
        Field("at_most", Number(), "The sign is on at or below this number."),
        Field("unit", OfUnit(), "The unit of the number and of the formula.", required=True),
        Field("change", Flag(), "Whether the formula is a change, which reads in points.", default=False),
        Field("along", FormulaText(), "The same over variables of the model, where it has them."),
        Field("along_unit", OfUnit(), "The unit of that formula; that of the sign when left out."),
        Field("source", Words(empty=False), "Where the figures are published.", required=True),
        Field("note", Words(), "What a reader should know.", default=""),
    ),
    (OneOf(("at_least", "at_most")), Needs("along_unit", ("along",))),
)
WITHOUT = Record(
    "cause",
    "What is taken away, all else equal: mechanisms held as in the baseline, shocks that are silent.",
    (
        Field("switches", ListOf(Words(empty=False)), "Mechanisms.", default=()),
        Field("shocks", ListOf(Words(empty=False)), "Random shocks.", default=()),
    ),
)
RISK = Record(
    "risk",
    "A named risk: its event, what in the model brings it about, and its early signs.",
    (
        *BREAK.fields,
        Field("mechanism", Words(empty=False), "What in the model brings it about.", required=True),
        Field("signs", ListOf(SIGN, 1), "What can be seen before it strikes.", required=True),
        Field("without", WITHOUT, "What is taken away to see what the risk does by itself."),
    ),
)
RISKS = TextKind(
    "risks",
    "A named risk: an event on the paths, with its early signs.",
    ("risks/*.yaml",),
    RISK,
    FaultCodes("A221"),
    "`moneygood risks` and notes",
)
LOSS = Record(
    "loss",
    "A figure by which the loss of a risk is measured, against paths that were alike until it struck.",
    (
        Field(
            "label", Words(empty=False), "What it is called, and in which unit: %, bp or pp.", required=True
        ),
        Field("expression", FormulaText(), "The figure.", required=True),
        Field("unit", OfUnit(), "Its unit.", required=True),
        Field("after", Whole(0, 400), "Quarters from the strike.", required=True),
        Field("source", Words(), "Where it is from.", for_people=True),
        Field("note", Words(), "The figure in a sentence.", default=""),
    ),
)
LOSS_TABLE = TextKind(
    "losses",
    "The figures by which losses are measured, for all risks.",
    (f"risks/{LOSSES}",),
    MapOf(LOSS, least=1),
    FaultCodes("A221"),
    "`moneygood risks` and notes",
)


def read_risks(
    model: Model, vintage: Vintage, folder: Path | None = None, own: Iterable[str | Path] = ()
) -> tuple[RiskText, ...]:
    """All risks of a folder (the shipped one by default) by name, then a user's `own` files.

    Shipped risks of a sector that a day's model leaves out are left out too. Errors: A221 for a text that is
    not well formed, A052 for a name used twice, and those of the expressions, with file and line.
    """
    root = folder if folder is not None else (model.root or economics_root()) / "risks"
    files = [f for f in sorted(root.glob("*.yaml")) if f.name != LOSSES]
    units = {name: Unit.parse(vintage.record(name).unit) for name in vintage.quarterly.names}
    found: dict[str, RiskText] = {}
    for group in (files, [Path(f) for f in own]):
        named: dict[str, RiskText] = {}
        for file in group:
            risk = read_risk(file, model, units) if group is not files else _shipped(file, model, units)
            if risk is None:
                continue
            if risk.name in named:
                what = f"two risks are called {risk.name!r}"
                raise MoneygoodError("A052", what, place_of(file, ("name",)), "Rename one of them")
            named[risk.name] = risk
        found |= named
    if not found:
        raise MoneygoodError("A221", f"there is no risk in {root}")
    return tuple(found.values())


def _shipped(file: Path, model: Model, units: Mapping[str, Unit]) -> RiskText | None:
    """A shipped risk, None where it is about what only the whole model has; its own faults are raised."""
    try:
        return read_risk(file, model, units)
    except MoneygoodError:
        read_risk(file, load_model(model.root), units)
        return None


def choose(risks: Sequence[RiskText], names: Sequence[str]) -> tuple[RiskText, ...]:
    """The risks of these names, all when none is named; A222 for one that does not exist."""
    table = {r.name: r for r in risks}
    for name in names:
        if name not in table:
            hint = did_you_mean(name, table) or f"There are {', '.join(table)}"
            raise MoneygoodError("A222", f"there is no risk {name!r}", None, hint)
    return tuple(table[n] for n in names) if names else tuple(risks)


def read_risk(path: Path, model: Model, series: Mapping[str, Unit]) -> RiskText:
    """The risk written in one file; `series` are the published series with their units."""
    entry: Entry = RISKS.read(path)
    signs = tuple(_sign(s, model, series) for s in entry["signs"])
    away = entry["without"]
    cause = TakenAway() if away is None else TakenAway(tuple(away["switches"]), tuple(away["shocks"]))
    try:
        check_cause(cause, model)
    except MoneygoodError as fault:
        raise entry.fault(fault.message, "without", hint=fault.hint) from None
    return RiskText(break_of(entry, model), entry["mechanism"], signs, cause)


def _sign(entry: Entry, model: Model, series: Mapping[str, Unit]) -> Sign:
    bound, unit = entry.one("at_least", "at_most"), entry["unit"]
    formula = _formula(entry, "series", _series_scope(model, series), unit)
    along = _formula(entry, "along", model, entry["along_unit"] or unit) if entry.has("along") else None
    return Sign(
        entry["label"], formula, entry[bound], bound == "at_least", str(unit), along, entry["source"],
        entry["note"], entry["change"],
    )  # fmt: skip


def _series_scope(model: Model, series: Mapping[str, Unit]) -> Any:
    from moneygood.model.scope import Scope

    return Scope(
        variables=series, constants=model.constants, noun="series", unknown_code="M029", open_formulas=True
    )


def read_losses(model: Model, folder: Path | None = None) -> tuple[Loss, ...]:
    """The figures by which losses are measured, from ``losses.yaml``; A221 when one is not well formed."""
    path = (folder if folder is not None else (model.root or economics_root()) / "risks") / LOSSES
    return tuple(
        Loss(
            name, entry["label"], _formula(entry, "expression", model, entry["unit"]), str(entry["unit"]),
            entry["after"], entry["note"],
        )
        for name, entry in LOSS_TABLE.read(path).items()
    )  # fmt: skip


def needed_variables(risks: Iterable[RiskText], losses: Iterable[Loss]) -> tuple[str, ...]:
    """The model variables that a run must keep."""
    risks = tuple(risks)
    found = set(required_variables([r.event for r in risks]))
    found |= {v for loss in losses for v in loss.expression.variables}
    found |= {v for r in risks for s in r.signs if s.along for v in s.along.variables}
    return tuple(sorted(found))


def _formula(entry: Entry, key: str, scope: Any, unit: Unit) -> Formula:
    return parse_expression(entry[key], scope, place=entry.at.at(key), unit=unit)
