"""What one server lends to its readers: limits that are checked before any work is done."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class WebLimits:
    """Limits of a server.

    `draws` and `quarters` of one question; `body` and `path` in bytes; `at_once` seconds that a request
    waits for its answer before it becomes a job; `seconds` after which a question that listens is stopped;
    `workers` questions worked on at a time, `waiting` jobs that may queue in all and `each` from one client;
    `stored` bytes of answers kept, `pages` bytes of finished pages and their files; `kept_jobs` finished jobs
    remembered; `sending` seconds in which a request's head, and then its body, have to arrive.
    """

    draws: int = 100_000
    quarters: int = 80
    scenarios: int = 40
    body: int = 256 * 1024
    path: int = 4096
    text: int = 2_000
    at_once: float = 20.0
    seconds: float = 300.0
    workers: int = 2
    waiting: int = 128
    each: int = 64
    stored: int = 64 * 1024 * 1024
    pages: int = 64 * 1024 * 1024
    kept_jobs: int = 200
    sending: float = 15.0

    def as_json(self) -> dict[str, float]:
        """The limits that a client should know."""
        names = ("draws", "quarters", "scenarios", "body", "at_once", "seconds", "waiting", "each")
        return {name: getattr(self, name) for name in names}
