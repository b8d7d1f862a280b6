"""Cells of an old Excel workbook (.xls, BIFF8 in an OLE2 file), read without a library: values only."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from moneygood.core.errors import did_you_mean
from moneygood.data.providers.contract import Snapshot
from moneygood.data.providers.documents import not_expected
from moneygood.data.sheets import Cells

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""


def read_old_sheet(snapshot: Snapshot, sheet: str | None = None) -> Cells:
    """Values by (row, column), both from 1, of the sheet named or the first; D022 where it cannot be read."""
    if snapshot.content[:8] != _OLE:
        raise not_expected(snapshot, "what came is not an Excel workbook (.xls)", "Try again later")
    try:
        return _cells(snapshot, _workbook(snapshot.content), sheet)
    except (struct.error, IndexError, KeyError, UnicodeDecodeError):
        raise not_expected(snapshot, "the workbook breaks off or is damaged", "Try again later") from None


def _workbook(content: bytes) -> bytes:
    """The stream called Workbook."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    small = 1 << struct.unpack_from("<H", content, 32)[0]
    directory, _, cutoff, mini_fat, _, more, more_count = struct.unpack_from("<7I", content, 48)

    def sector(number: int) -> bytes:
        part = content[(number + 1) * size : (number + 2) * size]
        if len(part) < size:
            raise IndexError(number)
        return part

    places = [p for p in struct.unpack_from("<109I", content, 76) if p < _END]
    for _ in range(more_count):
        entries = struct.unpack(f"<{size // 4}I", sector(more))
        places += [p for p in entries[:-1] if p < _END]
        more = entries[-1]
    table = [n for p in places for n in struct.unpack(f"<{size // 4}I", sector(p))]

    def chain(start: int) -> bytes:
        out, at = [], start
        while at < _END:
            out.append(sector(at))
            if len(out) > len(table):
                raise IndexError("a chain of sectors without end")
            at = table[at]
        return b"".join(out)

    folder = chain(directory)
    root = small_stream = None
    for at in range(0, len(folder), 128):
        entry = folder[at : at + 128]
        name = entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le")
        start, length = struct.unpack_from("<2I", entry, 116)
        if entry[66] == 5:
            root = start
        if name not in ("Workbook", "Book"):
            continue
        if length >= cutoff:
            return chain(start)[:length]
        small_stream = (start, length)
    if small_stream is None or root is None:
        raise KeyError("Workbook")
    start, length = small_stream
    links = struct.unpack(f"<{len(chain(mini_fat)) // 4}I", chain(mini_fat))
    body, out = chain(root), []
    while start < _END:
        out.append(body[start * small : (start + 1) * small])
        start = links[start]
    return b"".join(out)[:length]


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes, list[int]]]:
    """Kind, content and joints (where a continuation begins) of records from a place on, to the end mark."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<2H", book, at)
        content, joints = book[at + 4 : at + 4 + length], []
        at += 4 + length
        while at + 4 <= len(book) and struct.unpack_from("<H", book, at)[0] == 0x3C:
            more = struct.unpack_from("<H", book, at + 2)[0]
            joints.append(len(content))
            content += book[at + 4 : at + 4 + more]
            at += 4 + more
        yield kind, content, joints
        if kind == 0x0A:
            return


def _cells(snapshot: Snapshot, book: bytes, wanted: str | None) -> Cells:
    sheets: dict[str, int] = {}
    words: list[str] = []
    for kind, content, joints in _records(book, 0):
        if kind == 0x85:
            wide = content[7] & 1
            name = content[8 : 8 + content[6] * (1 + wide)].decode("utf-16-le" if wide else "latin-1")
            sheets[name] = struct.unpack_from("<I", content)[0]
        elif kind == 0xFC:
            words = _strings(content, joints)
    if wanted is not None and wanted not in sheets:
        raise not_expected(snapshot, f"the workbook has no sheet {wanted!r}", did_you_mean(wanted, sheets))
    start = sheets[wanted] if wanted is not None else next(iter(sheets.values()))
    out: Cells = {}
    for kind, content, _ in _records(book, start):
        if kind in (0x203, 0x06):
            row, column, _, value = struct.unpack_from("<3Hd", content)
            if kind == 0x203 or content[12:14] != b"\xff\xff":
                out[row + 1, column + 1] = value
        elif kind == 0x27E:
            row, column, _, packed = struct.unpack_from("<3HI", content)
            out[row + 1, column + 1] = _packed(packed)
        elif kind == 0xBD:
            row, first = struct.unpack_from("<2H", content)
            for k in range((len(content) - 6) // 6):
                packed = struct.unpack_from("<I", content, 6 + 6 * k)[0]
                out[row + 1, first + k + 1] = _packed(packed)
        elif kind == 0xFD:
            row, column, _, place = struct.unpack_from("<3HI", content)
            out[row + 1, column + 1] = words[place]
    return out


def _packed(number: int) -> float:
    """An RK number: a whole number of 30 bits or the top of a double, perhaps over a hundred."""
    if number & 2:
        value = float(struct.unpack("<i", struct.pack("<I", number))[0] >> 2)
    else:
        value = struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))[0]
    return value / 100 if number & 1 else value


def _strings(content: bytes, joints: list[int]) -> list[str]:
    """The shared strings; where one runs over a joint, a byte there says anew how wide its letters are."""
    count = struct.unpack_from("<I", content, 4)[0]
    at, out, breaks = 8, [], set(joints)
    for _ in range(count):
        letters, flags = struct.unpack_from("<HB", content, at)
        at += 3
        runs = 0
        if flags & 8:
            runs += 4 * struct.unpack_from("<H", content, at)[0]
            at += 2
        if flags & 4:
            runs += struct.unpack_from("<I", content, at)[0]
            at += 4
        text = ""
        while len(text) < letters:
            if at in breaks:
                flags = content[at]
                at += 1
            width = 2 if flags & 1 else 1
            joint = min((j for j in joints if j > at), default=len(content))
            take = min(letters - len(text), (joint - at) // width)
            if take <= 0:
                raise IndexError(at)
            text += content[at : at + take * width].decode("utf-16-le" if width == 2 else "latin-1")
            at += take * width
        out.append(text)
        at += runs
    return out
