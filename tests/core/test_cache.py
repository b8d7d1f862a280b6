"""Sealed entries: whole and unaltered, or none; a folder of the user's own, or another one and a word."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest

from moneygood.core import cache
from moneygood.core.notices import Notice


@pytest.fixture
def spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the machine's temporary files are."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(cache, "_FULL", set())
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary" / f"moneygood-{os.getuid()}"


@pytest.fixture
def root(tmp_path: Path, spare: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_every_flipped_bit_cut_and_exchanged_entry_is_none(root: Path) -> None:
    cache.write_cached("kind-1", b"figures")
    cache.write_cached("kind-2", b"figures")
    whole = (root / "kind-1").read_bytes()
    assert cache.read_cached("kind-1") == b"figures"
    for bit in range(8 * len(whole)):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        assert cache.unsealed("kind-1", bytes(flipped)) is None, bit
    for size in range(len(whole)):
        assert cache.unsealed("kind-1", whole[:size]) is None
    assert cache.unsealed("kind-1", whole + b"\0") is None
    assert cache.unsealed("kind-1", (root / "kind-2").read_bytes()) is None, (
        "one entry in the place of another"
    )


def test_an_entry_that_verifies_but_cannot_be_read_is_none(root: Path) -> None:
    cache.write_cached("kind-1", b"no number")
    assert cache.read_as("kind-1", lambda content: int(content)) is None
    cache.write_cached("kind-1", b"7")
    assert cache.read_as("kind-1", lambda content: int(content)) == 7


def test_the_folder_and_its_entries_are_for_their_owner_alone(root: Path) -> None:
    before = os.umask(0)
    try:
        cache.write_cached("kind-1", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert stat.S_IMODE((root / "kind-1").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_can_write_to_is_refused_with_the_reason(
    root: Path, spare: Path, mode: int
) -> None:
    root.mkdir()
    (root / "kind-1").write_bytes(cache.sealed("kind-1", b"planted"))
    root.chmod(mode)
    with pytest.warns(Notice, match=r"can be written by other users.*chmod 700"):
        assert cache.read_cached("kind-1") is None
    cache.write_cached("kind-1", b"own")
    assert cache.read_cached("kind-1") == b"own"
    assert (spare / "kind-1").is_file()
    assert stat.S_IMODE(spare.stat().st_mode) == 0o700


def test_a_folder_of_another_user_is_refused_with_the_reason(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root.mkdir(mode=0o700)
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    with pytest.warns(Notice, match="belongs to another user"):
        assert cache.cache_root() != root


def test_a_relative_cache_home_is_ignored(
    tmp_path: Path, spare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MONEYGOOD_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.chdir(tmp_path)
    assert cache.cache_root() == tmp_path / "home" / ".cache" / "moneygood"
    assert not (tmp_path / "relative").exists()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "absolute"))
    assert cache.cache_root() == tmp_path / "absolute" / "moneygood"


def test_a_full_disk_costs_a_word_and_the_next_command_finds_what_was_made(
    root: Path, spare: Path, monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    write = cache.write_whole

    def full(file: Path, content: bytes, *, mode: int) -> None:
        if Path(file).parent == root:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(file, content, mode=mode)

    monkeypatch.setattr(cache, "write_whole", full)
    for i in range(5):
        cache.write_cached(f"kind-{i}", b"made in a minute")
    said = [str(w.message) for w in recwarn if isinstance(w.message, Notice)]
    assert len(said) == 1
    assert "no space left on device" in said[0]
    cache._FULL.clear()  # as in the next process
    cache._usable.cache_clear()
    assert [cache.read_cached(f"kind-{i}") for i in range(5)] == [b"made in a minute"] * 5
    assert len([w for w in recwarn if isinstance(w.message, Notice)]) == 1


def test_without_a_home_entries_are_kept_among_temporary_files(
    tmp_path: Path, spare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path / "file" / "below"))
    cache.write_cached("kind-1", b"x")
    assert cache.read_cached("kind-1") == b"x"
    assert cache.cache_root() == spare


def test_a_folder_that_is_taken_away_is_made_again(root: Path) -> None:
    import shutil

    cache.write_cached("kind-1", b"x")
    shutil.rmtree(root)
    cache.write_cached("kind-1", b"y")
    assert cache.read_cached("kind-1") == b"y"
    assert root.is_dir()


def test_what_came_with_the_wheel_stands_behind_the_users_own(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made"
    monkeypatch.setattr(cache, "MADE", made)
    assert cache.read_cached("page-1") is None
    made.mkdir()
    (made / "page-1").write_bytes(cache.sealed("page-1", b"shipped"))
    assert cache.read_cached("page-1") == b"shipped"
    assert cache.read_cached("page-2") is None
    cache.write_cached("page-1", b"own")
    assert cache.read_cached("page-1") == b"own"
    assert cache.unsealed("page-1", (made / "page-1").read_bytes()) == b"shipped"
