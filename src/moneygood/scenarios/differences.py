"""What two scenarios assume differently, entry by entry, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moneygood.scenarios.levers import Lever
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.words import describe_plan

NAMED = {
    "levers": ("lever", "lever"),
    "parameters": ("parameter", "parameter"),
    "paths": ("path", "variable"),
    "shocks": ("shock", "shock"),
    "adds": ("judgement", "equation"),
}
"""Parts of a plan in words: what an entry is called, and the field that names it."""
LISTS = {"switches_off": "switch", "variants": "variant", "releases": "release"}
SAME = ("label", "from", "exact")
"""Fields of an entry that its other fields say too, or that move nothing."""


@dataclass(frozen=True)
class AssumptionGap:
    """One thing that two scenarios say differently: `a` and `b` in words, "" where one does not say it."""

    kind: str
    name: str
    a: str
    b: str


def assumption_gaps(a: Plan, b: Plan, levers: Mapping[str, Lever]) -> tuple[AssumptionGap, ...]:
    """All that two plans assume differently, in the order of the scenario form.

    What both say in the same words is left out; titles, narratives and sources are no assumptions.
    """
    one, two = (_said(describe_plan(p, levers)) for p in (a, b))
    keys = dict.fromkeys((*one, *two))
    order = [*(kind for kind, _ in NAMED.values()), *LISTS.values()]
    gaps = [
        AssumptionGap(*key, one.get(key, ""), two.get(key, ""))
        for key in keys
        if one.get(key) != two.get(key)
    ]
    return tuple(sorted(gaps, key=lambda g: order.index(g.kind)))


def _said(record: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    out: dict[tuple[str, str], list[str]] = {}
    for part, (kind, field) in NAMED.items():
        for entry in record[part]:
            out.setdefault((kind, entry[field]), []).append(_words(entry, field))
    for part, kind in LISTS.items():
        for name in record[part]:
            said = {"switch": "off", "variant": "in place", "release": "left to the model"}[kind]
            out[kind, name] = [said]
    return {key: "; ".join(texts) for key, texts in out.items()}


def _words(entry: Mapping[str, Any], field: str) -> str:
    """An entry's figures in words: how, sizes, unit, quarters, and what gives way."""
    size = next(entry[k] for k in ("value", "size") if k in entry)
    how = entry.get("how", "")
    parts = [how, _number(size), "" if entry["unit"] in (None, "1") else str(entry["unit"])]
    if entry.get("periods"):
        parts.append(f"in {entry['periods']}")
    if entry.get("absorbed_by"):
        parts.append(f"by {_number(entry['absorbed_by'])}")
    if entry.get("exact") is False and field == "variable":
        parts.append("without surprises")
    if entry.get("known"):
        parts.append(f"known {entry['known']}")
    return " ".join(p for p in parts if p)


def _number(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k} x {v:g}" for k, v in value.items())
    if isinstance(value, list | tuple):
        shown = [_number(v) for v in value]
        if len(shown) > 4:
            return f"{shown[0]}, {shown[1]} … {shown[-1]} ({len(shown)} numbers)"
        return ", ".join(shown)
    return f"{value:.6g}" if isinstance(value, float | int) else str(value)
