"""How fast the lab answers in a browser on this machine, how large it is, and how far that is from native.

python -m benchmarks.lab_speed            writes the lab to a folder of its own, measures, prints a table
python -m benchmarks.lab_speed --json     the figures as JSON

Wants Node and chromium. Kernel times are CPU time of one thread, so that a busy machine does not count; times
in the browser are by the clock, median and least of many, and a busy machine counts in full.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from moneygood.baseline.workspace import Workspace, open_workspace
from moneygood.core.cache import cache_root
from moneygood.engine.simulate import simulate
from moneygood.scenarios.library import find_plan
from moneygood.surfaces.web.lab import ASSETS, LabFolder, write_lab

DRAWS, QUARTERS, REPEATS = 2048, 44, 15
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
KERNEL = """
import fs from "node:fs";
const { Kernel } = await import("ENGINE");
const [folder, name, draws, repeats] = process.argv.slice(1);
const model = JSON.parse(fs.readFileSync(`${folder}/${name}`));
const { wasm, tables, doc } = model.modules[0];
const module = await WebAssembly.compile(fs.readFileSync(`${folder}/${wasm}`));
const kernel = await Kernel.make(module, fs.readFileSync(`${folder}/${tables}`), doc);
const out = {};
for (const keeping of [false, true]) {
  const times = [];
  for (let i = 0; i < Number(repeats); i++) {
    kernel.prepare(model.scenarios.baseline.case, {}, model.levers, 1, model.tiles);
    const began = process.cpuUsage();
    for (let cell = 0; cell * 1024 < draws; cell++) kernel.run(cell, 0, 1024, keeping);
    const { user, system } = process.cpuUsage(began);
    times.push(user + system);
  }
  out[keeping ? "kept" : "drawn"] = times;
}
console.log(JSON.stringify(out));
"""
SHARE = """
import fs from "node:fs";
const { Share } = await import("WORKER");
const { checked, shareOut, together } = await import("ENGINE");
const [folder, name, repeats] = process.argv.slice(1);
const model = JSON.parse(fs.readFileSync(`${folder}/${name}`));
const { wasm, tables } = model.modules[0];
const share = new Share(model);
const read = (file) => fs.readFileSync(`${folder}/${file}`);
await share.module(0, await WebAssembly.compile(read(wasm)), read(tables));
const lever = model.groups[0].levers[0];
const show = [...new Set([...model.first_charts, ...model.tiles])];
const out = {};
let id = 0;
for (const [draws, views] of [[2000, ["bands"]], [2000, ["bands", "first"]], [256, ["bands"]]]) {
  const times = [];
  for (let i = 0; i < Number(repeats); i++) {
    const levers = { [lever]: (model.levers[lever].range[1] * i) / repeats };
    const asked = checked({ levers, draws, views, show }, model);
    const [pieces] = shareOut(draws, 2, model.cell);
    const began = process.cpuUsage();
    const part = await share.run({ ...asked, id: ++id, pieces, keeping: true });
    const { user, system } = process.cpuUsage(began);
    const then = process.cpuUsage();
    together(asked, model, [part, part]);
    const main = process.cpuUsage(then);
    times.push([(user + system) / 1000, (main.user + main.system) / 1000]);
  }
  out[`${draws} draws, ${show.length} fans, ${views.join(" and ")}`] = times.slice(4);
}
console.log(JSON.stringify(out));
"""
"""Milliseconds of CPU of one of two workers, and of putting their shares together."""
LEVER = """async ([draws, views, repeats]) => {
  const name = lab.model.groups[0].levers[0];
  const [low, high] = lab.model.levers[name].range;
  const frame = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
  const out = [];
  for (let i = 0; i < repeats; i++) {
    const levers = { [name]: low + ((high - low) * (i + 1)) / (repeats + 1) };
    const request = { ...lab.request(), draws, views, levers };
    const began = performance.now();
    const result = await lab.engine.run(request);
    const ran = performance.now();
    await lab.shown({ ...result, levers: request.levers, took: 0 }, request);
    const drew = performance.now();
    await frame();
    out.push({ total: performance.now() - began, run: ran - began, draw: drew - ran });
  }
  return out;
}"""


SERVED = """async ([repeats, from]) => {
  const { RestEngine } = await import("./engine/rest.js");
  const server = new RestEngine(lab.model, "/api/v1");
  const name = lab.model.groups[0].levers[0];
  const high = lab.model.levers[name].range[1];
  const out = [];
  for (let i = 0; i < repeats; i++) {
    const levers = { [name]: high * (from + (0.3 * i) / repeats) };
    const request = { ...lab.request(), draws: 2000, views: ["bands"], levers };
    const began = performance.now();
    await server.run(request);
    out.push(performance.now() - began);
  }
  return out;
}"""


def native(workspace: Workspace, keep: list[str]) -> dict[str, list[float]]:
    """CPU microseconds of the native kernel on one thread, with shocks drawn (a new seed each) and kept."""
    settled = workspace.settle(find_plan("baseline"))
    out: dict[str, list[float]] = {"drawn": [], "kept": []}
    for how, seeds in (("drawn", range(100, 100 + REPEATS)), ("kept", [1] * (REPEATS + 2))):
        for seed in seeds:
            began = time.process_time()
            simulate(
                settled.model,
                settled.setting,
                draws=DRAWS,
                seed=seed,
                keep=keep,
                backend="compiled",
                threads=1,
            )
            out[how].append(1e6 * (time.process_time() - began))
    return out


def in_node(code: str, *arguments: str) -> dict[str, Any]:
    """What a program in Node measures."""
    node = shutil.which("node")
    assert node is not None, "Node is not here"
    how = [node, "--experimental-default-type=module", "--input-type=module", "-e", code]
    said = subprocess.run([*how, *arguments], check=True, capture_output=True, text=True)
    return json.loads(said.stdout)


def in_browser(folder: Path) -> dict[str, Any]:
    """Milliseconds by the clock: to the first chart, and from a lever to redrawn fans."""
    from playwright.sync_api import sync_playwright

    handler = functools.partial(PlainServer, directory=str(folder))
    out: dict[str, Any] = {}
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as play,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        firsts = []
        for _ in range(5):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/index.html")
            page.wait_for_selector("html[data-draws='2000']", timeout=60_000)
            firsts.append(float(page.evaluate("lab.firstChart")))
            if len(firsts) < 5:
                page.close()
        out["first chart"] = firsts
        out["workers"] = page.evaluate("lab.engine.workers.length")
        fans = page.evaluate("lab.wanted().length")
        for draws, views in ((2000, ["bands"]), (2000, ["bands", "first"]), (256, ["bands"])):
            page.evaluate(LEVER, [draws, views, 4])
            times = page.evaluate(LEVER, [draws, views, REPEATS])
            out[f"{draws} draws, {fans} fans, {' and '.join(views)}"] = times
        browser.close()
        server.shutdown()
    return out


def through_server() -> dict[str, list[float]]:
    """Milliseconds by the clock from a lever to the server's fans, each lever asked for the first time, and
    the processor milliseconds that the server took for each."""
    from playwright.sync_api import sync_playwright

    from benchmarks.suite.serve import Served

    cache = cache_root()
    with Served(str(cache)) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"http://127.0.0.1:{server.port}/lab/", timeout=300_000)
        page.wait_for_selector("html[data-draws='2000']", timeout=300_000)
        page.evaluate(SERVED, [4, 0.3])
        before = cpu_seconds(server.process.pid)
        times = page.evaluate(SERVED, [REPEATS, 0.65])
        used = 1000 * (cpu_seconds(server.process.pid) - before) / REPEATS
        browser.close()
    return {"clock": times, "cpu": [used]}


def cpu_seconds(process: int) -> float:
    """The processor seconds that a process has used; Linux alone says."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


