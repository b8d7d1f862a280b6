"""Errors as one clear line: a code, where, what is wrong, and how to fix it."""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.error_catalogue import error_catalogue


@dataclass(frozen=True)
class Place:
    """Where in a text something stands (`line` and `column` count from 1; 0 or None = not known)."""

    file: str | Path
    line: int | None = None
    column: int | None = None
    text: str | None = None

    def __str__(self) -> str:
        return f"{show_path(self.file)}:{self.line}" if self.line else show_path(self.file)


LONGEST_MESSAGE = 500
"""Characters of what is wrong, or of a hint; of a longer one the middle is left out."""
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


_OBEYED = re.compile(_UNSHOWN.pattern[:-1] + "\ue000-\uf8ff]")


def shown_text(text: str) -> str:
    """A text of somebody else's as a terminal may show it: no control characters, not too long.

    >>> shown_text("a\\x1b[31mb")
    'a\\\\x1b[31mb'
    """
    shown = visible_text(text)
    if len(shown) <= LONGEST_MESSAGE:
        return shown
    return f"{shown[: LONGEST_MESSAGE - 130]} … {shown[-120:]}"


def visible_text(text: str) -> str:
    """A text whose control characters are written out, so that a terminal shows them and obeys none."""
    return _UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def obeyed_sign(text: str) -> str:
    """The first character of a text that a terminal would obey, or that shows nothing, as it is written;
    none is the empty text.

    >>> obeyed_sign("a\\x1b[31mb"), obeyed_sign("plain")
    ('\\\\x1b', '')
    """
    found = None if text.isprintable() else _OBEYED.search(text)
    return "" if found is None else found[0].encode("unicode_escape").decode("ascii")


def show_path(file: str | Path) -> str:
    """The path of `file` as a reader would type it: relative to the current folder when it lies below it."""
    path = Path(file)
    if path.is_absolute():
        with contextlib.suppress(ValueError, OSError):
            path = path.relative_to(Path.cwd())
    return path.as_posix()


class MoneygoodError(Exception):
    """Something the user can fix, with a code from the catalogue.

    ``str(error)`` is one line, ``error.long()`` adds the source line with a caret and the catalogue's cause.
    """

    def __init__(self, code: str, message: str, place: Place | None = None, hint: str | None = None) -> None:
        message = shown_text(message)
        super().__init__(message)
        self.code = code
        self.message = message.rstrip(".")
        self.place = place
        self.hint = None if hint is None else shown_text(hint)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.code, self.message, self.place, self.hint)

    @property
    def exit_code(self) -> int:
        """2 for bad input, 3 for a path that could not be solved, 1 for a check that did not hold."""
        known = error_catalogue()
        if self.code in known.not_solved:
            return 3
        return 1 if self.code in known.not_held else 2

    @property
    def title(self) -> str:
        """The catalogue's name of this kind of error."""
        entry = error_catalogue().codes.get(self.code)
        return entry[0] if entry else "error"

    def __str__(self) -> str:
        where = f" {visible_text(str(self.place))}:" if self.place is not None else ":"
        hint = (self.hint or "").strip()
        fix = f" {hint[0].upper()}{hint[1:]}" if hint else ""
        fix += "" if not hint or hint[-1] in ".?!" else "."
        line = f"{self.code}{where} {self.message}.{fix}"
        return " ".join(line.split())

    def long(self) -> str:
        """The one line, the source line with a caret under the fault, and the usual cause."""
        lines = [str(self)]
        if self.place is not None and self.place.text is not None:
            number = str(self.place.line or "")
            lines.append(f"  {number} | {self.place.text.rstrip()}")
            if self.place.column:
                lines.append("  " + " " * len(number) + " | " + " " * (self.place.column - 1) + "^")
        entry = error_catalogue().codes.get(self.code)
        if entry:
            lines.append(f"  {entry[1]}")
        return "\n".join(lines)


class ManyErrors(MoneygoodError):
    """Several faults found in one reading; the first one leads."""

    def __init__(self, errors: Sequence[MoneygoodError]) -> None:
        if not errors:
            raise ValueError("ManyErrors needs at least one error")
        first = errors[0]
        super().__init__(first.code, first.message, first.place, first.hint)
        self.errors: tuple[MoneygoodError, ...] = tuple(errors)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.errors,)

    def __str__(self) -> str:
        more = len(self.errors) - 1
        return super().__str__() + (f" (and {more} more)" if more else "")

    def long(self) -> str:
        """All faults, each in its long form."""
        return "\n".join(e.long() for e in self.errors)


def suggest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a misspelt `name` most likely meant, or None when nothing is close."""
    pool = sorted(set(candidates))
    lowered = {c.lower(): c for c in reversed(pool)}
    if name.lower() in lowered:
        return lowered[name.lower()]
    close = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str | None:
    """The hint ``did you mean 'x'?`` for a misspelt `name`, or None."""
    found = suggest(name, candidates)
    return f"did you mean '{found}'?" if found else None
