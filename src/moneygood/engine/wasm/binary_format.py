"""WebAssembly's binary format, as far as making a loadable module of LLVM's object needs it.

Source: WebAssembly core specification, section 5 (binary format), and the linking section of its tool
conventions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

IMPORT, EXPORT, CUSTOM = 2, 7, 0
_BEHIND_EXPORTS = (8, 9, 10, 11, 12)
_SYMBOLS = 8
_UNDEFINED, _NAMED = 0x10, 0x40
_KINDS = ("func", "table", "memory", "global")


@dataclass
class WasmReader:
    """Reads numbers and names out of bytes, one after another."""

    content: bytes
    at: int = 0

    def byte(self) -> int:
        """One byte."""
        self.at += 1
        return self.content[self.at - 1]

    def number(self) -> int:
        """A number of variable length (LEB128, unsigned)."""
        value = shift = 0
        while True:
            part = self.byte()
            value |= (part & 127) << shift
            if part < 128:
                return value
            shift += 7

    def take(self, count: int) -> bytes:
        """So many bytes."""
        self.at += count
        return self.content[self.at - count : self.at]

    def name(self) -> str:
        """A name, headed by its length."""
        return self.take(self.number()).decode()

    @property
    def more(self) -> bool:
        """Whether there is more."""
        return self.at < len(self.content)


def leb(value: int) -> bytes:
    """A number of variable length (LEB128, unsigned)."""
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def sections(module: bytes) -> Iterator[tuple[int, bytes]]:
    """The sections of a module: their number and content. ValueError for what is no module."""
    if module[:8] != b"\0asm\1\0\0\0":
        raise ValueError("this is no WebAssembly of version 1")
    reader = WasmReader(module, 8)
    while reader.more:
        kind = reader.byte()
        yield kind, reader.take(reader.number())


def imports(module: bytes) -> list[tuple[str, str]]:
    """The kind (func, table, memory, global) and name of everything that a module wants from outside."""
    out = []
    for kind, content in sections(module):
        if kind == IMPORT:
            reader = WasmReader(content)
            for _ in range(reader.number()):
                reader.name()
                name, what = reader.name(), _KINDS[reader.byte()]
                out.append((what, name))
                if what == "table":
                    reader.byte()
                if what in ("table", "memory"):
                    bounded = reader.byte() & 1
                    for _ in range(1 + bounded):
                        reader.number()
                elif what == "global":
                    reader.take(2)
                else:
                    reader.number()
    return out


def with_exports(obj: bytes, wanted: Sequence[str]) -> bytes:
    """LLVM's relocatable object as a loadable module that exports the functions `wanted` by name.

    What an object has as provisional numbers of functions is what they are in a module of its own; only the
    section of exports is missing. ValueError where a function is not there.
    """
    found = _functions(obj)
    missing = [name for name in wanted if name not in found]
    if missing:
        raise ValueError(f"the object has no function {', '.join(missing)}")
    rows = [leb(len(n.encode())) + n.encode() + b"\0" + leb(found[n]) for n in wanted]
    table = leb(len(rows)) + b"".join(rows)
    out, done = [obj[:8]], False
    for kind, content in sections(obj):
        if kind == CUSTOM:
            continue
        if not done and kind in _BEHIND_EXPORTS:
            out.append(bytes([EXPORT]) + leb(len(table)) + table)
            done = True
        out.append(bytes([kind]) + leb(len(content)) + content)
    return b"".join(out)


def _functions(obj: bytes) -> dict[str, int]:
    """The numbers of an object's own functions, by name."""
    found: dict[str, int] = {}
    for kind, content in sections(obj):
        reader = WasmReader(content)
        if kind != CUSTOM or reader.name() != "linking":
            continue
        reader.number()
        while reader.more:
            part, inner = reader.byte(), WasmReader(reader.take(reader.number()))
            if part == _SYMBOLS:
                for _ in range(inner.number()):
                    found |= _symbol(inner)
    return found


def _symbol(reader: WasmReader) -> dict[str, int]:
    kind, flags = reader.byte(), reader.number()
    defined = not flags & _UNDEFINED
    if kind == 1:
        reader.name()
        for _ in range(3 if defined else 0):
            reader.number()
        return {}
    number = reader.number()
    name = reader.name() if kind != 3 and (defined or flags & _NAMED) else ""
    return {name: number} if kind == 0 and name and defined else {}
