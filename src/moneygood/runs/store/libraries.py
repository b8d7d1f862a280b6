"""The libraries that make figures, with their versions: the same list whatever else a process has loaded."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from moneygood.core.version import VERSION

MAKE_FIGURES = (
    "SALib",
    "httpx",
    "lark",
    "llvmlite",
    "numba",
    "numba-cuda",
    "numpy",
    "openpyxl",
    "pandas",
    "pyarrow",
    "ruamel.yaml",
    "ruamel.yaml.clib",
    "scipy",
    "xarray",
)
"""Distributions that texts, data, paths and statistics pass through; those that only show figures (rich,
altair, jinja2, …) or carry them elsewhere (zarr, distributed, …) change none. xarray reads the values of a
scenario, httpx live figures."""


def versions() -> dict[str, str]:
    """The versions of moneygood, of Python and of each library of `MAKE_FIGURES` that is installed.

    They depend on the installation alone and never on what a process did before, so that two equal answers
    have equal receipts.

    Example:
        >>> sorted(versions())[-2:]
        ['scipy', 'xarray']
    """
    out = {
        "moneygood": VERSION,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    for name in MAKE_FIGURES:
        try:
            out[name] = version(name)
        except PackageNotFoundError:  # of an extra
            continue
    return out
