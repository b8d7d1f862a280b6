"""Every bit of a stored run is what was saved, or its reader hears of it."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from made_runs import content, writer
from moneygood.core.errors import MoneygoodError
from moneygood.core.notices import Notice
from moneygood.runs.store import folder_store
from moneygood.runs.store.entry import MANIFEST
from moneygood.runs.store.folder_store import INDEX, FolderStore
from moneygood.runs.store.seal import COMING, FILES, SEAL, check_manifest, manifest_text, seal_folder


def read_all(store: FolderStore, run_id: str) -> dict[str, bytes]:
    """Everything that a reader gets of a run but its manifest."""
    run = store.get(run_id)
    return {name: run.read(name) for name in run.sizes if name != MANIFEST}


def test_every_flipped_bit_is_found_or_harmless(tmp_path: Path) -> None:
    store, chance = FolderStore(tmp_path), random.Random(1)
    store.put("run-1", writer("run-1", ("a", "b")))
    before = read_all(store, "run-1"), store.get("run-1").manifest
    found, harmless = 0, 0
    for _ in range(150):
        file = chance.choice([f for f in (tmp_path / "run-1").rglob("*") if f.is_file()])
        whole = file.read_bytes()
        flipped = bytearray(whole)
        bit = chance.randrange(8 * len(whole))
        flipped[bit // 8] ^= 1 << bit % 8
        file.write_bytes(flipped)
        try:
            after = read_all(store, "run-1"), store.get("run-1").manifest
        except MoneygoodError as fault:
            found += fault.code in ("R003", "R011")
        else:
            left = {k: v for k, v in after[1].items() if k not in (SEAL, FILES)}
            assert left == {k: v for k, v in before[1].items() if k not in (SEAL, FILES)}
            assert after[0] == before[0]
            harmless += 1
        file.write_bytes(whole)
    assert found + harmless == 150
    assert found > 140


def test_a_merged_run_lists_what_both_brought(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    for kept in ("a", "b"):
        store.put("run-1", writer("run-1", (kept,)))
    listed = store.get("run-1").manifest[FILES]
    assert set(listed) == {"result.json", "paths/a.parquet", "paths/b.parquet"}
    (tmp_path / "run-1" / "paths" / "a.parquet").write_bytes(b"other")
    with pytest.raises(MoneygoodError, match=r"R011.*a\.parquet"):
        store.get("run-1").read("paths/a.parquet")


def test_a_writer_that_dies_while_it_merges_leaves_a_run_that_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved again with other words: each file is the one or the other, and neither is called altered."""
    store = FolderStore(tmp_path)
    store.put("run-1", writer("run-1"))

    def again(folder: Path) -> None:
        writer("run-1", ("a", "b"))(folder)
        (folder / "result.json").write_bytes(b"other words")

    moved = os.replace

    def dies(source: object, target: Path) -> None:
        moved(source, target)
        if Path(target).name == "result.json":
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        store.put("run-1", again)
    monkeypatch.undo()
    assert store.get("run-1").read("result.json") == b"other words"
    read_all(store, "run-1")
    store.put("run-1", writer("run-1"))
    assert read_all(store, "run-1")["result.json"] == content("run-1", "result.json")
    assert " " not in store.get("run-1").manifest[FILES]["result.json"]


def test_what_writers_announced_and_died_before_stays_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two die one after the other: a file that is listed is there, or is said to be still coming."""
    store = FolderStore(tmp_path)
    store.put("run-1", writer("run-1"))

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    for new in ("b", "c"):
        monkeypatch.setattr(folder_store, "publish", lambda *_, **__: dies())
        with pytest.raises(KeyboardInterrupt):
            store.put("run-1", writer("run-1", ("a", new)))
        monkeypatch.undo()
    run = store.get("run-1")
    assert set(run.manifest[FILES]) - set(run.sizes) == set(run.manifest[COMING])
    assert run.manifest[COMING] == ["paths/b.parquet", "paths/c.parquet"]
    store.put("run-1", writer("run-1", ("a", "c")))
    assert COMING not in store.get("run-1").manifest
    assert set(store.get("run-1").manifest[FILES]) == {"result.json", "paths/a.parquet", "paths/c.parquet"}


def test_a_reader_of_before_gets_what_was_saved_since(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put("run-1", writer("run-1"))
    before = store.get("run-1")

    def again(folder: Path) -> None:
        writer("run-1")(folder)
        (folder / "result.json").write_bytes(b"other words")

    store.put("run-1", again)
    assert before.read("result.json") == b"other words"


def test_an_altered_run_is_said_and_hides_no_other(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    for name in ("run-1", "run-2"):
        store.put(name, writer(name))
    file = tmp_path / "run-1" / MANIFEST
    file.write_text(file.read_text().replace('"draws": 1', '"draws": 7'))
    with pytest.warns(Notice, match=r"run-1 is not listed: R011"):
        assert [c.id for c in store.list()] == ["run-2"]


def test_an_altered_index_is_made_again(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put("run-1", writer("run-1", title="a title"))
    assert store.list()[0].title == "a title"
    index = tmp_path / INDEX
    index.write_bytes(index.read_bytes().replace(b"a title", b"b title"))
    assert store.list()[0].title == "a title"


def test_runs_of_before_are_read_as_they_stand(tmp_path: Path) -> None:
    writer("run-1")(tmp_path)
    assert FolderStore(tmp_path.parent).get(tmp_path.name).id == "run-1"
    seal_folder(tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    assert (tmp_path / MANIFEST).read_text() == manifest_text(manifest)
    del manifest[SEAL]
    with pytest.raises(MoneygoodError, match="R011"):
        check_manifest(manifest, "here")
