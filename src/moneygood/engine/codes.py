"""The error codes of the engine: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "E001": (
        "path not solved",
        "Newton's method found no solution of a simultaneous block in this quarter.",
        "Soften the imposed path or the shock named in the message.",
    ),
    "E002": (
        "over-determined plan",
        "A variable is held and nothing that is set free can absorb it.",
        "Name an absorber that acts on the held variable, one for each hold and quarter.",
    ),
    "E003": (
        "hold that makes no sense",
        "A hold names an unknown or exogenous variable or absorber, a quarter outside the run, or "
        "repeats another hold.",
        "Mend the hold named in the message.",
    ),
    "E004": (
        "missing figure",
        "A run needs a figure of a quarter in which the data have none.",
        "Supply the figure or a start value.",
    ),
    "E005": (
        "run request out of range",
        "Draws, quarters, threads or names to keep are not usable.",
        "Use the range given in the message.",
    ),
    "E006": (
        "no reference values",
        "A mechanism is off without the baseline values of its channels.",
        "Solve the baseline with keep_refs=True and pass its references.",
    ),
    "E007": (
        "impossible correlations",
        "The correlations of the shocks contradict one another.",
        "Lower the correlations named in the message.",
    ),
    "E008": (
        "array of the wrong shape",
        "A table of figures does not fit the model or the quarters.",
        "Build it with the model's own row order.",
    ),
    "E009": (
        "not a number",
        "A formula gave an infinite or undefined value on the path.",
        "Look at the variable and quarter named in the message.",
    ),
    "E020": (
        "unknown backend",
        "There is no such way of doing the arithmetic.",
        "Use auto, compiled, numpy or cuda.",
    ),
    "E021": (
        "unknown sampling",
        "There is no such way of spreading the draws.",
        "Use random, antithetic or sobol.",
    ),
    "E022": (
        "nothing can be compiled",
        "The compiled backend does not work on this machine.",
        "Run with --backend numpy, or set MONEYGOOD_BACKEND=numpy; only last digits differ.",
    ),
    "E023": (
        "not for the browser",
        "The model or its shocks use something that the kernel has no form of in WebAssembly.",
        "Run it on the command line or through the server, which have all of it.",
    ),
    "E045": (
        "equations that look ahead",
        "A variant with foresight cannot be solved quarter by quarter.",
        "Solve it with `moneygood foresight`, or leave the variant out.",
    ),
    "E047": (
        "stage that cannot be shown",
        "The stages of the engine are shown of the model, of a variable with an equation, or of a block.",
        "Name one of the stages, and a variable that the model determines.",
    ),
    "E060": (
        "no CUDA library",
        "The backend cuda was asked for and numba-cuda is not installed.",
        "Install moneygood[cuda], or use another backend.",
    ),
    "E061": (
        "no CUDA device",
        "The backend cuda was asked for and numba-cuda finds no device to use.",
        "Run where there is an NVIDIA GPU with its driver, or use another backend.",
    ),
    "E062": (
        "CUDA device failed",
        "The device broke off: it ran out of memory, or its driver gave up.",
        "Ask for fewer variables to keep, free the device's memory, or use another backend.",
    ),
    "E076": (
        "backend not on a worker",
        "A worker cannot use the backend that the run was begun with.",
        "Run with --backend numpy.",
    ),
}

NOT_SOLVED = frozenset({"E001", "E009"})
"""Codes that mean a path could not be solved (exit 3)."""
