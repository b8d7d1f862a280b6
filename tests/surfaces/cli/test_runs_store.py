"""The verbs on stored runs and `verify` of a receipt: figures, exit codes, sizes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from made_runs import sealed_again
from moneygood import api
from moneygood.core.atomic import NEW, _host
from moneygood.surfaces.cli.main import call

SMALL = ["--draws", "30", "--seed", "3", "--quarters", "6", "--no-charts"]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Two stored runs, the ids oldest first, in the store of the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MONEYGOOD_RUNS")
    ids = []
    for name in ("baseline", "cuts-arrive"):
        assert call(["run", name, *SMALL, "--json"]) == 0
        ids.append(json.loads(capsys.readouterr().out)["run"]["id"])
    return ids


def test_list_names_every_byte(runs: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call(["runs", "list", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [r["id"] for r in found["runs"]] == runs[::-1]
    for row in found["runs"]:
        files = [f for f in (tmp_path / "runs" / row["id"]).rglob("*") if f.is_file()]
        assert row["bytes"] == sum(f.stat().st_size for f in files)
    assert found["bytes"] == sum(r["bytes"] for r in found["runs"])
    assert found["leftovers"] == []
    killed = tmp_path / "runs" / f"{NEW}{_host()}-999999999-0123456789ab"
    killed.mkdir()
    (killed / "result.json").write_bytes(bytes(2_000))
    assert call(["runs", "list"]) == 0
    said = capsys.readouterr().out
    assert "2 runs in runs" in said
    assert " in all." in said
    assert "1 left-over of commands that did not end cleared, 2" in said
    assert not killed.exists()


def test_show_says_what_it_is(runs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["runs", "show", "last"]) == 0
    said = capsys.readouterr().out
    assert "The cuts arrive" in said
    assert "hold: ffr" in said
    assert call(["runs", "show", "cuts", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["id"] == runs[1]
    assert found["bytes"] == sum(found["files"].values())


@pytest.mark.parametrize("verb", ["verify", "replay"])
def test_a_run_comes_out_the_same(runs: list[str], verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["runs", verb, runs[1], "--threads", "1"]) == 0
    assert "same to the bit" in capsys.readouterr().out


def test_a_run_of_other_code_leaves_with_one(
    runs: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "runs" / runs[1]
    identity = json.loads((folder / "manifest.json").read_text())["identity"]
    sealed_again(folder, identity=identity | {"code": "0" * 64})
    assert call(["runs", "verify", runs[1], "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["same"]
    assert found["hashes"][0].startswith("the code (code hash 000000000000 there")
    assert found["figures"] == []


def test_replay_writes_the_run_again(runs: list[str], tmp_path: Path) -> None:
    assert call(["runs", "replay", runs[0], "--out", str(tmp_path / "again")]) == 0
    one, two = (
        json.loads((f / "result.json").read_text()) for f in (tmp_path / "runs" / runs[0], tmp_path / "again")
    )
    for document in (one, two):
        document["run"].pop("seconds")
    assert one == two


def test_diff_says_what_decided_it(runs: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["runs", "diff", runs[0], runs[1], "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [c.split(" (")[0] for c in found["causes"]] == ["the scenario"]
    row = next(f for f in found["figures"] if (f["variable"], f["period"]) == ("ffr", "2027Q4"))
    assert row["difference"] == row["second"] - row["first"] < -0.5
    assert any("hold: ffr" in line for line in found["scenario"])
    assert call(["runs", "diff", runs[0], runs[0]]) == 0
    assert "the same figures" in capsys.readouterr().out


def test_a_receipt_goes_round(runs: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "receipt.json"
    assert call(["runs", "receipt", runs[1], "rate_10y", "2027Q2", "-o", str(file)]) == 0
    receipt = json.loads(file.read_text())
    stored = api.open_store().get(runs[1])
    rows = [r.split(",") for r in stored.text("quantiles.csv").splitlines()]
    row = next(r for r in rows if r[:2] == ["rate_10y", "2027Q2"])
    assert receipt["value"] == float(row[rows[0].index("q50")])
    capsys.readouterr()
    assert call(["verify", str(file)]) == 0
    assert "same to the bit" in capsys.readouterr().out
    receipt["value_hex"] = (receipt["value"] + 1e-9).hex()
    receipt["value"] += 1e-9
    file.write_text(json.dumps(receipt))
    assert call(["verify", str(file)]) == 1
    file.write_text("{")
    assert call(["verify", str(file)]) == 2
    assert call(["verify", str(tmp_path / "nowhere.json")]) == 2
    assert capsys.readouterr().err.count("R006:") == 2


def test_rm_frees_what_it_says(runs: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call(["runs", "rm", "baseline", runs[1]]) == 0
    assert f"Removed {runs[0]}, {runs[1]}" in capsys.readouterr().out
    assert [f.name for f in (tmp_path / "runs").iterdir() if not f.name.startswith(".")] == []
    assert call(["runs", "rm", runs[0]]) == 2


def test_paths_are_kept_only_when_asked_and_stay_when_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MONEYGOOD_RUNS", str(tmp_path))
    kept = []
    for more in ([], ["--keep", "rate_10y"], ["--keep", "DGS10", "--keep", "sp500"], [], ["--keep-paths"]):
        assert call(["run", "baseline", *SMALL, *more]) == 0
        assert "Kept: " in capsys.readouterr().out
        (run,) = api.open_store().list()
        kept.append(run.kept)
    assert kept[:4] == [0, 1, 2, 2]
    assert kept[4] == len(api.run(draws=2, quarters=2).paths.names)


def test_a_store_behind_a_url(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MONEYGOOD_RUNS", "memory://cli/runs")
    assert call(["run", "cuts-arrive", *SMALL, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["folder"] == f"memory://cli/runs/{document['run']['id']}"
    assert call(["runs", "verify", "last"]) == 0
    assert call(["runs", "rm", "last"]) == 0
