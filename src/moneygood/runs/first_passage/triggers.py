"""What "changes first" means: break definitions read from `economics/breaks/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from moneygood.baseline import codes as codes
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.texts import economics_root, place_of, read_yaml
from moneygood.core.units import Unit
from moneygood.model.formula import Formula, parse_expression, scope_of
from moneygood.model.graph import Graph, Node, leaves
from moneygood.model.model import Model
from moneygood.model.scope import Scope

KINDS = ("running_peak", "history_mean")


@dataclass(frozen=True)
class Derived:
    """A series made from the paths that the equation language cannot express.

    `running_peak`: the highest value of `of` since `quarters` before the start, up to the quarter itself.
    `history_mean`: the mean of `of` over the last `quarters` quarters of history, the same in every quarter.
    """

    name: str
    kind: str
    of: Node
    quarters: int
    note: str = ""


@dataclass(frozen=True)
class Condition:
    """One inequality: `text` at or above `at_least`, or at or below `at_most`, in `unit`."""

    text: str
    node: Node
    bound: float
    above: bool
    unit: str

    def __str__(self) -> str:
        return f"{self.text} {'>=' if self.above else '<='} {self.bound:g}"


@dataclass(frozen=True)
class Side:
    """One way in which a high can break: all `when` hold for `quarters_running` quarters in a row."""

    name: str
    label: str
    direction: str
    when: tuple[Condition, ...]
    quarters_running: int
    source: str
    note: str = ""


@dataclass(frozen=True)
class BreakDefinition:
    """One of the highs and the sides on which it can break; the first side met is its break."""

    name: str
    label: str
    sides: tuple[Side, ...]
    derived: tuple[Derived, ...] = ()
    constants: Mapping[str, float] = field(default_factory=dict)
    question: str = ""
    source: str = ""
    note: str = ""

    def nodes(self) -> tuple[Node, ...]:
        """All expressions of the definition."""
        return tuple(c.node for s in self.sides for c in s.when) + tuple(d.of for d in self.derived)


def required_variables(definitions: Iterable[BreakDefinition]) -> tuple[str, ...]:
    """Return the model variables that a run must keep for these definitions, sorted."""
    found: set[str] = set()
    for definition in definitions:
        own = {d.name for d in definition.derived}
        for node in definition.nodes():
            found |= {leaf.payload[0] for leaf in leaves(node) if leaf.op == "var"} - own
    return tuple(sorted(found))


ORDER = ("prices", "rates", "debt", "stocks")
"""The order in which the four highs are always shown; further definitions follow by name."""


@dataclass
class Reading:
    """One file while it is read: its path and the names that its expressions may use so far."""

    path: Path
    scope: Scope
    graph: Graph

    def formula(self, text: Any, place: tuple[str | int, ...]) -> Formula:
        """Return a checked expression of the file."""
        words = " ".join(str(text if text is not None else "").split())
        return parse_expression(words, self.scope, place=place_of(self.path, place), graph=self.graph)

    def fault(self, what: str, place: Sequence[str | int], hint: str | None = None) -> MoneygoodError:
        """Return the error for a malformed definition, with its line."""
        return MoneygoodError("A051", what, place_of(self.path, place), hint)

    def mapping(
        self, value: Any, place: Sequence[str | int], allowed: Iterable[str] | None = None
    ) -> dict[str, Any]:
        """Return a mapping of the file, holding only the fields allowed."""
        if not isinstance(value, Mapping):
            raise self.fault("a mapping of names to values is expected here", place)
        if allowed is not None:
            names = tuple(allowed)
            for key in value:
                if key not in names:
                    hint = did_you_mean(str(key), names)
                    raise self.fault(f"{key!r} is not a part of a break definition", (*place, key), hint)
        return {str(k): v for k, v in value.items()}

    def number(self, value: Any, place: Sequence[str | int]) -> float:
        """Return a number of the file."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault(f"a number is expected here, not {value!r}", place)
        return float(value)

    def items(self, value: Any, what: str, place: Sequence[str | int]) -> list[Any]:
        """Return a list of the file that is not empty."""
        if not isinstance(value, list) or not value:
            raise self.fault(what, place)
        return value


def read_breaks(model: Model | Scope, folder: Path | None = None) -> tuple[BreakDefinition, ...]:
    """Return the break definitions of a folder: the four highs first, then others by name.

    `model` gives the names and units that expressions may use; `folder` defaults to the shipped
    `economics/breaks`. Errors: A051 for a definition that is not well formed, A052 for a name used twice,
    and the errors of the expressions themselves, with file and line.
    """
    root = folder if folder is not None else economics_root() / "breaks"
    files = sorted(root.glob("*.yaml"))
    if not files:
        raise MoneygoodError("A051", f"there is no break definition in {root}")
    found = [read_break(path, model) for path in files]
    names = [d.name for d in found]
    for name in names:
        if names.count(name) > 1:
            raise MoneygoodError("A052", f"two break definitions are called {name!r}")
    place = {name: i for i, name in enumerate(ORDER)}
    return tuple(sorted(found, key=lambda d: (place.get(d.name, len(ORDER)), d.name)))


FIELDS = ("name", "label", "question", "source", "note", "constants", "derived", "sides")


