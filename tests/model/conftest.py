import shutil
from pathlib import Path

import pytest

from moneygood.model.build import load_model

SOUND = Path(__file__).parent.parent / "errors" / "sound"


@pytest.fixture
def texts(tmp_path):
    """A function that writes a copy of the sound texts with some files replaced, and gives its folder."""

    def write(**files):
        root = tmp_path / "economics"
        if not root.exists():
            shutil.copytree(SOUND, root)
        for name, content in files.items():
            (root / name.replace("__", "/")).write_text(content)
        return root

    return write


@pytest.fixture(scope="session")
def model():
    return load_model(SOUND, cached=False)
