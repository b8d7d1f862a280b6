"""The lab in a browser, from a plain file server: the model runs live, offline, under a strict policy."""

from __future__ import annotations

import functools
import http.server
import io
import json
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from moneygood.api.stored import verify_any
from moneygood.baseline.opening import load
from moneygood.engine.simulate import simulate
from moneygood.runs.fan import fan
from moneygood.scenarios.library import find_plan
from moneygood.surfaces.web.lab import write_lab

pytestmark = pytest.mark.slow
POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
TYPES = {
    ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".css": "text/css",
    ".svg": "image/svg+xml", "": "application/octet-stream",
}  # fmt: skip
SIZES = {"phone": (390, 844), "tablet": (768, 1024), "desk": (1440, 900)}
PATIENCE = 60_000


class PlainFiles(http.server.SimpleHTTPRequestHandler):
    """Files and a policy, nothing else."""

    extensions_map = TYPES

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("lab")
    write_lab(load(), folder)
    handler = functools.partial(PlainFiles, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/index.html"
        server.shutdown()


class LabPage:
    """One page of the lab, with everything that it asked for and complained about."""

    def __init__(self, browser: Any, address: str, size: str = "desk", hash: str = "", **how: Any) -> None:
        width, height = SIZES[size]
        how = {"viewport": {"width": width, "height": height}, "accept_downloads": True} | how
        script = how.pop("script", None)
        self.context = browser.new_context(**how)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda asked: self.asked.append(asked.url))
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        if script:
            self.page.add_init_script(script)
        self.page.goto(address + hash)

    def settled(self) -> LabPage:
        """After the whole run of what is chosen now."""
        self.page.wait_for_selector("html[data-draws='2000']", timeout=PATIENCE)
        return self

    def begun(self) -> LabPage:
        """After the first fans, of however few futures."""
        self.page.wait_for_selector("html[data-draws]:not([data-draws='waiting'])", timeout=PATIENCE)
        return self

    def glimpse(self, act: Any) -> LabPage:
        """After the first fans of what `act` begins."""
        self.page.evaluate("document.documentElement.dataset.draws = 'waiting'")
        act()
        return self.begun()

    def after(self, act: Any) -> LabPage:
        """After the whole run that `act` begins."""
        self.page.evaluate("document.documentElement.dataset.draws = 'waiting'")
        act()
        return self.settled()

    def figures(self) -> dict[str, Any]:
        """The medians that are shown, those of the baseline, and what gives way first."""
        return self.page.evaluate(
            "({now: Object.fromEntries(Object.entries(lab.result.bands).map(([n, b]) => "
            "[n, b.quantiles[3]])), base: lab.result.baseline, first: lab.result.first, "
            "charts: lab.state.charts})"
        )

    def lever(self, name: str) -> Any:
        row = self.page.locator(f"[data-lever='{name}']")
        if not row.is_visible():
            self.page.evaluate(
                f"document.querySelector(\"[data-lever='{name}']\").closest('details').open = true"
            )
        return row.locator("input[type=range]")

    def move(self, name: str, presses: int, key: str = "ArrowRight") -> LabPage:
        """A lever by the keyboard, as a reader without a mouse does."""
        self.lever(name).focus()

        def press() -> None:
            for _ in range(presses):
                self.page.keyboard.press(key)

        return self.after(press)

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def opened(browser: Any, address: str) -> Iterator[LabPage]:
    lab = LabPage(browser, address).settled()
    yield lab
    lab.close()


def test_first_screen_needs_nothing_but_its_own_server(opened: LabPage, address: str) -> None:
    root = address.rsplit("/", 1)[0]
    assert opened.asked
    assert all(url.startswith(root) for url in opened.asked)
    assert opened.faults == []
    assert opened.page.locator("#grid figure svg .median").count() == len(opened.figures()["charts"])
    assert opened.page.locator("#tiles .tile").count() >= 4
    assert opened.page.locator("#highs .tile").count() == len(opened.figures()["first"]["highs"])
    assert "identity holds" in opened.page.inner_text("#status")


