"""The values of a request as a document: scenarios written out whole, files with their contents."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moneygood.core.asked import asked
from moneygood.core.errors import MoneygoodError
from moneygood.core.run_limits import QUARTERS

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.questions.registry import Question

MOST_TEXT = 1_000_000
"""Bytes of a file that is written into a receipt; of a larger one only the hash is."""

FILES = (".yaml", ".yml", ".csv", ".md", ".markdown", ".txt", ".html", ".htm")
"""Endings of files whose contents decide the answer."""

DEFAULT_BACKEND = "auto"


def kinds_of(request: Any) -> dict[str, str]:
    """What each deciding field of a request holds: ``scenario``, ``file`` or ``value``."""
    specs = asked(request)
    words = {f.name: str(f.type) for f in fields(request)}
    return {
        name: "scenario" if "Scenario" in words[name] else "file" if "Path" in words[name] else "value"
        for name, spec in specs.items()
        if not spec.idle and name != "vintage"
    }


def values_of(question: Question, request: Any) -> dict[str, Any]:
    """The deciding values of a request by field; the vintage stands beside them.

    A scenario is ``{"scenario": name, "text": the whole of it}``, a file ``{"file": name, "sha256": …}`` with
    its ``text`` where it is not too large. The backend is the one that is used.
    """
    out: dict[str, Any] = {}
    for name, kind in kinds_of(request).items():
        value = getattr(request, name)
        spec = asked(request)[name]
        one = _scenario if kind == "scenario" else _file if kind == "file" else _plain
        many = spec.many and isinstance(value, list | tuple)
        out[name] = (
            None if value is None else [one(v, request) for v in value] if many else one(value, request)
        )
    if out.get("backend") == DEFAULT_BACKEND:
        from moneygood.engine.backends import backend_named

        out["backend"] = backend_named(DEFAULT_BACKEND)
    return out


def scenarios_of(request: Any, workspace: Workspace) -> list[str]:
    """The hash of every scenario of a request, resolved against the model, in order."""
    from moneygood.runs.store.identity import plan_hash
    from moneygood.runs.store.sources import plan_of
    from moneygood.scenarios.resolve import resolve

    periods = workspace.periods(getattr(request, "quarters", None) or QUARTERS)
    hashes = []
    for name, kind in kinds_of(request).items():
        value = getattr(request, name)
        if kind != "scenario" or value is None:
            continue
        for one in value if asked(request)[name].many else (value,):
            plan, model = plan_of(workspace, one), workspace.model
            for variant in plan.variants:
                model = model.with_variant(variant)
            hashes.append(
                plan_hash(resolve(workspace.expanded(plan, len(periods)), model, workspace.levers, periods))
            )
    return hashes


def _scenario(value: Any, request: Any) -> dict[str, str]:
    from moneygood.restarts.opening import load
    from moneygood.runs.store.sources import plan_of
    from moneygood.scenarios.document import plan_text

    plan = plan_of(load(getattr(request, "vintage", None)), value)
    return {"scenario": plan.name, "text": plan_text(plan)}


def _file(value: Any, request: Any) -> Any:
    path = Path(value)
    if not path.is_file():
        return str(value)
    content = path.read_bytes()
    out = {"file": str(value), "sha256": hashlib.sha256(content).hexdigest()}
    if len(content) <= MOST_TEXT:
        try:
            out["text"] = content.decode("utf-8")
        except UnicodeDecodeError:
            return out
    return out


def _plain(value: Any, request: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v, request) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v, request) for v in value]
    if isinstance(value, Path):
        return _file(value, request)
    if value is None or isinstance(value, str | int | float | bool):
        if isinstance(value, str) and value.endswith(FILES) and Path(value).is_file():
            return _file(value, request)
        return value
    if hasattr(value, "item"):
        return value.item()
    if hasattr(value, "year"):
        return str(value)
    what = f"an answer that hangs on {type(value).__name__} has no receipt"
    raise MoneygoodError("R006", what, None, "Ask with names and numbers")
