"""The sections of a note: the groups of variables that move most, each with its finding and chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from moneygood.core.figures import listed
from moneygood.surfaces.notes.material import Material
from moneygood.surfaces.notes.phrases import level, move, name_of, sentence, turn

SPAN = 8
"""Quarters of the change in the past that a difference is compared with: those of the middle horizon."""
SPAN_WORDS = "two years"
DIRECT = "direct effect"
MINOR = 0.05
"""A part that is smaller than this against the whole is not named."""
GROWN = 1.15
"""A difference that is so many times as large as before has grown."""


def sections(
    m: Material, pictures: Mapping[str, Mapping[str, str]], brief: bool = False, more: bool = False
) -> list[dict[str, Any]]:
    """The groups of variables that move most, each with its finding and its chart; all with `more`."""
    held = {p.variable for p in m.run.plan.paths}
    groups = []
    for name, group in m.words["groups"].items():
        names = [v for v in group["variables"] if v in m.words["variables"]]
        free = [v for v in names if v not in held] or names
        size = 0.0 if m.is_baseline else max(map(weight(m), free))
        groups.append((size, name, names, group["chart"]))
    if not m.is_baseline:
        groups.sort(key=lambda g: -g[0])
    found = []
    count = len(groups) if m.is_baseline or more else int(m.words["sections"])
    for place, (_, name, names, chart) in enumerate(groups[:count]):
        lead = names[0] if m.is_baseline else max(names, key=lambda v: (v not in held, weight(m)(v)))
        others = [v for v in names if v != lead]
        section = {
            "title": title_of(m, lead, place),
            "text": " ".join(s for s in texts(m, lead, others, name, place, brief) if s),
            "chart": pictures.get(lead) or pictures.get(chart),
        }
        found.append(section)
    return found


def weight(m: Material) -> Callable[[str], float]:
    """How far a variable moves at the middle horizon or, where none moves, at the height of the effect."""
    if all(m.still(v, "middle") for v, told in m.words["variables"].items() if not told.get("own")):
        return lambda v: m.peaks[v][2] if v in m.peaks else 0.0
    return lambda v: abs(m.size(v, "middle"))


def title_of(m: Material, lead: str, place: int) -> str:
    """A section's title: what its leading variable does."""
    middle = m.quarters["middle"]
    if m.is_baseline:
        return f"{sentence(name_of(m, lead))} at {level(m, lead, 'middle')} in {middle}"
    value = m.differences[lead, "middle"][0]
    if m.still(lead, "middle"):
        if m.slight(lead):
            return f"{sentence(name_of(m, lead))} little changed"
        quarter, value, _ = m.peaks[lead]
        size, way = m.distance_of(lead, value, quarter), "higher" if value > 0 else "lower"
        return f"{sentence(name_of(m, lead))} {size} {way} in {quarter}, little left by {middle}"
    shapes = (
        "{name} {size} {way} by {middle}",
        "By {middle} {inside} is {size} {way}",
        "{name}: {size} {way} by {middle}",
    )
    return turn(m, "title", place, shapes).format(
        name=sentence(name_of(m, lead)), inside=name_of(m, lead), size=m.distance(lead, "middle"),
        way="higher" if value > 0 else "lower", middle=middle,
    )  # fmt: skip


def texts(
    m: Material, lead: str, others: Sequence[str], slot: str, place: int, brief: bool = False
) -> list[str]:
    """The sentences of a section: levels, what moves with it, how large that is, and why."""
    middle = m.quarters["middle"]
    name = name_of(m, lead)
    low, high = level(m, lead, "middle", "low"), level(m, lead, "middle", "high")
    if m.is_baseline:
        return baseline_texts(m, lead, others, place)
    shapes = (
        "The median path has {name} at {mid} in {middle}, and seven paths in ten lie between {low} and "
        "{high}.",
        "In {middle} {name} is at {mid} on the median path, with seven paths in ten between {low} and "
        "{high}.",
        "Half of all paths have {name} above {mid} in {middle}; seven in ten lie between {low} and {high}.",
    )
    said = [
        sentence(
            turn(m, "levels", place, shapes).format(
                name=name, mid=level(m, lead, "middle"), middle=middle, low=low, high=high
            )
        ),
        against_history(m, lead),
        later(m, lead),
        at_most(m, lead),
        beside(m, others[:2], slot),
    ]
    if slot == "rates":
        said.append(reasons(m))
    if slot == "shares" and not brief:
        said.append(tail(m))
    return said


