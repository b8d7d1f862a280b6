"""The names that texts may use, by what they name: for readers of records and for editors."""

from __future__ import annotations

from collections.abc import Mapping

from moneygood.core.record_reading import Named
from moneygood.model.model import Model


def names_of(model: Model) -> dict[str, Mapping[str, Named]]:
    """Variables, parameters, shocks, behavioural equations, judgement (``add_x``), switches and sectors."""
    labels = [e.label for e in model.behavioural]
    return {
        "variable": {n: Named(f"{v.label} ({v.unit})") for n, v in model.variables.items()},
        "parameter": {n: Named(f"{p.unit}" + _span(p.range)) for n, p in model.parameters.items()},
        "shock": {n: Named(f"{s.unit}") for n, s in model.shocks.items()},
        "equation": {n: Named(model.variables[n].label if n in model.variables else n) for n in labels},
        "judgement": {f"add_{n}": Named(f"judgement on {n}") for n in labels},
        "switch": {n: Named(s.label) for n, s in model.switches.items()},
        "sector": {n: Named() for n in model.sectors},
    }


def _span(span: tuple[float, float] | None) -> str:
    return "" if span is None else f", {span[0]:g} to {span[1]:g}"
