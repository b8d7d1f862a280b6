"""From LLVM text to machine code for this processor; also a program of its own that a second core runs.

It imports nothing of this package, so that a process of its own starts in a few hundredths of a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

PATIENCE = 300.0
"""Seconds after which a process that compiles is given up, and its texts are compiled here."""
AS_WRITTEN = "; as written\n"
"""Begins a text that is made into instructions as it stands: long straight code, shared and ordered when it
was written, in which LLVM's passes over text take half the time and find nothing."""
_READY: list[Any] = []


def machine() -> Any:
    """LLVM's description of this processor."""
    import llvmlite.binding as llvm

    if not _READY:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        _READY.append(llvm.Target.from_default_triple())
    features = llvm.get_host_cpu_features().flatten()
    return _READY[0].create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=2, reloc="pic", codemodel="small"
    )


def translate(text: str, loops: bool = False) -> bytes:
    """The machine code of a module; with `loops` its scalar loops are turned into vectors."""
    import llvmlite.binding as llvm

    made = machine()
    module = llvm.parse_assembly(text)
    module.triple = llvm.get_default_triple()
    module.data_layout = str(made.target_data)
    module.verify()
    if not text.startswith(AS_WRITTEN):
        optimise(module, made, loops)
    return made.emit_object(module)


def optimise(module: Any, made: Any, loops: bool = False) -> None:
    """LLVM's passes over a module; with `loops` its scalar loops are turned into vectors."""
    import llvmlite.binding as llvm

    options = llvm.create_pipeline_tuning_options(speed_level=2)
    options.loop_vectorization = loops
    if loops:  # copies of a loop take twice as long to compile and no less to run
        options.loop_unrolling = options.loop_interleaving = False
    options.slp_vectorization = False
    builder = llvm.create_pass_builder(made, options)
    builder.getModulePassManager().run(module, builder)


def translate_all(texts: Sequence[str]) -> list[bytes]:
    """The machine code of several modules, on all cores that this process may use.

    LLVM works for one thread at a time here, so the other cores get processes of their own.
    """
    workers = min(_cores(), len(texts))
    shares: list[list[int]] = [[] for _ in range(workers)]
    for number in sorted(range(len(texts)), key=lambda i: -len(texts[i])):
        min(shares, key=lambda s: sum(len(texts[i]) for i in s)).append(number)
    others = [(share, _begin([texts[i] for i in share])) for share in shares[1:]]
    made = {i: translate(texts[i]) for share in shares[:1] for i in share}
    for share, process in others:
        codes = _end(process) if process is not None else None
        for k, i in enumerate(share):
            made[i] = translate(texts[i]) if codes is None else codes[k]
    return [made[i] for i in range(len(texts))]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin(texts: list[str]) -> subprocess.Popen[bytes] | None:
    """A process that translates texts; None where none can be started."""
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(pack([t.encode("ascii") for t in texts]))
        process.stdin.close()
    except OSError:
        return None
    return process


def _end(process: subprocess.Popen[bytes]) -> list[bytes] | None:
    """What a process has translated; None where it came to nothing."""
    process.stdin = None
    try:
        out, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None
    return unpack(out) if process.returncode == 0 else None


def pack(parts: Sequence[bytes]) -> bytes:
    """Several contents as one, headed by their lengths."""
    return json.dumps([len(p) for p in parts]).encode() + b"\n" + b"".join(parts)


def unpack(content: bytes) -> list[bytes]:
    """The contents that were packed."""
    head, _, rest = content.partition(b"\n")
    parts, at = [], 0
    for length in json.loads(head):
        parts.append(rest[at : at + length])
        at += length
    return parts


if __name__ == "__main__":
    given = unpack(sys.stdin.buffer.read())
    sys.stdout.buffer.write(pack([translate(text.decode("ascii")) for text in given]))