def test_figures_are_those_of_python(opened: LabPage) -> None:
    """The medians in the browser, to the printed digit and beyond."""
    workspace = load()
    settled = workspace.settle(find_plan("baseline"))
    seen = opened.figures()["now"]
    paths = simulate(
        settled.model, settled.setting, draws=2000, seed=1, keep=list(seen), backend="compiled", threads=1
    ).paths
    for name, medians in seen.items():
        assert medians == pytest.approx(fan(paths, name).median.tolist(), rel=1.3e-7)


def test_a_lever_moves_the_fan_and_the_baseline_stays(opened: LabPage) -> None:
    before = opened.figures()
    name = opened.page.evaluate("lab.model.groups[0].levers[0]")
    opened.move(name, 12)
    after = opened.figures()
    assert after["base"] == before["base"] == before["now"]
    assert any(after["now"][n] != before["now"][n] for n in before["charts"])
    assert opened.page.locator("figure svg path.baseline").count() == len(before["charts"])
    assert "on the baseline" in opened.page.locator("#tiles").inner_text()


def test_a_lever_that_is_dragged_ends_where_it_rests(opened: LabPage, browser: Any, address: str) -> None:
    """Forty places in a second, most of them given up on the way; none is shown in the place of the last."""
    name = opened.page.evaluate("lab.model.groups[0].levers[0]")
    opened.lever(name)
    opened.after(
        lambda: opened.page.evaluate(
            """async (name) => {
              const track = document.querySelector(`[data-lever='${name}'] input[type=range]`);
              const [low, high] = lab.model.levers[name].range;
              for (let i = 0; i <= 40; i++) {
                track.value = String(high * Math.sin(i));
                track.dispatchEvent(new Event("input"));
                if (i === 20) lab.runner.whole(lab.request());
                await new Promise((go) => setTimeout(go, 25));
              }
              document.documentElement.dataset.draws = "waiting";
              track.dispatchEvent(new Event("change"));
            }""",
            name,
        )
    )
    told = opened.page.evaluate("location.hash")
    assert f"{name}:{opened.lever(name).input_value()}" in told
    again = LabPage(browser, address, hash=told).settled()
    assert again.figures() == opened.figures()
    again.close()
    assert opened.faults == []


def test_undo_and_the_back_button_take_a_step_back(opened: LabPage) -> None:
    before = opened.figures()
    name = opened.page.evaluate("lab.model.groups[0].levers[1]")
    opened.move(name, 1)
    once = opened.figures()
    opened.move(name, 1)
    assert opened.figures()["now"] != once["now"]
    opened.after(lambda: opened.page.click("#undo"))
    assert opened.figures()["now"] == once["now"]
    opened.after(opened.page.go_back)
    assert opened.figures()["now"] == before["now"]
    assert opened.lever(name).input_value() == "0"
    assert opened.page.locator("#undo").is_disabled()


def test_a_link_gives_the_same_figures_elsewhere(opened: LabPage, browser: Any, address: str) -> None:
    names = opened.page.evaluate("lab.model.groups.map((g) => g.levers[0])")
    other = opened.page.evaluate("Object.keys(lab.model.scenarios)[2]")
    opened.after(lambda: opened.page.select_option("#scenario", other))
    opened.move(names[0], 5).move(names[1], 7, "ArrowLeft")
    told = opened.page.evaluate("location.hash")
    again = LabPage(browser, address, hash=told).settled()
    assert again.figures() == opened.figures()
    assert again.page.evaluate("location.hash") == told
    assert again.page.locator("#notice").is_hidden()
    again.close()


@pytest.mark.parametrize(
    ("hash", "said"),
    [
        ("#m=0123456789ab&v=2020-01", "another version of the model (0123456789ab, data 2020-01)"),
        ("#s=nowhere", "no scenario nowhere"),
        ("#l=nothing:1", "nothing:1 is not known"),
        ("#s=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", "no scenario <img src=x onerror=alert(1)>"),
        ("#seed=-3", "-3 is no seed"),
    ],
)
def test_what_a_link_asks_in_vain_is_said(browser: Any, address: str, hash: str, said: str) -> None:
    lab = LabPage(browser, address, hash=hash).begun()
    assert said in lab.page.inner_text("#notice")
    assert lab.page.locator("#notice img").count() == 0
    assert lab.faults == []
    lab.close()


