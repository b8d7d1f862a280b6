"""The error codes of workspaces, runs and the run store, entered in the catalogue."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE

CODES: dict[str, tuple[str, str, str]] = {
    "A071": (
        "faulty completion rule",
        "completion.yaml names a variable or a judgement that the model does not have.",
        "Correct the name.",
    ),
    "A072": (
        "incomplete state",
        "A variable has neither data nor a start value before the jump-off.",
        "Give it a measurement or a start value.",
    ),
    "A073": (
        "no outside path",
        "A variable from outside the model has no path in the policy tables.",
        "Add its path to economics/policy.",
    ),
    "A074": (
        "run request out of range",
        "The number of quarters, the seed or the backend cannot be used.",
        "Use the range given in the message.",
    ),
    "A075": (
        "unknown variable to keep",
        "A variable that a run is to keep is not part of the model.",
        "Correct the name.",
    ),
    "A076": (
        "unknown option",
        "A question is asked with an option that it does not have.",
        "Use one of its own: help(moneygood.run) and moneygood run --help list them.",
    ),
    "R001": (
        "folder cannot be written",
        "The folder for the results is not writable, or a file has its name.",
        "Choose another folder with --out.",
    ),
    "R002": (
        "not a run folder",
        "The folder holds files of something else.",
        "Choose another folder with --out.",
    ),
    "R004": ("port taken", "Another program listens on that port.", "Choose another with --port."),
    "R005": (
        "unknown kind of file",
        "The ending of the file's name is none that can be written.",
        "Use one of the endings in the message.",
    ),
    "R003": ("unknown run", "There is no run of that name in the folder.", "Use a name that exists."),
}

CATALOGUE.update(CODES)
