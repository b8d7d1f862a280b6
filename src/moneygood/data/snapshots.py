"""What was fetched, kept for ever: content by its hash, and which request was answered with it when."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.atomic import write_whole
from moneygood.core.errors import MoneygoodError, show_path
from moneygood.core.home import home_root
from moneygood.data.providers.contract import Snapshot, WebRequest


@dataclass(frozen=True)
class SnapshotStore:
    """A folder of snapshots: ``content/<hash>`` and ``asked/<request>/<time>.json``.

    Nothing in it is ever changed: an answer that is the same as one before is one more line about the same
    content. Files appear whole or not at all.
    """

    folder: Path

    def keep(self, snapshot: Snapshot) -> None:
        """Keep an answer (D003 where the folder cannot be written)."""
        name = snapshot.fetched.replace(":", "")
        told = {
            "provider": snapshot.provider,
            "address": snapshot.address,
            "fetched": snapshot.fetched,
            "day": snapshot.day.isoformat(),
            "sha256": snapshot.sha256,
            "bytes": len(snapshot.content),
            "content_type": snapshot.content_type,
            "etag": snapshot.etag,
        }
        content = self.folder / "content" / snapshot.sha256
        if not content.is_file():
            put(content, snapshot.content)
        put(self.folder / "asked" / snapshot.identity / f"{name}.json", json.dumps(told, indent=1).encode())

    def latest(self, request: WebRequest, by: datetime.date | None = None) -> Snapshot | None:
        """The last answer to a request, or the last one had by the end of a day at the source.

        D005 where kept content is not what its hash says.
        """
        found: Snapshot | None = None
        folder = self.folder / "asked" / request.identity
        for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
            told = json.loads(file.read_text(encoding="utf-8"))
            at = datetime.date.fromisoformat(told["day"])
            if by is None or at <= by:
                found = self._read(request, told, at)
        return found

    def _read(self, request: WebRequest, told: dict[str, str], at: datetime.date) -> Snapshot:
        path = self.folder / "content" / told["sha256"]
        try:
            content = path.read_bytes()
        except OSError:
            raise MoneygoodError("D003", f"the snapshot {show_path(path)} is missing") from None
        if hashlib.sha256(content).hexdigest() != told["sha256"]:
            raise MoneygoodError(
                "D005", f"{show_path(path)} is not what was fetched", None, "Remove it and fetch it again"
            )
        return Snapshot(
            told["provider"], request.identity, told["address"], told["fetched"], at, content,
            told["content_type"], told["etag"],
        )  # fmt: skip

    def getter(self, fetch: Callable[[WebRequest], Snapshot]) -> Callable[[WebRequest], Snapshot]:
        """A function that fetches and keeps."""

        def get(request: WebRequest) -> Snapshot:
            snapshot = fetch(request)
            self.keep(snapshot)
            return snapshot

        return get

    def kept(self, by: datetime.date | None = None) -> Callable[[WebRequest], Snapshot]:
        """A function that takes from here only (D028), nothing later than a day."""

        def get(request: WebRequest) -> Snapshot:
            found = self.latest(request, by)
            if found is None:
                when = f" by {by}" if by else ""
                raise MoneygoodError("D028", f"{request.shown} was not fetched{when}")
            return found

        return get


def open_store(folder: Path | None = None) -> SnapshotStore:
    """The user's snapshots, or those of another folder."""
    return SnapshotStore(folder or home_root() / "snapshots")


def put(path: Path, content: bytes) -> None:
    """Write a file in one step, on disk before it has its name (D003)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as fault:
        raise MoneygoodError("D003", f"cannot write {show_path(path)} ({fault.strerror})") from None
