"""What the lab shows of a scenario with levers moved: the reply, its receipt, and a reply computed again."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.code_version import code_hash
from moneygood.core.errors import MoneygoodError

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.runs.run import RunRequest
    from moneygood.scenarios.plan import Plan

FORM = "moneygood lab receipt 1"
VIEWS = ("bands", "first", "differences")
MOST_ARRAY = 5_000
"""Draws up to which a baseline's paths are kept for the next lever."""
CLOSE = 3e-7
"""Figures of a fan are of 32 bits: so far apart, relative to the largest of a fan, neighbours may be."""
EXACT = 1e-9
"""Shares of draws are counts."""


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


def lab_hashes(workspace: Workspace) -> dict[str, str]:
    """The hashes of what decides the lab's figures, beside what is asked."""
    return {"code": code_hash(), "model": workspace.model.hash, "vintage": workspace.vintage.hash}


def with_levers(scenario: Any, levers: Any) -> Any:
    """A scenario, by name or as a document, with levers in the place of its own; U011 for no number."""
    if not isinstance(levers, Mapping) or any(
        isinstance(v, bool) or not isinstance(v, int | float) for v in levers.values()
    ):
        raise MoneygoodError("U011", "levers is an object of numbers", None, 'Write {"term_premium": 0.5}')
    if not levers:
        return scenario
    if isinstance(scenario, str):
        return {"title": scenario, "extends": scenario, "levers": dict(levers)}
    return {**scenario, "levers": {**(scenario.get("levers") or {}), **levers}}


def lab_reply(
    plan: Plan,
    request: RunRequest,
    views: Sequence[str],
    show: Sequence[str],
    asked: Mapping[str, Any],
    progress: Any = None,
) -> dict[str, Any]:
    """The lab's reply: `bands` are fans, `first` first passages, `differences` from the baseline's draws.

    `asked` (scenario and levers as they were sent) goes into the `receipt`, with all that it takes to compute
    the reply again.
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.core.units import shown_unit
    from moneygood.restarts.opening import load
    from moneygood.runs.drawn import draw_plan

    workspace = load(None)
    run = draw_plan(workspace, plan, request, progress, first="first" in views)
    out: dict[str, Any] = {
        "scenario": plan.name, "seed": request.seed, "draws": request.draws,
        "failed": int((~run.paths.ok).sum()), "model": workspace.model.hash,
        "periods": [str(q) for q in run.paths.periods],
    }  # fmt: skip
    if "bands" in views:
        out["bands"] = {
            n: {"levels": list(f.levels), "quantiles": f.quantiles.tolist(), "mean": f.mean.tolist(),
                "label": workspace.labels[n], "unit": shown_unit(workspace.units[n])}
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
            return draw_plan(workspace, find_scenario("baseline"), request)

        shelf_key = f"{request.draws} {request.seed} {request.quarters} {sorted(show)}"
        base = SHELF.get(shelf_key, make) if request.draws <= MOST_ARRAY else make()
        out["differences"] = {n: difference_of(run, base, n) for n in show}
    sent = {**asked, "draws": request.draws, "seed": request.seed, "quarters": request.quarters}
    out["receipt"] = {"form": FORM, "asked": sent, "vintage": workspace.vintage.name,
                      "backend": "compiled", "hashes": lab_hashes(workspace)}  # fmt: skip
    return out


def difference_of(run: Any, base: Any, name: str) -> dict[str, list[float]]:
    """Scenario less baseline, draw by draw: mean, median and 70% band [period] of a variable."""
    from moneygood.runs.compare import paired_mask

    both = paired_mask(run.paths, base.paths)
    gap = run.paths.series(name)[:, both].astype(np.float64)
    gap = gap - base.paths.series(name)[:, both].astype(np.float64)
    low, middle, high = np.quantile(gap, (0.15, 0.5, 0.85), axis=1)
    return {
        "mean": gap.mean(axis=1).tolist(),
        "median": middle.tolist(),
        "low70": low.tolist(),
        "high70": high.tolist(),
    }


@dataclass(frozen=True)
class LabVerdict:
    """Whether a reply of the lab can be had again: `differs` says what does not, of so many `figures`.

    `furthest` is the largest distance of a figure, relative to the largest of its fan.
    """

    id: str
    figures: int
    furthest: float
    differs: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every hash is equal, and every figure to its printed digits."""
        return not self.differs

    @property
    def sentence(self) -> str:
        """The verdict in one line."""
        if self.same:
            how = "to the bit" if self.furthest == 0.0 else f"within {self.furthest:.0e} of the fan's size"
            return f"{self.id}: all {self.figures:,} figures come out equal, {how}; so does what decided them"
        return f"{self.id}: differs in {'; '.join(self.differs)}"

    def as_json(self) -> dict[str, Any]:
        """The document of ``verify --json``."""
        return {"id": self.id, "same": self.same, "figures": self.figures, "furthest": self.furthest,
                "differs": list(self.differs)}  # fmt: skip


