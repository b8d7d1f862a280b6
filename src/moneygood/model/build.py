"""Reading a folder of economics texts into a checked model."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from moneygood.core.cache import read_as, write_cached
from moneygood.core.code_version import code_hash
from moneygood.core.errors import ManyErrors, MoneygoodError, Place
from moneygood.core.texts import economics_root, read_text, text_bytes
from moneygood.core.units import Unit
from moneygood.model import check
from moneygood.model.compile import (
    compile_measurements,
    compile_statement,
    equation_scope,
    sort_shocks,
)
from moneygood.model.equation import Equation, largest_lag
from moneygood.model.expand import ViaTable
from moneygood.model.graph import Graph
from moneygood.model.model import Model
from moneygood.model.plain_model import model_of, model_text
from moneygood.model.read import EquationFile, Statement, read_equations
from moneygood.model.read_records import RecordReader
from moneygood.model.records import Records, Variable
from moneygood.model.scope import Scope

CODE = ("core", "model")
"""The rooms that turn texts into a model."""


class ModelErrors(ManyErrors):
    """Every fault of a model's texts."""


@dataclass
class Texts:
    """The parsed texts of a folder: records, equation files by sector, variants by name, measurements."""

    root: Path
    records: Records
    files: dict[str, EquationFile]
    variants: dict[str, EquationFile]
    measurement: EquationFile | None
    errors: list[MoneygoodError] = field(default_factory=list)

    def parsed(self) -> list[EquationFile]:
        """All files of formulas."""
        last = [self.measurement] if self.measurement else []
        return [*self.files.values(), *self.variants.values(), *last]


def model_files(root: Path) -> list[Path]:
    """All files that a model is made of, in a fixed order."""
    patterns = (
        "references.bib",
        "equations/*.eq",
        "equations/variants/*.eq",
        "calibration/*.yaml",
        "dictionary/*.yaml",
        "dictionary/*.eq",
        "dictionary/variables/*.yaml",
    )
    return [p for pattern in patterns for p in sorted(root.glob(pattern))]


def load_model(root: Path | None = None, *, cached: bool = True) -> Model:
    """The model that the economics texts describe, with every name and unit checked.

    `root` is the folder of the texts (default: that of the installation). The parsed result is kept in the
    user's cache folder under the hash of the texts and of this code; with `cached` false it is read anew.
    ModelErrors (all faults, each with code and place) when the texts are not a model; C005 when `root` is
    missing.
    """
    root = Path(root) if root is not None else economics_root()
    mark = texts_mark(root)
    where = os.fsencode(root.resolve())  # under LANG=C a folder's name may hold bytes that are no text
    key = hashlib.sha256(f"{mark}\0{sys.version}\0{code_hash(CODE)}\0".encode() + where).hexdigest()
    name = f"model-{key}"
    if cached:
        found = read_as(name, model_of)
        if found is not None:
            return found
    model, errors = compile_texts(read_texts(root), mark)
    if model is None:
        raise ModelErrors(errors)
    if cached:
        write_cached(name, model_text(model))
    return model


def check_texts(root: Path | None = None) -> list[MoneygoodError]:
    """Every fault of the texts in `root`; an empty list when they are a model."""
    try:
        root = Path(root) if root is not None else economics_root()
        return compile_texts(read_texts(root), "")[1]
    except ManyErrors as faults:
        return list(faults.errors)
    except MoneygoodError as fault:
        return [fault]


