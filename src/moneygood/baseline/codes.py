"""The error codes of the analysis room, entered in the catalogue."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE, NOT_SOLVED

CODES: dict[str, tuple[str, str, str]] = {
    "A011": ("no such quantile", "A fan is asked for a level that it was not made with.",
             "Name the level when making it."),
    "A012": ("no good draw", "Every draw of the run failed, or no draw is good in both runs.",
             "Soften the scenario, or look at the error that solving its central path gives."),
    "A013": ("not finite", "A draw that is marked good holds an infinite or missing value.",
             "Report it: a draw like this should have been marked failed."),
    "A014": ("quarter outside the run", "A table is asked for a quarter that was not simulated.",
             "Choose a quarter of the run, or simulate more quarters."),
    "A021": ("runs are not pairs", "Two runs are compared that do not share quarters, draws and seed.",
             "Run both with the same seed, draws and quarters."),
    "A031": ("not a probability", "A probability lies outside 0 to 1.",
             "Check the figures it was made from."),
    "A032": ("shocks of the wrong shape", "A table of shocks does not fit the list of shocks.",
             "Give one row per shock and one column per quarter."),
    "A033": ("shock without a spread", "A shock is imposed that the model never draws.",
             "Give it a standard deviation in shocks.yaml, or use a lever."),
    "A041": ("history too short", "The history does not reach the quarter before the run.",
             "Hand over the completed history."),
    "A042": ("variable not kept", "A table needs a variable that the run did not keep.", "Keep it."),
    "A043": ("definition without a value", "A break definition looks back to a quarter without figures.",
             "Supply the history, or shorten the lag."),
    "A044": ("not a formula over paths", "A definition uses something that has no value along a path.",
             "Use variables, constants and functions of them."),
    "A051": ("faulty break definition", "A break definition lacks a field or holds a wrong one.",
             "Write it like those in economics/breaks."),
    "A052": ("same name twice", "Two breaks or sides have the same name.", "Rename one of them."),
    "A061": ("faulty claim", "A claim about a response lacks a field or holds a wrong one.",
             "Write it like those in economics/claims/responses."),
    "A062": ("claim outside the run", "A claim looks at a quarter that its experiment does not reach.",
             "Lower the horizon."),
    "A063": ("nothing to validate", "validate is asked for a part that it does not have.",
             "Name responses, interest, cbo, baseline, structure or stability."),
    "A091": ("budget input missing", "A run of the budget block lacks a path, or one does not reach.",
             "Supply it for every quarter, and for the quarters before that the equations look back to."),
    "A092": ("not a composition", "The composition of the debt is neither given nor by rule.",
             "Write given or rule."),
    "A081": ("faulty regression", "The text of a regression lacks a field or holds a wrong one.",
             "Write it like those in economics/calibration/regressions."),
    "A082": ("regression without an answer", "The figures are too few, or a regressor depends on the others.",
             "Lengthen the sample, or drop a regressor."),
}  # fmt: skip

CATALOGUE.update(CODES)
NOT_SOLVED.add("A012")
