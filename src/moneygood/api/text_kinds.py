"""Every kind of YAML text that the package reads, by name: where its declaration stands."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import PurePosixPath
from typing import Any

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.core.record_pages import text_schema
from moneygood.core.record_reading import Named
from moneygood.core.record_text import TextKind
from moneygood.model.build import load_model
from moneygood.model.names import names_of
from moneygood.scenarios.aliases import aliases
from moneygood.scenarios.check import variant_names
from moneygood.scenarios.levers import read_levers
from moneygood.scenarios.shows import risk_names, system_names

DECLARED: dict[str, str] = {
    "triggers": "runs.first_passage.trigger_records:TRIGGERS",
    "variables": "model.record_declarations:VARIABLES",
    "parameters": "model.record_declarations:PARAMETERS",
    "shocks": "model.record_declarations:SHOCKS",
    "switches": "model.record_declarations:SWITCHES",
    "constants": "model.record_declarations:CONSTANTS",
    "scenarios": "scenarios.records:SCENARIOS",
    "levers": "scenarios.levers:LEVERS",
    "supervisors": "scenarios.supervisors:SUPERVISORS",
    "projections": "restarts.institutions:PROJECTIONS",
    "percentiles": "runs.percentile_set:PERCENTILES",
    "risks": "questions.risks.definitions:RISKS",
    "losses": "questions.risks.definitions:LOSS_TABLE",
    "claims": "questions.claims.text:CLAIMS",
    "claim-subjects": "articles.language:SUBJECTS",
    "claim-words": "articles.language:WORDS",
    "claim-rules": "articles.language:RULES",
    "calendar": "data.calendar:CALENDAR",
    "quoted": "data.calendar:QUOTED",
    "responses": "validation.response_claims:RESPONSES",
    "split": "validation.split:SPLIT",
    "structure": "validation.structure:STRUCTURE",
    "stability": "validation.stability_check:STABILITY",
    "numeraires": "validation.stability:NUMERAIRES",
    "targets": "questions.breakeven.target:TARGETS",
    "branches": "questions.branch.text:BRANCHES",
    "loops": "questions.loop.text:LOOPS",
    "series": "data.catalogue:CATALOGUE",
    "live": "data.live:LIVE",
    "vintage-steps": "data.builder_steps:STEPS",
    "news": "baseline.news.changes:NEWS",
    "completion": "baseline.completion:COMPLETION",
    "beyond": "baseline.budget.fiscal_years:BEYOND",
    "kept": "runs.run:KEPT",
    "views": "runs.views.record:VIEWS",
    "headline-odds": "runs.headline_odds:HEADLINE_ODDS",
    "basis-points": "baseline.basis_points:BASIS_POINTS",
    "short-names": "model.called:SHORT_NAMES",
    "lab": "charts.lab_text:LAB",
    "recessions": "charts.recessions:RECESSIONS",
    "states": "estimation.filters.state_texts:STATES",
    "priors": "estimation.fitting.priors:PRIORS",
    "history": "estimation.past.texts:HISTORY",
    "evaluation": "estimation.past.forecast_targets:EVALUATION",
    "long-history": "runs.first_passage.base_rates:LONG_HISTORY",
    "drivers": "runs.windows.drivers:DRIVERS",
    "events": "runs.event_record.events:EVENTS",
    "residuals": "estimation.past.residual_table:RESIDUALS",
    "restarts": "restarts.judgement:JUDGEMENT",
    "sector": "restarts.sector_text:SECTOR",
    "stand-ins": "restarts.came:STAND_INS",
    "neutral": "estimation.filters.neutral_texts:NEUTRAL",
    "premium": "estimation.filters.premium:PREMIUM",
    "regimes": "estimation.filters.regime:REGIMES",
    "adoption": "estimation.filters.adoption_texts:ADOPTION",
    "narrative-regimes": "estimation.regimes.definition:NARRATIVE_REGIMES",
    "relation-breaks": "questions.breaks.definition:RELATION_BREAKS",
    "rally": "questions.rally.definition:RALLY",
    "discovery": "questions.discover.inputs:DISCOVERY",
    "blocks": "portfolios.block_text:BLOCKS",
    "curve": "portfolios.block_text:CURVE",
    "portfolios": "portfolios.holdings:PORTFOLIOS",
    "frbus": "questions.bench.frbus_work:FRBUS",
}
"""Name of the kind: module below the package, and the name of its declaration there."""


def text_kind(name: str) -> TextKind:
    """The kind of text of a name (C009 for a name that is none)."""
    if name not in DECLARED:
        hint = did_you_mean(name, DECLARED) or f"There are {', '.join(DECLARED)}"
        raise MoneygoodError("C009", f"there is no kind of text {name!r}", None, hint)
    module, _, declaration = DECLARED[name].partition(":")
    return getattr(import_module(f"moneygood.{module}"), declaration)


def text_kinds() -> dict[str, TextKind]:
    """All kinds of text by name."""
    return {name: text_kind(name) for name in DECLARED}


def kind_rows() -> list[dict[str, Any]]:
    """The kinds of text: name, files below the economics folder, purpose, and which verbs read them."""
    return [
        {"kind": k.name, "files": list(k.files), "purpose": k.purpose, "read_by": k.read_by}
        for k in text_kinds().values()
    ]


def schema_of(name: str, names: Mapping[str, Mapping[str, Named]] | None = None) -> dict[str, Any]:
    """The JSON Schema of a kind of text with the names of the shipped model in it (C009).

    Whoever asks for many hands in the `names`, found once by `shipped_names`.
    """
    kind = text_kind(name)
    return text_schema(kind, shipped_names() if names is None else names)


def shipped_names() -> dict[str, Mapping[str, Named]]:
    """The names that texts may use, by what they name, of the shipped model and what ships with it."""
    model = load_model()
    levers = {
        n: Named(f"{x.label} ({x.unit}, {x.range[0]:g} to {x.range[1]:g})", *x.range)
        for n, x in read_levers().items()
    }
    variants = dict.fromkeys(variant_names(model.root), Named("replaces equations"))
    alias = {n: Named(f"alias of {v}") for n, v in aliases(model).items()}
    shows = {
        "system": dict.fromkeys(system_names(model.root), Named()),
        "risk": dict.fromkeys(risk_names(model.root), Named()),
    }
    return {**names_of(model), **shows, "alias": alias, "lever": levers, "variant": variants}


def kind_of_file(path: str) -> TextKind | None:
    """The kind of a file below the economics folder: that which names it, else that whose pattern it fits."""
    kinds = text_kinds().values()
    named = [k for k in kinds if path in k.files]
    return next(
        iter([*named, *(k for k in kinds if any(PurePosixPath(path).match(f) for f in k.files))]), None
    )
