"""A plan in words: every assumption on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from moneygood.core.periods import Quarter
from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import Band, HeldPath, Plan, Spot

MEASURES = {
    "value": "held at",
    "change": "held at baseline plus",
    "change_percent": "held at baseline plus percent",
    "growth": "held at growth, percent a year over the quarter before",
    "index": "held at percent of the quarter before the first",
}


EXPECTED_HOW = {
    "value": "median from",
    "change": "median beside the baseline's",
    "change_percent": "median beside the baseline's, percent",
}


def inherited_from(spot: Spot, plan: Plan) -> dict[str, str]:
    """Which scenario an entry comes from, under "from"; nothing where the plan itself says it."""
    if spot.file is None or plan.file is None or spot.file == plan.file:
        return {}
    return {"from": spot.file.stem}


def describe_plan(plan: Plan, levers: Mapping[str, Lever]) -> dict[str, Any]:
    """Everything that a plan says, with labels and units, as plain lists and texts.

    An entry that comes from a scenario that the plan extends says so under "from".
    """
    return {
        "scenario": plan.name,
        "title": plan.title,
        "question": plan.question,
        "narrative": plan.narrative,
        "author": plan.author,
        "date": plan.date,
        "size": plan.size,
        "sizes_from": plan.sizes_from,
        "sources": plan.sources,
        "systems": list(plan.systems),
        "risks": list(plan.risks),
        "claims": list(plan.claims),
        "extends": list(plan.chain),
        "releases": list(plan.releases),
        "file": None if plan.file is None else plan.file.name,
        "levers": [
            {
                "lever": m.lever,
                "label": levers[m.lever].label if m.lever in levers else m.lever,
                "value": m.value,
                "unit": m.unit or (str(levers[m.lever].unit) if m.lever in levers else None),
                "periods": None if m.periods is None else show_span(m.periods),
                **({"forced": True} if m.forced else {}),
                **inherited_from(m.spot, plan),
            }
            for m in plan.levers
        ],
        "parameters": [
            {
                "parameter": m.parameter,
                "how": "change" if m.relative else "set",
                "value": m.value,
                "unit": m.unit,
                **inherited_from(m.spot, plan),
            }
            for m in plan.parameters
        ],
        "paths": [
            *({**_describe_path(p), **inherited_from(p.spot, plan)} for p in plan.paths),
            *({**_describe_band(b), **inherited_from(b.spot, plan)} for b in plan.bands),
        ],
        "shocks": [
            {
                "shock": s.shock,
                "periods": show_span(s.periods),
                "size": show_sizes(s.sizes),
                "unit": "standard deviations" if s.in_sd else s.unit,
                **({"known": str(s.known)} if s.known else {}),
                **inherited_from(s.spot, plan),
            }
            for s in plan.shocks
        ],
        "adds": [
            {
                "equation": a.equation,
                "periods": show_span(a.periods),
                "size": show_sizes(a.sizes),
                "unit": a.unit,
                **({"known": str(a.known)} if a.known else {}),
                **inherited_from(a.spot, plan),
            }
            for a in plan.adds
        ],
        "expected": [
            {
                "variable": e.variable,
                "at": str(e.at),
                "how": EXPECTED_HOW[e.measure],
                "low": e.low,
                "high": e.high,
                "unit": e.unit,
                "why": e.why,
                "source": e.source,
            }
            for e in plan.expected
        ],
        "switches_off": sorted(plan.switches_off),
        "variants": list(plan.variants),
        "inherited": dict(plan.origins),
    }


def _describe_path(path: HeldPath) -> dict[str, Any]:
    return {
        "variable": path.variable,
        "periods": show_span(path.periods),
        "how": MEASURES[path.measure],
        "value": show_sizes(path.values),
        "unit": path.unit,
        "absorbed_by": path.absorber,
        "exact": path.exact,
        "draws": counted_from(path),
        **({"known": str(path.known)} if path.known else {}),
    }


def counted_from(path: HeldPath) -> str:
    """What a held path means for the draws, in words: one number for all of them, or each from its own."""
    relative = path.measure in ("change", "change_percent")
    if path.exact:
        of = "the baseline's path without surprises, " if relative else ""
        return f"{of}one number for all draws"
    if relative:
        return "each draw of the baseline, moved by what the path without surprises takes"
    return "met without surprises, draws scatter around it"


def counted_paths(plan: Plan) -> dict[str, str]:
    """What the changes of held variables are counted from: "number" (the baseline's path without surprises,
    one number for all draws), "draws" (each draw of the baseline), or both, in different quarters."""
    out: dict[str, str] = {}
    for path in plan.paths:
        if path.measure in ("change", "change_percent"):
            word = "number" if path.exact else "draws"
            out[path.variable] = word if out.get(path.variable, word) == word else "both"
    return out


def _describe_band(band: Band) -> dict[str, Any]:
    end = band.high if band.low is None else band.low
    narrow = band.low == band.high
    how = (
        "kept at most at" if band.low is None else "kept at least at" if band.high is None else "kept between"
    )
    weighted: Any = dict(zip(band.absorbers, band.weights, strict=True)) if band.weights else None
    return {
        "variable": band.variable,
        "periods": show_span(band.periods),
        "how": MEASURES[band.measure] if narrow else how,
        "value": end if narrow or band.low is None or band.high is None else [band.low, band.high],
        "unit": band.unit,
        "absorbed_by": weighted or list(band.absorbers) or None,
        "exact": False,
        "draws": "met without surprises, draws scatter around it",
    }


def show_span(quarters: Sequence[Quarter]) -> str:
    """Quarters as people write them, a hole left out: ``2026Q4``, ``2026Q4..2028Q3``, or
    ``2026Q4, 2027Q3..2027Q4``.

    >>> show_span([Quarter.parse(q) for q in ("2026Q4", "2027Q3", "2027Q4")])
    '2026Q4, 2027Q3..2027Q4'
    """
    spans: list[list[Quarter]] = []
    for quarter in quarters:
        if spans and quarter - spans[-1][-1] == 1:
            spans[-1].append(quarter)
        else:
            spans.append([quarter])
    return ", ".join(str(s[0]) if len(s) == 1 else f"{s[0]}..{s[-1]}" for s in spans)


def show_sizes(sizes: Sequence[float]) -> float | list[float]:
    """One number when all are the same, the list of them otherwise."""
    return sizes[0] if len(set(sizes)) == 1 else list(sizes)
