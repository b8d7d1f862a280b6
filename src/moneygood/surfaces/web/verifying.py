"""A receipt that a client sent, computed again under the same limits as a question."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from moneygood.api.lab_replies import verify_lab
from moneygood.core.errors import MoneygoodError
from moneygood.questions.receipts import AnswerReceipt, read_answer_receipt, verify_answer
from moneygood.surfaces.web.answers import KeptAnswer, Work
from moneygood.surfaces.web.engine_run import engine_run
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.offered import offered_question, vintages, web_request


def verify_sent(document: Mapping[str, Any], limits: WebLimits) -> tuple[AnswerReceipt, str, Work]:
    """The receipt in a document, a key, and the work of computing it again.

    Errors: R006 for what is no receipt, U010 and U011 for what the web does not ask, U012 over a limit.
    """
    receipt = read_answer_receipt(document)
    question = offered_question(receipt.question)
    if receipt.vintage is not None and receipt.vintage.partition("@")[0] not in vintages():
        raise MoneygoodError("D003", f"the vintage {str(receipt.vintage)[:40]!r} is not here", None, None)
    values = {}
    for name, value in receipt.asked.items():
        plain = _checkable(value, limits)
        if plain is not None and plain != []:
            values[name] = plain
    web_request(question, {k: v for k, v in values.items() if k != "backend"}, limits, typed=True)
    if receipt.backend not in (None, "compiled", "numpy"):
        raise MoneygoodError("U011", f"the backend {receipt.backend!r} is not here", None, None)
    key = f"verify-{receipt.seal}"

    def work(progress: Any, alone: bool) -> KeptAnswer:
        verdict = verify_answer(receipt, progress=progress)
        body = {**verdict.as_json(), "sentence": verdict.sentence}
        return KeptAnswer(key, json.dumps(body).encode(), f"verify {receipt.id}", verdict.sentence)

    return receipt, key, work


def verify_lab_sent(document: Mapping[str, Any], limits: WebLimits) -> tuple[str, Work]:
    """A key and the work of computing a reply of the lab again, under the limits of a question.

    Errors: R006 for what is no receipt, U010 to U012 for what the web does not ask or a limit.
    """
    asked = document["receipt"].get("asked")
    if not isinstance(asked, Mapping):
        raise MoneygoodError("R006", "something is missing or wrong in the receipt", None, None)
    values = {n: asked.get(n) for n in ("scenario", "levers", "draws", "seed", "quarters")}
    shown = document.get("bands") or document.get("differences") or {}
    engine_run({**values, "show": list(shown) or ["rate_10y"]}, limits)
    text = json.dumps(document, sort_keys=True).encode()
    key = f"verify-{hashlib.sha256(text).hexdigest()}"

    def work(progress: Any, alone: bool) -> KeptAnswer:
        verdict = verify_lab(document, progress)
        body = {**verdict.as_json(), "sentence": verdict.sentence}
        return KeptAnswer(key, json.dumps(body).encode(), f"verify {verdict.id}", verdict.sentence)

    return key, work


def _checkable(value: Any, limits: WebLimits) -> Any:
    """A value of a receipt as it could have been sent: scenario texts as documents, files refused."""
    if isinstance(value, Mapping) and "scenario" in value and "text" in value:
        from moneygood.core.texts import parse_yaml

        if len(str(value["text"])) > limits.body:
            raise MoneygoodError("U012", "the receipt's scenario is too large", None, None)
        return parse_yaml(str(value["text"]), "receipt") or {"title": str(value["scenario"])}
    if isinstance(value, Mapping) and "file" in value:
        raise MoneygoodError("U011", "the receipt hangs on a file; the server reads none", None,
                             "moneygood verify on the command line reads it")  # fmt: skip
    if isinstance(value, list):
        return [_checkable(v, limits) for v in value]
    return value
