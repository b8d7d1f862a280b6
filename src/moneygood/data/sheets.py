"""Cells of an Excel workbook (.xlsx), read with the standard library: values only, no macros."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.xml_text import parse_xml

MAX_BYTES = 64 * 2**20
MOST_CELLS = 2_000_000
"""Cells of the rectangle from A1 to the last cell that is filled."""
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Cell = str | float
Cells = dict[tuple[int, int], Cell]
"""Values by (row, column), both from 1; dates are ISO text, and a formula whose result was never stored, as
programs other than Excel write it, is its text: no number, and not empty either."""


def cell_name(row: int, column: int) -> str:
    """The address of a cell as Excel writes it: ``B7``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def rows_of(cells: Cells, path: Path) -> list[list[Cell | None]]:
    """The cells as rows from A1 on, each as long as its last cell (D007 when they lie too far apart)."""
    height, width = (max((at[i] for at in cells), default=0) for i in (0, 1))
    if height * width > MOST_CELLS:
        what = f"the sheet reaches to {cell_name(height, width)}, more than {MOST_CELLS:,} cells"
        raise MoneygoodError("D007", what, Place(path), "Remove what stands far away")
    rows: list[list[Cell | None]] = [[] for _ in range(height)]
    for (row, column), value in sorted(cells.items()):
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = value
    return rows


def read_sheet(content: bytes, path: Path, sheet: str | None = None) -> tuple[str, Cells]:
    """The name and cells of a worksheet (the first, or the one named) of a workbook's bytes.

    `path` is what errors name. D007 when it cannot be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if sum(i.file_size for i in book.infolist()) > MAX_BYTES:
                raise MoneygoodError("D007", "the workbook is larger than 64 MiB unpacked", Place(path))
            sheets = _sheets(book)
            if not sheets:
                raise MoneygoodError("D007", "the workbook has no worksheet", Place(path))
            name = sheet if sheet is not None else next(iter(sheets))
            if name not in sheets:
                raise MoneygoodError(
                    "D007",
                    f"the workbook has no sheet {name!r}",
                    Place(path),
                    did_you_mean(name, sheets) or f"It has: {', '.join(sheets)}",
                )
            return name, _cells(_xml(book, sheets[name]), _strings(book), _date_styles(book))
    except (
        zipfile.BadZipFile,
        ElementTree.ParseError,
        KeyError,
        ValueError,
        IndexError,
        NotImplementedError,
        OverflowError,
        RuntimeError,
        zlib.error,
        EOFError,
    ):
        raise MoneygoodError("D007", "this is not a readable Excel workbook (.xlsx)", Place(path)) from None


def _xml(book: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return parse_xml(book.read(part))


def _sheets(book: zipfile.ZipFile) -> dict[str, str]:
    targets = {
        r.attrib["Id"]: r.attrib["Target"].lstrip("/") for r in _xml(book, "xl/_rels/workbook.xml.rels")
    }
    out = {}
    for node in _xml(book, "xl/workbook.xml").iterfind(".//m:sheet", _NS):
        target = targets[node.attrib[_REL]]
        out[node.attrib["name"]] = target if target.startswith("xl/") else f"xl/{target}"
    return out


def _strings(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    items = _xml(book, "xl/sharedStrings.xml").iterfind("m:si", _NS)
    return ["".join(t.text or "" for t in item.iterfind(".//m:t", _NS)) for item in items]


def _date_styles(book: zipfile.ZipFile) -> set[int]:
    """The positions of cell styles that show a number as a date."""
    if "xl/styles.xml" not in book.namelist():
        return set()
    root = _xml(book, "xl/styles.xml")
    dated = set(range(14, 23)) | {45, 46, 47}
    for node in root.iterfind(".//m:numFmt", _NS):
        pattern = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", node.attrib["formatCode"])
        if re.search(r"[yd]", pattern, re.IGNORECASE):
            dated.add(int(node.attrib["numFmtId"]))
    styles = root.iterfind("m:cellXfs/m:xf", _NS)
    return {i for i, xf in enumerate(styles) if int(xf.attrib.get("numFmtId", "0")) in dated}


def _cells(root: ElementTree.Element, strings: list[str], dates: set[int]) -> Cells:
    out: Cells = {}
    for node in root.iterfind(".//m:c", _NS):
        match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]{0,6})", node.attrib["r"])
        if match is None:
            raise ValueError("a cell has no address")
        column = 0
        for letter in match[1]:
            column = column * 26 + ord(letter) - 64
        value = _value(node, strings, dates)
        if value != "":
            out[int(match[2]), column] = value
    return out


def _value(node: ElementTree.Element, strings: list[str], dates: set[int]) -> Cell:
    kind = node.attrib.get("t", "n")
    if kind == "inlineStr":
        return "".join(t.text or "" for t in node.iterfind(".//m:t", _NS))
    text = node.findtext("m:v", "", _NS)
    if text == "":
        formula = node.find("m:f", _NS) if kind == "n" else None
        return "" if formula is None else f"={formula.text or ''}"
    if kind == "s":
        return strings[int(text)]
    if kind == "b":
        return "FALSE" if text == "0" else "TRUE"
    if kind != "n":
        return text
    if int(node.attrib.get("s", "0")) in dates:
        return (datetime.date(1899, 12, 30) + datetime.timedelta(days=int(float(text)))).isoformat()
    return float(text)
