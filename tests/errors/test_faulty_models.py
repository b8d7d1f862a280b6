"""Each file in cases/ makes one change to the sound texts and says exactly which lines it leads to."""

import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from moneygood.core.error_catalogue import error_catalogue
from moneygood.model.build import ModelErrors, check_texts, load_model
from moneygood.model.importers.codes import CODES as IMPORT_CODES

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").glob("*.yaml"))

RAISED_BY_CALLS = {
    "M012": "with_parameters",
    "M027": "subset",
    "M033": "a folder without equations",
    **{f"M04{i}": "an imported model" for i in range(7)},
    "M049": "a measurement beside peers",
    "M050": "a number on what an imported model solves for",
}
"""Codes that no text leads to, with what raises them; tests/model covers the first two, tests/runs/imported
the imported ones, tests/questions/test_bench_frbus.py the last."""


def change(root, case):
    """Make the change of a case in a copy of the sound texts."""
    path = root / case["file"]
    if case.get("remove"):
        path.unlink()
    elif "content" in case:
        path.write_text(case["content"])
    else:
        text = path.read_text()
        assert case["replace"] in text
        path.write_text(text.replace(case["replace"], case["by"], 1))


@pytest.fixture
def root(tmp_path, monkeypatch):
    shutil.copytree(HERE / "sound", tmp_path / "texts")
    monkeypatch.chdir(tmp_path / "texts")
    return Path(".")


def test_the_sound_texts_are_sound(root):
    assert check_texts(root) == []


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_fault_is_told_in_exactly_these_lines(path, root):
    """C-4, C-10, C-11, C-26: leads, mixed units and faulty records are one line each, with code and place."""
    case = YAML(typ="safe").load(path.read_text())
    change(root, case)
    errors = check_texts(root)
    assert [str(e) for e in errors] == case["says"]
    assert path.stem[:4] in {e.code for e in errors}
    assert all("\n" not in str(e) and e.exit_code == 2 for e in errors)
    with pytest.raises(ModelErrors):
        load_model(root, cached=False)


def test_the_caret_stands_under_the_fault(root):
    path = root / "equations" / "01_demand.eq"
    path.write_text(path.read_text().replace("rate / hundred", "rate / hundrd"))
    (error,) = check_texts(root)
    _, line, caret, cause = error.long().splitlines()
    assert line[caret.index("^") :].startswith("hundrd")
    assert cause.strip() == error_catalogue().codes["M001"][1]


def test_a_folder_without_equations_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (error,) = check_texts(Path("."))
    assert str(error) == "M033 .: there is no folder 'equations'. Name the economics folder."


def test_bytes_that_are_no_text_are_named(root):
    (root / "equations" / "01_demand.eq").write_bytes(b'sector "Demand"\n\xff')
    assert str(check_texts(root)[0]) == (
        "C006 equations/01_demand.eq: byte 16 is not UTF-8 text. Save the file as UTF-8."
    )


def test_every_code_of_the_model_room_has_a_case():
    shown = {p.stem[:4] for p in CASES} | set(RAISED_BY_CALLS)
    assert set(IMPORT_CODES) <= shown
    declared = {c for c in error_catalogue().codes if c.startswith("M")}
    assert declared == {c for c in shown if c.startswith("M")}
