"""Estimation of the model's equations, to a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from moneygood.core.asked import CheckedRequest, option
from moneygood.runs.options import draw_option

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace
    from moneygood.estimation.fitting.answer import FitAnswer


@dataclass(frozen=True, kw_only=True)
class AskFit(CheckedRequest):
    """Example: moneygood fit --equation unemployment --out proposal"""

    equations: Sequence[str] = option(
        (), "Label of an equation to fit; may be repeated.", flag="--equation", many=True, ordered=True
    )
    out: Path | None = option(
        None, "Folder for the proposal: estimates, draws, report.", read=Path, idle=True
    )
    check: bool = option(
        False, "Are the adopted values inside their 90% bands, or their reasons stated? Leaves with 1 if not."
    )
    seed: int = draw_option("seed")
    vintage: str | None = draw_option("vintage")
    day: str | None = draw_option("day")


def ask(workspace: Workspace, request: AskFit) -> FitAnswer:
    """What the bundled panel says about the model's parameters, given priors, and about its hidden states.

    `equations` are labels (all with priors by default). Posteriors are in closed form where an equation is
    linear in its parameters and by Metropolis elsewhere; the same `seed` gives the same draws. With `out` the
    estimates, draws and a report are written into that folder, whole or not at all. Nothing that is adopted
    changes. With `check` the adopted values are held against their 90 percent bands. Errors: A611 for the
    priors, A612 for an equation without priors or figures, A613 for the folder. Source: koop2003, gelman2013,
    laubach2003, hamilton1989.

    >>> import moneygood as mg
    >>> found = mg.fit("unemployment")
    >>> "unemployment" in str(found.as_json())
    True
    """
    from moneygood.estimation.filters.adoption import estimate_adoption
    from moneygood.estimation.filters.adoption_texts import read_adoption
    from moneygood.estimation.filters.premium import estimate_premium
    from moneygood.estimation.filters.regime import regimes
    from moneygood.estimation.fitting.answer import FitAnswer
    from moneygood.estimation.fitting.fit import fit_equations

    if request.out is not None:
        check_proposal_folder(request.out)
    result = fit_equations(workspace, request.equations, request.seed)
    premium = estimate_premium(result.past, workspace.vintage, workspace.model.root)
    narrative = regimes(workspace.model, workspace.vintage, workspace.model.root)
    points = read_adoption(workspace.model, workspace.vintage, workspace.rule.end, workspace.model.root)
    adoption = estimate_adoption(points)
    answer = FitAnswer(
        result, premium, narrative, adoption, workspace.vintage.name, workspace.vintage.hash, request.check
    )
    if request.out is not None:
        write_proposal(answer, request.out)
    return answer


def facts(request: AskFit, answer: FitAnswer) -> list[str]:
    """The line under the answer: the files of the proposal, where one was written."""
    if request.out is None:
        return []
    return [f"Proposal: {', '.join(sorted(p.name for p in request.out.iterdir()))} in {request.out}"]


def write_proposal(answer: FitAnswer, folder: str | Path) -> tuple[Path, ...]:
    """Write estimates, draws and a report into a folder, whole or not at all (A613), and return the files."""
    from moneygood.estimation.fitting.proposal import write_proposal as write

    return write(answer, Path(folder))


def check_proposal_folder(folder: str | Path) -> None:
    """Raise what would keep a proposal from being written (A613), before anything is estimated."""
    from moneygood.estimation.fitting.proposal import check_folder

    check_folder(Path(folder))
