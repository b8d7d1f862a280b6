"""Small models for the laws."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _load() -> ModuleType:
    name = "moneygood_small_models"
    if name not in sys.modules:
        path = Path(__file__).parents[1] / "engine" / "small_models.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def small() -> ModuleType:
    """`small.build(...)` makes a model from texts, `small.start(...)` a setting for it."""
    return _load()
