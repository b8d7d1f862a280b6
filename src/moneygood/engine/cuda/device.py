"""Never run on a device so far: whether there is one and what it needs; where programs are kept."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from moneygood.core.cache import cache_root
from moneygood.core.errors import MoneygoodError

SIMULATOR = "NUMBA_ENABLE_CUDASIM"
"""numba's environment variable for its simulator of a device; read when numba.cuda is imported."""
KEPT = 64
"""Programs kept on disk with their machine code."""
_FIX = "or use --backend compiled"
_INSTALL = "Install it with pip install 'moneygood[cuda]'"
_THEIRS = ("numba", "numba_cuda", "cuda")


def simulated() -> bool:
    """Whether the simulator stands for a device."""
    from numba import cuda

    return "simulator" in str(getattr(cuda, "is_available", cuda).__module__)


def require_device() -> None:
    """Raises E060 where numba-cuda is not installed and E061 where it finds no device."""
    if importlib.util.find_spec("numba_cuda") is None:
        raise MoneygoodError(
            "E060", "the backend cuda needs numba-cuda, which is not installed",
            hint=f"{_INSTALL}, {_FIX}",
        )  # fmt: skip
    try:
        from numba import cuda

        found, reason = bool(cuda.is_available()), "numba-cuda finds no CUDA device on this machine"
    except Exception as fault:  # a broken driver or toolkit shows itself in many ways
        found, reason = False, f"numba-cuda cannot be used here: {(str(fault).splitlines() or ['?'])[0]}"
    if not found:
        raise MoneygoodError(
            "E061", reason, hint=f"Run it where nvidia-smi shows an NVIDIA GPU and its driver, {_FIX}"
        )


@contextmanager
def device_faults() -> Iterator[None]:
    """Turns what a device or its driver throws into E062; faults of our own pass through."""
    try:
        yield
    except MoneygoodError:
        raise
    except Exception as fault:
        if type(fault).__module__.partition(".")[0] not in _THEIRS and not isinstance(fault, MemoryError):
            raise
        reason = (str(fault).splitlines() or [type(fault).__name__])[0]
        full = isinstance(fault, MemoryError) or "MEMORY" in reason.upper()
        fix = "Keep fewer variables or free the device's memory" if full else _INSTALL
        hint = f"{fix}, {_FIX}"
        raise MoneygoodError("E062", f"the CUDA device broke off: {reason}", hint=hint) from fault


def source_file(tree: ast.Module) -> str:
    """A file with the text of generated functions, named after it and after all that compiles it.

    numba keeps machine code beside the file of a function; without a cache folder there is none.
    """
    root = cache_root()
    if root is None:
        return ""
    text = ast.unparse(tree)
    own = [p.read_bytes() for p in sorted(Path(__file__).parent.glob("*.py"))]
    versions = f"{version('numba')} {version('numba-cuda')}".encode()
    name = hashlib.sha256(b"\0".join([*own, versions, text.encode()])).hexdigest()[:24]
    folder = root / "cuda"
    folder.mkdir(exist_ok=True)
    file = folder / f"program_{name}.py"
    if not file.exists():
        spare = folder / f".{name}-{os.getpid()}"
        spare.write_text(text, encoding="utf-8")
        os.replace(spare, file)
        _clear(folder)
    return str(file)


def _clear(folder: Path) -> None:
    """Only the newest programs stay, and the machine code of no others."""
    files = sorted(folder.glob("program_*.py"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in files[KEPT:]:
        for kin in (folder / "__pycache__").glob(f"{old.stem}.*"):
            kin.unlink(missing_ok=True)
        old.unlink(missing_ok=True)
