"""The tables of a run as a block of WebAssembly's memory, and what of them a lever or a scenario changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.engine.llvm.layout import Layout
from moneygood.engine.llvm.loops import FIELDS
from moneygood.engine.llvm.run import KernelWorker, MachineCode, deep_variables, layout_of
from moneygood.engine.llvm.text import LANES
from moneygood.engine.numpy.tape_worker import Job
from moneygood.engine.program.prepare import Prepared, prepare
from moneygood.engine.program.program import Program
from moneygood.engine.sampling.draws import CELL, mixed_groups, parameter_mix
from moneygood.engine.sampling.sampler import make_source
from moneygood.engine.sampling.sources import RANDOM
from moneygood.engine.setting import Setting
from moneygood.engine.wasm.module import wasm_module
from moneygood.engine.wasm.tape import lever_tape
from moneygood.engine.wasm.texts import WIDTH, driver_text, function_names, step_text

if TYPE_CHECKING:
    from moneygood.model.model import Model, Parameter

LOW = 1 << 16
"""Bytes at the bottom of the memory that are left to the module's own data."""
STACK = 1 << 18
_SCRATCH = (
    "words", "ring", "banks", "bank_table", "shock_table", "normal_table", "draw_table", "slots", "lanes",
    "arguments",
)  # fmt: skip
_BY_PART = ("bank_table", "arguments")
"""Scratch of which every part of a block has its own."""
_RUNNERS = ("values", "status", "freed", "fed", "parameter_table", "kept_shocks")
"""Tables whose size depends on how many draws are asked for: whoever runs the module makes room for them."""
_BY_QUARTER = ("step", "run", "quarter", "draw", "worst", "count")
"""Tables of addresses by quarter, which follow from which program each quarter has."""
_MOST_WORDS = 8 * 512


@dataclass(frozen=True)
class KernelImage:
    """A module and the memory that it starts from.

    `module` is the WebAssembly, `tables` the bytes from address `document["base"]` on, `document` where what
    stands (plain values, for JSON). `programs` are in the order of the module.
    """

    module: bytes
    tables: bytes
    document: dict[str, Any]
    programs: tuple[Program, ...]

    @property
    def key(self) -> str:
        """A hash of module and tables."""
        return hashlib.sha256(self.module + self.tables).hexdigest()[:16]


@dataclass(frozen=True)
class KernelCase:
    """The numbers of one setting: what differs from case to case of one module.

    `given` [quarter, shock], a `run` [number] and a `quarter` [quarter, number] table a program, `which`
    program each quarter has, `parameters` by name as they are in this setting.
    """

    given: np.ndarray
    run: tuple[np.ndarray, ...]
    quarter: tuple[np.ndarray, ...]
    which: tuple[int, ...]
    parameters: Mapping[str, float]

    def changes_from(self, other: KernelCase, drawn: Sequence[str]) -> dict[str, Any]:
        """The case as what differs from another of the same module, as plain values for JSON: tables as
        [places, values] (None where missing), and the centres of the `drawn` parameters."""
        pairs = zip(self.run, other.run, strict=True)
        quarters = zip(self.quarter, other.quarter, strict=True)
        return {
            "given": _differences(self.given, other.given),
            "which": list(self.which),
            "programs": [
                {"run": _differences(*run), "quarter": _differences(*quarter)}
                for run, quarter in zip(pairs, quarters, strict=True)
            ],
            "centres": {name: self.parameters[name] for name in drawn},
        }


def _differences(a: np.ndarray, b: np.ndarray) -> list[list[Any]]:
    """The places and values where `a` is not `b`, to the bit."""
    own = np.ascontiguousarray(a, dtype=np.float64).ravel()
    at = np.flatnonzero(
        own.view(np.int64) != np.ascontiguousarray(b, dtype=np.float64).ravel().view(np.int64)
    )
    return [at.tolist(), [None if np.isnan(x) else float(x) for x in own[at]]]


class TableSlots:
    """Functions by their place in the module's table, in the role of addresses."""

    def __init__(self, number: int) -> None:
        self.number = number

    def address(self, name: str) -> int:
        """The slot of ``mg_start`` or ``mg_step`` of the program; the driver has none."""
        return {"mg_start": 1 + 2 * self.number, "mg_step": 2 + 2 * self.number}.get(name, 0)


