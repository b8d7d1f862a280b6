"""What can be wrong with a claim before any figure is looked at: names, units, conditions, look-ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from moneygood.core.errors import MoneygoodError
from moneygood.core.units import PURE, Unit
from moneygood.model.formula import parse_expression
from moneygood.model.grammar import FormulaSource
from moneygood.model.read import parse_formula
from moneygood.model.scope import Scope
from moneygood.model.tree import Term
from moneygood.questions.claims.text import ClaimText, TestText

OF_MODEL = ("model", "past")
"""Kinds of figures that need the model, which was not there as of a claim's date."""

_COMPARISONS = ("gt", "ge", "lt", "le")


def figure_scope(units: Mapping[str, Unit]) -> Scope:
    """The names that the conditions of a claim may use: its figures."""
    return Scope(units, noun="figure", open_formulas=True)


def used_figures(claim: ClaimText, tests: Sequence[TestText]) -> tuple[str, ...]:
    """The figures that some tests use, in the order of the file."""
    used = {name for test in tests for text in test.conditions for name in _names(text, test)}
    return tuple(n for n in claim.figures if n in used)


def check_looks(claim: ClaimText) -> None:
    """Raise A501 for a figure that no test uses and A503 for a figure of the model in an as-of test."""
    used = used_figures(claim, (*claim.as_of, *claim.since))
    for figure in claim.figures.values():
        if figure.name not in used:
            what = f"the figure {figure.name!r} is used by no test"
            raise MoneygoodError("A501", what, figure.place, "Use it, or take it out")
    for name in used_figures(claim, claim.as_of):
        figure = claim.figures[name]
        if figure.kind in OF_MODEL:
            what = f"a test as of {claim.date} uses {name!r}, a figure of the model, which was not there then"
            raise MoneygoodError("A503", what, figure.place, "Use it under since only")


def check_conditions(test: TestText, units: Mapping[str, Unit]) -> None:
    """Raise A501 for a text that is no comparison, and the M-codes of formulas (names, units)."""
    for text in test.conditions:
        parse_expression(text, figure_scope(units), place=test.place)
        if parse_formula(text, FormulaSource("condition", text)).op not in _COMPARISONS:
            hint = "Write a comparison such as growth >= 2"
            raise MoneygoodError("A501", f"{text!r} is not a condition", test.place, hint)


def _names(text: str, test: TestText) -> set[str]:
    try:
        return set(_leaves(parse_formula(text, FormulaSource("condition", text))))
    except MoneygoodError:
        parse_expression(text, Scope({"figure": PURE}, open_formulas=True), place=test.place)
        raise


def _leaves(term: Term) -> list[str]:
    if term.op == "name":
        return [str(term.value)]
    return [name for argument in term.args for name in _leaves(argument)]
