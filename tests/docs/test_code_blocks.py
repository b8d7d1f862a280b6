"""Every code block of the documents runs as it stands.

A page's blocks work together in one empty folder: blocks with a title are written as files of that name, then
the shell lines run in order, then the Python blocks as one program. Untitled YAML has to be YAML. A line that
is a command of moneygood and nothing more runs in this process, which has the package loaded.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from documents import ROOT, Document, written
from ruamel.yaml import YAML

from hearing import Heard, hear

SHELL, PYTHON, TEXTS = ("sh", "bash", "console"), ("python",), ("yaml", "text", "json", "")
PAGES = [d for d in written() if any(True for _ in d.blocks())]
NOT_RUN = ("git clone ", "cd moneygood", ".venv/bin/pip install ", ".venv/bin/mkdocs serve")
"""What would fetch something, or never end."""
EXIT = re.compile(r"#\s*exit (\d)\s*$")
ALONE = re.compile(r"moneygood [^|<>&;$*?`~]*")
"""A line that needs no shell."""


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """The environment of the commands: this Python's programs first."""
    programs = str(Path(sys.executable).parent)
    return {
        **{k: v for k, v in os.environ.items() if k != "MONEYGOOD_BACKEND"},
        "PATH": programs + os.pathsep + os.environ["PATH"],
        "COLUMNS": "120",
        "PYTHONWARNINGS": "error",
    }


def shell_lines(text: str) -> list[str]:
    """The commands of a shell block: no comments, no prompts, continued lines joined."""
    joined = text.replace("\\\n", " ")
    lines = [line.strip().removeprefix("$ ") for line in joined.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def run(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The outcome of a command in a folder."""
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
    )


def check_shell(line: str, folder: Path, environment: dict[str, str]) -> None:
    """A line has the exit code that its comment names, 0 without one; a make target has to exist."""
    expected = EXIT.search(line)
    target = re.match(r"make ([a-z-]+)", line)
    if target:
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        assert re.search(rf"^{target[1]}:", makefile, flags=re.M), f"the Makefile has no target {target[1]}"
        return
    if line.startswith(NOT_RUN):
        return
    heard = said(line, folder, environment)
    assert heard.code == int(expected[1] if expected else 0), f"{line}\n{heard.out}\n{heard.err}"
    assert "Traceback" not in heard.err


def said(line: str, folder: Path, environment: dict[str, str]) -> Heard:
    """What a line says, with the environment of the commands."""
    if ALONE.fullmatch(line):
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("MONEYGOOD_BACKEND", raising=False)
            for name in ("MONEYGOOD_RUNS", "COLUMNS"):
                patch.setenv(name, environment[name])
            return hear(shlex.split(line, comments=True)[1:], folder)
    done = run(["bash", "-o", "pipefail", "-c", line], folder, environment)
    return Heard(done.returncode, done.stdout, done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda d: d.path)
def test_the_blocks_of_a_page_run(page: Document, tmp_path: Path, environment: dict[str, str]) -> None:
    blocks = list(page.blocks())
    environment = environment | {"MONEYGOOD_RUNS": str(tmp_path / "runs")}  # a reader's own store
    for block in blocks:
        assert block.language in (*SHELL, *PYTHON, *TEXTS), f"{page.path}:{block.line} {block.language}"
        if block.title:
            target = tmp_path / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        if block.language == "yaml":
            assert YAML(typ="safe").load(block.text) is not None
    for block in blocks:
        if block.language in SHELL:
            for line in shell_lines(block.text):
                check_shell(line, tmp_path, environment)
    program = "\n".join(b.text for b in blocks if b.language in PYTHON and not b.title)
    if program.strip():
        file = tmp_path / "page.py"
        file.write_text(program, encoding="utf-8")
        done = run([sys.executable, "-W", "error", str(file)], tmp_path, environment)
        assert done.returncode == 0, f"{page.path}\n{done.stdout}\n{done.stderr}"


def test_a_command_that_fails_is_noticed(tmp_path: Path, environment: dict[str, str]) -> None:
    environment = environment | {"MONEYGOOD_RUNS": str(tmp_path)}
    with pytest.raises(AssertionError, match="nowhere"):
        check_shell("moneygood run nowhere", tmp_path, environment)
    check_shell("moneygood run 'no where' # exit 2", tmp_path, environment)
    with pytest.raises(AssertionError):
        check_shell("false", tmp_path, environment)
    with pytest.raises(AssertionError, match="no target"):
        check_shell("make nothing", tmp_path, environment)
    check_shell("exit 2 # exit 2", tmp_path, environment)
