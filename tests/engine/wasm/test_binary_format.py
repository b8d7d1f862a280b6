"""The binary format, held against examples worked by hand."""

from __future__ import annotations

import pytest

from moneygood.engine.wasm.binary_format import WasmReader, imports, leb, sections, with_exports

HEAD = b"\0asm\1\0\0\0"


def section(kind: int, content: bytes) -> bytes:
    return bytes([kind, len(content)]) + content


def test_numbers_of_variable_length():
    """624485 is the example of the DWARF standard, appendix C."""
    assert leb(624485) == bytes([0xE5, 0x8E, 0x26])
    assert WasmReader(bytes([0xE5, 0x8E, 0x26])).number() == 624485
    assert leb(0) == b"\0"
    assert [WasmReader(leb(n)).number() for n in (127, 128, 16383, 16384)] == [127, 128, 16383, 16384]


def test_functions_are_exported_before_the_code():
    """An object with one imported and two own functions, of which the second is called run."""
    table = section(8, bytes([3, 0, 0x10, 0, 0, 0, 1]) + b"\1a" + bytes([0, 0, 2]) + b"\3run")
    obj = (
        HEAD
        + section(2, b"\2\3env\3mem\2\0\1\3env\3pow\0\0")
        + section(10, b"code")
        + section(0, b"\7linking\2" + table)
    )
    assert imports(obj) == [("memory", "mem"), ("func", "pow")]
    made = with_exports(obj, ["run"])
    assert [kind for kind, _ in sections(made)] == [2, 7, 10]
    assert dict(sections(made))[7] == b"\1\3run\0\2"
    with pytest.raises(ValueError, match="no function walk"):
        with_exports(obj, ["walk"])


def test_what_is_no_module_is_refused():
    with pytest.raises(ValueError, match="no WebAssembly"):
        list(sections(b"\x7fELF1234"))
