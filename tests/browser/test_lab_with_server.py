"""The lab's two engines, in one page: workers of the browser and the server's REST interface say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

pytestmark = pytest.mark.slow
BOTH = """async (requests) => {
  const { RestEngine } = await import("./engine/rest.js");
  const server = new RestEngine(lab.model, "/api/v1");
  const out = [];
  for (const r of requests) out.push([await lab.engine.run(r), await server.run(r)]);
  return out;
}"""


@pytest.fixture(scope="module")
def page(browser: Any, root: str) -> Iterator[Any]:
    opened = browser.new_page()
    opened.faults = []
    opened.on("pageerror", lambda fault: opened.faults.append(str(fault)))
    opened.on("console", lambda m: opened.faults.append(m.text) if m.type == "error" else None)
    opened.goto(f"{root}/lab/", timeout=600_000)
    opened.wait_for_selector("html[data-draws='2000']", timeout=120_000)
    yield opened
    opened.close()


def test_both_engines_give_the_same_answers(page: Any) -> None:
    """Ten requests, some with levers: fans, first passages and differences, to the printed digit."""
    words = page.evaluate(
        "({scenarios: Object.keys(lab.model.scenarios), levers: lab.model.levers, "
        "show: lab.model.first_charts})"
    )
    names = words["scenarios"][:9]
    lever = {n: 0.25 * x["range"][1] for n, x in list(words["levers"].items())[::3]}
    requests = [
        {"scenario": n, "levers": {} if k % 3 else lever, "draws": 320, "seed": 2 + k, "show": words["show"],
         "views": ["bands", "first", "differences"]}
        for k, n in enumerate([*names, names[0]])
    ]  # fmt: skip
    assert len(requests) == 10
    for (own, server), asked in zip(page.evaluate(BOTH, requests), requests, strict=True):
        for key in ("scenario", "seed", "draws", "failed", "model", "periods"):
            assert own[key] == server[key], key
        for name in asked["show"]:
            a, b = own["bands"][name], server["bands"][name]
            assert a["levels"] == b["levels"]
            np.testing.assert_allclose(a["quantiles"], b["quantiles"], rtol=1.3e-7)
            for x, y in zip(a["quantiles"], b["quantiles"], strict=True):
                assert [f"{v:.4g}" for v in x] == [f"{v:.4g}" for v in y]
            size = np.abs(b["quantiles"]).max()
            for key in ("mean", "median", "low70", "high70"):
                np.testing.assert_allclose(
                    own["differences"][name][key], server["differences"][name][key], atol=3e-7 * size
                )
        assert own["first"]["none"] == pytest.approx(server["first"]["none"], abs=1e-12)
        for high, odds in own["first"]["highs"].items():
            for key in ("label", "p_first", "p_ever", "p_within_4q", "p_within_12q", "median_quarter"):
                assert odds[key] == pytest.approx(server["first"]["highs"][high][key], abs=1e-12), key
    assert page.faults == []


def test_the_server_says_what_it_refuses(page: Any) -> None:
    """What the page lets through and the server does not comes back as its own words."""
    said = page.evaluate(
        """async () => {
          const { RestEngine } = await import("./engine/rest.js");
          const server = new RestEngine(lab.model, "/api/v1");
          try { await server.run({ draws: 10 ** 9 }); } catch (fault) { return fault.message; }
        }"""
    )
    assert "draws" in said
    assert "on this server" in said


def test_three_errands_from_the_first_page(page: Any, root: str, tmp_path: Path) -> None:
    """Where the ten-year goes if foreigners strike; if AI disappoints, to Excel; whether a paragraph is true:
    each a handful of clicks, and the first line of each page is the answer."""
    context = page.context.browser.new_context(accept_downloads=True)
    walk = context.new_page()
    walk.set_default_timeout(300_000)
    patience = 300_000

    def home(door: str) -> None:
        walk.goto(root, timeout=patience)
        walk.get_by_role("link", name=door).click()

    home("Where does the ten-year go if foreigners strike?")
    walk.wait_for_url("**/scenarios/foreign-strike/", timeout=patience)
    assert "10-year yield" in walk.inner_text(".answer")
    assert "on the baseline" in walk.inner_text(".answer")
    walk.get_by_role("link", name="Move its levers in the lab").click()
    walk.wait_for_selector("html[data-draws='2000']", timeout=patience)
    assert "on the baseline" in walk.inner_text("#answer")
    walk.get_by_role("link", name="Its page").click()
    walk.wait_for_url("**/scenarios/foreign-strike/")

    home("What if AI disappoints?")
    walk.wait_for_url("**/scenarios/ai-disappoints/", timeout=patience)
    with walk.expect_download() as waited:
        walk.click("#rate_10y a[href$='.xlsx']")
    waited.value.save_as(tmp_path / "rate_10y.xlsx")
    book = openpyxl.load_workbook(tmp_path / "rate_10y.xlsx")
    assert book.worksheets[0].max_row > 44
    assert len(book.worksheets[0]._charts) == 1
    assert book["Source"].max_row >= 2

    home("Is this paragraph true?")
    walk.fill("#pasted", "Unemployment stayed below 4% in 2023. Will it last?", timeout=patience)
    walk.fill("#day", "2024-07-01")
    walk.click(".asked button")
    walk.wait_for_url("**/claims/check/", timeout=patience)
    assert "1 supported" in walk.inner_text(".answer")
    assert "3.63%" in walk.inner_text("main")  # the mean of UNRATE in 2023
    context.close()