class PlainServer(http.server.SimpleHTTPRequestHandler):
    """Files and nothing else."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


def sizes(folder: Path, written: LabFolder) -> dict[str, int]:
    """Gzipped bytes of what a first visit loads, and of the kernel alone."""
    model = json.loads((folder / model_of(written)).read_text())
    first = model["modules"][0]
    others = {m[k] for m in model["modules"][1:] for k in ("wasm", "tables")}
    packed = {f: len(gzip.compress((folder / f).read_bytes(), 9)) for f in written.files if f not in others}
    return {"first visit": sum(packed.values()), "kernel": packed[first["wasm"]], "all files": written.bytes}


def model_of(written: LabFolder) -> str:
    """The name of the file with the model's numbers."""
    return next(f for f in written.files if f.startswith("model-"))


def measure() -> dict[str, Any]:
    """All figures."""
    workspace = open_workspace()
    with tempfile.TemporaryDirectory(prefix="moneygood-lab-") as place:
        folder = Path(place)
        write_lab(workspace, folder)
        began = time.perf_counter()
        written = write_lab(workspace, folder)
        out: dict[str, Any] = {"write again, s": time.perf_counter() - began, "bytes": sizes(folder, written)}
        model = json.loads((folder / model_of(written)).read_text())
        cells = DRAWS * QUARTERS
        engine = (ASSETS / "engine").as_uri()
        kernel = KERNEL.replace("ENGINE", f"{engine}/kernel.js")
        share = SHARE.replace("ENGINE", f"{engine}/engine.js").replace("WORKER", f"{engine}/worker.js")
        name = model_of(written)
        wasm = in_node(kernel, str(folder), name, str(DRAWS), str(REPEATS))
        for who, times in (("native", native(workspace, model["tiles"])), ("wasm", wasm)):
            out[who] = {how: min(t[3:]) / cells for how, t in times.items()}
        out["one of two workers, CPU ms"] = in_node(share, str(folder), name, str(REPEATS))
        out["load"] = os.getloadavg()[0]
        out["browser"] = in_browser(folder)
        out["server"] = through_server()
    return out


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="the figures as JSON and nothing else")
    asked = parser.parse_args()
    found = measure()
    if asked.json:
        print(json.dumps(found, indent=1))
        return
    print(f"load {found['load']:.1f}; written again in {found['write again, s']:.2f} s")
    for name, size in found["bytes"].items():
        print(f"{name:40} {size / 1000:10.0f} KB{'' if name == 'all files' else ' gzipped'}")
    for how in ("drawn", "kept"):
        own, other = found["wasm"][how], found["native"][how]
        print(
            f"µs a path and quarter, shocks {how:11} {own:6.2f} wasm {other:6.2f} native  {own / other:.1f} x"
        )
    for name, times in found["one of two workers, CPU ms"].items():
        own, main = (min(t[k] for t in times) for k in (0, 1))
        print(f"CPU of one of two workers, {name}: {own:.0f} ms, putting together {main:.1f} ms")
    browser = found["browser"]
    print(f"first chart, {browser['workers']} workers: {said(browser['first chart'])}")
    for name, times in browser.items():
        if name not in ("first chart", "workers"):
            total, drawing = said([t["total"] for t in times]), said([t["draw"] for t in times])
            print(f"lever to fans, {name}: {total}, of it drawing {drawing}")
    times, used = found["server"]["clock"], found["server"]["cpu"][0]
    late = sorted(times)[int(0.95 * len(times))]
    print(f"lever to fans through the server, 2000 draws: {said(times)}, 95 of 100 within {late:.0f} ms")
    print(f"its CPU {used:.0f} ms")


def said(times: list[float]) -> str:
    """Median and least."""
    return f"{statistics.median(times):.0f} ms (least {min(times):.0f})"


if __name__ == "__main__":
    main()
