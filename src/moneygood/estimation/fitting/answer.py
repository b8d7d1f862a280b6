"""What estimation found: parameters beside priors and adopted values, diagnostics, hidden states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from moneygood.core.answer import Column, ShortRepr, Table
from moneygood.estimation.filters.adoption import AdoptionEstimate
from moneygood.estimation.filters.premium import PremiumEstimate
from moneygood.estimation.filters.regime import Regimes
from moneygood.estimation.fitting.fit import DRAWS, EquationFit, FitResult, span
from moneygood.estimation.fitting.hidden import state_table
from moneygood.estimation.fitting.priors import Prior

FAR = 2.0
"""Posterior standard deviations beyond which an adopted value is called far from the estimate."""
SCORE90 = 1.6449
"""Standard deviations on each side of the mean of a normal that hold 90 percent."""

EDGE = 0.02
"""Share of the range's width within which a posterior draw counts as at the bound."""
CROWDED = 0.1
"""Share of draws at a bound from which the range and not the panel is said to decide."""

PANDEMIC_NOTE = (
    "Quarters of 2020-21 are left out of every sample: no constant parameter describes them, and their "
    "residuals would decide all others."
)


@dataclass(frozen=True)
class ParameterRow:
    """One parameter: prior, posterior, adopted value, all in its unit; `learnt` is 1 - (posterior sd / prior
    sd)², the share of prior variance that the panel removes; `at_bound` the share of draws at an end of the
    parameter's range; `why` the stated reason for adopting another value than the estimate."""

    equation: str
    parameter: str
    unit: str
    prior_mean: float
    prior_sd: float
    source: str
    mean: float
    se: float
    low90: float
    high90: float
    adopted: float
    method: str
    at_bound: float
    why: str

    @property
    def remark(self) -> str:
        """What the figures alone do not say: that the range decides, and why the adopted value is far."""
        crowded = f"{self.at_bound:.0%} of draws at the bound" if self.at_bound > CROWDED else ""
        far = (self.why or "no reason stated") if self.distance > FAR else ""
        return "; ".join(filter(None, (crowded, far)))

    @property
    def inside(self) -> bool:
        """Whether the adopted value lies in the band of 90 percent."""
        return self.low90 <= self.adopted <= self.high90

    @property
    def learnt(self) -> float:
        return 1.0 - (self.se / self.prior_sd) ** 2

    @property
    def apart(self) -> tuple[float, float] | None:
        """The band of 90 percent that the figures alone give, the prior taken out (both normal); None where
        they teach nothing."""
        precision = self.se**-2 - self.prior_sd**-2 if self.se > 0 else 0.0
        if not precision > 1e-6 * self.prior_sd**-2:
            return None
        middle = (self.mean * self.se**-2 - self.prior_mean * self.prior_sd**-2) / precision
        half = SCORE90 / precision**0.5
        return middle - half, middle + half

    @property
    def verdict(self) -> str:
        """Which of prior and figures the adopted value disagrees with, each by its own band of 90 percent."""
        by_prior = abs(self.adopted - self.prior_mean) <= SCORE90 * self.prior_sd
        alone = self.apart
        by_figures = alone is None or alone[0] <= self.adopted <= alone[1]
        if by_prior and by_figures:
            return "only prior and figures together"
        return "the prior" if by_figures else "the figures" if by_prior else "both"

    @property
    def distance(self) -> float:
        """How far the adopted value lies from the posterior mean, in posterior standard deviations."""
        return abs(self.adopted - self.mean) / self.se if self.se > 0 else float("inf")


