"""Which code makes the figures: a hash of its content, the same wherever and whenever it was installed."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

ROOMS = ("core", "data", "model", "scenarios", "engine", "baseline", "estimation", "restarts", "runs")
"""The rooms that figures pass through; what shows them (charts, questions' words, surfaces) is not here."""

SHOWING = ("runs/store", "runs/export")
"""Folders of those rooms that only keep figures and write them out."""


@lru_cache(maxsize=16)
def code_hash(rooms: tuple[str, ...] = ROOMS) -> str:
    """A hash (hex) of the code of `rooms`, by path and content; line endings do not count."""
    package = str(Path(__file__).resolve().parent.parent)
    return hashlib.sha256(b"".join(_room_hash(package, room) for room in rooms)).hexdigest()


@lru_cache(maxsize=64)
def _room_hash(package: str, room: str) -> bytes:
    """The hash of a room's code, read once a process."""
    digest = hashlib.blake2b(digest_size=32)
    cut = len(package) + 1
    for parent, folders, names in os.walk(os.path.join(package, room)):
        folders.sort()
        below = parent[cut:].replace(os.sep, "/")
        if below.startswith(SHOWING):
            continue
        for name in sorted(names):
            if name.endswith((".py", ".lark")):
                with open(os.path.join(parent, name), "rb") as stream:
                    content = stream.read().replace(b"\r\n", b"\n")
                digest.update(f"{below}/{name}\0{len(content)}\0".encode())
                digest.update(content)
    return digest.digest()
