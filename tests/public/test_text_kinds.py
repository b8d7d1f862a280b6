"""Every kind of text: what ships is valid for editors, a slip is refused, no field is read in vain."""

from __future__ import annotations

import copy
import datetime
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from moneygood.api.text_kinds import DECLARED, kind_of_file, schema_of, shipped_names, text_kind
from moneygood.baseline import opening
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.record_pages import inner_records, text_page
from moneygood.core.record_reading import Reading
from moneygood.core.record_text import Entry, Record
from moneygood.core.texts import SourceLocation, economics_root, read_yaml, reference_keys

ROOT = economics_root()
FILES = [f for f in sorted(ROOT.rglob("*.yaml")) if f.relative_to(ROOT).parts[0] != "vintages"]
OUTPUTS = ("calibration/proposals/",)
"""Folders of what the program itself writes."""
OWN_READERS = (
    "calibration/regressions/",
    "dictionary/sector_responses.yaml",
    "dictionary/systems.yaml",
    "notes/commentary.yaml",
)  # fmt: skip
"""Texts that are still read by code of their own."""


def below(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


SHIPPED = [f for f in FILES if not below(f).startswith((*OUTPUTS, *OWN_READERS))]


def plain(value: Any) -> Any:
    """YAML as JSON has it: days are text."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return str(value) if isinstance(value, datetime.date) else value


@cache
def content_of(file: Path) -> Any:
    return plain(read_yaml(file))


@pytest.fixture(scope="module")
def schemas() -> Callable[[str], dict[str, Any]]:
    """The schema of a kind of text; the names in it are found once."""
    names = shipped_names()
    return cache(lambda name: schema_of(name, names))


@pytest.fixture(scope="module")
def editor(schemas: Any) -> Callable[[str], jsonschema_rs.Draft202012Validator]:
    """What an editor holds a text of a kind against."""
    return cache(lambda name: jsonschema_rs.Draft202012Validator(schemas(name)))


@pytest.mark.parametrize("file", SHIPPED, ids=below)
def test_a_shipped_text_is_of_one_kind_and_valid_for_editors(file: Path, editor: Any) -> None:
    kind = kind_of_file(below(file))
    assert kind is not None, f"no kind of text reads {below(file)}"
    kind.read(file, None, reference_keys())
    editor(kind.name).validate(content_of(file))


@pytest.mark.parametrize("file", SHIPPED, ids=below)
def test_a_misspelt_field_is_refused_by_reader_and_editor(file: Path, editor: Any) -> None:
    kind = kind_of_file(below(file))
    assert kind is not None
    content = content_of(file)
    place = next(places(kind.body, content, ()), None)
    if place is None:
        pytest.skip("a mapping of names to values has no fields")
    broken = copy.deepcopy(content)
    inside = broken
    for key in place:
        inside = inside[key]
    inside["no_such_field"] = 1
    with pytest.raises(MoneygoodError, match="unknown field 'no_such_field'") as caught:
        kind.read_content(broken, SourceLocation(None), Reading(kind.codes))
    assert caught.value.code == kind.codes.of("unknown")
    assert not editor(kind.name).is_valid(broken)


def places(kind: Any, value: Any, keys: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Where the records of a text stand."""
    if isinstance(kind, Record):
        yield keys
        return
    item = getattr(kind, "item", None)
    sections = {f.name: f.kind for f in getattr(kind, "sections", ())}
    pairs = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ())
    for key, inner in pairs:
        yield from places(sections.get(key, item), inner, (*keys, key))


@pytest.mark.parametrize("name", DECLARED)
def test_a_schema_is_itself_valid_and_the_page_has_every_field(name: str, schemas: Any) -> None:
    schema = schemas(name)
    assert len(json.dumps(schema)) < 500_000, "longer than an editor reads at once"
    jsonschema_rs.meta.validate(schema)
    kind = text_kind(name)
    assert kind.name == name
    page = text_page(kind)
    for record in inner_records(kind.body):
        for field in record.fields:
            assert f"| `{field.name}` |" in page
            assert field.help.endswith((".", ".)"))


