"""How large and how deep a YAML text may be: told from its events, before anything is built from it.

The parser of YAML is quick and keeps its own stack; what makes objects of its events calls itself once a
level and follows every alias, so depth and number of values are bounded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError, Place

MOST_CHARACTERS = 2_000_000
DEEPEST = 60
"""Mappings and lists inside one another."""
MOST_VALUES = 300_000
"""Values of a text, those behind an alias counted wherever it stands."""
LONGEST_SCALAR = 200_000
LONGEST_NUMBER = 40

_LEAD = re.compile(r"^[ \t?-]*", re.MULTILINE)
_BRACKET = re.compile(r"[\[\]{}]")
_SPECIAL = re.compile(r"(?:^|[\s\[{,:-])[*&!][\w!<]|^%", re.MULTILINE)


def check_bounds(text: str, path: str | Path) -> None:
    """Raises C012 for a text that is too large or too deep, C004 for one with tags or aliases to itself."""
    if len(text) > MOST_CHARACTERS:
        raise _too_large(f"the text has {len(text):,} characters (at most {MOST_CHARACTERS:,})", path)
    # An ordinary text, without alias or tag, cannot be deeper than it is indented and bracketed.
    if len(text) <= MOST_VALUES and _shallow(text) and not _SPECIAL.search(text):
        return
    _check_events(text, path)


@lru_cache(maxsize=1)
def plain_constructor() -> type:
    """ruamel's safe constructor, but that a number is written in digits alone (no 1_000), and in few."""
    from ruamel.yaml.constructor import ConstructorError, SafeConstructor

    class Plain(SafeConstructor):
        def _digits(self, node: Any, make: Any) -> Any:
            written = str(node.value)
            if "_" in written:
                what = f"the number {written[:LONGEST_NUMBER]} has an underscore in it; write digits alone"
            elif len(written) > LONGEST_NUMBER:
                what = f"a number has {len(written)} characters (at most {LONGEST_NUMBER}); round it"
            else:
                return make(self, node)
            raise ConstructorError(None, None, what, node.start_mark)

        def construct_yaml_int(self, node: Any) -> Any:
            return self._digits(node, SafeConstructor.construct_yaml_int)

        def construct_yaml_float(self, node: Any) -> Any:
            return self._digits(node, SafeConstructor.construct_yaml_float)

        def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
            try:
                return SafeConstructor.construct_yaml_timestamp(self, node, values)
            except ValueError as fault:
                raise ConstructorError(None, None, f"{node.value}: {fault}", node.start_mark) from None

    Plain.add_constructor("tag:yaml.org,2002:timestamp", Plain.construct_yaml_timestamp)
    Plain.add_constructor("tag:yaml.org,2002:int", Plain.construct_yaml_int)
    Plain.add_constructor("tag:yaml.org,2002:float", Plain.construct_yaml_float)
    return Plain


def _too_large(what: str, path: str | Path, line: int | None = None) -> MoneygoodError:
    return MoneygoodError("C012", what, Place(path, line), "Cut it into smaller texts")


def _shallow(text: str) -> bool:
    lead = max((len(found) for found in _LEAD.findall(text)), default=0)
    depth = deepest = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return lead + deepest + 2 <= DEEPEST


def _check_events(text: str, path: str | Path) -> None:
    """Depth and values of a text by its events; an alias counts as what its anchor holds."""
    count, depth = 0, 0
    sizes: dict[str, int] = {}
    open_anchors: list[tuple[str | None, int]] = []
    for event in _events(text):
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind == "AliasEvent":
            if event.anchor not in sizes:
                what = f"broken YAML: the alias *{event.anchor} stands inside what it names, or before it"
                raise MoneygoodError("C004", what, Place(path, line), "Write the values out")
            count += sizes[event.anchor]
        elif kind in ("SequenceStartEvent", "MappingStartEvent", "ScalarEvent"):
            _refuse_tag(event, path, line)
            count += 1
            if kind != "ScalarEvent":
                depth += 1
                open_anchors.append((event.anchor, count))
                sizes.pop(event.anchor, None)
            elif event.anchor:
                sizes[event.anchor] = 1
            if kind == "ScalarEvent" and len(event.value) > LONGEST_SCALAR:
                raise _too_large(f"a value has {len(event.value):,} characters", path, line)
        elif kind == "DocumentStartEvent" and (event.version or event.tags):
            what = "broken YAML: a directive stands above the text"
            raise MoneygoodError("C004", what, Place(path, line), "Remove the line that begins with %")
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            depth -= 1
            anchor, before = open_anchors.pop()
            if anchor:
                sizes[anchor] = count - before + 1
        if depth > DEEPEST:
            raise _too_large(f"lists and mappings are nested more than {DEEPEST} levels deep", path, line)
        if count > MOST_VALUES:
            raise _too_large(f"the text has more than {MOST_VALUES:,} values", path, line)


def _refuse_tag(event: Any, path: str | Path, line: int) -> None:
    tag = str(event.tag) if event.tag else ""
    if tag and tag != "!":
        what = f"broken YAML: the value has a tag ({tag[:60]})"
        raise MoneygoodError("C004", what, Place(path, line), "Write the value alone")


def _events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    # nothing is composed or constructed: the parser alone
    _, parser = YAML(typ="safe").get_constructor_parser(text)
    while parser.check_event():
        yield parser.get_event()
