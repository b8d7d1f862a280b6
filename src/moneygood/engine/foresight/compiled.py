"""The inner loops of `kernels` as machine code of this processor, kept on disk.

One translation serves all models, takes a fraction of a second, and is done once on a machine. Where nothing
can be compiled, the same functions run as the Python that they are: slow, and with the same results.
"""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.engine.foresight import translate
from moneygood.engine.foresight.ordering import Elimination
from moneygood.engine.foresight.plan import QuarterWork

if TYPE_CHECKING:
    from moneygood.engine.llvm.binary import Loaded

_DTYPES = {"i32": np.dtype(np.int32), "i64": np.dtype(np.int64), "i8": np.dtype(np.bool_),
           "double": np.dtype(np.float64)}  # fmt: skip
_RECORDS = {r.__name__: r.names() for r in (QuarterWork, Elimination)}
CALLED = ("run_tape", "solve_quarters", "factor_one", "forward", "backward", "add_product")
"""The kernels that are called from Python."""


@dataclass(frozen=True)
class Kernels:
    """The kernels, with the arguments of their namesakes in `kernels`; `compiled` says whether they are
    machine code."""

    run_tape: Callable[..., None]
    solve_quarters: Callable[..., int]
    factor_one: Callable[..., None]
    forward: Callable[..., None]
    backward: Callable[..., None]
    add_product: Callable[..., None]
    compiled: bool


@lru_cache(maxsize=1)
def kernels() -> Kernels:
    """The kernels as machine code, or as they are written where it cannot be had."""
    try:
        return machine_code()
    except (ImportError, OSError, RuntimeError):
        return as_written()


def as_written() -> Kernels:
    """The kernels as plain Python."""
    from moneygood.engine.foresight import kernels as written

    return Kernels(*(getattr(written, name) for name in CALLED), compiled=False)


def machine_code() -> Kernels:
    """The kernels as machine code, from disk if they are there. RuntimeError where LLVM cannot be used."""
    from moneygood.engine.llvm import binary

    source = _source()
    made = [_source(name) for name in ("translate", "loop_values")] + [source, repr(_RECORDS)]
    name = binary.name_of(hashlib.sha256("\0".join(made).encode()).hexdigest())
    code = binary.kept(name)
    if code is None:
        code = binary.translate(text(source), loops=True)
        binary.keep(name, code)
    loaded = binary.Loaded(code)
    found = translate.headings(source)
    made_of = (_function(found[n], loaded) for n in CALLED)
    return Kernels(*made_of, compiled=True)


def text(source: str | None = None) -> str:
    """The kernels as LLVM text."""
    return translate.module_text(source or _source(), _RECORDS, frozenset(CALLED))


def _source(name: str = "kernels") -> str:
    return Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")


def _function(heading: translate.Heading, loaded: Loaded) -> Callable[..., Any]:
    """A function of the machine code as one of Python; other threads run while it does."""
    kinds: list[Any] = []
    flatten = [_flattener(name, kind, kinds) for name, kind in heading.parameters]
    gives = ctypes.c_int64 if heading.gives == "int" else None
    raw = ctypes.CFUNCTYPE(gives, *kinds)(loaded.address(heading.name))

    def call(*given: Any) -> Any:
        flat: list[int] = []
        kept = [add(flat, x) for add, x in zip(flatten, given, strict=True)]
        try:
            return raw(*flat)
        finally:
            del kept

    call.__name__ = heading.name
    call.machine_code = loaded  # type: ignore[attr-defined]  # lives as long as the function
    return call


def _flattener(name: str, kind: str, kinds: list[Any]) -> Callable[[list[int], Any], Any]:
    """What turns an argument into the numbers that machine code takes; their types are added to `kinds`."""
    if kind in translate.ARRAYS:
        element, dimensions = translate.ARRAYS[kind]
        dtype = _DTYPES[element]
        kinds += [ctypes.c_void_p, *[ctypes.c_int64] * dimensions]

        def add_array(flat: list[int], x: np.ndarray) -> None:
            if x.dtype != dtype or x.ndim != dimensions or not x.flags.c_contiguous:
                raise TypeError(f"{name} is {x.dtype} {x.shape}, not a whole array {kind}")
            flat.append(x.__array_interface__["data"][0])
            flat.extend(x.shape)

        return add_array
    if kind == "int":
        kinds.append(ctypes.c_int64)
        return lambda flat, x: flat.append(int(x))
    kinds.append(ctypes.c_void_p)
    if kind in _RECORDS:
        return lambda flat, x: flat.append(x.address)

    def add_many(flat: list[int], many: Sequence[Any]) -> np.ndarray:
        addresses = np.array([x.address for x in many], dtype=np.int64)
        flat.append(addresses.__array_interface__["data"][0])
        return addresses

    return add_many
