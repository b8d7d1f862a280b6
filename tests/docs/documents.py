"""The documents of the repository, cut into fenced blocks, links and headings."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```\s*$", re.M | re.S)
_LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its title (a file name, or nothing), its text and its first line."""

    language: str
    title: str
    text: str
    line: int


@dataclass(frozen=True)
class Document:
    """A page by its path below the root; generated pages have no file."""

    path: str
    text: str

    def blocks(self) -> Iterator[Block]:
        """The fenced blocks in order."""
        for found in _FENCE.finditer(self.text):
            info = found["info"].strip()
            title = re.search(r'title="([^"]+)"', info)
            line = self.text.count("\n", 0, found.start()) + 1
            yield Block(info.split(" ")[0], title[1] if title else "", found["body"], line)

    def prose(self) -> str:
        """The text without its fenced blocks."""
        return _FENCE.sub("", self.text)

    def links(self) -> list[str]:
        """The targets of all links and pictures outside code."""
        return _LINK.findall(re.sub(r"`[^`\n]*`", "", self.prose()))

    def anchors(self) -> set[str]:
        """The anchors of all headings."""
        out = set()
        for heading in re.findall(r"^#+ (.+)$", self.prose(), flags=re.M):
            words = re.sub(r"[^\w\- ]", "", heading.strip().lower())
            out.add(re.sub(r"[\s]+", "-", words))
        return out


@cache
def written() -> tuple[Document, ...]:
    """The documents that are files: those of the root and those of docs/."""
    files = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    return tuple(Document(f.relative_to(ROOT).as_posix(), f.read_text(encoding="utf-8")) for f in files)


def _script(file: Path) -> ModuleType:
    """A program of the repository as a module."""
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def reference_pages() -> ModuleType:
    """The module docs/reference_pages.py."""
    return _script(ROOT / "docs" / "reference_pages.py")


@cache
def generated() -> tuple[Document, ...]:
    """The pages that docs/reference_pages.py makes."""
    module = reference_pages()
    return tuple(Document(f"docs/{path}", text) for path, text in module.pages().items())


layout = _script(ROOT / "scripts" / "layout.py")
"""What looks at the layout of the package."""
