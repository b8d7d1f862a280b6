"""How the texts of the evidence are read: below the economics folder, their sources looked up."""

from __future__ import annotations

from pathlib import Path

from moneygood.core.record_text import Entry, TextKind
from moneygood.core.texts import economics_root, reference_keys


def read_evidence(kind: TextKind, path: str | Path) -> Entry:
    """The text of a file below the economics folder (a relative path) or anywhere (an absolute one); A401."""
    file = Path(path) if Path(path).is_absolute() else economics_root() / path
    return kind.read(file, None, reference_keys())
