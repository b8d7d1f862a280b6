"""Which store is meant: a folder, or a URL."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from moneygood.core.errors import MoneygoodError
from moneygood.runs.store.folder_store import FolderStore, in_words
from moneygood.runs.store.store import AbstractRunStore

VARIABLE = "MONEYGOOD_RUNS"
"""The environment variable that names the store."""


def store_place() -> str:
    """Where runs go unless told otherwise: what MONEYGOOD_RUNS names, or ``runs`` in the working folder."""
    return os.environ.get(VARIABLE) or "runs"


def default_folder() -> Path:
    """The folder of the default store; R010 where a URL is named and a folder is needed."""
    place = store_place()
    if "://" in place:
        hint = f"Set {VARIABLE} to a folder"
        raise MoneygoodError("R010", f"{place} is no folder of this machine", None, hint)
    return Path(place)


def open_store(place: str | Path | None = None) -> AbstractRunStore:
    """The store at `place`, a folder or a URL that fsspec knows; by default at `store_place`. R010."""
    at = store_place() if place is None else str(place)
    if at.startswith("file://"):
        at = at.removeprefix("file://")
    if "://" not in at:
        return FolderStore(Path(at))
    from moneygood.runs.store.url_store import UrlStore

    return UrlStore(at)


def check_writable(folder: Path) -> None:
    """R001, before anything is computed, when results could not be written into `folder`."""
    with in_words(folder):
        if folder.exists() and not folder.is_dir():
            raise MoneygoodError(
                "R001", f"{folder} is a file, not a folder", None, "Choose another with --out"
            )
        probe = folder
        while not probe.exists():
            probe = probe.parent
        if not probe.is_dir() or not os.access(probe, os.W_OK | os.X_OK):
            raise MoneygoodError(
                "R001", f"the folder {folder} cannot be written", None, "Choose another with --out"
            )
        tempfile.TemporaryFile(dir=probe).close()
