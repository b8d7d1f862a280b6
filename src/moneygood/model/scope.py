"""Which names a formula may use, and the check that it uses only those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.units import Unit
from moneygood.model.functions import FUNCTIONS, MAX_WINDOW
from moneygood.model.grammar import FormulaSource
from moneygood.model.records import Constant
from moneygood.model.tree import Term

_PREFIXES = {"b_": "parameter", "eps_": "shock", "u_": "shock"}
_COMPARISONS = frozenset({"gt", "ge", "lt", "le"})


@dataclass(frozen=True)
class Scope:
    """The names of a formula with their units.

    `noun` names what a variable is in messages ("variable" or "series"), with `unknown_code` for an unknown
    one; `owned_shocks` are the shocks that equations add by themselves; with `open_formulas` comparisons are
    allowed and a literal number takes the unit of what it is added to or compared with (formulas that users
    write); otherwise a literal number is a pure number and only 0 fits any unit.
    """

    variables: Mapping[str, Unit]
    parameters: Mapping[str, Unit] = field(default_factory=dict)
    constants: Mapping[str, Constant] = field(default_factory=dict)
    shocks: Mapping[str, Unit] = field(default_factory=dict)
    switches: frozenset[str] = frozenset()
    owned_shocks: frozenset[str] = frozenset()
    noun: str = "variable"
    unknown_code: str = "M001"
    open_formulas: bool = False
    leads: bool = False

    def names(self) -> set[str]:
        """Every name that stands for a quantity."""
        return {*self.variables, *self.parameters, *self.constants, *self.shocks}


def name_errors(term: Term, scope: Scope, source: FormulaSource) -> Iterator[MoneygoodError]:
    """Every unknown name, unknown function, wrong argument and misplaced lag of a formula."""
    if term.op == "name":
        yield from _quantity_errors(term, scope, source)
        return
    if term.op in _COMPARISONS and not scope.open_formulas:
        yield MoneygoodError(
            "M028",
            f"the comparison `{source.snippet(term)}` stands in an equation",
            source.place(term.start),
            "Write step(a - b), which is 1 where a > b",
        )
    arguments = term.args
    if term.op == "call":
        faults = list(_call_errors(term, scope, source))
        yield from faults
        if term.value == "via":
            arguments = arguments[1:]
        elif any(f.code == "M002" for f in faults):
            arguments = ()
    for argument in arguments:
        yield from name_errors(argument, scope, source)


def _quantity_errors(term: Term, scope: Scope, source: FormulaSource) -> Iterator[MoneygoodError]:
    name = str(term.value)
    place = source.place(term.start)
    if name in scope.variables:
        if term.lag < 0 and not scope.leads:
            yield MoneygoodError(
                "M010",
                f"`{source.snippet(term)}` looks {-term.lag} quarter(s) ahead",
                place,
                "Write the expectation as a variable of its own",
            )
        return
    if name in scope.parameters or name in scope.constants or name in scope.shocks:
        if term.lag:
            kind = (
                "shock" if name in scope.shocks else "parameter" if name in scope.parameters else "constant"
            )
            yield MoneygoodError("M021", f"the {kind} '{name}' cannot have a lag", place)
        return
    if name in scope.owned_shocks:
        yield MoneygoodError(
            "M032",
            f"'{name}' is added to its own equation only",
            place,
            "Remove it, or correlate two shocks in shocks.yaml",
        )
        return
    hint = did_you_mean(name, scope.names())
    if name in FUNCTIONS:
        hint = f"The function is called as {FUNCTIONS[name].usage}"
    noun = next((n for start, n in _PREFIXES.items() if name.startswith(start)), scope.noun)
    yield MoneygoodError(scope.unknown_code, f"unknown {noun} '{name}'", place, hint)


def _call_errors(term: Term, scope: Scope, source: FormulaSource) -> Iterator[MoneygoodError]:
    name = str(term.value)
    place = source.place(term.start)
    function = FUNCTIONS.get(name)
    if function is None:
        hint = did_you_mean(name, FUNCTIONS)
        if name in scope.variables and term.args:
            hint = f"A lag is written in square brackets: {name}[-1]"
        yield MoneygoodError("M002", f"there is no function '{name}'", place, hint)
        return
    fewest, most = function.arity
    if not fewest <= len(term.args) <= most:
        wanted = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        yield MoneygoodError(
            "M003",
            f"{name} takes {wanted} argument(s) and has {len(term.args)}",
            place,
            f"Write {function.usage}",
        )
        return
    if function.rule == "window":
        window = term.args[1]
        if (
            window.op != "num"
            or not 1 <= float(window.value or 0) <= MAX_WINDOW
            or float(window.value or 0) % 1
        ):
            yield MoneygoodError(
                "M003",
                f"the window of {name} is not a whole number of 1 to {MAX_WINDOW} quarters",
                source.place(window.start),
                f"Write {function.usage}",
            )
    if name in ("smax", "smin", "bounded"):
        width = term.args[-1]
        if width.op == "neg" or (width.op == "num" and not float(width.value or 0) > 0):
            yield MoneygoodError(
                "M003", f"the half-width of {name} is not above 0", source.place(width.start)
            )
    if name == "via":
        switch = term.args[0]
        if switch.op != "name" or switch.lag:
            yield MoneygoodError(
                "M003",
                "the first argument of via is the name of a switch",
                source.place(switch.start),
                f"Write {function.usage}",
            )
        elif str(switch.value) not in scope.switches:
            yield MoneygoodError(
                "M020",
                f"unknown switch '{switch.value}'",
                source.place(switch.start),
                did_you_mean(str(switch.value), scope.switches),
            )