def texts_mark(root: Path) -> str:
    """The SHA-256 (hex) of the model's texts, by path below `root` and content: the same on every machine."""
    digest = hashlib.sha256()
    for path in model_files(root):
        content = text_bytes(path)
        digest.update(os.fsencode(path.relative_to(root).as_posix()) + f"\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_texts(root: Path) -> Texts:
    """The texts of a folder, parsed but not yet held against each other."""
    if not (root / "equations").is_dir():
        raise MoneygoodError(
            "M033", "there is no folder 'equations'", Place(root), "Name the economics folder"
        )
    records = RecordReader(root).read_all()
    texts = Texts(root, records, {}, {}, None, list(records.errors))

    def read(path: Path) -> EquationFile:
        try:
            found = read_equations(read_text(path), path)
        except MoneygoodError as fault:
            found = read_equations("", path)
            texts.errors.append(fault)
        texts.errors.extend(found.errors)
        return found

    for path in sorted((root / "equations").glob("*.eq")):
        texts.files[path.stem] = found = read(path)
        if found.foresight:
            texts.errors.append(
                MoneygoodError(
                    "M047",
                    "a sector of the model is marked foresight",
                    Place(path, 1),
                    "Mark a variant instead",
                )
            )
        if found.sector is None and not any(e.code == "M023" for e in found.errors):
            texts.errors.append(
                MoneygoodError(
                    "M023", "the file has no sector statement", Place(path, 1), 'Begin it with sector "Name"'
                )
            )
    for path in sorted((root / "equations" / "variants").glob("*.eq")):
        texts.variants[path.stem] = read(path)
    if (root / "dictionary" / "measurement.eq").exists():
        texts.measurement = read(root / "dictionary" / "measurement.eq")
    return texts


def compile_texts(texts: Texts, mark: str) -> tuple[Model | None, list[MoneygoodError]]:
    """The model of parsed texts (None when there are faults) and all faults, each once.

    When a record or a unit could not be read at all, the formulas are not held against the records: names
    would be missed everywhere.
    """
    records = texts.records
    statements = [(sector, s) for sector, f in texts.files.items() for s in f.statements]
    errors = [*texts.errors, *check.duplicate_labels(statements), *check.taken_names(records)]
    if records.incomplete:
        return None, _once(errors)
    work = _Work(records, equation_scope(records.variables, records, _behavioural(statements)))
    for sector, s in statements:
        work.take(s, sector)
    vias = tuple(work.vias.vias)
    work.check_variants(texts, {s.label for _, s in statements})
    measured, faults = {}, []
    measurement_graph = Graph()
    if texts.measurement is not None:
        work.note_names(texts.measurement.statements)
        measured, faults = compile_measurements(
            texts.measurement.statements, records.variables, records, measurement_graph
        )
    errors += work.errors + faults
    errors += check.cross_checks(
        texts.root, records, statements, texts.parsed(), texts.variants, texts.measurement, work.used
    )
    if errors:
        return None, _once(errors)
    shocks = sort_shocks(work.equations, work.units, records.shocks)
    model = Model(
        variables=_ordered_variables(records, work.equations),
        parameters=records.parameters,
        constants=records.constants,
        shocks=shocks,
        correlations=tuple(c for c in records.correlations if c.a in shocks and c.b in shocks),
        distribution=records.distribution,
        switches=records.switches,
        equations=tuple(work.equations),
        graph=work.graph,
        vias=vias,
        max_lag=largest_lag(work.equations),
        hash=mark,
        measurements=measured,
        measurement_graph=measurement_graph,
        references=records.references,
        root=texts.root,
        spare_shocks={n: s for n, s in records.shocks.items() if n not in shocks},
    )
    return model, []


class _Work:
    """What gathers while statements are compiled one after another."""

    def __init__(self, records: Records, scope: Scope) -> None:
        self.records = records
        self.scope = scope
        self.graph = Graph()
        self.vias = ViaTable()
        self.equations: list[Equation] = []
        self.units: dict[str, Unit] = {}
        self.errors: list[MoneygoodError] = []
        self.used: set[str] = set()

    def take(self, s: Statement, sector: str) -> None:
        """Compile one equation of the model."""
        compiled = compile_statement(s, self.scope, self.graph, self.vias, sector)
        self.note_names([s])
        self.errors.extend(compiled.errors)
        if compiled.unit is not None:
            self.units[s.label] = compiled.unit
        if compiled.equation is not None:
            self.equations.append(compiled.equation)

    def check_variants(self, texts: Texts, labels: set[str]) -> None:
        """Compile the variants for their faults alone; they become equations when a model takes them."""
        readable = not any(f.errors for f in texts.files.values())
        for name, file in texts.variants.items():
            self.errors += check.variant_faults(name, file, labels if readable else None, self.records)
            spare = ViaTable(tuple(self.vias.vias))
            self.note_names(file.statements)
            for s in file.statements:
                if s.label in labels:
                    scope = replace(_with_owned(self.scope, s), leads=file.foresight)
                    self.errors += compile_statement(s, scope, self.graph, spare, "variant").errors

    def note_names(self, statements: Iterable[Statement]) -> None:
        """Remember every name that the statements use."""
        for s in statements:
            self.used |= {str(t.value) for side in (s.left, s.right) for t in side.walk()}


def _behavioural(statements: list[tuple[str, Statement]]) -> list[str]:
    return [s.label for _, s in statements if s.relation == "~"]


def _once(errors: list[MoneygoodError]) -> list[MoneygoodError]:
    """The errors in order, without those that read the same as an earlier one."""
    return list({str(e): e for e in reversed(errors)}.values())[::-1]


def _with_owned(scope: Scope, s: Statement) -> Scope:
    """The scope in which the shock of a variant's equation is added by itself."""
    own = f"eps_{s.label}"
    if s.relation != "~" or own in scope.owned_shocks:
        return scope
    shocks = {n: u for n, u in scope.shocks.items() if n != own}
    return replace(scope, owned_shocks=scope.owned_shocks | {own}, shocks=shocks)


def _ordered_variables(records: Records, equations: list[Equation]) -> dict[str, Variable]:
    """Variables in the order of their equations, exogenous ones after them."""
    order = [e.label for e in equations] + [n for n, v in records.variables.items() if v.exogenous]
    return {n: records.variables[n] for n in order}
