"""Stored runs: where they are, how they are saved, found, made again, compared and removed."""

from __future__ import annotations

from moneygood.runs.export.kinds import bytes_of, check_export, export
from moneygood.runs.store.difference import RunDifference, difference
from moneygood.runs.store.entry import RunCard, StoredRun
from moneygood.runs.store.folder import paths_bytes, read_run, save_run, write_run
from moneygood.runs.store.opening import check_writable, default_folder, open_store, store_place
from moneygood.runs.store.receipt import Receipt, read_receipt, receipt_of, verify_receipt
from moneygood.runs.store.replay import RunVerdict, replay, stored_plan, verify
from moneygood.runs.store.store import AbstractRunStore

__all__ = [
    "AbstractRunStore",
    "Receipt",
    "RunCard",
    "RunDifference",
    "RunVerdict",
    "StoredRun",
    "bytes_of",
    "check_export",
    "check_writable",
    "default_folder",
    "difference",
    "export",
    "open_store",
    "paths_bytes",
    "read_receipt",
    "read_run",
    "receipt_of",
    "replay",
    "save_run",
    "store_place",
    "stored_plan",
    "verify",
    "verify_receipt",
    "write_run",
]
