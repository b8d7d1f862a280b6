"""C-17: what a receipt says of libraries is the installation's, not what a process did before."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import moneygood
from moneygood.runs.store.libraries import MAKE_FIGURES, versions

FIGURE_ROOMS = (
    "core",
    "model",
    "data",
    "scenarios",
    "engine",
    "baseline",
    "estimation",
    "validation",
    "questions",
)
CARRIERS = {"cloudpickle", "dask", "distributed"}
"""They take work to other machines and results back, as bytes."""


def _imported(room: str) -> set[str]:
    found = set()
    for file in (Path(moneygood.__file__).parent / room).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"moneygood"}


@pytest.mark.parametrize("room", FIGURE_ROOMS)
def test_every_library_that_a_room_of_figures_imports_is_listed(room: str) -> None:
    owners = packages_distributions()
    names = {owner for module in _imported(room) for owner in owners.get(module, [module])}
    assert names - CARRIERS <= set(MAKE_FIGURES)


def test_a_process_that_has_loaded_nothing_lists_the_same() -> None:
    asked = "import json; from moneygood.runs.store.libraries import versions; print(json.dumps(versions()))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == versions()
    assert "scipy" in versions()
