"""The beginning of a note: headline, lede, and what is assumed or holds the baseline."""

from __future__ import annotations

import re
from collections.abc import Sequence

from moneygood.core.periods import Quarter
from moneygood.surfaces.notes.contents import grade, imposed, judgement, side
from moneygood.surfaces.notes.material import Material
from moneygood.surfaces.notes.own import asked, spoken_name
from moneygood.surfaces.notes.phrases import (
    agree,
    inert,
    level,
    move,
    name_of,
    pick,
    running,
    sentence,
)

SHOWN = 3
"""What a scenario without a narrative imposes: so many lines of it stand in the note."""


def movers(m: Material) -> list[str]:
    """The variables that the scenario does not itself hold, those that move first.

    Of them those that its question asks for, those it expects something of, each in the scenario's own order,
    then the others by how much they move.
    """
    held = {p.variable for p in m.run.plan.paths}
    names = [n for n, w in m.words["variables"].items() if not w.get("own") and n not in held]
    if m.is_baseline:
        return names
    told = [*asked(m.run.plan.question, m.words["variables"]), *(e.variable for e in m.run.plan.expected)]
    told = [n for n in told if not m.still_or_unknown(n, "middle")]
    rank = {n: i for i, n in reversed(list(enumerate(told)))}
    return sorted(names, key=lambda n: (rank.get(n, len(told)), -abs(m.size(n, "middle"))))


def subject(m: Material, order: Sequence[str]) -> tuple[str, Quarter | None]:
    """What the headline is about: a variable and its quarter, or of the baseline the high that is first."""
    if m.is_baseline:
        return max(m.run.first.highs.values(), key=lambda r: r.p_first).name, None
    lead = next((n for n in order if not m.still(n, "middle")), None)
    if lead is None and m.peak is not None:
        return m.peak[0], m.peak[1]
    return lead or order[0], m.quarters["middle"]


def headline(m: Material, order: Sequence[str]) -> str:
    """The finding: what moves most, by how much and when; of the baseline which high gives way first."""
    title = inert(m.run.plan.title)
    if m.is_baseline:
        first = max(m.run.first.highs.values(), key=lambda r: r.p_first)
        return f"{first.label} most likely to give way first, at {m.chance(first, 'p_first')}"
    lead = subject(m, order)[0]
    if m.still(lead, "middle"):
        return f"{title}: {passing(m)}" if m.peak else f"{title}: nothing moves"
    way = "higher" if m.differences[lead, "middle"][0] > 0 else "lower"
    return f"{title}: {name_of(m, lead)} {m.distance(lead, 'middle')} {way} by {m.quarters['middle']}"


def passing(m: Material) -> str:
    """What moves most, where little of it is left at the middle horizon or all of it is small."""
    assert m.peak is not None
    name, quarter, value = m.peak
    way = "higher" if value > 0 else "lower"
    size = m.distance_of(name, value, quarter)
    if m.slight(name):
        return f"effects stay small, the largest on {name_of(m, name)}, {size} {way} in {quarter}"
    return f"{name_of(m, name)} {size} {way} in {quarter}, little left by {m.quarters['middle']}"


