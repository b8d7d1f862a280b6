"""Small stored runs made of plain files, and a program that saves them one after the other."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from moneygood.runs.store.entry import MANIFEST
from moneygood.runs.store.seal import seal_folder

BODY = 20_000
"""Bytes of a run's largest file: several writes, so that a kill can fall between them."""


def content(run_id: str, name: str) -> bytes:
    """What a file of a run has to hold."""
    seed = hashlib.sha256(f"{run_id}/{name}".encode()).digest()
    return (seed * (BODY // len(seed) + 1))[:BODY]


def writer(run_id: str, kept: tuple[str, ...] = ("a",), title: str = "made") -> Callable[[Path], None]:
    """Fills a folder as `fill` does for a real run."""

    def write(folder: Path) -> None:
        (folder / "paths").mkdir()
        for name in ("result.json", *(f"paths/{k}.parquet" for k in kept)):
            (folder / name).write_bytes(content(run_id, name))
        names = ["result.json", *(f"paths/{k}.parquet" for k in kept)]
        manifest = {"id": run_id, "title": title, "scenario": "made", "draws": 1, "seed": 1, "vintage": "v",
                    "names": names}  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest))

    return write


def sealed_again(folder: Path, **changed: Any) -> None:
    """Alter a run's manifest and seal its folder as it is now: what another program could have saved."""
    file = folder / MANIFEST
    file.write_text(json.dumps(json.loads(file.read_text()) | changed))
    seal_folder(folder)


def whole(folder: Path) -> bool:
    """Whether a run's folder holds all that its manifest names, every byte of it."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    return all((folder / n).read_bytes() == content(manifest["id"], n) for n in manifest["names"])


def main() -> None:
    """`made_runs.py ROOT PREFIX COUNT HOW`: save so many runs, for ever if 0, and name each when it is saved.

    With ``repeat`` as HOW they are saved again and again under a few ids, so that folders are merged.
    """
    from moneygood.runs.store.folder_store import FolderStore

    root, prefix, count, repeat = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "repeat"
    store, done = FolderStore(root), 0
    while not count or done < count:
        run_id = f"{prefix}-{done % 3 if repeat else done}"
        kept = (f"{prefix}{done % 4}",) if repeat else ("a",)
        store.put(run_id, writer(run_id, kept))
        sys.stdout.write(f"{run_id} {kept[0]}\n")
        sys.stdout.flush()
        done += 1


if __name__ == "__main__":
    main()
