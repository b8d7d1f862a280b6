"""The error codes of a reader's views and of observed figures: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "A711": (
        "not a view",
        "A view is not in one of the forms that views have.",
        'Write "X ~ 4.2 ± 0.5", "median(X) ~ 4", "expected(X) >= 4" or "X > 5 : 30%", X at a quarter.',
    ),
    "A712": (
        "view that no draw bears out",
        "No weights of the model's draws are as the view says: it lies outside what the draws reach.",
        "Move the view into the range that is named, or ask for more draws.",
    ),
    "A713": (
        "views that contradict each other",
        "Each view can be had, but not all of them together.",
        "Take one of those that are named away, or say less with it.",
    ),
    "A714": (
        "too little left of the draws",
        "What is imposed leaves fewer effective draws than a figure can be read from.",
        "Say less, ask for more draws, or write a scenario.",
    ),
    "A715": (
        "unit of a view",
        "A number of a view or of an observed figure is in another unit, or its unit has to be said.",
        "Write the unit that tables print beside the number.",
    ),
    "A716": (
        "views that cannot be read",
        "A file of views is missing, empty, or not of the form.",
        "See docs/how-to/weigh-scenarios.md for the form.",
    ),
    "A717": (
        "views where none can be taken",
        "Views weigh the paths of all draws, which are not at hand here.",
        "Leave the views out, or ask for fewer draws and no file of paths.",
    ),
}
