"""Deterministic paths on disk: as bytes, and solved once for the same model and setting."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from moneygood.core.cache import read_as, write_cached
from moneygood.core.code_version import ROOMS, code_hash
from moneygood.core.periods import Quarter
from moneygood.engine.setting import PathSolution, Setting
from moneygood.engine.solve_path import solve_path

if TYPE_CHECKING:
    from moneygood.model.model import Model

KEPT = 128
"""Paths kept on disk: those of the library, on the latest figures and on a day that has passed."""


def code_mark(*further: str) -> str:
    """A mark of the code that makes figures, and of Python and NumPy; `further` rooms count too where named.

    It is made of contents, so that a cached figure is never that of other code.
    """
    code = code_hash((*ROOMS, *further))
    return hashlib.sha256(f"{sys.version}{np.__version__}{code}".encode()).hexdigest()


def solve_kept(model: Model, setting: Setting) -> PathSolution:
    """`solve_path` of a setting, from disk where it was solved before: the same figures to the last bit.

    The name hangs on the equations, every figure of the setting and the code. A model without a hash of its
    texts is solved each time. Errors: those of `solve_path`, which are not kept.
    """
    if not model.hash:
        return solve_path(model, setting)
    name = f"solved-{_mark(model, setting)}"
    found = read_as(name, lambda content: unpack_solution(content, model, setting.periods)[0])
    if found is None:
        found = solve_path(model, setting)
        write_cached(name, pack_solution(found), KEPT)
    return found


def _mark(model: Model, setting: Setting) -> str:
    """A hash of all that decides a path; a new field of `Setting` is part of it by itself."""
    equations = [(e.label, e.text) for e in model.equations]
    values = [(p.name, p.value) for p in model.parameters.values()]
    said = (code_mark(), model.hash, equations, values, list(model.variables), list(model.shocks))
    digest = hashlib.sha256(repr(said).encode())
    for part in fields(setting):
        value = getattr(setting, part.name)
        digest.update(f"\0{part.name}\0".encode())
        if isinstance(value, np.ndarray):
            digest.update(repr((value.shape, value.dtype.str)).encode())
            digest.update(np.ascontiguousarray(value).tobytes())
        elif isinstance(value, Mapping):
            digest.update(repr(sorted(value.items())).encode())
        else:
            digest.update(repr(sorted(value) if isinstance(value, frozenset) else value).encode())
    return digest.hexdigest()[:32]


def pack(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Named arrays as bytes."""
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **dict(arrays))
    return stream.getvalue()


def unpack(content: bytes) -> dict[str, np.ndarray]:
    """Named arrays from the bytes that `pack` made of them."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return {k: stored[k] for k in stored.files}


def pack_solution(solution: PathSolution, exogenous: np.ndarray | None = None) -> bytes:
    """A path as bytes, with its `exogenous` figures [variable, quarter] where they are wanted again."""
    error = solution.identity_error
    arrays = {
        "values": solution.values,
        "shocks": solution.shocks,
        "adds": solution.adds,
        "iterations": solution.iterations,
        "residuals": solution.residuals,
        "labels": np.array(list(error), dtype=str),
        "errors": np.array(list(error.values()), dtype=np.float64),
    }
    if exogenous is not None:
        arrays["exogenous"] = exogenous
    if solution.references is not None:
        arrays["references"] = solution.references
    return pack(arrays)


def unpack_solution(
    content: bytes, model: Model, periods: tuple[Quarter, ...]
) -> tuple[PathSolution, np.ndarray]:
    """The path and its exogenous figures (empty where none were kept); ValueError for one of another size."""
    stored = unpack(content)
    if stored["values"].shape != (len(model.variables), len(periods)):
        raise ValueError("a path of another model or another length")
    errors = zip(stored["labels"].tolist(), stored["errors"].tolist(), strict=True)
    solution = PathSolution(
        names=tuple(model.variables),
        periods=periods,
        values=stored["values"],
        shocks=stored["shocks"],
        adds=stored["adds"],
        references=stored.get("references"),
        iterations=stored["iterations"],
        residuals=stored["residuals"],
        identity_error=dict(errors),
    )
    return solution, stored.get("exogenous", np.empty((0, len(periods))))
