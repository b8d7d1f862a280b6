"""An answer as tables, and a table as CSV, Arrow or a workbook."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Sequence
from typing import Any

from moneygood.core.answer import Column, Table, as_plain
from moneygood.core.csv_cells import inert_cell
from moneygood.core.errors import MoneygoodError

_SHEET = re.compile(r"[\[\]:*?/\\']")

MADE = datetime.datetime(2026, 1, 1)
"""The date that workbooks carry, so that equal figures are equal bytes."""

MOST_BARS, MOST_LINES = 12, 8
"""From so many rows on a table is drawn as lines, at most so many of them."""

KINDS = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "arrow": "application/vnd.apache.arrow.stream",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Forms of an answer and their media types."""


def tables_of(answer: Any) -> tuple[Table, ...]:
    """The tables of an answer: its own, or the rows of its document where it has none."""
    own = getattr(answer, "tables", None)
    if own is not None and not callable(own):
        return tuple(own)
    document = as_plain(answer.as_json())
    if isinstance(document, list):
        return (rows_table("Rows", document),)
    found = [(k, v) for k, v in document.items() if isinstance(v, list) and v and isinstance(v[0], dict)]
    found.sort(key=lambda item: item[0] != "headline")
    return tuple(rows_table(name, rows) for name, rows in found)


def rows_table(title: str, rows: Sequence[dict[str, Any]]) -> Table:
    """A table of rows of a document; what is nested is left out."""
    names = [k for k in (rows[0] if rows else {}) if not isinstance(rows[0][k], dict | list)]
    return Table(
        title, tuple(Column(n) for n in names), tuple(tuple(row.get(n) for n in names) for row in rows)
    )


def table_at(tables: Sequence[Table], number: int) -> Table:
    """One of the tables by its place; U013 where there is none."""
    if not 0 <= number < len(tables):
        have = f"it has {len(tables)}" if tables else "it has none"
        raise MoneygoodError("U013", f"the answer has no table {number} ({have}, counted from 0)", None, None)
    return tables[number]


def csv_bytes(table: Table) -> bytes:
    """A table as CSV: a row of headings, numbers as computed, nothing where a figure is missing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([inert_cell(c.label) for c in table.columns])
    writer.writerows([[inert_cell(v) for v in row] for row in table.rows])
    return out.getvalue().encode("utf-8")


def arrow_bytes(table: Table) -> bytes:
    """A table as an Arrow stream; a column of mixed kinds is text."""
    import pyarrow as pa

    names = unique([c.label for c in table.columns])
    arrays = []
    for i in range(len(names)):
        values = [_python(row[i]) for row in table.rows]
        numbers = all(v is None or (isinstance(v, int | float) and not isinstance(v, bool)) for v in values)
        if numbers:
            arrays.append(pa.array([None if v is None else float(v) for v in values], pa.float64()))
        else:
            arrays.append(pa.array([None if v is None else str(v) for v in values], pa.string()))
    found = pa.Table.from_arrays(arrays, names=names).replace_schema_metadata({"title": table.title})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, found.schema) as stream:
        stream.write_table(found)
    return sink.getvalue()


def xlsx_bytes(tables: Sequence[Table], notes: Sequence[tuple[str, str]] = ()) -> bytes:
    """A workbook with a sheet a table, and one that says where the figures come from."""
    try:
        import xlsxwriter
    except ImportError:
        raise MoneygoodError(
            "U013", "workbooks need the extra excel", None, "pip install moneygood[excel]"
        ) from None
    sink = io.BytesIO()
    with xlsxwriter.Workbook(
        sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"created": MADE})
        bold = book.add_format({"bold": True, "text_wrap": True})
        for number, table in enumerate(tables, start=1):
            sheet = book.add_worksheet(_sheet_name(number, table.title))
            sheet.write_string(0, 0, table.title, bold)
            for i, column in enumerate(table.columns):
                sheet.write_string(2, i, column.label, bold)
            for j, row in enumerate(table.rows):
                for i, cell in enumerate(row):
                    value = _python(cell)
                    if isinstance(value, int | float) and value == value and abs(value) != float("inf"):
                        sheet.write_number(3 + j, i, value)
                    elif isinstance(value, str):
                        sheet.write_string(3 + j, i, value)
            _draw(book, sheet, table)
            sheet.set_column(0, 0, 34)
            sheet.set_column(1, max(len(table.columns), 1), 14)
        about = book.add_worksheet("Source")
        for i, (name, text) in enumerate(notes):
            about.write_string(i, 0, name, bold)
            about.write_string(i, 1, text)
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 90)
    return sink.getvalue()


def _sheet_name(number: int, title: str) -> str:
    """A name for sheet `number` within the 31 characters that Excel has for one, whole words only."""
    name = f"{number} {_SHEET.sub(' ', title)}"
    return name if len(name) <= 31 else (name[:32].rpartition(" ")[0] or name[:31])[:31].rstrip(" ,;(")


def _draw(book: Any, sheet: Any, table: Table) -> None:
    """A line chart of Excel's own beside a table of many rows: its first columns of figures."""
    rows = len(table.rows)
    lines = [
        i
        for i in range(1, len(table.columns))
        if any(isinstance(_python(row[i]), int | float) for row in table.rows)
    ]
    if rows < MOST_BARS or not lines:
        return
    chart = book.add_chart({"type": "line"})
    for i in lines[:MOST_LINES]:
        chart.add_series(
            {
                "name": [sheet.name, 2, i],
                "categories": [sheet.name, 3, 0, 2 + rows, 0],
                "values": [sheet.name, 3, i, 2 + rows, i],
                "line": {"width": 1.5},
            }
        )
    chart.set_title({"name": table.title, "name_font": {"size": 11}})
    chart.set_size({"width": 720, "height": 380})
    chart.show_na_as_empty_cell()
    sheet.insert_chart(2, len(table.columns) + 1, chart)


def unique(labels: Sequence[str]) -> list[str]:
    """Labels, a number behind each that has been there before; a blank one is named for its place."""
    seen: dict[str, int] = {}
    out = []
    for place, label in enumerate(labels):
        name = label or f"column {place + 1}"
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def _python(cell: Any) -> Any:
    """A cell that is a NumPy scalar as Python's own."""
    return cell.item() if hasattr(cell, "item") else cell
