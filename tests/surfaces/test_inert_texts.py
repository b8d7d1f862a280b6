"""Texts of others, on every surface that shows them: words, and nothing that acts."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from moneygood.articles.prose import read_article
from moneygood.core.answer import Column, Table
from moneygood.core.csv_cells import inert_cell
from moneygood.surfaces.cli.main import call
from moneygood.surfaces.notes.html import html_note
from moneygood.surfaces.notes.ledger import Ledger
from moneygood.surfaces.notes.pdf import typst_text
from moneygood.surfaces.notes.phrases import inert
from moneygood.surfaces.web.tables import csv_bytes, xlsx_bytes

REACHING = (
    "![x](http://evil.example/p.png) [y](javascript:alert(1)) <script>z</script> `q` http://evil.example"
)
ESCAPE = "a\x1b]0;mine\x07b"
FRONT = f"---\ntitle: {json.dumps('t')}\n---\n"


@pytest.mark.parametrize("sign", ["\\x1b[31m", "\\x07", "\\u202e", "\\ue003"])
@pytest.mark.parametrize("field", ["title", "question", "narrative"])
def test_a_scenario_whose_words_a_terminal_would_obey_is_refused_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], field: str, sign: str
) -> None:
    words = {"title": "t", field: "@"}
    text = json.dumps(words | {"levers": {"term_premium": 0.5}}).replace("@", f"a{sign}b")
    (tmp_path / "x.yaml").write_text(text)
    assert call(["scenario", "check", str(tmp_path / "x.yaml")]) == 2
    said = capsys.readouterr()
    assert (
        f"{field} of the scenario holds the sign {sign[:6] if 'u' in sign else sign[:4]}"
        in said.out + said.err
    )
    assert not set("\x1b\x07\u202e\ue003") & set(said.out + said.err)


def test_an_article_is_shown_with_its_signs_written_out() -> None:
    for text, name in ((f"It {ESCAPE} grew.", "x.txt"), ("<p>It a&#27;]0;mine&#7;b grew.</p>", "x.html")):
        (sentence,) = read_article(text, name).sentences
        assert sentence.text.isprintable()


def test_a_note_reaches_nobody() -> None:
    for words in (REACHING, inert(REACHING)):
        page = html_note(f"{FRONT}# {words}\n\n{words}\n\n![x](http://evil.example/p.png)\n", Ledger({}), {})
        assert "<img" not in page
        assert "<script" not in page
        assert 'href="javascript' not in page
        assert "image(" not in typst_text(f"{FRONT}{words}\n", {}).split("#show: note.with(")[1]
    assert "<a " not in page
    assert "<code>" not in page
    assert "![x](http://evil.example/p.png)" in page


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-1+1", "@SUM(1)", " =1", "\t=1", "\r=1", "-cmd|' /C x'!A0"]
)
def test_a_cell_is_no_formula(cell: str) -> None:
    assert inert_cell(cell) == "'" + cell
    assert csv_bytes(Table("t", (Column(cell),), ((cell,),))).decode().lstrip('"').startswith("'")
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(xlsx_bytes((Table("t", (Column(cell),), ((cell,),)),)))).worksheets[0]
    assert {sheet.cell(3, 1).data_type, sheet.cell(4, 1).data_type} == {"s"}


@pytest.mark.parametrize("cell", ["-2", "-1.5e-3", "-.5", "a-b", "", "−2", -2.5, 3])
def test_a_figure_stays_one(cell: object) -> None:
    assert inert_cell(cell) == cell
