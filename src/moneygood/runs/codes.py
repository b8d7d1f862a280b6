"""The error codes of runs, their statistics and formulas over their paths: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A011": (
        "no such quantile",
        "A fan is asked for a level that it was not made with.",
        "Name the level when making it.",
    ),
    "A012": (
        "no good draw",
        "Every draw of the run failed, or no draw is good in both runs.",
        "Soften the scenario, or look at the error that solving its central path gives.",
    ),
    "A013": (
        "not finite",
        "A draw that is marked good holds an infinite or missing value.",
        "Report it: a draw like this should have been marked failed.",
    ),
    "A014": (
        "quarter outside the run",
        "A table is asked for a quarter that was not simulated.",
        "Choose a quarter of the run, or simulate more quarters.",
    ),
    "A021": (
        "runs are not pairs",
        "Two runs are compared that do not share quarters, draws and seed.",
        "Run both with the same seed, draws and quarters.",
    ),
    "A031": (
        "not a probability",
        "A probability lies outside 0 to 1.",
        "Check the figures it was made from.",
    ),
    "A032": (
        "shocks of the wrong shape",
        "A table of shocks does not fit the list of shocks.",
        "Give one row per shock and one column per quarter.",
    ),
    "A033": (
        "shock without a spread",
        "A shock is imposed that the model never draws.",
        "Give it a standard deviation in shocks.yaml, or use a lever.",
    ),
    "A034": (
        "faulty rule of percentile scenarios",
        "A field of economics/percentiles/rule.yaml is missing or of the wrong kind.",
        "Mend the field that the message names.",
    ),
    "A041": (
        "history too short",
        "The history does not reach the quarter before the run.",
        "Hand over the completed history.",
    ),
    "A042": (
        "variable not kept",
        "A table needs a variable that the run did not keep.",
        "Keep it.",
    ),
    "A043": (
        "definition without a value",
        "A break definition looks back to a quarter without figures.",
        "Supply the history, or shorten the lag.",
    ),
    "A044": (
        "not a formula over paths",
        "A definition uses something that has no value along a path.",
        "Use variables, constants and functions of them.",
    ),
    "A051": (
        "faulty break definition",
        "A break definition lacks a field or holds a wrong one.",
        "Write it like those in economics/triggers.",
    ),
    "A053": (
        "faulty long history",
        "The text that names the long series of variables is not well formed.",
        "Name series of the vintage's long tables in economics/dictionary/long_history.yaml.",
    ),
    "A052": (
        "same name twice",
        "Two breaks or sides have the same name.",
        "Rename one of them.",
    ),
    "A075": (
        "unknown variable to keep",
        "A variable that a run is to keep is not part of the model.",
        "Correct the name.",
    ),
    "A302": (
        "not a condition",
        "A condition does not compare two sides with <=, <, >= or >.",
        'Write it like "debt_ratio[2036Q4] <= 100".',
    ),
    "A303": (
        "quarter outside the run",
        "A condition names a quarter that is neither history nor simulated.",
        "Choose a quarter of the run, or simulate more quarters.",
    ),
    "A306": (
        "nothing to move",
        "A name is no lever, parameter or variable that can be moved.",
        "Correct the name.",
    ),
    "A307": (
        "range cannot be used",
        "The range of a lever is empty or leaves what its record admits.",
        "Choose a range inside the one in the message.",
    ),
    "A308": (
        "levers that clash",
        "Two levers move the same thing.",
        "Use another one.",
    ),
}

NOT_SOLVED = frozenset({"A012"})
"""Codes that mean a path could not be solved (exit 3)."""
