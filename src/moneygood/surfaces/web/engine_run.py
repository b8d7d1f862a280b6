"""What the lab asks of the server: fans, first passages and differences of a scenario with levers moved."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from moneygood.api.lab_replies import VIEWS, lab_reply, with_levers
from moneygood.core.answer import as_plain
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.run_limits import DRAWS, QUARTERS
from moneygood.questions.registry import question
from moneygood.surfaces.web.answers import KeptAnswer, Work
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.offered import web_scenario

TAKEN = ("scenario", "levers", "views", "show", "draws", "seed", "quarters", "vintage")
MOST_SHOWN = 24
OVERHEAD, A_QUARTER = 0.02, 1e-6
"""Seconds that a reply takes whatever its draws, and a path's quarter: for whose turn it is, no more."""


def engine_run(values: Mapping[str, Any], limits: WebLimits) -> tuple[Any, str, Work]:
    """The request, its key, and the work, of a body in the lab's form.

    `levers` come on top of the scenario's own; `views` are some of bands, first and differences; `show` names
    variables. Errors: A076, U011 and U012 for what is sent, S-codes for the scenario.
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.restarts.opening import load
    from moneygood.runs.run import RunRequest, resolve_name

    for name in values:
        if name not in TAKEN:
            hint = did_you_mean(name, TAKEN) or f"run takes {', '.join(TAKEN)}"
            raise MoneygoodError("A076", f"run has no option {name!r} here", None, hint)
    views = _names(values, "views", VIEWS)
    for view in views:
        if view not in VIEWS:
            raise MoneygoodError("U011", f"there is no view {view!r}", None, f"There is {', '.join(VIEWS)}")
    document = with_levers(
        web_scenario(values.get("scenario", "baseline"), limits), values.get("levers") or {}
    )
    workspace = load(None)
    show = tuple(
        dict.fromkeys(resolve_name(workspace.model, v) for v in _names(values, "show", ("rate_10y",)))
    )
    if len(show) > MOST_SHOWN:
        raise MoneygoodError("U012", f"show takes at most {MOST_SHOWN} variables", None, "Ask twice")
    draws, seed = _number(values, "draws", DRAWS, limits.draws), _number(values, "seed", 1, 2**63 - 1)
    quarters = _number(values, "quarters", QUARTERS, limits.quarters)
    request = RunRequest(draws=draws, seed=seed, quarters=quarters, keep=show)
    plan = find_scenario(document)
    workspace.check(plan, quarters)
    name = values.get("scenario") if isinstance(values.get("scenario"), str) else plan.name
    said = [
        document,
        sorted(show),
        sorted(views),
        draws,
        seed,
        quarters,
        workspace.model.hash,
        workspace.vintage.hash,
    ]
    key = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()

    def work(progress: Any, alone: bool) -> KeptAnswer:
        own = request if alone else replace(request, threads=1)  # never changes a figure
        asked = {"scenario": values.get("scenario", "baseline"), "levers": values.get("levers") or {}}
        reply = lab_reply(plan, own, views, show, asked, progress) | {"scenario": name}
        return KeptAnswer(key, json.dumps(as_plain(reply), allow_nan=False).encode(), question("run").name)

    return request, key, work


def seconds_of(request: Any) -> float:
    """About how long the lab's request takes, to within a factor of a few."""
    return OVERHEAD + request.draws * request.quarters * A_QUARTER


def _names(values: Mapping[str, Any], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    given = values.get(name)
    if given is None:
        return default
    if not isinstance(given, list) or not all(isinstance(v, str) and len(v) < 200 for v in given):
        raise MoneygoodError("U011", f"{name} is a list of names", None, None)
    return tuple(given)


def _number(values: Mapping[str, Any], name: str, default: int, most: int) -> int:
    given = values.get(name, default)
    if isinstance(given, bool) or not isinstance(given, int):
        raise MoneygoodError("U011", f"{name} has to be a whole number", None, None)
    if given > most:
        raise MoneygoodError(
            "U012", f"{name} is at most {most:,} on this server", None, f"Ask for {most:,} or less"
        )
    return given
