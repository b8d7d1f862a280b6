"""Which backend does the arithmetic of a run: the one that is named, compiled code where none is."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.run_limits import BACKENDS, FORMER_BACKENDS
from moneygood.engine.devices import AbstractDeviceCode, device_of
from moneygood.engine.numpy.state import Tally
from moneygood.engine.numpy.tape_worker import Job
from moneygood.engine.program.prepare import Prepared
from moneygood.engine.workers.pool import Piece

if TYPE_CHECKING:
    from moneygood.engine.llvm.run import MachineCode
    from moneygood.model.model import Model

USUAL = "MONEYGOOD_BACKEND"
"""Environment variable: the backend of runs that name none."""


@dataclass(frozen=True)
class Chosen:
    """`backend` that does the arithmetic, its machine `code` or its code on a `device` if any, and a
    `note` where it is not what was asked for."""

    backend: str
    code: MachineCode | None = None
    note: str = ""
    device: AbstractDeviceCode | None = None

    @property
    def compiled(self) -> bool:
        """Whether compiled code does the arithmetic."""
        return self.code is not None or self.device is not None

    def worker(self, job: Job, expected: int) -> Callable[[Piece], Tally]:
        """A worker over the machine code; about `expected` draws will be asked for in all."""
        if self.device is not None:
            return self.device.worker(job, expected)
        from moneygood.engine.llvm.run import KernelWorker

        assert self.code is not None
        return KernelWorker(job, self.code)


def backend_named(word: str) -> str:
    """The backend that a word stands for: compiled, numpy or cuda. E020 for a word that is none.

    ``auto`` is compiled whatever the size of a run and whether or not it has run before, because last digits
    differ between backends; only the user's own ``MONEYGOOD_BACKEND`` names another.
    """
    said = os.environ.get(USUAL, "").strip().lower() or "compiled" if word == "auto" else word
    said = FORMER_BACKENDS.get(said, said)
    if said not in BACKENDS or said == "auto":
        place = f" ({USUAL})" if word == "auto" else ""
        hint = did_you_mean(said, BACKENDS) or f"There is {', '.join(BACKENDS)}"
        raise MoneygoodError("E020", f"there is no backend {said!r}{place}", hint=hint)
    return said


def choose(model: Model, prepared: Prepared, backend: str) -> Chosen:
    """What does the arithmetic of `backend` here. It is never another one: E022 where nothing can be
    compiled, E060 and E061 for a device that is not there.

    A device is used only where it is asked for by name: it may be someone else's.
    """
    device = device_of(backend)
    if device is not None:
        code = device.code(model, prepared)
        return Chosen(backend, note=code.note, device=code)
    if backend == "numpy":
        return Chosen("numpy")
    try:
        from moneygood.engine.llvm.run import compiled

        return Chosen("compiled", compiled(model, prepared))
    except (ImportError, OSError, RuntimeError, ValueError, AttributeError) as fault:
        reason = (str(fault).splitlines() or [type(fault).__name__])[0]
        hint = "Run with --backend numpy; only last digits differ"
        raise MoneygoodError("E022", f"nothing can be compiled here: {reason}", hint=hint) from fault


def again(model: Model, prepared: Prepared, backend: str) -> Chosen:
    """The backend that another machine has chosen; E076 where this one cannot take it: another backend would
    give other last digits."""
    try:
        return choose(model, prepared, backend)
    except MoneygoodError as fault:
        hint = "Run with --backend numpy, or mend the backend on that machine"
        words = f"a worker cannot use the backend {backend} ({fault.message})"
        raise MoneygoodError("E076", words, None, hint) from fault
