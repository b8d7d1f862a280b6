"""The sections of a note: the groups of variables that move most, each with its finding and chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from moneygood.surfaces.notes.material import Material
from moneygood.surfaces.notes.phrases import level, move, name_of, pick, sentence

SPAN = 8
"""Quarters of the change in the past that a difference is compared with: those of the middle horizon."""
SPAN_WORDS = "two years"
DIRECT = "direct effect"


def sections(m: Material, pictures: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """The groups of variables that move most, each with its finding as title and its chart."""
    held = {p.variable for p in m.run.plan.paths}
    groups = []
    for name, group in m.words["groups"].items():
        names = [v for v in group["variables"] if v in m.words["variables"]]
        free = [v for v in names if v not in held] or names
        size = 0.0 if m.is_baseline else max(abs(m.size(v, "middle")) for v in free)
        groups.append((size, name, names, group["chart"]))
    if not m.is_baseline:
        groups.sort(key=lambda g: -g[0])
    found = []
    count = len(groups) if m.is_baseline else int(m.words["sections"])
    for _, name, names, chart in groups[:count]:
        lead = (
            names[0] if m.is_baseline else max(names, key=lambda v: (v not in held, abs(m.size(v, "middle"))))
        )
        others = [v for v in names if v != lead]
        section = {
            "title": title_of(m, lead, name),
            "text": " ".join(s for s in texts(m, lead, others, name) if s),
            "chart": pictures.get(lead) or pictures.get(chart),
        }
        found.append(section)
    return found


def title_of(m: Material, lead: str, slot: str) -> str:
    """A section's title: what its leading variable does."""
    middle = m.quarters["middle"]
    if m.is_baseline:
        return f"{sentence(name_of(m, lead))} at {level(m, lead, 'middle')} in {middle}"
    value = m.differences[lead, "middle"][0]
    if m.still(lead, "middle"):
        return f"{sentence(name_of(m, lead))} little changed"
    shapes = (
        "{name} {size} {way} by {middle}",
        "By {middle} {inside} is {size} {way}",
    )
    return pick(m, f"title-{slot}", shapes).format(
        name=sentence(name_of(m, lead)), inside=name_of(m, lead), size=m.distance(lead, "middle"),
        way="higher" if value > 0 else "lower", middle=middle,
    )  # fmt: skip


def texts(m: Material, lead: str, others: Sequence[str], slot: str) -> list[str]:
    """The sentences of a section: levels, what moves with it, how large that is, and why."""
    middle, far = m.quarters["middle"], m.quarters["far"]
    name = name_of(m, lead)
    low, high = level(m, lead, "middle", "low"), level(m, lead, "middle", "high")
    if m.is_baseline:
        said = [
            f"{sentence(name)} goes from {level(m, lead, 'start')} to {level(m, lead, 'middle')} in "
            f"{middle} and "
            f"{level(m, lead, 'far')} in {far} on the median path; seven paths in ten lie between {low} "
            f"and {high} in {middle}."
        ]
        said += [f"{sentence(name_of(m, v))} stands at {level(m, v, 'middle')} then." for v in others[:2]]
        return said
    later = "gone" if m.still(lead, "far") else m.gap(lead, "far")
    said = [
        f"The median path has {name} at {level(m, lead, 'middle')} in {middle}, and seven paths in ten lie "
        f"between {low} and {high}; by {far} the difference from the baseline is {later}."
    ]
    said.append(against_history(m, lead))
    for v in others[:2]:
        said.append(f"{sentence(name_of(m, v))} {move(m, v, 'middle', f'{slot}-{v}')}.")
    if slot == "rates":
        said.append(reasons(m))
    if slot == "shares":
        said.append(tail(m))
    return said


def against_history(m: Material, variable: str) -> str:
    """A difference against what as many quarters have ordinarily brought, and when it was last so large."""
    changes, periods = past_changes(m, variable)
    value = m.differences[variable, "middle"][0]
    if m.kind(variable) == "fraction" or len(changes) < 40 or m.still(variable, "middle"):
        return ""
    ratio = abs(value) / float(np.mean(np.abs(changes)))
    words = next(r["words"] for r in m.words["history"] if ratio < float(r["below"]))
    text = f"That is {words.format(span=SPAN_WORDS)}"
    same = [
        p
        for c, p in zip(changes, periods, strict=True)
        if np.sign(c) == np.sign(value) and abs(c) >= abs(value)
    ]
    if ratio >= 0.75 and same:
        return (
            f"{text}; a {'rise' if value > 0 else 'fall'} as large was last seen in the {SPAN_WORDS} to "
            f"{same[-1]}."
        )
    return text + "."


def past_changes(m: Material, variable: str) -> tuple[np.ndarray, list[str]]:
    """Changes over `SPAN` quarters in history [quarter], in percent for levels, and where they end."""
    history = m.run.history
    try:
        values = np.asarray(history.series(variable), dtype=np.float64)
    except (KeyError, ValueError):
        return np.zeros(0), []
    with np.errstate(all="ignore"):
        later, before = values[SPAN:], values[:-SPAN]
        changes = 100 * (later / before - 1) if m.kind(variable) == "relative" else later - before
    good = np.isfinite(changes)
    periods = [str(p) for p in history.periods[SPAN:]]
    return changes[good], [p for p, ok in zip(periods, good, strict=True) if ok]


def reasons(m: Material) -> str:
    """Where the move of the explained variable comes from: the two largest mechanisms."""
    from moneygood.runs.attribution.attribution import Attribution
    from moneygood.surfaces.notes.causes import causes

    answer = m.answers.get("channels") or m.answers.get("why")
    if not isinstance(answer, Attribution):
        return ""
    found = causes(m, answer)
    parts = found["largest"][:2]
    if not parts:
        return ""
    told = " and ".join(f"{_cause(p['label'])} ({p['value']})" for p in parts)
    return (
        f"Of the {found['total']} on the path without draws, the largest "
        f"{'part is' if len(parts) == 1 else 'parts are'} {told}."
    )


def _cause(label: str) -> str:
    return "what is imposed itself" if label == DIRECT else f"“{label}”"


def tail(m: Material) -> str:
    """The lower tail of shares, and the chance of a drawdown against the baseline's."""
    return (
        f"On the lower tail, one path in seven has {name_of(m, 'sp500')} at "
        f"{level(m, 'sp500', 'middle', 'low')} or less by "
        f"{m.quarters['middle']}, against {level(m, 'sp500', 'start')} before the start."
    )
