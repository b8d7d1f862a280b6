"""From LLVM text to a WebAssembly module, with llvmlite alone; modules are kept by what determines them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from moneygood.core.cache import read_cached, write_cached
from moneygood.engine.llvm.translate import AS_WRITTEN, optimise
from moneygood.engine.program.store import code_mark
from moneygood.engine.wasm.binary_format import imports, with_exports

TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+simd128,+bulk-memory,+sign-ext,+nontrapping-fptoint,+mutable-globals"
"""What every browser since 2021 has (Chrome 91, Firefox 89, Safari 16.4). Relaxed SIMD would cost that
figures are the same everywhere."""
OUTSIDE = frozenset({"pow", "fmax", "fmin"})
"""Functions that a module may want from outside; `assets/engine/kernel.js` gives them."""
KEPT = 24
_READY: list[Any] = []


def wasm_module(texts: Sequence[str], wanted: Sequence[str]) -> bytes:
    """The module of several texts, with the functions `wanted` exported; from the cache where it is there.

    Texts headed "as written" are translated as they stand, the others go through LLVM's passes, as natively.
    RuntimeError where the text is not accepted, ValueError where it wants a function that nobody gives.
    """
    import llvmlite

    said = "\n".join([code_mark(), llvmlite.__version__, TRIPLE, FEATURES, *wanted, *texts])
    name = f"wasm-{hashlib.sha256(said.encode()).hexdigest()[:24]}"
    content = read_cached(name)
    if content is not None:
        return content
    module = with_exports(_object(texts), wanted)
    unknown = {what for kind, what in imports(module) if kind == "func"} - OUTSIDE
    if unknown:
        raise ValueError(f"the module wants {', '.join(sorted(unknown))} from outside")
    write_cached(name, module, KEPT)
    return module


def _object(texts: Sequence[str]) -> bytes:
    import llvmlite.binding as llvm

    made = _machine()
    whole = None
    for text in texts:
        part = llvm.parse_assembly(text)
        part.triple = TRIPLE
        part.data_layout = str(made.target_data)
        part.verify()
        if not text.startswith(AS_WRITTEN):
            optimise(part, made)
        if whole is None:
            whole = part
        else:
            whole.link_in(part)
    assert whole is not None
    return bytes(made.emit_object(whole))


def _machine() -> Any:
    """LLVM's description of WebAssembly with vectors of 128 bits."""
    import llvmlite.binding as llvm

    if not _READY:
        llvm.initialize_all_targets()
        llvm.initialize_all_asmprinters()
        _READY.append(llvm.Target.from_triple(TRIPLE))
    return _READY[0].create_target_machine(
        cpu="generic", features=FEATURES, opt=2, reloc="static", codemodel="default"
    )
