"""The messages that several files of the data room need."""

from __future__ import annotations

from collections.abc import Iterable

from moneygood.core.errors import MoneygoodError, did_you_mean


def unknown_series(name: str, known: Iterable[str], where: str) -> MoneygoodError:
    """The error for a series that `where` does not hold, with the nearest name as hint."""
    return MoneygoodError("D001", f"{where} has no series {name!r}", hint=did_you_mean(name, known))
