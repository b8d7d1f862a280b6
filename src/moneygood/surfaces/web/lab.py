"""The lab as static files: the model's kernel, its numbers and the page, for any plain file server."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.surfaces.web.lab_model import LabModel, build_lab

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

ASSETS = Path(__file__).with_name("assets")
MARK = "<!-- model -->"


@dataclass(frozen=True)
class LabFolder:
    """What was written: names of `files` below the folder, the `model_hash`, all `bytes` together, and the
    `left_out` scenarios (name -> why)."""

    files: tuple[str, ...]
    model_hash: str
    bytes: int
    left_out: dict[str, str]


def write_lab(workspace: Workspace, folder: Path, *, rest: str = "", pages: str = "") -> LabFolder:
    """Writes the lab of the workspace's model and all its scenarios into a folder.

    ``index.html`` works from any file server, at any address. `rest` is where a server answers
    ``POST {rest}/run``, for runs too large for a browser, `pages` where the reading pages are (``../``);
    empty where there are none. Modules are read from
    the cache where the model was written before. Errors: E023 for a model that a browser cannot run.
    """
    made = build_lab(workspace)
    contents = lab_files(made, rest, pages)
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    size = sum(map(len, contents.values()))
    return LabFolder(tuple(contents), workspace.model.hash, size, made.left_out)


def lab_files(made: LabModel, rest: str = "", pages: str = "") -> dict[str, bytes]:
    """The files of the lab by their names below its folder."""
    document = json.dumps(made.document, separators=(",", ":"), allow_nan=False).encode()
    model = f"model-{hashlib.sha256(document).hexdigest()[:16]}.json"
    page = (ASSETS / "lab" / "index.html").read_text(encoding="utf-8")
    said = f'<meta name="moneygood-model" content="{model}">'
    if rest:
        said += f'\n<meta name="moneygood-rest" content="{escape(rest)}">'
    if pages:
        said += f'\n<meta name="moneygood-pages" content="{escape(pages)}">'
    out = {"index.html": page.replace(MARK, said).encode(), model: document, **made.files}
    for room in ("engine", "lab"):
        for file in sorted((ASSETS / room).iterdir()):
            if file.suffix in (".js", ".css", ".svg"):
                out[f"{room}/{file.name}"] = file.read_bytes()
    return out


__all__ = ["LabFolder", "lab_files", "write_lab"]
