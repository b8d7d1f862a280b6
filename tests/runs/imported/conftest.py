"""A small model file and its figures, written in the notation of FRB/US."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from moneygood.core.panel import Panel
from moneygood.data.longbase import read_longbase
from moneygood.runs.imported.imported_model import ImportedModel

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))


@pytest.fixture(scope="session")
def file() -> Path:
    return HERE / "little.xml"


@pytest.fixture(scope="session")
def figures() -> Panel:
    return read_longbase(HERE / "little.txt")


@pytest.fixture(scope="session")
def model(file: Path) -> ImportedModel:
    return ImportedModel.read(file)
