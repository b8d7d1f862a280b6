"""What a scenario is about: the variables that it moves by hand and those that its own words name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from moneygood.core.figures import inside
from moneygood.core.units import Unit
from moneygood.runs.moved import moved_variables

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.scenarios.plan import Plan

MOST = 4
"""Variables of its own that a note follows."""
SHORTEST = 4
"""Letters of a word that may be the name of a variable."""
KINDS = {"pct/yr": "rate", "pct": "share", "1": "fraction"}
"""How differences of a unit are written; money and indices are in percent of the baseline."""


_AFTER_NOUN = re.compile(r" (?:of|over|to|that|on|beyond|into|for|in|realised)\b")
"""What comes after the noun of a label."""


def own_variables(
    workspace: Workspace, plan: Plan, without: Collection[str] = ()
) -> dict[str, dict[str, Any]]:
    """The variables that a scenario is about, with their name in a sentence and the kind of their figures.

    `without` names nouns that take no article. Those that it moves come first, then those whose names stand
    as words in its question or narrative. Pure numbers other than shares are left out: a reader could make
    nothing of them.
    """
    words = re.findall(r"[a-z]+", f"{plan.question} {plan.narrative}".lower())
    spoken = [w for w in words if len(w) >= SHORTEST and w in workspace.model.variables]
    found: dict[str, dict[str, Any]] = {}
    for name in dict.fromkeys((*moved_variables(workspace, plan), *spoken)):
        record = workspace.model.variables[name]
        if record.unit == Unit.parse("1") and "share" not in record.label.lower():
            continue
        kind = KINDS.get(str(record.unit), "relative")
        found[name] = {"name": spoken_name(record.label, without), "kind": kind, "own": True}
    return dict(list(found.items())[:MOST])


_CONDITION = re.compile(r"\bif\b[^,?]*,?", re.I)
"""What a question supposes: what it asks stands outside of it."""


def asked(question: str, variables: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The variables that a question asks for by one of their words, in its order; a supposition asks nothing.

    >>> names = {"y": {"asked": ["growth"]}, "r": {"asked": ["ten-year"]}}
    >>> asked("If growth falls, where do the ten-year and growth go?", names)
    ['r', 'y']
    >>> asked("What if growth falls?", names)
    []
    """
    said = _CONDITION.sub("", question)
    found: dict[str, int] = {}
    for name, told in variables.items():
        spots = [re.search(rf"\b{re.escape(word)}\b", said, re.I) for word in told.get("asked", ())]
        if places := [spot.start() for spot in spots if spot]:
            found[name] = min(places)
    return sorted(found, key=lambda n: found[n])


def spoken_name(label: str, without: Collection[str]) -> str:
    """A label as it is spoken of in a sentence: with its article, without what follows a comma.

    `without` names nouns that take no article; plurals take none either.

    >>> spoken_name("Foreign share of the public debt", ())
    'the foreign share of the public debt'
    >>> spoken_name("GDP, real", ("GDP",)), spoken_name("House prices", ())
    ('real GDP', 'house prices')
    """
    name, _, qualified = inside(label).partition(", ")
    if qualified == "real":
        name = f"real {name}"
    noun = _AFTER_NOUN.split(name)[0].split()[-1]
    plural = noun.endswith("s") and not noun.endswith("ss")
    return name if plural or noun in without or name.startswith("the ") else f"the {name}"