def test_an_unknown_kind_is_named_with_the_one_meant() -> None:
    with pytest.raises(MoneygoodError, match=r"C009: there is no kind of text 'lever'. Did you mean"):
        text_kind("lever")


READERS: dict[str, Callable[[Any], Any]] = {}


def reads(*kinds: str) -> Callable[[Callable[[Any], Any]], Callable[[Any], Any]]:
    def keep(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
        READERS.update(dict.fromkeys(kinds, read))
        return read

    return keep


@reads("variables", "parameters", "shocks", "switches", "constants")
def _model(w: Any) -> None:
    from moneygood.model.read_records import RecordReader

    assert not RecordReader(ROOT).read_all().errors


@reads("blocks", "curve", "portfolios")
def _portfolios(w: Any) -> None:
    from moneygood.portfolios.block_text import read_blocks
    from moneygood.portfolios.holdings import find_portfolio, list_portfolios

    blocks = read_blocks(w.model).blocks
    assert all(find_portfolio(name, blocks).holdings for name in list_portfolios())


@reads("triggers", "risks", "losses", "levers", "supervisors")
def _risks(w: Any) -> None:
    from moneygood.questions.risks.definitions import read_losses, read_risks
    from moneygood.runs.first_passage.triggers import TRIGGERS, break_of, read_breaks
    from moneygood.scenarios.levers import read_levers
    from moneygood.scenarios.supervisors import table_columns

    assert read_breaks(w.model)
    numbers = {"b_bound": {"value": 1.0, "unit": "pct"}}
    side = {"direction": "up", "when": [{"expression": "gap - b_bound", "at_least": 0}]}
    entry = TRIGGERS.read_content(
        {"constants": numbers, "sides": [side]}, SourceLocation(None), Reading(TRIGGERS.codes)
    )
    assert break_of(entry, w.model).constants == {"b_bound": 1.0}
    assert read_risks(w.model, w.vintage)
    assert read_losses(w.model)
    assert read_levers()
    assert table_columns()


@reads("scenarios", "targets", "branches", "loops", "discovery", "frbus")
def _questions(w: Any) -> None:
    from moneygood.questions.bench.frbus_work import read_work
    from moneygood.questions.branch.text import read_branches
    from moneygood.questions.breakeven.target import OWN_LEVER, TARGETS, _own_lever, find_target
    from moneygood.questions.discover.inputs import _read
    from moneygood.questions.loop.text import read_loop
    from moneygood.questions.question_texts import question_names
    from moneygood.scenarios.library import find_plan, list_scenarios, read_baseline
    from moneygood.scenarios.read import parse_plan

    assert [find_plan(n) for n in list_scenarios()]
    assert read_baseline().paths
    entry = {"levers": {"a": {"value": 1}}, "parameters": {"b": {"set": 1}}}
    held = [
        {"hold": "x", "periods": "2027Q1", "value": 1},
        {"hold": "x", "periods": "2027Q2", "between": [0, 1]},
    ]
    hits = [{"shock": "e", "periods": "2027Q1", "size": 1}, {"shock": "e", "periods": "2027Q1", "sd": 1}]
    adds = [{"equation": "x", "periods": "2027Q1", "size": 1}]
    assert parse_plan({"title": "t", **entry, "paths": held, "shocks": hits, "adds": adds}, "t").adds
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.csv"
        table.write_text("Date,Unemployment rate\n2027 Q1,5\n")
        said = {"table": str(table), "hold": "all"}
        assert parse_plan({"title": "t", "supervisors": said}, "t").paths
    hoped = [
        {"variable": "ffr", "at": "2027Q4", how: [0, 1], "why": "so"}
        for how in ("value", "change", "change_percent")
    ]
    assert len(parse_plan({"title": "t", "expected": hoped}, "t").expected) == 3
    assert [find_target(w, n, quarters=44) for n in question_names("targets")]
    lever = {"label": "Held", "range": [-1, 1], "hold": "ffr", "absorbed_by": "eps_ffr_rule"}
    part = Record.read(OWN_LEVER, lever, "a lever", SourceLocation(None, ("held",)), Reading(TARGETS.codes))
    assert _own_lever(w, "held", part).absorber == "eps_ffr_rule"
    assert read_branches(w, "efficiency-shock").branches
    assert read_loop(w).ways
    assert _read(w.model, 44)
    assert read_work().rows


@reads("claim-subjects", "claim-words", "claim-rules")
def _language(w: Any) -> None:
    from moneygood.articles.language import read_language

    language = read_language()
    assert language.subjects
    assert language.rules.since == 1990


@reads("claims", "calendar", "quoted", "responses", "split", "structure", "stability", "numeraires")
def _claims(w: Any) -> None:
    from moneygood.data.calendar import read_calendar, read_quoted
    from moneygood.questions.claims.text import read_claim_files
    from moneygood.validation.response_claims import read_claims
    from moneygood.validation.split import read_split
    from moneygood.validation.stability import _scales
    from moneygood.validation.stability_check import read_stability
    from moneygood.validation.structure import read_structure

    assert read_claim_files()
    assert read_calendar(Path(str(ROOT)))
    assert read_quoted(Path(str(ROOT)))
    assert read_claims()
    assert read_split().opened
    assert read_structure().checks
    assert read_stability().left
    assert _scales(w.model, w.baseline(8).values).shape


@reads("history", "evaluation", "residuals", "restarts", "neutral", "regimes", "adoption", "premium")
def _past(w: Any) -> None:
    from moneygood.estimation.filters.adoption_texts import read_adoption
    from moneygood.estimation.filters.neutral_texts import read_neutral
    from moneygood.estimation.filters.premium import estimate_premium
    from moneygood.estimation.filters.regime import regimes
    from moneygood.estimation.past.forecast_targets import read_evaluation
    from moneygood.estimation.past.residual_table import make_table
    from moneygood.estimation.past.state import complete_past
    from moneygood.estimation.past.texts import read_past_rule
    from moneygood.restarts.judgement import read_judgement

    past = complete_past(w.model, w.vintage, read_past_rule(w.model.root, w.model), Quarter.parse("2026Q1"))
    assert make_table(past, {}).names
    assert w.vintage.quarterly.last_observed(
        text_kind("residuals").read(ROOT / "backtest/residuals.yaml")["until"]
    )
    assert estimate_premium(past, w.vintage).names
    assert read_evaluation(w.model).targets
    assert read_judgement(w.model).paths
    assert read_neutral(w.model, w.vintage).priors
    assert regimes(w.model, w.vintage).names
    assert read_adoption(w.model, w.vintage, Quarter.parse("2026Q2")).series


@reads("drivers", "long-history")
def _drivers(w: Any) -> None:
    from moneygood.runs.first_passage.base_rates import read_long_history
    from moneygood.runs.windows.drivers import read_drivers

    assert read_drivers(w.model).drivers
    assert read_long_history(w.vintage, Quarter.parse("2026Q4"))


@reads("projections")
def _projections(w: Any) -> None:
    from moneygood.restarts.institutions import institution_names, read_institution

    assert all(read_institution(n, w.vintage).projections for n in institution_names())


@reads("percentiles")
def _percentiles(w: Any) -> None:
    from moneygood.runs.percentile_set import percentile_set, read_rule

    assert next(percentile_set(w, read_rule())).text


@reads("headline-odds")
def _headline_odds(w: Any) -> None:
    from moneygood.runs.headline_odds import listed_odds

    assert listed_odds(w.model)


@reads("events")
def _events(w: Any) -> None:
    from moneygood.runs.event_record.events import read_events

    assert read_events(w.model).climatology_from == Quarter.parse("1991Q1")


@reads("views")
def _views(w: Any) -> None:
    from moneygood.runs.views.record import view_lines

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "views.yaml"
        file.write_text(
            "views:\n"
            "  - {of: x, mean: 1, sd: 2, at_least: 0, at_most: 3, median: 1, quantiles: {10: 0},"
            " dots: [1, 2], unit: '%'}\n"
            "  - {event: x > 1, probability: 10, probability_at_least: 5, probability_at_most: 20}\n"
        )
        assert len(view_lines([file])) == 9


@reads(
    "series", "completion", "beyond", "kept", "short-names", "lab", "recessions", "states", "priors",
    "basis-points", "live", "vintage-steps", "news", "stand-ins",
)  # fmt: skip
def _small(w: Any) -> None:
    from moneygood.baseline.basis_points import basis_points
    from moneygood.baseline.budget.fiscal_years import trend_years
    from moneygood.baseline.completion import read_rule
    from moneygood.baseline.news.changes import read_news
    from moneygood.charts.lab_text import read_lab_text
    from moneygood.charts.recessions import read_recessions
    from moneygood.data.builder_steps import read_steps
    from moneygood.data.catalogue import read_catalogue
    from moneygood.data.live import read_live, read_live_baseline
    from moneygood.estimation.filters.state_texts import read_states
    from moneygood.estimation.fitting.priors import read_priors
    from moneygood.model.names import names_of
    from moneygood.restarts.came import stand_ins
    from moneygood.runs.path_formula import short_names
    from moneygood.runs.run import kept_variables

    assert read_catalogue().cbo_derived
    assert "ai_guidance" in stand_ins(w.model)
    assert read_live()["monthly"]
    assert read_live_baseline()
    assert all(entry.read for step in read_steps().values() for entry in step.series.values())
    assert read_news(w.model).estimated
    assert trend_years(Path(str(ROOT))) == 3
    assert read_rule(w.model).holds
    assert read_lab_text(names_of(w.model)).groups
    assert read_recessions()[0][0] == 1990 * 4 + 2
    assert read_states(w.model).shown
    assert read_priors(w.model).equations
    assert short_names(w.model)["10y"] == "rate_10y"
    assert kept_variables(w, (), ())
    assert "rate_10y" in basis_points(w.model)


@reads("sector")
def _sector(w: Any) -> None:
    from moneygood.restarts.sector_text import read_sector_rule

    rule = read_sector_rule(w.model)
    assert all([rule.starts, rule.moving, rule.clocks, rule.found, rule.quarters, rule.sector])
    assert str(rule.first) == "2022Q4"


@reads("narrative-regimes", "relation-breaks", "rally")
def _evidence(w: Any) -> None:
    from moneygood.estimation.regimes.definition import read_regimes
    from moneygood.questions.breaks.definition import read_breaks_text
    from moneygood.questions.rally.definition import read_identity

    assert read_regimes().states
    assert read_breaks_text().events
    assert read_identity().parts


def test_every_kind_has_a_reader_that_is_tested() -> None:
    assert set(READERS) == set(DECLARED)


def test_no_field_is_declared_and_then_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not for people alone is taken out of the record by the code that reads the text."""
    record_of: dict[int, Record] = {}
    held: list[Entry] = []
    taken: set[tuple[int, str]] = set()
    plain_fill, plain_take, plain_ask = Record._read_fields, Entry.__getitem__, Entry.has

    def fill(self: Record, value: Any, entry: Entry) -> None:
        record_of[id(entry)] = self
        held.append(entry)
        plain_fill(self, value, entry)

    def take(self: Entry, key: str) -> Any:
        taken.add((id(record_of[id(self)]), key))
        return plain_take(self, key)

    def ask(self: Entry, key: str) -> bool:
        taken.add((id(record_of[id(self)]), key))
        return plain_ask(self, key)

    workspace = opening.load()
    modules = [m for name, m in list(sys.modules.items()) if name.partition(".")[0] == "moneygood"]
    for thing in (v for m in modules for v in vars(m).values()):
        if isinstance(thing, _lru_cache_wrapper) and thing is not opening._open:
            thing.cache_clear()  # what earlier tests have read and kept is read again, but the workspace
    monkeypatch.setattr(Entry, "has", ask)
    monkeypatch.setattr(Record, "_read_fields", fill)
    monkeypatch.setattr(Entry, "__getitem__", take)
    for read in dict.fromkeys(READERS.values()):
        read(workspace)
    idle = [
        f"{name}: {field.name} of {record.noun}"
        for name in DECLARED
        for record in inner_records(text_kind(name).body)
        for field in record.fields
        if not field.for_people and (id(record), field.name) not in taken
    ]
    assert idle == []
