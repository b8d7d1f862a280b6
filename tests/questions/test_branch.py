"""Branches of an event: areas under ROC curves, odds, channels that add up, one point of entry."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.questions.branch.draws import PairedDraws, branch_out, drawn_parameters
from moneygood.questions.branch.text import read_branches
from moneygood.runs.separation import auc, balanced_share, best_cut, separation
from moneygood.scenarios.read import parse_plan


@pytest.fixture(scope="module")
def work():
    return api.load()


@pytest.fixture(scope="module")
def found(work):
    return branch_out(work, "efficiency-shock", draws=1200, seed=1)


# ── classification ───────────────────────────────────────────────────────────────────────────────


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    rng = np.random.default_rng(0)
    a, b = np.round(rng.normal(0.5, 1, 60), 1), np.round(rng.normal(0, 1, 80), 1)
    pairs = a[:, None] - b[None, :]
    expected = ((pairs > 0) + 0.5 * (pairs == 0)).mean()
    assert auc(a, b)[0] == pytest.approx(expected, abs=1e-12)


def test_the_area_of_two_normals_and_its_error_are_those_of_theory() -> None:
    """P(X > Y) = Phi(1 / sqrt 2) for means one apart; the error is the spread between samples."""
    rng = np.random.default_rng(1)
    draws = [auc(rng.normal(1, 1, 100), rng.normal(0, 1, 150)) for _ in range(400)]
    areas, errors = np.array(draws).T
    assert areas.mean() == pytest.approx(0.7602, abs=0.005)
    assert areas.std() == pytest.approx(errors.mean(), rel=0.1)


def test_the_best_cut_is_that_of_trying_all() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.normal(-1, 1, 40), rng.normal(0, 1, 50)
    cut, higher = best_cut(a, b)
    values = np.sort(np.concatenate([a, b]))
    tried = [(balanced_share(a, b, (x + y) / 2, False)) for x, y in itertools.pairwise(values)]
    assert not higher
    assert balanced_share(a, b, cut, higher) == pytest.approx(max(tried))


def test_an_observable_without_bearing_tells_nothing() -> None:
    rng = np.random.default_rng(3)
    t = separation("x", "x", 0, rng.normal(size=4000), rng.integers(0, 2, 4000), np.arange(4000) % 2 == 0)
    assert t is not None
    assert abs(t.auc - 0.5) < 4 * t.error
    assert not t.surely(0.5, 10)


# ── on the model ─────────────────────────────────────────────────────────────────────────────────


def test_branches_share_out_all_draws(found) -> None:
    assert sum(o.share for o in found.odds) + found.undecided == pytest.approx(1.0)
    assert sum(o.draws for o in found.odds) == 1200


def test_odds_turn_where_the_path_without_surprises_turns(work, found) -> None:
    """The elasticity at which the leaders' shares neither gain nor lose is found by bisection.

    Draws whose elasticity lies half a standard deviation of its record from there take their side's branch.
    """
    text, name = found.text, "b_ai_elasticity"
    rule = text.branches[0].when[0]
    reach = text.after + 1 + rule.after

    def effect(elasticity: float) -> float:
        plans = [parse_plan(text.scenario(work, {name: elasticity}, e), "x") for e in (True, False)]
        there, without = (work.settle(p, reach).central.series(rule.measure.variable)[-1] for p in plans)
        return there - without

    low, high = 0.6, 1.6
    assert effect(low) < 0 < effect(high)
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if effect(middle) < 0 else (low, middle)
    drawn = drawn_parameters(work.model, 1000, 1)[name]
    pair = PairedDraws(work, text, 1000, 1, 0)
    rewarded = pair.effect(rule.measure, rule.after) >= 0
    spread = work.model.parameters[name].se
    assert spread
    apart = spread / 2
    below, above = rewarded[drawn < low - apart], rewarded[drawn > high + apart]
    assert min(below.size, above.size) > 30
    assert below.mean() < 0.2 < 0.8 < above.mean()
    thirds = [t.share for t in found.thirds if t.parameter == name]
    assert thirds[0] < thirds[1] <= thirds[2]


def test_rewarded_capex_lifts_yields_growth_and_stocks_and_punished_capex_lowers_them(found) -> None:
    for outcome in found.outcomes:
        assert outcome.gap > 3 * outcome.error, outcome.measure.variable
        assert outcome.first[0] > 0 > outcome.second[0], outcome.measure.variable


def test_differences_of_rates_are_told_in_basis_points_and_kept_in_points(found) -> None:
    table = next(t for t in found.tables if t.title == "Side by side")
    told, ten = next(
        (r, o) for r, o in zip(table.rows, found.outcomes, strict=True) if r[0] == "10-year yield"
    )
    assert (told[1], told[-2], told[-1]) == ("bp", 100 * ten.gap, 100 * ten.error)
    assert f"differs by {100 * ten.gap:+.0f} ± {100 * ten.error:.0f} bp" in found.lead
    assert found.as_json()["outcomes"][0]["gap"] == ten.gap
    growth = next(r for r, o in zip(table.rows, found.outcomes, strict=True) if o.measure.unit == "log %")
    assert growth[1] == "%"


def test_channels_add_up_to_what_they_explain(found) -> None:
    for title in {p.of for p in found.parts}:
        own = [p for p in found.parts if p.of == title]
        assert sum(p.gap for p in own[:-1]) == pytest.approx(own[-1].gap, abs=1e-9)
        rest = next(p for p in own if p.label == "Not in these parts")
        assert abs(rest.gap) < 0.02 * max(abs(own[-1].gap), 0.05)


def test_what_tells_first_is_surely_above_the_bar_and_nothing_before_it_is(found) -> None:
    first = found.first
    assert first is not None
    bar, looked = found.text.told_apart_at, len(found.text.observables)
    assert first.surely(bar, looked)
    assert not any(t.surely(bar, looked) for t in found.separations if t.after < first.after)


def test_signs_and_sizes_lie_where_published_or_the_reason_brings_them_there(found) -> None:
    """Outside its range a response has a reason, and lies inside it with that reason undone.

    It has the sign of its range, where the range has one: one around zero has none.
    """
    for held in found.held:
        signed = held.range.low * held.range.high > 0
        assert not signed or held.inside or np.sign(held.ours) == np.sign(held.range.low)
        if not held.inside:
            assert held.range.why
            assert held.undone is not None
            assert held.range.low <= held.undone <= held.range.high, held


def test_the_event_enters_at_one_point_only(work) -> None:
    text = read_branches(work, "efficiency-shock")
    both = [work.settle(parse_plan(text.scenario(work, event=e), "x"), horizon=6) for e in (True, False)]
    differ = np.argwhere(both[0].setting.shocks != both[1].setting.shocks)
    row = list(work.model.shocks).index(text.event["shock"])
    assert differ.tolist() == [[row, text.after]]
    assert np.array_equal(both[0].setting.adds, both[1].setting.adds)
    assert both[0].setting.parameters == both[1].setting.parameters == {}


def test_before_the_event_both_worlds_are_one(work) -> None:
    text = read_branches(work, "efficiency-shock")
    pair = PairedDraws(work, text, 50, 3, 0)
    for name in text.variables:
        assert np.array_equal(pair.there[name][: pair.at], pair.without[name][: pair.at]), name


def test_drawn_parameters_are_those_of_the_run(work) -> None:
    """Usage in the quarter of the jump orders draws by the elasticity that the table says they drew."""
    text = read_branches(work, "efficiency-shock")
    pair = PairedDraws(work, text, 200, 1, 0)
    usage = next(m for c in text.channels for m in c.parts if m.variable == "ai_usage")
    drawn = drawn_parameters(work.model, 200, 1)["b_ai_elasticity"]
    assert np.corrcoef(pair.effect(usage, 0), drawn)[0, 1] > 0.95


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("at_least: 0", "at_lest: 0", "A301"),
        ("variable: gdp_growth", "variable: gdp_grwth", "A301"),
        ("as: log_difference, label: Usage}", "as: logs, label: Usage}", "A301"),
        ("after: 2, at_most: 0", "after: 80, at_most: 0", "A301"),
        ("published: [vix]", "published: [vixx]", "A301"),
        (", published: [vix]}", "}", "A301"),
        ("evidence: [announcement_return_amzn,", "evidence: [announcement_return_amz,", "A301"),
        ("uncertain: [b_ai_elasticity,", "uncertain: [b_ai_elasticty,", "A301"),
        ("at_most: 0}", "at_most: -1000}", "A321"),
    ],
)
def test_a_faulty_event_is_refused(work, tmp_path, monkeypatch, old, new, code) -> None:
    text = (economics_root() / "branches" / "efficiency-shock.yaml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "own.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr("moneygood.questions.branch.text.question_names", lambda folder: {"own": file})
    with pytest.raises(MoneygoodError) as caught:
        branch_out(work, "own", draws=40, seed=1)
    assert caught.value.code == code


def test_an_unknown_event_is_refused(work) -> None:
    with pytest.raises(MoneygoodError) as caught:
        read_branches(work, "efficency-shock")
    assert caught.value.code == "A320"
    assert "efficiency-shock" in str(caught.value)


def test_the_distance_of_the_ten_year_is_that_of_its_outcome_and_adds_up(found) -> None:
    assert found.far is not None
    assert found.far.mean == pytest.approx(found.outcomes[0].gap, abs=1e-12)
    parts = sum(v for _, v in found.far.drivers) + found.far.rest
    assert parts == pytest.approx(found.far.mean, abs=1e-9)
    assert list(found.far.quantiles) == sorted(found.far.quantiles)
    assert "70% of pairs" in found.lead


def test_every_sign_is_published_and_has_a_figure_that_was_out(work, found) -> None:
    for m in found.text.observables:
        assert m.published or m.by
        for series in m.published:
            figure = found.readings[series]
            assert figure.licence in ("us-gov", "cited", "derived", "filings", "page")
    assert found.reward is not None
    assert found.reward.seen.quarters[-1] <= work.start
    document = found.as_json()
    assert {p["variable"] for p in document["published"]} == {m.variable for m in found.text.observables}
    assert document["reward"]["quarters"][-1]["se"] > 0.0


def test_more_capex_than_expected_is_rewarded_where_investors_pay_for_it(work) -> None:
    """Draw by draw: the leaders' price answers with the sign of the reward in that quarter, and its size."""
    text = read_branches(work, "capex-surprise")
    pair = PairedDraws(work, text, 400, 2, 0)
    rule = text.branches[0].when[0]
    price, reward = pair.effect(rule.measure, rule.after), pair.without["investor_reward"][pair.at]
    assert text.states == ("investor_reward",)
    assert np.corrcoef(price, reward)[0, 1] > 0.97
    clear = np.abs(reward) > 0.5
    assert np.mean((price > 0)[clear] == (reward > 0)[clear]) > 0.97
    slope = np.polyfit(reward, price, 1)[0]  # plans bind by eight tenths, and spending follows
    assert slope == pytest.approx(
        0.89 * text.event["size"] / work.model.parameters["b_reward_surprise"].value, rel=0.15
    )
    answer = branch_out(work, "capex-surprise", draws=400, seed=2)
    thirds = [t.share for t in answer.thirds if t.parameter == "investor_reward"]
    assert thirds[0] < 0.6 < 0.9 < thirds[2]
    labels = {t.label for t in answer.thirds if t.parameter == "investor_reward"}
    assert labels == {"what investors pay for announced AI capex"}
