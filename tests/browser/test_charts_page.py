"""The charts page of a run in a real browser: nothing fetched, nothing broken, readable on phone and desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moneygood import api
from moneygood.surfaces.run_charts import write_charts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("charts")
    write_charts(api.run("deepseek-punished", draws=400, seed=2), folder)
    return folder / "charts.html"


@pytest.fixture(params=[(390, 844), (1400, 900)], ids=["phone", "desktop"])
def opened(request: pytest.FixtureRequest, browser: Any, page_file: Path) -> Iterator[Any]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    page.faults = []
    page.on("pageerror", lambda fault: page.faults.append(str(fault)))
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
    page.asked = []
    page.on("request", lambda asked: page.asked.append(asked.url))
    page.goto(page_file.as_uri())
    yield page
    page.close()


def test_page_fetches_nothing_and_raises_nothing(opened: Any, page_file: Path) -> None:
    assert opened.asked == [page_file.as_uri()]
    assert opened.faults == []


def test_page_does_not_run_over_the_side(opened: Any) -> None:
    wide, seen = opened.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen


def test_every_figure_shows_a_drawing_with_a_name(opened: Any) -> None:
    drawings = opened.locator("figure svg")
    assert drawings.count() >= 14
    for i in range(drawings.count()):
        box = drawings.nth(i).bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert box["height"] > 120
        assert drawings.nth(i).get_attribute("aria-label") or drawings.nth(i).locator("title").count()


def test_answer_is_at_the_top(opened: Any) -> None:
    tiles = opened.locator(".tile h3").all_text_contents()
    assert tiles == ["Inflation", "Rates", "Debt", "Stocks"]
    top = opened.locator(".tile").first.bounding_box()
    assert top is not None
    assert top["y"] < 700


def test_keyboard_reads_a_chart(opened: Any) -> None:
    """A chart takes focus and the arrow keys move the read-out from quarter to quarter."""
    opened.locator("figure [tabindex='0'], figure[tabindex='0'], figure svg[tabindex='0']").first.focus()
    opened.keyboard.press("ArrowRight")
    first = opened.locator(".tip").first.inner_text()
    opened.keyboard.press("ArrowRight")
    assert first
    assert opened.locator(".tip").first.inner_text() != first


def test_each_chart_says_its_finding_and_leaves_as_picture_and_figures(opened: Any) -> None:
    figure = opened.locator("figure[data-key='rate_10y']")
    assert "the baseline" in figure.locator("h3.finding").inner_text()
    taken = {}
    for words in ("CSV", "SVG", "PNG"):
        with opened.expect_download() as caught:
            figure.get_by_role("button", name=words).click()
        taken[words] = Path(caught.value.path()).read_bytes()
        assert caught.value.suggested_filename == f"rate_10y.{words.lower()}"
    rows = taken["CSV"].decode().splitlines()
    assert rows[0].startswith('quarter,"actual"')
    assert "2000Q1" in rows[1]
    assert taken["SVG"].startswith(b"<svg")
    assert taken["PNG"][:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(taken["PNG"][16:20], "big") == 3 * 440
