"""scripts/figures.py: an artefact is stale when what it was made from has changed."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOUND = importlib.util.spec_from_file_location("figures", ROOT / "scripts" / "figures.py")
assert FOUND is not None
assert FOUND.loader is not None
figures = importlib.util.module_from_spec(FOUND)
sys.modules["figures"] = figures
FOUND.loader.exec_module(figures)


def test_every_artefact_is_there_and_made_from_files_that_are_there() -> None:
    for artefact in figures.ARTEFACTS:
        assert all((ROOT / f).is_file() for f in artefact.made), artefact.name
        for pattern in artefact.of:
            if "residuals" not in pattern:
                assert any(f.is_file() for f in ROOT.glob(pattern)), pattern


def test_every_picture_is_made_by_a_target() -> None:
    made = {f for a in figures.ARTEFACTS for f in a.made}
    pictures = {f.relative_to(ROOT).as_posix() for f in (ROOT / "docs" / "img").glob("*.svg")}
    assert pictures - made == {"docs/img/engine-speed.svg"}


def test_a_changed_text_makes_stale_and_making_it_does_not_repeat(tmp_path: Path) -> None:
    (tmp_path / "docs" / "img").mkdir(parents=True)
    text, script = tmp_path / "rate.txt", tmp_path / "make.py"
    text.write_text("4.2\n")
    script.write_text("import shutil; shutil.copy('rate.txt', 'rate.svg')\n")
    one = figures.Artefact("rate", ("rate.svg",), ("rate.txt", "make.py"), ("make.py",))
    assert figures.stale([one], tmp_path) == [one]
    figures.make(one, tmp_path)
    assert (tmp_path / "rate.svg").read_text() == "4.2\n"
    assert figures.stale([one], tmp_path) == []
    text.write_bytes(b"4.2\r\n")
    assert figures.stale([one], tmp_path) == []
    text.write_text("4.3\n")
    assert figures.stale([one], tmp_path) == [one]
    text.write_text("4.2\n")
    (tmp_path / "rate.svg").unlink()
    assert figures.stale([one], tmp_path) == [one]
    assert figures.stale([replace(one, of=("nothing",))], tmp_path) != []
