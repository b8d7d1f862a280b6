"""The one path that all surfaces use: load, run, compare, ask, show and check.

What an ordinary run needs is imported here; the answers are loaded when they are first asked for (`_LATER`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from moneygood.baseline.opening import find_scenario, load
from moneygood.baseline.workspace import Workspace
from moneygood.core.later import names_later
from moneygood.core.run_limits import DRAWS, QUARTERS
from moneygood.engine.workers.cluster.opening import open_cluster
from moneygood.runs.run import RunRequest, RunResult
from moneygood.runs.store.entry import StoredRun
from moneygood.runs.store.folder import paths_bytes, save_run, write_run
from moneygood.runs.store.opening import check_writable, default_folder, open_store, store_place
from moneygood.scenarios.plan import BASELINE

if TYPE_CHECKING:
    from moneygood.questions.answers import branch, breakeven, discover, loop, sensitivity, target_names
    from moneygood.questions.backtest.ask import backtest
    from moneygood.questions.bench.ask import bench
    from moneygood.questions.breaks.ask import breaks
    from moneygood.questions.claims.ask import claims
    from moneygood.questions.first.ask import first
    from moneygood.questions.fit.ask import check_proposal_folder, fit, write_proposal
    from moneygood.questions.foresight.ask import foresee, invert
    from moneygood.questions.model_import.ask import frbus_overview, read_frbus, read_longbase, solve_frbus
    from moneygood.questions.rally.ask import rally, rally_ahead
    from moneygood.questions.regimes.ask import regimes
    from moneygood.questions.risks.ask import monitor_risks, risk_variables, risks
    from moneygood.questions.validate.ask import VALIDATION_PARTS, validate, validation_texts
    from moneygood.questions.why.ask import why


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
    "open_store",
    "paths_bytes",
    "rally",
    "rally_ahead",
    "read_frbus",
    "read_longbase",
    "regimes",
    "risk_variables",
    "risks",
    "run",
    "save_run",
    "scenario_rows",
    "scenario_schema",
    "sensitivity",
    "show_variable",
    "solve_frbus",
    "store_place",
    "target_names",
    "validate",
    "validation_texts",
    "variance_shares",
    "why",
    "write_proposal",
    "write_run",
]

_LATER = {
    "questions.answers": (
        "branch",
        "breakeven",
        "discover",
        "loop",
        "sensitivity",
        "target_names",
    ),
    "questions.why.ask": ("why",),
    "questions.fit.ask": (
        "check_proposal_folder",
        "fit",
        "write_proposal",
    ),
    "questions.claims.ask": ("claims",),
    "questions.first.ask": ("first",),
    "questions.foresight.ask": (
        "foresee",
        "invert",
    ),
    "questions.model_import.ask": (
        "frbus_overview",
        "read_frbus",
        "read_longbase",
        "solve_frbus",
    ),
    "questions.regimes.ask": ("regimes",),
    "questions.rally.ask": (
        "rally",
        "rally_ahead",
    ),
    "questions.backtest.ask": ("backtest",),
    "questions.breaks.ask": ("breaks",),
    "questions.risks.ask": (
        "monitor_risks",
        "risk_variables",
        "risks",
    ),
    "questions.bench.ask": ("bench",),
    "questions.validate.ask": (
        "VALIDATION_PARTS",
        "validate",
        "validation_texts",
    ),
}
"""Module below this one -> the names that it gives."""

__getattr__ = names_later("moneygood", _LATER)