def read_break(path: Path, model: Model | Scope, more: Sequence[str] = ()) -> BreakDefinition:
    """Return the break definition written in one YAML file; see `read_breaks`.

    Expressions may use parameters of a model that are the same in all draws. Fields named in `more` belong to
    something else and are passed over.
    """
    scope = model if isinstance(model, Scope) else scope_of(model)
    read = Reading(path, scope, Graph())
    record = read.mapping(read_yaml(path), (), (*FIELDS, *more))
    constants = _constants(read, record.get("constants") or {})
    derived = tuple(
        _derived(read, n, v) for n, v in read.mapping(record.get("derived") or {}, ("derived",)).items()
    )
    sides = read.items(record.get("sides"), "a break needs a list of sides", ("sides",))
    name = str(record.get("name", path.stem))
    read_sides = tuple(_side(read, i, side) for i, side in enumerate(sides))
    nodes = [c.node for s in read_sides for c in s.when] + [d.of for d in derived]
    if isinstance(model, Model):
        constants |= _parameters(read, model, nodes, constants)
    return BreakDefinition(
        name=name,
        label=str(record.get("label", name)),
        sides=read_sides,
        derived=derived,
        constants=constants,
        question=str(record.get("question", "")),
        source=str(record.get("source", "")),
        note=str(record.get("note", "")).strip(),
    )


def _constants(read: Reading, value: Any) -> dict[str, float]:
    """Return the definition's own numbers and add them to the names that expressions may use."""
    numbers: dict[str, float] = {}
    units: dict[str, Unit] = {}
    for name, entry in read.mapping(value, ("constants",)).items():
        fields = read.mapping(entry, ("constants", name), ("value", "unit", "source", "note"))
        numbers[name] = read.number(fields.get("value"), ("constants", name))
        units[name] = Unit.parse(str(fields.get("unit", "1")))
    read.scope = replace(read.scope, parameters={**read.scope.parameters, **units})
    return numbers


def _parameters(
    read: Reading, model: Model, nodes: Sequence[Node], own: Mapping[str, float]
) -> dict[str, float]:
    """Return the values of the model's parameters that expressions use; one that is drawn has none."""
    used = {leaf.payload for node in nodes for leaf in leaves(node) if leaf.op == "par"} - set(own)
    for name in sorted(used):
        if model.parameters[name].draw:
            raise read.fault(
                f"{name} differs from draw to draw", ("sides",), "Give it as a constant of your own"
            )
    return {name: model.parameters[name].value for name in used}


def _derived(read: Reading, name: str, value: Any) -> Derived:
    """Return one derived series and add its name to those that expressions may use."""
    place = ("derived", name)
    entry = read.mapping(value, place, ("kind", "of", "quarters", "note"))
    if name in read.scope.names():
        what = f"{name!r} is already the name of something else"
        raise MoneygoodError("A052", what, place_of(read.path, place))
    kind = str(entry.get("kind"))
    if kind not in KINDS:
        raise read.fault(
            f"{kind!r} is not a kind of derived series", place, f"It is one of {', '.join(KINDS)}"
        )
    formula = read.formula(entry.get("of"), (*place, "of"))
    quarters = int(read.number(entry.get("quarters"), (*place, "quarters")))
    read.scope = replace(read.scope, variables={**read.scope.variables, name: formula.unit})
    return Derived(name, kind, formula.node, quarters, str(entry.get("note", "")).strip())


def _side(read: Reading, index: int, value: Any) -> Side:
    """Return one side of a break."""
    place = ("sides", index)
    fields = ("name", "label", "direction", "when", "quarters_running", "source", "note")
    entry = read.mapping(value, place, fields)
    when = read.items(entry.get("when"), "a side needs a list of conditions under when", place)
    direction = str(entry.get("direction", ""))
    if direction not in ("up", "down"):
        raise read.fault("direction must be up or down", (*place, "direction"))
    quarters = int(read.number(entry.get("quarters_running", 1), (*place, "quarters_running")))
    if quarters < 1:
        raise read.fault("quarters_running must be 1 or more", (*place, "quarters_running"))
    name = str(entry.get("name", f"side{index + 1}"))
    return Side(
        name=name,
        label=str(entry.get("label", name)),
        direction=direction,
        when=tuple(_condition(read, (*place, "when", i), c) for i, c in enumerate(when)),
        quarters_running=quarters,
        source=str(entry.get("source", "")),
        note=str(entry.get("note", "")).strip(),
    )


def _condition(read: Reading, place: tuple[str | int, ...], value: Any) -> Condition:
    """Return one inequality, the unit of its bound checked against the expression's."""
    entry = read.mapping(value, place, ("expression", "at_least", "at_most", "unit"))
    if ("at_least" in entry) == ("at_most" in entry):
        raise read.fault("a condition has either at_least or at_most", place)
    formula = read.formula(entry.get("expression"), (*place, "expression"))
    unit = Unit.parse(str(entry["unit"])) if "unit" in entry else formula.unit
    if unit != formula.unit:
        raise read.fault(f"the bound is in {unit}, but {formula.text} is in {formula.unit}", place)
    above = "at_least" in entry
    bound = read.number(entry["at_least" if above else "at_most"], place)
    return Condition(formula.text, formula.node, bound, above, str(unit))


def with_own(
    shipped: Sequence[BreakDefinition], files: Iterable[str | Path], model: Model | Scope
) -> tuple[BreakDefinition, ...]:
    """The shipped definitions and those of a user's own files; a file with a shipped name takes its place.

    Errors: A052 when two files have the same name, and those of `read_break`.
    """
    own: dict[str, BreakDefinition] = {}
    for file in files:
        definition = read_break(Path(file), model)
        if definition.name in own:
            what = f"two break definitions are called {definition.name!r}"
            raise MoneygoodError("A052", what, place_of(file, ("name",)), "Rename one of them")
        own[definition.name] = definition
    kept = [own.pop(d.name, d) for d in shipped]
    return (*kept, *own.values())
