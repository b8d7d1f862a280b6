"""Pages as HTML, and the files that belong to them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from moneygood.core.answer import Table, as_plain
from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.web.reading.index import PAGES, PageEntry
from moneygood.surfaces.web.reading.parts import (
    PageChart,
    PageDoors,
    PageForm,
    PageGrid,
    PageHtml,
    PageTable,
    PageTiles,
    PageWords,
    ReadingPage,
)
from moneygood.surfaces.web.tables import KINDS, csv_bytes, xlsx_bytes

MOST_ROWS = 28
"""Rows of a chart's figures on the page; all of them are in its files."""

WORKBOOK = "figures.xlsx"
"""The file with all tables of a page; a server alone has it."""
MEDIA = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": KINDS["xlsx"],
}
LAB = PageEntry("lab", "Lab", "lab")
"""It stands among the pages, but is none that is read."""


@lru_cache(maxsize=1)
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def navigation(lab: bool) -> tuple[PageEntry, ...]:
    """The pages of the navigation; the lab is there when it is mounted."""
    return (PAGES[0], LAB, *PAGES[1:]) if lab else PAGES


def page_html(
    page: ReadingPage, *, lab: bool, static: bool = False, home: bool = False, vintage: str = ""
) -> str:
    """A page as HTML with relative addresses; as `home` it stands at the root."""
    depth = 0 if home else page.name.count("/") + 1
    return (
        _templates()
        .get_template("page.html")
        .render(
            title=page.title,
            question=page.question,
            answer=page.answer,
            source=page.source,
            parts=_shown_parts(page, lab),
            root="../" * depth or "./",
            here=f"{page.name}/" if home else "",
            nav=navigation(lab),
            section=page.name.partition("/")[0],
            embed=False,
            static=static,
            vintage=vintage,
            own_png=static and drawn_by_reader(page),
            workbook="" if static or not page.name.startswith("scenarios/") else WORKBOOK,
            in_lab=page.name.partition("/")[2] if lab and page.name.startswith("scenarios/") else "",
        )
    )


def embed_html(page: ReadingPage, key: str) -> str:
    """One chart of a page by itself, to be framed by other pages; U010 where there is none."""
    chart = next((c for c in page.charts if c.key == key), None)
    if chart is None:
        raise MoneygoodError("U010", f"there is no chart {key!r} on {page.name}", None, None)
    depth = page.name.count("/") + 3
    return (
        _templates()
        .get_template("embed.html")
        .render(
            title=chart.title,
            answer=page.answer,
            source=page.source,
            chart=chart,
            root="../" * depth,
            here=f"{page.name}/",
            nav=(),
            section="",
            embed=True,
            static=False,
            vintage="",
        )
    )


def error_html(status: int, words: str) -> str:
    """A page that says what is wrong."""
    title = {404: "There is nothing here", 422: "This cannot be asked so"}.get(status, f"Error {status}")
    return (
        _templates()
        .get_template("error.html")
        .render(
            title=title,
            answer=words,
            source="",
            root="/",
            nav=navigation(False),
            section="",
            embed=False,
            static=False,
            vintage="",
        )
    )


def api_html(routes: list[dict[str, Any]], *, lab: bool) -> str:
    """The page of the API, which needs nothing from elsewhere."""
    return (
        _templates()
        .get_template("api.html")
        .render(
            title="API",
            answer=f"{len(routes)} addresses below /api/v1, with JSON in and JSON, CSV, Arrow or Excel out.",
            source="",
            root="../",
            nav=navigation(lab),
            section="api",
            embed=False,
            static=False,
            vintage="",
            routes=routes,
        )
    )


