"""Scenarios: YAML read into immutable plans, held against the model, and turned into figures for a run."""

from moneygood.scenarios.check import check_plan, find_faults
from moneygood.scenarios.figures import PlanFigures, plan_figures
from moneygood.scenarios.levers import Lever, read_levers
from moneygood.scenarios.library import find_plan, list_scenarios, read_baseline
from moneygood.scenarios.plan import BASELINE, Plan
from moneygood.scenarios.read import parse_plan, read_plan_file
from moneygood.scenarios.resolve import ResolvedPlan, resolve

__all__ = [
    "BASELINE",
    "Lever",
    "Plan",
    "PlanFigures",
    "ResolvedPlan",
    "check_plan",
    "find_faults",
    "find_plan",
    "list_scenarios",
    "parse_plan",
    "plan_figures",
    "read_baseline",
    "read_levers",
    "read_plan_file",
    "resolve",
]
