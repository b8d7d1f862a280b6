"""JSON that others wrote: one value for each key, finite numbers, and no deeper than it needs to be."""

from __future__ import annotations

import json
import math
from typing import Any


def read_json(text: str | bytes) -> Any:
    """The value of a JSON text; ValueError for one that is none, with a key twice, a number that is not
    finite (NaN, Infinity, 1e999) or of too many digits, half a character (``\\ud800``), or nested too deeply.

    >>> read_json('{"draws": 8}')
    {'draws': 8}
    """
    try:
        found = json.loads(
            text, object_pairs_hook=_once, parse_constant=_refused, parse_int=_whole, parse_float=_finite
        )
        json.dumps(found, ensure_ascii=False).encode()  # what cannot be written is found when it is read
        return found
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("half a character (a lone surrogate) stands in a text") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(n for i, n in enumerate(names) if n in names[:i])
        raise ValueError(f"the key {twice[:60]!r} stands twice")
    return found


def _refused(word: str) -> Any:
    raise ValueError(f"{word} is not a number that can be counted with")


def _whole(digits: str) -> int:
    if len(digits) > 40:
        raise ValueError("a number has more than 40 digits")
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _refused(digits[:40])
