"""Ordinary commands with odd words: done, or refused in one line with the code that is documented; no NaN."""

from __future__ import annotations

import json
import re
import sys
import warnings
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "inputs_bad"))

from hearing import Heard, hear
from moneygood.surfaces.cli import main

SMALL = ["--draws", "1", "--quarters", "4"]
LONG = "n" * 300
NOT_A_NUMBER = re.compile(r"\bnan\b|\bNaN\b|\bInfinity\b|\binf\b")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with files as people have them: empty, in other encodings, links in a ring, plain bytes."""
    root = tmp_path_factory.mktemp("odd")
    for name in ("empty.yaml", "empty.csv", "empty.json", "empty.md"):
        (root / name).write_text("")
    (root / "utf16.yaml").write_bytes("title: x\n".encode("utf-16"))
    (root / "latin.yaml").write_bytes("title: é\n".encode("latin-1"))
    (root / "bom.yaml").write_bytes(b"\xef\xbb\xbftitle: X\r\nlevers: {term_premium: 0.2}\r\n")
    (root / "cr.yaml").write_bytes(b"title: X\rlevers: {term_premium: 0.2}\r")
    (root / "switch.yaml").write_text("title: A switch\nswitches: {wealth_effect: off}\n")
    (root / "parameter.yaml").write_text("title: A lever\nlevers: {neutral_rate: 0.5}\n")
    (root / "unmoved.yaml").write_text(
        "title: A hold\npaths: [{hold: rate_10y, periods: 2026Q4..2027Q1, change: 0}]\n"
    )
    (root / "absurd.yaml").write_text(
        "name: odd\nsides: [{direction: up, quarters_running: 399, when: [{expression: ffr, at_least: 5}]}]\n"
    )
    (root / "twice.yaml").write_text(
        "views: [{of: 'ffr[2026Q4]', quantiles: {10: 3, 10.0: 4}, unit: pct/yr}]\n"
    )
    (root / "long-parent.yaml").write_text(f"title: x\nextends: {LONG}\n")
    (root / "long-table.yaml").write_text(
        f"title: x\npaths: [{{hold: ffr, periods: 2026Q4, values: {LONG}.csv}}]\n"
    )
    (root / "bytes").write_bytes(bytes(range(256)))
    (root / "loop").symlink_to(root / "loop")
    (root / "inside").mkdir()
    return root


def said(words: list[str], folder: Path) -> Heard:
    """What a command says, a warning of a library being an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        heard = hear(words, folder)
    assert not NOT_A_NUMBER.search(heard.out + heard.err)
    return heard


SCENARIOS = ["empty.yaml", "utf16.yaml", "latin.yaml", "inside", "empty.csv", "bytes", "loop", "/dev/null",
             "/proc/self/mem", LONG, f"{LONG}.yaml", "", "Baseline", "-"]  # fmt: skip
REFUSED = [
    *(["run", name, *SMALL, "--no-files"] for name in SCENARIOS),
    *(["scenario", "check", name] for name in SCENARIOS),
    *(["run", *SMALL, "--no-charts", "--out", out]
      for out in ("/proc/x", LONG, "loop/x", "/dev/null", "bytes/x", ".")),
    *(["note", "switch.yaml", *SMALL, "-o", out]
      for out in ("inside", f"{LONG}.md", "note.docx", "inside/../x/")),
    *([verb, name] for verb in ("verify", "claims")
      for name in ("empty.json", "nowhere.json", "bytes", LONG, "inside", "utf16.yaml")),
    *(["data", "add", name] for name in ("empty.csv", "bytes", "inside", "nowhere.csv")),
    *(["runs", "show", name] for name in ("nowhere", LONG, "", "bytes")),
    *(["data", "status", "--vintage", name] for name in ("", LONG, "../..")),
    ["fit", "--seed", "-1"],
    ["note", "switch.yaml", "-o", "x.md", "--date", "2026-02-30"],
    ["run", "--from", "9999Q4", *SMALL], ["run", "--from", "1600Q1", *SMALL],
    ["portfolio", f"{LONG}.csv"], ["run", "long-parent.yaml", *SMALL], ["run", "long-table.yaml", *SMALL],
    ["first", *SMALL, "--breaks", "absurd.yaml"], ["run", *SMALL, "--view", "twice.yaml"],
    ["run", *SMALL, "--view", "ffr[2026Q4] ~ 4", "--view", "ffr[2026Q4] ~  4"],
    ["run", *SMALL, "--view", "ffr[2026Q4] ~ ٤"],
    ["odds", "switch.yaml", "switch.yaml", "--draws", "100", "--quarters", "8"],
    ["run", "--draws", "5", "--draws", "8"], ["run", "--json", "--json"],
    ["runs", "list", "--json", "--json"],
    ["run", "--draws", "1_000"], ["run", "--draws", "１０"], ["run", "--draws", "1e3"],
    ["run", "--seed", "9" * 30], ["sensitivity", "debt", "--group", "a=x", "--group", "a=y"],
    ["sensitivity", "debt", "--correlation", "a:b:0_5"],
    *(["run", *SMALL, "--no-files", *more] for more in (["--out", "x"], ["--keep-paths"], ["--keep", "ffr"])),
    *(["scenario", "diff", "switch.yaml", "parameter.yaml", "--assumptions", *more]
      for more in (["--draws", "9"], ["--quarters", "9"], ["--vintage", "2026-11"])),
    ["mcp", "--port", "9"],
]  # fmt: skip


