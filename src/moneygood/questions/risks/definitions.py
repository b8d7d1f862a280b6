"""Named risks as text: an event, its losses and its early signs, read from `economics/risks/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.core.units import Unit
from moneygood.data.vintage import Vintage
from moneygood.model.formula import Formula, parse_expression
from moneygood.model.model import Model
from moneygood.questions.risks import codes as codes
from moneygood.runs.first_passage.triggers import BreakDefinition, read_break, required_variables

LOSSES = "losses.yaml"
MORE = ("mechanism", "signs")
SIGN_FIELDS = ("label", "series", "at_least", "at_most", "unit", "along", "along_unit", "source", "note")
LOSS_FIELDS = ("label", "expression", "unit", "after", "source", "note")


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

    def __str__(self) -> str:
        return f"{self.series.text} {'>=' if self.above else '<='} {self.bound:g}"


@dataclass(frozen=True)
class Loss:
    """A figure read `after` quarters after a risk strikes."""

    name: str
    label: str
    expression: Formula
    unit: str
    after: int
    note: str = ""


@dataclass(frozen=True)
class RiskText:
    """A named risk: its event (a break definition), what in the model brings it about, and its early
    signs."""

    event: BreakDefinition
    mechanism: str
    signs: tuple[Sign, ...]

    @property
    def name(self) -> str:
        """The risk's name."""
        return self.event.name


def read_risks(
    model: Model, vintage: Vintage, folder: Path | None = None, own: Iterable[str | Path] = ()
) -> tuple[RiskText, ...]:
    """All risks of a folder (the shipped one by default) by name, then a user's `own` files.

    Errors: A051 and A052 for the event, A221 for the rest, and those of the expressions, with file and line.
    """
    root = folder if folder is not None else (model.root or economics_root()) / "risks"
    files = [f for f in sorted(root.glob("*.yaml")) if f.name != LOSSES]
    units = {name: Unit.parse(vintage.record(name).unit) for name in vintage.quarterly.names}
    found: dict[str, RiskText] = {}
    for group in (files, [Path(f) for f in own]):
        named: dict[str, RiskText] = {}
        for file in group:
            risk = read_risk(file, model, units)
            if risk.name in named:
                what = f"two risks are called {risk.name!r}"
                raise MoneygoodError("A052", what, place_of(file, ("name",)), "Rename one of them")
            named[risk.name] = risk
        found |= named
    if not found:
        raise MoneygoodError("A221", f"there is no risk in {root}")
    return tuple(found.values())


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
    event = read_break(path, model, MORE)
    record = read_yaml(path)
    signs = record.get("signs")
    if not isinstance(signs, list) or not signs:
        raise MoneygoodError("A221", "a risk needs a list of signs", place_of(path, ("signs",)))
    mechanism = " ".join(str(record.get("mechanism", "")).split())
    if not mechanism:
        raise MoneygoodError("A221", "a risk says under mechanism what brings it about", place_of(path, ()))
    return RiskText(event, mechanism, tuple(_sign(path, i, s, model, series) for i, s in enumerate(signs)))


def _sign(path: Path, number: int, value: Any, model: Model, series: Mapping[str, Unit]) -> Sign:
    place = ("signs", number)
    entry = _mapping(path, place, value, SIGN_FIELDS, ("label", "series", "unit", "source"))
    if ("at_least" in entry) == ("at_most" in entry):
        raise MoneygoodError("A221", "a sign has either at_least or at_most", place_of(path, place))
    above = "at_least" in entry
    bound = _number(
        path, (*place, "at_least" if above else "at_most"), entry["at_least" if above else "at_most"]
    )
    unit = Unit.parse(str(entry["unit"]))
    formula = _formula(path, (*place, "series"), entry["series"], _series_scope(model, series), unit)
    along = None
    if "along" in entry:
        own = Unit.parse(str(entry.get("along_unit", entry["unit"])))
        along = _formula(path, (*place, "along"), entry["along"], model, own)
    return Sign(
        str(entry["label"]), formula, bound, above, str(unit), along, str(entry["source"]),
        " ".join(str(entry.get("note", "")).split()),
    )  # fmt: skip


def _series_scope(model: Model, series: Mapping[str, Unit]) -> Any:
    from moneygood.model.scope import Scope

    return Scope(
        variables=series, constants=model.constants, noun="series", unknown_code="M029", open_formulas=True
    )


def read_losses(model: Model, folder: Path | None = None) -> tuple[Loss, ...]:
    """The figures by which losses are measured, from ``losses.yaml``; A221 when one is not well formed."""
    path = (folder if folder is not None else (model.root or economics_root()) / "risks") / LOSSES
    record = read_yaml(path)
    if not isinstance(record, Mapping) or not record:
        raise MoneygoodError("A221", "losses.yaml does not hold records by name", place_of(path, ()))
    out = []
    for name, value in record.items():
        entry = _mapping(path, (str(name),), value, LOSS_FIELDS, ("label", "expression", "unit", "after"))
        unit = Unit.parse(str(entry["unit"]))
        formula = _formula(path, (str(name), "expression"), entry["expression"], model, unit)
        after = int(_number(path, (str(name), "after"), entry["after"]))
        if after < 0:
            raise MoneygoodError(
                "A221", "after counts quarters from the strike", place_of(path, (str(name), "after"))
            )
        note = " ".join(str(entry.get("note", "")).split())
        out.append(Loss(str(name), str(entry["label"]), formula, str(unit), after, note))
    return tuple(out)


def needed_variables(risks: Iterable[RiskText], losses: Iterable[Loss]) -> tuple[str, ...]:
    """The model variables that a run must keep."""
    risks = tuple(risks)
    found = set(required_variables([r.event for r in risks]))
    found |= {v for loss in losses for v in loss.expression.variables}
    found |= {v for r in risks for s in r.signs if s.along for v in s.along.variables}
    return tuple(sorted(found))


def _formula(path: Path, place: tuple[str | int, ...], text: Any, scope: Any, unit: Unit) -> Formula:
    words = " ".join(str(text if text is not None else "").split())
    return parse_expression(words, scope, place=place_of(path, place), unit=unit)


def _mapping(
    path: Path, place: tuple[str | int, ...], value: Any, allowed: Sequence[str], needed: Sequence[str]
) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise MoneygoodError("A221", "a mapping of names to values is expected here", place_of(path, place))
    for key in value:
        if key not in allowed:
            where = place_of(path, (*place, str(key)))
            raise MoneygoodError(
                "A221", f"{key!r} is not a field here", where, did_you_mean(str(key), allowed)
            )
    for key in needed:
        if key not in value:
            raise MoneygoodError("A221", f"the field {key!r} is missing", place_of(path, place))
    return dict(value)


def _number(path: Path, place: tuple[str | int, ...], value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MoneygoodError("A221", f"a number is expected here, not {value!r}", place_of(path, place))
    return float(value)
