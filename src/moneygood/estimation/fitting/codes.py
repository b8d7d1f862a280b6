"""The error codes of fitting parameters: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A611": (
        "faulty prior",
        "A text under economics/calibration/priors lacks a field or holds a wrong one.",
        "Write it like those that are shipped.",
    ),
    "A612": (
        "nothing to estimate",
        "An equation is asked for that has no priors, or too few figures.",
        "Name an equation of economics/calibration/priors, or lengthen its sample.",
    ),
    "A613": (
        "proposal not written",
        "A folder for a proposal cannot be written, or holds something else.",
        "Name an empty folder, or one that holds an earlier proposal.",
    ),
    "A614": (
        "no such proposal",
        "A folder of posterior draws is named that holds none, or draws of other parameters.",
        "Name the folder that moneygood fit wrote.",
    ),
}
