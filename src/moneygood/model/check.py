"""Holding the texts against each other: who determines what, which records are missing or unused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from moneygood.core.errors import MoneygoodError, Place, did_you_mean
from moneygood.core.texts import place_of
from moneygood.model.functions import FUNCTIONS
from moneygood.model.read import EquationFile, Statement
from moneygood.model.records import Records, Shock

Labelled = tuple[str, Statement]


def unknown_variable(name: str, known: Iterable[str]) -> MoneygoodError:
    """M001 for a variable that the model does not have."""
    return MoneygoodError("M001", f"there is no variable '{name}'", hint=did_you_mean(name, known))


def duplicate_labels(statements: list[Labelled]) -> list[MoneygoodError]:
    """M005 for every variable that is determined a second time."""
    first: dict[str, Statement] = {}
    errors = []
    for _, s in statements:
        if s.label in first:
            errors.append(
                MoneygoodError(
                    "M005",
                    f"{s.label} is determined twice",
                    s.place,
                    f"The first equation is in {first[s.label].place}",
                )
            )
        first.setdefault(s.label, s)
    return errors


def taken_names(records: Records) -> list[MoneygoodError]:
    """M019 for every name that stands for two things, or is a word of the language."""
    kinds = {
        "variable": records.variables,
        "parameter": records.parameters,
        "constant": records.constants,
        "shock": records.shocks,
    }
    owner = dict.fromkeys(FUNCTIONS, "function") | {"sector": "word of the language"}
    errors = []
    for kind, table in kinds.items():
        for name, record in table.items():
            if name in owner:
                place = place_of(record.place.file, (name,)) if record.place else None
                errors.append(
                    MoneygoodError(
                        "M019",
                        f"the {kind} '{name}' has the name of a {owner[name]}",
                        place,
                        "Rename one of them",
                    )
                )
            owner[name] = kind
    return errors


def variant_faults(
    name: str, file: EquationFile, labels: set[str] | None, records: Records
) -> list[MoneygoodError]:
    """M005 for a label that stands twice in a variant; M024 for one that is not among the model's `labels`
    (when they are known); M016 for a missing shock record."""
    errors = duplicate_labels([(name, s) for s in file.statements])
    for s in file.statements:
        if labels is not None and s.label not in labels:
            errors.append(
                MoneygoodError(
                    "M024",
                    f"the variant {name} replaces {s.label}, which no equation determines",
                    s.place,
                    did_you_mean(s.label, labels),
                )
            )
        if s.relation == "~" and f"eps_{s.label}" not in records.shocks:
            errors.append(_no_shock(s, records))
    return errors


def _no_shock(s: Statement, records: Records) -> MoneygoodError:
    return MoneygoodError(
        "M016",
        f"the equation of {s.label} has no record of its shock eps_{s.label}",
        s.place,
        "Add it to economics/calibration/shocks.yaml",
    )


def cross_checks(
    root: Path,
    records: Records,
    statements: list[Labelled],
    parsed: Iterable[EquationFile],
    variants: Mapping[str, EquationFile],
    measurement: EquationFile | None,
    used: set[str],
) -> list[MoneygoodError]:
    """All faults that show only when equations and records are seen together.

    What is missing or unused is looked for only when every statement could be read.
    """
    behavioural = {s.label for _, s in statements if s.relation == "~"}
    behavioural |= {s.label for f in variants.values() for s in f.statements if s.relation == "~"}
    every = [s for _, s in statements] + [s for f in variants.values() for s in f.statements]
    every += list(measurement.statements) if measurement else []
    readable = not any(f.errors for f in parsed)
    return [
        *(_undetermined(records, statements) if readable else []),
        *(
            _no_shock(s, records)
            for _, s in statements
            if s.relation == "~" and f"eps_{s.label}" not in records.shocks
        ),
        *(_unused(records, behavioural, used) if readable else []),
        *_correlation_faults(root, records),
        *_together_faults(records),
        *_unknown_sources(every, records),
    ]


def _undetermined(records: Records, statements: list[Labelled]) -> list[MoneygoodError]:
    determined = {s.label: s for _, s in statements}
    errors = []
    for name, v in records.variables.items():
        if v.exogenous and name in determined:
            errors.append(
                MoneygoodError(
                    "M007",
                    f"{name} is marked exogenous and has an equation",
                    determined[name].place,
                    "Remove the mark or the equation",
                )
            )
        if not v.exogenous and name not in determined:
            place = place_of(v.place.file, (name,)) if v.place else None
            errors.append(
                MoneygoodError(
                    "M006",
                    f"no equation determines {name}",
                    place,
                    "Write its equation, or mark it exogenous: true",
                )
            )
    return errors


def _unused(records: Records, behavioural: set[str], used: set[str]) -> list[MoneygoodError]:
    errors = []
    for name, p in records.parameters.items():
        if name not in used and p.place:
            errors.append(
                MoneygoodError(
                    "M013",
                    f"no equation uses the parameter {name}",
                    place_of(p.place.file, (name,)),
                    "Use it or remove it",
                )
            )
    for name, s in records.shocks.items():
        if name not in used and name.removeprefix("eps_") not in behavioural and s.place:
            errors.append(
                MoneygoodError(
                    "M017",
                    f"nothing uses the shock {name}",
                    _shock_place(s),
                    did_you_mean(name, [f"eps_{b}" for b in behavioural]) or "Use it or remove it",
                )
            )
    for name, w in records.switches.items():
        if name not in used and w.place:
            errors.append(
                MoneygoodError(
                    "M020",
                    f"no equation has a channel of the switch {name}",
                    place_of(w.place.file, (name,)),
                    "Use via(...) or remove it",
                )
            )
    return errors


def _shock_place(shock: Shock) -> Place | None:
    """Where the record of a shock stands: at the top of the file or in one of its sections."""
    if shock.place is None:
        return None
    tops: list[tuple[str, ...]] = [("uniforms",)] if shock.kind == "uniform" else [(), ("shocks",)]
    places = [place_of(shock.place.file, (*top, shock.name)) for top in tops]
    return next((p for p in places if p.text and shock.name in p.text), shock.place)


def _correlation_faults(root: Path, records: Records) -> list[MoneygoodError]:
    import numpy as np

    path = root / "calibration" / "shocks.yaml"
    normal = [n for n, s in records.shocks.items() if s.kind == "normal"]
    index = {n: i for i, n in enumerate(normal)}
    matrix = np.eye(len(normal))
    errors: list[MoneygoodError] = []
    seen: set[frozenset[str]] = set()
    for i, c in enumerate(records.correlations):
        place = c.place and place_of(path, ("correlations", i))
        pair = frozenset((c.a, c.b))
        for name in (c.a, c.b):
            if name and name not in index:
                errors.append(
                    MoneygoodError(
                        "M025",
                        f"the correlation names the unknown shock '{name}'",
                        place,
                        did_you_mean(name, normal),
                    )
                )
        if len(pair) == 1 or pair in seen:
            errors.append(
                MoneygoodError(
                    "M025",
                    f"the correlation of {c.a} and {c.b} stands twice or pairs a shock with itself",
                    place,
                )
            )
        seen.add(pair)
        if c.a in index and c.b in index:
            matrix[index[c.a], index[c.b]] = matrix[index[c.b], index[c.a]] = c.rho
    if not errors and records.correlations and all(abs(c.rho) < 1 for c in records.correlations):
        lowest = float(np.linalg.eigvalsh(matrix)[0])
        if lowest <= 1e-9:
            errors.append(
                MoneygoodError(
                    "M025",
                    "the correlations of the shocks contradict each other (the matrix has"
                    f" the eigenvalue {lowest:.3g})",
                    place_of(path, ("correlations",)),
                    "Make some of them smaller",
                )
            )
    return errors


def _together_faults(records: Records) -> list[MoneygoodError]:
    """M025 for correlations of parameters that are not drawn, or that contradict each other."""
    import numpy as np

    normal = [n for n, p in records.parameters.items() if p.draw in ("normal", "lognormal")]
    index = {n: i for i, n in enumerate(normal)}
    matrix, errors = np.eye(len(normal)), []
    for p in records.parameters.values():
        place = place_of(p.place.file, (p.name, "together")) if p.place and p.together else p.place
        for other, rho in p.together:
            if p.name not in index or other not in index or other == p.name:
                name = p.name if p.name not in index else other
                words = f"the correlation of {p.name} and {other} names {name}, which is not drawn beside it"
                hint = "Give it a standard error and draw: normal, or leave it away"
                errors.append(MoneygoodError("M025", words, place, did_you_mean(name, normal) or hint))
                continue
            i, j = index[p.name], index[other]
            if not -1.0 < rho < 1.0 or matrix[i, j]:
                words = f"the correlation of {p.name} and {other} stands twice or is not between -1 and 1"
                errors.append(MoneygoodError("M025", words, place))
                continue
            matrix[i, j] = matrix[j, i] = rho
    if not errors and normal and float(np.linalg.eigvalsh(matrix)[0]) <= 1e-9:
        first = next(p for p in records.parameters.values() if p.together)
        words = "the correlations of the parameters contradict each other"
        errors.append(MoneygoodError("M025", words, first.place, "Make some of them smaller"))
    return errors


def _unknown_sources(statements: Iterable[Statement], records: Records) -> list[MoneygoodError]:
    errors = []
    for s in statements:
        for key in s.sources:
            if key != "ours" and key not in records.references and records.cited:
                errors.append(
                    MoneygoodError(
                        "M015",
                        f"the source '{key}' of {s.label} is unknown",
                        s.place,
                        did_you_mean(key, records.references) or "Add it to references.bib",
                    )
                )
    return errors
