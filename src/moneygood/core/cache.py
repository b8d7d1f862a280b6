"""What can always be computed again, kept for the next command; an entry that does not verify is as none.

An entry is sealed: a line that says which entry it is, the length of its content, and a hash of all of it,
the name included. A name ends in a hash of everything that the entry was made from, code included, so that a
file that was cut, altered, exchanged or left by other code is made again. Nothing in an entry is unpickled.

A wheel brings some entries along, made when it was built, under the names that they have in the folder.

The folder is the user's own: it is made for its owner alone, and one that others own or can write to is not
used. Where it cannot be written (a full disk, no home), entries go to a folder of the user's own among the
machine's temporary files, so that commands stay quick; a line says so once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from moneygood.core.atomic import discard, sweep, write_whole
from moneygood.core.notices import notify

T = TypeVar("T")
MADE = Path(__file__).resolve().parent.parent / "made"
"""What a wheel brings along (`scripts/made.py`); not there in a checkout."""
FORM = "moneygood cache 1"
PLACE = "MONEYGOOD_CACHE"
_HASH = 32
_FULL: set[str] = set()
"""Folders that took no more in this process."""


def cache_root() -> Path | None:
    """The cache folder, or None when there is none.

    ``MONEYGOOD_CACHE`` names it; otherwise it is ``moneygood`` in the user's cache folder, or, where that
    cannot be written, one among the machine's temporary files.
    """
    return next(iter(_roots()), None)


def read_cached(name: str) -> bytes | None:
    """The content kept under `name`, or what came with the wheel, verified, or None."""
    for root in (*_roots(), MADE):
        with contextlib.suppress(OSError):
            found = unsealed(name, (root / name).read_bytes())
            if found is not None:
                return found
    return None


def read_as(name: str, read: Callable[[bytes], T]) -> T | None:
    """What `read` makes of the content kept under `name`, or None where there is none that it can read."""
    content = read_cached(name)
    if content is None:
        return None
    try:
        return read(content)
    except Exception:  # sealed by other code or hands: the same as none
        return None


def write_cached(name: str, content: bytes, keep: int = 8) -> None:
    """Keep `content` under `name` in one step; of the files with the same prefix (up to the last ``-``) only
    the newest `keep` stay."""
    for _ in range(3):
        root = next((r for r in _roots() if str(r) not in _FULL), None)
        if root is None:
            return
        try:
            write_whole(root / name, sealed(name, content), mode=0o600)
            prefix = name.rpartition("-")[0]
            if prefix:
                kin = sorted(root.glob(f"{prefix}-*"), key=lambda p: p.stat().st_mtime, reverse=True)
                for old in kin[keep:]:
                    old.unlink(missing_ok=True)
            return
        except FileNotFoundError:  # the folder was taken away while we ran
            _usable.cache_clear()
        except IsADirectoryError:  # a folder in the place of the entry
            discard(root / name)
        except OSError as fault:
            _FULL.add(str(root))
            reason = (fault.strerror or "unwritable").lower()
            notify(f"the cache folder {root} cannot be written ({reason}); what is made is kept elsewhere")


def sealed(name: str, content: bytes) -> bytes:
    """The bytes of an entry: a line, then the content; see the module."""
    head = f"{FORM} {name} {len(content)}\n".encode()
    return head + _seal(head, content) + content


def unsealed(name: str, entry: bytes) -> bytes | None:
    """The content of an entry, None where it is not the whole and unaltered entry of this name."""
    head, _, rest = entry.partition(b"\n")
    content = rest[_HASH:]
    if head != f"{FORM} {name} {len(content)}".encode():
        return None
    return content if _seal(head + b"\n", content) == rest[:_HASH] else None


def _seal(head: bytes, content: bytes) -> bytes:
    digest = hashlib.blake2b(head, digest_size=_HASH)
    digest.update(content)
    return digest.digest()


def _roots() -> list[Path]:
    """The folders that entries are looked for in: the user's, then the one among temporary files."""
    named = os.environ.get(PLACE)
    shared = os.environ.get("XDG_CACHE_HOME", "")
    usual = ""
    if named:
        usual = named
    elif os.path.isabs(shared):  # a relative one is to be ignored, says the standard
        usual = os.path.join(shared, "moneygood")
    else:
        with contextlib.suppress(RuntimeError):
            usual = str(Path.home() / ".cache" / "moneygood")
    return list(_usable(usual, tempfile.gettempdir(), tuple(sorted(_FULL))))


@lru_cache(maxsize=8)
def _usable(usual: str, temporary: str, full: tuple[str, ...]) -> tuple[Path, ...]:
    """The usual folder where it can be used, and the other one where that is needed or was used before."""
    found = []
    root = _own(Path(usual)) if usual else None
    if root is not None:
        found.append(root)
    number = os.getuid() if os.name == "posix" else "user"
    spare = Path(temporary, f"moneygood-{number}")
    needed = root is None or str(root) in full
    other = _own(spare) if needed or spare.is_dir() else None
    if other is not None:
        found.append(other)
    for folder in found:
        sweep(folder)
    return tuple(found)


def _own(root: Path) -> Path | None:
    """A folder that its owner alone can write to, made where there is none; None, and why, for another."""
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            root.mkdir(mode=0o700)
        seen = root.stat()
    except OSError:
        return None
    why = ""
    if os.name == "posix" and seen.st_uid != os.getuid():
        why = "belongs to another user"
    elif os.name == "posix" and seen.st_mode & 0o022:
        why = "can be written by other users; make it yours: chmod 700"
    if why:
        notify(f"the cache folder {root} is not used: it {why}")
        return None
    return root if os.access(root, os.W_OK | os.X_OK) else None