@dataclass(frozen=True, repr=False)
class FitAnswer(ShortRepr):
    """The estimates as an answer; see `AbstractAnswer`. It proposes and changes nothing that is adopted."""

    result: FitResult
    premium: PremiumEstimate
    regimes: Regimes
    adoption: AdoptionEstimate
    vintage: str
    vintage_hash: str
    check: bool = False

    @property
    def outside(self) -> tuple[ParameterRow, ...]:
        """Parameters whose adopted value lies outside its band of 90 percent."""
        return tuple(r for r in self.parameters if not r.inside)

    @property
    def held(self) -> bool:
        """Whether the check that was asked for holds: every adopted value in its band, or with its reason."""
        return not self.check or all(r.why for r in self.outside)

    @property
    def title(self) -> str:
        return f"Estimates of {len(self.result.equations)} equations on the vintage {self.vintage}"

    @property
    def parameters(self) -> tuple[ParameterRow, ...]:
        """Every estimated parameter, equation by equation."""
        return tuple(row for e in self.result.equations for row in _rows(self.result, e))

    @property
    def unexplained(self) -> tuple[str, ...]:
        """Equations with significant autocorrelation for which the priors' text has no reason."""
        return tuple(e.label for e in self.result.equations if e.autocorrelated and not e.explained)

    @property
    def far(self) -> tuple[ParameterRow, ...]:
        """Parameters whose adopted value lies more than two standard deviations from the estimate."""
        return tuple(r for r in self.parameters if r.distance > FAR)

    @property
    def lead(self) -> str:
        """How many adopted values lie far from the estimates, and the neutral rate."""
        states = self.result.neutral.states
        if self.check:
            bare = [r.parameter for r in self.outside if not r.why]
            named = f", {len(bare)} of them without a stated reason ({', '.join(bare[:3])})" if bare else ""
            count, out = len(self.parameters), len(self.outside)
            chance = f"; by chance about {0.1 * count:.0f} would not" if count >= 10 else ""
            return (
                f"On {self.vintage} {count - out} of {count} adopted values lie inside their 90% bands; "
                f"{out} do not{named}{chance}. Nothing changes."
            )
        return (
            f"{len(self.far)} of {len(self.parameters)} adopted values lie more than two standard deviations "
            f"from their estimate. Neutral real rate {states.rstar[-1]:.1f} ± {states.rstar_se[-1]:.1f}% in "
            f"{self.result.neutral.periods[-1]}. A proposal: no adopted value changes."
        )

    @property
    def reading(self) -> str:
        rows, far = self.parameters, self.far
        methods = [e.posterior.method for e in self.result.equations]
        rough = max(
            (e.posterior.rhat for e in self.result.equations if e.posterior.method == "metropolis"),
            default=np.nan,
        )
        states = self.result.neutral.states
        return (
            f"{len(rows)} parameters: {methods.count('conjugate')} equations in closed form, "
            f"{methods.count('metropolis')} by Metropolis (largest scale reduction {rough:.3f}, {DRAWS} "
            f"draws kept, so a posterior mean is known to {100 / np.sqrt(DRAWS):.0f}% of its "
            f"standard deviation). "
            f"{len(far)} adopted values lie more than two standard deviations from their estimate"
            "(the table names them); "
            f"{sum(not r.why for r in far)} of them without a stated reason. "
            f"{sum(e.autocorrelated for e in self.result.equations)} equations have autocorrelated "
            "residuals, "
            f"{len(self.unexplained)} of them without a stated reason. "
            f"The neutral rate is {states.rstar[-1]:.1f} ± {states.rstar_se[-1]:.1f}% and the output gap "
            f"{states.gap[-1]:+.1f} ± {states.gap_se[-1]:.1f}% in {self.result.neutral.periods[-1]}. "
            "This is a proposal: no adopted value changes."
        )

    @property
    def tables(self) -> tuple[Table, ...]:
        return (
            *((self._band_table(),) if self.check else ()),
            self._parameter_table(),
            self._diagnostic_table(),
            state_table(self.result, self.premium, self.regimes, self.adoption),
            self._silent_table(),
        )

    def _band_table(self) -> Table:
        columns = (Column("equation", full=True), Column("parameter"), Column("adopted", ".4g"),
                   Column("from", ".3g"), Column("to", ".3g"), Column("spoken against by"),
                   Column("reason"))  # fmt: skip
        rows = tuple(
            (r.equation, r.parameter, r.adopted, r.low90, r.high90, r.verdict, r.why or "none stated")
            for r in self.outside
        )
        note = (
            "From, to: the band of prior and figures together. Spoken against by: whose own band leaves the "
            "value out. A value is changed by hand or not at all."
        )
        return Table("Adopted values outside their 90% bands", columns, rows, note=note)

    def _parameter_table(self) -> Table:
        columns = (
            Column("equation"),
            Column("parameter"),
            Column("prior", ".4g"),
            Column("sd", ".2g"),
            Column("posterior", ".4g"),
            Column("sd ", ".2g"),
            Column("learnt", ".0%"),
            Column("adopted", ".4g"),
            Column("distance", ".1f"),
            Column("prior's source"),
            Column("remark"),
        )
        rows = tuple(
            (
                r.equation,
                r.parameter,
                r.prior_mean,
                r.prior_sd,
                r.mean,
                r.se,
                r.learnt,
                r.adopted,
                r.distance,
                r.source,
                r.remark,
            )
            for r in self.parameters
        )
        note = (
            "Learnt: share of the prior's variance that the panel removes. Distance: adopted from posterior, "
            "in posterior standard deviations."
        )
        return Table("Prior against posterior", columns, rows, note)

    def _diagnostic_table(self) -> Table:
        columns = (
            Column("equation"),
            Column("method"),
            Column("n", "d"),
            Column("sample"),
            Column("sd", ".3g"),
            Column("on record", ".3g"),
            Column("R²", ".2f"),
            Column("rho", "+.2f"),
            Column("BG p", ".3f"),
            Column("LB p", ".3f"),
            Column("CUSUM", ".2f"),
            Column("Andrews p", ".3f"),
            Column("Chow p", ".3f"),
            Column("autocorrelation"),
        )
        rows = tuple(
            (
                e.label,
                e.posterior.method,
                e.problem.n,
                span(e.problem.quarters),
                d.sd,
                e.problem.sd,
                d.r2,
                d.rho,
                d.breusch_godfrey,
                d.ljung_box,
                d.cusum,
                d.andrews_p,
                d.chow_p,
                (e.explained or "unexplained") if e.autocorrelated else "none",
            )
            for e in self.result.equations
            for d in (e.diagnostics,)
        )
        note = (
            f"{PANDEMIC_NOTE} BG, LB: p-values of no autocorrelation up to four lags. CUSUM above 1, or "
            "Andrews p below 0.05: not stable."
        )
        return Table("Residuals and stability", columns, rows, note)

    def _silent_table(self) -> Table:
        rows = tuple(self.result.priors.not_estimated)
        return Table("What the panel cannot say", (Column("what"), Column("why")), rows)

    def as_json(self) -> dict[str, Any]:
        neutral = self.result.neutral
        return {
            "vintage": self.vintage,
            "model_hash": self.result.model.hash,
            "seed": self.result.seed,
            "parameters": [
                {
                    "equation": r.equation,
                    "parameter": r.parameter,
                    "unit": r.unit,
                    "prior_mean": r.prior_mean,
                    "prior_sd": r.prior_sd,
                    "source": r.source,
                    "mean": r.mean,
                    "se": r.se,
                    "low90": r.low90,
                    "high90": r.high90,
                    "adopted": r.adopted,
                    "learnt": r.learnt,
                    "distance": r.distance,
                    "at_bound": r.at_bound,
                    "why": r.why,
                }
                for r in self.parameters
            ],
            "equations": [_equation_json(e) for e in self.result.equations],
            "joint": {
                "shrinkage": self.result.joint.intensity,
                "fewest_common_quarters": self.result.joint.fewest,
            },
            "states": {
                "periods": [str(q) for q in neutral.periods],
                "rstar": _plain(neutral.states.rstar),
                "rstar_se": _plain(neutral.states.rstar_se),
                "rstar_onesided": _plain(neutral.onesided.rstar),
                "gap": _plain(neutral.states.gap),
                "gap_se": _plain(neutral.states.gap_se),
                "natural": _plain(neutral.states.natural),
                "premium_periods": [str(q) for q in self.premium.periods],
                "premium": _plain(self.premium.premium),
                "premium_se": _plain(self.premium.se),
                "adoption_periods": [str(q) for q in self.adoption.periods],
                "adoption": _plain(self.adoption.position),
                "adoption_se": _plain(self.adoption.position_se),
                "adoption_onesided": _plain(self.adoption.onesided),
                "adoption_onesided_se": _plain(self.adoption.onesided_se),
                "regime_periods": [str(q) for q in self.regimes.periods],
                "regimes": {n: _plain(self.regimes.filtered[:, i]) for i, n in enumerate(self.regimes.names)},
            },
            "filter_parameters": {
                n: {
                    "mean": neutral.parameters[n],
                    "se": neutral.se[n],
                    "prior_mean": p.mean,
                    "prior_sd": p.sd,
                    "source": p.source,
                }
                for n, p in neutral.priors.items()
            },
            "not_estimated": [{"what": a, "why": b} for a, b in self.result.priors.not_estimated],
            "unexplained_autocorrelation": list(self.unexplained),
        }