def make_case(
    model: Model,
    setting: Setting,
    *,
    seed: int = 1,
    audits: bool = True,
    judged: frozenset[str] = frozenset(),
) -> tuple[KernelImage, KernelCase]:
    """The module for a setting of the model and the numbers that it starts from.

    Identities are checked on every draw; without `audits` the module is a sixth smaller, no faster that could
    be measured, and gives the same figures. `judged` equations keep an add-factor that is zero, so that it
    can be moved. E023 where the model's shocks cannot be drawn by the kernel; what `prepare` raises.
    """
    prepared = prepare(model, setting, draw_parameters=True, judged=judged)
    source = make_source(model, seed, model.distribution.kind, "random", len(setting.periods))
    if source.mode != RANDOM:
        raise MoneygoodError(
            "E023", "the shocks of this model cannot be drawn in WebAssembly",
            hint="Whole degrees of freedom and the model's own distribution can",
        )  # fmt: skip
    deep = deep_variables(prepared.programs.values())
    layouts = [layout_of(model, p, deep) for p in prepared.programs.values()]
    programs = tuple(prepared.programs.values())
    slots = {k: (TableSlots(i), layouts[i]) for i, k in enumerate(prepared.programs)}
    code = MachineCode(TableSlots(-1), slots)
    names = tuple(layouts[0].rows)
    job = Job(
        model, setting, prepared, source, names, 0, 1, np.zeros((len(names), len(setting.periods), 1), "f4"),
        np.zeros(1, np.uint8), np.zeros((1, 1)), [], {},
    )  # fmt: skip
    worker = KernelWorker(job, code)
    texts = [step_text(k, p, layouts[k], audits=audits) for k, p in enumerate(programs)]
    module = wasm_module([driver_text(), *texts], function_names(len(programs)))
    tables, document = _image(worker, layouts)
    document["records"] = parameter_records(prepared.drawn)
    document["programs"] = [
        place | lever_tape(p, layout)
        for place, p, layout in zip(document["programs"], programs, layouts, strict=True)
    ]
    return KernelImage(module, tables, document, programs), _case(worker, prepared)


def parameter_records(drawn: Sequence[Parameter]) -> list[dict[str, Any]]:
    """What the draws of the parameters follow from, and which normals each is mixed from."""
    mix = parameter_mix(list(drawn))
    groups = {i: group for group in mixed_groups(mix) for i in group}
    out = []
    for i, p in enumerate(drawn):
        low, high = p.range if p.range is not None else (None, None)
        own = {"name": p.name, "value": p.value, "se": p.se, "low": low, "high": high, "draw": p.draw}
        out.append(own | {"mix": mix[i], "group": groups[i]})
    return out


def _case(worker: KernelWorker, prepared: Prepared) -> KernelCase:
    order = list(prepared.programs)
    return KernelCase(
        given=worker.fields.arrays["given"].copy(),
        run=tuple(x.run.copy() for x in worker.numbers),
        quarter=tuple(x.quarter.copy() for x in worker.numbers),
        which=tuple(order.index(p) for p in prepared.patterns),
        parameters=dict(prepared.scalars),
    )


def _image(worker: KernelWorker, layouts: Sequence[Layout]) -> tuple[bytes, dict[str, Any]]:
    """The memory from the table of fields on, and where what stands in it."""
    memory = Memory(LOW + STACK)
    job = memory.put(worker.fields.table)
    arrays = dict(worker.fields.arrays)
    runs = [memory.put(x.run) for x in worker.numbers]
    quarters = [memory.put(x.quarter) for x in worker.numbers]
    tallies = [(memory.put(a), memory.put(b)) for a, b in worker.tallies]
    arrays["start_run"] = np.array(runs, dtype=np.int64)
    for (
        name
    ) in _BY_QUARTER:  # whoever runs the module fills them; here they would be addresses of this process
        arrays[name] = np.zeros_like(arrays[name])
    arrays["words"] = np.zeros(max(len(arrays["words"]), _MOST_WORDS), dtype=np.int64)
    arrays["keep_row"] = arrays["keep_out"] = np.arange(len(layouts[0].rows), dtype=np.int64)
    place = {name: memory.put(a) for name, a in arrays.items() if name not in (*_SCRATCH, *_RUNNERS)}
    tables = bytes(memory.content)
    for name in _SCRATCH:
        parts = LANES // WIDTH if name in _BY_PART else 1
        place[name] = memory.reserve(arrays[name].nbytes * parts)
    table = worker.fields.table.copy()
    for name in FIELDS[FIELDS.index("freedom") :]:
        table[FIELDS.index(name)] = place.get(name, 0)
    at = job - memory.base
    tables = tables[:at] + table.tobytes() + tables[at + table.nbytes :]
    periods, count = arrays["given"].shape
    return tables, {
        "stack": LOW + STACK, "base": memory.base, "end": memory.top, "job": job,
        "fields": {name: job + 8 * i for i, name in enumerate(FIELDS)}, "place": place,
        "quarters": int(periods), "shocks": int(count), "cell": CELL,
        "uniforms": [int(i) for i in worker.source.uniform_rows],
        "rows": dict(layouts[0].rows), "drawn": dict(layouts[0].parameters),
        "shock_rows": dict(layouts[0].shocks), "by_quarter": list(_BY_QUARTER),
        "programs": [
            {
                "run": runs[k], "run_numbers": len(x.run), "quarter": quarters[k],
                "numbers": int(x.quarter.shape[1]),
                "draw": int(arrays["start_draw"][k]), "worst": tallies[k][0], "count": tallies[k][1],
                "identities": list(layouts[k].audits),
            }
            for k, x in enumerate(worker.numbers)
        ],
    }  # fmt: skip


class Memory:
    """Bytes that grow from `base` on; everything begins at a multiple of 64."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.content = bytearray()
        self.reserved = 0

    @property
    def top(self) -> int:
        """The first address that is free."""
        return -(-(self.base + len(self.content) + self.reserved) // 64) * 64

    def put(self, array: np.ndarray) -> int:
        """The address at which an array now stands."""
        at = self.top
        self.content += bytes(at - self.base - len(self.content)) + array.tobytes()
        return at

    def reserve(self, size: int) -> int:
        """The address of `size` bytes behind everything that was put, not part of the content."""
        at = self.top
        self.reserved = at + size - self.base - len(self.content)
        return at
