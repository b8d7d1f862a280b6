"""Runs behind a URL that fsspec knows: ``s3://bucket/runs``, ``memory://runs``, ``sftp://…``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moneygood.core.atomic import Leftover, scratch_folder
from moneygood.core.errors import MoneygoodError
from moneygood.runs.store.entry import MANIFEST, RunCard, StoredRun, parse_manifest
from moneygood.runs.store.seal import FILES, both, check_file, check_manifest, folder_hashes, seal_folder
from moneygood.runs.store.store import pick


class UrlStore:
    """The run store behind a URL; see `AbstractRunStore`.

    A run is there as soon as its manifest is, which is written last and in one step; files of a run whose
    manifest never came are not seen, and are overwritten when that run is saved again.
    """

    def __init__(self, url: str) -> None:
        try:
            import fsspec
        except ImportError:
            hint = "Install it: pip install fsspec"
            raise MoneygoodError("R010", f"{url} needs the library fsspec", None, hint) from None
        try:
            self.files, root = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as fault:
            reason = (str(fault).splitlines() or ["unknown"])[0]
            raise MoneygoodError("R010", f"{url} cannot be opened: {reason}", None, "Name a folder") from None
        self.root, self.url = str(root).rstrip("/"), url.rstrip("/")

    @property
    def where(self) -> str:
        """The URL."""
        return self.url

    def put(self, run_id: str, write: Callable[[Path], None]) -> StoredRun:
        """Save a run; see `AbstractRunStore.put`."""
        with scratch_folder("run") as fresh:
            write(fresh)
            seal_folder(fresh, self._announced(run_id, folder_hashes(fresh)))
            names = sorted(p.relative_to(fresh).as_posix() for p in fresh.rglob("*") if p.is_file())
            for name in sorted(names, key=lambda n: n == MANIFEST):
                self._write(f"{self.root}/{run_id}/{name}", (fresh / name).read_bytes())
        return self.get(run_id)

    def get(self, run_id: str) -> StoredRun:
        """The run of an id; R003 when there is none."""
        base, where = f"{self.root}/{run_id}", f"{self.url}/{run_id}"
        try:
            content = self.files.cat_file(f"{base}/{MANIFEST}")
        except (OSError, ValueError):
            raise MoneygoodError(
                "R003", f"there is no run in {where}", None, "See what there is: moneygood runs list"
            ) from None
        found: dict[str, Any] = self.files.find(base, detail=True)
        at = next(p for p in found if p.endswith(f"{run_id}/{MANIFEST}"))
        head = len(at) - len(MANIFEST)
        sizes = {path[head:]: int(info["size"] or 0) for path, info in found.items()}
        manifest = parse_manifest(content, where)
        check_manifest(manifest, where)

        def read(name: str) -> bytes:
            return check_file(manifest, name, self._read(base, name), where)

        return StoredRun(where, manifest, sizes, read)

    def _announced(self, run_id: str, coming: dict[str, str]) -> dict[str, str]:
        """The hashes of what a run keeps already, after those of what comes were put beside them."""
        try:
            manifest = json.loads(self._read(f"{self.root}/{run_id}", MANIFEST))
            text = both(manifest, coming)
        except (OSError, ValueError, TypeError, AttributeError):
            return {}
        if text is None:
            return {}
        self._write(f"{self.root}/{run_id}/{MANIFEST}", text.encode())
        return dict(manifest[FILES])

    def leftovers(self) -> tuple[Leftover, ...]:
        """None: a run without its manifest is written over when it is saved again."""
        return ()

    def clear(self) -> None:
        """Nothing is left over."""

    def list(self) -> tuple[RunCard, ...]:
        """A line for every run, the newest first."""
        try:
            found = self.files.ls(self.root, detail=False)
        except FileNotFoundError:
            return ()
        cards = []
        for path in found:
            run_id = str(path).rstrip("/").rpartition("/")[2]
            if self.files.exists(f"{self.root}/{run_id}/{MANIFEST}"):
                cards.append(RunCard.of(self.get(run_id)))
        return tuple(sorted(cards, key=lambda c: (c.saved, c.id), reverse=True))

    def find(self, name: str) -> StoredRun:
        """The run that a name means; see `AbstractRunStore.find`."""
        return self.get(pick(name, self.list(), self.where))

    def remove(self, run_id: str) -> int:
        """Take a run out of the store, manifest first, and return the bytes that it took."""
        run = self.get(run_id)
        self.files.rm_file(f"{self.root}/{run_id}/{MANIFEST}")
        for name in run.sizes:
            if name != MANIFEST:
                self.files.rm_file(f"{self.root}/{run_id}/{name}")
        return run.bytes

    def _write(self, path: str, content: bytes) -> None:
        try:
            self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
            self.files.pipe_file(path, content)
        except (OSError, ValueError) as fault:
            reason = (str(fault).splitlines() or ["unwritable"])[0]
            raise MoneygoodError("R001", f"{self.url} cannot be written ({reason})", None, None) from None

    def _read(self, base: str, name: str) -> bytes:
        return self.files.cat_file(f"{base}/{name}")
