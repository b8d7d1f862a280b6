"""Objects as text and back: values of kinds that the caller names, and nothing else.

The text is JSON: rows of numbers, words and references to earlier rows. Reading it makes objects of the named
kinds from plain values; nothing in a text can name another class, import a module or call a function.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path, PosixPath, WindowsPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what holds no array is read without NumPy: a server's first page, say
    import numpy as np

_SCALARS = frozenset({str, int, float, bool, type(None)})


@dataclass(frozen=True)
class PlainKind:
    """A class that can be written: `take` gives the parts of an object, `make` the object of its parts."""

    type: type
    take: Callable[[Any], Sequence[Any]]
    make: Callable[..., Any]


def plain_dataclass(which: type) -> PlainKind:
    """A dataclass by the fields that its constructor takes."""
    assert is_dataclass(which)
    names = tuple(f.name for f in fields(which) if f.init)

    def take(value: Any) -> Sequence[Any]:
        return [getattr(value, n) for n in names]

    def make(*parts: Any) -> Any:
        return which(**dict(zip(names, parts, strict=True)))

    whole = all(f.init and not f.kw_only for f in fields(which))
    return PlainKind(which, take, which if whole else make)


def _mapping(*parts: Any) -> dict[Any, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _array(form: str, shape: tuple[int, ...], content: str) -> np.ndarray:
    import numpy as np

    if np.dtype(form).hasobject:
        raise ValueError("an array of objects")
    return np.frombuffer(base64.b64decode(content), dtype=form).reshape(shape).copy()


def _given_array(value: np.ndarray) -> Sequence[Any]:
    import numpy as np

    whole = np.ascontiguousarray(value)
    return whole.dtype.str, value.shape, base64.b64encode(whole.tobytes()).decode("ascii")


_PATH = PlainKind(Path, lambda p: (str(p),), Path)
_OWN: dict[type, tuple[str, PlainKind]] = {
    tuple: ("tuple", PlainKind(tuple, tuple, lambda *parts: parts)),
    list: ("list", PlainKind(list, list, lambda *parts: list(parts))),
    dict: ("dict", PlainKind(dict, lambda d: [x for pair in d.items() for x in pair], _mapping)),
    set: ("set", PlainKind(set, list, lambda *parts: set(parts))),
    frozenset: ("frozenset", PlainKind(frozenset, list, lambda *parts: frozenset(parts))),
    bytes: (
        "bytes",
        PlainKind(bytes, lambda b: (base64.b64encode(b).decode("ascii"),), base64.b64decode),
    ),
    PosixPath: ("path", _PATH),
    WindowsPath: ("path", _PATH),
}


def to_plain(value: Any, kinds: Iterable[PlainKind] = ()) -> bytes:
    """The text of a value; TypeError for a part that is of no kind named. What is shared stays shared."""
    import numpy as np

    arrays = {np.ndarray: ("array", PlainKind(np.ndarray, _given_array, _array))}
    known = {k.type: (k.type.__name__, k) for k in kinds} | _OWN | arrays
    names: dict[str, int] = {}
    rows: list[list[Any]] = []
    seen: dict[int, tuple[list[int], Any]] = {}  # the object too, so that its number stays its own

    def put(one: Any) -> Any:
        if isinstance(one, np.generic):
            one = one.item()
        which = type(one)
        if which in _SCALARS:
            return one
        found = seen.get(id(one))
        if found is None:
            if which not in known:
                raise TypeError(f"{which.__module__}.{which.__qualname__} is not plain")
            name, kind = known[which]
            parts = [put(part) for part in kind.take(one)]
            number = names.setdefault(name, len(names))
            row = [number if any(p.__class__ is list for p in parts) else ~number, *parts]
            rows.append(row)
            found = seen[id(one)] = ([len(rows) - 1], one)
        return found[0]

    root = put(value)
    return json.dumps([list(names), rows, root], separators=(",", ":")).encode("ascii")


def from_plain(content: bytes, kinds: Iterable[PlainKind] = ()) -> Any:
    """The value of a text of `to_plain`; ValueError where it is none, or names another kind than these."""
    known = {k.type.__name__: k.make for k in kinds} | {name: kind.make for name, kind in _OWN.values()}
    known["array"] = _array
    try:
        names, rows, root = json.loads(content)
        makers = [known[name] for name in names]
        done: list[Any] = []
        for which, *parts in rows:
            if which < 0:  # nothing in it stands for an earlier row
                done.append(makers[~which](*parts))
            else:
                done.append(makers[which](*[done[p[0]] if p.__class__ is list else p for p in parts]))
        return done[root[0]] if root.__class__ is list else root
    except (KeyError, IndexError, TypeError, AttributeError, RecursionError) as fault:
        raise ValueError(f"not a plain text: {fault}") from None
