"""Formulas as MathML, which browsers show without a script: quarters as subscripts."""

from __future__ import annotations

from html import escape

from moneygood.model.functions import FUNCTIONS
from moneygood.model.operations import SIGNS
from moneygood.model.tree import Term, number_text, rank_of


def _text(words: str) -> str:
    return f"<mtext>{escape(words)}</mtext>"


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _sign(mark: str) -> str:
    return f"<mo>{mark}</mo>"


class MathMl:
    """Shows formulas; the names in `timeless` (parameters and constants) carry no quarter, and the shocks in
    `shared`, which are no equation's own, are an eta."""

    def __init__(self, timeless: frozenset[str], shared: frozenset[str] = frozenset()) -> None:
        self.timeless = timeless
        self.shared = shared

    def formula(self, term: Term) -> str:
        """The MathML of a formula, without the surrounding ``math`` element."""
        if term.op == "num":
            return f"<mn>{number_text(float(term.value or 0.0))}</mn>"
        if term.op == "name":
            return self.name(str(term.value), term.lag)
        if term.op == "call":
            return self._call(term)
        shown = SIGNS[term.op]
        return shown.mathml.format(*map(self._inside, term.args, shown.binds))

    def name(self, name: str, lag: int = 0) -> str:
        """The symbol of a name: beta for parameters b_..., epsilon for shocks eps_..., else text."""
        head, _, tail = name.partition("_")
        when = "<mi>t</mi>"
        if lag:
            when = _row(when, _sign("−" if lag > 0 else "+"), f"<mn>{abs(lag)}</mn>")
        if head == "b" and tail:
            return f"<msub><mi>β</mi>{_text(tail.replace('_', ' '))}</msub>"
        if head == "eps" and tail:
            inside = _row(_text(tail.replace("_", " ")), _sign(","), when)
            return f"<msub><mi>{'η' if name in self.shared else 'ε'}</mi>{inside}</msub>"
        symbol = _text(name.replace("_", " "))
        return symbol if name in self.timeless else f"<msub>{symbol}{when}</msub>"

    def _inside(self, term: Term, rank: int) -> str:
        """A part of a formula, in brackets when it binds less tightly than `rank` (-1: never)."""
        inner = self.formula(term)
        if rank < 0:
            return inner
        loose = rank_of(term) < rank or term.op == "neg"
        if term.op == "div" and rank <= 3:
            loose = False  # a fraction holds itself together
        return _row(_sign("("), inner, _sign(")")) if loose else inner

    def _call(self, term: Term) -> str:
        name = str(term.value)
        inside = [self.formula(a) for a in term.args]
        if name == "via":
            switch = _text(str(term.args[0].value).replace("_", " "))
            return f"<munder><munder>{inside[1]}{_sign('⏟')}</munder>{switch}</munder>"
        shown = FUNCTIONS[name].mathml
        if "{0}" in shown:
            return shown.format(*inside)
        parts = [inside[0]]
        for part in inside[1:]:
            parts += [_sign(","), part]
        return _row(_text(shown), _sign("("), *parts, _sign(")"))
