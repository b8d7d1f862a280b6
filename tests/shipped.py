"""What ships, read once a process, and when a test asks for it rather than while tests are collected."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from moneygood.model.build import load_model
from moneygood.model.model import Model
from moneygood.questions.claims.text import ClaimText, read_claim_files
from moneygood.scenarios.levers import Lever, read_levers

ECONOMICS = Path(__file__).parents[1] / "economics"
"""Named here, so that a test that turns the environment to texts of its own leaves no other for the next."""
SCENARIOS = tuple(sorted(p.stem for p in (ECONOMICS / "scenarios").glob("*.yaml")))


@cache
def model() -> Model:
    return load_model(ECONOMICS)


@cache
def levers() -> Mapping[str, Lever]:
    return read_levers(ECONOMICS)


@cache
def claims() -> Mapping[str, ClaimText]:
    found = read_claim_files(sorted((ECONOMICS / "claims").glob("*.yaml")))
    return {c.id: c for c in found}
