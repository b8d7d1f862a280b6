"""An imported model against the same equations written by hand and solved by a general root finder."""

from __future__ import annotations

import by_hand
import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter, quarter_range
from moneygood.runs.imported.control import ControlTarget

START, END = Quarter.of(2008, 1), Quarter.of(2011, 4)
SHOCK = {"rule_aerr": {START: 1.0, START + 5: 0.5}}


@pytest.fixture(scope="module")
def tracked(model, figures):
    return {
        e: model.with_expectations(e).tracking(figures, START, END) for e in ("var", "wp", "mcap+wp", "all")
    }


def worst(found, expected) -> float:
    ours = np.array([found.series(n) for n in by_hand.NAMES])
    return float(np.max(np.abs(ours - expected) / np.maximum(np.abs(expected), 1.0)))


@pytest.mark.parametrize("expectations", ["var", "wp", "mcap+wp", "all"])
def test_tracking_residuals_give_the_figures_back(model, figures, tracked, expectations) -> None:
    solved = model.with_expectations(expectations).solve(tracked[expectations], START, END)
    at = figures.column(START)
    for name in by_hand.NAMES:
        np.testing.assert_allclose(solved.series(name), figures.series(name)[at : at + 16], rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("expectations", "forward"),
    [("var", ()), ("wp", ("zinf",)), ("mcap+wp", ("zinf", "zlong")), ("all", ("zinf", "zlong", "zfar"))],
)
def test_solution_is_that_of_the_equations_by_hand(model, tracked, expectations, forward) -> None:
    own = model.with_expectations(expectations)
    expected = by_hand.solve(tracked[expectations], START, END, forward, SHOCK)
    assert worst(own.solve(tracked[expectations], START, END, changes=SHOCK), expected) < 1e-9


def test_lower_bound_that_binds_is_solved_too(model, figures) -> None:
    for expectations, forward in (("var", ()), ("all", ("zinf", "zlong", "zfar"))):
        own = model.with_expectations(expectations)
        tracked = own.tracking(figures, START, END)
        fall = {"rule_aerr": {START + i: -4.0 for i in range(6)}}
        found = own.solve(tracked, START, END, changes=fall)
        rate, floor = found.series("rate"), found.series("rmin") + found.series("rate_trac")
        assert (np.abs(rate - floor) < 1e-9).sum() >= 3
        assert by_hand.left_over(found, forward) < 1e-9


def test_news_is_not_foreseen(model, tracked) -> None:
    own = model.with_expectations("mcap+wp")
    base = own.solve(tracked["mcap+wp"], START, END)
    late = {"rule_aerr": {START + 6: 1.0}}
    foreseen = own.solve(tracked["mcap+wp"], START, END, changes=late)
    news = own.solve(tracked["mcap+wp"], START, END, news=[(START + 6, late)])
    assert np.max(np.abs(foreseen.series("zlong")[:6] - base.series("zlong")[:6])) > 0.01
    np.testing.assert_allclose(news.series("zlong")[:6], base.series("zlong")[:6], atol=1e-10)
    # from the news on, the path is that of a run that begins there, with the past as it was
    again = own.solve(news.figures, START + 6, END, changes=late)
    np.testing.assert_allclose(again.series("zlong"), news.series("zlong")[6:], atol=1e-9)


def test_news_makes_no_difference_to_those_who_look_back(model, tracked) -> None:
    late = {"rule_aerr": {START + 6: 1.0}}
    news = model.solve(tracked["var"], START, END, news=[(START + 6, late)])
    known = model.solve(tracked["var"], START, END, changes=late)
    np.testing.assert_array_equal(news.figures.values, known.figures.values)


@pytest.mark.parametrize("expectations", ["var", "mcap+wp"])
def test_target_is_met_and_its_instrument_alone_moves(model, figures, tracked, expectations) -> None:
    own = model.with_expectations(expectations)
    base = own.solve(tracked[expectations], START, END).series("ygap")
    path = {START + i: float(base[i]) + d for i, d in ((1, 0.02), (2, -0.03), (9, 0.01))}
    found = own.solve(tracked[expectations], START, END, targets=[ControlTarget("ygap", "rule_aerr", path)])
    gap, moved = found.series("ygap"), found.series("rule_aerr")
    for quarter, aim in path.items():
        assert gap[quarter - START] == pytest.approx(aim, abs=1e-9)
    idle = [i for i in range(16) if START + i not in path]
    assert np.max(np.abs(moved[idle])) < 1e-15
    assert np.all(np.abs(moved[[1, 2, 9]]) > 1e-3)
    # the found instrument, imposed as a plain change, leads to the same place
    plain = own.solve(
        tracked[expectations],
        START,
        END,
        changes={"rule_aerr": {START + i: float(m) for i, m in enumerate(moved)}},
    )
    np.testing.assert_allclose(plain.series("ygap"), gap, atol=1e-9)