def test_every_scenario_runs(opened: LabPage) -> None:
    """Those with held paths bring a module of their own; all draw without a complaint."""
    names = opened.page.evaluate("Object.keys(lab.model.scenarios)")
    seen = []
    for name in names[1:]:
        opened.glimpse(lambda name=name: opened.page.select_option("#scenario", name))
        seen.append(json.dumps(opened.figures()["now"]))
    assert len(set(seen)) == len(seen) == len(names) - 1
    assert opened.faults == []


def test_runs_stand_side_by_side(opened: LabPage) -> None:
    opened.page.click("#keep")
    name = opened.page.evaluate("lab.model.groups[0].levers[0]")
    opened.move(name, 8)
    table = opened.page.locator("#compared table")
    assert table.locator("thead th").count() == 2
    assert opened.page.locator("figure svg path.kept0").count() == len(opened.figures()["charts"])
    row = table.locator("tbody tr").first.locator("td").all_inner_texts()
    assert row[0] != row[1]
    opened.after(lambda: table.get_by_role("button", name="Go on with").click())
    assert opened.lever(name).input_value() == "0"


def test_files_hold_what_is_shown(opened: LabPage, tmp_path: Path) -> None:
    shown = opened.figures()
    name = shown["charts"][0]
    card = opened.page.locator(f"figure[data-variable='{name}']")

    def saved(kind: str) -> bytes:
        with opened.page.expect_download() as waited:
            card.get_by_role("button", name=f"as {kind}").click()
        waited.value.save_as(tmp_path / kind)
        return (tmp_path / kind).read_bytes()

    rows = [line.split(",") for line in saved("CSV").decode().splitlines()[1:]]
    at = rows[0].index("q50")
    assert [float(r[at - len(rows[0])]) for r in rows[1:]] == shown["now"][name]
    document = json.loads(saved("JSON"))
    assert document["bands"][name]["quantiles"][3] == shown["now"][name]
    assert document["draws"] == 2000
    book = openpyxl.load_workbook(io.BytesIO(saved("XLSX")))
    medians = [row[2].value for row in book["Figures"].rows if row[2].value is not None][1:]
    assert medians == shown["now"][name]
    assert len(book["Figures"]._charts) == 1
    drawing = ET.fromstring(saved("SVG"))
    assert sum(1 for _ in drawing.iter("{http://www.w3.org/2000/svg}path")) > 6
    assert saved("PNG")[:8] == b"\x89PNG\r\n\x1a\n"
    assert opened.faults == []


def test_differences_are_shown_and_their_receipt_is_computed_again(opened: LabPage, tmp_path: Path) -> None:
    """The band of scenario less baseline, first line, odds, and `moneygood verify` of what was saved."""
    opened.after(lambda: opened.page.select_option("#scenario", "foreign-strike"))
    assert opened.page.inner_text("#answer").startswith("10-year yield ")
    assert "standard deviations in" in opened.page.inner_text("#odds")
    opened.after(lambda: opened.page.click("#gaps"))
    assert opened.page.get_attribute("#gaps", "aria-pressed") == "true"
    assert "d=1" in opened.page.evaluate("location.hash")
    shown = opened.figures()["charts"]
    assert opened.page.locator("#grid path.band1").count() == len(shown)
    assert opened.page.locator("#grid path.baseline").count() == 0
    assert "against the baseline" in opened.page.locator("#grid h3").first.inner_text()
    with opened.page.expect_download() as waited:
        opened.page.click("#receipt")
    waited.value.save_as(tmp_path / "receipt.json")
    verdict = verify_any(tmp_path / "receipt.json")
    assert verdict.same, verdict.sentence
    odds = opened.page.inner_text("#odds")
    opened.move("term_premium", 4)
    assert opened.page.inner_text("#odds") != odds
    assert opened.faults == []


