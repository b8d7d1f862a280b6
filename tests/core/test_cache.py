"""What is computed once: found again in the user's folder, else among what came with the wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygood.core import cache


def test_what_came_with_the_wheel_stands_behind_the_users_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path / "own"))
    monkeypatch.setattr(cache, "MADE", tmp_path / "made")
    assert cache.read_cached("page-1") is None
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "page-1").write_bytes(b"shipped")
    assert cache.read_cached("page-1") == b"shipped"
    assert cache.read_cached("page-2") is None
    cache.write_cached("page-1", b"own")
    assert cache.read_cached("page-1") == b"own"
    assert (tmp_path / "made" / "page-1").read_bytes() == b"shipped"


def test_only_the_newest_of_a_kind_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path))
    for k in range(4):
        cache.write_cached(f"page-{k}", b"x", keep=2)
    assert len(list(tmp_path.glob("page-*"))) == 2
