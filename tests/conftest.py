"""What all tests share: a cache of their own, so that nothing depends on what lies on the machine."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import os
import pickle
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FOLDER = "MONEYGOOD_TESTS_FOLDER"
"""Environment variable by which the workers of one session find the folder that they share; where it is set
from outside, several sessions share one, and whoever set it takes it away."""
MADE: list[str] = []
LONG = Path(__file__).with_name("long_tests.txt")
sys.path.insert(0, str(Path(__file__).parent))  # made_paths and its like


def pytest_configure(config: pytest.Config) -> None:
    """Cached models, programs and baselines of this session only, shared by its workers; runs go nowhere near
    the checkout. Matrices are small: a thread of linear algebra a worker, or they wait for each other."""
    import network_guard

    network_guard.install()
    if FOLDER not in os.environ:
        MADE.append(tempfile.mkdtemp(prefix="moneygood-tests-"))
        os.environ[FOLDER] = MADE[0]
    folder = os.environ[FOLDER]
    os.environ["MONEYGOOD_CACHE"] = os.path.join(folder, "cache")
    os.environ["MONEYGOOD_RUNS"] = os.path.join(folder, "runs")
    os.environ["MONEYGOOD_HOME"] = os.path.join(folder, "home")
    os.environ.pop("MONEYGOOD_ECONOMICS", None)
    # Without compiled modules on disk, every program that a test starts would compile the package.
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = os.path.join(folder, "bytecode")
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ["MONEYGOOD_BACKEND"] = "numpy"  # what a test compiles, it names
    os.environ["MONEYGOOD_MIRROR"] = network_guard.NOWHERE  # programs that a test starts reach nobody either
    os.environ["MONEYGOOD_QUIET"] = "1"  # a slow machine says nothing on stderr but what is tested


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that were measured to take long are slow ones."""
    long = {line for line in LONG.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    for item in items:
        if item.nodeid in long or item.nodeid.partition("[")[0] in long:
            item.add_marker("slow")


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands when tests begin is never rubbish, and the texts and models that tests share are large: a
    search for rubbish after every 700 new objects took a sixth of all processor time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    for folder in MADE:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_network() -> Iterator[None]:
    """A test that asks for a connection to another machine fails, even where the code under test goes on."""
    import network_guard

    with network_guard.watched():
        yield


HEARD = re.compile(r"MONEYGOOD_|XDG_|LC_|(COLUMNS|HOME|LANG|LINES|NO_COLOR|PATH|PYTHONPATH|TMPDIR|TZ)$")
"""Environment variables that commands and programs hear; libraries set others for themselves."""


def _surroundings() -> dict[str, str]:
    """What of this process a test could change for all that come after it."""
    return {"working directory": os.getcwd(), **{k: v for k, v in os.environ.items() if HEARD.match(k)}}


def _left_behind(before: dict[str, str]) -> list[str]:
    now = _surroundings()
    return sorted(n for n in {*before, *now} if before.get(n) != now.get(n))


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Environment and working directory are after a test what they were before: any test may be the next."""
    before = _surroundings()
    yield
    assert _left_behind(before) == []


@pytest.fixture(scope="module", autouse=True)
def _nothing_left_behind_by_a_file() -> Iterator[None]:
    """The same for what a file's fixtures change for all its tests."""
    before = _surroundings()
    yield
    assert _left_behind(before) == []


@contextlib.contextmanager
def alone(path: Path, patience: float = 600.0) -> Iterator[None]:
    """Only one worker at a time is inside for a path; who waits longer than `patience` seconds goes in."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            time.sleep(0.1)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


@pytest.fixture(scope="session")
def made_once() -> Callable[[str, Callable[[], Any]], Any]:
    """`made_once(name, make)` is what `make()` gives: one worker makes it, the others read what it kept."""
    kept = Path(os.environ[FOLDER])

    def get(name: str, make: Callable[[], Any]) -> Any:
        file = kept / f"{name}.pickle"
        with alone(kept / f"{name}.lock"):
            if not file.exists():
                part = kept / f"{name}.part"
                part.write_bytes(pickle.dumps(make()))
                part.replace(file)
        return pickle.loads(file.read_bytes())

    return get


@pytest.fixture(scope="session")
def pages_made_once() -> Iterator[None]:
    """A page of the workbench is made by one worker; others that need it wait and read what that one kept."""
    from moneygood.surfaces.web import shelf

    make, folder = shelf._make, Path(os.environ[FOLDER])

    def once(name: str) -> Any:
        with alone(folder / f"{shelf.page_file_name(name)}.lock"):
            return shelf._kept(name) or make(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "_make", once)
        yield


@pytest.fixture(scope="session")
def validation(made_once: Callable[[str, Callable[[], Any]], Any]) -> Any:
    """The shipped model held against what is published: responses, interest, CBO's budgets, the baseline."""
    from moneygood import api

    return made_once("validation", lambda: api.validate("responses", "interest", "cbo", "baseline"))


@pytest.fixture(scope="session")
def small() -> ModuleType:
    """`small.build(...)` makes a model from texts, `small.start(...)` a setting for it."""
    name = "moneygood_small_models"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("small_models.py"))
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]
