"""Machine code by what determines it: loaded once, kept on disk; only text of our own making gets here."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from moneygood.core.cache import read_cached, write_cached
from moneygood.engine.llvm.translate import machine, translate, translate_all
from moneygood.engine.program.store import code_mark

KEPT = 192
"""Compiled modules kept on disk; a program has about five."""
LIBRARY = "kernel"
"""What the linker calls the code of one `Loaded`."""
HELD = 64
"""Programs held in memory for the next run of the process."""
_LOCK = threading.Lock()
_LOADED: dict[tuple[str, ...], Loaded] = {}


class Addressed(Protocol):
    """Machine code whose functions have addresses."""

    def address(self, name: str) -> int:
        """Where a function begins."""
        ...


class Loaded:
    """Machine code of modules in memory and the addresses of its functions.

    JITLink (not there on Windows) gives all sections of a module one stretch of memory. Loaders that place
    them one by one fail where the address space is crowded: code and its constants must lie within 2 GiB of
    each other, and LLVM ends the process where they do not.
    """

    def __init__(self, *codes: bytes) -> None:
        import llvmlite.binding as llvm

        self.linker = llvm.create_lljit_compiler(machine(), use_jit_link=sys.platform != "win32")
        library = llvm.JITLibraryBuilder()
        for code in codes:
            library.add_object_img(code)
        self.library = library.add_current_process().link(self.linker, LIBRARY)
        self.found: dict[str, Any] = {}

    def address(self, name: str) -> int:
        """Where a function begins. What a search returns is never let go: that would unload the code."""
        with _LOCK:
            if name not in self.found:
                self.found[name] = self.linker.lookup(LIBRARY, name)
            return int(self.found[name][name])


@dataclass(frozen=True)
class Wanted:
    """A program as the `names` of its modules, and what gives their texts where they are not on disk."""

    names: tuple[str, ...]
    texts: Callable[[], Sequence[str]]


def name_of(content: str) -> str:
    """The name under which the machine code of a text, or of what determines it, is kept."""
    import llvmlite
    import llvmlite.binding as llvm

    said = [content, code_mark(), llvmlite.__version__, llvm.get_host_cpu_name()]
    said.append(llvm.get_host_cpu_features().flatten())
    return f"kernel-{hashlib.sha256(chr(10).join(said).encode()).hexdigest()[:24]}"


def keep(name: str, code: bytes) -> None:
    """Puts machine code on disk."""
    write_cached(name, code, KEPT)


def kept(name: str) -> bytes | None:
    """Machine code from disk, or None where there is none or it is damaged."""
    return read_cached(name)


def load(programs: Sequence[Wanted]) -> list[Loaded]:
    """The machine code of programs, which is compiled now, all modules side by side, where it is not kept."""
    with _LOCK:
        codes: dict[str, bytes | None] = {}
        texts: dict[str, str] = {}
        for p in programs:
            if p.names in _LOADED:
                continue
            codes |= {name: kept(name) for name in p.names}
            if any(codes[name] is None for name in p.names):
                given = dict(zip(p.names, p.texts(), strict=True))
                texts |= {name: text for name, text in given.items() if codes[name] is None}
        for name, code in zip(texts, translate_all(list(texts.values())) if texts else (), strict=True):
            keep(name, code)
            codes[name] = code
        for p in programs:
            if p.names not in _LOADED:
                _LOADED[p.names] = Loaded(*(code for n in p.names if (code := codes[n]) is not None))
        found = [_LOADED[p.names] for p in programs]
        while len(_LOADED) > HELD:  # runs that use them hold them too
            del _LOADED[next(iter(_LOADED))]
        return found


__all__ = ["Loaded", "Wanted", "keep", "kept", "load", "machine", "name_of", "translate"]
