"""Solves and simulates a model: arrays in, paths out. Knows nothing of files, tables or plots."""

from __future__ import annotations

from moneygood.engine.residuals import tracking_residuals
from moneygood.engine.setting import (
    Absorbed,
    Hold,
    NewtonStats,
    PathSolution,
    Setting,
    Simulation,
    empty_setting,
)
from moneygood.engine.simulate import simulate
from moneygood.engine.solve_path import solve_path

__all__ = [
    "Absorbed",
    "Hold",
    "NewtonStats",
    "PathSolution",
    "Setting",
    "Simulation",
    "empty_setting",
    "simulate",
    "solve_path",
    "tracking_residuals",
]
