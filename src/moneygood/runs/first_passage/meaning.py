"""What a trigger means, in words: never the names that its conditions are written with."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from moneygood.model.graph import leaves
from moneygood.model.words import bound_in_words, count, in_words, is_change
from moneygood.runs.first_passage.triggers import BreakDefinition, Condition, Side


def meaning(
    definition: BreakDefinition, side: Side, labels: Mapping[str, str], rates: Collection[str] = ()
) -> str:
    """The conditions of a side in words; `rates` are variables whose differences are in basis points."""
    names = {**labels, **_derived(definition, labels)}
    words = " and ".join(_condition(c, names, rates) for c in side.when)
    return words + (f" for {count(side.quarters_running)} running" if side.quarters_running > 1 else "")


def _condition(condition: Condition, names: Mapping[str, str], rates: Collection[str]) -> str:
    used = {leaf.payload[0] for leaf in leaves(condition.node) if leaf.op == "var"}
    bp = bool(used) and all(name in rates or names.get(name, "").endswith(" mean") for name in used)
    bound = bound_in_words(
        condition.bound, condition.above, condition.unit, change=is_change(condition.node), bp=bp
    )
    return f"{in_words(condition.node, names)} {bound}"


def _derived(definition: BreakDefinition, labels: Mapping[str, str]) -> dict[str, str]:
    """What the definition's own series and numbers are called."""
    found = {}
    for d in definition.derived:
        if d.kind == "running_peak":
            found[d.name] = "its peak"
        else:
            found[d.name] = f"its {d.quarters}-quarter mean"
    return found
