"""What a name in a document may stand for, and whether there is such a thing."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

from moneygood.model.build import load_model
from moneygood.model.functions import FUNCTIONS
from moneygood.scenarios.levers import read_levers

ROOT = Path(__file__).parents[2]
FOLDERS = ("economics/", "src/", "tests/", "docs/", "examples/", "scripts/", "benchmarks/", ".ci/")


@cache
def names_of_the_model() -> frozenset[str]:
    """Variables, parameters, constants, shocks, switches, levers and functions of the language."""
    model = load_model()
    tables = (model.variables, model.parameters, model.constants, model.shocks, model.switches)
    return frozenset(n for t in (*tables, read_levers(), FUNCTIONS) for n in t)


def python_name_exists(dotted: str) -> bool:
    """Whether ``room.module.Name.member`` exists below the package; fields of dataclasses count."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module("moneygood." + ".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            fields = getattr(thing, "__dataclass_fields__", {})
            if not hasattr(thing, part) and part not in fields:
                return False
            thing = getattr(thing, part, None)
        return True
    return False


def path_exists(name: str) -> bool:
    """Whether a path that a document names is there; ``*`` stands for any file."""
    if "*" in name:
        return any(ROOT.glob(name))
    return (ROOT / name).exists()


def looks_like_a_path(name: str) -> bool:
    """Whether a name in backticks is meant as a path of the repository."""
    plain = all(c.isalnum() or c in "_-./*" for c in name)
    return plain and name.startswith(FOLDERS)


def exists(name: str) -> bool:
    """Whether a name in backticks stands for something that is there."""
    if looks_like_a_path(name):
        return path_exists(name)
    return name in names_of_the_model() or python_name_exists(name)
