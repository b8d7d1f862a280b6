"""Never run on a device so far: whether there is one and what it needs; where programs are kept."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from moneygood.core.atomic import write_whole
from moneygood.core.cache import cache_root, read_as, write_cached
from moneygood.core.errors import MoneygoodError

SIMULATOR = "NUMBA_ENABLE_CUDASIM"
"""numba's environment variable for its simulator of a device; read when numba.cuda is imported."""
KEPT = 64
"""Programs kept on disk with their machine code."""
_OPEN: dict[Path, list[tuple[str, int, int]]] = {}
"""The programs that this process has opened, with the files of machine code when they were noted last."""
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
        seal_programs()
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
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        file = folder / f"program_{name}.py"
        if not file.exists() or file.read_bytes() != text.encode():
            write_whole(file, text)
            _clear(folder)
    except OSError:
        return ""
    if file not in _OPEN:
        _OPEN[file] = []
        _verify(file)
    return str(file)


def seal_programs() -> None:
    """Note what the machine code of every program of this process is, now that numba has written it."""
    for file, before in _OPEN.items():
        now = [(kin.name, kin.stat().st_size, kin.stat().st_mtime_ns) for kin in _kin(file)]
        if now != before:
            write_cached(_seal_name(file), json.dumps(_hashes(file)).encode(), KEPT)
            _OPEN[file] = now


def _seal_name(file: Path) -> str:
    return f"cuda.seal-{file.stem}"


def _verify(file: Path) -> None:
    """Machine code that is not what was noted is taken away before numba opens it; it is then made again."""
    noted = read_as(_seal_name(file), json.loads)
    if _hashes(file) != noted:
        for kin in _kin(file):
            kin.unlink(missing_ok=True)


def _kin(file: Path) -> list[Path]:
    return sorted((file.parent / "__pycache__").glob(f"{file.stem}.*"))


def _hashes(file: Path) -> dict[str, str]:
    return {kin.name: hashlib.blake2b(kin.read_bytes()).hexdigest() for kin in _kin(file)}


def _clear(folder: Path) -> None:
    """Only the newest programs stay, and the machine code of no others."""
    files = sorted(folder.glob("program_*.py"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in files[KEPT:]:
        for kin in _kin(old):
            kin.unlink(missing_ok=True)
        old.unlink(missing_ok=True)
