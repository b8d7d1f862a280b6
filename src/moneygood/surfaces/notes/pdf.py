"""A note as PDF: the Markdown text as a Typst document, set without a browser or TeX."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from moneygood.core.atomic import scratch_folder
from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.notes.html import split_front_matter, title_of
from moneygood.surfaces.notes.ledger import plain

if TYPE_CHECKING:
    from markdown_it.token import Token

SHEET = Path(__file__).with_name("note.typ")
_SPECIAL = re.compile(r"([\\#$*_`<>@~\[\]=+/-])")
Form = Literal["pdf", "png"]
PPI = 150
"""Dots an inch of a page as a picture: 1,240 across."""
WORDY = ("claim", "what")
"""Headings of columns that take the room that is left."""


def pdf_note(text: str, pictures: Mapping[str, tuple[str, str]]) -> bytes:
    """The PDF of a marked Markdown text."""
    return bytes(typeset(typst_text(text, pictures), pictures, "pdf"))


def typeset(document: str, pictures: Mapping[str, tuple[str, str]], form: Form) -> bytes:
    """A Typst document as ``pdf``, or as ``png`` where it has one page; U017 where typst is not installed."""
    try:
        import typst
    except ImportError:
        hint = "Install it with pip install typst"
        raise MoneygoodError("U017", "a page as PDF or PNG needs typst", None, hint) from None

    with scratch_folder("note") as root:
        for key, (_, svg) in pictures.items():
            (root / f"{key}.svg").write_text(svg, encoding="utf-8")
        (root / "note.typ").write_text(document, encoding="utf-8")
        ppi = PPI if form == "png" else None
        return typst.compile(str(root / "note.typ"), root=str(root), format=form, ppi=ppi)


def typst_text(text: str, pictures: Mapping[str, tuple[str, str]]) -> str:
    """The Typst document of a marked Markdown text."""
    from markdown_it import MarkdownIt

    fields, body = split_front_matter(plain(text))
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    title = title_of(fields)
    line = " · ".join(f"{k} {fields[k]}" for k in ("date", "run", "seed", "vintage") if k in fields)
    head = f'#show: note.with(title: "{_quoted(title)}", line: "{_quoted(line)}")\n\n'
    return SHEET.read_text(encoding="utf-8") + head + _blocks(reader.parse(body), pictures)


def _blocks(tokens: Sequence[Token], pictures: Mapping[str, tuple[str, str]]) -> str:
    out: list[str] = []
    drawn: list[str] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.type == "heading_open":
            out.append("=" * int(token.tag[1]) + " " + inline_text(tokens[i + 1]) + "\n\n")
            i += 2
        elif token.type == "table_open":
            stop = next(j for j in range(i, len(tokens)) if tokens[j].type == "table_close")
            out.append(_table(tokens[i:stop]))
            i = stop
        elif token.type == "fence":
            out.append(f'#raw("{_quoted(token.content.rstrip())}", block: true)\n\n')
        elif token.type == "list_item_open":
            out.append("- ")
        elif token.type == "blockquote_open":
            out.append("#quote(block: true)[")
        elif token.type == "blockquote_close":
            out.append("]\n\n")
        elif token.type == "inline":
            image = _image(token)
            if image in pictures:
                drawn.append(_picture(image, pictures))
            else:
                out.append(inline_text(token) + "\n\n")
        if drawn and (len(drawn) == 2 or not _more_pictures(tokens[i + 1 :])):
            out.append("#grid(columns: (1fr, 1fr), gutter: 14pt,\n  " + ",\n  ".join(drawn) + ")\n\n")
            drawn = []
        i += 1
    return "".join(out)


def _image(token: Token) -> str:
    children = token.children or []
    return str(children[0].attrs["src"]) if len(children) == 1 and children[0].type == "image" else ""


def _more_pictures(tokens: Sequence[Token]) -> bool:
    """Whether the next paragraph is a picture too."""
    following = next((t for t in tokens if t.type == "inline"), None)
    return following is not None and bool(_image(following))


def _picture(key: str, pictures: Mapping[str, tuple[str, str]]) -> str:
    words = _escaped(pictures[key][0])
    return f'figure(image("{key}.svg", width: 100%), caption: [{words}])'


def _table(tokens: Sequence[Token]) -> str:
    rows: list[list[str]] = []
    right: list[bool] = []
    for i, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            if token.type == "th_open":
                right.append("right" in str(token.attrs.get("style", "")))
            rows[-1].append(inline_text(tokens[i + 1]))
    heads = rows[0]
    wordy = {i for i, h in enumerate(heads) if h in WORDY} or {0}
    columns = ", ".join("1fr" if i in wordy else "auto" for i in range(len(heads)))
    align = ", ".join("right" if r else "left" for r in right)
    cells = ["table.header(" + ", ".join(f"[{h}]" for h in heads) + ")"]
    cells += [", ".join(f"[{c}]" for c in row) for row in rows[1:]]
    size = "appendix-size" if "unrounded" in heads else "table-size"
    body = ",\n  ".join(cells)
    return f"#text(size: {size})[#table(columns: ({columns}), align: ({align}),\n  {body}\n)]\n\n"


def inline_text(token: Token | str) -> str:
    """The words of an inline token, or a plain text, as Typst writes them."""
    if isinstance(token, str):
        return _escaped(token)
    out: list[str] = []
    marks = {"strong_open": "#strong[", "strong_close": "];", "em_open": "#emph[", "em_close": "];"}
    for child in token.children or []:
        if child.type in marks:
            out.append(marks[child.type])
        elif child.type == "code_inline":
            out.append(f'#raw("{_quoted(child.content)}");')
        elif child.type in ("softbreak", "hardbreak"):
            out.append(" ")
        elif child.type == "text":
            out.append(_escaped(child.content))
    return "".join(out)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
