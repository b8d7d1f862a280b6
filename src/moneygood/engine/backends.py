"""Which backend does the arithmetic of a run: the compiled kernel when it is at hand, NumPy until then."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.errors import MoneygoodError
from moneygood.engine.numpy.tape_worker import Job
from moneygood.engine.program.prepare import Prepared

if TYPE_CHECKING:
    from moneygood.engine.cuda.run import CudaKernels, CudaWorker
    from moneygood.engine.llvm.run import KernelWorker, MachineCode
    from moneygood.model.model import Model

POLICY = "MONEYGOOD_COMPILE"
"""Environment variable: ``background`` (compile in a process of its own), ``now``, or ``off``."""
WORTH_KEEPING = 20_000
"""Path-quarters per worker below which NumPy is as quick as loading machine code."""
WORTH_WAITING = 5e9
"""Vector operations per worker from which NumPy would take longer than the compiler."""


@dataclass(frozen=True)
class Chosen:
    """`backend` that does the arithmetic, its machine `code` or its kernels on a `device` if any, and a
    `note` where it is not what was asked for."""

    backend: str
    code: MachineCode | None = None
    note: str = ""
    device: CudaKernels | None = None

    @property
    def compiled(self) -> bool:
        """Whether compiled code does the arithmetic."""
        return self.code is not None or self.device is not None

    def worker(self, job: Job, expected: int) -> KernelWorker | CudaWorker:
        """A worker over the machine code; about `expected` draws will be asked for in all."""
        if self.device is not None:
            return self.device.worker(job, expected)
        from moneygood.engine.llvm.run import KernelWorker

        assert self.code is not None
        return KernelWorker(job, self.code)


def policy() -> str:
    """When to compile without being asked: off in tests and continuous integration unless told otherwise."""
    said = os.environ.get(POLICY, "").strip().lower()
    if said in ("background", "now", "off"):
        return said
    return "off" if os.environ.get("CI") or "PYTEST_CURRENT_TEST" in os.environ else "background"


def choose(model: Model, prepared: Prepared, backend: str, work: float) -> Chosen:
    """The backend for `work` path-quarters per worker; at worst NumPy with a note.

    A device is used only where it is asked for by name, and what it lacks is then an error (E060, E061): it
    may be someone else's, and its figures differ from the processor's in the last digits.
    """
    if backend == "cuda":
        from moneygood.engine.cuda.run import compiled as for_device
        from moneygood.engine.cuda.targets import device

        code = for_device(model, prepared, device())
        note = "numba's simulator stands for a CUDA device" if code.target.simulated else ""
        return Chosen("cuda", note=note, device=code)
    if backend == "numpy" or (backend == "auto" and (policy() == "off" or work < WORTH_KEEPING)):
        return Chosen("numpy")
    operations = max(sum(p.count().values()) for p in prepared.programs.values())
    wait = backend == "numba" or policy() == "now" or work * operations > WORTH_WAITING
    try:
        from moneygood.engine.llvm.run import compiled

        code = compiled(model, prepared, wait=wait)
    except (ImportError, OSError, RuntimeError, ValueError, AttributeError) as fault:
        reason = (str(fault).splitlines() or [type(fault).__name__])[0]
        return Chosen("numpy", note=f"the compiled backend is not usable here: {reason}")
    if code is None:
        return Chosen("numpy", note="the compiled program is being made for the next run")
    return Chosen("numba", code)


def again(model: Model, prepared: Prepared, backend: str) -> Chosen:
    """The backend that another machine has chosen, waited for if it has to be compiled; E076 where this one
    cannot take it: another backend would give other last digits."""
    chosen = choose(model, prepared, backend, 0.0)
    if chosen.backend != backend:
        hint = "Run with --backend numpy, or mend the compiled backend on that machine"
        raise MoneygoodError("E076", f"a worker cannot use the backend {backend} ({chosen.note})", None, hint)
    return chosen
