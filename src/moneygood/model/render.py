"""Equations and records as people read them: plain text, LaTeX, one card per variable."""

from __future__ import annotations

from moneygood.core.units import Unit
from moneygood.model.graph import Node, leaves, reachable
from moneygood.model.latex import Latex
from moneygood.model.mathml import MathMl
from moneygood.model.model import Equation, Model
from moneygood.model.operations import SIGNS
from moneygood.model.read import read_equations
from moneygood.model.tree import Term, number_text, rank_of


def text_of(term: Term) -> str:
    """A formula as plain text, with the fewest brackets that keep its meaning."""
    if term.op == "num":
        return number_text(float(term.value or 0.0))
    if term.op == "name":
        lag = f"[{-term.lag:+d}]" if term.lag else ""
        return f"{term.value}{lag}"
    if term.op == "call":
        return f"{term.value}({', '.join(text_of(a) for a in term.args)})"
    if term.op == "neg":
        inner = term.args[0]
        return f"-{text_of(inner)}" if rank_of(inner) >= 3 else f"-({text_of(inner)})"
    left, right = term.args
    rank = rank_of(term)
    on_left = (
        text_of(left)
        if rank_of(left) > rank or (rank_of(left) == rank and rank in (1, 2))
        else f"({text_of(left)})"
    )
    loose = rank_of(right) > rank or (term.op == "pow" and rank_of(right) >= 3)
    loose = loose or (term.op in ("add", "mul") and rank_of(right) == rank)
    on_right = text_of(right) if loose else f"({text_of(right)})"
    space = "" if term.op == "pow" else " "
    return f"{on_left}{space}{SIGNS[term.op].word}{space}{on_right}"


def _trees(model: Model, equation: Equation) -> tuple[Term, Term]:
    statement = read_equations(f"[{equation.label}]\n{equation.text}", equation.place.file).statements[0]
    return statement.left, statement.right


def _shared(model: Model) -> frozenset[str]:
    return frozenset(n for n, s in model.shocks.items() if s.equation is None)


def equation_text(model: Model, label: str) -> str:
    """The equation that determines `label`, as plain text (``~`` = plus shock and judgement)."""
    equation = model.equation(label)
    left, right = _trees(model, equation)
    return f"{text_of(left)} {'~' if equation.behavioural else '='} {text_of(right)}"


def equation_latex(model: Model, label: str) -> str:
    """The equation that determines `label`, as LaTeX; a behavioural one with its shock at the end."""
    equation = model.equation(label)
    left, right = _trees(model, equation)
    show = Latex(frozenset({*model.parameters, *model.constants}), _shared(model))
    surprise = f" + {show.name(f'eps_{label}')}" if equation.behavioural else ""
    return f"{show.formula(left)} = {show.formula(right)}{surprise}"


def equation_mathml(model: Model, label: str) -> str:
    """The equation that determines `label`, as one MathML element; a behavioural one with its shock."""
    equation = model.equation(label)
    left, right = _trees(model, equation)
    show = MathMl(frozenset({*model.parameters, *model.constants}), _shared(model))
    surprise = f"<mo>+</mo>{show.name(f'eps_{label}')}" if equation.behavioural else ""
    body = f"<mrow>{show.formula(left)}<mo>=</mo>{show.formula(right)}{surprise}</mrow>"
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{body}</math>'


def uses(model: Model, name: str) -> tuple[str, ...]:
    """The labels of the equations in which the variable or parameter `name` stands."""
    found = []
    for e in model.equations:
        for n in leaves(e.residual):
            own = n.payload[0] if n.op == "var" else n.payload if n.op == "par" else None
            if own == name and e.label != name:
                found.append(e.label)
                break
    return tuple(found)


def card(model: Model, name: str) -> dict[str, object]:
    """Everything about one variable: record, equation, parameters, shock, measurement, users.

    M001 for an unknown variable. Keys: name, label, unit, source, sector, exogenous, aliases, start,
    equation, latex, title, kind, sources, place, parameters, shock, switches, guards, depends_on, used_by,
    measurement.
    """
    model.row(name)
    v = model.variables[name]
    out: dict[str, object] = {
        "name": name,
        "label": v.label,
        "unit": str(v.unit),
        "source": v.source,
        "sector": v.sector,
        "exogenous": name not in model.endogenous,
        "aliases": list(v.aliases),
        "start": v.start and {"value": v.start.value, "source": v.start.source, "method": v.start.method},
        "used_by": list(uses(model, name)),
    }
    measured = model.measurements.get(name)
    out["measurement"] = measured and " ".join(measured.text.split())
    if name not in model.endogenous:
        return out
    e = model.equation(name)
    shock = model.shocks.get(e.shock) if e.behavioural else None
    at = leaves(e.residual)
    keys = {n.payload[0] for n in _via_nodes(e)}
    return out | {
        "equation": equation_text(model, name),
        "latex": equation_latex(model, name),
        "title": e.title,
        "kind": e.kind,
        "sources": list(e.sources),
        "place": str(e.place),
        "parameters": [_parameter(model, p) for p in e.parameters],
        "shock": shock
        and {"name": shock.name, "sd": shock.sd, "unit": str(shock.unit), "source": shock.source},
        "switches": sorted({w.switch for w in model.vias if w.key in keys}),
        "guards": len(e.guards),
        "depends_on": sorted({n.payload[0] for n in at if n.op == "var"} - {name}),
    }


def _via_nodes(e: Equation) -> list[Node]:
    return [n for n in reachable(e.residual) if n.op == "via"]


def _parameter(model: Model, name: str) -> dict[str, object]:
    p = model.parameters[name]
    unit: Unit = p.unit
    return {
        "name": name,
        "value": p.value,
        "unit": str(unit),
        "range": p.range and list(p.range),
        "se": p.se,
        "source": p.source,
        "method": p.method,
        "note": p.note,
    }


def card_text(model: Model, name: str) -> str:
    """The card of one variable as plain text."""
    c = card(model, name)
    lines = [f"{c['name']} - {c['label']} ({c['unit']}; source: {c['source']}; sector: {c['sector']})"]
    if c["exogenous"]:
        lines.append("  given from outside the model")
    else:
        lines += [
            f"  {c['title']}  [{', '.join(c['sources']) or 'ours'}]  {c['place']}",  # type: ignore[arg-type]
            f"  {c['equation']}",
        ]
        for p in c["parameters"]:  # type: ignore[attr-defined]
            span = f", range {p['range'][0]:g} to {p['range'][1]:g}" if p["range"] else ""
            lines.append(f"    {p['name']} = {p['value']:g} {p['unit']}{span} ({p['method']}: {p['source']})")
        if c["shock"]:
            s = c["shock"]
            lines.append(f"    {s['name']}: standard deviation {s['sd']:g} {s['unit']}")  # type: ignore[index]
        if c["switches"]:
            lines.append(f"    switches: {', '.join(c['switches'])}")  # type: ignore[arg-type]
    if c["measurement"]:
        lines.append(f"  measured: {c['measurement']}")
    if c["used_by"]:
        lines.append(f"  used by: {', '.join(c['used_by'])}")  # type: ignore[arg-type]
    return "\n".join(lines)