def page_file(page: ReadingPage, name: str) -> tuple[bytes, str]:
    """A file of a page (``rate_10y.csv``, a receipt) with its media type; U010 where there is none."""
    key, _, kind = name.rpartition(".")
    if kind == "json" and key in page.receipts:
        return _json(page.receipts[key]), MEDIA["json"]
    tables = page.tables
    if name == WORKBOOK and tables:
        marks = ", ".join(dict.fromkeys(receipt for _, receipt in tables.values() if receipt))
        said = [("Page", f"{page.title}. {page.answer}"), ("Source", page.source), ("Receipt", marks)]
        return xlsx_bytes([table for table, _ in tables.values()], said), MEDIA["xlsx"]
    if key in tables and kind in ("csv", "json", "xlsx"):
        table, receipt = tables[key]
        if kind == "csv":
            return csv_bytes(table), MEDIA["csv"]
        if kind == "xlsx":
            said = [("Source", page.source), ("Receipt", receipt), ("Note", table.note)]
            return xlsx_bytes((table,), [(k, v) for k, v in said if v]), MEDIA["xlsx"]
        return _json(table_json(table, receipt, page.source)), MEDIA["json"]
    chart = next((c for c in page.charts if c.key == key), None)
    if chart is not None and kind == "svg":
        return chart.svg.encode(), MEDIA["svg"]
    if chart is not None and kind == "png":
        import vl_convert

        return vl_convert.svg_to_png(chart.svg, scale=880.0 / _width(chart.svg)), MEDIA["png"]
    raise MoneygoodError("U010", f"there is no file {name!r} on {page.name}", None, None)


def file_names(page: ReadingPage) -> list[str]:
    """The names of the files of a page on a static site; a server has every PNG too."""
    names = [f"{key}.{kind}" for key in page.tables for kind in ("csv", "json", "xlsx")]
    kinds = ("svg", "png") if not drawn_by_reader(page) else ("svg",)
    names += [f"{c.key}.{kind}" for c in page.charts for kind in kinds]
    return names + [f"{key}.json" for key in page.receipts]


def drawn_by_reader(page: ReadingPage) -> bool:
    """Whether a static site leaves it to the reader's browser to make PNGs of a page's drawings."""
    return "/" in page.name


def table_json(table: Table, receipt: str, source: str) -> dict[str, Any]:
    """A table as a document: columns and rows as computed."""
    return {
        "title": table.title,
        "columns": [c.label for c in table.columns],
        "rows": as_plain(list(table.rows)),
        "note": table.note,
        "source": source,
        "receipt": receipt or None,
    }


def _width(svg: str) -> float:
    """The width of a drawing."""
    return float(svg.partition('viewBox="0 0 ')[2].partition(" ")[0])


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


def _shown_parts(page: ReadingPage, lab: bool) -> list[dict[str, Any]]:
    """The parts as the template takes them; charts that follow each other share a grid."""
    out: list[dict[str, Any]] = []
    for part in page.parts:
        if isinstance(part, PageChart):
            shown = {
                "key": part.key,
                "title": part.title,
                "svg": part.svg,
                "note": part.note,
                "receipt": part.receipt,
                "wide": 'viewBox="0 0 720' in part.svg,
                "table": _shown_table(part.table, MOST_ROWS),
            }
            if out and out[-1]["kind"] == "charts":
                out[-1]["charts"].append(shown)
            else:
                out.append({"kind": "charts", "charts": [shown]})
        elif isinstance(part, PageTable):
            shown = {"kind": "table", "key": part.key, "receipt": part.receipt, "folded": part.folded}
            out.append(shown | {"table": _shown_table(part.table)})
        elif isinstance(part, PageWords):
            out.append({"kind": "words", "title": part.title, "paragraphs": part.paragraphs})
        elif isinstance(part, PageDoors):
            out.append({"kind": "doors", "doors": [d for d in part.doors if lab or d[1] != LAB.name]})
        elif isinstance(part, PageTiles):
            out.append({"kind": "tiles", "tiles": part.tiles})
        elif isinstance(part, PageForm):
            out.append({"kind": "form", "form": part})
        elif isinstance(part, PageGrid):
            out.append({"kind": "grid", "table": _shown_table(part.table)})
        elif isinstance(part, PageHtml):
            out.append({"kind": "html", "html": part.html, "live": part.live})
    return out


def _shown_table(table: Table, most: int = 0) -> dict[str, Any]:
    """A table as text; of a long one the last rows."""
    rows, note = table.rows, table.note
    if most and len(rows) > most:
        note = f"The last {most} of {len(rows)} rows; all are in the files. {note}".strip()
        rows = rows[-most:]
    words = [all(isinstance(r[i], str) or r[i] is None for r in rows) for i in range(len(table.columns))]
    columns = [{"label": c.label, "words": w} for c, w in zip(table.columns, words, strict=True)]
    texts = [
        [
            c.show(v).replace("-", "−") if isinstance(v, float | int) else c.show(v)
            for c, v in zip(table.columns, r, strict=True)
        ]
        for r in rows
    ]
    return {"title": table.title, "columns": columns, "rows": texts, "note": note}
