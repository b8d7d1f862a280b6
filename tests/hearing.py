"""What a command says, asked in this process: a new one would load the package again for every line."""

from __future__ import annotations

import contextlib
import io
import os
from dataclasses import dataclass
from pathlib import Path

from moneygood.surfaces.cli.main import call


@dataclass(frozen=True)
class Heard:
    """What a command left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def hear(arguments: list[str], folder: Path) -> Heard:
    """What the command line says when it is called in `folder`."""
    out, err, before = io.StringIO(), io.StringIO(), Path.cwd()
    os.chdir(folder)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = call(arguments)
    finally:
        os.chdir(before)
    return Heard(code, out.getvalue(), err.getvalue())
