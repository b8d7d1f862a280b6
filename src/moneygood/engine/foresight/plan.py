"""A quarter's work, written out for the kernels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from moneygood.engine.foresight.record import FrozenRecord


@dataclass(frozen=True, eq=False)
class QuarterWork(FrozenRecord):
    """A quarter's work for the kernels: `leaf` registers filled from the table (`leaf_row`, `leaf_lag`), then
    stages: operations `begin` to `end`, then block `kind` (-1 = none)."""

    leaf: np.ndarray
    leaf_row: np.ndarray
    leaf_lag: np.ndarray
    state: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    unknown_at: np.ndarray
    unknown: np.ndarray
    residual: np.ndarray
    residual_begin: np.ndarray
    residual_end: np.ndarray
    jacobian_end: np.ndarray
    jacobian_at: np.ndarray
    jacobian: np.ndarray
