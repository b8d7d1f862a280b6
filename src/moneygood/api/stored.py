"""Stored runs: where they are, how they are saved, found, made again, compared and removed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from moneygood.api.lab_replies import LabVerdict, is_lab_reply, verify_lab
from moneygood.core.errors import MoneygoodError
from moneygood.core.json_text import read_json
from moneygood.questions.receipts import (
    AnswerReceipt,
    ReceiptVerdict,
    read_answer_receipt,
    verify_answer,
)
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
    "AnswerReceipt",
    "Receipt",
    "ReceiptVerdict",
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
    "verify_any",
    "verify_receipt",
    "write_run",
]


def verify_any(
    source: str | Path | Mapping[str, Any], *, threads: int = 0, progress: Any = None
) -> RunVerdict | ReceiptVerdict | LabVerdict:
    """What a receipt is of, computed again: one figure of a run, the answer to any question, or the lab's.

    `source` is the file or document of a receipt, or of an answer that carries one; documents of several
    runs are verified by the receipt of each. Errors: R006 for what is no receipt.
    """
    document: Any = source
    if not isinstance(source, Mapping):
        try:
            document = read_json(Path(source).read_text(encoding="utf-8"))
        except OSError as fault:
            reason = (fault.strerror or "unreadable").lower()
            raise MoneygoodError(
                "R006", f"{source} cannot be read ({reason})", None, "Check the path"
            ) from None
        except ValueError:
            document = None
    if is_lab_reply(document):
        return verify_lab(document, progress=progress)
    if isinstance(document, Mapping) and ("receipt" in document or "question" in document):
        return verify_answer(read_answer_receipt(document), progress=progress)
    return verify_receipt(source, threads=threads, progress=progress)
