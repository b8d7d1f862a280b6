"""What needs an extra says so in one line where it is missing, whatever the command imports first."""

from __future__ import annotations

import subprocess
import sys

import pytest

BLOCKED = ("starlette", "uvicorn", "mcp", "mcp_types", "xlsxwriter", "playwright")


@pytest.mark.parametrize(("words", "extra"), [
    ("serve --port 0", "serve"), ("serve --port 0 --log", "serve"), ("mcp", "mcp"), ("mcp --http", "mcp"),
])  # fmt: skip
def test_a_command_without_its_extra_is_one_line(words: str, extra: str) -> None:
    code = (
        f"import sys; sys.modules |= dict.fromkeys({BLOCKED}); "
        "from moneygood.surfaces.cli.main import call; sys.exit(call(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words.split()], capture_output=True, text=True, timeout=60,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("U017: ")
    assert done.stderr.count("\n") == 1
    assert f"moneygood[{extra}]" in done.stderr
