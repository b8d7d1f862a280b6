"""The numbers that a compiled run reads: one array per field of the driver, and the scratch of one worker."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from moneygood.engine.llvm.layout import Layout
from moneygood.engine.llvm.loops import FIELDS
from moneygood.engine.llvm.solver import NEWTON
from moneygood.engine.llvm.text import LANES
from moneygood.engine.program.prepare import Prepared
from moneygood.engine.program.program import QUARTER, RUN, Instr, Program
from moneygood.engine.program.tape import FUNCTIONS


@dataclass
class DriverTable:
    """The table that the driver reads, and the arrays behind its addresses, kept alive."""

    table: np.ndarray = field(default_factory=lambda: np.zeros(len(FIELDS), dtype=np.int64))
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    def number(self, **values: int) -> None:
        """Whole numbers by name."""
        for name, value in values.items():
            self.table[FIELDS.index(name)] = value

    def array(self, **values: np.ndarray) -> None:
        """Arrays by name; the driver gets their addresses."""
        for name, value in values.items():
            assert value.flags.c_contiguous
            self.arrays[name] = value
            self.table[FIELDS.index(name)] = value.ctypes.data

    def copy(self) -> DriverTable:
        """A table of its own over the same arrays."""
        return DriverTable(self.table.copy(), dict(self.arrays))


def vectors(count: int) -> np.ndarray:
    """Zeros for `count` vectors of lanes, aligned as the kernel wants them."""
    raw = np.zeros((count + 1) * LANES)
    skip = (-raw.ctypes.data % 64) // 8
    return raw[skip : skip + count * LANES].reshape(count, LANES)


def whole(values: Any) -> np.ndarray:
    """Whole numbers of 64 bits; never empty, so that there is an address."""
    found = np.asarray(values, dtype=np.int64).ravel()
    return found if len(found) else np.zeros(1, dtype=np.int64)


def real(values: Any) -> np.ndarray:
    """Numbers of 64 bits; never empty, so that there is an address."""
    found = np.ascontiguousarray(values, dtype=np.float64)
    return found if found.size else np.zeros(1)


@dataclass(frozen=True)
class RunNumbers:
    """What one program reads in one run: `run` [number] and `quarter` [quarter, number]."""

    run: np.ndarray
    quarter: np.ndarray


def run_numbers(p: Program, layout: Layout, prepared: Prepared, quarters: list[int]) -> RunNumbers:
    """The values that need no draw, by the operations of the NumPy machine.

    Rows of `quarter` are those of all quarters of the run; only `quarters` are filled.
    """
    fixed: dict[int, Any] = {}
    for v, key in p.inputs.items():
        if p.levels[v] == RUN:
            value = prepared.scalars[str(key[1])] if key[0] == "par" else float(str(key[1]))
            fixed[v] = np.float64(value)
        elif p.levels[v] == QUARTER:
            fixed[v] = np.array([prepared.numbers[t][key] for t in quarters])
    with np.errstate(all="ignore"):
        _carry_out(p.run_ops, fixed, ())
        _carry_out(p.quarter_ops, fixed, (len(quarters),))
    weights = [
        (NEWTON.identities if exact else 1.0) / prepared.scale.get(name, 1.0)
        for name, exact in layout.weights
    ]
    table = np.zeros((len(prepared.patterns), max(len(layout.quarter), 1)))
    for v, i in layout.quarter.items():
        table[quarters, i] = fixed[v]
    return RunNumbers(real([*(float(fixed[v]) for v in layout.run), *weights]), table)


def _carry_out(ops: list[Instr], values: dict[int, Any], shape: tuple[int, ...]) -> None:
    for i in ops:
        out = np.empty(shape)
        FUNCTIONS[i.op](*[values[v] for v in i.ins], out)
        values[i.out] = out
