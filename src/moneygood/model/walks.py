"""Variables whose figures come from outside as equations with a shock, so that what moves them is a cause."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from moneygood.core.errors import Place
from moneygood.model.compile import sort_shocks
from moneygood.model.contents import ModelContents
from moneygood.model.equation import Equation, largest_lag
from moneygood.model.records import Shock

M = TypeVar("M", bound=ModelContents)


def with_shocks_for(model: M, walks: Iterable[str] = (), given: Iterable[str] = ()) -> M:
    """The model in which each of `walks` is its last value plus a shock, and each of `given` is its shock.

    Such an equation ``x ~ x[-1]`` (or ``x ~ 0``) stands in the place of the variable's own, or is added where
    the variable came from outside: the shock then is its change (or its level), in its unit. M001 for a name
    that is no variable.
    """
    added = dict.fromkeys(walks, True) | dict.fromkeys(given, False)
    if not added:
        return model
    made = {name: _equation(model, name, lagged) for name, lagged in added.items()}
    own = tuple(made.pop(e.label, e) for e in model.equations)
    equations = (*own, *made.values())
    shocks = dict(model.shocks)
    for name in added:
        record = model.variables[name]
        shocks.setdefault(f"eps_{name}", Shock(
            f"eps_{name}", "normal", 0.0, record.unit, record.source, "judged", name, record.label
        ))  # fmt: skip
    variables = {n: replace(v, exogenous=False) if n in added else v for n, v in model.variables.items()}
    marks = [f"{n}:{lagged}" for n, lagged in sorted(added.items())]
    active = sort_shocks(
        equations, {s.equation: s.unit for s in shocks.values() if s.equation}, shocks
    )  # in the order of the equations, as every table of shocks has them
    return replace(
        model,
        variables=variables,
        equations=equations,
        shocks=active,
        max_lag=max(largest_lag(equations), 1),
        hash=hashlib.sha256("\0".join((model.hash, "shocks for", *marks)).encode()).hexdigest(),
    )


def _equation(model: ModelContents, name: str, lagged: bool) -> Equation:
    model.row(name)
    graph, record = model.graph, model.variables[name]
    own = graph.var(name)
    plain = graph.var(name, 1) if lagged else graph.const(0.0)
    full = graph.apply("add", plain, graph.apply("add", graph.shock(f"eps_{name}"), graph.add(name)))
    text = f"{name} ~ {name}[-1]" if lagged else f"{name} ~ 0"
    return Equation(
        label=name, kind="behavioural", sector=record.sector, text=text, title=record.label,
        sources=(record.source,), place=record.place or Place("economics"), lhs_variable=name,
        explicit=full, residual=graph.apply("sub", own, full), disturbance=graph.apply("sub", own, plain),
    )  # fmt: skip
