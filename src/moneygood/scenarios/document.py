"""A plan as one scenario document without parents: what a run keeps of it, and what it is read from again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, spans
from moneygood.scenarios.expected import expected_entry
from moneygood.scenarios.plan import BASELINE, Band, HeldPath, Judgement, LeverMove, Plan, ShockHit
from moneygood.scenarios.records import WORDS

_BARE = re.compile(r"[A-Za-z_][\w.]*\Z|\d{4}Q[1-4](\.\.\d{4}Q[1-4])?\Z")
_TRUTHS = ("on", "off", "yes", "no", "true", "false", "null", "y", "n")


def plan_document(plan: Plan, *, words: bool = True) -> dict[str, Any]:
    """The plan in the scenario form, what it extends written out; `parse_plan` reads the same plan from it.

    Without `words` (title, question, narrative, expectations and the like) two plans that say the same have
    the same document. S004 for a lever moved over quarters with a gap, which the form cannot say.
    """
    out: dict[str, Any] = {w: getattr(plan, w) for w in WORDS if getattr(plan, w)} if words else {}
    if words:
        told = {"systems": list(plan.systems), "risks": list(plan.risks), "claims": list(plan.claims)}
        out |= {k: v for k, v in told.items() if v}
        out |= {"expected": [expected_entry(e) for e in plan.expected]} if plan.expected else {}
    parts: dict[str, Any] = {
        "levers": {m.lever: _lever(m) for m in plan.levers},
        "parameters": {
            m.parameter: {"change" if m.relative else "set": m.value, **_unit(m.unit)}
            for m in plan.parameters
        },
        "paths": [e for p in plan.paths for e in _path(p)] + [e for b in plan.bands for e in _band(b)],
        "shocks": [e for s in plan.shocks for e in _shock(s)],
        "adds": [e for a in plan.adds for e in _add(a)],
        "switches": {n: "on" if on else "off" for n, on in sorted(plan.switches.items())},
        "variants": list(plan.variants),
        "release": list(plan.releases),
    }
    return out | {k: v for k, v in parts.items() if v}


def plan_text(plan: Plan) -> str:
    """The plan's document as YAML that people read; every number comes back to the bit."""
    lines: list[str] = []
    if plan.chain and plan.chain[0] != BASELINE:
        lines.append(f"# Everything that {' and '.join(plan.chain[:-1])} said is written out here.")
    for key, value in plan_document(plan).items():
        if isinstance(value, dict):
            lines += [f"{key}:", *(f"  {_scalar(k)}: {_flow(v)}" for k, v in value.items())]
        elif isinstance(value, list):
            lines.append(f"{key}:")
            for entry in value:
                fields = entry.items() if isinstance(entry, dict) else ()
                rows = [f"{k}: {_flow(v)}" for k, v in fields] or [_flow(entry)]
                lines += [f"  - {rows[0]}", *(f"    {row}" for row in rows[1:])]
        else:
            lines.append(f"{key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        plain = _BARE.match(value) is not None and (value.lower() not in _TRUTHS or value in ("on", "off"))
        return value if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _unit(unit: str | None) -> dict[str, str]:
    return {} if unit is None else {"unit": unit}


def _known(quarter: Quarter | None) -> dict[str, str]:
    return {} if quarter is None else {"known": str(quarter)}


def _span(quarters: Sequence[Quarter]) -> str:
    return str(quarters[0]) if len(quarters) == 1 else f"{quarters[0]}..{quarters[-1]}"


def _sizes(sizes: Sequence[float]) -> float | list[float]:
    same = len({float(x).hex() for x in sizes}) == 1
    return float(sizes[0]) if same else [float(x) for x in sizes]


def _pieces(quarters: Sequence[Quarter], sizes: Sequence[float]) -> list[tuple[str, float | list[float]]]:
    """Quarters without gaps as the form writes them, with the sizes in them."""
    out, done = [], 0
    for part in spans(quarters):
        out.append((_span(part), _sizes(sizes[done : done + len(part)])))
        done += len(part)
    return out


def _lever(move: LeverMove) -> Any:
    if move.periods is None and move.unit is None and not move.forced:
        return move.value
    record: dict[str, Any] = {"value": move.value, **_unit(move.unit)}
    if move.forced:
        record["force"] = True
    if move.periods is not None:
        if len(spans(move.periods)) != 1:
            what = f"the lever {move.lever} is moved over quarters with a gap between them"
            raise MoneygoodError("S004", what, move.spot.place, "Use two shocks or add-factors instead")
        record["periods"] = _span(move.periods)
    return record


def _path(path: HeldPath) -> list[dict[str, Any]]:
    rest: dict[str, Any] = {**_unit(path.unit)}
    if path.absorber is not None:
        rest["absorbed_by"] = path.absorber
    if not path.exact:
        rest["exact"] = False
    if path.source:
        rest["source"] = path.source
    rest |= _known(path.known)
    return [
        {"hold": path.variable, "periods": span, path.measure: sizes, **rest}
        for span, sizes in _pieces(path.periods, path.values)
    ]


def _band(band: Band) -> list[dict[str, Any]]:
    weighted: Any = dict(zip(band.absorbers, band.weights, strict=True)) if band.weights else None
    named = {"absorbed_by": weighted or list(band.absorbers)} if band.absorbers else {}
    narrow = band.low == band.high and len(band.periods) == 1 and named
    path = band.low if band.measure != "value" or narrow else None
    what = {"between": [band.low, band.high]} if path is None else {band.measure: path}
    return [
        {"hold": band.variable, "periods": _span(part), **what, **_unit(band.unit), **named}
        for part in spans(band.periods)
    ]


def _shock(hit: ShockHit) -> list[dict[str, Any]]:
    size = "sd" if hit.in_sd else "size"
    return [
        {"shock": hit.shock, "periods": span, size: sizes, **_unit(hit.unit), **_known(hit.known)}
        for span, sizes in _pieces(hit.periods, hit.sizes)
    ]


def _add(add: Judgement) -> list[dict[str, Any]]:
    return [
        {"equation": add.equation, "periods": span, "size": sizes, **_unit(add.unit), **_known(add.known)}
        for span, sizes in _pieces(add.periods, add.sizes)
    ]
