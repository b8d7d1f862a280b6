"""Run stores: what is put is found whole, by any of its names, in a folder and behind a URL."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from made_runs import content, whole, writer
from moneygood.core.atomic import GONE, NEW, sweep
from moneygood.core.cache import sealed, unsealed
from moneygood.core.errors import MoneygoodError
from moneygood.runs.store.folder_store import INDEX, FolderStore, read_folder, write_folder
from moneygood.runs.store.opening import open_store
from moneygood.runs.store.store import AbstractRunStore

IDS = ("one-aaaaaaaaaaaa", "two-aabbbbbbbbbb", "two-cccccccccccc")


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> AbstractRunStore:
    """An empty store of each kind."""
    if request.param == "memory":
        pytest.importorskip("fsspec")
        return open_store(f"memory://{uuid.uuid4().hex}/runs")
    return open_store(tmp_path / "runs")


def test_what_is_put_is_got_listed_found_and_removed(store: AbstractRunStore) -> None:
    assert store.list() == ()
    for run_id in IDS:
        put = store.put(run_id, writer(run_id))
        assert put.id == run_id
        assert put.read("result.json") == content(run_id, "result.json")
    got = store.get(IDS[1])
    assert (got.kept, got.manifest["title"]) == (("a",), "made")
    assert got.bytes == sum(got.sizes.values()) > 2 * len(content("x", "y"))
    assert got.read("paths/a.parquet") == content(IDS[1], "paths/a.parquet")
    assert {c.id: c.bytes for c in store.list()} == {i: store.get(i).bytes for i in IDS}
    assert store.remove(IDS[0]) == got.bytes
    assert {c.id for c in store.list()} == set(IDS[1:])
    with pytest.raises(MoneygoodError, match="R003"):
        store.get(IDS[0])
    with pytest.raises(MoneygoodError, match="R003"):
        store.remove(IDS[0])


def test_names_that_mean_a_run(store: AbstractRunStore) -> None:
    with pytest.raises(MoneygoodError, match="R003: there is no run in"):
        store.find("last")
    for run_id in IDS:
        store.put(run_id, writer(run_id))
    for name, run_id in (
        ("one", IDS[0]),
        ("aaa", IDS[0]),
        ("two-c", IDS[2]),
        ("ccc", IDS[2]),
        (IDS[1], IDS[1]),
    ):
        assert store.find(name).id == run_id
    for name in ("two", "aa"):
        with pytest.raises(MoneygoodError, match="R009"):
            store.find(name)
    with pytest.raises(MoneygoodError, match="R003: there is no run 'three'"):
        store.find("three")
    with pytest.raises(MoneygoodError, match="R003"):
        store.find("")


def test_a_run_saved_again_keeps_what_it_kept(store: AbstractRunStore) -> None:
    """The same id with other kept series: neither deletes the other's."""
    store.put(IDS[0], writer(IDS[0], ("a", "b"), "first"))
    store.put(IDS[0], writer(IDS[0], ("c",), "second"))
    store.put(IDS[0], writer(IDS[0], (), "third"))
    found = store.get(IDS[0])
    assert found.kept == ("a", "b", "c")
    assert found.manifest["title"] == "third"
    for name in found.kept:
        assert found.read(f"paths/{name}.parquet") == content(IDS[0], f"paths/{name}.parquet")


def test_a_run_without_its_manifest_is_not_there(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    url = f"memory://{uuid.uuid4().hex}"
    open_store(url).put(IDS[0], writer(IDS[0]))
    files, root = fsspec.core.url_to_fs(url)
    files.pipe_file(f"{root}/{IDS[1]}/result.json", b"half")
    assert [c.id for c in open_store(url).list()] == [IDS[0]]
    (tmp_path / IDS[1]).mkdir()
    (tmp_path / IDS[1] / "result.json").write_bytes(b"half")
    assert open_store(tmp_path).list() == ()


def test_kinds_of_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(open_store(f"file://{tmp_path}"), FolderStore)
    monkeypatch.setenv("MONEYGOOD_RUNS", "memory://by-name")
    assert open_store().where == "memory://by-name"
    with pytest.raises(MoneygoodError, match="R010"):
        open_store("nosuch://place")


def test_a_run_in_the_store_is_found_by_its_folder(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "runs")
    put = store.put(IDS[0], writer(IDS[0]))
    os.rename(str(put.folder), tmp_path / "moved")
    assert store.find(str(tmp_path / "moved")).id == IDS[0]


@pytest.mark.parametrize("harm", ["lost", "broken", "stale", "of something else"])
def test_an_index_is_made_again(tmp_path: Path, harm: str) -> None:
    store = FolderStore(tmp_path)
    for run_id in IDS:
        store.put(run_id, writer(run_id))
    before = store.list()
    index = tmp_path / INDEX
    if harm == "lost":
        index.unlink()
    elif harm == "broken":
        index.write_bytes(index.read_bytes()[:40])
    elif harm == "of something else":
        index.write_text('{"x": {"card": {"id": 1}}, "y": 3}')
    else:
        known = json.loads(unsealed(INDEX, index.read_bytes()) or b"")
        known[IDS[0]]["card"]["title"], known[IDS[0]]["mark"] = "stale", [0, 0, 0]
        index.write_bytes(sealed(INDEX, json.dumps(known).encode()))
    assert store.list() == before
    assert set(json.loads(unsealed(INDEX, index.read_bytes()) or b"")) == set(IDS)


def test_a_list_sees_what_was_written_since_the_index(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(IDS[0], writer(IDS[0], ("a",)))
    assert [c.kept for c in store.list()] == [1]
    store.put(IDS[0], writer(IDS[0], ("b",), "mended"))
    assert [(c.kept, c.title) for c in store.list()] == [(2, "mended")]


def test_another_run_in_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_folder(folder, writer(IDS[0], ("a", "b")))
    write_folder(folder, writer(IDS[1], ("c",)))
    assert read_folder(folder).kept == ("c",)
    assert whole(folder)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_writer_that_fails_leaves_the_old_run_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_folder(folder, writer(IDS[0]))

    def fail(fresh: Path) -> None:
        (fresh / "half").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    for run_id in IDS[:2]:
        with pytest.raises(MoneygoodError, match="no space left"):
            write_folder(folder, _both(writer(run_id), fail))
        assert whole(folder)
        assert read_folder(folder).id == IDS[0]
        assert [p.name for p in tmp_path.iterdir()] == ["out"]


def _both(one: Callable[[Path], None], other: Callable[[Path], None]) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        one(folder)
        other(folder)

    return write


def test_sweeping_takes_what_the_dead_left_and_nothing_else(tmp_path: Path) -> None:
    from moneygood.core.atomic import _host

    dead, living, far = (
        f"{who}-0123456789ab" for who in (f"{_host()}-999999999", f"{_host()}-{os.getpid()}", "otherhost-1")
    )
    names = [f"{kind}{who}" for kind in (NEW, GONE) for who in (dead, living, far)]
    for name in (*names, "run"):
        (tmp_path / name).mkdir()
    sweep(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"run", *(n for n in names if dead not in n)}
    for name in names:
        if far in name:
            os.utime(tmp_path / name, (0, 0))
    sweep(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {"run", *(n for n in names if living in n)}