def test_exogenised_variable_follows_its_figures(model, figures) -> None:
    own = model.exogenise(["rate"])
    tracked = own.tracking(figures, START, END)
    quarters = quarter_range(START, END)
    found = own.solve(tracked, START, END, changes={"rate": dict.fromkeys(quarters, 3.0)})
    assert "rate" not in own.endogenous
    assert np.all(found.series("rate") == 3.0)
    assert np.any(np.abs(found.series("rule") - 3.0) > 0.01)


def test_what_holds_after_the_end_is_a_choice(model, figures) -> None:
    own = model.with_expectations("mcap")
    figures = own.tracking(figures, START, END)
    far = {"rule_aerr": {END - 1: 1.0}}
    given = own.solve(figures, START, END, changes=far)
    steady = own.solve(figures, START, END, changes=far, terminal="steady")
    at = steady.figures.column(END)
    assert steady.figures.series("zlong")[at + 1] == pytest.approx(
        steady.figures.series("zlong")[at], abs=1e-12
    )
    assert abs(given.series("zlong")[-1] - steady.series("zlong")[-1]) > 1e-3
    early = {"rule_aerr": {START + 1: 0.2}}
    growth = own.solve(figures, START, END, changes=early, terminal="growth")
    zlong = growth.figures.series("zlong")
    assert np.all(zlong > 0)
    assert zlong[at + 1] / zlong[at] == pytest.approx(zlong[at] / zlong[at - 1], rel=1e-12)


@pytest.mark.parametrize(
    ("code", "ask"),
    [
        ("E043", {"terminal": "never"}),
        ("E044", {"targets": [ControlTarget("rstar", "rule_aerr", {START: 1.0})]}),
        ("E044", {"targets": [ControlTarget("ygap", "inf", {START: 1.0})]}),
        ("E044", {"targets": [ControlTarget("ygap", "rule_aerr", {END + 1: 1.0})]}),
        ("E044", {"news": [(START + 2, {"rule_aerr": {START: 1.0}})]}),
        ("E044", {"news": [(END + 2, {})]}),
        ("M044", {"changes": {"rules": {START: 1.0}}}),
        ("M045", {"changes": {"rule_aerr": {END + 9: 1.0}}}),
    ],
)
def test_request_that_makes_no_sense_is_refused(model, tracked, code, ask) -> None:
    own = model.with_expectations("mcap+wp") if "terminal" in ask or "news" in ask else model
    with pytest.raises(MoneygoodError) as fault:
        own.solve(tracked["mcap+wp"], START, END, **ask)
    assert fault.value.code == code


def test_figures_that_do_not_reach_are_named(model, figures) -> None:
    for start, end in ((Quarter.of(2000, 1), END), (START, Quarter.of(2030, 1)), (END, START)):
        with pytest.raises(MoneygoodError) as fault:
            model.solve(figures, start, end)
        assert fault.value.code == "M045"
    holes = figures.with_values({"rstar": np.where(np.arange(80) == figures.column(START + 3), np.nan, 0.5)})
    with pytest.raises(MoneygoodError) as fault:
        model.tracking(holes, START, END)
    assert fault.value.code == "M045"
    with pytest.raises(MoneygoodError) as fault:
        model.with_expectations("wp").solve(holes, START, END)
    assert fault.value.code == "M045"
    assert str(START + 3) in str(fault.value)


def test_first_guess_need_not_be_among_the_figures(model, figures) -> None:
    tracked = model.tracking(figures, START, END)
    known = model.solve(tracked, START, END)
    late = np.arange(80) >= figures.column(START)
    blind = tracked.with_values({n: np.where(late, np.nan, tracked.series(n)) for n in by_hand.NAMES})
    found = model.solve(blind, START, END)
    for name in by_hand.NAMES:
        np.testing.assert_allclose(found.series(name), known.series(name), atol=1e-8)


def test_impossible_target_is_not_solved(model, tracked) -> None:
    """C-27: what has no solution leaves with exit code 3."""
    for wish in (
        ControlTarget("share", "ygap_aerr", {START: 1.5}),
        ControlTarget("inf", "xq_aerr", {START: 3.0}),
    ):
        for expectations in ("var", "mcap+wp"):
            with pytest.raises(MoneygoodError) as fault:
                model.with_expectations(expectations).solve(tracked[expectations], START, END, targets=[wish])
            assert fault.value.code in ("E040", "E041")
            assert fault.value.exit_code == 3


