"""What a scenario is about: the variables that it moves by hand and those that its own words name."""

from __future__ import annotations

import re
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


def own_variables(workspace: Workspace, plan: Plan) -> dict[str, dict[str, Any]]:
    """The variables that a scenario is about, with their name in a sentence and the kind of their figures.

    Those that it moves come first, then those whose names stand as words in its question or narrative. Pure
    numbers other than shares are left out: a reader could make nothing of them.
    """
    words = re.findall(r"[a-z]+", f"{plan.question} {plan.narrative}".lower())
    spoken = [w for w in words if len(w) >= SHORTEST and w in workspace.model.variables]
    found: dict[str, dict[str, Any]] = {}
    for name in dict.fromkeys((*moved_variables(workspace, plan), *spoken)):
        record = workspace.model.variables[name]
        if record.unit == Unit.parse("1") and "share" not in record.label.lower():
            continue
        kind = KINDS.get(str(record.unit), "relative")
        found[name] = {"name": inside(record.label), "kind": kind, "own": True}
    return dict(list(found.items())[:MOST])
