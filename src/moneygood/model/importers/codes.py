"""The error codes of imported models and their data: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "M040": (
        "not a model file",
        "The file is not an FRB/US model file, or it holds no equation.",
        "Give the model.xml of the FRB/US Python package.",
    ),
    "M041": (
        "equation not read",
        "An imported equation has a form that the reader does not know.",
        "Mend the equation named in the message.",
    ),
    "M042": (
        "name not declared",
        "An imported equation uses a name that is no variable, residual or coefficient of its file.",
        "Declare the variable or the coefficient in the file.",
    ),
    "M043": (
        "data file not read",
        "The figures beside an imported model are not a table of quarters.",
        "Give a comma- or semicolon-separated file: a column of quarters, then one column a series.",
    ),
    "M044": (
        "no such part of the model",
        "A variable, residual or group of expectations that was asked for is not in the imported model.",
        "Use a name of the model.",
    ),
    "M045": (
        "figure not at hand",
        "A quarter lacks a figure that an imported equation needs.",
        "Supply the figure, or choose quarters that the data cover.",
    ),
    "M046": (
        "request not read",
        "A shock, value or target is not written as it should be.",
        "Write name=number@quarter, or target:instrument=numbers@quarters.",
    ),
    "M050": (
        "solution would overwrite it",
        "A number is put on a variable that an equation determines.",
        "Add it to the add-factor of the equation (<name>_aerr), or hold the variable on a path.",
    ),
    "M049": (
        "no Python of a peer",
        "A Python that was named for other solvers does not start.",
        "Give the path of a Python executable in which pyfrbus or ModelFlow is installed.",
    ),
}
