"""What parameters and shocks are called in sentences: never the names that equations use."""

from __future__ import annotations

from collections.abc import Iterable

from moneygood.core.figures import inside, listed
from moneygood.model.graph import Node, leaves
from moneygood.model.model import Model

_KINDS = ("percent", "share", "points", "log", "logs", "level", "trend", "real", "nominal", "quarterly")
"""First words of what stands behind the last comma of a label and says in what it is measured."""


def parameter_label(model: Model, name: str) -> str:
    """What a parameter does, in words: the response of what its first equation determines to what it
    multiplies there; a parameter that no equation uses is called by its note. One that equations of several
    members share (``x_a``, ``x_b``) is of their sum, where there is a variable ``x``."""
    record = model.parameters[name]
    users = [e for e in model.equations if name in e.parameters]
    found = next(iter(users), None)
    if found is None or found.lhs_variable not in model.variables:
        return record.note.split(";")[0].split(":")[0] or name.removeprefix("b_").replace("_", " ")
    own = found.lhs_variable
    beside = [n for n in _multiplied(found.disturbance, name) if n in model.variables]
    label = _bare(model.variables[_whole(model, [e.lhs_variable for e in users]) or own].label)
    others = [_bare(model.variables[n].label) for n in beside if n != own][:1]
    if others:
        return f"response of {label} to {listed(others)}"
    return f"persistence of {label}" if own in beside else f"coefficient of {label}"


def _bare(label: str) -> str:
    """A label inside a sentence, without the unit or the kind of figure behind its last comma.

    >>> _bare("Productivity growth before AI, trend"), _bare("Consumption, real")
    ('productivity growth before AI', 'consumption')
    """
    head, _, tail = label.rpartition(", ")
    return inside(head if head and tail.split()[0] in _KINDS else label)


def _whole(model: Model, names: list[str]) -> str:
    """The variable that several are members of, by their names; empty where there is none."""
    stems = {n.rpartition("_")[0] for n in names}
    stem = stems.pop() if len(names) > 1 and len(stems) == 1 else ""
    return stem if stem in model.variables else ""


def shock_labels(model: Model, names: Iterable[str]) -> dict[str, str]:
    """What shocks and parameters are called: by the variable that a shock's equation determines."""
    out = {}
    for name in names:
        if name in model.parameters:
            out[name] = parameter_label(model, name)
        elif name in model.shocks:
            shock = model.shocks[name]
            variable = model.variables.get(shock.equation or "")
            out[name] = variable.label if variable else shock.note or name
    return out


def _multiplied(root: Node, name: str) -> list[str]:
    """The variables that a parameter multiplies or divides in an expression, nearest first."""
    found: dict[str, None] = {}
    stack = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop(0)
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.op in ("mul", "div") and any(a.op == "par" and a.payload == name for a in node.args):
            for other in node.args:
                found |= {x.payload[0]: None for x in sorted(leaves(other), key=_order) if x.op == "var"}
        stack += node.args
    return list(found)


def _order(node: Node) -> int:
    return node.id
