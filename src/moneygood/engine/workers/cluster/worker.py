"""What a worker of a cluster does: opens a task once, then carries out its chunks."""

from __future__ import annotations

import hashlib
import pickle
import platform
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import text_bytes
from moneygood.core.version import VERSION

OPEN_TASKS = 2
"""Tasks kept open in a worker, so that its memory does not grow with the questions that are asked."""
ROOMS = (
    "core",
    "data",
    "model",
    "scenarios",
    "engine",
    "baseline",
    "estimation",
    "restarts",
    "runs",
    "validation",
    "questions",
)

_OPEN: OrderedDict[str, Callable[[Any], Any]] = OrderedDict()
_LOCK = threading.Lock()


class Parcel:
    """A task as it travels: its pickle, named by a hash of it, and the `mark` of who packed it."""

    def __init__(self, name: str, content: bytes, mark: str) -> None:
        self.name, self.content, self.mark = name, content, mark


def packed(task: Any) -> Parcel:
    """The parcel of a task."""
    import cloudpickle  # comes with Dask; takes what a notebook has defined too

    content = cloudpickle.dumps(task, protocol=5)
    return Parcel(hashlib.sha256(content).hexdigest()[:32], content, own_mark())


@lru_cache(maxsize=1)
def own_mark() -> str:
    """What has to agree for figures to be the same bits: version, code, Python, NumPy and its last digits."""
    package = Path(__file__).parents[3]
    digest = hashlib.sha256()
    for room in ROOMS:
        for file in sorted((package / room).rglob("*.py")):
            digest.update(file.relative_to(package).as_posix().encode() + b"\0" + text_bytes(file))
    return (
        f"moneygood {VERSION} (code {digest.hexdigest()[:8]}), "
        f"Python {'.'.join(platform.python_version_tuple()[:2])}, NumPy {np.__version__}, "
        f"arithmetic {_arithmetic()}"
    )


def _arithmetic() -> str:
    """A hash of last digits that differ between processors and mathematical libraries."""
    x = np.linspace(0.001, 9.0, 4001)
    found = [f(x) for f in (np.exp, np.log, np.sqrt, np.sin, np.tanh)] + [np.power(x, 0.37)]
    return hashlib.sha256(np.concatenate(found).tobytes()).hexdigest()[:6]


def same(parcel: Parcel) -> Parcel:
    """The parcel itself: as a result it stays with a worker, and is sent again when that worker is lost."""
    return parcel


def carry_out(parcel: Parcel, chunk: bytes) -> Any:
    """The result of a chunk. E073 when this worker's code is not that of the parcel."""
    if parcel.mark != own_mark():
        raise refused(own_mark(), parcel.mark)
    with _LOCK:
        work = _OPEN.get(parcel.name)
        if work is None:
            work = _OPEN[parcel.name] = pickle.loads(parcel.content).open()
            while len(_OPEN) > OPEN_TASKS:
                _OPEN.popitem(last=False)
    return work(pickle.loads(chunk))


def refused(theirs: str, ours: str, where: str = "") -> MoneygoodError:
    """The fault of a worker that would not give the same figures."""
    at = f" at {where}" if where else ""
    hint = "Install the same moneygood, Python and NumPy there, on the same kind of processor"
    return MoneygoodError("E073", f"the worker{at} has {theirs}; this machine has {ours}", None, hint)
