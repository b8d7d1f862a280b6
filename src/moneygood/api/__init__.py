"""The one path that all surfaces use: load, ask, show and check.

The functions of the questions are made from the registry when they are first used, and the other names are
loaded then (`_LATER`): a server's first page, say, needs none of them.
"""

# pyright: reportUnsupportedDunderAll=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moneygood.core.later import names_later
from moneygood.core.run_limits import DRAWS, QUARTERS
from moneygood.questions.registry import functions
from moneygood.scenarios.plan import BASELINE

if TYPE_CHECKING:
    from moneygood.api.asking import FoundAnswer
    from moneygood.api.figures import add_data, data_show, data_status, refresh_data
    from moneygood.api.runs import variance_shares
    from moneygood.api.texts import (
        check_model,
        check_scenario,
        describe_scenario,
        list_levers,
        model_overview,
        scenario_rows,
        scenario_schema,
        show_stage,
        show_variable,
    )
    from moneygood.baseline.opening import find_scenario
    from moneygood.baseline.workspace import Workspace
    from moneygood.engine.workers.cluster.opening import open_cluster
    from moneygood.questions.breakeven.ask import target_names
    from moneygood.questions.compare.answer import ComparedRuns
    from moneygood.questions.fit.ask import check_proposal_folder, write_proposal
    from moneygood.questions.frbus.ask import frbus_overview, read_frbus, read_longbase
    from moneygood.questions.risks.ask import monitor_risks, risk_variables
    from moneygood.questions.validate.ask import VALIDATION_PARTS, validation_texts
    from moneygood.restarts.opening import load
    from moneygood.runs.run import RunRequest, RunResult
    from moneygood.runs.store.entry import StoredRun
    from moneygood.runs.store.folder import save_run, write_run
    from moneygood.runs.store.opening import check_writable, default_folder, open_store, store_place

_QUESTIONS = {name: q for name, q in functions().items() if not q.home}
_OLD_NAMES = {"solve_frbus": "frbus"}
_OLDER = {
    "rally_ahead": (
        "rally",
        "What drives the index over simulated quarters: `rally` with a scenario, the baseline unless named.",
    ),
    "break_first": ("run", "Which of inflation, rates, debt, stocks changes first: the `first` of a `run`."),
}
"""Older names of functions: their question, and what they say of themselves."""

__all__ = [
    "BASELINE",
    "DRAWS",
    "QUARTERS",
    "VALIDATION_PARTS",
    "ComparedRuns",
    "FoundAnswer",
    "RunRequest",
    "RunResult",
    "StoredRun",
    "Workspace",
    "add_data",
    "break_first",
    "check_model",
    "check_proposal_folder",
    "check_scenario",
    "check_writable",
    "data_show",
    "data_status",
    "default_folder",
    "describe_scenario",
    "find_scenario",
    "frbus_overview",
    "list_levers",
    "load",
    "model_overview",
    "monitor_risks",
    "open_cluster",
    "open_store",
    "rally_ahead",
    "read_frbus",
    "read_longbase",
    "refresh_data",
    "risk_variables",
    "save_run",
    "scenario_rows",
    "scenario_schema",
    "show_stage",
    "show_variable",
    "solve_frbus",
    "store_place",
    "target_names",
    "validation_texts",
    "variance_shares",
    "write_proposal",
    "write_run",
]
__all__ += list(_QUESTIONS)

_LATER = {
    "api.asking": ("FoundAnswer",),
    "api.figures": ("add_data", "data_show", "data_status", "refresh_data"),
    "api.runs": ("variance_shares",),
    "api.texts": (
        "check_model",
        "check_scenario",
        "describe_scenario",
        "list_levers",
        "model_overview",
        "scenario_rows",
        "scenario_schema",
        "show_stage",
        "show_variable",
    ),
    "baseline.opening": ("find_scenario",),
    "baseline.workspace": ("Workspace",),
    "engine.workers.cluster.opening": ("open_cluster",),
    "questions.breakeven.ask": ("target_names",),
    "questions.compare.answer": ("ComparedRuns",),
    "questions.fit.ask": ("check_proposal_folder", "write_proposal"),
    "questions.frbus.ask": ("frbus_overview", "read_frbus", "read_longbase"),
    "questions.risks.ask": ("monitor_risks", "risk_variables"),
    "questions.validate.ask": ("VALIDATION_PARTS", "validation_texts"),
    "restarts.opening": ("load",),
    "runs.run": ("RunRequest", "RunResult"),
    "runs.store.entry": ("StoredRun",),
    "runs.store.folder": ("save_run", "write_run"),
    "runs.store.opening": ("check_writable", "default_folder", "open_store", "store_place"),
}
"""Module below this one -> the names that it gives."""

_later = names_later("moneygood", _LATER)


def __getattr__(name: str) -> Any:
    question = _QUESTIONS.get(_OLDER[name][0] if name in _OLDER else _OLD_NAMES.get(name, name))
    if question is None:
        return _later(name)
    from moneygood.api.asking import function, older

    if name == "break_first":
        made = older(function(question, lambda one: one.answer.first, "FirstPassage"), name, _OLDER[name][1])
    elif name in _OLDER:
        made = older(function(question), name, _OLDER[name][1], scenario=BASELINE)
    else:
        made = function(question)
    globals()[name] = made
    return made
