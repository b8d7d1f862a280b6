"""The local page of runs: newest first, on this machine only."""

from __future__ import annotations

import threading
import urllib.request
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from moneygood import api
from moneygood.surfaces.cli.pages import RunPages, list_runs
from moneygood.surfaces.cli.serve import LOOPBACK
from moneygood.surfaces.run_charts import write_charts


def test_page_lists_runs_and_serves_their_charts(tmp_path: Path) -> None:
    result = api.run(draws=60)
    api.write_run(result, tmp_path / "one run", write_charts, paths=False)
    (tmp_path / "not-a-run").mkdir()
    (tmp_path / "not-a-run" / "manifest.json").write_text("{broken")
    (tmp_path / ".new-half").mkdir()
    (tmp_path / ".new-half" / "manifest.json").write_bytes((tmp_path / "one run/manifest.json").read_bytes())
    assert [folder.name for folder, _ in list_runs(tmp_path)] == ["one run"]
    with ThreadingHTTPServer((LOOPBACK, 0), partial(RunPages, directory=str(tmp_path))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        root = f"http://{LOOPBACK}:{server.server_address[1]}"
        try:
            with urllib.request.urlopen(f"{root}/", timeout=10) as answer:
                page = answer.read().decode()
            with urllib.request.urlopen(f"{root}/one%20run/charts.html", timeout=10) as answer:
                charts = answer.read()
        finally:
            server.shutdown()
            thread.join()
    assert '<a href="one%20run/charts.html">Baseline: 60 draws, seed 1</a>' in page
    assert charts == (tmp_path / "one run" / "charts.html").read_bytes()
