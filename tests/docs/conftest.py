from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from documents import Document, generated


@pytest.fixture(scope="session")
def reference(made_once: Callable[[str, Callable[[], Any]], Any]) -> dict[str, Document]:
    """The pages that docs/reference_pages.py makes, by path below the root; made once for all workers."""
    pages = made_once("reference-pages", lambda: {d.path: d.text for d in generated()})
    return {path: Document(path, text) for path, text in pages.items()}