@pytest.mark.parametrize("words", REFUSED, ids=lambda w: " ".join(x[:12] for x in w))
def test_odd_words_are_refused_in_one_line(words: list[str], folder: Path) -> None:
    """C-26, C-27: one line, exit code 2, and nothing on standard output."""
    before = sorted(folder.iterdir())
    heard = said(words, folder)
    assert heard.code == 2, heard
    assert heard.out == ""
    assert len(heard.err.splitlines()) == 1, heard.err
    assert len(heard.err) < 1500
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("name", ["baseline", "bom.yaml", "cr.yaml", "switch.yaml", "unmoved.yaml"])
def test_a_run_of_one_draw_has_no_figure_that_is_none(name: str, folder: Path, tmp_path: Path) -> None:
    heard = said(
        ["run", str(folder / name) if "." in name else name, *SMALL, "--json", "--no-files"], tmp_path
    )
    assert heard.code == 0, heard.err
    json.loads(heard.out, parse_constant=pytest.fail)


def test_a_folder_of_one_draw_says_null_and_comes_out_the_same_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    words = ["run", str(folder / "parameter.yaml"), *SMALL, "--no-charts", "--out", str(out)]
    assert said(words, folder).code == 0
    for file in out.rglob("*.*"):
        if file.suffix in (".json", ".csv", ".yaml"):
            assert not NOT_A_NUMBER.search(file.read_text(encoding="utf-8")), file.name
    assert '"p_first_error": null' in (out / "result.json").read_text()
    again = said(["runs", "replay", str(out)], folder)
    assert again.code == 0, again


def test_what_the_system_refuses_is_a_line(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    for fault in (
        OSError(5, "Input/output error"),
        OSError(36, "File name too long", "x" * 300),
        TimeoutError(),
    ):

        def refuse(*_: object, fault: OSError = fault, **__: object) -> None:
            raise fault

        monkeypatch.setattr(main, "_commands", lambda refuse=refuse: refuse)
        heard = said(["run"], folder)
        assert (heard.code, heard.err[:5], len(heard.err.splitlines())) == (2, "R001:", 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["switch.yaml", "parameter.yaml", "unmoved.yaml", "baseline"])
@pytest.mark.parametrize(
    "small", [SMALL, ["--draws", "40", "--quarters", "1"]], ids=["one draw", "one quarter"]
)
def test_a_note_on_a_scenario_that_moves_no_drawn_shock(
    name: str, small: list[str], folder: Path, tmp_path: Path
) -> None:
    if name == "unmoved.yaml" and small[-1] == "1":
        pytest.skip("its second quarter is after the end")
    where = str(folder / name) if "." in name else name
    for ending in (".md", ".html"):
        note = tmp_path / f"note{ending}"
        assert said(["note", where, *small, "--no-claims", "-o", str(note)], folder).code == 0
        for file in tmp_path.glob(f"*{ending}"):
            assert not NOT_A_NUMBER.search(file.read_text(encoding="utf-8")), file.name
