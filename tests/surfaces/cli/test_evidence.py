"""rally, breaks and regimes as a person or a program meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from moneygood import api
from moneygood.surfaces.cli.main import call


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The document that a command prints."""
    code = call([*arguments, "--json"])
    heard = capsys.readouterr()
    assert code == 0, heard.err
    return json.loads(heard.out)


def test_rally_prints_three_windows_and_every_part(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    document = ask(capsys, "rally", "--chart", str(tmp_path / "rally.json"))
    assert [w["from"] for w in document["windows"]] == ["2022Q4", "2022Q4", "2024Q3"]
    names = [p["name"] for p in document["windows"][0]["parts"]]
    assert names == ["earnings", "real_rate", "policy", "premium", "growth_hope", "flows"]
    chart = json.loads((tmp_path / "rally.json").read_text())
    bars = [r for r in chart["data"]["values"] if r["panel"] == "2022Q4 to 2023Q2"]
    assert {r["kind"] for r in bars} == {"part", "residual", "total"}
    summed = sum(r["value"] for r in bars if r["kind"] != "total")
    assert summed == pytest.approx(next(r["value"] for r in bars if r["kind"] == "total"), abs=1e-3)


def test_rally_takes_simulated_paths_apart(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = ["rally", "2026Q2", "2027Q2", "--scenario", "baseline", "--draws", "60", "--quarters", "6"]
    document = ask(capsys, *arguments, "--chart", str(tmp_path / "r.json"))
    assert document["simulated"] is True
    assert {"mean", "mc_error", "low70", "high70"} <= set(document["total"])
    assert [g["name"] for g in document["groups"]] == ["leaders", "rest"]
    assert json.loads((tmp_path / "r.json").read_text())["facet"]


def test_breaks_prints_both_forms(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    document = ask(capsys, "breaks", "--chart", str(tmp_path / "b.json"))
    assert set(document["forms"]) == {"levels", "changes"}
    for form in document["forms"].values():
        assert {"udmax", "sequential", "breaks", "false_alarms", "asked", "rolling", "circumstances"} <= set(
            form
        )
        assert form["asked"]["interval"][0] <= form["asked"]["date"] <= form["asked"]["interval"][1]
    assert len(json.loads((tmp_path / "b.json").read_text())["vconcat"]) == 2


def test_regimes_prints_every_quarter(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    document = ask(capsys, "regimes", "--chart", str(tmp_path / "g.json"))
    assert document["states"] == ["conviction", "doubt", "reckoning"]
    assert document["quarters"][0]["known_then"]["doubt"] is None
    assert {a["episode"] for a in document["analogues"]} == {"1997-2002", "2005-2009"}
    assert len(json.loads((tmp_path / "g.json").read_text())["vconcat"]) == 3


@pytest.mark.parametrize("verb", ["rally", "breaks", "regimes"])
def test_a_person_gets_tables_and_a_reading(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call([verb]) == 0
    out = capsys.readouterr().out
    assert "─" in out
    assert len(out) > 1000


@pytest.mark.parametrize("verb", ["rally", "breaks", "regimes"])
def test_help_has_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call([verb, "--help"]) == 0
    assert f"moneygood {verb}" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["rally", "2024Q1"], "A403"),
        (["rally", "2024Q1", "2023Q1"], "A403"),
        (["rally", "1901Q1", "2023Q1"], "A402"),
        (["rally", "2022Q4", "2023Q1", "--draw", "3"], "A405"),
        (["rally", "--scenario", "baseline"], "A403"),
        (["rally", "2022Q4", "2027Q1", "--scenario", "baseline"], "A404"),
        (["breaks", "vix", "nothing"], "A411"),
        (["breaks", "vix"], "A411"),
        (["breaks", "--from", "2025-06"], "A412"),
        (["breaks", "--most", "99"], "A413"),
        (["regimes", "--until", "1996Q1"], "A421"),
        (["regimes", "--until", "then"], "C001"),
        (["regimes", "--vintage", "1812-01"], "D003"),
        (["rally", "--chart", "nowhere.gif"], "R005"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    arguments: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """C-26, C-27: what a user can mend is one line, and the exit code is 2."""
    assert call(arguments) == 2
    heard = capsys.readouterr()
    assert heard.err.startswith(code)
    assert heard.err.count("\n") == 1
    assert not heard.out


def test_the_notebook_gives_the_same_answer_and_a_chart() -> None:
    import moneygood as mg

    found = mg.rally("2022Q4", "2024Q2")
    assert found.table(0).shape[0] == 8
    assert found.as_json() == mg.rally("2022Q4", "2024Q2").as_json()
    assert "rally" in repr(found)
    assert found.chart().to_dict()["facet"]


@pytest.mark.parametrize("verb", ["rally", "breaks", "regimes"])
def test_a_chart_can_be_drawn(verb: str, tmp_path: Path) -> None:
    assert call([verb, "--json", "--chart", str(tmp_path / "chart.svg")]) == 0
    assert (tmp_path / "chart.svg").read_text(encoding="utf-8").startswith("<svg")


def test_the_chart_of_regimes_until_a_day_shows_nothing_after_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The recession that began in 2007Q4 ends with the figures; that of 2020 is not drawn."""
    file = tmp_path / "then.json"
    ask(capsys, "regimes", "--until", "2008Q1", "--chart", str(file))
    spec = json.loads(file.read_text())
    panels = [x for p in spec["vconcat"][:2] for x in p["layer"]]
    dates = [str(v) for x in panels for r in x["data"]["values"] for v in r.values()]
    years = {int(d[:4]) for d in dates if re.match(r"\d{4}-\d\d", d)}
    assert max(years) == 2008


def test_breaks_names_every_event_within_an_interval() -> None:
    """Against the document: one row for each event near a dated break or the one asked about."""
    answer = api.breaks()
    table = next(t for t in answer.tables if t.title == "What the breaks coincide with")
    document = answer.as_json()["forms"]
    wanted = [
        (form, b["date"], e["month"], e["label"])
        for form, f in document.items()
        for b in (*f["breaks"], *([f["asked"]] if f["asked"] else []))
        for e in b["near"]
    ]
    assert len(wanted) > 4
    assert list(table.rows) == wanted
