"""A place that cannot be written is refused in one line that names it, whatever the command."""

from __future__ import annotations

import sys

import pytest

from moneygood.surfaces.cli.main import call


@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no files, not even from root")
@pytest.mark.parametrize(
    "arguments",
    [
        ("first", "--draws", "8", "--quarters", "4", "--chart", "/proc/x.svg"),
        ("first", "--draws", "8", "--quarters", "4", "--receipt", "/proc/x.json"),
        ("run", "--draws", "8", "--quarters", "4", "--out", "/proc/x"),
        ("run", "--draws", "8", "--quarters", "4", "--paths-to", "/proc/x.parquet"),
        ("note", "baseline", "--draws", "16", "-o", "/proc/x.md"),
        ("site", "/proc/x"),
    ],
    ids=lambda arguments: arguments[0] + arguments[-2],
)
def test_the_line_names_the_place(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    code = call(list(arguments))
    said = capsys.readouterr().err.strip().splitlines()[-1]
    assert code == 2, said
    assert said.startswith("R001")
    assert "/proc/" in said
    assert "cannot be written" in said