def is_lab_reply(document: Any) -> bool:
    """Whether a document is a reply or a file of the lab with its receipt."""
    receipt = document.get("receipt") if isinstance(document, Mapping) else None
    return isinstance(receipt, Mapping) and receipt.get("form") == FORM


def verify_lab(document: Mapping[str, Any], progress: Any = None) -> LabVerdict:
    """A reply of the lab, from a browser or a server, computed again here.

    Errors: R006 where something is missing or wrong in it, S-codes for its scenario, E-codes from solving.
    """
    from moneygood.baseline.opening import find_scenario
    from moneygood.restarts.opening import load
    from moneygood.runs.run import RunRequest, resolve_name

    workspace = load(None)
    views = [v for v in VIEWS if v in document]
    try:
        receipt, asked = document["receipt"], document["receipt"]["asked"]
        scenario, levers = asked["scenario"], asked["levers"]
        if not isinstance(scenario, str | Mapping):
            raise TypeError
        draws, seed, quarters = (int(asked[n]) for n in ("draws", "seed", "quarters"))
        hashes = {n: str(receipt["hashes"][n]) for n in ("code", "model", "vintage")}
        shown = next((list(document[v]) for v in ("bands", "differences") if v in document), [])
    except (KeyError, TypeError, ValueError):
        raise MoneygoodError("R006", "something is missing or wrong in the receipt", None, None) from None
    if not views:
        raise MoneygoodError("R006", "there are no figures beside the receipt", None, None)
    show = [resolve_name(workspace.model, str(n)) for n in shown]
    plan = find_scenario(with_levers(scenario, levers))
    request = RunRequest(draws=draws, seed=seed, quarters=quarters, keep=tuple(show))
    workspace.check(plan, quarters)
    again = lab_reply(plan, request, views, show, asked, progress)
    differs = [f"the {n}" for n, here in lab_hashes(workspace).items() if hashes[n] != here]
    count, furthest = 0, 0.0
    for name, said, here, close in _pairs(document, again):
        count += here.size
        if said.shape != here.shape or not np.array_equal(np.isnan(said), np.isnan(here)):
            differs.append(f"the shape of {name}")
            continue
        size = float(np.nanmax(np.abs(here), initial=0.0)) or 1.0
        gap = float(np.nanmax(np.abs(said - here), initial=0.0)) / size
        furthest = max(furthest, gap)
        if gap > close:
            differs.append(f"{name} (by {gap:.1e} of its size)")
    mark = hashlib.sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest()[:12]
    return LabVerdict(f"lab-{mark}", count, furthest, tuple(differs))


def _pairs(
    said: Mapping[str, Any], here: Mapping[str, Any]
) -> list[tuple[str, np.ndarray, np.ndarray, float]]:
    """Each group of figures of a reply beside its own again, with how close they have to be."""
    out = []

    def figures(document: Any, *path: str) -> np.ndarray:
        for key in path:
            document = document[key]
        return np.array(document, dtype=np.float64)

    def pair(name: str, close: float, *path: str) -> None:
        try:
            there = figures(said, *path)
        except (KeyError, TypeError, ValueError):
            there = np.empty(0)
        out.append((name, there, figures(here, *path), close))

    for n in here.get("bands", {}):
        for part in ("quantiles", "mean"):
            pair(f"the fan of {n}", CLOSE, "bands", n, part)
    for n in here.get("differences", {}):
        size = np.abs(here["bands"][n]["quantiles"]).max() if "bands" in here else None
        own = np.abs(here["differences"][n]["mean"]).max()
        close = CLOSE * max(1.0, float(size) / own) if size is not None and own > 0.0 else CLOSE
        for part in ("median", "low70", "high70"):
            pair(f"the differences of {n}", close, "differences", n, part)
    for high in here.get("first", {}).get("highs", {}):
        for part in ("p_first", "p_ever"):
            pair(f"the odds of {high}", EXACT, "first", "highs", high, part)
    return out


__all__ = [
    "FORM",
    "VIEWS",
    "LabVerdict",
    "is_lab_reply",
    "lab_hashes",
    "lab_reply",
    "verify_lab",
    "with_levers",
]
