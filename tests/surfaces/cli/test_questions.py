"""breakeven, branch, loop, discover and sensitivity as a person or a program meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import moneygood as mg
from moneygood.surfaces.cli.main import call

SOON = ["breakeven", "debt_ratio[2027Q4] <= 101.5", "--lever", "ai_productivity"]
COMMANDS: dict[str, list[str]] = {
    "breakeven": [*SOON, "--lever", "neutral_rate", "--draws", "60"],
    "branch": ["branch", "--draws", "120"],
    "loop": ["loop", "--draws", "40", "--quarters", "20"],
    "discover": ["discover", "10y > 5 or debt > 105", "--draws", "400", "--quarters", "12"],
    "sensitivity": ["sensitivity", "rate_10y[2026Q4]", "--input", "neutral_rate", "--input", "term_premium",
                    "--size", "16", "--trajectories", "4"],
}  # fmt: skip
KEYS: dict[str, set[str]] = {
    "breakeven": {"target", "lever", "unit", "value", "reached", "odds", "frontier"},
    "branch": {"event", "branches", "outcomes", "channels", "first_observable", "observables", "ranges"},
    "loop": {"loop", "gains", "ranges", "volatility"},
    "discover": {"condition", "share", "error", "boxes", "trajectory", "tree"},
    "sensitivity": {"output", "mean", "spread", "indices", "samples"},
}


def strict(text: str) -> Any:
    """A document without figures that are not JSON, such as NaN."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("verb", list(COMMANDS))
def test_a_command_prints_one_document_and_draws_its_chart(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """C-29; and the chart is a picture."""
    file = tmp_path / "chart.png"
    assert call([*COMMANDS[verb], "--json", "--chart", str(file)]) == 0
    document = strict(capsys.readouterr().out)
    assert KEYS[verb] <= set(document)
    assert file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_tables_and_reading_are_shown_with_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert call([*COMMANDS["breakeven"], "--full"]) == 0
    shown = capsys.readouterr().out
    assert "Frontier" in shown
    assert "Monte-Carlo" in shown
    assert "±" in shown


def test_keys_of_odds_and_frontier_are_those_that_were_promised(capsys: pytest.CaptureFixture[str]) -> None:
    call([*COMMANDS["breakeven"], "--json"])
    document = strict(capsys.readouterr().out)
    assert all({"share", "value"} <= set(row) for row in document["odds"])
    assert [row["share"] for row in document["odds"]] == [0.5, 0.8]
    assert all({"second", "value"} <= set(row) for row in document["frontier"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["breakeven", "debt-stabel"], "A305"),
        ([*SOON, "--range", "5..9"], "A307"),
        ([*SOON, "--range", "a..b"], "usage"),
        ([*SOON, "--odds", "80"], "A309"),
        ([*SOON, "--by", "2036"], "C001"),
        ([*SOON, "--chart", "picture.gif"], "R005"),
        ([*SOON, "--draws", "-1"], "E005"),
        (["loop", "--draws", "1"], "E005"),
        (["discover", "10y > 5", "--draws", "0"], "E005"),
        (["risks", "--quarters", "11"], "A074"),
        (["branch", "efficency-shock"], "A320"),
        (["loop", "main-street"], "A320"),
        (["discover", "10y"], "A302"),
        (["discover", "10y > 5", "--boxes", "0"], "A341"),
        (["sensitivity", "debtt"], "A075"),
        (["sensitivity", "debt", "--size", "100"], "A351"),
        (["sensitivity", "debt", "--group", "ai"], "usage"),
        (["sensitivity", "debt", "--correlate", "a:b"], "usage"),
        (["sensitivity", "debt", "--seed", "-1"], "A074"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(arguments, code, capsys: pytest.CaptureFixture[str]) -> None:
    """C-26, C-27."""
    assert call(arguments) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    assert len(heard.err.strip().splitlines()) == 1
    assert heard.err.startswith(code), heard.err


def test_python_and_the_command_line_give_the_same_figures(capsys: pytest.CaptureFixture[str]) -> None:
    call([*SOON, "--draws", "60", "--json"])
    document = strict(capsys.readouterr().out)
    answer = mg.breakeven("debt_ratio[2027Q4] <= 101.5", "ai_productivity", draws=60)
    assert json.loads(json.dumps(answer.as_json())) == document
    assert len(answer.table()) == len(answer.answer.tables[0].rows)
    assert "<table" in answer._repr_html_()
