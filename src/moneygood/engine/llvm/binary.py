"""From LLVM text to machine code for this processor, kept on disk; only text of our own making gets here."""

from __future__ import annotations

import hashlib
import sys
import threading
from typing import Any

from moneygood.core.cache import read_cached, write_cached

KEPT = 48
"""Compiled programs kept on disk."""
LIBRARY = "kernel"
"""What the linker calls the code of one `Loaded`."""
_LOCK = threading.Lock()
_READY: list[Any] = []
_LOADED: dict[str, Loaded] = {}


class Loaded:
    """Machine code in memory and the addresses of its functions.

    JITLink (not there on Windows) gives all sections of an object one stretch of memory. Loaders that place
    them one by one fail where the address space is crowded: code and its constants must lie within 2 GiB of
    each other, and LLVM ends the process where they do not.
    """

    def __init__(self, code: bytes) -> None:
        import llvmlite.binding as llvm

        self.linker = llvm.create_lljit_compiler(machine(), use_jit_link=sys.platform != "win32")
        library = llvm.JITLibraryBuilder().add_object_img(code).add_current_process()
        self.library = library.link(self.linker, LIBRARY)
        self.found: dict[str, Any] = {}

    def address(self, name: str) -> int:
        """Where a function begins. What a search returns is never let go: that would unload the code."""
        with _LOCK:
            if name not in self.found:
                self.found[name] = self.linker.lookup(LIBRARY, name)
            return int(self.found[name][name])


def machine() -> Any:
    """LLVM's description of this processor."""
    import llvmlite.binding as llvm

    if not _READY:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        target = llvm.Target.from_default_triple()
        _READY.append((llvm, target))
    target = _READY[0][1]
    features = llvm.get_host_cpu_features().flatten()
    return target.create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=2, reloc="pic", codemodel="small"
    )


def name_of(content: str) -> str:
    """The name under which the machine code of a text, or of what determines it, is kept."""
    import llvmlite
    import llvmlite.binding as llvm

    said = [content, llvmlite.__version__, llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten()]
    return f"kernel-{hashlib.sha256(chr(10).join(said).encode()).hexdigest()[:24]}"


def translate(text: str, loops: bool = False) -> bytes:
    """The machine code of a module; with `loops` its scalar loops are turned into vectors."""
    import llvmlite.binding as llvm

    made = machine()
    module = llvm.parse_assembly(text)
    module.triple = llvm.get_default_triple()
    module.data_layout = str(made.target_data)
    module.verify()
    _optimise(module, made, loops)
    return made.emit_object(module)


def _optimise(module: Any, made: Any, loops: bool) -> None:
    import llvmlite.binding as llvm

    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_vectorization = loops
    if loops:  # copies of a loop take twice as long to compile and no less to run
        options.loop_unrolling = options.loop_interleaving = False
    options.slp_vectorization = False
    builder = llvm.create_pass_builder(made, options)
    builder.getModulePassManager().run(module, builder)


def keep(name: str, code: bytes) -> None:
    """Puts machine code on disk, headed by its own hash."""
    write_cached(name, hashlib.sha256(code).digest() + code, KEPT)


def kept(name: str) -> bytes | None:
    """Machine code from disk, or None where there is none or it is damaged."""
    content = read_cached(name)
    if content is None or hashlib.sha256(content[32:]).digest() != content[:32]:
        return None
    return content[32:]


def load(name: str, text: Any = None) -> Loaded | None:
    """The machine code kept under `name`, else that of `text()` compiled now, None without `text`."""
    with _LOCK:
        found = _LOADED.get(name)
        if found is None:
            code = kept(name)
            if code is None and text is not None:
                code = translate(text())
                keep(name, code)
            if code is None:
                return None
            found = _LOADED[name] = Loaded(code)
        return found
