"""What `why` may compare: shipped scenarios, scenario files, and stored runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from moneygood.baseline.workspace import Workspace
from moneygood.core.errors import MoneygoodError
from moneygood.runs.store.folder import MANIFEST, default_folder, read_run
from moneygood.scenarios.plan import Plan

LAST = "last"


def stored_folder(name: str) -> Path | None:
    """The folder of the stored run that a name means: a run folder, the id of a run, or ``last``."""
    if (Path(name) / MANIFEST).is_file():
        return Path(name)
    runs = default_folder()
    if name != LAST:
        return runs / name if (runs / name / MANIFEST).is_file() else None
    found = sorted(runs.glob(f"*/{MANIFEST}"), key=lambda f: (f.stat().st_mtime_ns, str(f)))
    if not found:
        raise MoneygoodError("R003", f"there is no run in {runs}", None, "Run a scenario first")
    return found[-1].parent


def stored_plan(workspace: Workspace, folder: Path, find: Callable[[str], Plan]) -> Plan:
    """The scenario of a stored run, which must have been made with these equations and figures (A205)."""
    manifest = read_run(folder).manifest
    file = folder / "scenario.yaml"
    plan = find(str(file)) if file.is_file() else find(str(manifest["scenario"]))
    model = workspace.model
    for variant in plan.variants:
        model = model.with_variant(variant)
    if manifest["model_hash"] != model.hash or manifest["vintage_hash"] != workspace.vintage.hash:
        what = f"the run in {folder} was made with other equations or figures"
        raise MoneygoodError("A205", what, None, f"Run {manifest['scenario']} again")
    return plan