def _rows(result: FitResult, e: EquationFit) -> list[ParameterRow]:
    mean, se, draws = e.posterior.mean, e.posterior.se, e.posterior.draws
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    records = result.model.parameters
    return [
        ParameterRow(
            e.label,
            p.parameter,
            str(records[p.parameter].unit),
            p.mean,
            p.sd,
            p.source,
            float(mean[i]),
            float(se[i]),
            float(low[i]),
            float(high[i]),
            records[p.parameter].value,
            e.posterior.method,
            _at_bound(p, draws[:, i]),
            p.why,
        )
        for i, p in enumerate(e.priors)
    ]


def _at_bound(prior: Prior, draws: np.ndarray) -> float:
    """The share of `draws` [draw] that lie at an end of the range; none where the range has no end."""
    if not np.isfinite(prior.high - prior.low):
        return 0.0
    edge = EDGE * (prior.high - prior.low)
    return float(np.mean((draws < prior.low + edge) | (draws > prior.high - edge)))


def _equation_json(e: EquationFit) -> dict[str, Any]:
    d = e.diagnostics
    return {
        "label": e.label,
        "title": e.title,
        "method": e.posterior.method,
        "n": e.problem.n,
        "sample": span(e.problem.quarters),
        "residual_sd": d.sd,
        "shock_sd_on_record": e.problem.sd,
        "r2": d.r2,
        "rho": d.rho,
        "ljung_box_p": d.ljung_box,
        "breusch_godfrey_p": d.breusch_godfrey,
        "cusum": _none(d.cusum),
        "andrews": _none(d.andrews),
        "andrews_p": _none(d.andrews_p),
        "break_at": str(e.problem.quarters[d.andrews_at]) if d.andrews_at >= 0 else None,
        "chow_p": _none(d.chow_p),
        "accepted": _none(e.posterior.accepted),
        "rhat": _none(e.posterior.rhat),
        "autocorrelation": e.explained,
    }


def _none(value: float) -> float | None:
    return None if value != value else value


def _plain(values: np.ndarray) -> list[float | None]:
    return [None if v != v else round(float(v), 6) for v in values]
