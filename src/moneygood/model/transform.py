"""Models made from a model: some sectors of it, with variant equations, with other parameter values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from moneygood.core.errors import ManyErrors, MoneygoodError, did_you_mean
from moneygood.core.texts import read_text
from moneygood.model.compile import CompiledStatement, compile_statement, equation_scope, sort_shocks
from moneygood.model.contents import ModelContents
from moneygood.model.equation import Equation, largest_lag
from moneygood.model.expand import ViaTable
from moneygood.model.graph import Node, reachable
from moneygood.model.read import read_equations
from moneygood.model.records import Records

M = TypeVar("M", bound=ModelContents)


def _mark(model: ModelContents, *parts: str) -> str:
    return hashlib.sha256("\0".join((model.hash, *parts)).encode()).hexdigest()


def _used(equations: Sequence[Equation]) -> list[Node]:
    return reachable(*[n for e in equations for n in (e.residual, e.explicit)])


def take_sectors(model: M, sectors: Sequence[str]) -> M:
    """The equations of some sector files, with the variables, parameters and shocks that they use."""
    known = model.sectors
    for sector in sectors:
        if sector not in known:
            raise MoneygoodError(
                "M027",
                f"there is no sector '{sector}'",
                hint=did_you_mean(sector, known) or f"Sectors are {', '.join(known)}",
            )
    equations = tuple(e for e in model.equations if e.sector in sectors)
    nodes = _used(equations)
    names = {n.payload[0] for n in nodes if n.op == "var"}
    used_parameters = {n.payload for n in nodes if n.op == "par"}
    keys = {n.payload[0] for n in nodes if n.op == "via"}
    vias = tuple(v for v in model.vias if v.key in keys)
    determined = {e.label for e in equations}
    order = [e.label for e in equations] + [n for n in model.variables if n in names - determined]
    variables = {
        n: v if n in determined else replace(v, exogenous=True) for n in order for v in [model.variables[n]]
    }
    shocks = sort_shocks(
        equations, {s.equation: s.unit for s in model.shocks.values() if s.equation}, model.shocks
    )
    return replace(
        model,
        variables=variables,
        equations=equations,
        vias=vias,
        shocks=shocks,
        parameters={n: p for n, p in model.parameters.items() if n in used_parameters},
        correlations=tuple(c for c in model.correlations if c.a in shocks and c.b in shocks),
        switches={n: s for n, s in model.switches.items() if any(v.switch == n for v in vias)},
        measurements={n: m for n, m in model.measurements.items() if n in variables},
        max_lag=largest_lag(equations),
        hash=_mark(model, "sectors", *sectors),
    )


def apply_variant(model: M, name: str) -> M:
    """The model with the equations of a variant file; M024 when there is no such variant or label."""
    folder = model.root / "equations" / "variants" if model.root else None
    paths = {p.stem: p for p in sorted(folder.glob("*.eq"))} if folder else {}
    if name not in paths:
        hint = did_you_mean(name, paths) or f"Variants are {', '.join(paths) or 'none'}"
        raise MoneygoodError("M024", f"there is no variant '{name}'", hint=hint)
    text = read_text(paths[name])
    file = read_equations(text, paths[name])
    if file.errors:
        raise ManyErrors(file.errors)
    new = {s.label: s for s in file.statements}
    behavioural = [e.label for e in model.behavioural if e.label not in new]
    behavioural += [s.label for s in file.statements if s.relation == "~"]
    shocks = {**model.shocks, **model.spare_shocks}
    records = Records(
        parameters=model.parameters, constants=model.constants, shocks=shocks, switches=model.switches
    )
    scope = replace(equation_scope(model.variables, records, behavioural), leads=file.foresight)
    vias = ViaTable(model.vias)
    compiled: dict[str, CompiledStatement] = {}
    errors: list[MoneygoodError] = []
    units = {s.equation: s.unit for s in model.shocks.values() if s.equation}
    for label, s in new.items():
        if label not in model.endogenous:
            errors.append(
                MoneygoodError(
                    "M024",
                    f"the variant {name} replaces {label}, which no equation determines",
                    s.place,
                    did_you_mean(label, model.endogenous),
                )
            )
            continue
        compiled[label] = compile_statement(s, scope, model.graph, vias, model.equation(label).sector)
        errors.extend(compiled[label].errors)
        if compiled[label].unit is not None:
            units[label] = compiled[label].unit  # type: ignore[assignment]
    if errors:
        raise ManyErrors(errors)
    equations = tuple(
        e if e.label not in compiled else compiled[e.label].equation or e for e in model.equations
    )
    keys = {n.payload[0] for n in _used(equations) if n.op == "via"}
    active = sort_shocks(equations, units, shocks)
    return replace(
        model,
        equations=equations,
        vias=tuple(v for v in vias.vias if v.key in keys),
        shocks=active,
        spare_shocks={n: s for n, s in shocks.items() if n not in active},
        correlations=tuple(c for c in model.correlations if c.a in active and c.b in active),
        max_lag=largest_lag(equations),
        hash=_mark(model, "variant", name, text),
        variants=(*model.variants, name),
    )


def replace_parameters(model: M, values: Mapping[str, float]) -> M:
    """The model with other values of some parameters; M012 for a name it does not have."""
    parameters = dict(model.parameters)
    for name, value in values.items():
        if name not in parameters:
            raise MoneygoodError(
                "M012", f"there is no parameter '{name}'", hint=did_you_mean(name, parameters)
            )
        parameters[name] = replace(parameters[name], value=float(value))
    parts = [f"{n}={float(v).hex()}" for n, v in sorted(values.items())]
    return replace(model, parameters=parameters, hash=_mark(model, "parameters", *parts))
