"""Which code makes the figures: a hash of its content, the same wherever and whenever it was installed."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

ROOMS = ("core", "data", "model", "scenarios", "engine", "baseline", "estimation", "restarts", "runs")
"""The rooms that figures pass through; what shows them (charts, questions' words, surfaces) is not here."""

SHOWING = ("runs/store", "runs/export")
"""Folders of those rooms that only keep figures and write them out."""


@lru_cache(maxsize=4)
def code_hash(rooms: tuple[str, ...] = ROOMS) -> str:
    """The SHA-256 (hex) of the code of `rooms`, by path and content; line endings do not count."""
    package = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for room in rooms:
        files = [f for kind in ("*.py", "*.lark") for f in (package / room).rglob(kind)]
        for file in sorted(files):
            name = file.relative_to(package).as_posix()
            if not name.startswith(SHOWING):
                content = file.read_bytes().replace(b"\r\n", b"\n")
                digest.update(f"{name}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.hexdigest()
