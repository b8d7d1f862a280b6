"""Backends that live in folders of their own and are imported when they are named: where each is declared.

A device does the arithmetic of a run away from this processor's cores. The engine knows it by the two classes
here and by nothing else: `DECLARED` names the module whose `DEVICE` it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from moneygood.engine.numpy.state import Tally
from moneygood.engine.numpy.tape_worker import Job
from moneygood.engine.program.prepare import Prepared
from moneygood.engine.sampling.sources import AbstractShockSource
from moneygood.engine.workers.pool import Piece

if TYPE_CHECKING:
    from moneygood.model.model import Model

DECLARED: dict[str, str] = {"cuda": "moneygood.engine.cuda.entry"}
"""Backend -> the module that has it as `DEVICE`."""


class AbstractDeviceCode(ABC):
    """The programs of one run, ready on a device."""

    @property
    @abstractmethod
    def note(self) -> str:
        """What a reader of the figures has to know about where they come from; empty for nothing."""

    @abstractmethod
    def worker(self, job: Job, expected: int) -> Callable[[Piece], Tally]:
        """A worker over a job; about `expected` draws will be asked for in all."""

    @abstractmethod
    def width(self, prepared: Prepared, source: AbstractShockSource, kept: int, exact: bool) -> int:
        """Draws that the device takes at once, with `kept` variables of each written out."""


class AbstractDevice(ABC):
    """A backend beside this processor's."""

    @abstractmethod
    def require(self) -> None:
        """Raises E060 where a library is missing and E061 where there is no device."""

    @abstractmethod
    def code(self, model: Model, prepared: Prepared) -> AbstractDeviceCode:
        """The programs of a run for the device; E060 and E061 as `require`."""


def device_of(backend: str) -> AbstractDevice | None:
    """The device that a backend is, or None for one of this processor's."""
    where = DECLARED.get(backend)
    if where is None:
        return None
    device = import_module(where).DEVICE
    assert isinstance(device, AbstractDevice)
    return device


def require(backend: str) -> None:
    """Raises E060 or E061 where `backend` is a device that cannot be used here."""
    device = device_of(backend)
    if device is not None:
        device.require()
