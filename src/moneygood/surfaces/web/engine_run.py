"""What the lab asks of the server: fans, first passages and differences of a scenario with levers moved."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from moneygood.core.answer import as_plain
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.run_limits import DRAWS, QUARTERS
from moneygood.questions.registry import question
from moneygood.surfaces.web.answers import KeptAnswer
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.offered import web_scenario

LAB_FIELDS = ("levers", "views", "show")
VIEWS = ("bands", "first", "differences")
TAKEN = ("scenario", "levers", "views", "show", "draws", "seed", "quarters", "vintage")
MOST_SHOWN = 24
MOST_ARRAY = 5_000
"""Draws up to which a baseline's paths are kept for the next lever."""


class BaselineShelf:
    """The baseline's paths that levers are held against, a few of the latest."""

    def __init__(self, most: int = 2) -> None:
        self.most = most
        self._runs: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], Any]) -> Any:
        """The run of a key, made when it is not there."""
        with self._lock:
            if key in self._runs:
                self._runs.move_to_end(key)
                return self._runs[key]
        run = make()
        with self._lock:
            self._runs[key] = run
            while len(self._runs) > self.most:
                self._runs.popitem(last=False)
        return run


SHELF = BaselineShelf()


def engine_run(values: Mapping[str, Any], limits: WebLimits) -> tuple[Any, str, Callable[[Any], KeptAnswer]]:
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
    document = _with_levers(
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

    def work(progress: Any) -> KeptAnswer:
        reply = engine_reply(plan, request, views, show, progress) | {"scenario": name}
        return KeptAnswer(key, json.dumps(as_plain(reply), allow_nan=False).encode(), question("run").name)

    return request, key, work


def engine_reply(
    plan: Any, request: Any, views: tuple[str, ...], show: tuple[str, ...], progress: Any = None
) -> dict[str, Any]:
    """The lab's reply: `bands` are fans, `first` first passages, `differences` from the baseline's draws."""
    from moneygood.baseline.opening import find_scenario
    from moneygood.restarts.opening import load
    from moneygood.runs.run_plan import run_plan

    workspace = load(None)
    run = run_plan(workspace, plan, request, progress)
    out: dict[str, Any] = {
        "scenario": plan.name, "seed": request.seed, "draws": request.draws,
        "failed": int((~run.paths.ok).sum()), "model": workspace.model.hash,
        "periods": [str(q) for q in run.paths.periods],
    }  # fmt: skip
    if "bands" in views:
        out["bands"] = {
            n: {"levels": list(f.levels), "quantiles": f.quantiles.tolist(), "mean": f.mean.tolist(),
                "label": run.labels[n], "unit": run.units[n]}
            for n, f in run.fans(list(show)).items()
        }  # fmt: skip
    if "first" in views:
        first = run.first
        sides: dict[str, dict[str, Any]] = {}
        for name, side in first.sides.items():
            high, _, short = name.partition(".")
            sides.setdefault(high, {})[short] = side.as_json()
        highs = {n: {**h.as_json(), "sides": sides.get(n, {})} for n, h in first.highs.items()}
        out["first"] = {"highs": highs, "none": first.none}
    if "differences" in views:

        def make() -> Any:
            return run_plan(workspace, find_scenario("baseline"), request)

        shelf_key = f"{request.draws} {request.seed} {request.quarters} {sorted(show)}"
        base = SHELF.get(shelf_key, make) if request.draws <= MOST_ARRAY else make()
        out["differences"] = {n: difference_of(run, base, n) for n in show}
    return out


def difference_of(run: Any, base: Any, name: str) -> dict[str, list[float]]:
    """Scenario less baseline, draw by draw: mean, median and 70 % band [period] of a variable."""
    import numpy as np

    from moneygood.runs.compare import paired_mask

    both = paired_mask(run.paths, base.paths)
    gap = run.paths.series(name)[:, both].astype(np.float64) - base.paths.series(name)[:, both].astype(
        np.float64
    )
    low, middle, high = np.quantile(gap, (0.15, 0.5, 0.85), axis=1)
    return {
        "mean": gap.mean(axis=1).tolist(),
        "median": middle.tolist(),
        "low70": low.tolist(),
        "high70": high.tolist(),
    }


def _with_levers(scenario: Any, levers: Any) -> Any:
    """A scenario with levers on top of its own."""
    if not isinstance(levers, Mapping) or any(
        isinstance(v, bool) or not isinstance(v, int | float) for v in levers.values()
    ):
        raise MoneygoodError("U011", "levers is an object of numbers", None, 'Write {"term_premium": 0.5}')
    if not levers:
        return scenario
    if isinstance(scenario, str):
        return {"title": scenario, "extends": scenario, "levers": dict(levers)}
    return {**scenario, "levers": {**(scenario.get("levers") or {}), **levers}}


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
