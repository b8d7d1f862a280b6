"""A chart as a file: its ending says the form, and a fault leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.chart_files import check_chart_file, write_chart

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "title": "Größe",
    "data": {"values": [{"x": 1, "y": 2}, {"x": 2, "y": 3}]},
    "mark": "line",
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
}


def test_a_specification_reads_back_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "chart.JSON"
    write_chart(SPEC, file)
    assert json.loads(file.read_text(encoding="utf-8")) == SPEC
    assert [f.name for f in tmp_path.iterdir()] == ["chart.JSON"]


def test_a_picture_is_drawn_in_the_form_of_its_ending(tmp_path: Path) -> None:
    for kind in ("svg", "png"):
        write_chart(SPEC, tmp_path / f"chart.{kind}")
    svg = (tmp_path / "chart.svg").read_text(encoding="utf-8")
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert "Größe" in svg
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "code"), [("chart.bmp", "R005"), ("none/chart.svg", "R001"), ("folder.svg", "R001")]
)
def test_what_cannot_be_written_is_refused_first(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "folder.svg").mkdir()
    with pytest.raises(MoneygoodError, match=code):
        check_chart_file(tmp_path / name)
