"""The Federal Reserve's FRB/US model file: variables, equations, coefficients, kinds of expectations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.number_text import plain_number
from moneygood.core.xml_text import parse_xml
from moneygood.model.graph import Graph, Node, derivative_to, leaves, substitute
from moneygood.model.importers.expression import Reader

GROUPS = {"mcap": ("mcap",), "wp": ("mcwp",), "mcap+wp": ("mcap", "mcwp"), "all": ()}
"""Name of a choice of model-consistent expectations -> groups of the file (empty = every one)."""

MOST_BYTES = 32 * 2**20

_COEFFICIENT = re.compile(r"\s*([A-Za-z_]\w*)\((\d+)\)\s*\Z")


@dataclass(frozen=True, slots=True)
class EquationText:
    """An equation as the file has it, with its own coefficients (the same name may differ elsewhere)."""

    variable: str
    text: str
    coefficients: dict[str, float]


@dataclass(frozen=True, slots=True)
class FrbusVariable:
    """A variable of the file: what it is, and its equation under each kind of expectations."""

    name: str
    kind: str
    sector: str
    definition: str
    standard: EquationText | None
    forward: EquationText | None
    group: str
    stochastic: bool
    line: int


@dataclass(frozen=True, slots=True)
class ImportedEquation:
    """`residual` is left minus right, zero at a solution; `variable` is what it determines."""

    variable: str
    residual: Node


@dataclass(frozen=True)
class ImportedEquations:
    """Equations on one graph under a choice of expectations; leaves are ``var``, coefficients ``par``."""

    graph: Graph
    equations: tuple[ImportedEquation, ...]
    parameters: dict[str, float]


@dataclass(frozen=True)
class FrbusModel:
    """An FRB/US file read: variables by name, in the order of the file."""

    name: str
    file: Path
    variables: dict[str, FrbusVariable]
    _made: dict[tuple[str, ...], ImportedEquations] = field(default_factory=dict, repr=False, compare=False)

    @property
    def endogenous(self) -> tuple[str, ...]:
        """The variables with an equation."""
        return tuple(v.name for v in self.variables.values() if v.standard is not None)

    @property
    def exogenous(self) -> tuple[str, ...]:
        """The variables without one."""
        return tuple(v.name for v in self.variables.values() if v.standard is None)

    @property
    def stochastic(self) -> tuple[str, ...]:
        """The variables whose residuals are drawn in a stochastic simulation."""
        return tuple(v.name for v in self.variables.values() if v.stochastic)

    def forward_looking(self, expectations: str) -> tuple[str, ...]:
        """The variables solved with model-consistent expectations under a choice: ``var`` (none), ``mcap``,
        ``wp``, ``mcap+wp``, ``all``, or names separated by commas. M044 for another word."""
        if expectations == "var":
            return ()
        able = {v.name: v.group for v in self.variables.values() if v.forward is not None}
        if expectations in GROUPS:
            wanted = GROUPS[expectations]
            return tuple(n for n, group in able.items() if not wanted or group in wanted)
        names = [n.strip() for n in expectations.split(",")]
        for name in names:
            if name not in able:
                hint = did_you_mean(name, [*able, *GROUPS, "var"])
                words = ", ".join(["var", *GROUPS])
                raise MoneygoodError(
                    "M044", f"{name!r} has no model-consistent form", None, hint or f"Use {words} or names"
                )
        return tuple(n for n in able if n in names)

    def equations(self, expectations: str = "var") -> ImportedEquations:
        """The equations under a choice of expectations (`forward_looking`), each with its residual added in
        the units of its left side: ``<name>_aerr`` as written and ``<name>_trac`` beside it."""
        forward = self.forward_looking(expectations)
        if forward not in self._made:
            self._made[forward] = self._build(frozenset(forward))
        return self._made[forward]

    def _build(self, forward: frozenset[str]) -> ImportedEquations:
        graph = Graph()
        parameters: dict[str, float] = {}
        known = set(self.variables) | {f"{n}_aerr" for n in self.endogenous}
        out: list[ImportedEquation] = []
        for v in self.variables.values():
            text = v.forward if v.name in forward else v.standard
            if text is None:
                continue
            own, prefix = text.coefficients, f"{v.name}." if text is v.standard else f"{v.name}.forward."

            def leaf(name: str, lead: int, own: dict[str, float] = own, prefix: str = prefix) -> Node:
                if name in own and lead == 0:
                    parameters[prefix + name] = own[name]
                    return graph.par(prefix + name)
                if name not in known:
                    raise KeyError(name)
                return graph.var(name, -lead)

            try:
                left, right = Reader(graph, leaf).equation(text.text)
            except MoneygoodError as fault:
                place = Place(self.file, v.line)
                hint = fault.hint or f"See the equation of {v.name}"
                raise MoneygoodError(
                    fault.code, f"the equation of {v.name}: {fault.message}", place, hint
                ) from None
            residual = graph.apply("sub", left, right)
            out.append(ImportedEquation(v.name, _with_tracking(graph, v.name, residual)))
        return ImportedEquations(graph, tuple(out), parameters)


def _with_tracking(graph: Graph, name: str, residual: Node) -> Node:
    """The residual with ``name_trac`` added to the right side, beside ``name_aerr`` where that is linear."""
    own, tracking = graph.var(f"{name}_aerr"), graph.var(f"{name}_trac")
    if own in leaves(residual) and derivative_to(graph, residual, own).is_const(-1.0):
        return substitute(graph, residual, {own: graph.apply("add", own, tracking)})
    return graph.apply("sub", residual, tracking)


def read_frbus(file: Path | str) -> FrbusModel:
    """The model of an FRB/US ``model.xml``. M040 when it is not one, M041 and M042 for a faulty equation."""
    path = Path(file)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise MoneygoodError("M040", f"{path} cannot be read ({reason})", None, None) from None
    if len(raw) > MOST_BYTES:
        raise MoneygoodError("M040", f"the file is larger than {MOST_BYTES // 2**20} MiB", Place(path))
    try:
        root = parse_xml(raw)
    except ValueError as fault:
        raise MoneygoodError(
            "M040", f"the file is not read: {fault}", Place(path), "Save it as UTF-8"
        ) from None
    except ElementTree.ParseError as fault:
        line = fault.position[0]
        raise MoneygoodError("M040", f"not well-formed XML ({fault.msg})", Place(path, line)) from None
    lines = {m[1]: i for i, m in _named_lines(raw.decode("utf-8", "replace"))}
    variables: dict[str, FrbusVariable] = {}
    for element in root.findall("variable"):
        v = _variable(element, path, lines)
        if v.name in variables:
            raise MoneygoodError("M040", f"{v.name} stands twice", Place(path, v.line), "Keep one of them")
        variables[v.name] = v
    model = FrbusModel((root.findtext("name") or path.stem).strip(), path, variables)
    if not model.endogenous:
        raise MoneygoodError("M040", "there is no variable with a standard_equation in it", Place(path))
    return model


def _named_lines(text: str) -> list[tuple[int, re.Match[str]]]:
    pattern = re.compile(r"<name>\s*(\w+)\s*</name>")
    found = ((i, pattern.search(line)) for i, line in enumerate(text.splitlines(), 1))
    return [(i, m) for i, m in found if m is not None][::-1]


def _variable(element: ElementTree.Element, path: Path, lines: dict[str, int]) -> FrbusVariable:
    name = (element.findtext("name") or "").strip().lower()
    if not name:
        raise MoneygoodError("M040", "a variable has no name", Place(path), "Give it one")
    line = lines.get(name, 0)
    for part in ("name", "standard_equation", "mce_equation", "stochastic_type"):
        if len(element.findall(part)) > 1:
            raise MoneygoodError("M040", f"{name} has a second {part}", Place(path, line), "Keep one of them")
    standard = _equation(element.find("standard_equation"), name, path, line)
    draws = (element.findtext("stochastic_type") or "NO").strip().upper()
    return FrbusVariable(
        name=name,
        kind=(element.findtext("equation_type") or "").strip(),
        sector=(element.findtext("sector") or "").strip(),
        definition=" ".join((element.findtext("definition") or "").split()),
        standard=standard,
        forward=_equation(element.find("mce_equation"), name, path, line),
        group=(element.findtext("mce_equation/mce_group") or "").strip(),
        stochastic=standard is not None and draws != "NO",
        line=line,
    )


def _equation(element: ElementTree.Element | None, name: str, path: Path, line: int) -> EquationText | None:
    if element is None:
        return None
    if len(element.findall("python_equation")) > 1:
        raise MoneygoodError("M040", f"{name} has a second python_equation", Place(path, line), "Keep one")
    text = element.findtext("python_equation")
    if text is None or not text.strip():
        raise MoneygoodError("M040", f"{name} has an equation without text", Place(path, line))
    coefficients: dict[str, float] = {}
    for c in element.findall("coeff"):
        written, value = c.findtext("cf_name") or "", c.findtext("cf_value")
        m = _COEFFICIENT.match(written)
        key = f"{m[1]}_{m[2]}".lower() if m else written.strip().lower()
        if key in coefficients:
            what = f"the coefficient {written.strip()!r} of {name} stands twice"
            raise MoneygoodError("M040", what, Place(path, line), "Keep one of them")
        try:
            coefficients[key] = plain_number(value or "")
        except ValueError:
            raise MoneygoodError(
                "M040", f"the coefficient {written.strip()!r} of {name} is not a number", Place(path, line)
            ) from None
    return EquationText(name, text, coefficients)


def check_names(model: FrbusModel, names: Sequence[str], known: Sequence[str], what: str) -> None:
    """Raises M044 for the first of `names` that is not among `known`."""
    for name in names:
        if name not in known:
            raise MoneygoodError(
                "M044", f"{model.name} has no {what} {name!r}", None, did_you_mean(name, known)
            )
