"""How many figures of the texts are recalled: written from memory and not yet read at their source."""

from __future__ import annotations

import re
from pathlib import Path

from moneygood.core.texts import economics_root

_RECALLED = re.compile(r"\brecalled\b", re.IGNORECASE)
_KINDS = (".yaml", ".bib")


def recalled_figures(root: Path | None = None) -> dict[str, int]:
    """The records that say that they are recalled, by file below ``economics/``; no vintages, no remarks.

    A record is a line of a text: where it stands twice in a line it counts once.
    """
    folder = root or economics_root()
    out: dict[str, int] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix not in _KINDS or name.startswith("vintages/"):
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        count = sum(1 for line in lines if _RECALLED.search(line) and not line.lstrip().startswith("#"))
        if count:
            out[name] = count
    return out
