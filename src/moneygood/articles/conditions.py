"""Conditions that a figure is what was stated: within a tolerance, above or below, in words too."""

from __future__ import annotations

from typing import Any

from moneygood.articles.language import Rules
from moneygood.articles.quantities import Quantity
from moneygood.articles.where import Untestable

UNIT_SIGNS = {
    "pct": "{}%",
    "pp": "{} points",
    "usd": "${}bn",
    "times": "{} times",
    "plain": "{}",
    "dollars": "${}",
}
NOT_DENIED = "it denies {what} in a way that no test here can decide"


def tolerance(q: Quantity, unit: str, rules: Rules, about: bool, slack: float) -> float:
    floor = rules.floor.get(unit, 0.0)
    width = max(rules.digits * q.step, rules.share * abs(q.value), floor)
    return max(width * (rules.about if about else 1.0), slack)


def _amount(q: Quantity) -> str:
    text = f"{q.value:,.2f}".rstrip("0").rstrip(".")
    return UNIT_SIGNS[q.unit].format(text)


def stated(
    x: str, q: Quantity, upto: Quantity | None, bound: str, tol: float, rules: Rules
) -> tuple[list[str], list[str], str]:
    """Conditions that a figure is what was stated: they hold, they fail, and both in words."""
    v, wide = q.value, rules.fails * tol
    if upto is not None:
        low, high = sorted((v, upto.value))
        holds = [f"{x} >= {low - tol:.6g}", f"{x} <= {high + tol:.6g}"]
        return (
            holds,
            [f"max({low:.6g} - {x}, {x} - {high:.6g}) > {wide:.6g}"],
            f"between {_amount(q)} and {_amount(upto)}",
        )
    if bound == "above":
        return [f"{x} >= {v:.6g}"], [f"{x} < {v - tol:.6g}"], f"above {_amount(q)}"
    if bound == "below":
        return [f"{x} <= {v:.6g}"], [f"{x} > {v + tol:.6g}"], f"below {_amount(q)}"
    return (
        [f"abs({x} - {v:.6g}) <= {tol:.6g}"],
        [f"abs({x} - {v:.6g}) > {wide:.6g}"],
        f"{_amount(q)}, within {tol:.2g}",
    )


def drafted_test(name: str, holds: list[str], fails: list[str], denied: bool = False) -> dict[str, Any]:
    """A test; of a denied sentence the conditions change sides, where each side is one condition."""
    if denied:
        if len(holds) != 1 or len(fails) != 1:
            raise Untestable(NOT_DENIED.format(what=name))
        holds, fails, name = fails, holds, f"not so: {name}"
    return {"test": name, "holds": holds, "fails": fails}
