"""Samples whose rows have an order that matters, and the indices made from them.

A sample carries a fingerprint of its design and of the order of its rows; indices are refused (A350) for
rows in any other order, because the estimators would give wrong figures without a word.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from moneygood.core.errors import MoneygoodError
from moneygood.questions.sensitivity.design import Design, Index

LEVELS = 4
RESAMPLES = 200


@dataclass(frozen=True)
class InputSample:
    """`values` [row, input] in the inputs' own units, in the order that the design needs, and a
    `fingerprint`."""

    design: Design
    values: np.ndarray
    shares: np.ndarray
    fingerprint: str

    def check(self) -> None:
        """A350 when the rows are not those of the design in their order."""
        if fingerprint(self.design, self.values) != self.fingerprint:
            raise MoneygoodError(
                "A350", f"the {len(self.values)} rows are not in the order in which they were drawn"
            )


def fingerprint(design: Design, values: np.ndarray) -> str:
    """A hash of a design and of rows in their order."""
    digest = hashlib.sha256(design.as_text().encode())
    digest.update(np.ascontiguousarray(values, dtype=np.float64).tobytes())
    return digest.hexdigest()


def draw_sample(design: Design) -> InputSample:
    """The sample of a design: rows in the order that its indices are made from."""
    if design.method == "dependent":
        from moneygood.questions.sensitivity.dependent import dependent_shares

        raw = shares = dependent_shares(design)
    else:
        raw = _unit_cube(design)
        shares = design.dependence.correlated(raw)
    morris = design.method == "morris"
    columns = [
        m.value(m.middle(shares[:, j]) if morris else shares[:, j]) for j, m in enumerate(design.marginals)
    ]
    values = np.stack(columns, axis=1)
    return InputSample(design, values, raw, fingerprint(design, values))


def _unit_cube(design: Design) -> np.ndarray:
    if design.method == "morris":
        from SALib.sample import morris

        return morris.sample(design.problem, design.size, num_levels=LEVELS, seed=design.seed)
    from SALib.sample import sobol

    return sobol.sample(design.problem, design.size, calc_second_order=design.second_order, seed=design.seed)


def indices(sample: InputSample, outputs: np.ndarray, rows: np.ndarray | None = None) -> tuple[Index, ...]:
    """The indices from the outputs [row] of a sample's rows; `rows` [row, input] as they were run, if they
    were run elsewhere, are held against the sample's.

    Kinds: "first", "total", "second" (Sobol, shares of the variance), "mu_star", "mu", "sigma" (Morris, in
    the output's unit over the range of an input, the middle 90% of one that is normal). Errors: A350 for rows
    out of order, A352 for outputs that are missing.
    """
    sample.check()
    if rows is not None and (
        np.shape(rows) != sample.values.shape or not np.array_equal(rows, sample.values)
    ):
        raise MoneygoodError(
            "A350", f"the {len(rows)} rows that were run are not the sample's in their order"
        )
    outputs = np.asarray(outputs, dtype=np.float64)
    if outputs.shape != (len(sample.values),):
        raise MoneygoodError("A350", f"{len(sample.values)} rows have {outputs.size} outputs")
    bad = int((~np.isfinite(outputs)).sum())
    if bad:
        raise MoneygoodError("A352", f"{bad} of {len(outputs)} runs have no value")
    spread = float(outputs.std())
    if spread <= 1e-7 * max(abs(float(outputs.mean())), 1e-12):
        return tuple(Index(k, u, None, 0.0, 0.0) for u in sample.design.units for k in _kinds(sample.design))
    if sample.design.method == "dependent":
        from moneygood.questions.sensitivity.dependent import dependent_indices

        return dependent_indices(sample.design, outputs)
    return _morris(sample, outputs) if sample.design.method == "morris" else _sobol(sample, outputs)


def _kinds(design: Design) -> tuple[str, ...]:
    return ("mu_star", "mu", "sigma") if design.method == "morris" else ("first", "total")


def _sobol(sample: InputSample, outputs: np.ndarray) -> tuple[Index, ...]:
    from SALib.analyze import sobol

    design = sample.design
    found = sobol.analyze(
        design.problem,
        outputs,
        calc_second_order=design.second_order,
        num_resamples=RESAMPLES,
        seed=design.seed,
    )
    out = []
    for i, unit in enumerate(design.units):
        out.append(Index("first", unit, None, float(found["S1"][i]), float(found["S1_conf"][i])))
        out.append(Index("total", unit, None, float(found["ST"][i]), float(found["ST_conf"][i])))
    if design.second_order:
        for i, a in enumerate(design.units):
            for j, b in enumerate(design.units[:i]):
                value, error = float(found["S2"][j, i]), float(found["S2_conf"][j, i])
                out.append(Index("second", b, a, value, error))
    return tuple(out)


def _morris(sample: InputSample, outputs: np.ndarray) -> tuple[Index, ...]:
    from SALib.analyze import morris

    design = sample.design
    found = morris.analyze(
        design.problem, sample.shares, outputs, num_levels=LEVELS, num_resamples=RESAMPLES, seed=design.seed
    )
    order = {str(name): i for i, name in enumerate(found["names"])}
    out = []
    for unit in design.units:
        i = order[unit]
        out.append(Index("mu_star", unit, None, float(found["mu_star"][i]), float(found["mu_star_conf"][i])))
        for kind in ("mu", "sigma"):
            value = (
                float(np.ma.filled(found[kind][i], np.nan))
                if np.ma.isMaskedArray(found[kind])
                else float(found[kind][i])
            )
            out.append(Index(kind, unit, None, value, float("nan")))
    return tuple(out)
