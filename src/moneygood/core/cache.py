"""A per-user folder for things that can always be computed again; not having one is never an error.

A wheel brings some of them along, made when it was built, under the names that they have in the folder. A
name is made of all that decides the content, so what comes along is used only where it would be made anew.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

MADE = Path(__file__).resolve().parent.parent / "made"
"""What a wheel brings along (`scripts/made.py`); not there in a checkout."""


def cache_root() -> Path | None:
    """The writable cache folder, or None when there is none.

    ``MONEYGOOD_CACHE`` names it; otherwise it is ``moneygood`` in the user's cache folder.
    """
    named = os.environ.get("MONEYGOOD_CACHE")
    try:
        if named:
            root = Path(named)
        elif os.environ.get("XDG_CACHE_HOME"):
            root = Path(os.environ["XDG_CACHE_HOME"]) / "moneygood"
        else:
            root = Path.home() / ".cache" / "moneygood"
        root.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return root if os.access(root, os.W_OK) else None


def read_cached(name: str) -> bytes | None:
    """The bytes kept under `name`, or those that came with the wheel, or None."""
    for root in (cache_root(), MADE):
        if root is not None:
            try:
                return (root / name).read_bytes()
            except OSError:
                continue
    return None


def write_cached(name: str, content: bytes, keep: int = 8) -> None:
    """Keep `content` under `name` in one step; of the files with the same prefix (up to the last ``-``) only
    the newest `keep` stay."""
    root = cache_root()
    if root is None:
        return
    try:
        handle, temporary = tempfile.mkstemp(dir=root, prefix=".new-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.replace(temporary, root / name)
        prefix = name.rpartition("-")[0]
        if prefix:
            kin = sorted(root.glob(f"{prefix}-*"), key=lambda p: p.stat().st_mtime, reverse=True)
            for old in kin[keep:]:
                old.unlink(missing_ok=True)
    except OSError:
        return
