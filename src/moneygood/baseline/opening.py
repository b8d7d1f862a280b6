"""Opening a vintage's workspace and finding scenarios: where every question starts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from moneygood.baseline.workspace import Workspace, open_workspace
from moneygood.core.texts import economics_root
from moneygood.data.vintage import load_vintage
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.plan import Plan
from moneygood.scenarios.read import parse_plan

Scenario = str | Path | Plan | Mapping[str, Any]
Progress = Callable[[float], "bool | None"]


_OPENING = threading.RLock()


@lru_cache(maxsize=4)
def _open(folder: Path, content: str, root: Path) -> Workspace:
    """The workspace of the vintage in a folder with this content, under these texts."""
    return open_workspace(folder.name)


def load(vintage: str | None = None) -> Workspace:
    """The workspace of a vintage (the latest when none is named): model, data, history and baseline.

    Opened once per process, however many threads ask; a vintage that was made anew is opened anew. Errors:
    D003 for an unknown vintage, M-codes for faulty equations.
    """
    data = load_vintage(vintage)
    with _OPENING:
        return _open(data.folder, data.hash, economics_root())


def find_scenario(scenario: Scenario) -> Plan:
    """The plan of a shipped scenario's name, a file's path, a mapping of the scenario form, or a plan."""
    if isinstance(scenario, Plan):
        return scenario
    if isinstance(scenario, Mapping):
        return parse_plan(scenario, "scenario", find=find_plan)
    return find_plan(str(scenario))
