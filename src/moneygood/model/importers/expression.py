"""The equation notation of FRB/US files: ``log(x) - log(x(-1)) - x_aerr = y_x_1 * max(z(2), .01)``.

A name followed by a whole number in brackets is a lag or a lead; functions are log, exp, max, min, abs and
ind_ltezero. Text becomes nodes of the shared graph and is never run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from moneygood.core.errors import MoneygoodError
from moneygood.model.grammar import MOST_LAG
from moneygood.model.graph import Graph, Node

FUNCTIONS = {"log": 1, "exp": 1, "abs": 1, "max": 2, "min": 2, "ind_ltezero": 1}
"""Function -> the least number of its arguments (max and min take more)."""

_TOKEN = re.compile(
    r"\s*(?:(?P<num>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<op>\*\*|[-+*/^(),=]))",
    re.ASCII,
)
_LAG = re.compile(r"\s*\(\s*([-+]?\d+)\s*\)", re.ASCII)
_DEEPEST = 80
_LONGEST = 120
"""Characters of a name or number."""

Leaf = Callable[[str, int], Node]
"""Gives the node of a name at a lead in quarters (negative = lag)."""


class Reader:
    """Reads equations onto `graph`; `leaf` says what a name stands for (KeyError when nothing)."""

    def __init__(self, graph: Graph, leaf: Leaf) -> None:
        self.graph, self.leaf = graph, leaf
        self.text, self.at, self.depth = "", 0, 0
        self.tokens: list[tuple[str, str, int]] = []

    def equation(self, text: str) -> tuple[Node, Node]:
        """The two sides of an equation (M041 when it is not one, M042 for a name that nobody declared)."""
        self.text, self.at, self.depth = text, 0, 0
        self.tokens = self._split(text)
        left = self._sum()
        if self._peek() != "=":
            self._refuse("an equals sign belongs here")
        self.at += 1
        right = self._sum()
        if self.at < len(self.tokens):
            self._refuse("this does not belong here")
        return left, right

    def _split(self, text: str) -> list[tuple[str, str, int]]:
        out: list[tuple[str, str, int]] = []
        at, end = 0, len(text.rstrip())
        while at < end:
            m = _TOKEN.match(text, at)
            if m is None:
                raise MoneygoodError("M041", f"{text[at:].split()[0][:20]!r} is not part of the notation")
            if len(m[0]) > _LONGEST or (m["num"] and not math.isfinite(float(m["num"]))):
                raise MoneygoodError(
                    "M041", f"the number or name {m[0].strip()[:20]}… is too long or too large"
                )
            kind = m.lastgroup or "op"
            word, start = m[kind], m.start(kind)
            at = m.end()
            lead = _LAG.match(text, at) if kind == "name" and word not in FUNCTIONS else None
            if lead is not None and (len(lead[1]) > 5 or abs(int(lead[1])) > MOST_LAG):
                what = f"{word}{lead[0].strip()[:20]} looks too many quarters away (at most {MOST_LAG})"
                raise MoneygoodError("M041", what)
            if lead is not None:
                out.append(("name", f"{word}({int(lead[1])})", start))
                at = lead.end()
            else:
                out.append((kind, word, start))
        return out

    def _peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def _refuse(self, why: str) -> None:
        if self.at >= len(self.tokens):
            raise MoneygoodError("M041", f"{' '.join(self.text.split())!r} ends too early: {why}")
        _, word, start = self.tokens[self.at]
        before = " ".join(self.text[:start].split())[-40:]
        raise MoneygoodError("M041", f"at {word!r} after {before!r}: {why}")

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            self._refuse("brackets or powers are nested too deeply")

    def _sum(self) -> Node:
        self._deeper()
        total = self._product()
        while self._peek() in ("+", "-"):
            op = "add" if self._peek() == "+" else "sub"
            self.at += 1
            total = self.graph.apply(op, total, self._product())
        self.depth -= 1
        return total

    def _product(self) -> Node:
        total = self._signed()
        while self._peek() in ("*", "/"):
            op = "mul" if self._peek() == "*" else "div"
            self.at += 1
            total = self.graph.apply(op, total, self._signed())
        return total

    def _signed(self) -> Node:
        negative = False
        while self._peek() in ("+", "-"):
            negative ^= self._peek() == "-"
            self.at += 1
        node = self._power()
        return self.graph.apply("neg", node) if negative else node

    def _power(self) -> Node:
        base = self._atom()
        if self._peek() not in ("**", "^"):
            return base
        self.at += 1
        self._deeper()
        exponent = self._signed()
        self.depth -= 1
        if exponent.op == "const":
            return self.graph.apply("pow", base, exponent)
        log = self.graph.apply("log", base)
        return self.graph.apply("exp", self.graph.apply("mul", exponent, log))

    def _atom(self) -> Node:
        if self.at >= len(self.tokens):
            self._refuse("something is missing")
        kind, word, _ = self.tokens[self.at]
        if kind == "num":
            self.at += 1
            return self.graph.const(float(word))
        if kind == "name":
            if word in FUNCTIONS:
                return self._call(word)
            name, _, lead = word.partition("(")
            try:
                node = self.leaf(name, int(lead[:-1]) if lead else 0)
            except KeyError:
                raise MoneygoodError("M042", f"{name!r} is declared nowhere") from None
            self.at += 1
            return node
        if word != "(":
            self._refuse("a number, a name or a bracket belongs here")
        self.at += 1
        inner = self._sum()
        self._close()
        return inner

    def _close(self) -> None:
        if self._peek() != ")":
            self._refuse("a closing bracket is missing")
        self.at += 1

    def _call(self, name: str) -> Node:
        self.at += 1
        if self._peek() != "(":
            self._refuse(f"{name} needs its argument in brackets")
        self.at += 1
        arguments = [self._sum()]
        while self._peek() == ",":
            self.at += 1
            arguments.append(self._sum())
        self._close()
        least = FUNCTIONS[name]
        if len(arguments) < least or (least == 1 and len(arguments) > 1):
            raise MoneygoodError("M041", f"{name} with {len(arguments)} arguments")
        if name == "ind_ltezero":
            above = self.graph.apply("gt", arguments[0], self.graph.const(0.0))
            return self.graph.apply("sub", self.graph.const(1.0), above)
        if least == 1:
            return self.graph.apply(name, arguments[0])
        total = arguments[0]
        for other in arguments[1:]:
            total = self.graph.apply(name, total, other)
        return total
