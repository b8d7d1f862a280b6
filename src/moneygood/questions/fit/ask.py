"""Estimation of the model's equations, to a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.baseline.opening import load

if TYPE_CHECKING:
    from moneygood.estimation.fitting.answer import FitAnswer


def fit(equations: Sequence[str] = (), *, seed: int = 1, vintage: str | None = None) -> FitAnswer:
    """What the bundled panel says about the model's parameters, given priors, and about its hidden states.

    `equations` are labels (all with priors by default). Posteriors are in closed form where an equation is
    linear in its parameters and by Metropolis elsewhere; the same `seed` gives the same draws. Nothing that
    is adopted changes. Errors: A611 for the priors, A612 for an equation without priors or figures. Source:
    koop2003, gelman2013, laubach2003, hamilton1989.
    """
    from moneygood.estimation.filters.adoption import estimate_adoption
    from moneygood.estimation.filters.adoption_texts import read_adoption
    from moneygood.estimation.filters.premium import estimate_premium
    from moneygood.estimation.filters.regime import regimes
    from moneygood.estimation.fitting.answer import FitAnswer
    from moneygood.estimation.fitting.fit import fit_equations

    workspace = load(vintage)
    result = fit_equations(workspace, equations, seed)
    premium = estimate_premium(result.past, workspace.vintage, workspace.model.root)
    narrative = regimes(workspace.model, workspace.vintage, workspace.model.root)
    points = read_adoption(workspace.model, workspace.vintage, workspace.rule.end, workspace.model.root)
    adoption = estimate_adoption(points)
    return FitAnswer(result, premium, narrative, adoption, workspace.vintage.name, workspace.vintage.hash)


def write_proposal(answer: FitAnswer, folder: str | Path) -> tuple[Path, ...]:
    """Write estimates, draws and a report into a folder, whole or not at all (A613), and return the files."""
    from moneygood.estimation.fitting.proposal import write_proposal as write

    return write(answer, Path(folder))


def check_proposal_folder(folder: str | Path) -> None:
    """Raise what would keep a proposal from being written (A613), before anything is estimated."""
    from moneygood.estimation.fitting.proposal import check_folder

    check_folder(Path(folder))
