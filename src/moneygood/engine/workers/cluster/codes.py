"""The error codes of work spread over a cluster: title, usual cause and fix."""

from __future__ import annotations

CODES: dict[str, tuple[str, str, str]] = {
    "E070": (
        "not a cluster",
        "A cluster is not written like local, local:4 or tcp://host:8786.",
        "Write local, local:N, or the address that dask scheduler prints.",
    ),
    "E071": (
        "cluster library missing",
        "Spreading work needs Dask, which is not installed.",
        "Install it with pip install 'moneygood[cluster]'.",
    ),
    "E072": (
        "cluster not reached",
        "No scheduler answers at that address, or it has no workers.",
        "Start dask scheduler and dask worker, and check the address.",
    ),
    "E073": (
        "worker of another version",
        "A worker's code, Python or NumPy differs, so its figures could.",
        "Install the same moneygood, Python and NumPy on every machine.",
    ),
    "E074": (
        "workers ended again and again",
        "The same chunk of work ended several workers in turn.",
        "Give workers more memory, or make chunks smaller with --batch.",
    ),
    "E075": (
        "cluster lost",
        "The scheduler or all workers went away in the middle of the work.",
        "Start them again and repeat the command.",
    ),
}

NOT_SOLVED = frozenset({"E074", "E075"})
"""Codes that mean a path could not be solved (exit 3)."""
