"""All equations estimated one by one, then looked at together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from moneygood.baseline.measure import measured_panel
from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.periods import Quarter
from moneygood.estimation.filters.neutral_fit import NeutralEstimate, estimate_neutral
from moneygood.estimation.filters.state_texts import read_states, replaced_rows
from moneygood.estimation.fitting.diagnostics import Diagnostics, diagnose
from moneygood.estimation.fitting.posterior import Posterior, posterior
from moneygood.estimation.fitting.priors import Prior, Priors, read_priors
from moneygood.estimation.fitting.problem import Problem, make_problem
from moneygood.estimation.fitting.shrinkage import Shrunk, shrunk_correlation
from moneygood.estimation.past.state import Past, complete_past
from moneygood.estimation.past.texts import read_past_rule
from moneygood.model.evaluate import evaluate_series
from moneygood.model.formula import parse_expression
from moneygood.model.model import Model

if TYPE_CHECKING:
    from moneygood.baseline.workspace import Workspace

DRAWS = 400
"""Posterior draws kept of every parameter."""

SIGNIFICANT = 0.05


@dataclass(frozen=True)
class EquationFit:
    """One equation: its posterior and diagnostics, residuals [quarter] at the posterior mean."""

    label: str
    title: str
    problem: Problem
    posterior: Posterior
    diagnostics: Diagnostics
    residuals: np.ndarray
    explained: str

    @property
    def priors(self) -> tuple[Prior, ...]:
        """The priors, in the order of the posterior's columns."""
        return self.problem.priors

    @property
    def autocorrelated(self) -> bool:
        """Whether residuals are autocorrelated at five percent by Breusch and Godfrey's test."""
        return self.diagnostics.breusch_godfrey < SIGNIFICANT


@dataclass(frozen=True)
class FitResult:
    """Everything that was estimated: equations, joint residuals, the neutral-rate filter."""

    model: Model
    past: Past
    equations: tuple[EquationFit, ...]
    joint: Shrunk
    neutral: NeutralEstimate
    priors: Priors
    seed: int

    def draws_table(self) -> tuple[list[str], np.ndarray]:
        """Names of all parameters and their posterior draws [draw, parameter], equation by equation.

        Draws of one equation stand in one row together, so their correlation is kept; equations are
        independent. A parameter that two equations share is taken from the first.
        """
        names: list[str] = []
        columns: list[np.ndarray] = []
        for e in self.equations:
            for i, prior in enumerate(e.priors):
                if prior.parameter not in names:
                    names.append(prior.parameter)
                    columns.append(e.posterior.draws[:, i])
        return names, np.column_stack(columns)


def fit_equations(workspace: Workspace, labels: Sequence[str] = (), seed: int = 1) -> FitResult:
    """Every equation with priors (or those in `labels`), on the completed past.

    The neutral rate, the natural rate and with them the gap's companions come from the filter, estimated
    first. Errors: A611 for the priors, A612 for an equation that has none or too few figures.
    """
    model = workspace.model
    priors = read_priors(model, model.root)
    wanted = list(labels) or list(priors.equations)
    for label in wanted:
        if label not in priors.equations:
            hint = did_you_mean(label, priors.equations) or f"There are {', '.join(priors.equations)}"
            raise MoneygoodError("A612", f"the equation of {label!r} has no priors", None, hint)
    neutral = estimate_neutral(model, workspace.vintage)
    past = fitted_past(workspace, neutral)
    own = past.model
    rule = read_past_rule(model.root, model)
    fits = []
    for label in wanted:
        problem = make_problem(own, past.panel, priors.equations[label], rule.first)
        rng = np.random.default_rng([seed, *label.encode()])
        found = posterior(problem, DRAWS, rng)
        residuals = problem.residuals(found.mean)
        slopes = problem.jacobian(found.mean)
        numbers = np.array([int(q) for q in problem.quarters])
        dependent = _dependent(own, past, label, problem)
        checked = diagnose(residuals, slopes, dependent, numbers)
        title = own.equation(label).title
        fits.append(
            EquationFit(
                label, title, problem, found, checked, residuals, priors.equations[label].autocorrelation
            )
        )
    return FitResult(model, past, tuple(fits), _joint(fits, past), neutral, priors, seed)


def fitted_past(workspace: Workspace, neutral: NeutralEstimate) -> Past:
    """The completed past with the states that estimation takes over, up to the last quarter with GDP."""
    from moneygood.estimation.past.forecast_targets import last_measured

    model, vintage, end = workspace.model, workspace.vintage, last_measured(workspace)
    text = read_states(model, model.root)
    figures = measured_panel(model, vintage).window(vintage.quarterly.periods[0], end)
    taken = {name: text.replaces[name] for name in text.fitted}
    replaced = replaced_rows(taken, neutral.states, neutral.periods, figures)
    return complete_past(model, vintage, read_past_rule(model.root, model), end, replaced=replaced)


def _dependent(model: Model, past: Past, label: str, problem: Problem) -> np.ndarray:
    """The left side of the equation over the quarters used: what its fit is measured against."""
    left = model.equation(label).text.partition("~")[0]
    left = left.split("]", 1)[-1].split('"')[-1] if left.strip().startswith("[") else left
    node = parse_expression(left.strip(), model).node
    numbers = {n: p.value for n, p in model.parameters.items()} | {
        n: c.value for n, c in model.constants.items()
    }
    values = evaluate_series(node, past.panel.series, parameters=numbers)
    first = past.panel.periods[0]
    return np.array([values[q - first] for q in problem.quarters])


def _joint(fits: Sequence[EquationFit], past: Past) -> Shrunk:
    """The shrunk correlation of all equations' residuals over the quarters they share."""
    first = past.panel.periods[0]
    table = np.full((len(fits), len(past.panel.periods)), np.nan)
    for i, e in enumerate(fits):
        table[i, [q - first for q in e.problem.quarters]] = e.residuals
    return shrunk_correlation(table)


def span(quarters: Sequence[Quarter]) -> str:
    """The first and last quarter, as text."""
    return f"{quarters[0]}..{quarters[-1]}"
