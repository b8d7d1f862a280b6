"""What is measured on FRB/US: the run, its target, and the files of the model."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.record_kinds import Choice, Source, Words
from moneygood.core.record_shapes import ListOf, MapOf
from moneygood.core.record_text import Field, Record, TextKind
from moneygood.core.record_values import Number, OneQuarter, Quarters, Whole
from moneygood.core.texts import economics_root
from moneygood.questions.question_texts import CODES, read_question

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


WORK = Record(
    "kind of work",
    "A row of the comparison.",
    (
        Field("kind", Choice(tuple(KINDS)), "What is measured.", required=True),
        Field("expectations", Words(empty=False), "var, all, or a group of FRB/US.", required=True),
        Field("quarters", Whole(1, 1000), "How many quarters are solved.", required=True),
        Field("target", Number(above=0), "The most that is allowed, in the unit of the kind."),
    ),
)
ONE_SHOCK = Record(
    "shock",
    "What is added to a series in the first quarter.",
    (
        Field("series", Words(empty=False), "The series that it is added to.", required=True),
        Field("size", Number(), "Its size, in the unit of the series.", required=True),
    ),
)
FRBUS = TextKind(
    "frbus",
    "What is measured on FRB/US beside other solvers.",
    ("peers/frbus.yaml",),
    Record(
        "comparison",
        "The run that every solver makes, and the rows to measure.",
        (
            Field("label", Words(), "What it is called.", for_people=True),
            Field("question", Words(), "The question that it answers.", for_people=True),
            Field("source", Source(), "Where the model is from.", for_people=True),
            Field("start", OneQuarter(), "The first quarter.", required=True),
            Field("put", MapOf(Number()), "Variables put on a figure.", required=True),
            Field("shock", ONE_SHOCK, "The shock.", required=True),
            Field("residuals", Quarters(), "The quarters whose residuals are drawn.", required=True),
            Field("near_zero", Number(above=0), "Smaller figures are held against the largest term.",
                  required=True),
            Field("zero", Number(above=0), "Smaller figures are nothing.", required=True),
            Field("agreement", Number(above=0), "The largest difference that counts as the same.",
                  required=True),
            Field("work", ListOf(WORK, 1), "The rows.", required=True),
        ),
    ),
    CODES,
    "`moneygood bench --frbus`",
)  # fmt: skip


def read_work(path: Path | None = None) -> FrbusWork:
    """`economics/peers/frbus.yaml`; A301 for a field that is not well formed."""
    text = read_question(FRBUS, path or economics_root() / "peers" / "frbus.yaml")
    shock, residuals = text["shock"], text["residuals"]
    if len(residuals) < 2:
        raise text.fault("residuals of one quarter are no past to draw from", "residuals")
    return FrbusWork(
        start=text["start"],
        put=text["put"],
        shock=(shock["series"], shock["size"]),
        residuals=(str(residuals[0]), str(residuals[-1])),
        near_zero=text["near_zero"],
        zero=text["zero"],
        agreement=text["agreement"],
        rows=tuple(Work(r["kind"], r["expectations"], r["quarters"], r["target"]) for r in text["work"]),
    )


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
