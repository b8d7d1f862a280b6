"""The one path that all surfaces use: load, run, compare, ask, show and check.

What an ordinary run needs is imported here; the answers are loaded when they are first asked for (`_LATER`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygood.analysis.run import DRAWS, RunRequest, RunResult
from moneygood.analysis.store import StoredRun, check_writable, default_folder, write_run
from moneygood.analysis.workspace import QUARTERS, Workspace
from moneygood.api.opening import find_scenario, load
from moneygood.api.runs import ComparedRuns, break_first, compare, run
from moneygood.api.texts import (
    check_model,
    check_scenario,
    data_status,
    describe_scenario,
    list_levers,
    model_overview,
    scenario_rows,
    scenario_schema,
    show_variable,
)
from moneygood.scenarios.plan import BASELINE

if TYPE_CHECKING:
    from moneygood.api.speed import bench
    from moneygood.api.validation import VALIDATION_PARTS, validate, validation_texts

__all__ = [
    "BASELINE",
    "DRAWS",
    "QUARTERS",
    "VALIDATION_PARTS",
    "ComparedRuns",
    "RunRequest",
    "RunResult",
    "StoredRun",
    "Workspace",
    "bench",
    "break_first",
    "check_model",
    "check_scenario",
    "check_writable",
    "compare",
    "data_status",
    "default_folder",
    "describe_scenario",
    "find_scenario",
    "list_levers",
    "load",
    "model_overview",
    "run",
    "scenario_rows",
    "scenario_schema",
    "show_variable",
    "validate",
    "validation_texts",
    "write_run",
]

_LATER = {
    "speed": ("bench",),
    "validation": ("VALIDATION_PARTS", "validate", "validation_texts"),
}
"""Module of this package -> the names that it gives."""

_HOME_OF = {name: home for home, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'moneygood.api' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"moneygood.api.{_HOME_OF[name]}"), name)
