"""What a stored run holds, by hash: a file that is not what was saved is never read as if it were.

The manifest lists a hash of every file beside it, and one of itself. Runs that were saved before it did are
read as they stand.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.runs.store.entry import MANIFEST

FILES, SEAL = "files", "seal"
COMING = "coming"
"""Files that a writer has announced and that may not be there yet."""


def seal_folder(folder: Path, beside: dict[str, str] | None = None) -> None:
    """Put the hashes into the manifest of a fresh folder, and those of files that a run `beside` it keeps."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return
    text = manifest_text(manifest | {FILES: (beside or {}) | folder_hashes(folder)})
    (folder / MANIFEST).write_text(text, encoding="utf-8")  # on the disk when the folder is published


def folder_hashes(folder: Path) -> dict[str, str]:
    """The hashes of all files of a folder but its manifest, by name."""
    names = sorted(n for n in _names(folder) if n != MANIFEST)
    return {name: file_hash((folder / name).read_bytes()) for name in names}


def both(manifest: dict[str, Any], coming: dict[str, str]) -> str | None:
    """A manifest by which files are what was saved before and after others come in their place.

    It stands while files are moved one by one, so that no moment is wrong; what an earlier writer announced,
    and was killed before it came, stays announced. None where it lists none.
    """
    if FILES not in manifest:
        return None
    listed = dict(manifest[FILES])
    for name, own in coming.items():
        listed[name] = " ".join(dict.fromkeys([*listed.get(name, own).split(), own]))
    new = sorted({*manifest.get(COMING, ()), *(set(coming) - set(manifest[FILES]))})
    return manifest_text(manifest | {FILES: listed, COMING: new})


def file_hash(content: bytes) -> str:
    """The hash of a file's content."""
    return hashlib.blake2b(content, digest_size=24).hexdigest()


def manifest_text(manifest: dict[str, Any]) -> str:
    """A manifest as it is written, its own hash the last entry."""
    said = {k: v for k, v in manifest.items() if k != SEAL}
    return json.dumps(said | {SEAL: _hash(said)}, indent=1) + "\n"


def check_manifest(manifest: dict[str, Any], where: str) -> None:
    """R011 for a manifest that is not what was saved."""
    said = {k: v for k, v in manifest.items() if k != SEAL}
    if (SEAL in manifest or FILES in manifest) and manifest.get(SEAL) != _hash(said):
        raise _altered(MANIFEST, where)


def check_file(manifest: dict[str, Any], name: str, content: bytes, where: str) -> bytes:
    """The content of a file; R011 when it is not what was saved."""
    noted = manifest.get(FILES, {}).get(name)
    if noted is not None and file_hash(content) not in noted.split():
        raise _altered(name, where)
    return content


def _altered(name: str, where: str) -> MoneygoodError:
    what = f"{name} of the run in {where} is not what was saved"
    return MoneygoodError("R011", what, None, "Remove the run and make it again")


def _hash(said: dict[str, Any]) -> str:
    text = json.dumps(said, indent=1, ensure_ascii=True)
    return hashlib.blake2b(text.encode("ascii"), digest_size=24).hexdigest()


def _names(folder: Path) -> list[str]:
    return [
        Path(parent, name).relative_to(folder).as_posix()
        for parent, folders, names in os.walk(folder)
        for name in names
        if not any(part.startswith(".") for part in Path(parent, name).relative_to(folder).parts)
    ]
