"""The error codes of the run store, receipts and exports, entered in the catalogue."""

from __future__ import annotations

from moneygood.core.error_catalogue import CATALOGUE, NOT_HELD

CODES: dict[str, tuple[str, str, str]] = {
    "R006": (
        "not a receipt",
        "The file is no receipt, or something in it is missing or not what it should be.",
        "Ask for the receipt again with moneygood runs receipt.",
    ),
    "R007": (
        "cannot be exported here",
        "The kind of file is unknown, or a library that writes it is not installed.",
        "Use an ending or install the extra named in the message.",
    ),
    "R008": (
        "made by something else",
        "A run or receipt was made with another model, other figures, other options or other code.",
        "Run the scenario again, or use the version that made it.",
    ),
    "R009": (
        "several runs",
        "The beginning of an id fits more than one stored run.",
        "Write more of the id.",
    ),
    "R010": (
        "store cannot be reached",
        "The URL of the run store is of an unknown kind, or its library is not installed.",
        "Use a folder, or a URL that fsspec knows.",
    ),
}

CATALOGUE.update(CODES)
NOT_HELD.add("R008")
