"""Days before a sector begins: the model is asked without it, and so is what ships with the model."""

import datetime
from types import SimpleNamespace
from typing import Any

import pytest

import moneygood as mg
from moneygood.core.errors import MoneygoodError
from moneygood.core.notices import Notice
from moneygood.core.texts import economics_root
from moneygood.data.as_of import DatedVintage
from moneygood.data.vintage import load_vintage
from moneygood.estimation.past.texts import read_past_rule
from moneygood.model.build import load_model
from moneygood.questions.board.ask import AskBoard, ask
from moneygood.questions.discover.inputs import _read
from moneygood.questions.risks.definitions import read_risks
from moneygood.runs.headline_odds import listed_odds
from moneygood.runs.store.sources import plans_of


@pytest.fixture(scope="module")
def without():
    whole = load_model()
    return whole.subset([s for s in whole.sectors if s not in read_past_rule(whole.root, whole).without])


def test_odds_of_what_the_sector_decides_are_left_out(without):
    assert [e.variable for e in listed_odds(load_model())] == ["ai_pays"]
    assert listed_odds(without) == ()


def test_shocks_of_the_sector_are_not_looked_at(without):
    listed = {s.shock for s in _read(without, 12)[1]}
    assert {s.shock for s in _read(load_model(), 12)[1]} - listed == {"eps_ai_adoption_index", "eps_ai_capex"}


def test_risks_of_the_sector_are_left_out_and_a_file_of_ones_own_is_refused(without):
    vintage = load_vintage()
    names = {r.name for r in read_risks(without, vintage)}
    assert "debt-scare" in names
    assert "energy-limit" not in names
    own = economics_root() / "risks" / "energy-limit.yaml"
    with pytest.raises(MoneygoodError, match="no 'power' to take away"):
        read_risks(without, vintage, own=[own])


def test_what_ships_and_cannot_be_asked_is_named_in_a_line_and_what_is_named_is_refused():
    def settle(plan, quarters, *, kept):
        if plan.name == "cuts-arrive":
            raise MoneygoodError("E001", "below the floor")

    past = object.__new__(DatedVintage)
    past.__dict__["as_of"] = datetime.date(2010, 3, 31)
    workspace: Any = SimpleNamespace(vintage=past, settle=settle)
    with pytest.warns(Notice, match="not asked of 2010-03-31.*: cuts-arrive"):
        plans = plans_of(workspace, (), ("higher-for-longer", "cuts-arrive"), 12)
    assert [p.name for p in plans] == ["higher-for-longer"]
    assert [p.name for p in plans_of(workspace, ("cuts-arrive",), (), 12)] == ["cuts-arrive"]


def test_nothing_on_file_by_then_is_said_before_anything_is_run():
    workspace: Any = SimpleNamespace(vintage=SimpleNamespace(as_of=datetime.date(2019, 12, 31)))
    with pytest.raises(MoneygoodError, match="nothing that FOMC published by 2019-12-31 is on file"):
        ask(workspace, AskBoard(institutions=["fomc"]))


@pytest.mark.slow
def test_a_run_on_such_a_day_has_a_headline():
    with pytest.warns(Notice, match="2010-03-31 is without its sector ai, which begins in 2022Q4"):
        run = mg.run(draws=50, quarters=6, day="2010Q1").run
    assert run.odds == ()
    assert run.failed_share == 0.0
