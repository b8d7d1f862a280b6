"""first, why and risks as a person or a program meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import moneygood as mg
from moneygood.surfaces.chart_files import write_chart
from moneygood.surfaces.cli.main import call

OWN = """
name: dollar
label: Dollar
source: ours
sides:
  - name: slide
    label: Dollar 12% below its level two years earlier
    direction: down
    when: [{expression: "dollar / dollar[-8]", at_most: 0.88, unit: "1"}]
    source: ours
"""


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    """The document that a command prints."""
    code = call([*arguments, "--json"])
    heard = capsys.readouterr()
    assert code == 0, heard.err
    return json.loads(heard.out)


def test_first_keeps_the_promised_keys(capsys: pytest.CaptureFixture[str]) -> None:
    """C-29: keys may be added, never renamed."""
    document = ask(capsys, "first", "foreign-strike", "--draws", "200", "--causes", "40", "--quarters", "20")
    assert {"scenario", "seed", "highs", "none", "ties", "order", "edges", "causes", "typical"} <= set(
        document
    )
    assert set(document["highs"]) == {"prices", "rates", "debt", "stocks"}
    for high in document["highs"].values():
        assert {"p_first", "p_within_4q", "p_within_12q", "median_quarter", "sides"} <= set(high)
    assert {"sequence", "share"} <= set(document["order"][0])
    assert sum(order["share"] for order in document["order"]) <= 1.0 + 1e-12
    assert {"from", "to", "lag_quarters", "odds_ratio"} <= set(document["edges"][0])
    assert len(document["incidence"]["prices"]["cumulative"]) == 20
    path = document["typical"][0]
    assert len(path["periods"]) == len(path["figures"]["rate_10y"]) == 20


def test_first_with_a_break_of_ones_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "dollar.yaml"
    file.write_text(OWN, encoding="utf-8")
    plain = ask(capsys, "first", "--draws", "300", "--causes", "0")
    more = ask(capsys, "first", "--draws", "300", "--causes", "0", "--breaks", str(file))
    assert list(more["highs"]) == ["prices", "rates", "debt", "stocks", "dollar"]
    assert more["highs"]["dollar"]["p_ever"] > 0
    assert more["none"] <= plain["none"]
    assert sum(h["p_first"] for h in more["highs"].values()) + more["none"] == pytest.approx(1.0)
    file.write_text(OWN.replace("name: dollar", "name: stocks"), encoding="utf-8")
    other = ask(capsys, "first", "--draws", "300", "--causes", "0", "--breaks", str(file))
    assert list(other["highs"]) == ["prices", "rates", "debt", "stocks"]
    assert other["highs"]["stocks"]["p_ever"] == more["highs"]["dollar"]["p_ever"]


def test_a_faulty_break_of_ones_own_is_caught_before_anything_is_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "dollar.yaml"
    file.write_text(OWN.replace("at_most", "below"), encoding="utf-8")
    assert call(["first", "--breaks", str(file)]) == 2
    assert capsys.readouterr().err.startswith("A051")
    file.write_text(OWN, encoding="utf-8")
    assert call(["first", "--breaks", str(file), "--breaks", str(file)]) == 2
    assert "A052" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["first", "--draws", "100", "--causes", "30", "--quarters", "16"],
        ["why", "rate_10y", "--in", "ai-disappoints", "--by", "channel"],
        ["why", "sp500", "--in", "cuts-arrive", "--by", "lag"],
        ["risks", "--draws", "100"],
    ],
    ids=lambda a: " ".join(a[:2]),
)
def test_tables_reading_and_chart_are_shown(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import altair

    chart = tmp_path / "chart.json"
    assert call([*arguments, "--chart", str(chart)]) == 0
    assert "±" in (heard := capsys.readouterr().out) or "Residual" in heard
    spec = json.loads(chart.read_text(encoding="utf-8"))
    assert spec["description"]
    altair.Chart.from_dict(spec)
    write_chart(spec, tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["why", "sp500"], 2, "A201"),
        (["why", "sp500", "--in", "cuts-arrive", "--by", "chanel"], 2, "did you mean 'channel'"),
        (["why", "sp500", "--in", "cuts-arrive", "--at", "soon"], 2, "C001"),
        (["why", "sp500", "--in", "cuts-arriv"], 2, "cuts-arrive"),
        (["risks", "--risk", "war"], 2, "A222"),
        (["first", "--chart", "x.doc"], 2, "R005"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)
def test_bad_input_is_one_line_and_exit_two(
    arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """C-27: exit code 2 is bad input."""
    assert call(arguments) == code
    heard = capsys.readouterr().err
    assert words.lower() in heard.lower()
    assert heard.count("\n") == 1


def test_the_notebook_door_shows_the_same_document(capsys: pytest.CaptureFixture[str]) -> None:
    told = ask(capsys, "why", "sp500", "--in", "foreign-strike")
    held = mg.why("sp500", "foreign-strike")
    assert held.as_json() == told
    assert held.table(0).iloc[-1]["part"] == "Total"
    assert "Contributions" in held._repr_html_()
    assert mg.risks(draws=50).reading
    assert mg.first(draws=50, causes=0, quarters=12).as_json()["draws"] == 50
