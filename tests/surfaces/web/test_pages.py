"""The reading pages: an answer first, charts whose titles are findings, figures that are the model's own."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

pytest.importorskip("starlette")
from starlette.testclient import TestClient

from moneygood.api import stored
from moneygood.core.answer import Column, Table
from moneygood.surfaces.web.app import make_app
from moneygood.surfaces.web.page_routes import SHELF
from moneygood.surfaces.web.reading.index import PAGES, page_names
from moneygood.surfaces.web.reading.parts import MOST_WORDS, PageTable, ReadingPage, count_words
from moneygood.surfaces.web.rendering import file_names, page_file, page_html

HOST = "http://127.0.0.1:8000"
NAMES = [p.name for p in PAGES] + ["scenarios/foreign-strike"]
COSTLY = ("scenarios", "why", "dominoes", "portfolio", "earn", "claims")
"""Pages of which each takes 5 to 30 seconds to make; the first two have the odds of the whole library."""
EACH = pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow if n in COSTLY else ()) for n in NAMES]
)


@pytest.fixture(scope="module")
def web(pages_made_once: None) -> Iterator[TestClient]:
    with TestClient(make_app(lab=False), base_url=HOST) as client:
        yield client


class Outline(HTMLParser):
    """What a page links to, its headings, ids, and everything that a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        self.links += [v for k, v in attrs if k in ("href", "src") and v]
        self.ids += [v for k, v in attrs if k == "id" and v]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(tag)
        if (
            "style" in at
            or any(k.startswith("on") for k, _ in attrs)
            or (tag == "script" and "src" not in at)
        ):
            self.faults.append(f"{tag} {at}")


def outline(text: str) -> Outline:
    found = Outline()
    found.feed(text)
    return found


@EACH
def test_a_page_opens_with_its_answer_in_a_few_words(web: TestClient, name: str) -> None:
    page, text = SHELF.page(name), web.get(f"/{name}/").text
    assert 8 <= count_words(page.answer) <= MOST_WORDS, page.answer
    assert re.search(r"\d", page.answer)
    assert text.index('class="answer"') < text.index("</h1>") + 200
    assert "nan" not in page.answer.lower().split()


@EACH
def test_a_page_needs_no_script_no_style_and_no_other_machine(web: TestClient, name: str) -> None:
    found = outline(web.get(f"/{name}/").text)
    assert found.faults == []
    assert [x for x in found.links if "//" in x] == []
    assert len(set(found.ids)) == len(found.ids)
    assert found.headings.count("h1") == 1


@EACH
def test_every_link_of_a_page_leads_somewhere(web: TestClient, name: str) -> None:
    """Other pages are looked up among the addresses that there are: each would be made for that."""
    from urllib.parse import urljoin, urlparse

    others = {*page_names()} - {name}
    for link in dict.fromkeys(outline(web.get(f"/{name}/").text).links):
        if link.startswith("#") or link.endswith(".png"):
            continue
        if urlparse(urljoin(f"{HOST}/{name}/", link)).path.strip("/") in others:
            continue
        reply = web.get(urljoin(f"{HOST}/{name}/", link))
        assert reply.status_code == 200, link


@EACH
def test_charts_have_findings_for_titles_and_files_for_figures(web: TestClient, name: str) -> None:
    page = SHELF.page(name)
    for chart in page.charts:
        assert re.search(r"\d|hardly leaves|none", chart.title), chart.title
        assert len(chart.title.split()) > 4
        ET.fromstring(web.get(f"/{name}/{chart.key}.svg").text)
        rows = list(csv.reader(io.StringIO(web.get(f"/{name}/{chart.key}.csv").text)))
        document = web.get(f"/{name}/{chart.key}.json").json()
        assert len(rows) == len(document["rows"]) + 1
        assert document["source"] == page.source
        assert document["receipt"] in page.receipts
    assert len(set(file_names(page))) == len(file_names(page))


def test_a_picture_is_drawn(web: TestClient) -> None:
    assert web.get("/today/rate_10y.png").content.startswith(b"\x89PNG")


def test_the_figures_of_a_fan_are_those_of_the_run(web: TestClient) -> None:
    import moneygood as mg

    fan = mg.run("baseline").run.quantiles("rate_10y")
    rows = list(csv.reader(io.StringIO(web.get("/today/rate_10y.csv").text)))
    median = {r[0]: r[rows[0].index("median")] for r in rows[1:]}
    for t, q in enumerate(fan.periods):
        assert float(median[str(q)]) == fan.median[t]


