"""Texts of questions (targets, branches, loops): which there are, and how their files are read."""

from __future__ import annotations

from pathlib import Path

from moneygood.core.record_reading import FaultCodes
from moneygood.core.record_text import Entry, TextKind
from moneygood.core.texts import economics_root, reference_keys
from moneygood.model.model import Model
from moneygood.model.names import names_of

CODES = FaultCodes("A301")
"""The code of a text of a question that is not well formed."""


def question_names(folder: str) -> dict[str, Path]:
    """The texts of a folder of the economics by name."""
    return {p.stem: p for p in sorted((economics_root() / folder).glob("*.yaml"))}


def read_question(kind: TextKind, path: Path, model: Model | None = None) -> Entry:
    """The text of a file, its names held against a model and its sources against references.bib; A301."""
    return kind.read(path, {} if model is None else names_of(model), reference_keys())
