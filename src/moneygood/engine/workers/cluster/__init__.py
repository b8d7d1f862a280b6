"""Chunks of work on the workers of a Dask cluster; nothing here loads Dask until a cluster is asked for."""
