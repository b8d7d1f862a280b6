"""The receipt of an answer, whatever the question: what was asked, what decided it, and a hash of each.

One place makes it for every question of the registry, from the declarations of its request: scenarios are
written out whole, files with what is in them, and fields that change no figure are left out. Whoever has the
receipt asks the same question again and hears whether the answer is equal, or which hash is not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import Any

from moneygood.core.answer import as_plain, document
from moneygood.core.code_version import ROOMS, code_hash
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root, text_hash
from moneygood.questions.asked_again import answered_again
from moneygood.questions.asked_values import scenarios_of, values_of
from moneygood.questions.registry import Question
from moneygood.runs.store.libraries import versions

FORM = "moneygood answer receipt 1"
ALWAYS_READ = ("dictionary", "triggers", "realtime")
"""Folders of ``economics/`` that any question may read; equations, parameters and policy have own hashes."""

CODE_ROOMS = (*ROOMS, "articles", "validation", "portfolios", "questions")
PARTS = ("code", "model", "setting", "vintage", "scenario", "texts", "options", "answer")
SAID = {
    "code": "the code",
    "model": "the model's texts",
    "setting": "the baseline, completion or policy texts",
    "vintage": "the vintage's figures",
    "scenario": "the scenarios",
    "texts": "the question's own texts",
    "options": "the options",
    "answer": "the answer",
}
BESIDE = ("receipt", "folder", "files", "bytes", "label", "shares", "seconds")
"""Keys of a document that say when, where and how long, or stand beside the answer: no part of its hash."""


@dataclass(frozen=True)
class AnswerReceipt:
    """What one answer hangs on: `asked` is the request, `hashes` a SHA-256 (hex) for each of `PARTS`.

    A hash is empty where there is no such thing (regimes need no scenario). `versions` are those of the
    libraries.
    """

    question: str
    asked: dict[str, Any]
    vintage: str | None
    seed: int | None
    draws: int | None
    quarters: int | None
    backend: str | None
    hashes: dict[str, str]
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def seal(self) -> str:
        """A hash of everything in it, so that a change by hand shows."""
        return _hash(asdict(self))

    @property
    def id(self) -> str:
        """The question and the beginning of the seal."""
        return f"{self.question}-{self.seal[:12]}"

    def as_json(self) -> dict[str, Any]:
        """The receipt as a document that ``moneygood verify`` reads."""
        return {"form": FORM, "id": self.id, **asdict(self), "seal": self.seal}


@dataclass(frozen=True)
class ReceiptVerdict:
    """Whether an answer can be had again: `differs` names each hash that is another one."""

    id: str
    differs: tuple[str, ...]
    equal_answer: bool

    @property
    def same(self) -> bool:
        """Whether every hash is equal."""
        return not self.differs

    @property
    def sentence(self) -> str:
        """The verdict in one line."""
        if self.same:
            return f"{self.id}: equal to the bit, answer and all that decided it"
        found = f"{self.id}: differs in {'; '.join(self.differs)}"
        return found + ("; the answer itself comes out equal" if self.equal_answer else "")

    def as_json(self) -> dict[str, Any]:
        """The document of ``verify --json``."""
        return {
            "id": self.id,
            "same": self.same,
            "differs": list(self.differs),
            "equal_answer": self.equal_answer,
        }


def receipt_for(question: Question, request: Any, answer: Any) -> AnswerReceipt | None:
    """The receipt of the `answer` to a `request`; None for a question whose answer cannot be had again."""
    if not question.repeatable:
        return None
    asked = values_of(question, request)
    vintage, hashes = _world(question, request)
    options = {k: _placeless(v) for k, v in asked.items() if not (isinstance(v, Mapping) and "scenario" in v)}
    hashes |= {"options": _hash(options), "answer": document_hash(document(answer))}
    shown = {name: asked.get(name) for name in ("seed", "draws", "quarters", "backend")}
    return AnswerReceipt(question.name, asked, vintage, **shown, hashes=hashes, versions=versions())


def document_hash(document: Any) -> str:
    """The hash of an answer's document; what stands beside the answer (`BESIDE`) does not count."""
    return _hash(_bare(as_plain(document)))


