"""Who does the chunks of a piece of work: the one seam between every question and its workers.

A task is opened once by each worker and then does chunks, in any order and on any worker, more than once if a
worker is lost; so a chunk's result may depend on the task and the chunk only.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any

import numpy as np


class AbstractTask(ABC):
    """Work that falls into chunks; to leave this machine it has to be picklable."""

    @abstractmethod
    def open(self) -> Callable[[Any], Any]:
        """The function from a chunk to its result, made ready once per worker."""


class AbstractExecutor(ABC):
    """Workers that carry out chunks."""

    workers: int
    """How many chunks are done at a time; never changes a figure."""

    shares: int
    """Into how many chunks a work is best cut."""

    @abstractmethod
    def results(self, task: AbstractTask, chunks: Sequence[Any]) -> Generator[tuple[int, Any], None, None]:
        """(number of the chunk, its result), as they are done. Closing the iterator stops the rest.

        No chunk is begun while many before it are open, so that few results wait for their turn.
        """

    def array(self, shape: tuple[int, ...], dtype: Any) -> np.ndarray:
        """Zeros that workers fill in place where they share this process's memory."""
        return np.zeros(shape, dtype)


def in_order(results: Iterable[tuple[int, Any]]) -> Iterator[Any]:
    """The results by number, each as soon as all before it are there."""
    waiting: dict[int, Any] = {}
    turn = 0
    for number, result in results:
        waiting[number] = result
        while turn in waiting:
            yield waiting.pop(turn)
            turn += 1