def test_the_receipt_of_a_page_is_computed_again() -> None:
    page = SHELF.page("cycle")
    for receipt in page.receipts.values():
        assert stored.verify_any(json.loads(json.dumps(receipt))).same


def test_each_equation_stands_on_the_page_of_the_model_with_its_numbers(web: TestClient) -> None:
    from moneygood.model.build import load_model

    model, text = load_model(), web.get("/model/").text
    ids = set(outline(text).ids)
    assert {e.label for e in model.equations} <= ids
    assert text.count("<math") == len(model.equations)
    rows = list(csv.reader(io.StringIO(web.get("/model/parameters.csv").text)))
    assert {r[0]: float(r[1]) for r in rows[1:]} == {p.name: p.value for p in model.parameters.values()}


def test_what_there_is_not_is_said(web: TestClient) -> None:
    reply = web.get("/nothing/")
    assert reply.status_code == 404
    assert "there is no page" in reply.text
    assert web.get("/today").url.path == "/today/"
    assert web.get("/today/nothing.csv").status_code == 404


def test_every_scenario_has_a_page() -> None:
    from moneygood.scenarios.library import list_scenarios

    assert {n.partition("/")[2] for n in page_names() if "/" in n} == set(list_scenarios()) - {"baseline"}


def test_a_chart_may_be_framed_by_others_and_a_page_may_not(web: TestClient) -> None:
    chart = web.get("/embed/today/rate_10y/")
    assert "frame-ancestors *" in chart.headers["content-security-policy"]
    assert outline(chart.text).faults == []
    assert "frame-ancestors 'none'" in web.get("/today/").headers["content-security-policy"]


def test_the_workbook_of_a_chart_has_the_figures_of_its_csv_and_a_chart_of_its_own(web):
    openpyxl = pytest.importorskip("openpyxl")
    reply = web.get("/today/rate_10y.xlsx")
    assert reply.headers["content-type"].startswith("application/vnd.openxmlformats")
    book = openpyxl.load_workbook(io.BytesIO(reply.content))
    sheet = book.worksheets[0]
    rows = list(csv.reader(io.StringIO(web.get("/today/rate_10y.csv").text)))
    assert [c.value for c in sheet[3]][: len(rows[0])] == rows[0]
    for line, row in enumerate(rows[1:], start=4):
        shown = [c.value for c in sheet[line]][: len(row)]
        assert (shown[0], ["" if v is None else v for v in shown[1:]]) == (
            row[0], [v if v == "" else pytest.approx(float(v), rel=1e-15) for v in row[1:]]
        )  # fmt: skip
    assert len(sheet._charts) == 1
    assert book.worksheets[-1].title == "Source"
    assert web.get("/today/rate_10y.xlsx").content == reply.content


def test_all_figures_of_a_scenario_are_one_workbook(web: TestClient) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    page = ReadingPage("scenarios/x", "X", "?", "Yes.", tuple(_tables(3)), "Source: here.")
    content, media = page_file(page, "figures.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert media.startswith("application/vnd.openxmlformats")
    assert [s["A1"].value for s in book.worksheets[:-1]] == [t.title for t, _ in page.tables.values()]
    assert [s.title for s in book.worksheets] == ["1 A title of some length and", "2 b", "3 b", "Source"]
    assert 'href="../../scenarios/x/figures.xlsx"' not in page_html(page, lab=False, static=True)
    assert "figures.xlsx" in page_html(page, lab=False)
    assert "figures.xlsx" not in file_names(page)


def _tables(count: int) -> list[PageTable]:
    titles = ["A title of some length and longwordthatiscut", *["b"] * (count - 1)]
    return [
        PageTable(f"t{i}", Table(t, (Column("a"), Column("n")), (("x", 1.5),)), f"r{i}")
        for i, t in enumerate(titles)
    ]


@pytest.mark.slow
def test_why_shows_no_scenario_that_puts_the_variable_on_a_path() -> None:
    from moneygood.scenarios.library import find_plan
    from moneygood.surfaces.web.reading.answer_pages import _holds

    assert any(p.variable == "rate_10y" for p in find_plan("percentile-yields-96").paths)
    assert _holds("percentile-yields-96", "rate_10y")
    assert not _holds("foreign-strike", "rate_10y")
    shown = [t for t in SHELF.page("why").tables if t.startswith("why-")]
    assert shown
    assert not any("percentile-yields" in t for t in shown)