@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_the_keyboard_reaches_everything(
    browser: Any, address: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    lab = LabPage(browser, address, hash="#s=foreign-strike&d=1", bypass_csp=True).settled()
    lab.page.set_viewport_size({"width": width, "height": 900})
    found = axe.Axe().run(lab.page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == []
    lab.page.evaluate("document.activeElement.blur()")
    wanted = lab.page.evaluate(
        "[...document.querySelectorAll('a[href], button:not(:disabled), select, input, summary, [tabindex]')]"
        ".filter((e) => e.tabIndex >= 0 && e.checkVisibility()).length"
    )
    reached = set()
    for _ in range(wanted + 5):
        lab.page.keyboard.press("Tab")
        reached.add(
            lab.page.evaluate(
                "[...document.querySelectorAll('a, button, select, input, summary, [tabindex]')]"
                ".indexOf(document.activeElement)"
            )
        )
    assert len(reached - {-1}) >= wanted
    lab.close()


def test_one_tag_puts_the_lab_into_a_page_at_its_height(browser: Any, address: str) -> None:
    root = address.rsplit("/", 1)[0]
    lab = LabPage(browser, address)
    tag = f'<script src="{root}/lab/embed.js" data-link="s=ai-disappoints&c=rate_10y"></script>'
    lab.page.route(
        f"{root}/host",
        lambda r: r.fulfill(body=f"<!doctype html><body><p>x</p>{tag}", content_type="text/html"),
    )
    lab.page.goto(f"{root}/host")
    lab.page.frame_locator("iframe").locator("html[data-draws='2000']").wait_for(timeout=PATIENCE)
    frame = lab.page.frames[1]
    assert frame.evaluate("lab.state.scenario") == "ai-disappoints"
    lab.page.wait_for_function(
        "document.querySelector('iframe').clientHeight === frames[0].document.body.scrollHeight"
    )
    lab.close()


def test_a_chart_is_read_by_keyboard_and_as_a_table(opened: LabPage) -> None:
    card = opened.page.locator("#grid figure").first
    card.locator("svg").focus()
    opened.page.keyboard.press("ArrowRight")
    first = card.locator(".tip").inner_text()
    opened.page.keyboard.press("End")
    last = card.locator(".tip").inner_text()
    periods = opened.page.evaluate("lab.model.periods")
    assert first.startswith(periods[0])
    assert last.startswith(periods[-1])
    card.locator(".figures summary").click()
    card.locator("tbody tr").last.wait_for()
    assert card.locator("tbody tr").count() == len(periods)
    assert card.locator("tbody tr").last.inner_text().split("\t")[4] in last


def test_charts_can_be_chosen_by_label_name_or_alias(opened: LabPage) -> None:
    names = opened.figures()["charts"]
    word, name = opened.page.evaluate(
        "Object.entries(lab.model.variables).filter(([n, v]) => v.aliases.length && "
        "!lab.state.charts.includes(n))"
        ".map(([n, v]) => [v.aliases[0], n])[0]"
    )
    opened.page.fill("#variable", word)
    opened.after(lambda: opened.page.click("#add button"))
    assert opened.figures()["charts"] == [*names, name]
    opened.page.fill("#variable", "no such thing")
    opened.page.click("#add button")
    assert "no variable no such thing" in opened.page.inner_text("#notice")
    card = opened.page.locator(f"figure[data-variable='{name}']")
    opened.after(lambda: card.get_by_role("button", name="Take away").click())
    assert opened.figures()["charts"] == names


def test_more_futures_on_demand(opened: LabPage) -> None:
    opened.page.click("#more")
    opened.page.wait_for_selector("html[data-draws='20000']", timeout=120_000)
    assert opened.page.inner_text("#status").startswith("20,000 futures")
    assert opened.faults == []


def test_a_scenario_leaves_as_text_that_the_command_line_takes(opened: LabPage, tmp_path: Path) -> None:
    name = opened.page.evaluate("lab.model.groups[0].levers[0]")
    scenario = opened.page.evaluate(
        "Object.entries(lab.model.scenarios).find(([n, s]) => Object.keys(s.levers).length > 1)[0]"
    )
    own = {m.lever: m.value for m in find_plan(scenario).levers}
    opened.after(lambda: opened.page.select_option("#scenario", scenario))
    assert {n: float(opened.lever(n).input_value()) for n in own} == pytest.approx(own)
    opened.move(name, 3).move(next(iter(own)), 2)
    opened.page.locator("#assumptions summary").click()
    file = tmp_path / "mine.yaml"
    file.write_text(opened.page.locator("#assumptions pre").inner_text())
    plan = find_plan(str(file))
    assert {m.lever for m in plan.levers} == {name, *own}
    for move in plan.levers:
        assert move.value == pytest.approx(float(opened.lever(move.lever).input_value()))
    settled = load().settle(plan)
    seen = opened.figures()["now"]
    paths = simulate(
        settled.model, settled.setting, draws=2000, seed=1, keep=list(seen), backend="compiled", threads=1
    ).paths
    for variable, medians in seen.items():
        assert medians == pytest.approx(fan(paths, variable).median.tolist(), rel=1.3e-7)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_sizes_and_themes(browser: Any, address: str, theme: str) -> None:
    """Nothing runs over the side, every control has a name, text stands out from its ground (WCAG AA)."""
    lab = LabPage(browser, address, "phone", color_scheme=theme).settled()
    lab.page.evaluate("document.querySelectorAll('.group').forEach((g) => (g.open = true))")
    for width, height in SIZES.values():
        lab.page.set_viewport_size({"width": width, "height": height})
        wide, seen = lab.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= seen == width
        nameless = lab.page.evaluate(
            "[...document.querySelectorAll('input, select, button, summary')].filter((e) => !("
            "e.labels?.length || e.ariaLabel || e.textContent.trim())).map((e) => e.outerHTML)"
        )
        assert nameless == []
        assert lab.page.evaluate(CONTRAST) == []
    ids = lab.page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    button = lab.page.locator("#theme")
    assert button.inner_text() == ("Light" if theme == "dark" else "Dark")
    ground = lab.page.evaluate("getComputedStyle(document.body).backgroundColor")
    button.click()
    assert lab.page.evaluate("getComputedStyle(document.body).backgroundColor") != ground
    assert lab.faults == []
    lab.close()


CONTRAST = """(() => {
  const parts = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = (c) => {
    const [r, g, b] = parts(c).map((x) => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const c = getComputedStyle(at).backgroundColor;
      if ((parts(c)[3] ?? 1) > 0.5) return c;
    }
    return 'rgb(255, 255, 255)';
  };
  const out = [];
  const texts = 'h1, h2, h3, h4, p, label, summary, button:not(:disabled), small, th, td';
  for (const e of document.querySelectorAll(texts)) {
    if (!e.textContent.trim() || !e.checkVisibility()) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) out.push([e.textContent.trim().slice(0, 40), ratio]);
  }
  return out;
})()"""
"""Text whose contrast is below 4.5 (WCAG 2.2, 1.4.3)."""


def test_paper_leaves_out_what_only_a_screen_needs(opened: LabPage) -> None:
    opened.page.emulate_media(media="print")
    assert opened.page.locator(".levers .group").first.is_hidden()
    assert opened.page.locator(".tools").is_hidden()
    assert opened.page.locator("#grid figure svg").first.is_visible()
    opened.page.emulate_media(media="print", color_scheme="dark")
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    opened.page.emulate_media(media="screen", color_scheme="dark")
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"


def test_a_browser_without_vectors_is_told(browser: Any, address: str) -> None:
    lab = LabPage(browser, address, script="WebAssembly.validate = () => false")
    lab.page.wait_for_selector("#notice:not([hidden])", timeout=PATIENCE)
    said = lab.page.inner_text("#notice")
    assert "SIMD" in said
    assert "Chrome 91" in said
    lab.close()
