"""What a provider is: a query becomes requests, their answers are kept raw, and raw answers become figures.

`fetch` is the only step that may use the network, and only through the function it is handed; `tidy` reads
snapshots alone, so that figures can be made again from what was kept, on any machine.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

KINDS = ("json", "csv", "text", "html", "xlsx", "xls")
"""The kinds of documents that providers send."""


@dataclass(frozen=True)
class Ask:
    """What is wanted of a provider: its own name of a series, from and until which day, as known on a day.

    `options` are further words of that provider (a table, a field), as its page lists them.
    """

    series: str
    since: datetime.date | None = None
    until: datetime.date | None = None
    as_of: datetime.date | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WebRequest:
    """One request, whole: address, parameters, headers and body. `secret` names parameters never written."""

    url: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    secret: tuple[str, ...] = ()

    @property
    def method(self) -> str:
        """POST where there is a body."""
        return "GET" if self.body is None else "POST"

    @property
    def key(self) -> str:
        """A hash of the whole request, secrets too: what an answer may be used again for."""
        return self._digest(self.params, self.body or b"")

    @property
    def identity(self) -> str:
        """A hash of the request without its secrets: the same whoever asks."""
        shown = tuple((k, v) for k, v in self.params if k not in self.secret)
        return self._digest(shown, self.shown_body)

    @property
    def shown_body(self) -> bytes:
        """The body without its secrets."""
        if self.body is None or not self.secret:
            return self.body or b""
        try:
            told = json.loads(self.body)
        except ValueError:
            return self.body
        return json.dumps({k: v for k, v in told.items() if k not in self.secret}, sort_keys=True).encode()

    @property
    def shown(self) -> str:
        """The address as it may be printed: without secrets."""
        words = "&".join(f"{k}={v}" for k, v in self.params if k not in self.secret)
        return f"{self.url}?{words}" if words else self.url

    def _digest(self, params: tuple[tuple[str, str], ...], body: bytes) -> str:
        told = json.dumps([self.method, self.url, params, sorted(self.headers)], ensure_ascii=False)
        return hashlib.sha256(told.encode() + b"\0" + body).hexdigest()


@dataclass(frozen=True)
class Snapshot:
    """An answer as it came: its bytes, and when and from where they were had.

    `day` is the calendar day at the source when it was fetched, `sha256` the hash of `content`.
    """

    provider: str
    identity: str
    address: str
    fetched: str
    day: datetime.date
    content: bytes = field(repr=False)
    content_type: str = ""
    etag: str = ""

    @property
    def sha256(self) -> str:
        """The hash of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Observation:
    """One figure as the source gives it: series, period (a day, month, quarter or year) and value.

    `known` is the day from which the source shows this value, where it says so; `value` None is missing.
    """

    series: str
    period: str
    value: float | None
    known: datetime.date | None = None


Get = Callable[[WebRequest], Snapshot]
"""Fetches one request, or takes it from what was kept."""


@dataclass(frozen=True)
class Provider:
    """One source of figures.

    `hosts` are the only places its requests and redirects may go to; `kind` the document it sends;
    `per_second` how many requests a second it is asked at most; `zone` the time zone of its calendar day;
    `key` the environment variable with the user's key (`key_needed`: nothing works without). `licence` is a
    tag of the catalogue; `manual` the page on which the address, its parameters and fields are documented.
    """

    name: str
    title: str
    hosts: tuple[str, ...]
    kind: str
    licence: str
    manual: str
    fetch: Callable[[Ask, Get], tuple[Snapshot, ...]]
    tidy: Callable[[Ask, tuple[Snapshot, ...]], tuple[Observation, ...]]
    per_second: float = 2.0
    zone: str = "America/New_York"
    key: str = ""
    key_needed: bool = False
