"""Where the economics texts are, and how they are read; nothing else in the package knows their location."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from moneygood.core.errors import MoneygoodError, Place, show_path
from moneygood.core.yaml_bounds import check_bounds, plain_constructor

MOST_BYTES = 64 * 2**20
"""Largest file that is read as a text."""
MOST_KEPT = 8_000
"""Characters of a YAML text, such as a scenario's, whose content is kept: it is read again and again."""

_PACKAGE = Path(__file__).resolve().parent.parent


def economics_root() -> Path:
    """The folder of the economics texts.

    The environment variable ``MONEYGOOD_ECONOMICS`` overrides; otherwise the folder inside the installed
    package, or that of the checkout. C005 when there is none.
    """
    named = os.environ.get("MONEYGOOD_ECONOMICS")
    if named:
        root = Path(named)
        if not root.is_dir():
            raise MoneygoodError(
                "C005",
                f"the folder {named!r} named by MONEYGOOD_ECONOMICS does not exist",
                hint="Correct or unset MONEYGOOD_ECONOMICS",
            )
        return root
    for root in (_PACKAGE / "economics", _PACKAGE.parent.parent / "economics"):
        if root.is_dir():
            return root
    raise MoneygoodError("C005", "the folder of economics texts is missing", hint="Reinstall moneygood")


def is_file(path: str | Path) -> bool:
    """Whether a file of that name is there; a name that no file can have (too long) is that of none."""
    return os.path.isfile(path)


