"""The error codes of the run store: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
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
    "R003": (
        "unknown run",
        "There is no run of that name in the folder.",
        "Use a name that exists.",
    ),
    "R004": (
        "port taken",
        "Another program listens on that port.",
        "Choose another with --port.",
    ),
    "R005": (
        "unknown kind of file",
        "The ending of the file's name is none that can be written.",
        "Use one of the endings in the message.",
    ),
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
    "R011": (
        "stored run altered",
        "A file of a stored run is not what was saved: a fault of the disk, or somebody changed it.",
        "Remove the run with moneygood runs rm and make it again.",
    ),
}
