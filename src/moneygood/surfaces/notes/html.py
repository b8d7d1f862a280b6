"""A note as one HTML file that works offline, with every figure carrying where it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from moneygood.surfaces.notes.ledger import MARK, Ledger

STYLE = Path(__file__).with_name("note.css")
_IMAGE = re.compile(r'<p><img src="([^"]+)" alt="[^"]*"\s*/?></p>')
_DATE = re.compile(r"<td>(\d{4}-\d\d-\d\d)</td>")


def html_note(text: str, ledger: Ledger, pictures: Mapping[str, tuple[str, str]], live: str = "") -> str:
    """The page of a marked Markdown text; a picture's key is replaced by its drawing, `live` stands last."""
    from markdown_it import MarkdownIt

    fields, body = split_front_matter(text)
    reader = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    reader.add_render_rule("image", _own_image(pictures))
    content = reader.render(body)
    content = _IMAGE.sub(lambda found: _figure(found[1], pictures), content)
    content = _DATE.sub(r"<td><time>\1</time></td>", content)
    content = content.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    content = MARK.sub(lambda found: _data(found, ledger), content)
    title = escape(title_of(fields))
    line = " · ".join(f"{k} {escape(fields[k])}" for k in ("date", "run", "seed", "vintage") if k in fields)
    metas = "".join(
        f'<meta name="{escape(k)}" content="{escape(v, quote=True)}">\n'
        for k, v in {**fields, "title": title_of(fields)}.items()
    )
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"{metas}<style>\n{STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<main>\n"
        f'<p class="line">{line}</p>\n{content}{live}</main>\n</body>\n</html>\n'
    )


def split_front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields of the front matter, and what comes after it."""
    _, head, body = text.split("---\n", 2)
    pairs = (line.partition(": ") for line in head.splitlines())
    return {k: v for k, _, v in pairs}, body


def title_of(fields: Mapping[str, str]) -> str:
    """The title in the front matter, which stands there as a quoted text."""
    return str(json.loads(fields["title"]))


def _own_image(pictures: Mapping[str, tuple[str, str]]) -> Any:
    """Draws an image of the note's own; any other is its words: a note that is opened reaches nobody."""

    def drawn(renderer: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
        if tokens[place].attrs["src"] in pictures:
            return str(renderer.image(tokens, place, options, env))
        return escape(tokens[place].content)

    return drawn


def _figure(key: str, pictures: Mapping[str, tuple[str, str]]) -> str:
    words, svg = pictures[key]
    return f"<figure>{svg}<figcaption>{escape(words)}</figcaption></figure>"


def _data(found: re.Match[str], ledger: Ledger) -> str:
    figure = ledger.figures[int(found[1])]
    where = escape(
        f"{figure.key}{', ' + figure.period if figure.period else ''}; {figure.source}", quote=True
    )
    value = f' value="{figure.value:.6g}"' if figure.value == figure.value else ""
    return f'<data{value} data-source="{where}" title="{where}">{found[2]}</data>'


def lab_tag(address: str, scenario: str) -> str:
    """The tag that puts the lab at an address into the page, with a scenario chosen."""
    folder = address if address.endswith("/") else f"{address}/"
    return (
        "<section><h2>Move the levers yourself</h2>\n"
        f'<script src="{escape(folder)}lab/embed.js" data-link="s={escape(scenario)}" async></script>\n'
        f'<noscript><p><a href="{escape(folder)}#s={escape(scenario)}">The lab</a> needs JavaScript.</p>'
        "</noscript></section>\n"
    )
