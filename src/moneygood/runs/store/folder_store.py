"""Runs in a folder of this machine, one folder a run."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moneygood.core.atomic import (
    NEW,
    Leftover,
    fresh_folder,
    leftovers,
    locked,
    publish,
    publish_first,
    remove,
    sweep,
    write_whole,
)
from moneygood.core.cache import sealed, unsealed
from moneygood.core.errors import MoneygoodError
from moneygood.core.notices import notify
from moneygood.runs.store.entry import MANIFEST, RunCard, StoredRun, parse_manifest
from moneygood.runs.store.seal import (
    FILES,
    both,
    check_file,
    check_manifest,
    folder_hashes,
    seal_folder,
)
from moneygood.runs.store.store import pick

INDEX = ".index.json"
"""What the manifests say, kept to list many runs quickly; made again from them whenever it does not fit."""


class FolderStore:
    """The run store in a folder; see `AbstractRunStore`. Nothing is locked."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def where(self) -> str:
        """The folder."""
        return str(self.root)

    def put(self, run_id: str, write: Callable[[Path], None]) -> StoredRun:
        """Save a run; see `AbstractRunStore.put`."""
        sweep(self.root)
        return write_folder(self.root / run_id, write, merge=True)

    def get(self, run_id: str) -> StoredRun:
        """The run of an id; R003 when there is none."""
        return read_folder(self.root / run_id)

    def leftovers(self) -> tuple[Leftover, ...]:
        """What killed commands left unfinished here; the next save clears it."""
        return tuple(leftovers(self.root))

    def clear(self) -> None:
        """Delete the left-overs."""
        sweep(self.root)

    def list(self) -> tuple[RunCard, ...]:
        """A line for every run, the newest first."""
        known, cards, fresh = self._index(), [], {}
        for folder in self._folders():
            mark = _mark(folder)
            card = known.get(folder.name, {})
            if mark is None:
                continue
            if card.get("mark") != mark:
                try:
                    run = read_folder(folder)
                except MoneygoodError as fault:
                    notify(f"the run {folder.name} is not listed: {fault.code} {fault.message}")
                    continue
                card = {"mark": mark, "card": asdict(RunCard.of(run)) | {"saved": _saved(run)}}
            fresh[folder.name] = card
            cards.append(RunCard(**card["card"] | {"id": folder.name}))
        if fresh != known:
            with contextlib.suppress(OSError):
                write_whole(self.root / INDEX, sealed(INDEX, json.dumps(fresh).encode()))
        return tuple(sorted(cards, key=lambda c: (c.saved, c.id), reverse=True))

    def find(self, name: str) -> StoredRun:
        """The run that a name means: a run's folder, or as in `AbstractRunStore.find`."""
        for folder in (Path(name), self.root / name):
            if name and (folder / MANIFEST).is_file():
                return read_folder(folder)
        return self.get(pick(name, self.list(), self.where))

    def remove(self, run_id: str) -> int:
        """Take a run out of the store and return the bytes that it took."""
        run = self.get(run_id)
        assert run.folder is not None
        with in_words(run.folder):
            remove(run.folder)
        return run.bytes

    def _folders(self) -> list[Path]:
        with contextlib.suppress(OSError):
            return [Path(e.path) for e in os.scandir(self.root) if e.is_dir() and e.name[0] != "."]
        return []

    def _index(self) -> dict[str, Any]:
        try:
            found = json.loads(unsealed(INDEX, (self.root / INDEX).read_bytes()) or b"{}")
            for entry in found.values():
                RunCard(**entry["card"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return {}
        return found


def read_folder(folder: Path) -> StoredRun:
    """The run that was written to `folder` (R003 when there is none)."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError:
        raise MoneygoodError(
            "R003", f"there is no run in {folder}", None, "Name the folder of a run"
        ) from None
    where = str(folder)
    manifest = parse_manifest(content, where)
    check_manifest(manifest, where)
    sizes = {}
    for parent, folders, names in os.walk(folder):
        folders[:] = [f for f in folders if f[0] != "."]
        for name in (n for n in names if not n.startswith(NEW)):
            file = Path(parent, name)
            with contextlib.suppress(OSError):
                sizes[file.relative_to(folder).as_posix()] = file.stat().st_size

    def read(name: str) -> bytes:
        content = (folder / name).read_bytes()
        try:
            return check_file(manifest, name, content, where)
        except MoneygoodError:  # the run may have been saved again since its manifest was read
            now = parse_manifest((folder / MANIFEST).read_bytes(), where)
            check_manifest(now, where)
            return check_file(now, name, (folder / name).read_bytes(), where)

    return StoredRun(where, manifest, sizes, read, folder)


def write_folder(folder: Path, write: Callable[[Path], None], *, merge: bool | None = None) -> StoredRun:
    """Fill `folder` by `write`, whole or not at all.

    A run of the same id that is there keeps what it has beyond the new one; another run is replaced, unless
    `merge` says that the id is known to be the same. R001 where it cannot be written.
    """
    target = Path(os.path.abspath(folder))
    with in_words(folder), fresh_folder(target.parent) as fresh:
        write(fresh)
        if merge is None:
            merge = _id_in(target) is not None and _id_in(target) == _id_in(fresh)
        while not _put(fresh, target, merge):
            pass  # another writer of the same name came in between
    return read_folder(folder)


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """R001 in the place of what the system says when `folder` cannot be written."""
    try:
        yield
    except OSError as fault:
        reason = (fault.strerror or "unwritable").lower()
        raise MoneygoodError(
            "R001", f"the folder {folder} cannot be written ({reason})", None, "Choose another with --out"
        ) from None


def _id_in(folder: Path) -> str | None:
    try:
        return str(json.loads((folder / MANIFEST).read_bytes())["id"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _put(fresh: Path, target: Path, merge: bool) -> bool:
    """Publish a run; False where another one has come meanwhile, with which it has to be merged."""
    with locked(target) as there:
        seal_folder(fresh, _announced(target, folder_hashes(fresh)) if there and merge else {})
        if not there:
            return publish_first(fresh, target)
        publish(fresh, target, MANIFEST, merge=merge)
        return True


def _announced(folder: Path, coming: dict[str, str]) -> dict[str, str]:
    """The hashes of what a run keeps already, after those of what comes were put beside them."""
    sweep(folder)
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        text = both(manifest, coming)
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
    if text is None:
        return {}
    write_whole(folder / MANIFEST, text)
    return {name: noted for name, noted in manifest[FILES].items() if (folder / name).is_file()}


def _mark(folder: Path) -> list[int] | None:
    """What changes when a run is written again: times of its folder, its paths and its manifest."""
    try:
        seen = (folder / MANIFEST).stat()
        times = [folder.stat().st_mtime_ns, seen.st_mtime_ns, seen.st_size]
    except OSError:
        return None
    with contextlib.suppress(OSError):
        times.append((folder / "paths").stat().st_mtime_ns)
    return times


def _saved(run: StoredRun) -> str:
    """When a run was saved; of runs that do not say, the time of their manifest."""
    if run.manifest.get("saved"):
        return str(run.manifest["saved"])
    assert run.folder is not None
    seen = (run.folder / MANIFEST).stat().st_mtime
    return datetime.fromtimestamp(seen, UTC).isoformat(timespec="microseconds")
