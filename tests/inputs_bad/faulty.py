"""The faulty inputs and what is said about each: read from the files themselves."""

from __future__ import annotations

import contextlib
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path

from moneygood.surfaces.cli.main import call

FOLDER = Path(__file__).parent / "scenarios"
COMMANDS = Path(__file__).parent / "commands.yaml"
EXPECTED = re.compile(r"^# says: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Heard:
    """What a command left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


def scenario_files() -> list[Path]:
    """The faulty scenarios, by name of their fault."""
    return sorted(FOLDER.glob("*.yaml"))


def expected_line(file: Path) -> str:
    """The line that the file itself says it must get."""
    found = EXPECTED.search(file.read_text(encoding="utf-8"))
    if found is None:
        raise AssertionError(f"{file.name} does not say what it expects; run rewrite_expected.py")
    return found[1]


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
