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
}
