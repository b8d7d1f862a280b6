"""gcc as the peer: the C text of a program compiled and put in the place of the kernel's machine code."""

from __future__ import annotations

import ctypes
import hashlib
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.c_code import c_text
from moneygood.engine.backends import Chosen
from moneygood.engine.llvm.run import MachineCode

FLAGS = ("-O3", "-march=native", "-fno-math-errno", "-w", "-shared", "-fPIC")


def compiler() -> str | None:
    """The path of gcc, or None."""
    return shutil.which("gcc")


@dataclass(frozen=True)
class CLibrary:
    """A shared library made by gcc, with the addresses of its functions."""

    library: ctypes.CDLL

    def address(self, name: str) -> int:
        """Where a function begins."""
        return int(ctypes.cast(getattr(self.library, name), ctypes.c_void_p).value or 0)


def by_gcc(simulator: Any, folder: Path) -> tuple[Chosen, float]:
    """A simulator's programs compiled by gcc under the kernel's own loops, and the seconds gcc took."""
    gcc = compiler()
    assert gcc is not None
    programs: dict[Any, Any] = {}
    seconds = 0.0
    for pattern, (_, layout) in simulator.chosen.code.programs.items():
        text = c_text(simulator.prepared.programs[pattern], layout)
        source = folder / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.c"
        library = source.with_suffix(".so")
        if not library.exists():  # a library in use is never written over
            source.write_text(text, encoding="ascii")
            began = time.perf_counter()
            command = [gcc, *FLAGS, str(source), "-o", str(library), "-lm"]
            subprocess.run(command, check=True, capture_output=True)
            seconds += time.perf_counter() - began
        programs[pattern] = (CLibrary(ctypes.CDLL(str(library))), layout)
    return Chosen("gcc -O3", MachineCode(simulator.chosen.code.driver, programs)), seconds
