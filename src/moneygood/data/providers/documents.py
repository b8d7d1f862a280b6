"""Reading what providers send: JSON, CSV and workbooks, with a schema check that names what is not there."""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.data.providers.contract import Observation, Snapshot

_HTML = re.compile(rb"\s*(<!doctype\s+html|<html|<head|<body)", re.IGNORECASE)
_MISSING = {"", ".", "na", "n/a", "nd", "nan", "null", "#n/a", "(na)", "---", "-"}
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")


def not_expected(snapshot: Snapshot, what: str, hint: str | None = None) -> MoneygoodError:
    """The error for a document that is not the one that this source is known to send (D022)."""
    return MoneygoodError("D022", f"{snapshot.provider}: {what} ({snapshot.address})", None, hint)


def text_of(snapshot: Snapshot) -> str:
    """The text of a snapshot; D022 for a web page in its place, for what is no text and for nothing."""
    if _HTML.match(snapshot.content[:512]):
        raise not_expected(snapshot, "a web page came instead of figures", "Try again later")
    if not snapshot.content.strip():
        raise not_expected(snapshot, "an empty document came")
    try:
        return snapshot.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return snapshot.content.decode("cp1252")
        except UnicodeDecodeError:
            raise not_expected(snapshot, "what came is not text") from None


def json_of(snapshot: Snapshot) -> Any:
    """The JSON document of a snapshot; D022 where it breaks off or is something else."""
    text = text_of(snapshot)
    try:
        return json.loads(text)
    except ValueError as fault:
        raise not_expected(snapshot, f"what came is not whole JSON ({fault})", "Try again later") from None


def member(snapshot: Snapshot, document: Any, *path: str | int) -> Any:
    """The part of a JSON document at a path; D022 with the nearest name where a field is not there."""
    at = document
    for k, step in enumerate(path):
        where = ".".join(str(p) for p in path[:k]) or "the document"
        if isinstance(step, int):
            if not isinstance(at, list) or len(at) <= step:
                raise not_expected(snapshot, f"{where} has no entry {step}")
            at = at[step]
        elif not isinstance(at, Mapping) or step not in at:
            names = [str(n) for n in at] if isinstance(at, Mapping) else []
            raise not_expected(snapshot, f"{where} has no field {step!r}", did_you_mean(step, names))
        else:
            at = at[step]
    return at


def rows_of(snapshot: Snapshot, needed: Sequence[str], delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a CSV snapshot below the first line that has every column in `needed`.

    D022 where no line has them (with the nearest name), or where a row does not have as many fields.
    """
    lines = list(csv.reader(io.StringIO(text_of(snapshot)), delimiter=delimiter))
    heads = [[c.strip() for c in line] for line in lines]
    at = next((k for k, head in enumerate(heads) if set(needed) <= set(head)), None)
    if at is None:
        first = max(heads[:40], key=lambda h: (len(set(needed) & set(h)), len(h)), default=[])
        lost = next((n for n in needed if n not in first), needed[0])
        raise not_expected(snapshot, f"there is no column {lost!r}", did_you_mean(lost, first))
    head, out = heads[at], []
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        if not any(c.strip() for c in line):
            continue
        if len(line) < len(head):
            raise not_expected(snapshot, f"line {number} breaks off: {len(line)} of {len(head)} fields")
        out.append({n: c.strip() for n, c in zip(head, line, strict=False)})
    return out


def number(snapshot: Snapshot, cell: object, where: str) -> float | None:
    """The figure in a cell, None where it is missing; D022 where it is no number."""
    if cell is None:
        return None
    if isinstance(cell, str):
        bare = cell.strip().replace(",", "")
        if bare.lower() in _MISSING:
            return None
        try:
            cell = float(bare)
        except ValueError:
            raise not_expected(snapshot, f"{cell!r} at {where} is not a number") from None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
        raise not_expected(snapshot, f"{cell!r} at {where} is not a number")
    return float(cell)


def day(snapshot: Snapshot, cell: object, where: str = "a date") -> datetime.date:
    """The day in a cell: ``2026-05-01``, ``05/01/2026`` or ``2026-05-01T00:00:00``; D022 for all else."""
    text = str(cell).strip()
    slashed = _SLASHED.match(text)
    try:
        if slashed:
            return datetime.date(int(slashed[3]), int(slashed[1]), int(slashed[2]))
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise not_expected(snapshot, f"{text!r} at {where} is not a day") from None


def once(snapshot: Snapshot, found: Iterable[Observation]) -> tuple[Observation, ...]:
    """The figures in order of time; D023 where a period has two values for the same day of knowledge."""
    seen: dict[tuple[str, str, datetime.date | None], Observation] = {}
    for one in found:
        key = (one.series, one.period, one.known)
        if key in seen:
            raise MoneygoodError(
                "D023",
                f"{snapshot.provider}: {one.series} has {one.period} twice "
                f"({seen[key].value} and {one.value}; {snapshot.address})",
            )
        seen[key] = one
    order = sorted(seen.values(), key=lambda o: (o.series, o.period, o.known or datetime.date.min))
    if not order:
        raise not_expected(snapshot, "the document has no figure")
    return tuple(order)
