"""Workers elsewhere: what the `cluster` of every question that can be spread may be."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from moneygood.engine.workers.executor import AbstractExecutor

Cluster = str | AbstractExecutor | None


@contextmanager
def open_cluster(cluster: Cluster) -> Generator[AbstractExecutor | None, None, None]:
    """Workers for as long as the block runs: `cluster` "local" (one process per core), "local:4", or the
    address of a Dask scheduler such as ``tcp://host:8786``; what is open already, and None, stay as they are.

    Workers never change a figure; chunks of one that dies are begun again on another. Errors: E070 for the
    text, E071 when Dask is not installed, E072 when nothing answers, E073 for a worker of another version.
    """
    if isinstance(cluster, str):
        from moneygood.engine.workers.cluster.connect import open_cluster as connect

        with connect(cluster) as workers:
            yield workers
    else:
        yield cluster
