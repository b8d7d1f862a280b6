"""The one path that all surfaces use: load, run, compare, ask, show and check.

What an ordinary run needs is imported here; the answers are loaded when they are first asked for (`_LATER`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from moneygood.analysis.run import DRAWS, RunRequest, RunResult
from moneygood.analysis.store import StoredRun, check_writable, default_folder, write_run
from moneygood.analysis.workspace import QUARTERS, Workspace
from moneygood.api.clusters import open_cluster
from moneygood.api.opening import find_scenario, load
from moneygood.api.runs import ComparedRuns, break_first, compare, run, variance_shares
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
from moneygood.core.later import names_later
from moneygood.scenarios.plan import BASELINE

if TYPE_CHECKING:
    from moneygood.api.answers import branch, breakeven, discover, loop, sensitivity, target_names
    from moneygood.api.attribution import why
    from moneygood.api.estimation import check_proposal_folder, fit, write_proposal
    from moneygood.api.evidence import claims
    from moneygood.api.first_break import first
    from moneygood.api.foresight import foresee, invert
    from moneygood.api.imported import frbus_overview, read_frbus, read_longbase, solve_frbus
    from moneygood.api.narrative import regimes
    from moneygood.api.price_changes import rally, rally_ahead
    from moneygood.api.record import backtest
    from moneygood.api.relations import breaks
    from moneygood.api.risk_monitor import monitor_risks, risk_variables, risks
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
    "backtest",
    "bench",
    "branch",
    "break_first",
    "breakeven",
    "breaks",
    "check_model",
    "check_proposal_folder",
    "check_scenario",
    "check_writable",
    "claims",
    "compare",
    "data_status",
    "default_folder",
    "describe_scenario",
    "discover",
    "find_scenario",
    "first",
    "fit",
    "foresee",
    "frbus_overview",
    "invert",
    "list_levers",
    "load",
    "loop",
    "model_overview",
    "monitor_risks",
    "open_cluster",
    "rally",
    "rally_ahead",
    "read_frbus",
    "read_longbase",
    "regimes",
    "risk_variables",
    "risks",
    "run",
    "scenario_rows",
    "scenario_schema",
    "sensitivity",
    "show_variable",
    "solve_frbus",
    "target_names",
    "validate",
    "validation_texts",
    "variance_shares",
    "why",
    "write_proposal",
    "write_run",
]

_LATER = {
    "answers": (
        "branch",
        "breakeven",
        "discover",
        "loop",
        "sensitivity",
        "target_names",
    ),
    "attribution": ("why",),
    "estimation": (
        "check_proposal_folder",
        "fit",
        "write_proposal",
    ),
    "evidence": ("claims",),
    "first_break": ("first",),
    "foresight": (
        "foresee",
        "invert",
    ),
    "imported": (
        "frbus_overview",
        "read_frbus",
        "read_longbase",
        "solve_frbus",
    ),
    "narrative": ("regimes",),
    "price_changes": (
        "rally",
        "rally_ahead",
    ),
    "record": ("backtest",),
    "relations": ("breaks",),
    "risk_monitor": (
        "monitor_risks",
        "risk_variables",
        "risks",
    ),
    "speed": ("bench",),
    "validation": (
        "VALIDATION_PARTS",
        "validate",
        "validation_texts",
    ),
}
"""Module of this package -> the names that it gives."""

__getattr__ = names_later("moneygood.api", _LATER)
