"""What compiles the scalar functions and runs them over draws: a CUDA device, its simulator, or one core.

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

    def program(self, functions: Sequence[ast.FunctionDef], mark: str) -> dict[str, Any]:
        """The kernels `start` and `whole` of a program made of `functions`."""
        space = dict(self.space)
        tree = n.module(functions)
        made: dict[str, Any] = {}
        self.carry_out(tree, made, mark)
        for f in functions:
            space[f.name] = self.inner(_moved(made[f.name], space))
        return {title: self.over_lanes(title, space, mark) for title in ("start", "whole")}

    def over_lanes(self, title: str, space: dict[str, Any], mark: str = "") -> Any:
        """A kernel that does `title` for draws 0 to `lanes`, a stride of the whole grid apart."""
        inner = _argument_names(space[title])
        begin, stride = self.stride()
        counted = n.call("range", begin, n.name("lanes_"), stride)
        given = [n.name("lane_"), *(n.name(a) for a in inner[1:])]
        body = [ast.Expr(n.call(title, *given))]
        loop = ast.For(ast.Name("lane_", ast.Store()), counted, body, [])
        kernel = n.function(f"over_{title}", ("lanes_", *inner[1:]), [*self.first_words(), loop])
        made: dict[str, Any] = {}
        self.carry_out(n.module([kernel]), made, mark and f"{mark}-{title}")
        space = dict(space)
        return self.outer(_moved(made[kernel.name], space))

    def carry_out(self, tree: ast.Module, into: dict[str, Any], mark: str) -> None:
        """Defines the functions of a syntax tree of ours (see `nodes`: no text of a user is in it)."""
        code = compile(tree, self.file_of(tree, mark), "exec")
        FunctionType(code, into)()

    def file_of(self, tree: ast.Module, mark: str) -> str:
        """The file that functions say they come from."""
        return f"<{HOME}>"

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
    def outer(self, f: Callable[..., Any]) -> Any:
        """A function that is launched."""

    @abstractmethod
    def launch(self, kernel: Any, lanes_: int, *arguments: Any) -> None:
        """Runs a kernel over draws 0 to `lanes_`."""

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

        options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # half of the compiler's time
        return numba.njit(error_model="numpy", nogil=True, **options)(f)

    def outer(self, f: Callable[..., Any]) -> Any:
        import numba

        return numba.njit(error_model="numpy", nogil=True)(f)

    def launch(self, kernel: Any, lanes_: int, *arguments: Any) -> None:
        kernel(lanes_, *arguments)

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

    def outer(self, f: Callable[..., Any]) -> Any:
        if self.simulated:
            return self.cuda.jit(f)
        try:
            return self.cuda.jit(cache=True)(f)
        except RuntimeError:  # nowhere to keep machine code
            return self.cuda.jit(f)

    def stride(self) -> tuple[ast.expr, ast.expr]:
        def number(word: str) -> ast.expr:
            return ast.Call(ast.Attribute(n.name("cuda"), word, ast.Load()), [n.constant(1)], [])

        return number("grid"), number("gridsize")

    def first_words(self) -> list[ast.stmt]:
        return [ast.Expr(n.call("quiet"))] if self.simulated else []

    def file_of(self, tree: ast.Module, mark: str) -> str:
        """A file of the cache folder for programs, so that numba keeps their machine code beside it."""
        from moneygood.engine.cuda.device import source_file

        return super().file_of(tree, mark) if self.simulated else source_file(tree, mark)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        from numba.core.errors import NumbaPerformanceWarning

        with warnings.catch_warnings():  # few draws leave most of a device idle, which is no fault
            warnings.simplefilter("ignore", NumbaPerformanceWarning)
            warnings.filterwarnings("ignore", message=".*under-utilization.*")
            yield

    def launch(self, kernel: Any, lanes_: int, *arguments: Any) -> None:
        blocks, threads = min(-(-lanes_ // THREADS), BLOCKS), THREADS
        if self.simulated:
            blocks, threads = 2, 1
        kernel[blocks, threads](lanes_, *arguments)

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
