"""The list of long tests names tests that are there: one that was renamed would be quick again, unseen."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LISTED = [
    line
    for line in (TESTS / "long_tests.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("file", sorted({line.partition("::")[0] for line in LISTED}))
def test_listed_tests_are_there(file: str) -> None:
    text = (TESTS.parent / file).read_text(encoding="utf-8")
    names = {line.partition("::")[2].partition("[")[0] for line in LISTED if line.startswith(f"{file}::")}
    assert [n for n in sorted(names) if f"def {n}(" not in text] == []


def test_no_test_is_listed_twice() -> None:
    assert len(set(LISTED)) == len(LISTED)
