"""Every example runs without a warning, is short, and uses only what the package offers in public."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import moneygood

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.py"))
PUBLIC = set(getattr(moneygood, "__all__", ()))


def test_examples_are_numbered_in_order() -> None:
    assert len(EXAMPLES) >= 6
    assert [f.name[:3] for f in EXAMPLES] == [f"{i:02d}_" for i in range(1, len(EXAMPLES) + 1)]


@pytest.mark.slow
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda f: f.stem)
def test_an_example_runs_and_prints_its_answer(file: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(file)],
        cwd=tmp_path, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d", done.stdout), "an example prints figures"


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda f: f.stem)
def test_an_example_is_short_and_uses_the_public_door(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert 20 <= text.count("\n") <= 80
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "an example begins with the question it answers"
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert all(not a.name.startswith("moneygood.") for a in node.names)
        if isinstance(node, ast.ImportFrom):
            assert not (node.module or "").startswith("moneygood")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "mg":
            assert node.attr in PUBLIC, f"mg.{node.attr} is not public"