def baseline_texts(m: Material, lead: str, others: Sequence[str], place: int) -> list[str]:
    """The sentences of a section of the baseline's note: where its variable goes, what stands beside it."""
    middle, far = m.quarters["middle"], m.quarters["far"]
    shapes = (
        "{name} goes from {start} to {mid} in {middle} and {end} in {far} on the median path; seven paths in "
        "ten lie between {low} and {high} in {middle}.",
        "From {start} today the median path takes {name} to {mid} in {middle} and to {end} in {far}. In "
        "{middle} seven paths in ten lie between {low} and {high}.",
        "Half of all paths have {name} above {mid} in {middle}, seven in ten between {low} and {high}; it "
        "stands at {start} today, and the median is {end} in {far}.",
    )
    said = turn(m, "levels", place, shapes).format(
        name=name_of(m, lead), start=level(m, lead, "start"), mid=level(m, lead, "middle"), middle=middle,
        end=level(m, lead, "far"), far=far, low=level(m, lead, "middle", "low"),
        high=level(m, lead, "middle", "high"),
    )  # fmt: skip
    medians = [f"{name_of(m, v)} at {level(m, v, 'middle')}" for v in others[:2]]
    return [sentence(said), *([f"The median then has {listed(medians)}."] if medians else [])]


def later(m: Material, variable: str) -> str:
    """What has become of a difference at the far horizon."""
    far, near = m.quarters["far"], m.quarters["middle"]
    if far == near or m.still(variable, "middle"):
        return ""
    if m.still(variable, "far"):
        return f"By {far} the difference from the baseline is gone."
    before, then = m.differences[variable, "middle"][0], m.differences[variable, "far"][0]
    if before * then < 0:
        verb = "has turned, to"
    else:
        share = abs(then / before)
        verb = "has grown to" if share > GROWN else "has narrowed to" if share < 1 / GROWN else "is still"
    return f"By {far} the difference from the baseline {verb} {m.gap(variable, 'far')}."


def at_most(m: Material, variable: str) -> str:
    """How far a variable that stands about where it would on the baseline was away from it before."""
    if not m.still(variable, "middle") or variable not in m.peaks:
        return ""
    quarter, value, _ = m.peaks[variable]
    way = "above" if value > 0 else "below"
    size = m.distance_of(variable, value, quarter)
    return f"It is farthest from the baseline in {quarter}, {size} {way} it on the mean of paths."


def beside(m: Material, others: Sequence[str], slot: str) -> str:
    """What moves with the leading variable of a section; what hardly moves is said together."""
    still = [v for v in others if m.still(v, "middle")]
    said = [
        f"{sentence(name_of(m, v))} {move(m, v, 'middle', f'{slot}-{v}')}." for v in others if v not in still
    ]
    if len(still) == 1:
        said.append(f"{sentence(name_of(m, still[0]))} hardly differs from the baseline.")
    elif still:
        said.append(
            f"Neither {name_of(m, still[0])} nor {name_of(m, still[1])} differs much from the baseline."
        )
    return " ".join(said)


def against_history(m: Material, variable: str) -> str:
    """A difference against what as many quarters have ordinarily brought, and when it was last so large."""
    changes, periods = past_changes(m, variable)
    value = m.differences[variable, "middle"][0]
    if m.kind(variable) == "fraction" or len(changes) < 40 or m.still(variable, "middle"):
        return ""
    ratio = abs(value) / float(np.mean(np.abs(changes)))
    words = next(r["words"] for r in m.words["history"] if ratio < float(r["below"]))
    way = "rise" if value > 0 else "fall"
    text = f"A difference of {m.distance(variable, 'middle')} is {words.format(span=SPAN_WORDS)}"
    same = [
        p
        for c, p in zip(changes, periods, strict=True)
        if np.sign(c) == np.sign(value) and abs(c) >= abs(value)
    ]
    if ratio >= 0.75 and same:
        return f"{text}; the last {way} as large came in the {SPAN_WORDS} to {same[-1]}."
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
    """Where the move of the explained variable comes from: its largest mechanism, and the next largest, which
    adds to it or works against it."""
    from moneygood.runs.attribution.attribution import Attribution
    from moneygood.surfaces.notes.causes import causes

    answer = m.answers.get("channels") or m.answers.get("why")
    if not isinstance(answer, Attribution) or m.still(answer.variable, "middle"):
        return ""
    found = causes(m, answer)
    parts = found["largest"]
    main = next((p for p in parts if p["size"] * answer.total > 0), None)
    if main is None:
        return ""
    said = f"Taken apart on the path without draws, most of the {found['total']} comes from {_told(main)}"
    other = next((p for p in parts if p is not main), None)
    if other is None or abs(other["size"]) < MINOR * abs(answer.total):
        return f"{said}."
    if other["size"] * answer.total > 0:
        return f"{said}, then from {_told(other)}."
    return f"{said}, held back by {_told(other)}."


def _told(part: Mapping[str, Any]) -> str:
    return f"{_cause(part['label'])} ({part['value']})"


def _cause(label: str) -> str:
    return "the assumption itself" if label == DIRECT else f"“{label}”"


def tail(m: Material) -> str:
    """The lower tail of shares, and the chance of a drawdown against the baseline's."""
    return (
        f"One path in seven has {name_of(m, 'sp500')} at {level(m, 'sp500', 'middle', 'low')} or less by "
        f"{m.quarters['middle']}, against {level(m, 'sp500', 'start')} in {m.run.history.periods[-1]}."
    )
