"""The syntax tree of an expression, with the place of every part."""

from __future__ import annotations

from collections.abc import Iterator

from moneygood.model.operations import SIGNS


class Term:
    """One part of a formula.

    `op` is "num" (value: float), "name" (value: the name; `lag` in quarters, negative = lead), "neg", "add",
    "sub", "mul", "div", "pow", "gt", "ge", "lt", "le", or "call" (value: the function's name). `start` and
    `end` are character positions in the text that was parsed.
    """

    __slots__ = ("args", "depth", "end", "lag", "op", "start", "value")

    def __init__(
        self,
        op: str,
        value: str | float | None = None,
        args: tuple[Term, ...] = (),
        lag: int = 0,
        start: int = 0,
        end: int = 0,
    ) -> None:
        self.op = op
        self.value = value
        self.args = args
        self.lag = lag
        self.start = start
        self.end = end
        self.depth = 1 + max([a.depth for a in args], default=0)

    def __repr__(self) -> str:
        inside = ", ".join(map(repr, self.args))
        return f"Term({self.op}, {self.value!r}, lag={self.lag}{', ' + inside if inside else ''})"

    def walk(self) -> Iterator[Term]:
        """This part and all parts below it, left to right."""
        stack: list[Term] = [self]
        while stack:
            term = stack.pop()
            yield term
            stack.extend(reversed(term.args))

    def names(self, at: int | None = None) -> set[str]:
        """The names used, all of them or only those at lag `at`."""
        return {str(t.value) for t in self.walk() if t.op == "name" and (at is None or t.lag == at)}


def rank_of(term: Term) -> int:
    """How tightly a part of a formula binds; numbers, names and calls bind tightest (5)."""
    return SIGNS[term.op].rank if term.op in SIGNS else 5


def number_text(value: float) -> str:
    """A number with no more digits than it needs."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
