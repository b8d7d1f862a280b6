"""Other solvers of the same model: which Python has them, and their side of a measurement run there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError

MODULES = {"pyfrbus": "pyfrbus", "ModelFlow": "modelclass"}
"""Peer -> the module by which it is found."""
_SIDES = {"pyfrbus": "pyfrbus_side.py", "ModelFlow": "modelflow_side.py"}
_PATIENCE = 900.0
"""Seconds after which a peer's process is given up."""
_PROBE = (
    "import importlib.util, json, sys; "
    "print(json.dumps([n for n in sys.argv[1:] if importlib.util.find_spec(n) is not None]))"
)


@dataclass(frozen=True)
class Peer:
    """A solver of another house and the Python that runs it; without `python` it is `absent`, with why."""

    name: str
    python: str | None
    path: str = ""
    absent: str = ""


@dataclass(frozen=True)
class PeerResult:
    """What one process found: figures by name, a note, or what went wrong."""

    figures: dict[str, float | None]
    note: str = ""
    fault: str = ""


def find_peers(pythons: Sequence[str], package: Path | None) -> tuple[Peer, ...]:
    """Which of the Pythons (ours last) has each peer; `package` is a folder in which pyfrbus lies.

    M049 for a Python that is not there or does not start.
    """
    peers: dict[str, Peer] = {}
    path = str(package) if package else ""
    for python in [*pythons, sys.executable]:
        found = _modules(python, path)
        for name, module in MODULES.items():
            if module in found and name not in peers:
                peers[name] = Peer(name, python, path)
    for name in MODULES:
        if name not in peers:
            peers[name] = Peer(name, None, absent=f"{name} is not installed: its rows are left out")
    return tuple(peers[name] for name in MODULES)


def _modules(python: str, path: str) -> list[str]:
    try:
        done = subprocess.run(
            [python, "-c", _PROBE, *MODULES.values()],
            capture_output=True, text=True, timeout=120, check=True, env=_environment(path), cwd="/",
        )  # fmt: skip
        return json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        raise MoneygoodError(
            "M049", f"{python} is not a Python that starts", hint="Give the path of its executable"
        ) from None


def _environment(path: str, **more: str) -> dict[str, str]:
    """The surroundings of a process: ours without our own packages on the path, and one thread for all."""
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    return {**kept, **one, **({"PYTHONPATH": path} if path else {}), **more}


def run_peer(peer: Peer, asked: dict[str, Any]) -> PeerResult:
    """The peer's side of a measurement."""
    assert peer.python is not None
    script = Path(__file__).with_name(_SIDES[peer.name])
    return _run([peer.python, "-W", "ignore", str(script)], asked, _environment(peer.path))


def run_ours(asked: dict[str, Any], cache: Path) -> PeerResult:
    """Our side, with what is compiled kept in the folder `cache`."""
    root = Path(__file__).resolve().parents[2]
    source = os.pathsep.join([str(root / "src"), str(root)])
    command = [sys.executable, "-m", "benchmarks.peers.frbus_side"]
    return _run(command, asked, _environment(source, MONEYGOOD_CACHE=str(cache)))


def _run(command: list[str], asked: dict[str, Any], environment: dict[str, str]) -> PeerResult:
    with tempfile.TemporaryDirectory(prefix="moneygood-peer-") as folder:
        file = Path(folder) / "asked.json"
        file.write_text(json.dumps({**asked, "began": time.time()}), encoding="utf-8")
        try:
            done = subprocess.run(
                [*command, str(file)], capture_output=True, text=True, timeout=_PATIENCE, env=environment,
                cwd=folder, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return PeerResult({}, fault=f"gave no answer in {_PATIENCE:.0f} seconds")
        except OSError as fault:
            return PeerResult({}, fault=fault.strerror or "did not start")
    lines = done.stdout.strip().splitlines()
    try:
        found = json.loads(lines[-1])
        note = str(found.pop("note", ""))
    except (IndexError, ValueError, AttributeError):
        said = (done.stderr.strip().splitlines() or ["no word of why"])[-1]
        return PeerResult({}, fault=f"failed: {said[:160]}")
    return PeerResult(found, note)
