"""The unit of every formula, and the mismatches in it."""

from __future__ import annotations

from collections.abc import Iterator

from moneygood.core.errors import MoneygoodError
from moneygood.core.units import PURE, Unit
from moneygood.model.functions import FUNCTIONS
from moneygood.model.grammar import FormulaSource
from moneygood.model.operations import MIRRORED, OPERATIONS
from moneygood.model.scope import Scope
from moneygood.model.tree import Term

_PCT = Unit.parse("pct")
_PCT_YEAR = Unit.parse("pct/yr")


class UnitCheck:
    """Finds the unit of formulas; mismatches gather in `errors`. A unit of None fits any unit."""

    def __init__(self, scope: Scope, source: FormulaSource) -> None:
        self.scope = scope
        self.source = source
        self.errors: list[MoneygoodError] = []

    def require(self, term: Term, unit: Unit, what: str) -> None:
        """Check that `term` is in `unit`, the unit of `what`."""
        found = self.unit(term, unit, what)
        if found is not None and found != unit:
            self._mismatch(term, found, unit, what)

    def unit(self, term: Term, expected: Unit | None = None, what: str = "") -> Unit | None:
        """The unit of `term`; when sums are to be in an `expected` unit (that of `what`), each part is held
        against it."""
        if term.op == "num":
            return None if self._fits_any(term) else PURE
        if term.op == "name":
            return self._name_unit(str(term.value))
        if term.op == "call":
            return self._call(term, expected, what)
        rule = OPERATIONS[MIRRORED.get(term.op, term.op)].unit
        if rule == "unchanged":
            return self.unit(term.args[0], expected, what)
        if rule == "sum":
            return self._alike(list(_addends(term)), expected, what)
        if rule == "compare":
            self._alike(list(term.args), None, "")
            return PURE
        if rule == "power":
            return self._power(term)
        left, right = (self._factor(a) for a in term.args)
        if rule == "quotient":
            return left / right
        return None if any(_is_zero(a) for a in term.args) else left * right

    def _name_unit(self, name: str) -> Unit:
        scope = self.scope
        if name in scope.variables:
            return scope.variables[name]
        if name in scope.parameters:
            return scope.parameters[name]
        if name in scope.constants:
            return scope.constants[name].unit
        return scope.shocks[name]

    def _fits_any(self, term: Term) -> bool:
        return _is_zero(term) or (self.scope.open_formulas and _is_literal(term))

    def _factor(self, term: Term) -> Unit:
        """The unit of a part of a product: literal numbers there are always pure."""
        if _is_literal(term):
            return PURE
        found = self.unit(term)
        return PURE if found is None else found

    def _alike(self, terms: list[Term], expected: Unit | None, what: str) -> Unit | None:
        """Check that all `terms` share one unit: the expected one, or that of the first named quantity."""
        if expected is None:
            lead = next((t for t in terms if not _is_literal(t)), None)
            if lead is not None:
                expected, what = self.unit(lead), f"`{self.source.snippet(lead)}`"
                terms = [t for t in terms if t is not lead]
        if expected is None:
            pending = [t for t in terms if not self._fits_any(t)]
            if not pending:
                return None
            expected, what = self.unit(pending[0]), f"`{self.source.snippet(pending[0])}`"
        for term in terms:
            if not self._fits_any(term) and expected is not None:
                self.require(term, expected, what)
        return expected

    def _power(self, term: Term) -> Unit | None:
        base, exponent = term.args
        self.require(exponent, PURE, "an exponent")
        unit = self._factor(base)
        if unit.pure:
            return PURE
        value = _literal_value(exponent)
        if value is not None and value == int(value):
            return unit ** int(value)
        if value == 0.5:
            return self._root(term, unit)
        self._report(
            term,
            f"`{self.source.snippet(base)}` is in {unit} and is raised to a power that is not a whole number",
            "Divide it by something in the same unit first",
        )
        return None

    def _root(self, term: Term, unit: Unit) -> Unit | None:
        root = unit.root()
        if root is None:
            self._report(term, f"the square root of {unit} is not a unit", None)
            return None
        return root

    def _call(self, term: Term, expected: Unit | None, what: str) -> Unit | None:
        name = str(term.value)
        rule = FUNCTIONS[name].rule
        arguments = list(term.args)
        if rule == "same":
            if name in ("smax", "smin", "bounded") and _is_literal(arguments[-1]):
                arguments.pop()  # a literal half-width is in the unit of what it rounds
            return self._alike(arguments, expected, what)
        if rule == "window":
            return self.unit(arguments[0], expected, what)
        if rule == "via":
            return self.unit(arguments[1], expected, what)
        if rule == "pure":
            self.require(arguments[0], PURE, f"the argument of {name}")
            return PURE
        inner = self.unit(arguments[0])
        if rule == "sqrt":
            return self._root(term, inner or PURE)
        if rule == "saar":
            return _PCT_YEAR
        return _PCT if rule == "yoy" else PURE

    def _mismatch(self, term: Term, found: Unit, wanted: Unit, what: str) -> None:
        hint = None
        parameters = list(_parameter_factors(term, self.scope))
        if _is_literal(term):
            hint = "Give the number a name and a unit, as a constant or a parameter"
        elif parameters:
            name, power = parameters[0]
            has = self.scope.parameters[name]
            needs = has * wanted / found if power > 0 else has * found / wanted
            hint = f"The parameter {name} would need the unit {needs} (it has {has})"
        elif found * Unit.parse("yr") == wanted:
            hint = "Multiply the flow by `quarter` to make it a stock"
        elif found == _PCT and wanted.pure:
            hint = "Divide by `hundred`"
        self._report(term, f"`{self.source.snippet(term)}` is in {found}, but {what} is in {wanted}", hint)

    def _report(self, term: Term, message: str, hint: str | None) -> None:
        self.errors.append(MoneygoodError("M009", message, self.source.place(term.start), hint))


def _addends(term: Term) -> Iterator[Term]:
    if term.op in ("add", "sub"):
        for part in term.args:
            yield from _addends(part)
    else:
        yield term


def _is_literal(term: Term) -> bool:
    if term.op == "num":
        return True
    return term.op in ("neg", "add", "sub", "mul", "div", "pow") and all(_is_literal(a) for a in term.args)


def _is_zero(term: Term) -> bool:
    return (term.op == "num" and term.value == 0.0) or (term.op == "neg" and _is_zero(term.args[0]))


def _literal_value(term: Term) -> float | None:
    if term.op == "num":
        return float(term.value or 0.0)
    if term.op == "neg":
        inner = _literal_value(term.args[0])
        return None if inner is None else -inner
    if term.op == "div":
        over, under = (_literal_value(a) for a in term.args)
        return None if over is None or not under else over / under
    return None


def _parameter_factors(term: Term, scope: Scope, power: int = 1) -> Iterator[tuple[str, int]]:
    """The parameters that multiply (+1) or divide (-1) the whole of `term`."""
    if term.op == "name" and term.value in scope.parameters:
        yield str(term.value), power
    elif term.op == "neg":
        yield from _parameter_factors(term.args[0], scope, power)
    elif term.op in ("mul", "div"):
        yield from _parameter_factors(term.args[0], scope, power)
        yield from _parameter_factors(term.args[1], scope, power if term.op == "mul" else -power)
    elif term.op == "call" and term.value == "via":
        yield from _parameter_factors(term.args[1], scope, power)
