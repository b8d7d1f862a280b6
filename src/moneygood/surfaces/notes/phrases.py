"""How a note says things: one of several ways by the scenario, verbs by the size of a move."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from moneygood.core.figures import unit_behind
from moneygood.surfaces.notes.material import Material


def pick(m: Material, slot: str, choices: Sequence[str]) -> str:
    """One of several ways to say a thing: always the same for one scenario, another for another."""
    digest = hashlib.sha256(f"{m.run.plan.name}/{slot}".encode()).digest()
    return choices[digest[0] % len(choices)]


def turn(m: Material, slot: str, place: int, choices: Sequence[str]) -> str:
    """One of several ways to say a thing that a note says several times: another at each `place`."""
    first = hashlib.sha256(f"{m.run.plan.name}/{slot}".encode()).digest()[0]
    return choices[(first + place) % len(choices)]


def inert(text: str) -> str:
    """A user's words as Markdown takes them for words: no image, link, tag or code can come of them.

    >>> inert("![x](http://a) <b>")
    '!\\\\[x\\\\](http://a) \\\\<b>'
    """
    return re.sub(r"([\\`\[\]<])", r"\\\1", " ".join(text.split()))


def name_of(m: Material, variable: str) -> str:
    """A variable's name in a sentence."""
    return str(m.words["variables"][variable]["name"])


def sentence(text: str) -> str:
    """A text that begins a sentence."""
    return text[:1].upper() + text[1:]


def running(line: str) -> str:
    """A line inside a sentence."""
    return line if line[1:2].isupper() or line[:1] == "“" else line[:1].lower() + line[1:]


def move(m: Material, variable: str, when: str, slot: str, after: str = "") -> str:
    """What a variable does against the baseline: a verb by its size, and the size where there is one.

    The verb is another one than the sentence said `after` which it comes begins with. A variable that itself
    goes the other way stands above or below: debt that grows by less does not fall.
    """
    value = m.differences[variable, when][0]
    rules = m.words["moves"][m.kind(variable)]
    place = next(i for i, r in enumerate(rules) if abs(value) < float(r["below"]))
    verbs = rules[place]["up" if value >= 0 else "down"]
    verb = pick(m, slot, [v for v in verbs if not after.startswith(v)] or verbs)
    if place == 0:
        return verb
    where = f"{m.distance(variable, when)} {'above' if value > 0 else 'below'} the baseline"
    if m.goes_along(variable, when):
        return f"{verb}, {where}"
    stands = list(m.words["stands"])
    return f"{pick(m, slot, [v for v in stands if not after.startswith(v)])} {where}"


def agree(label: str, verb: str) -> str:
    """A verb as it follows a label: rates change, inflation changes."""
    if label.endswith("s"):
        return verb
    return "has" if verb == "have" else f"{verb}s"


def level(m: Material, variable: str, when: str, side: str = "median") -> str:
    """A quantile of a variable at a horizon, with its unit: money in billions of dollars."""
    return with_unit(m, variable, m.level(variable, when, side))


def with_unit(m: Material, variable: str, shown: str) -> str:
    """A figure of a variable with its unit: money in billions of dollars, people in millions."""
    unit = str(m.run.units[variable])
    if unit.startswith(("usd", "$bn")):
        return f"${shown}bn"
    return shown if shown.endswith("%") else f"{shown}{unit_behind(unit)}"