def with_receipt(document: Any, receipt: AnswerReceipt | None) -> Any:
    """The document with its receipt; in a list of rows each row carries the receipt's id."""
    if receipt is None:
        return document
    if isinstance(document, list):
        return [{**row, "receipt": receipt.id} if isinstance(row, dict) else row for row in document]
    return {**document, "receipt": receipt.as_json()}


def read_answer_receipt(document: Mapping[str, Any]) -> AnswerReceipt:
    """The receipt in a document of its own, or of an answer that carries one.

    R006 where something is missing, or the answer beside it is not the one that the receipt is of.
    """
    found = document
    if document.get("form") != FORM:
        found = document.get("receipt") or {}
    if not isinstance(found, Mapping) or found.get("form") != FORM:
        raise MoneygoodError("R006", "this is not a receipt of moneygood", None, None)
    names = AnswerReceipt.__dataclass_fields__
    try:
        receipt = AnswerReceipt(**{n: found[n] for n in names})
        wrong = [p for p in PARTS if not isinstance(receipt.hashes[p], str)]
    except (KeyError, TypeError):
        raise MoneygoodError("R006", "something is missing or wrong in the receipt", None, None) from None
    if wrong or not isinstance(receipt.asked, Mapping):
        raise MoneygoodError("R006", "something is missing or wrong in the receipt", None, None)
    if found.get("seal") != receipt.seal:
        raise MoneygoodError("R006", "the receipt was changed after it was made", None, None)
    if found is not document and document_hash(document) != receipt.hashes["answer"]:
        raise MoneygoodError(
            "R006", "the answer beside the receipt is not the one it was made for", None, None
        )
    return receipt


def verify_answer(receipt: AnswerReceipt, *, progress: Any = None) -> ReceiptVerdict:
    """The question of a receipt asked again: equal, or which hash differs.

    Errors: R006 for a question or file that is not here, A-, S- and D-codes as the question itself has.
    """
    with answered_again(receipt.question, receipt.asked, receipt.vintage, progress) as (one, request, answer):
        again = receipt_for(one, request, answer)
    assert again is not None
    differs = tuple(
        f"{SAID[p]} ({p} hash {there[:12] or 'none'} there, {here[:12] or 'none'} here)"
        for p in PARTS
        for there, here in [(receipt.hashes[p], again.hashes[p])]
        if there != here
    )
    return ReceiptVerdict(receipt.id, differs, receipt.hashes["answer"] == again.hashes["answer"])


def _world(question: Question, request: Any) -> tuple[str | None, dict[str, str]]:
    """The vintage, and the hashes of what the question is asked of."""
    hashes: dict[str, str] = dict.fromkeys(PARTS, "")
    root = economics_root()
    folders = (*ALWAYS_READ, *question.reads)
    texts = [f for folder in folders for f in sorted((root / folder).rglob("*.*")) if f.is_file()]
    hashes |= {"code": code_hash(CODE_ROOMS), "texts": text_hash(texts)}
    if not question.opens:
        return None, hashes
    if question.opens == "figures":
        from moneygood.data.as_of import find_vintage
        from moneygood.model.build import load_model

        figures, model, plans = find_vintage(request.vintage), load_model(), []
    else:
        from moneygood.restarts.opening import load

        workspace = load(request.vintage)
        figures, model = workspace.vintage, workspace.model
        plans = scenarios_of(request, workspace)
    from moneygood.runs.store.identity import setting_hash

    hashes |= {"model": model.hash, "vintage": figures.hash, "setting": setting_hash(model.root)}
    hashes["scenario"] = _hash(plans) if plans else ""
    return figures.name, hashes


def _placeless(value: Any) -> Any:
    """A value without the folder that a file of it lay in: its name and contents decide."""
    if isinstance(value, Mapping):
        if "file" in value and "sha256" in value:
            return {**value, "file": PurePath(str(value["file"])).name}
        return {k: _placeless(v) for k, v in value.items()}
    return [_placeless(v) for v in value] if isinstance(value, list) else value


def _bare(value: Any) -> Any:
    """A document without what is no part of the answer."""
    if isinstance(value, dict):
        return {k: _bare(v) for k, v in value.items() if k not in BESIDE}
    if isinstance(value, list):
        return [_bare(v) for v in value]
    return value


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()
