"""The libraries that figures really passed through, with their versions."""

from __future__ import annotations

import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, requires, version

from moneygood.core.version import VERSION


def versions() -> dict[str, str]:
    """The versions of moneygood, Python and every declared library that this process has loaded.

    A library is one that the package declares it needs, also as an extra. It is taken for loaded when a
    module of its name is, or one that its name begins with and that is no library by itself
    (``vl_convert`` of vl-convert-python).
    """
    out = {
        "moneygood": VERSION,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    declared = {_plain(name): name for name in _declared()}
    loaded = {_plain(name) for name in sys.modules if "." not in name}
    parts = tuple(f"{name}_" for name in loaded - set(declared) if name not in sys.stdlib_module_names)
    for plain, name in sorted(declared.items()):
        if plain in loaded or plain.startswith(parts):
            try:
                out[name] = version(name)
            except PackageNotFoundError:
                continue
    return out


def _declared() -> list[str]:
    """The names of the libraries that the package declares; of a checkout never installed, what is loaded."""
    try:
        lines = requires("moneygood") or []
    except PackageNotFoundError:
        lines = sorted(name for name in sys.modules if "." not in name and name[0] != "_")
    return list(dict.fromkeys(found[0] for line in lines if (found := re.match(r"[A-Za-z0-9._-]+", line))))


def _plain(name: str) -> str:
    return re.sub(r"[-.]+", "_", name).lower()