def read_text(path: str | Path) -> str:
    """The text of a UTF-8 file, lines ending in LF (C005 when it is missing, C006 when it is no such text,
    C012 when it is too large).

    A byte-order mark, which some editors put first, is no part of it.
    """
    path = Path(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            most = f"at most {MOST_BYTES // 2**20} MiB"
            raise MoneygoodError("C012", f"the file is too large ({most})", Place(path), "Cut it into parts")
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise MoneygoodError("C005", f"the file {show_path(path)} does not exist") from None
    except UnicodeDecodeError as fault:
        raise MoneygoodError(
            "C006", f"byte {fault.start} is not UTF-8 text", Place(path), "Save the file as UTF-8"
        ) from None
    except ValueError:  # a name with a zero in it
        raise MoneygoodError("C005", f"the file {show_path(path)!r} does not exist") from None
    except OSError as fault:
        reason = fault.strerror or "unreadable"
        raise MoneygoodError("C006", f"the file cannot be read ({reason.lower()})", Place(path)) from None


def place_in(path: str | Path, text: str, line: int | None, column: int | None = None) -> Place:
    """A place with its source line, for an error message."""
    rows = text.splitlines()
    row = rows[line - 1] if line and 0 < line <= len(rows) else None
    return Place(path, line, column, row)


def read_yaml(path: str | Path) -> Any:
    """The content of a YAML file (1.2 rules: ``off`` is text, ``1e-3`` a number).

    C004 with file, line and column for broken YAML, C008 for a key that stands twice, C012 for a text that is
    too large or too deep, C005 and C006 as in `read_text`.
    """
    return parse_yaml(read_text(path), path)


def parse_yaml(text: str, path: str | Path) -> Any:
    """As `read_yaml`, for a text that is already in hand; `path` is used in messages."""
    from ruamel.yaml.constructor import DuplicateKeyError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        check_bounds(text, path)
        return deepcopy(_kept(text)) if len(text) <= MOST_KEPT else _loaded(text)
    except DuplicateKeyError as fault:
        place = _marked_place(fault, text, path)
        key = (fault.problem or "").split('"')[1] if '"' in (fault.problem or "") else "?"
        raise MoneygoodError(
            "C008", f"the key {key!r} stands twice", place, "Remove or rename one of the two"
        ) from None
    except MarkedYAMLError as fault:
        problem = " ".join(str(fault.problem or fault.context or "not valid YAML").split())
        raise MoneygoodError("C004", f"broken YAML: {problem}", _marked_place(fault, text, path)) from None
    except (YAMLError, ValueError) as fault:
        first = str(fault).strip().splitlines()[0] if str(fault).strip() else "not valid YAML"
        raise MoneygoodError("C004", f"broken YAML: {first}", Place(path)) from None


@lru_cache(maxsize=128)
def _kept(text: str) -> Any:
    return _loaded(text)


def _loaded(text: str) -> Any:
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe")
    yaml.Constructor = plain_constructor()
    return yaml.load(text)


def _marked_place(fault: Any, text: str, path: str | Path) -> Place:
    mark = fault.problem_mark or fault.context_mark
    if mark is None:
        return Place(path)
    return place_in(path, text, mark.line + 1, mark.column + 1)


def line_of(path: str | Path, key_path: Sequence[str | int]) -> int | None:
    """The line on which the value at `key_path` (keys and list positions) has its key, None when not found.

    Slow (the file is read again with positions): for error messages only.
    """
    place = place_of(path, key_path)
    return place.line


def place_of(path: str | Path, key_path: Sequence[str | int]) -> Place:
    """The place of the deepest part of `key_path` that a YAML file has; only the file when it has none."""
    try:
        seen = Path(path).stat()
    except OSError:
        return Place(path)
    text, node = _composed(str(path), seen.st_mtime_ns, seen.st_size)
    mark = None
    for key in key_path:
        found = None
        if isinstance(key, int) and node is not None and node.id == "sequence":
            if 0 <= key < len(node.value):
                found = (node.value[key], node.value[key])
        elif node is not None and node.id == "mapping":
            found = next(((k, v) for k, v in node.value if k.value == str(key)), None)
        if found is None:
            break
        mark, node = found[0].start_mark, found[1]
    if mark is None:
        return Place(path)
    return place_in(path, text, mark.line + 1, mark.column + 1)


@lru_cache(maxsize=64)
def _composed(path: str, changed: int, size: int) -> tuple[str, Any]:
    """The text and the positioned nodes of a YAML file (nodes None when it is broken)."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        text = read_text(path)
    except MoneygoodError:
        return "", None
    try:
        check_bounds(text, path)
        return text, YAML(typ="rt").compose(text)
    except (YAMLError, ValueError, MoneygoodError):
        return text, None


def text_bytes(path: str | Path) -> bytes:
    """The bytes of a text file with LF at the ends of lines, as it is kept in the repository: what is hashed.

    A checkout may write CRLF instead; its hashes are the same. OSError when the file cannot be read.
    """
    return Path(path).read_bytes().replace(b"\r\n", b"\n")


class SourceLocation(NamedTuple):
    """Where in a file an entry stands; its line is looked up only when an error needs it."""

    file: Path | None
    keys: tuple[str | int, ...] = ()

    def at(self, *keys: str | int) -> SourceLocation:
        """The location of a field inside this entry."""
        return SourceLocation(self.file, self.keys + keys)

    @property
    def place(self) -> Place | None:
        """File, line and source line, None for what was not read from a file."""
        return None if self.file is None else place_of(self.file, self.keys)


_REFERENCE = re.compile(r"@\w+\s*\{\s*([^,\s}]+)\s*,")


def reference_keys(root: Path | None = None) -> frozenset[str] | None:
    """The keys of references.bib, None where there is no such file."""
    path = (root or economics_root()) / "references.bib"
    try:
        seen = path.stat()
    except OSError:
        return None
    return _reference_keys(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=8)
def _reference_keys(path: Path, changed: int, size: int) -> frozenset[str]:
    return frozenset(_REFERENCE.findall(read_text(path)))


def text_hash(paths: Iterable[str | Path]) -> str:
    """A SHA-256 (hex) of the names and contents of files, in the order given."""
    digest = hashlib.sha256()
    for path in paths:
        content = text_bytes(path)
        digest.update(os.fsencode(Path(path).name) + f"\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
