"""The faulty inputs and what is said about each: read from the files themselves."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "scenarios"
COMMANDS = Path(__file__).parent / "commands.yaml"
EXPECTED = re.compile(r"^# says: (.*)$", re.MULTILINE)


def scenario_files() -> list[Path]:
    """The faulty scenarios, by name of their fault."""
    return sorted(FOLDER.glob("*.yaml"))


def expected_line(file: Path) -> str:
    """The line that the file itself says it must get."""
    found = EXPECTED.search(file.read_text(encoding="utf-8"))
    if found is None:
        raise AssertionError(f"{file.name} does not say what it expects; run rewrite_expected.py")
    return found[1]
