"""XML that others wrote: no document types, so no entities that grow, whatever the encoding."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree


class _Plain(ElementTree.TreeBuilder):
    def doctype(self, name: Any, public: Any, system: Any) -> None:
        raise ValueError("the file declares a document type")


def parse_xml(content: bytes) -> ElementTree.Element:
    """The root element of an XML text in bytes.

    ValueError, with the reason, for a text that is none, is in an encoding that is not known, or declares a
    document type; ElementTree.ParseError (with ``position``) where the text is not well-formed.
    """
    parser = ElementTree.XMLParser(target=_Plain())
    try:
        parser.feed(content)
        return parser.close()
    except LookupError as fault:
        raise ValueError(str(fault)) from None
