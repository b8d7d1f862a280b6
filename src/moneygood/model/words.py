"""An expression in the words of a reader: labels for names, "over four quarters" for a difference of lags."""

from __future__ import annotations

from collections.abc import Mapping

from moneygood.core.figures import fixed, inside
from moneygood.core.units import Unit
from moneygood.model.graph import Node

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_JOINS = {
    "add": "plus",
    "sub": "less",
    "mul": "times",
    "div": "over",
    "min": "or at most",
    "max": "or at least",
}


def count(number: int, thing: str = "quarter") -> str:
    """A number of things in words.

    >>> count(1), count(4), count(12)
    ('one quarter', 'four quarters', '12 quarters')
    """
    word = _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)
    return f"{word} {thing}{'' if number == 1 else 's'}"


def in_words(node: Node, names: Mapping[str, str]) -> str:
    """An expression with the labels in `names` for its variables and parameters.

    A name without a label is shown with its underscores as spaces. Operations that have no word of their
    own are named by the operation.
    """
    if node.op == "const":
        return f"{node.payload:g}"
    if node.op in ("var", "par", "shock", "add_", "ref"):
        name, lag = node.payload if isinstance(node.payload, tuple) else (node.payload, 0)
        label = inside(names.get(name, str(name).replace("_", " ")))
        return label if not lag else f"{label} {count(abs(lag))} earlier"
    if node.op in ("sub", "div") and (span := _span(node)):
        what = "change in" if node.op == "sub" else "ratio of"
        level = in_words(node.args[0], names)
        if node.op == "sub":
            return f"{what} {level} over {count(span)}"
        return f"{level} over its own level {count(span)} earlier"
    parts = [in_words(a, names) for a in node.args]
    if node.op in _JOINS and len(parts) == 2:
        return f"{parts[0]} {_JOINS[node.op]} {parts[1]}"
    if node.op == "neg":
        return f"minus {parts[0]}"
    return f"{node.op} of {' and '.join(parts)}" if parts else node.op


def bound_in_words(bound: float, above: bool, unit: str, *, change: bool = False, bp: bool = False) -> str:
    """A bound with its unit.

    >>> bound_in_words(2.25, False, "pct/yr"), bound_in_words(-1.5, False, "pct/yr", change=True, bp=True)
    ('at or below 2.25%', 'of -150 bp or less')
    """
    kind = Unit.parse(unit)
    percent = kind in (Unit.parse("pct"), Unit.parse("pct/yr"))
    if change and percent:
        figure = f"{fixed(100 * bound, 0, signed=True)} bp" if bp else f"{bound:+g} pp"
        return f"of {figure} or {'more' if above else 'less'}"
    side = "at or above" if above else "at or below"
    return f"{side} {bound:g}{'%' if percent else ''}"


def is_change(node: Node) -> bool:
    """Whether an expression is a difference of two levels."""
    return node.op == "sub"


def _span(node: Node) -> int:
    """Quarters between two appearances of one variable, 0 where it is none."""
    a, b = node.args
    if a.op != "var" or b.op != "var" or a.payload[0] != b.payload[0]:
        return 0
    return abs(a.payload[1] - b.payload[1])
