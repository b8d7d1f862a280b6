"""Formulas as MathML, which browsers show without a script: quarters as subscripts."""

from __future__ import annotations

from html import escape

from moneygood.model.tree import Term, number_text, rank_of

_CALLS = {"log": "log", "exp": "exp", "min": "min", "max": "max", "tanh": "tanh", "normal_cdf": "Φ",
          "d": "Δ", "dlog": "Δ log"}  # fmt: skip
_SIGNS = {"add": "+", "sub": "−", "mul": "·", "gt": "&gt;", "lt": "&lt;", "ge": "≥", "le": "≤"}


def _text(words: str) -> str:
    return f"<mtext>{escape(words)}</mtext>"


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _sign(mark: str) -> str:
    return f"<mo>{mark}</mo>"


class MathMl:
    """Shows formulas; the names in `timeless` (parameters and constants) carry no quarter."""

    def __init__(self, timeless: frozenset[str]) -> None:
        self.timeless = timeless

    def formula(self, term: Term) -> str:
        """The MathML of a formula, without the surrounding ``math`` element."""
        if term.op == "num":
            return f"<mn>{number_text(float(term.value or 0.0))}</mn>"
        if term.op == "name":
            return self.name(str(term.value), term.lag)
        if term.op == "call":
            return self._call(term)
        if term.op == "neg":
            return _row(_sign("−"), self._inside(term.args[0], 2))
        left, right = term.args
        if term.op == "div":
            return f"<mfrac>{self.formula(left)}{self.formula(right)}</mfrac>"
        if term.op == "pow":
            return f"<msup>{self._inside(left, 5)}{self.formula(right)}</msup>"
        rank = rank_of(term)
        tighter = rank + 1 if term.op == "sub" or rank == 0 else rank
        return _row(self._inside(left, rank), _sign(_SIGNS[term.op]), self._inside(right, tighter))

    def name(self, name: str, lag: int = 0) -> str:
        """The symbol of a name: beta for parameters b_..., epsilon for shocks eps_..., else upright text."""
        head, _, tail = name.partition("_")
        when = "<mi>t</mi>"
        if lag:
            when = _row(when, _sign("−" if lag > 0 else "+"), f"<mn>{abs(lag)}</mn>")
        if head == "b" and tail:
            return f"<msub><mi>β</mi>{_text(tail.replace('_', ' '))}</msub>"
        if head == "eps" and tail:
            inside = _row(_text(tail.replace("_", " ")), _sign(","), when)
            return f"<msub><mi>ε</mi>{inside}</msub>"
        symbol = _text(name.replace("_", " "))
        return symbol if name in self.timeless else f"<msub>{symbol}{when}</msub>"

    def _inside(self, term: Term, rank: int) -> str:
        """A part of a formula, in brackets when it binds less tightly than `rank`."""
        inner = self.formula(term)
        loose = rank_of(term) < rank or term.op == "neg"
        if term.op == "div" and rank <= 3:
            loose = False  # a fraction holds itself together
        return _row(_sign("("), inner, _sign(")")) if loose else inner

    def _call(self, term: Term) -> str:
        name = str(term.value)
        inside = [self.formula(a) for a in term.args]
        if name == "sqrt":
            return f"<msqrt>{inside[0]}</msqrt>"
        if name == "abs":
            return _row(_sign("|"), inside[0], _sign("|"))
        if name == "step":
            return _row("<mn>1</mn>", _sign("["), inside[0], _sign("&gt;"), "<mn>0</mn>", _sign("]"))
        if name == "via":
            switch = _text(str(term.args[0].value).replace("_", " "))
            return f"<munder><munder>{inside[1]}{_sign('⏟')}</munder>{switch}</munder>"
        parts = [inside[0]]
        for part in inside[1:]:
            parts += [_sign(","), part]
        return _row(_text(_CALLS.get(name, name)), _sign("("), *parts, _sign(")"))
