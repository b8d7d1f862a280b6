"""A note on one page, as PDF or PNG: headline, lede, four charts, what is imposed, source and receipt."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from moneygood.core.errors import MoneygoodError
from moneygood.surfaces.notes.html import split_front_matter, title_of
from moneygood.surfaces.notes.ledger import plain
from moneygood.surfaces.notes.pdf import Form, inline_text, typeset

SHEET = Path(__file__).with_name("summary.typ")
FORMS = (".pdf", ".png")
CHARTS = 4
LAST, KINDS = "highs-first", ("highs-first", "highs-broken")


def check_summary_file(file: Path, note: Path) -> None:
    """Raise A514 for another ending or the note's own file, R001 for a folder that is not there."""
    if file.suffix.lower() not in FORMS:
        said, hint = f"a summary cannot be written as {file.name!r}", f"End it with {' or '.join(FORMS)}"
        raise MoneygoodError("A514", said, None, hint)
    if file.resolve() == note.resolve():
        raise MoneygoodError("A514", f"{file} is the note itself", None, "Give the summary a name of its own")
    if not file.parent.is_dir() or file.is_dir():
        raise MoneygoodError("R001", f"{file} cannot be written", None, "Name a file in a folder that exists")


def one_page(
    text: str, charts: Sequence[str], pictures: Mapping[str, tuple[str, str]], form: Form, receipt: str = ""
) -> bytes:
    """The marked Markdown of a summary with its charts as one page, ``pdf`` or ``png``, `receipt` last."""
    return bytes(typeset(summary_text(text, charts, receipt), pictures, form))


def chosen(note: str, pictures: Mapping[str, tuple[str, str]], subject: str) -> list[str]:
    """The keys of the charts of the page: the headline's `subject`, those of the note's own sections, and
    which high is first as the last.

    A note that has fewer is filled up with others.
    """
    told = [k for k in (subject, *re.findall(r"\]\(([\w-]+)\)$", note, re.M)) if k in pictures]
    fans = list(dict.fromkeys([*(k for k in told if k != LAST), *(k for k in pictures if k not in KINDS)]))
    return [*fans[: CHARTS - 1], *(k for k in pictures if k == LAST)]


def summary_text(text: str, charts: Sequence[str], receipt: str = "") -> str:
    """The Typst document of a summary: its parts as arguments of the sheet, which fits them to the page."""
    from markdown_it import MarkdownIt

    fields, body = split_front_matter(plain(text))
    tokens = MarkdownIt("commonmark", {"html": False}).parse(body)
    headline, lede, parts, head = "", "", [], ""
    for before, token in pairwise(tokens):
        if token.type != "inline":
            continue
        said = inline_text(token)
        if before.type == "heading_open":
            head, headline = (said, headline) if before.tag == "h2" else ("", said)
        elif head:
            parts.append(f"([{head}], [{said}])")
        else:
            lede = said
    if receipt:
        parts.append(f"([Receipt], [{inline_text(receipt)}])")
    return SHEET.read_text(encoding="utf-8") + (
        f'#summary(title: {json.dumps(title_of(fields), ensure_ascii=False)}, date: "{fields["date"]}",\n'
        f"  headline: [{headline}], lede: [{lede}],\n  parts: ({', '.join(parts)},),\n"
        f"  charts: ({', '.join(json.dumps(f'{key}.svg') for key in charts)},))\n"
    )
