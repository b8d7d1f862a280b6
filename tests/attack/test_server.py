"""A bounded slice of the attacks on a server that runs; ``make attack`` carries out the whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from attack.hostile_requests import hostile
from attack.load import FEW, crowd, ended, killed
from attack.outcome import Outcome
from attack.served import Served, get

pytestmark = [
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks at /proc"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own, among whose figures and runs is one with a broken manifest."""
    home = tmp_path_factory.mktemp("home")
    for folder in (home / "vintages" / "broken", home / "runs" / "broken"):
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text('{"files": [')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MONEYGOOD_HOME", str(home))
        patch.setenv("MONEYGOOD_RUNS", str(home / "runs"))
        with Served() as one:
            yield one


def held(found: Outcome) -> None:
    """Nothing went wrong; the counts are printed."""
    sys.stdout.write(f"{found}\n")
    assert not found.wrong, found


def test_hostile_requests(server: Served) -> None:
    found = hostile(server)
    held(found)
    assert found.tried >= 67


def test_a_broken_manifest_is_no_hindrance(server: Served) -> None:
    for path in ("/", "/data/", "/api/v1/data", "/api/v1/why?variable=rate_10y&vintage=broken"):
        said, _ = server.said(get(path), 60.0)
        assert said[9:12] == (b"422" if "broken" in path else b"200"), said[:300]
    assert b"Traceback" not in said
    assert b"broken" in said


def test_many_readers_at_once_and_the_end(server: Served) -> None:
    held(crowd(server, 10, 2.0, draws=50, pages=FEW))
    held(ended(server))


def test_a_server_that_is_killed_loses_nothing_of_its_readers() -> None:
    os.environ.setdefault("MONEYGOOD_QUIET", "1")
    found = killed(Served(), 5, 1)
    held(found)
    assert found.counts["asked again"] > 0