@pytest.mark.parametrize("expectations", ["var", "mcap+wp"])
def test_two_targets_are_met_by_two_instruments_together(model, tracked, expectations) -> None:
    own = model.with_expectations(expectations)
    forward = () if expectations == "var" else ("zinf", "zlong")
    base = own.solve(tracked[expectations], START, END)
    quarters = quarter_range(START + 1, START + 6)
    aims = {
        n: [float(base.series(n)[i + 1]) + d for i in range(6)] for n, d in (("ygap", 0.05), ("inf", -0.02))
    }
    goals = [
        ControlTarget(n, i, dict(zip(quarters, aims[n], strict=True)))
        for n, i in (("ygap", "rule_aerr"), ("inf", "inf_aerr"))
    ]
    found = own.solve(tracked[expectations], START, END, targets=goals)
    for name, aim in aims.items():
        np.testing.assert_allclose(found.series(name)[1:7], aim, rtol=0, atol=1e-9)
    assert by_hand.left_over(found, forward) < 1e-9
    assert np.min(np.abs(found.series("rule_aerr")[1:7])) > 1e-4
    assert np.max(np.abs(found.series("inf_aerr")[7:])) < 1e-15


def test_exogenised_path_is_foreseen_by_those_who_look_ahead(model, figures) -> None:
    """A rate held higher from the ninth quarter on moves the long rate before; a surprise, only then."""
    own = model.with_expectations("mcap+wp").exogenise(["rate"])
    tracked = own.tracking(figures, START, END)
    base = own.solve(tracked, START, END)
    late = quarter_range(START + 8, END)
    higher = {"rate": {q: figures.at("rate", q) + 1.0 for q in late}}
    known = own.solve(tracked, START, END, changes=higher)
    surprise = own.solve(tracked, START, END, news=[(START + 8, higher)])
    for found in (known, surprise):
        expected = [figures.at("rate", q) + (1.0 if q in late else 0.0) for q in quarter_range(START, END)]
        np.testing.assert_allclose(found.series("rate"), expected, rtol=0, atol=1e-12)
    assert np.all(known.series("zlong")[:8] > base.series("zlong")[:8] + 1e-3)
    np.testing.assert_allclose(surprise.series("zlong")[:8], base.series("zlong")[:8], rtol=0, atol=1e-10)
    # every equation but the one that was taken out holds, as written by hand
    at = [known.figures.column(q) for q in known.periods]
    values = known.figures

    def add(name: str, t: int) -> float:
        return sum(
            float(values.series(f"{name}_{k}")[t]) for k in ("aerr", "trac") if f"{name}_{k}" in values
        )

    for t in at:
        rest = by_hand.residuals(lambda n, u: float(values.series(n)[u]), add, t, ("zinf", "zlong"))
        assert max(abs(r) for n, r in zip(by_hand.NAMES, rest, strict=True) if n != "rate") < 1e-9


def test_a_later_surprise_comes_on_top_of_what_was_known(model, tracked) -> None:
    """One shock known from the start, two surprises: each piece is a run from where the last stood."""
    own = model.with_expectations("all")
    start = {"rule_aerr": {START + 1: 0.4}}
    first, second = {"rule_aerr": {START + 4: -0.3}}, {"ygap_aerr": {START + 9: 0.2}}
    found = own.solve(
        tracked["all"], START, END, changes=start, news=[(START + 4, first), (START + 9, second)]
    )
    one = own.solve(tracked["all"], START, END, changes=start)
    two = own.solve(one.figures, START + 4, END, changes=first)
    three = own.solve(two.figures, START + 9, END, changes=second)
    for name in by_hand.NAMES:
        np.testing.assert_allclose(found.series(name)[:4], one.series(name)[:4], atol=1e-9)
        np.testing.assert_allclose(found.series(name)[4:9], two.series(name)[:5], atol=1e-9)
        np.testing.assert_allclose(found.series(name)[9:], three.series(name), atol=1e-9)


def test_steps_that_rounding_keeps_large_count_as_solved_where_they_are_small(
    model, tracked, monkeypatch
) -> None:
    from moneygood.engine.foresight import recursive

    known = model.solve(tracked["var"], START, END, changes=SHOCK)
    monkeypatch.setattr(recursive, "TOLERANCE", np.array([-1.0, -1.0, 1e-2, 20.0, 1e-6]))
    found = model.solve(tracked["var"], START, END, changes=SHOCK)
    assert found.steps == 20
    for name in by_hand.NAMES:
        np.testing.assert_allclose(found.series(name), known.series(name), rtol=0, atol=1e-11)
    monkeypatch.setattr(recursive, "TOLERANCE", np.array([-1.0, -1.0, 1e-2, 20.0, -1.0]))
    with pytest.raises(MoneygoodError, match="E040"):
        model.solve(tracked["var"], START, END, changes=SHOCK)


@pytest.mark.parametrize("terminal", ["given", "steady", "growth"])
def test_a_baseline_that_nobody_shocks_stays_whatever_holds_after_the_end(model, figures, terminal) -> None:
    own = model.with_expectations("mcap")
    baseline = own.tracking(figures, START, END, terminal)
    found = own.solve(baseline, START, END, terminal=terminal)
    at = baseline.column(START)
    for name in own.endogenous:
        before = baseline.series(name)[at : at + len(found.periods)]
        np.testing.assert_allclose(found.series(name), before, rtol=1e-9, atol=1e-9)
