"""A stored run as it is found: where it lies, its manifest, the sizes of its files, and their bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError
from moneygood.core.json_text import read_json

MANIFEST = "manifest.json"
RESULT = "result.json"
SCENARIO = "scenario.yaml"
QUANTILES = "quantiles.csv"
PATHS = "paths/"
"""The folder of a run's kept paths, a file a variable."""


@dataclass(frozen=True)
class StoredRun:
    """A run in a store: `where` it is, its `manifest`, and the `sizes` of its files in bytes by name.

    `folder` is set when it lies on this machine.
    """

    where: str
    manifest: dict[str, Any]
    sizes: Mapping[str, int]
    reader: Callable[[str], bytes] = field(repr=False, compare=False)
    folder: Path | None = None

    @property
    def id(self) -> str:
        """The run's id."""
        return str(self.manifest.get("id", ""))

    @property
    def bytes(self) -> int:
        """The bytes that the run takes."""
        return sum(self.sizes.values())

    @property
    def kept(self) -> tuple[str, ...]:
        """The variables whose paths are stored."""
        ending = ".parquet"
        names = (n.removeprefix(PATHS) for n in self.sizes if n.startswith(PATHS) and n.endswith(ending))
        return tuple(sorted(n.removesuffix(ending) for n in names))

    @property
    def files(self) -> tuple[Path, ...]:
        """The files and folders in the run's folder; none for a run that lies elsewhere."""
        return () if self.folder is None else tuple(sorted(self.folder.iterdir()))

    def read(self, name: str) -> bytes:
        """The bytes of one of its files; R003 when it has none of that name."""
        if name not in self.sizes:
            raise MoneygoodError("R003", f"the run in {self.where} has no file {name}", None, "Run it again")
        return self.reader(name)

    def text(self, name: str) -> str:
        """One of its files as text."""
        return self.read(name).decode("utf-8")

    @property
    def result(self) -> dict[str, Any]:
        """The document that ``run --json`` printed."""
        try:
            return json.loads(self.text(RESULT))
        except ValueError:
            raise MoneygoodError(
                "R003", f"{RESULT} of the run in {self.where} cannot be read", None, "Run it again"
            ) from None


def parse_manifest(content: bytes, where: str) -> dict[str, Any]:
    """A manifest from its bytes; R003 when it is none."""
    try:
        found = read_json(content)
    except ValueError:
        found = None
    if not isinstance(found, dict) or "id" not in found:
        raise MoneygoodError("R003", f"there is no run in {where}", None, "Name the folder of a run")
    return found


@dataclass(frozen=True)
class RunCard:
    """A line of a store's list: what a run is, when it was saved, and the bytes it takes."""

    id: str
    scenario: str
    title: str
    draws: int
    seed: int
    vintage: str
    saved: str
    bytes: int
    kept: int
    """Variables whose paths are stored."""

    @classmethod
    def of(cls, run: StoredRun) -> RunCard:
        """The line of a stored run."""
        m = run.manifest
        return cls(
            run.id, str(m.get("scenario", "")), str(m.get("title", "")), int(m.get("draws") or 0),
            int(m.get("seed") or 0), str(m.get("vintage", "")), str(m.get("saved", "")), run.bytes,
            len(run.kept),
        )  # fmt: skip
