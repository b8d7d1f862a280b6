"""The seam between the engine and backends that live in folders of their own."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.run_limits import BACKENDS
from moneygood.engine import devices, simulate
from moneygood.engine.cuda.run import SIMULATED, UNPROVED, CudaKernels

SOURCE = Path(devices.__file__).parents[1]
FIRST_WORDS = "never run on "


def imported(file: Path) -> set[str]:
    """Every module that a file imports, also inside functions and for type checking."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_nothing_outside_its_folder_names_a_part_of_a_device() -> None:
    for backend, module in devices.DECLARED.items():
        assert backend in BACKENDS
        home = module.rsplit(".", 1)[0]
        folder = SOURCE.joinpath(*home.split(".")[1:])
        users = [f for f in SOURCE.rglob("*.py") if any(m.startswith(home) for m in imported(f))]
        assert users
        assert all(f.is_relative_to(folder) for f in users)


def test_a_device_is_imported_when_it_is_named_and_not_before() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from moneygood.engine import simulate, devices; import moneygood.runs.run; "
        "assert not [m for m in sys.modules if m.startswith('moneygood.engine.cuda')]; "
        "assert devices.device_of('numpy') is None; "
        "assert devices.device_of('cuda') is not None; assert 'moneygood.engine.cuda.entry' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_every_declared_device_keeps_the_contract() -> None:
    for backend, module in devices.DECLARED.items():
        found = devices.device_of(backend)
        assert isinstance(found, devices.AbstractDevice)
        assert found is import_module(module).DEVICE
    devices.require("numpy")
    devices.require("compiled")


@pytest.mark.parametrize("name", ["__init__", "entry", "run", "targets", "device"])
def test_what_has_never_run_on_a_device_says_so_in_its_first_line(name: str) -> None:
    text = (SOURCE / "engine" / "cuda" / f"{name}.py").read_text(encoding="utf-8")
    first = (ast.get_docstring(ast.parse(text)) or "").splitlines()[0].lower()
    assert FIRST_WORDS in first or "never one so far" in first


def test_its_page_says_so_first_and_a_run_says_where_its_figures_are_from() -> None:
    page = SOURCE.parents[1] / "docs" / "how-to" / "run-on-a-gpu.md"
    assert "has never run on a GPU" in page.read_text(encoding="utf-8").splitlines()[2]

    class Target:
        simulated = False

    assert CudaKernels(Target(), {}).note == UNPROVED  # type: ignore[arg-type]
    Target.simulated = True
    assert CudaKernels(Target(), {}).note == SIMULATED  # type: ignore[arg-type]


class Elsewhere(devices.AbstractDevice):
    """A device of another's making: it does nothing but be absent."""

    def require(self) -> None:
        raise MoneygoodError("E061", "no such device here")

    def code(self, model, prepared) -> devices.AbstractDeviceCode:
        self.require()
        raise AssertionError


DEVICE = Elsewhere()


def test_another_device_needs_no_line_of_the_engine(small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(devices.DECLARED, "cuda", "elsewhere")
    monkeypatch.setitem(__import__("sys").modules, "elsewhere", __import__("sys").modules[__name__])
    model = small.build("[y] source: ours\ny ~ 0.5 * y[-1]", {"y": "1"}, shocks={"eps_y": 1.0})
    setting = small.start(model, 2, {"y": 0.0})
    with pytest.raises(MoneygoodError, match="no such device here"):
        simulate(model, setting, draws=4, seed=1, backend="cuda")
    plain = simulate(model, setting, draws=4, seed=1, backend="numpy")
    assert np.isfinite(plain.paths.values).all()
    assert plain.backend_note == ""