def lede(m: Material, order: Sequence[str]) -> str:
    """The answer to the scenario's question, with its own variables and what moves most."""
    middle, far = str(m.quarters["middle"]), str(m.quarters["far"])
    if m.is_baseline:
        ten, debt = level(m, "rate_10y", "middle"), level(m, "debt_ratio", "far")
        first = max(m.run.first.highs.values(), key=lambda r: r.p_first)
        return (
            f"On the baseline {first.label.lower()} {agree(first.label, 'give')} way first on "
            f"{m.chance(first, 'p_first')} of "
            f"paths, "
            f"mostly as “{side(m, first.name)}”. By {middle} the ten-year yield stands at {ten} on the "
            f"median "
            f"path, with core inflation at {level(m, 'infl_core_yoy', 'middle')} and the funds rate at "
            f"{level(m, 'ffr', 'middle')}; by {far} debt is {debt} of GDP, and interest takes "
            f"{level(m, 'interest_revenue', 'far')} of revenue."
        )
    own = [
        n
        for n in m.words.get("own", ())
        if n in m.words["variables"] and m.kind(n) != "relative" and not m.still(n, "middle")
    ][:1]
    rest = [n for n in order if n not in own]
    one, two = rest[0], rest[1]
    if m.still(one, "middle") and m.peak is not None:
        said = f", with {name_of(m, own[0])} at {level(m, own[0], 'middle')}" if own else ""
        return (
            f"{sentence(passing(m))}. In {middle} the median path has the ten-year yield at "
            f"{level(m, 'rate_10y', 'middle')} and the S&P 500 at {level(m, 'sp500', 'middle')}, about where "
            f"the baseline has them{said}."
        )
    first = move(m, one, "middle", "lede-one")
    second = move(m, two, "middle", "lede-two", after=first)
    held = [n for n in own if n in {p.variable for p in m.run.plan.paths}]
    if own:
        said = f"{name_of(m, own[0])} at {level(m, own[0], 'middle')}"
        shape = pick(
            m,
            "lede",
            (
                "With {said} on the median path in {middle}, {one} {first}; {two} {second}.",
                "{one} {first} by {middle}, with {said} on the median path. {two} {second}.",
                "The median path has {said} in {middle}. With it {one} {first}, and {two} {second}.",
                "{two} {second} by {middle}, and {one} {first}, with {said} on the median path.",
            ),
        )
    else:
        said = ""
        shape = pick(
            m,
            "lede",
            (
                "By {middle} {one} {first}, and {two} {second}.",
                "{one} {first} by {middle}; {two} {second}.",
                "{one} is where to look: by {middle} it {first}. {two} {second}.",
                "Two years on, in {middle}, {two} {second}, and {one} {first}.",
            ),
        )
    text = shape.format(
        said=said, middle=middle, one=name_of(m, one), first=first, two=name_of(m, two), second=second
    )
    text = re.sub(r"(?:^|(?<=[.] ))(\w)", lambda found: found[1].upper(), text)
    for name in asked(m.run.plan.question, m.words["variables"]):
        if name in rest[2:]:
            text += f" {sentence(name_of(m, name))} {move(m, name, 'middle', f'lede-{name}')}."
    debt = (
        f"Debt {move(m, 'debt_ratio', 'far', 'lede-debt')} in {far}, at {level(m, 'debt_ratio', 'far')} of "
        f"GDP."
    )
    quiet = "debt_ratio" in (one, two, *held) or m.still("debt_ratio", "far")
    return text if quiet else f"{text} {debt}"


def assumed(m: Material) -> dict[str, str] | None:
    """What the scenario imposes, and how far out it lies; of the baseline what judgement holds."""
    if m.is_baseline:
        return held_by_judgement(m)
    narrative = inert(m.run.plan.narrative) or imposed_in_short(m)
    graded = str(m.words["plain_grades"].get(m.run.plausibility.grade, grade(m)))
    title = pick(m, "assumed", ("What is assumed", "The assumption", "What it takes"))
    text = f"{narrative} {sentence(graded)}."
    return {"title": title, "text": text}


def imposed_in_short(m: Material) -> str:
    """The first things that a scenario without a narrative imposes, and how many more there are."""
    lines = [x for x in imposed(m) if not x.startswith("shock to draw that decides")]
    said = "; ".join(running(x) for x in lines[:SHOWN])
    if len(lines) <= SHOWN:
        return f"Imposed: {said}."
    count = m.ledger.mark(len(lines) - SHOWN, "count", "further assumptions", m.source)
    return f"Imposed: {said}; and {count} more."


def held_by_judgement(m: Material) -> dict[str, str] | None:
    """What holds the baseline: each judgement with where the model would be without it."""
    told = judgement(m)
    if not told:
        return None
    rows = "; ".join(
        f"{spoken_name(h['label'], m.words['no_article'])} until {h['last']} (at {h['held']} in {h['seen']}, "
        f"where the model alone would have {h['unheld']})"
        for h in told
    )
    text = (
        f"The baseline is no forecast of the model alone. Judgement holds {rows}. After that each follows "
        "its own rule; spending and revenue follow the law on file. One scenario of the library is the same "
        "with nothing held."
    )
    return {"title": "What holds it", "text": text}
