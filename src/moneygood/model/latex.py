"""Formulas as LaTeX: quarters as subscripts, parameters and constants without one."""

from __future__ import annotations

from moneygood.model.functions import FUNCTIONS
from moneygood.model.operations import SIGNS
from moneygood.model.tree import Term, number_text, rank_of

_GREEK = ("alpha", "beta", "gamma", "delta", "rho", "sigma", "theta", "kappa", "lambda", "phi")


def _roman(text: str) -> str:
    return rf"\mathrm{{{text.replace('_', chr(92) + '_')}}}"


class Latex:
    """Shows formulas; the names in `timeless` (parameters and constants) carry no quarter, and the shocks in
    `shared`, which are no equation's own, are an eta."""

    def __init__(self, timeless: frozenset[str], shared: frozenset[str] = frozenset()) -> None:
        self.timeless = timeless
        self.shared = shared

    def formula(self, term: Term) -> str:
        """The LaTeX of a formula."""
        if term.op == "num":
            return number_text(float(term.value or 0.0))
        if term.op == "name":
            return self.name(str(term.value), term.lag)
        if term.op == "call":
            return self._call(term)
        shown = SIGNS[term.op]
        return shown.latex.format(*map(self._inside, term.args, shown.binds))

    def name(self, name: str, lag: int = 0) -> str:
        """The symbol of a name: beta for parameters b_..., epsilon for shocks eps_..., else text."""
        head, _, tail = name.partition("_")
        when = "t" if not lag else f"t{-lag:+d}"
        if head == "b" and tail:
            return rf"\beta_{{{_roman(tail)}}}"
        if head == "eps" and tail:
            symbol = r"\eta" if name in self.shared else r"\varepsilon"
            return rf"{symbol}_{{{_roman(tail)},{when}}}"
        symbol = rf"\{name}" if name in _GREEK else _roman(name)
        return symbol if name in self.timeless else f"{symbol}_{{{when}}}"

    def _inside(self, term: Term, rank: int) -> str:
        """A part of a formula, in brackets when it binds less tightly than `rank` (-1: never)."""
        inner = self.formula(term)
        if rank < 0:
            return inner
        loose = rank_of(term) < rank or term.op == "neg"
        if term.op == "div" and rank <= 3:
            loose = False  # a fraction holds itself together
        return rf"\left({inner}\right)" if loose else inner

    def _call(self, term: Term) -> str:
        name = str(term.value)
        inside = [self.formula(a) for a in term.args]
        if name == "via":
            switch = str(term.args[0].value).replace("_", " ")
            return rf"\underbrace{{{inside[1]}}}_{{\text{{{switch}}}}}"
        shown = FUNCTIONS[name].latex
        return shown.format(*inside) if "{0}" in shown else rf"{shown}\left({', '.join(inside)}\right)"
