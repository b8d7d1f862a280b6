"""What is said where a CUDA device is missing or breaks off, and where nothing else may choose one."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from moneygood.core.cache import cache_root
from moneygood.core.errors import MoneygoodError
from moneygood.engine import simulate
from moneygood.engine.cuda import device, run, targets
from moneygood.engine.cuda import nodes as n


@pytest.fixture(scope="module")
def case(small):
    model = small.build('[x] "Walk" source: ours\nx ~ x[-1]', {"x": "1"}, {}, {"eps_x": 1.0})
    return model, small.start(model, 2, {"x": 0.0})


def _refused(code: str, case) -> str:
    targets.device.cache_clear()
    with pytest.raises(MoneygoodError, match=code) as caught:
        simulate(*case, draws=8, seed=1, backend="cuda")
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_without_the_library_the_mend_is_to_install_it(case, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "numba_cuda" else found(name, *a)
    )
    assert "pip install 'moneygood[cuda]'" in _refused("E060", case)


def test_without_a_device_another_backend_is_named(case, monkeypatch):
    pytest.importorskip("numba_cuda")
    from numba import cuda

    monkeypatch.setattr(cuda, "is_available", lambda: False)
    assert "--backend compiled" in _refused("E061", case)


def test_a_broken_driver_is_one_line(case, monkeypatch):
    pytest.importorskip("numba_cuda")
    from numba import cuda

    def broken() -> bool:
        raise OSError("libcuda is of another version\nand more")

    monkeypatch.setattr(cuda, "is_available", broken)
    message = _refused("E061", case)
    assert "libcuda is of another version" in message
    assert "and more" not in message


def test_a_device_that_breaks_off_is_one_line(case, monkeypatch):
    class CudaAPIError(Exception):
        __module__ = "numba.cuda.cudadrv.driver"

    def fails(*_):
        raise CudaAPIError("[2] Call to cuMemAlloc results in CUDA_ERROR_OUT_OF_MEMORY")

    monkeypatch.setattr(targets, "device", targets.processor)
    monkeypatch.setattr(run.Session, "_grow", fails)
    with pytest.raises(MoneygoodError, match=r"E062.*CUDA_ERROR_OUT_OF_MEMORY") as caught:
        simulate(*case, draws=8, seed=1, backend="cuda")
    assert caught.value.exit_code == 2


def test_a_compiler_that_is_missing_is_named_with_its_mend():
    class DynamicLibNotFoundError(RuntimeError):
        __module__ = "cuda.pathfinder"

    with pytest.raises(MoneygoodError, match=r"E062.*libnvrtc.*pip install"), device.device_faults():
        raise DynamicLibNotFoundError('Failure finding "libnvrtc.so.13"')


def test_a_fault_of_our_own_is_not_blamed_on_the_device():
    with pytest.raises(ZeroDivisionError), device.device_faults():
        _ = 1 // 0


def test_no_run_goes_to_a_device_unasked(case, monkeypatch):
    monkeypatch.delenv("MONEYGOOD_BACKEND", raising=False)
    monkeypatch.setattr(targets, "device", lambda: pytest.fail("a device was looked for"))
    for backend, used in (("auto", "compiled"), ("compiled", "compiled"), ("numpy", "numpy")):
        assert simulate(*case, draws=8, seed=1, backend=backend).backend == used


@pytest.mark.parametrize("verb", ["run", "compare", "first", "risks"])
def test_every_verb_with_a_backend_says_so_before_it_computes(verb):
    """Exit code 2 and one line, whatever lies on the machine: its devices are hidden."""
    scenario = {"run": ["baseline"], "compare": ["baseline", "--against", "baseline"]}.get(verb, [])
    hidden = {k: v for k, v in os.environ.items() if k != device.SIMULATOR}
    done = subprocess.run(
        [sys.executable, "-m", "moneygood.surfaces.cli.main", verb, *scenario, "--backend", "cuda"],
        env={**hidden, "CUDA_VISIBLE_DEVICES": ""}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(("E060:", "E061:"))
    assert len(done.stderr.splitlines()) == 1


def _layout(values: int) -> SimpleNamespace:
    return SimpleNamespace(
        rows=range(values), deep=range(2), depth=2, shocks=range(5), draw=range(3), memory=4
    )


def test_draws_at_a_time_follow_the_memory_of_the_device(case):
    """A window takes whole cells, no more than fit, and never fewer than one cell."""
    prepared = SimpleNamespace(patterns=[None] * 10)
    source = simulate_source(case)
    widths = {}
    for room in (1e6, 1e8, 1e9, 1e13):
        target = SimpleNamespace(simulated=False, room=lambda room=room: room)
        made = run.CudaKernels(target, {None: (None, (), _layout(100))})
        widths[room] = made.width(prepared, source, 20, False)
    each = 8 * (3 * 100 + 2 * 2 + 2 * 5 + 3 + 4) + 20 * 10 * 4 + 64
    assert widths[1e6] == 1024
    assert widths[1e8] == 1e8 / each // 1024 * 1024
    assert widths[1e9] * each <= 1e9 < (widths[1e9] + 1024) * each
    assert widths[1e13] == run.WIDEST


def simulate_source(case):
    from moneygood.engine.sampling.sampler import make_source

    return make_source(case[0], 1, "normal", "random", 2)


def test_texts_of_a_user_never_reach_the_compiler(small):
    """C-25: names in generated code are a letter and a number, or words of ours."""
    from moneygood.engine.cuda.step import ARGUMENTS, step_functions
    from moneygood.engine.llvm.run import layout_of
    from moneygood.engine.program.prepare import prepare

    text = '[password] "os.system" source: ours\npassword ~ 0.5 * log(secret + password) + secret[-2]\n\n'
    text += '[secret] "import os" source: ours\nsecret ~ max(secret[-1], password)'
    model = small.build(text, {"password": "1", "secret": "1"}, {}, {"eps_password": 1, "eps_secret": 1})
    prepared = prepare(model, small.start(model, 2, {"password": 1.0, "secret": 1.0}))
    (program,) = prepared.programs.values()
    start, parts = step_functions(program, layout_of(model, program, ["secret"]))
    tree = n.module([start, *parts])
    ours = {*ARGUMENTS, "parameters", "which", "total", "turn", "halved", "active", "error", "pace", "most",
            "miss", "ENDLESS", "exp", "log", "above", "largest", "absolute", "raise_to",
            "turn_of"}  # fmt: skip
    names = {x.id for x in ast.walk(tree) if isinstance(x, ast.Name)}
    assert all(x in ours or (x[0] in "vbw" and x[1:].isdigit()) for x in names), names - ours
    constants = {type(x.value) for x in ast.walk(tree) if isinstance(x, ast.Constant)}
    assert constants <= {int, float, bool}
    assert "secret" not in ast.unparse(tree)


def test_generated_programs_are_kept_under_the_hash_of_their_text():
    """Another text is another file, so machine code of one is never taken for that of the other."""
    pytest.importorskip("numba_cuda")
    files = [
        device.source_file(n.module([n.function("start", ("lane",), [ast.Return(n.constant(x))])]))
        for x in (1.0, 1.0, 2.0)
    ]
    assert files[0] == files[1] != files[2]
    root = cache_root()
    assert root is not None
    assert files[0].startswith(str(root / "cuda"))
    with open(files[2], encoding="utf-8") as stream:
        assert ast.dump(ast.parse(stream.read())) == ast.dump(ast.parse("def start(lane):\n    return 2.0"))


def _compiler_found() -> bool:
    try:
        from cuda.pathfinder import load_nvidia_dynamic_lib

        for library in ("nvvm", "nvrtc", "nvJitLink"):
            load_nvidia_dynamic_lib(library)
    except (ImportError, RuntimeError, OSError):
        return False
    return True


@pytest.mark.slow
@pytest.mark.skipif(
    not _compiler_found(), reason="NVIDIA's compiler libraries (NVVM, NVRTC, nvJitLink) are missing"
)
def test_a_program_becomes_code_for_a_real_processor(case, monkeypatch):
    """PTX and machine code for compute capability 9.0, which needs no device, without any call left over."""
    from cuda.core import Linker, LinkerOptions, ObjectCode
    from numba import cuda, types
    from numba.cuda import dispatcher

    from moneygood.engine.program.prepare import prepare

    monkeypatch.setattr(dispatcher, "get_current_device", lambda: SimpleNamespace(compute_capability=(9, 0)))
    made = run.compiled(case[0], prepare(*case), targets.DeviceTarget())
    ((_, parts, _),) = made.programs.values()
    whole = types.int64
    one, two, three = (types.Array(types.float64, k, "C") for k in (1, 2, 3))
    count = types.Array(types.int32, 2, "C")
    status = types.Array(types.uint8, 1, "C")
    arguments = (whole, whole, two, two, three, two, one, two, two, two, status, one, one, count, count)
    for part in parts:
        text, _ = cuda.compile(part.py_func, arguments, device=False, abi="numba", cc=(9, 0), output="ptx")
        assert ".target sm_90" in text
        assert ".visible .entry" in text
        assert "call" not in text
        assert ".f64" in text
        linker = Linker(ObjectCode.from_ptx(text.encode()), options=LinkerOptions(arch="sm_90"))
        assert linker.link("cubin").code.startswith(b"\x7fELF")
