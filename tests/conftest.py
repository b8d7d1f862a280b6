"""What all tests share: a cache of their own, so that nothing depends on what lies on the machine."""

from __future__ import annotations

import os
import shutil
import tempfile

import pytest

FOLDERS: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    """Cached models and baselines of this session only; runs go nowhere near the checkout."""
    FOLDERS.append(tempfile.mkdtemp(prefix="moneygood-tests-"))
    os.environ["MONEYGOOD_CACHE"] = os.path.join(FOLDERS[0], "cache")
    os.environ["MONEYGOOD_RUNS"] = os.path.join(FOLDERS[0], "runs")
    os.environ.pop("MONEYGOOD_ECONOMICS", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    for folder in FOLDERS:
        shutil.rmtree(folder, ignore_errors=True)
