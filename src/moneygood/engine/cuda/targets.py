"""What compiles the functions and runs them: a CUDA device (never one so far), its simulator, or one core.

The compiled processor target serves as proof that the same functions are real machine code with the figures
of NumPy where there is no device; it is not offered as a backend, being slower than the vector kernel.
"""

from __future__ import annotations

import ast
import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import FunctionType
from typing import Any

import numpy as np

from moneygood.engine.cuda import chance, lanes
from moneygood.engine.cuda import nodes as n

cuda: Any = None  # stands for numba's module in functions that are moved to the globals of a target

THREADS = 128
"""Threads in a block: enough to hide memory, few enough that a long function still finds its registers."""
BLOCKS = 4096
"""Blocks at most; beyond that a thread takes several draws in turn."""
SHARE = 0.5
"""How much of a device's free memory a run may take."""
HOME = "moneygood.engine.cuda.made"


class AbstractTarget(ABC):
    """Compiles functions, moves arrays, and runs a function over draws."""

    title: str
    simulated = False

    def __init__(self) -> None:
        self.space: dict[str, Any] = {"__name__": HOME, "__builtins__": __builtins__, "np": np}
        self.space.update(self.mathematics())
        constants = {k: v for k, v in vars(chance).items() if k.isupper() and k != "FUNCTIONS"}
        self.space |= {**constants, "ENDLESS": lanes.ENDLESS}
        self.space["raise_to"] = self.maximum()
        for f in lanes.HELPERS:
            self.space[f.__name__] = self.inner(_moved(f, self.space))
        for f in chance.FUNCTIONS:
            self.space[f.__name__] = self.inner(_moved(f, self.space))
        for f in lanes.FUNCTIONS:
            self.space[f.__name__] = self.inner(_moved(f, self.space))
        self.kernels = {
            title: self.over_lanes(title, self.space)
            for title in ("begin_lane", "keep_lane", "normal_unit", "shock_lane")
        }

    def program(
        self, start: ast.FunctionDef, parts: Sequence[ast.FunctionDef]
    ) -> tuple[Any, tuple[Any, ...]]:
        """The kernels of a program: what a draw begins with, and the parts of a quarter in order."""
        functions = [start, *parts]
        file = self.file_of(n.module(functions))
        space, made = dict(self.space), self.defined(functions, file)
        for title, f in made.items():
            space[title] = self.inner(_moved(f, space))
        kernels = [self.over_lanes(f.name, space, file) for f in functions]
        return kernels[0], tuple(kernels[1:])

    def over_lanes(self, title: str, space: dict[str, Any], file: str = "") -> Any:
        """A kernel that does `title` for draws 0 to `many` (not included), a whole grid apart in a thread."""
        own = _argument_names(space[title])[1:]
        begin, stride = self.stride()
        counted = n.call("range", begin, n.name("many"), stride)
        body: list[ast.stmt] = [ast.Expr(n.call(title, n.name("lane"), *(n.name(a) for a in own)))]
        loop = ast.For(ast.Name("lane", ast.Store()), counted, body, [])
        kernel = n.function(f"over_{title}", ("many", *own), [*self.first_words(), loop])
        made = self.defined([kernel], file or f"<{HOME}>")
        return self.outer(_moved(made[kernel.name], dict(space)), bool(file))

    def defined(self, functions: Sequence[ast.FunctionDef], file: str) -> dict[str, Any]:
        """The functions of syntax trees of ours (see `nodes`: no text of a user is in them)."""
        made: dict[str, Any] = {}
        FunctionType(compile(n.module(functions), file, "exec"), made)()
        return {f.name: made[f.name] for f in functions}

    def file_of(self, tree: ast.Module) -> str:
        """The file beside which machine code of generated functions is kept; empty for none."""
        return ""

    def stride(self) -> tuple[ast.expr, ast.expr]:
        """Where a thread begins and how far it steps."""
        return n.constant(0), n.constant(1)

    def first_words(self) -> list[ast.stmt]:
        """What a kernel does before its loop."""
        return []

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Without warnings that say nothing about a result."""
        yield

    @abstractmethod
    def mathematics(self) -> dict[str, Any]:
        """exp, log and their like by the names that programs use."""

    @abstractmethod
    def maximum(self) -> Any:
        """``raise_to(array, i, x)``: the larger of two stays, whichever thread comes first."""

    @abstractmethod
    def inner(self, f: Callable[..., Any]) -> Any:
        """A function that others call."""

    @abstractmethod
    def outer(self, f: Callable[..., Any], kept: bool) -> Any:
        """A function that is launched; its machine code is `kept` on disk where that can be."""

    @abstractmethod
    def launch(self, kernel: Any, many: int, *arguments: Any) -> None:
        """Runs a kernel over draws 0 to `many`."""

    @abstractmethod
    def put(self, array: np.ndarray) -> Any:
        """A copy of an array where kernels read it."""

    @abstractmethod
    def empty(self, shape: tuple[int, ...], dtype: Any = np.float64) -> Any:
        """Room for figures where kernels write them."""

    @abstractmethod
    def fetch(self, array: Any) -> np.ndarray:
        """What stands in an array of the target."""

    @abstractmethod
    def refill(self, array: Any, values: np.ndarray) -> None:
        """Puts new values into an array of the target."""

    @abstractmethod
    def room(self) -> float:
        """Bytes that a run may take."""


class ProcessorTarget(AbstractTarget):
    """numba's compiler for this machine's processor, one core."""

    title = "one core"

    def mathematics(self) -> dict[str, Any]:
        return _numba_mathematics(self.inner)

    def maximum(self) -> Any:
        return self.inner(_moved(_raise_alone, self.space))

    def inner(self, f: Callable[..., Any]) -> Any:
        import numba

        options: dict[str, Any] = {
            "no_cpython_wrapper": True,
            "no_cfunc_wrapper": True,
        }  # half of the compiler's time
        return numba.njit(error_model="numpy", nogil=True, **options)(f)

    def outer(self, f: Callable[..., Any], kept: bool) -> Any:
        import numba

        return numba.njit(error_model="numpy", nogil=True)(f)

    def launch(self, kernel: Any, many: int, *arguments: Any) -> None:
        kernel(many, *arguments)

    def put(self, array: np.ndarray) -> Any:
        return np.array(array, order="C")

    def empty(self, shape: tuple[int, ...], dtype: Any = np.float64) -> Any:
        return np.zeros(shape, dtype)

    def fetch(self, array: Any) -> np.ndarray:
        return array

    def refill(self, array: Any, values: np.ndarray) -> None:
        array[...] = values

    def room(self) -> float:
        return 1e9


class DeviceTarget(AbstractTarget):
    """A CUDA device, or numba's simulator of one (environment variable NUMBA_ENABLE_CUDASIM)."""

    def __init__(self) -> None:
        from numba import cuda

        from moneygood.engine.cuda.device import simulated

        self.cuda: Any = cuda
        self.simulated = simulated()
        self.title = "the CUDA simulator" if self.simulated else "a CUDA device"
        super().__init__()

    def mathematics(self) -> dict[str, Any]:
        out = _numpy_mathematics() if self.simulated else _numba_mathematics(self.inner)
        return {**out, "cuda": self.cuda}

    def maximum(self) -> Any:
        return self.inner(_moved(_raise_together, self.space))

    def inner(self, f: Callable[..., Any]) -> Any:
        return self.cuda.jit(device=True)(f)

    def outer(self, f: Callable[..., Any], kept: bool) -> Any:
        if kept and not self.simulated:
            try:
                return self.cuda.jit(cache=True)(f)
            except RuntimeError:  # nowhere to keep machine code
                pass
        return self.cuda.jit(f)

    def stride(self) -> tuple[ast.expr, ast.expr]:
        def number(word: str) -> ast.expr:
            return ast.Call(ast.Attribute(n.name("cuda"), word, ast.Load()), [n.constant(1)], [])

        return number("grid"), number("gridsize")

    def first_words(self) -> list[ast.stmt]:
        return [ast.Expr(n.call("quiet"))] if self.simulated else []

    def file_of(self, tree: ast.Module) -> str:
        from moneygood.engine.cuda.device import source_file

        return "" if self.simulated else source_file(tree)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        from numba.core.errors import NumbaPerformanceWarning

        with warnings.catch_warnings():  # few draws leave most of a device idle, which is no fault
            warnings.simplefilter("ignore", NumbaPerformanceWarning)
            warnings.filterwarnings("ignore", message=".*under-utilization.*")
            yield

    def launch(self, kernel: Any, many: int, *arguments: Any) -> None:
        if many < 1:
            return
        blocks, threads = min(-(-many // THREADS), BLOCKS), THREADS
        if self.simulated:
            blocks, threads = 2, 1
        kernel[blocks, threads](many, *arguments)

    def put(self, array: np.ndarray) -> Any:
        return self.cuda.to_device(np.array(array, order="C"))

    def empty(self, shape: tuple[int, ...], dtype: Any = np.float64) -> Any:
        return self.put(np.zeros(shape, dtype)) if self.simulated else self.cuda.device_array(shape, dtype)

    def fetch(self, array: Any) -> np.ndarray:
        return array.copy_to_host()

    def refill(self, array: Any, values: np.ndarray) -> None:
        array.copy_to_device(np.ascontiguousarray(values))

    def room(self) -> float:
        if self.simulated:
            return 1e8
        return SHARE * float(self.cuda.current_context().get_memory_info()[0])


def _numba_mathematics(inner: Callable[[Callable[..., Any]], Any]) -> dict[str, Any]:
    def ndtr(x: float) -> float:
        return 0.5 * math.erfc(x * -0.7071067811865476)

    def power(a: float, b: float) -> float:
        return a**b

    plain = {"exp": math.exp, "log": math.log, "tanh": math.tanh, "sqrt": math.sqrt, "absolute": math.fabs}
    return {**plain, "ndtr": inner(ndtr), "power": inner(power)}


def _numpy_mathematics() -> dict[str, Any]:
    """In the simulator: NumPy's own functions, which do not raise where a result is not a number."""
    from scipy.special import ndtr

    def quiet() -> None:
        np.seterr(all="ignore")  # of this simulated thread alone

    return {"exp": np.exp, "log": np.log, "tanh": np.tanh, "sqrt": np.sqrt, "absolute": np.abs,
            "ndtr": ndtr, "power": np.power, "quiet": quiet}  # fmt: skip


def _raise_alone(array: Any, i: int, x: float) -> None:
    if x > array[i]:
        array[i] = x


def _raise_together(array: Any, i: int, x: float) -> None:
    if x > array[i]:
        cuda.atomic.max(array, i, x)


def _moved(f: Callable[..., Any], space: dict[str, Any]) -> FunctionType:
    """The function over other globals."""
    assert isinstance(f, FunctionType)
    made = FunctionType(f.__code__, space, f.__name__)
    made.__qualname__ = f.__name__
    return made


def _argument_names(f: Any) -> tuple[str, ...]:
    code = getattr(f, "py_func", f).__code__
    return code.co_varnames[: code.co_argcount]


@lru_cache(1)
def processor() -> ProcessorTarget:
    """The target of tests without a device."""
    return ProcessorTarget()


@lru_cache(1)
def device() -> DeviceTarget:
    """The device of this process; E060 or E061 where there is none."""
    from moneygood.engine.cuda.device import require_device

    require_device()
    return DeviceTarget()
