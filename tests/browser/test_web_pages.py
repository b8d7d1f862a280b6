"""The workbench in a real browser: every page, three widths, two themes; nothing broken or from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from moneygood.surfaces.web.reading.index import PAGES

pytestmark = pytest.mark.slow

NAMES = ["", *(f"{p.name}/" for p in PAGES), "scenarios/foreign-strike/", "api/", "nothing/"]
WIDTHS = (390, 768, 1440)
EQUATIONS = 30
"""Equations of the model that axe looks at: one template makes them all, and all of them take it minutes."""
FEWER = """most => [...document.querySelectorAll("article.equation")].slice(most).forEach(e => e.remove())"""


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    context = browser.new_context(color_scheme=request.param, viewport={"width": 1440, "height": 900})
    opened = context.new_page()
    opened.faults, opened.asked, opened.theme = [], [], request.param
    opened.on("pageerror", lambda fault: opened.faults.append(str(fault)))
    opened.on(
        "console", lambda said: opened.faults.append(said.text) if said.type in ("error", "warning") else None
    )
    opened.on("request", lambda sent: opened.asked.append(sent.url))
    yield opened
    context.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_at_every_width_and_axe_finds_nothing(page: Any, root: str, name: str) -> None:
    """axe takes longest: it looks at the narrow page in light and at the wide one in dark."""
    page.goto(f"{root}/{name}", wait_until="networkidle", timeout=300_000)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{name} is {wide} wide on {width}"
        answer = page.locator(".answer").bounding_box()
        assert answer is not None
        assert answer["y"] < 700
    faults = [f for f in page.faults if not (name == "nothing/" and "404" in f)]
    assert faults == []
    assert [u for u in page.asked if not u.startswith(root)] == []
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.evaluate(FEWER, EQUATIONS)
    width = WIDTHS[-1] if page.theme == "dark" else WIDTHS[0]
    page.set_viewport_size({"width": width, "height": 900})
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    said = [
        (v["id"], v["nodes"][0]["html"][:160], v["nodes"][0].get("failureSummary", "")[:200]) for v in found
    ]
    assert said == []


def test_the_keyboard_reaches_the_answer_the_pages_and_the_files(page: Any, root: str) -> None:
    page.goto(f"{root}/cycle/", wait_until="networkidle")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the answer"
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "document.activeElement.tagName + ' ' + (document.activeElement.getAttribute('href') || '')"
            )
        )
    assert "A ../data/" in seen
    assert "A states.csv" in seen
    assert any(s.startswith("SUMMARY") for s in seen)


def test_a_search_leaves_what_fits(page: Any, root: str) -> None:
    page.goto(f"{root}/model/", wait_until="networkidle")
    every = page.locator("article.equation").count()
    page.fill("#find", "term premium")
    shown = page.locator("article.equation:visible").count()
    assert 0 < shown < every
    assert page.locator("output").text_content() == f"{shown} of {every}"


def test_without_a_script_everything_but_the_search_is_there(browser: Any, root: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{root}/model/")
    assert page.locator("article.equation").first.is_visible()
    assert not page.locator("form.search").is_visible()
    page.goto(f"{root}/today/")
    assert page.locator("figure svg").count() >= 10
    context.close()


def test_weights_are_typed_summed_and_priced(page: Any, root: str) -> None:
    page.goto(f"{root}/portfolio/", wait_until="networkidle", timeout=300_000)
    assert page.text_content("form.weights output") == "Together 100%"
    for field in page.locator("form.weights input[name]").all():
        field.fill("")
    page.fill("input[name=cash]", "90")
    assert page.text_content("form.weights output") == "Together 90%"
    page.click("form.weights button")
    page.wait_for_url("**/portfolio/cash=90/")
    assert "add up to 90 percent" in page.text_content(".answer")
    page.fill("input[name=tips]", "10")
    page.click("form.weights button")
    page.wait_for_url("**/portfolio/tips=10,cash=90/", timeout=300_000)
    assert page.locator("figure svg").count() == 2
    assert page.faults == []


def test_weights_are_priced_without_a_script(browser: Any, root: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{root}/portfolio/cash=90,tips=10/", timeout=300_000)
    page.fill("input[name=cash]", "80")
    page.click("form.weights button")
    page.wait_for_url("**/portfolio/tips=10,cash=80/")
    assert "add up to 90 percent" in (page.text_content(".answer") or "")
    context.close()


def test_a_download_opens(page: Any, root: str) -> None:
    page.goto(f"{root}/today/", wait_until="networkidle")
    with page.expect_download() as waiting:
        page.click("#rate_10y a[href$='.csv']")
    assert waiting.value.path().read_text(encoding="utf-8").startswith("quarter,history,")


def test_one_tag_embeds_a_chart_at_its_height(page: Any, root: str) -> None:
    tag = f'<script src="{root}/assets/pages/embed.js" data-chart="today/rate_10y"></script>'
    host = f"<!doctype html><title>x</title><body><p>x</p>{tag}"
    page.route(f"{root}/host", lambda route: route.fulfill(body=host, content_type="text/html"))
    page.goto(f"{root}/host")
    frame = page.frame_locator("iframe")
    frame.locator("svg").wait_for()
    page.wait_for_function("document.querySelector('iframe').height !== '420'")
    height = int(page.get_attribute("iframe", "height"))
    assert height == page.frames[1].evaluate("document.documentElement.scrollHeight")


def test_print_leaves_the_answer_and_the_charts(page: Any, root: str) -> None:
    page.goto(f"{root}/today/", wait_until="networkidle")
    page.emulate_media(media="print")
    assert page.locator(".answer").is_visible()
    assert page.locator("figure svg").first.is_visible()
    assert not page.locator("header").is_visible()
    assert not page.locator(".files").first.is_visible()


def test_a_pasted_text_comes_back_with_verdicts(page: Any, root: str) -> None:
    page.goto(f"{root}/claims/")
    page.fill("#pasted", "Unemployment stayed below 4% in 2023. Will it last?")
    page.fill("#day", "2024-07-01")
    page.click(".asked button")
    page.wait_for_url("**/claims/check/")
    assert "1 of 1 checkable" in page.inner_text(".answer")
    assert page.input_value("#pasted").startswith("Unemployment")
    assert page.faults == []
