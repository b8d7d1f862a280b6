"""What "changes first" means: break definitions read from `economics/triggers/*.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from moneygood.core.errors import MoneygoodError
from moneygood.core.record_text import Entry
from moneygood.core.texts import economics_root, place_of
from moneygood.model.formula import Formula, parse_expression, scope_of
from moneygood.model.graph import Graph, Node, leaves
from moneygood.model.model import Model
from moneygood.model.scope import Scope
from moneygood.runs.first_passage.trigger_records import TRIGGERS

_READ: dict[tuple[object, ...], tuple[Model | Scope, tuple[BreakDefinition, ...]]] = {}
"""What was read of which texts for which model, which is held so that no other has its number."""
_READ_KEPT = 8


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
    """One way in which a high can break: all `when` hold for `quarters_running` quarters in a row.

    `event` is the break in a few words, whatever its threshold; `band` has bounds of the first condition,
    from the easiest to meet to the hardest; `usual` says how history is counted: by the ``level`` of the
    condition, or by its ``change`` from the start by as much as the bound is away today; from starts not
    nearer to the bound than `usual_from`, where it is given.
    """

    name: str
    label: str
    direction: str
    when: tuple[Condition, ...]
    quarters_running: int
    source: str
    note: str = ""
    event: str = ""
    band: tuple[float, ...] = ()
    usual: str = "level"
    usual_from: float | None = None


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


def read_breaks(model: Model | Scope, folder: Path | None = None) -> tuple[BreakDefinition, ...]:
    """Return the break definitions of a folder: the four highs first, then others by name.

    `model` gives the names and units that expressions may use; `folder` defaults to the shipped
    `economics/triggers`. Errors: A051 for a definition that is not well formed, A052 for a name used twice,
    and the errors of the expressions themselves, with file and line.
    """
    root = folder if folder is not None else economics_root() / "triggers"
    files = sorted(root.glob("*.yaml"))
    if not files:
        old = root.with_name("breaks")
        hint = f"Rename the folder {old} to triggers" if folder is None and old.is_dir() else None
        raise MoneygoodError("A051", f"there is no break definition in {root}", None, hint)
    key = (id(model), *((str(path), path.read_bytes()) for path in files))
    known = _READ.get(key)
    if known is not None:
        return known[1]
    found = [read_break(path, model) for path in files]
    names = [d.name for d in found]
    for name in names:
        if names.count(name) > 1:
            raise MoneygoodError("A052", f"two break definitions are called {name!r}")
    place = {name: i for i, name in enumerate(ORDER)}
    result = tuple(sorted(found, key=lambda d: (place.get(d.name, len(ORDER)), d.name)))
    while len(_READ) >= _READ_KEPT:
        _READ.pop(next(iter(_READ)), None)
    _READ[key] = model, result
    return result


def read_break(path: Path, model: Model | Scope) -> BreakDefinition:
    """Return the break definition written in one YAML file; see `read_breaks`.

    Expressions may use parameters of a model that are the same in all draws.
    """
    return break_of(TRIGGERS.read(path), model)


def break_of(entry: Entry, model: Model | Scope) -> BreakDefinition:
    """The definition of an entry that has the fields of a break definition."""
    scope, graph = model if isinstance(model, Scope) else scope_of(model), Graph()
    own = dict(entry["constants"])
    constants = {name: constant["value"] for name, constant in own.items()}
    units = {name: constant["unit"] for name, constant in own.items()}
    scope = replace(scope, parameters={**scope.parameters, **units})
    derived = []
    for name, series in dict(entry["derived"]).items():
        if name in scope.names():
            raise series.fault(f"{name!r} is already the name of something else", code="A052")
        formula = _formula(series, "of", scope, graph)
        scope = replace(scope, variables={**scope.variables, name: formula.unit})
        derived.append(Derived(name, series["kind"], formula.node, series["quarters"], series["note"]))
    sides = tuple(_side(i, side, scope, graph) for i, side in enumerate(entry["sides"]))
    nodes = [c.node for s in sides for c in s.when] + [d.of for d in derived]
    if isinstance(model, Model):
        constants |= _parameters(entry, model, nodes, constants)
    name = entry["name"] or entry.name
    return BreakDefinition(
        name=name,
        label=entry["label"] or name,
        sides=sides,
        derived=tuple(derived),
        constants=constants,
        question=entry["question"],
        source=entry["source"],
        note=entry["note"],
    )


def _formula(entry: Entry, key: str, scope: Scope, graph: Graph) -> Formula:
    return parse_expression(entry[key], scope, place=entry.at.at(key), graph=graph)


def _parameters(
    entry: Entry, model: Model, nodes: Sequence[Node], own: Mapping[str, float]
) -> dict[str, float]:
    """Return the values of the model's parameters that expressions use; one that is drawn has none."""
    used = {leaf.payload for node in nodes for leaf in leaves(node) if leaf.op == "par"} - set(own)
    for name in sorted(used):
        if model.parameters[name].draw:
            what, hint = f"{name} differs from draw to draw", "Give it as a constant of your own"
            raise entry.fault(what, "sides", hint=hint)
    return {name: model.parameters[name].value for name in used}


def _side(index: int, entry: Entry, scope: Scope, graph: Graph) -> Side:
    """Return one side of a break."""
    name = entry["name"] or f"side{index + 1}"
    when = tuple(_condition(c, scope, graph) for c in entry["when"])
    band = tuple(sorted(entry["band"], reverse=not when[0].above))
    if band and (when[0].bound not in band or len(set(band)) < len(band)):
        what = f"the band does not hold the bound {when[0].bound:g} once"
        raise entry.fault(what, "band", hint="Write bounds around it, and itself")
    return Side(
        name, entry["label"] or name, entry["direction"], when, entry["quarters_running"], entry["source"],
        entry["note"], entry["event"], band, entry["usual"], entry["usual_from"],
    )  # fmt: skip


def _condition(entry: Entry, scope: Scope, graph: Graph) -> Condition:
    """Return one inequality, the unit of its bound checked against the expression's."""
    formula = _formula(entry, "expression", scope, graph)
    unit = entry["unit"] or formula.unit
    if unit != formula.unit:
        raise entry.fault(f"the bound is in {unit}, but {formula.text} is in {formula.unit}", "unit")
    bound = entry.one("at_least", "at_most")
    return Condition(formula.text, formula.node, entry[bound], bound == "at_least", str(unit))


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
