"""What all tests share: a cache of their own, so that nothing depends on what lies on the machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pytest

FOLDERS: list[str] = []
sys.path.insert(0, str(Path(__file__).parent))  # made_paths and its like


def pytest_configure(config: pytest.Config) -> None:
    """Cached models and baselines of this session only; runs go nowhere near the checkout."""
    FOLDERS.append(tempfile.mkdtemp(prefix="moneygood-tests-"))
    os.environ["MONEYGOOD_CACHE"] = os.path.join(FOLDERS[0], "cache")
    os.environ["MONEYGOOD_RUNS"] = os.path.join(FOLDERS[0], "runs")
    os.environ.pop("MONEYGOOD_ECONOMICS", None)
    os.environ["MONEYGOOD_COMPILE"] = "off"
    os.environ["MONEYGOOD_QUIET"] = "1"  # a slow machine says nothing on stderr but what is tested


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    for folder in FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def small() -> ModuleType:
    """`small.build(...)` makes a model from texts, `small.start(...)` a setting for it."""
    name = "moneygood_small_models"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("small_models.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]
