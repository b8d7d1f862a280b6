"""A note on one page, whatever its words: its own charts, a receipt that verifies, one line without typst."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from moneygood.api.stored import verify_any
from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.cli.main import call
from moneygood.surfaces.notes.html import split_front_matter
from moneygood.surfaces.notes.ledger import plain
from moneygood.surfaces.notes.own import spoken_name
from moneygood.surfaces.notes.summary import chosen, one_page, summary_text
from moneygood.surfaces.notes.write import Note, make_note, write_summary

SCENARIO = "fiscal-consolidation"


@pytest.fixture(scope="module")
def note(made_once: Callable[[str, Callable[[], Any]], Any]) -> Note:
    return made_once(
        "summary-note", lambda: make_note(SCENARIO, draws=80, quarters=12, answers={}, claims=None)
    )


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_it_is_one_page_with_the_words_of_the_note(note: Note, tmp_path: Path) -> None:
    files = write_summary(note, tmp_path / "page.pdf")
    assert [f.name for f in files] == ["page.pdf", "page-receipt.json"]
    assert pages(files[0].read_bytes()) == 1
    said = plain(note.summary)
    assert f"# {note.headline}\n" in said
    body = split_front_matter(note.markdown)[1]
    assert body.split("\n\n")[3].strip() in said  # the lede, after headline and question
    assert "## Source" in said
    typed = summary_text(note.summary, ["a"], "moneygood verify page-receipt.json")
    assert "verify page\\-receipt.json" in typed


def test_its_charts_are_those_of_the_sections_and_which_is_first(note: Note) -> None:
    told = re.findall(r"\]\(([\w-]+)\)$", plain(note.text), re.M)
    subject = note.receipt.variable
    keys = chosen(note.text, note.drawings, subject)
    assert len(keys) == 4
    assert keys[0] == subject  # what the headline is about is shown
    assert keys[-1] == "highs-first"
    rest = [k for k in told if k not in (subject, "highs-first")]
    assert keys[1:-1][: len(rest)] == rest[:2]


@pytest.mark.parametrize("times", [1, 8])
def test_long_words_are_set_smaller_and_never_run_over(note: Note, times: int) -> None:
    mind = plain(note.summary).split("## What would change our mind\n\n")[1].split("\n")[0]
    long = plain(note.summary).replace(mind, " ".join([mind] * times))
    charts = chosen(note.text, note.drawings, note.receipt.variable)
    assert pages(one_page(long, charts, note.drawings, "pdf")) == 1


def test_as_a_picture_it_is_one_sheet_of_a4(note: Note) -> None:
    data = note.summary_page("png")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = (int.from_bytes(data[i : i + 4], "big") for i in (16, 20))
    assert high / wide == pytest.approx(297 / 210, abs=0.002)


def test_the_receipt_is_of_the_headline_and_verifies(note: Note, tmp_path: Path) -> None:
    write_summary(note, tmp_path / "page.png")
    file = tmp_path / "page-receipt.json"
    receipt = json.loads(file.read_text(encoding="utf-8"))
    assert receipt["variable"] == "debt_ratio"
    assert f"by {receipt['period']}" in note.headline
    assert verify_any(file).same


@pytest.mark.parametrize(
    ("given", "code"), [("page.txt", "A514"), ("note.pdf", "A514"), ("nowhere/page.pdf", "R001")]
)
def test_what_cannot_be_written_is_one_line_before_any_work(
    given: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["note", SCENARIO, "-o", str(tmp_path / "note.pdf"), "--summary", str(tmp_path / given)]
    assert call(typed) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{code}: ")
    assert not list(tmp_path.iterdir())


def test_without_typst_it_is_one_line_that_says_how_to_get_it(
    note: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MoneygoodError, match="needs typst") as fault:
        note.summary_page("pdf")
    assert fault.value.code == "U017"
    assert "pip install typst" in str(fault.value)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Foreign share of the public debt", "the foreign share of the public debt"),
        ("Broad dollar", "the broad dollar"), ("House prices", "house prices"),
        ("Consumption, real", "real consumption"), ("Unemployment", "unemployment"),
        ("Cost pressure on inflation", "cost pressure on inflation"),
        ("Equity premium of the market, deviation", "the equity premium of the market"),
    ],
)  # fmt: skip
def test_a_label_is_spoken_of_with_its_article(label: str, name: str) -> None:
    assert spoken_name(label, ("unemployment", "consumption", "pressure")) == name
