"""Scenarios of one name are told apart, and a parent is found beside its child."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygood.scenarios.labels import distinct_labels, folder_names, spoken
from moneygood.scenarios.library import find_plan
from moneygood.scenarios.read import parse_plan


def write(folder: Path, name: str, text: str) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_files_of_one_name_get_the_folders_that_differ(tmp_path: Path) -> None:
    files = [write(tmp_path / d, "tariff.yaml", f"title: {d}\n") for d in ("low/x", "high/x")]
    plans = [find_plan(f) for f in files]
    assert distinct_labels(plans) == ("low/x/tariff", "high/x/tariff")
    assert distinct_labels(plans[:1]) == ("tariff",)


def test_a_shipped_scenario_keeps_its_name(tmp_path: Path) -> None:
    own = write(tmp_path / "my", "cuts-arrive.yaml", "title: Mine\n")
    assert distinct_labels([find_plan("cuts-arrive"), find_plan(own)]) == ("cuts-arrive", "my/cuts-arrive")


def test_mappings_go_by_title_and_are_counted_when_that_is_the_same() -> None:
    made = [parse_plan({"title": t}, "scenario") for t in ("A", "B", "B")]
    assert distinct_labels(made) == ("A", "B", "B (2)")


def test_folders_are_distinct_where_case_is_not_seen() -> None:
    assert folder_names(("low/tariff", "low-tariff", "Low tariff")) == (
        "low-tariff", "low-tariff-2", "Low-tariff-3",
    )  # fmt: skip


def test_what_is_spoken_is_what_is_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "low", "tariff.yaml", "title: T\n")
    assert spoken(find_plan("low/tariff.yaml")) == "low/tariff.yaml"
    assert spoken(find_plan("cuts-arrive")) == "cuts-arrive"


def test_a_parent_is_found_beside_its_child_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a scenario says does not depend on the folder from which it is run."""
    write(tmp_path / "house", "parent.yaml", "title: Right\nlevers: {term_premium: 0.25}\n")
    child = write(tmp_path / "house", "child.yaml", "title: Child\nextends: parent.yaml\n")
    write(tmp_path / "elsewhere", "parent.yaml", "title: Wrong\nlevers: {term_premium: 2.0}\n")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert [m.value for m in find_plan(child).levers] == [0.25]


def test_a_parent_in_the_working_folder_is_found_where_none_is_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "here", "parent.yaml", "title: P\nlevers: {term_premium: 0.25}\n")
    child = write(tmp_path / "there", "child.yaml", "title: Child\nextends: parent.yaml\n")
    monkeypatch.chdir(tmp_path / "here")
    assert [m.value for m in find_plan(child).levers] == [0.25]
