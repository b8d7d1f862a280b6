"""An article as sentences: front matter, Markdown and HTML taken off, each sentence with its line."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from moneygood.core.errors import MoneygoodError, Place, visible_text
from moneygood.core.texts import parse_yaml

MOST_CHARACTERS = 400_000
"""An article is read whole; what is longer is refused."""

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_ABBREVIATED = re.compile(
    r"(?:\b(?:[A-Z]|U\.S|U\.K|e\.g|i\.e|vs|approx|No|Inc|Corp|Co|Mr|Mrs|Ms|Dr|St|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?"
    r"|Oct|Nov|Dec|bn|tn|est|cf))\.\Z"
)
_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9$])")
_MARKDOWN = (
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
)
_BLOCKS = frozenset(
    re.findall(r"\S+", "p div li h1 h2 h3 h4 h5 h6 tr td th blockquote br section article figcaption")
)
_SILENT = frozenset(("script", "style", "head", "nav", "noscript", "template", "svg"))


@dataclass(frozen=True)
class Sentence:
    """One sentence, counted from 1, and the line of the file where it begins."""

    number: int
    text: str
    line: int


@dataclass(frozen=True)
class Article:
    """An article: its sentences in order, and title and date where its front matter says them."""

    name: str
    sentences: tuple[Sentence, ...]
    title: str = ""
    date: datetime.date | None = None


def read_article(text: str, name: str, form: str = "") -> Article:
    """The sentences of an article.

    `form` is md, txt or html; by default that of the ending of `name`. A507 when it is empty or too long,
    A507 for front matter that cannot be read and for a date that is none.

    >>> [s.text for s in read_article("The U.S. grew. Did it? Yes.", "x.txt").sentences]
    ['The U.S. grew.', 'Did it?', 'Yes.']
    """
    if len(text) > MOST_CHARACTERS:
        what = f"{name} has {len(text):,} characters"
        raise MoneygoodError("A507", what, None, f"An article has at most {MOST_CHARACTERS:,}")
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    form = form or Path(name).suffix.lstrip(".").lower()
    title, date, skipped = "", None, 0
    front = _FRONT.match(text)
    if front is not None:
        title, date = _front_matter(front[1], name)
        skipped, text = front[0].count("\n"), text[front.end() :]
    blocks = _html_blocks(text) if form in ("html", "htm") else _blocks(text, form != "txt")
    found: list[Sentence] = []
    for line, block in blocks:
        found += [
            Sentence(len(found) + i, s, line + skipped)
            for i, s in enumerate(split_sentences(visible_text(" ".join(block.split()))), start=1)
        ]
    if not found:
        raise MoneygoodError("A507", f"{name} has no sentence", None, "Give a text, .md, .txt or .html")
    return Article(name, tuple(found), visible_text(title), date)


def split_sentences(text: str) -> list[str]:
    """The sentences of one paragraph: a stop ends one unless it belongs to a number or an abbreviation."""
    parts, begin = [], 0
    for end in _END.finditer(text):
        before = text[begin : end.start()]
        if _ABBREVIATED.search(before.rstrip("\"'”’)")):
            continue
        parts.append(before.strip())
        begin = end.end()
    parts.append(text[begin:].strip())
    return [p for p in parts if p]


def _front_matter(text: str, name: str) -> tuple[str, datetime.date | None]:
    fields = parse_yaml(text, Path(name))
    if not isinstance(fields, dict):
        raise MoneygoodError(
            "A507", f"the front matter of {name} is not fields", None, "Write date: 2024-07-01"
        )
    given = fields.get("date")
    if isinstance(given, datetime.datetime):
        given = given.date()
    if given is not None and not isinstance(given, datetime.date):
        try:
            given = datetime.date.fromisoformat(str(given)[:10])
        except ValueError:
            what = f"the date {str(given)[:40]!r} of {name} is no day"
            raise MoneygoodError("A507", what, Place(name), "Write it as 2024-07-01") from None
    return str(fields.get("title", "")), given


def _blocks(text: str, markdown: bool) -> list[tuple[int, str]]:
    """Paragraphs, headings and list items with their first line; code, tables and quotes' marks taken off."""
    found: list[tuple[int, list[str]]] = []
    fresh, fenced = True, False
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if markdown and bare.startswith(("```", "~~~")):
            fenced, fresh = not fenced, True
            continue
        if fenced or not bare or (markdown and (bare.startswith("|") or re.fullmatch(r"[-*_=]{3,}", bare))):
            fresh = True
            continue
        starts = False
        if markdown:
            starts = re.match(r"(#{1,6}\s|[-*+]\s|\d+[.)]\s|>)", bare) is not None
            bare = re.sub(r"\A(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+|>\s*)+", "", bare)
        if fresh or starts:
            found.append((number, []))
        found[-1][1].append(bare)
        fresh = line.strip().startswith("#") if markdown else False
    out = []
    for number, lines in found:
        words = " ".join(lines)
        if markdown:
            for pattern, by in _MARKDOWN:
                words = pattern.sub(by, words)
        out.append((number, " ".join(words.split())))
    return out


class _Blocks(HTMLParser):
    """The visible text of a page, a block at a time; tags, scripts and menus are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, list[str]]] = []
        self.silent: list[str] = []
        self.fresh = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins, or what is not shown."""
        if tag in _SILENT:
            self.silent.append(tag)
        self.fresh = self.fresh or tag in _BLOCKS

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        if self.silent and tag == self.silent[-1]:
            self.silent.pop()
        self.fresh = self.fresh or tag in _BLOCKS

    def handle_data(self, data: str) -> None:
        """Text of a block."""
        if self.silent or not data.strip():
            return
        if self.fresh:
            self.found.append((self.getpos()[0], []))
            self.fresh = False
        self.found[-1][1].append(data)


def _html_blocks(text: str) -> list[tuple[int, str]]:
    reader = _Blocks()
    reader.feed(text)
    reader.close()
    return [(line, " ".join("".join(parts).split())) for line, parts in reader.found]
