"""The names of the files in the repository are possible on Linux, macOS and Windows alike."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from documents import ROOT

FOLDERS = ("src", "tests", "docs", "economics", "examples", "scripts", "benchmarks")
RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{i}" for p in ("com", "lpt") for i in range(1, 10))}
LONGEST = 150
"""Windows allows 260 characters from the drive on; this leaves room for where a checkout lies."""


def faulty(paths: Iterable[str]) -> list[str]:
    """What some machine cannot have: names that differ in capitals only, signs, names it keeps back."""
    out, seen = [], set()
    for path in paths:
        folded = path.casefold()
        parts = folded.split("/")
        if (
            folded in seen
            or len(path) > LONGEST
            or any(sign in path for sign in '<>:"|?*\\')
            or any(p.split(".")[0] in RESERVED or p.endswith((".", " ")) for p in parts)
        ):
            out.append(path)
        seen.add(folded)
    return out


def test_every_name_is_possible_everywhere() -> None:
    files = [f for folder in FOLDERS for f in (ROOT / folder).rglob("*") if "__pycache__" not in f.parts]
    assert len(files) > 500
    assert faulty(f.relative_to(ROOT).as_posix() for f in files) == []


def test_what_is_not_possible_is_noticed() -> None:
    names = [
        "a/b.py",
        "a/B.py",
        "a/what?.md",
        "aux/x.py",
        "a/nul.txt",
        "a/end.",
        f"a/{'x' * 150}.py",
        "a/c d.py",
    ]
    assert faulty(names) == names[1:-1]
    assert Path("a/c d.py").as_posix() not in faulty(names)
