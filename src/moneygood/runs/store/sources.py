"""A scenario that may also be a stored run: what every question about a scenario may be asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from moneygood.baseline.opening import Scenario, find_scenario
from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import listed
from moneygood.core.notices import notify
from moneygood.data.as_of import DatedVintage
from moneygood.runs.store.entry import MANIFEST, StoredRun
from moneygood.runs.store.folder_store import read_folder
from moneygood.runs.store.identity import SAID, setting_hash
from moneygood.runs.store.opening import open_store
from moneygood.runs.store.replay import stored_plan
from moneygood.runs.store.store import LAST
from moneygood.scenarios.plan import Plan

_ID = re.compile(r".+-[0-9a-f]{8,}\Z")


def find_stored(name: str) -> StoredRun | None:
    """The stored run that a name means: a run's folder, the id of a run in the store, or ``last``; None for
    what may be a scenario. R003 for ``last`` where nothing is stored, R011 for an altered run.
    """
    if (Path(name) / MANIFEST).is_file():
        return read_folder(Path(name))
    if name == LAST:
        return open_store().find(LAST)
    if _ID.match(name) and "/" not in name:
        try:
            return open_store().get(name)
        except MoneygoodError as fault:
            if fault.code == "R011":
                raise
            return None
    return None


def plan_of(workspace: Workspace, scenario: Scenario) -> Plan:
    """The plan of a scenario, or of a stored run, whose own text is read and no file beside it.

    A205 names the hash of a stored run that was made with other equations or figures than the workspace's.
    """
    run = find_stored(str(scenario)) if isinstance(scenario, str | Path) else None
    if run is None:
        return find_scenario(scenario)
    plan = stored_plan(run)
    check_same(workspace, plan, run)
    return plan


def plans_of(
    workspace: Workspace, named: Sequence[Scenario], shipped: Sequence[str], quarters: int
) -> list[Plan]:
    """The plans of the scenarios that were `named`, or without any of the `shipped` ones.

    A day that has passed cannot be asked all that ship: some move what its model lacks, others cannot be
    solved from there. One line names what is left out. Errors: those of `plan_of` and `settle`.
    """
    if named:
        return [plan_of(workspace, one) for one in named]
    plans, left = [find_scenario(name) for name in shipped], []
    if not isinstance(workspace.vintage, DatedVintage):
        return plans
    for plan in plans:
        try:
            workspace.settle(plan, quarters, kept=True)
        except MoneygoodError:
            left.append(plan)
    if left:
        who = listed([plan.name for plan in left])
        notify(f"not asked of {workspace.vintage.as_of}, whose model lacks them or cannot meet them: {who}")
    return [plan for plan in plans if plan not in left]


def check_same(workspace: Workspace, plan: Plan, run: StoredRun) -> None:
    """A205 where a stored run's model, vintage or texts around them are not those of the workspace."""
    manifest = run.manifest
    model = workspace.model
    for variant in plan.variants:
        model = model.with_variant(variant)
    own = {"model": model.hash, "vintage": workspace.vintage.hash}
    there = {"model": manifest.get("model_hash"), "vintage": manifest.get("vintage_hash")}
    if "identity" in manifest:
        own["setting"] = setting_hash(workspace.model.root)
        there["setting"] = manifest["identity"].get("setting")
    other = [
        f"{SAID[k]} ({k} hash {str(there[k])[:12]} there, {own[k][:12]} here)"
        for k in own
        if own[k] != there[k]
    ]
    if other:
        what = f"the run in {run.where} was made with other equations or figures: {', '.join(other)}"
        hint = f"Run {manifest.get('scenario')} again"
        if manifest.get("vintage") != workspace.vintage.name:
            hint += f", or ask with --vintage {manifest.get('vintage')}"
        raise MoneygoodError("A205", what, None, hint)
