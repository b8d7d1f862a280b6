"""Links lead somewhere, names in backticks that look like paths are there, and the site has every page."""

from __future__ import annotations

import posixpath
import re

import pytest
from documents import ROOT, Document, reference_pages, written
from names_in_code import looks_like_a_path, path_exists
from ruamel.yaml import YAML

WRITTEN = {d.path: d for d in written()}


@pytest.fixture(scope="module")
def pages(reference: dict[str, Document]) -> dict[str, Document]:
    """Every page, written or generated, by its path."""
    return WRITTEN | reference


def faulty_links(document: Document, pages: dict[str, Document]) -> list[str]:
    """The links of a page that lead nowhere (addresses of the web are not followed)."""
    out = []
    for link in document.links():
        if link.startswith(("http://", "https://")):
            continue
        target, _, anchor = link.partition("#")
        path = (
            posixpath.normpath(posixpath.join(posixpath.dirname(document.path), target))
            if target
            else document.path
        )
        if path not in pages:
            if not (ROOT / path).exists():
                out.append(link)
        elif anchor and anchor not in pages[path].anchors():
            out.append(link)
    return out


@pytest.mark.slow
def test_every_link_leads_somewhere(pages: dict[str, Document]) -> None:
    faulty = {path: faulty_links(page, pages) for path, page in pages.items()}
    assert {path: links for path, links in faulty.items() if links} == {}


@pytest.mark.parametrize("path", sorted(set(WRITTEN) - {"CHANGELOG.md"}))  # it names what is gone, too
def test_every_path_that_is_named_exists(path: str) -> None:
    named = re.findall(r"`([^`\n]+)`", WRITTEN[path].prose())
    missing = [n for n in named if looks_like_a_path(n) and not path_exists(n)]
    assert missing == []


def test_a_link_to_nowhere_is_noticed() -> None:
    page = Document(
        "README.md", "[a](nothing.md), [b](GLOSSARY.md#none), [c](GLOSSARY.md#a-run), ![d](img/none.png)"
    )
    assert faulty_links(page, WRITTEN) == ["nothing.md", "GLOSSARY.md#none", "img/none.png"]


@pytest.mark.slow
def test_the_site_shows_every_page_once(pages: dict[str, Document]) -> None:
    tree = YAML(typ="safe").load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    tree = reference_pages().whole_nav(tree)

    def walk(node: object) -> list[str]:
        if isinstance(node, str):
            return [node]
        if isinstance(node, dict):
            return [p for child in node.values() for p in walk(child)]
        assert isinstance(node, list)
        return [p for child in node for p in walk(child)]

    shown = walk(tree)
    there = sorted(p.removeprefix("docs/") for p in pages if p.startswith("docs/"))
    assert sorted(shown) == there
