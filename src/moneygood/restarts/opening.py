"""Opening the workspace of a vintage, or of what was known of it on a day: where every question starts."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

from moneygood.baseline.opening import load as load_whole
from moneygood.baseline.workspace import Workspace
from moneygood.core.texts import economics_root
from moneygood.data.as_of import AT, DatedVintage, find_vintage
from moneygood.restarts.workspace import DatedWorkspace, open_dated

_OPENING = threading.RLock()


def load(vintage: str | None = None) -> Workspace:
    """The workspace of a vintage (the latest when none is named), or of a vintage as of a day, such as
    ``2026-11@2024-06-30``: the model restarted on what was known.

    Opened once per process, however many threads ask. Errors: D003 for an unknown vintage, D002 for a day
    that cannot be, M-codes for faulty equations.

    >>> load("2026-11@2024-06-30").start
    Quarter('2024Q3')
    """
    if vintage is None or AT not in vintage:
        return load_whole(vintage)
    with _OPENING:
        return _open(vintage, economics_root())


@lru_cache(maxsize=4)
def _open(vintage: str, root: Path) -> DatedWorkspace:
    data = find_vintage(vintage, root)
    assert isinstance(data, DatedVintage)
    return open_dated(data)
