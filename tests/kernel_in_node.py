"""The browser's kernel in Node, for tests that hold it against the native one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moneygood.engine.wasm.image import KernelCase, KernelImage

NODE = shutil.which("node")
ASSETS = Path(__file__).parents[1] / "src" / "moneygood" / "surfaces" / "web" / "assets" / "engine"
PROGRAM = Path(__file__).with_name("run_kernel.mjs")

if NODE is None and os.environ.get("CI") != "true":
    pytest.skip("Node is not here; install it to run the kernel as a browser does", allow_module_level=True)


@dataclass
class NodeJob:
    """One setting, the levers on top of it, and the pieces (cell, low, high) to run."""

    case: KernelCase
    pieces: Sequence[tuple[int, int, int]]
    moved: dict[str, float] = field(default_factory=dict)
    seed: int = 1
    exact: bool = False
    keeping: bool = False
    table: bool = False
    """Whether the table of drawn parameters comes behind the figures of each piece."""


def in_node(
    folder: Path,
    image: KernelImage,
    base: KernelCase,
    jobs: Sequence[NodeJob],
    keep: Sequence[str],
    levers: dict[str, Any] | None = None,
    **more: Any,
) -> tuple[list[list[np.ndarray]], dict[str, Any]]:
    """The values [variable, quarter, draw] of every job and piece, and what the program said beside them."""
    drawn = [r["name"] for r in image.document["records"]]
    (folder / "kernel.wasm").write_bytes(image.module)
    (folder / "tables.bin").write_bytes(image.tables)
    asked = {
        "doc": image.document, "levers": levers or {}, "keep": list(keep), **more,
        "jobs": [
            {
                "case": j.case.changes_from(base, drawn), "moved": j.moved, "seed": j.seed,
                "pieces": list(j.pieces), "exact": j.exact, "keeping": j.keeping,
                "table": j.table,
            }
            for j in jobs
        ],
    }  # fmt: skip
    (folder / "asked.json").write_text(json.dumps(asked))
    assert NODE is not None, "CI has to have Node"
    how = [NODE, "--experimental-default-type=module", str(PROGRAM), str(ASSETS), str(folder)]
    subprocess.run(how, check=True, timeout=300)
    content, at, out = (folder / "figures.bin").read_bytes(), 0, []
    for j in jobs:
        found = []
        for _, low, high in j.pieces:
            kind = np.dtype("f8" if j.exact else "f4")
            shape = (len(keep), image.document["quarters"], high - low)
            count = int(np.prod(shape))
            found.append(np.frombuffer(content, kind, count, at).reshape(shape))
            at += count * kind.itemsize
            assert j.table or not np.frombuffer(content, "u1", high - low, at).any(), "no draw failed"
            at += high - low
            if j.table:
                rows = len(image.document["drawn"])
                found.append(np.frombuffer(content, "f8", rows * 1024, at).reshape(rows, 1024))
                at += rows * 1024 * 8
        out.append(found)
    assert at == len(content)
    return out, json.loads((folder / "out.json").read_text())
