"""What is measured on FRB/US: the run, its target, and the files of the model."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.questions.question_texts import QuestionText, read_question

FOLDER = "MONEYGOOD_FRBUS"
"""Environment variable: the folder of the FRB/US files."""
KINDS = {
    "warm": ("solve {q} quarters, {e}, the model at hand", "s"),
    "first": ("start, load, compile and solve {q} quarters, {e}, for the first time on a machine", "s"),
    "again": ("start, load and solve {q} quarters, {e}, with what was compiled before", "s"),
    "replication": ("bootstrap, one replication of {q} quarters", "CPU-s"),
    "memory": ("largest memory of a process that solves {q} quarters, {e}", "MB"),
}
"""Kind of work -> what it is, and the unit of its figure."""
_EXPECTATIONS = {"var": "expectations that look back", "all": "all expectations model-consistent"}


@dataclass(frozen=True)
class Work:
    """A row: `kind` of `KINDS`, expectations, quarters, and the most that is allowed (None = no target)."""

    kind: str
    expectations: str
    quarters: int
    target: float | None

    @property
    def unit(self) -> str:
        """The unit of the figure."""
        return KINDS[self.kind][1]

    @property
    def label(self) -> str:
        """The row in words."""
        said = _EXPECTATIONS.get(self.expectations, f"{self.expectations} model-consistent")
        return KINDS[self.kind][0].format(q=self.quarters, e=said)


@dataclass(frozen=True)
class FrbusWork:
    """The run that every solver makes, with the rows to measure.

    A figure smaller than `near_zero` times the largest term of its equation is compared with that, and one
    below `zero` is nothing; `agreement` is the largest difference that counts as the same.
    """

    start: Quarter
    put: dict[str, float]
    shock: tuple[str, float]
    residuals: tuple[str, str]
    near_zero: float
    zero: float
    agreement: float
    rows: tuple[Work, ...]


def read_work(path: Path | None = None) -> FrbusWork:
    """`economics/peers/frbus.yaml`; A301 for a field that is not well formed."""
    text = read_question(path or economics_root() / "peers" / "frbus.yaml")
    text.known(("label", "question", "source", "start", "put", "shock", "residuals", "near_zero",
                "zero", "agreement", "work"))  # fmt: skip
    shock, put = text.part("shock"), text.part("put")
    first, dots, last = text.text("residuals").partition("..")
    if not dots:
        raise text.fault("'residuals' has to be two quarters, 1975Q1..2018Q4", "residuals")
    return FrbusWork(
        start=Quarter.parse(text.text("start")),
        put={name: put.number(name) for name in put.record},
        shock=(shock.text("series"), shock.number("size")),
        residuals=(first, last),
        near_zero=text.number("near_zero"),
        zero=text.number("zero"),
        agreement=text.number("agreement"),
        rows=tuple(_row(part) for part in text.parts("work")),
    )


def _row(part: QuestionText) -> Work:
    part.known(("kind", "expectations", "quarters", "target"))
    kind = part.text("kind")
    if kind not in KINDS:
        raise part.fault(f"{kind!r} is no kind of work", "kind", hint=f"Write {', '.join(KINDS)}")
    target = part.number("target") if "target" in part.record else None
    return Work(kind, part.text("expectations"), int(part.number("quarters")), target)


@dataclass(frozen=True)
class FrbusFiles:
    """Where the model and its figures are, and the folder of pyfrbus where it lies beside them."""

    model: Path
    data: Path
    package: Path | None


def find_files(folder: str | Path | None) -> FrbusFiles | None:
    """The FRB/US files in `folder`, else in that of `MONEYGOOD_FRBUS`; None where none is named.

    A folder holds ``model.xml`` and ``LONGBASE.TXT``, or is the published package with ``models`` and
    ``data`` in it. M040 without a model, M043 without figures.
    """
    named = folder or os.environ.get(FOLDER)
    if not named:
        return None
    root = Path(named)
    model = _first(root, ("model.xml", "models/model.xml"))
    data = _first(root, ("LONGBASE.TXT", "data/LONGBASE.TXT", "longbase.txt", "data/longbase.txt"))
    if model is None:
        raise MoneygoodError(
            "M040", f"{root} has no model.xml in it", hint="Name the folder of the FRB/US files"
        )
    if data is None:
        raise MoneygoodError("M043", f"{root} has no LONGBASE.TXT in it", hint="Put it beside model.xml")
    return FrbusFiles(model, data, root if (root / "pyfrbus" / "__init__.py").is_file() else None)


def _first(root: Path, names: tuple[str, ...]) -> Path | None:
    return next((root / n for n in names if (root / n).is_file()), None)
