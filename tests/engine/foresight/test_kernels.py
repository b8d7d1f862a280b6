"""The inner loops of foresight as machine code, against the same functions run as Python."""

from __future__ import annotations

import ast
import math

import numpy as np
import pytest

from moneygood.core.periods import Quarter
from moneygood.engine.foresight import compiled, translate
from moneygood.engine.foresight.ordering import eliminate
from moneygood.engine.foresight.tape import CODES
from moneygood.engine.llvm import binary


@pytest.fixture(scope="module")
def native():
    made = compiled.machine_code()
    assert made.compiled
    return made


@pytest.fixture(scope="module")
def written():
    return compiled.as_written()


@pytest.mark.parametrize("width", [1, 3, 8, 17])
def test_every_operation_gives_what_python_gives(native, written, width) -> None:
    rng = np.random.default_rng(width)
    codes = sorted(CODES.values())
    ops = np.array([(c, 0, 1, 2 + i) for i, c in enumerate(codes)], dtype=np.int32)
    given = rng.uniform(0.1, 3.0, (2 + len(codes), width))
    given[0, -1] = given[1, -1] = 0.7  # max, min, and comparisons of equals
    a, b = given.copy(), given.copy()
    native.run_tape(ops, 0, len(ops), a)
    written.run_tape(ops, 0, len(ops), b)
    np.testing.assert_allclose(a, b, rtol=1e-15)
    exact = [2 + i for i, c in enumerate(codes) if c not in (CODES[n] for n in ("pow", "tanh", "ndtr"))]
    np.testing.assert_array_equal(a[exact], b[exact])


def test_what_is_not_a_number_spreads_as_in_python(native, written) -> None:
    ops = np.array(
        [(CODES[n], 0, 1, 2 + i) for i, n in enumerate(("min", "max", "gt", "div"))], dtype=np.int32
    )
    given = np.zeros((6, 4))
    given[0], given[1] = [math.nan, 1.0, -1.0, 0.0], [1.0, math.nan, 0.0, 0.0]
    a, b = given.copy(), given.copy()
    native.run_tape(ops, 0, len(ops), a)
    with np.errstate(all="ignore"):
        written.run_tape(ops, 0, len(ops), b)
    np.testing.assert_array_equal(a, b)


def test_factors_solve_the_matrix(native, written) -> None:
    rng = np.random.default_rng(5)
    n = 12
    dense = np.where(rng.uniform(size=(n, n)) < 0.25, rng.normal(size=(n, n)), 0.0) + 3.0 * np.eye(n)
    rows, columns = np.nonzero(dense)
    order = eliminate(rows.tolist(), columns.tolist(), dense[rows, columns], n, n)
    right = rng.normal(size=(n, 5))
    found = []
    for k in (native, written):
        a = np.zeros(order.size)
        a[order.entry] = dense[rows, columns]
        k.factor_one(order, a)
        panel, x = right.copy(), np.zeros((n, 5))
        k.forward(order, a, panel)
        k.backward(order, a, panel, x)
        found.append(x)
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_allclose(found[0], np.linalg.solve(dense, right), rtol=1e-11)
    out = np.zeros((n, 5))
    at = [x.astype(np.int32) for x in (rows, columns)]
    native.add_product(*at, dense[rows, columns], found[0], out)
    np.testing.assert_allclose(out, right, atol=1e-12)


@pytest.fixture
def little():
    """The small imported model and its figures."""
    from pathlib import Path

    from moneygood.data.longbase import read_longbase
    from moneygood.runs.imported.imported_model import ImportedModel

    here = Path(__file__).parents[2] / "runs" / "imported"
    return ImportedModel.read(here / "little.xml"), read_longbase(here / "little.txt")


@pytest.mark.parametrize("expectations", ["var", "all"])
def test_a_model_is_solved_alike_without_a_compiler(little, expectations, monkeypatch) -> None:
    model, figures = little
    start = Quarter.of(2008, 1)
    found = []
    for broken in (False, True):
        compiled.kernels.cache_clear()
        if broken:
            monkeypatch.setattr(binary, "kept", lambda name: None)
            monkeypatch.setattr(binary, "translate", _no_compiler)
        assert compiled.kernels().compiled is not broken
        own = model.with_expectations(expectations)
        tracked = own.tracking(figures, start, start + 7)
        with np.errstate(all="ignore"):
            solved = own.solve(tracked, start, start + 7, changes={"rule_aerr": {start: 1.0}})
        found.append(solved.figures.values)
    compiled.kernels.cache_clear()
    np.testing.assert_allclose(found[0], found[1], rtol=1e-12)


def _no_compiler(text: str, loops: bool = False) -> bytes:
    raise RuntimeError("no compiler here")


def test_arrays_of_another_kind_are_refused(native) -> None:
    ops = np.zeros((1, 4), dtype=np.int32)
    for bad in (np.zeros((4, 2), dtype=np.float32), np.zeros((2, 4)).T, np.zeros(4)):
        with pytest.raises(TypeError, match="reg is"):
            native.run_tape(ops, 0, 1, bad)


@pytest.mark.parametrize(
    "line",
    [
        "x[0] = n",  # a whole number into floats
        "k[0] = n",  # into what is never written
        "x[0] = x[0] + n",
        "n = x[0]",
        "import os",
        "print(n)",
        "x[0] = x[0] if n else x[1]",
        "y = [v for v in x]",
        "while n > 0:\n        n -= 1",
    ],
)
def test_what_the_translation_does_not_understand_is_refused(line) -> None:
    source = f"def f(x: Floats, k: Ints, n: int) -> None:\n    {line}\n"
    ast.parse(source)
    with pytest.raises(translate.NotUnderstood, match="f"):
        translate.module_text(source, {}, frozenset({"f"}))


def test_loops_leave_where_python_leaves_them() -> None:
    """`continue`, `break`, counting down and early return, run both ways on the same numbers."""
    source = """
def walk(x: Floats, k: Ints) -> int:
    found = 0
    for i in range(len(k) - 1, -1, -1):
        if k[i] < 0:
            continue
        if k[i] > 90:
            break
        for j in range(k[i]):
            x[j] += 1.0 if j > 1 else 0.5
            if x[j] > 2.5 and not j == 0:
                return found
        found += 1
    return max(found, 1)
"""
    import ctypes

    loaded = binary.Loaded(binary.translate(translate.module_text(source, {}, frozenset({"walk"})), True))
    raw = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_void_p, ctypes.c_int64] * 2)(loaded.address("walk"))
    space: dict = {"Floats": None, "Ints": None}
    exec(source, space)  # noqa: S102 - the text stands above
    rng = np.random.default_rng(3)
    for _ in range(200):
        k = rng.integers(-2, 7, 8).astype(np.int32)
        k[rng.integers(8)] = 95 if rng.uniform() < 0.5 else 1
        a, b = np.zeros(8), np.zeros(8)
        assert raw(a.ctypes.data, 8, k.ctypes.data, 8) == space["walk"](b, k)
        np.testing.assert_array_equal(a, b)
