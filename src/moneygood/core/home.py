"""The user's data folder: vintages made by the user, fetched snapshots, series of the user's own."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "MONEYGOOD_HOME"


def home_root() -> Path:
    """The folder that ``MONEYGOOD_HOME`` names, or ``moneygood`` in the user's folder for data.

    It need not exist: nothing is there until something is kept.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME")
    try:
        return (Path(data) if data else Path.home() / ".local" / "share") / "moneygood"
    except RuntimeError:  # no home folder is known
        return Path(".moneygood")
