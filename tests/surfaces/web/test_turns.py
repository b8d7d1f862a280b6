"""Whose turn it is: quick work before long, equals in order, and nothing that waits for ever."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from moneygood.surfaces.web import turns
from moneygood.surfaces.web.turns import Turns


def carried_out(
    submit: Callable[[Turns, Callable[[str], Callable[[], None]]], None], count: int
) -> list[str]:
    """The names of what one thread has done, in order, of what was submitted while it was busy."""
    own, gate, done, found = Turns(1), threading.Event(), threading.Event(), []

    def noted(name: str) -> Callable[[], None]:
        def work() -> None:
            found.append(name)
            if len(found) == count:
                done.set()

        return work

    own.submit(0.0, lambda: bool(gate.wait(10)))
    submit(own, noted)
    gate.set()
    assert done.wait(10)
    own.close()
    return found


def test_quick_work_goes_before_long_and_equals_in_order() -> None:
    def submit(own: Turns, noted: Callable[[str], Callable[[], None]]) -> None:
        own.submit(1.0, noted("long"))
        own.submit(0.1, noted("first"))
        own.submit(0.1, noted("second"))
        own.submit(0.01, noted("quick"))

    assert carried_out(submit, 4) == ["quick", "first", "second", "long"]


def test_long_work_that_has_waited_goes_before_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    def submit(own: Turns, noted: Callable[[str], Callable[[], None]]) -> None:
        now = time.monotonic()
        own.submit(1.0, noted("long"))
        monkeypatch.setattr(turns.time, "monotonic", lambda: now + 2 * turns.STRETCH)
        own.submit(0.01, noted("quick"))

    assert carried_out(submit, 2) == ["long", "quick"]


def test_what_is_closed_begins_nothing() -> None:
    own, gate, began, found = Turns(1), threading.Event(), threading.Event(), []
    own.submit(0.0, lambda: (began.set(), gate.wait(10), None)[2])
    own.submit(0.0, lambda: found.append(1))
    assert began.wait(10)
    own.close()
    gate.set()
    time.sleep(0.1)
    assert found == []
