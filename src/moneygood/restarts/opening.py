"""Opening the workspace of a vintage, or of what was known of it on a day: where every question starts."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path

from moneygood.baseline.opening import load as load_whole
from moneygood.baseline.workspace import Workspace
from moneygood.core.figures import listed
from moneygood.core.notices import notify
from moneygood.core.texts import economics_root
from moneygood.data.as_of import AT, DatedVintage, find_vintage
from moneygood.data.vintage import load_vintage
from moneygood.model.build import load_model
from moneygood.restarts.sector_text import read_sector_rule
from moneygood.restarts.workspace import DatedWorkspace, open_dated

_OPENING = threading.RLock()


def load(vintage: str | None = None) -> Workspace:
    """The workspace of a vintage (the latest when none is named), or of a vintage as of a day, such as
    ``2026-11@2024-06-30``: the model restarted on what was known.

    Opened once per process, however many threads ask. A line says which sectors the model of an early day is
    without. Errors: D003 for an unknown vintage, D002 for a day
    that cannot be, M-codes for faulty equations.

    >>> load("2026-11@2024-06-30").start
    Quarter('2024Q3')
    """
    if vintage is None or AT not in vintage:
        return load_whole(vintage)
    base = load_vintage(vintage.partition(AT)[0] or None)
    with _OPENING:
        workspace = _open(vintage, base.folder, base.hash, economics_root())
    whole = load_model(workspace.model.root)
    left = [s.partition("_")[2] for s in whole.sectors if s not in workspace.model.sectors]
    if left:
        first = read_sector_rule(whole).first
        notify(f"the model of {workspace.day} is without its sector {listed(left)}, which begins in {first}")
    return workspace


@lru_cache(maxsize=4)
def _open(vintage: str, folder: Path, content: str, root: Path) -> DatedWorkspace:
    """The workspace of a day of the vintage in a folder with this content, under these texts."""
    data = find_vintage(vintage, root)
    assert isinstance(data, DatedVintage)
    return open_dated(data)
