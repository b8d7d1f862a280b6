"""The regimes of the bundled history: dates, no look-ahead, analogues, and what cannot be said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from moneygood.core.answer import AbstractAnswer
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.data.vintage import load_vintage
from moneygood.estimation.figures import Figures, quarterly_figures
from moneygood.estimation.regimes.analogues import find_analogues
from moneygood.estimation.regimes.definition import FILE, read_regimes
from moneygood.estimation.regimes.exits import exit_slopes, logit
from moneygood.estimation.regimes.observables import known_observables, observe
from moneygood.estimation.regimes.reading import RegimeReading, cut, known_then, read_history, spells
from moneygood.estimation.regimes.switching import starting_chain
from moneygood.questions.regimes.answer import RegimeAnswer
from moneygood.questions.regimes.chart import chart


@pytest.fixture(scope="module")
def history() -> RegimeReading:
    return read_history(load_vintage())


def quarters_of(history: RegimeReading, state: str) -> set[str]:
    s = history.text.states.index(state)
    known = history.known_then[:, s]
    return {q for q, p in zip(history.periods, known, strict=True) if p > 0.5}


def test_reckoning_known_then_lies_in_the_two_episodes_and_nowhere_else(history: RegimeReading) -> None:
    reckoning = quarters_of(history, "reckoning")
    first = {q for q in reckoning if "2000Q1" <= q <= "2003Q4"}
    second = {q for q in reckoning if "2007Q1" <= q <= "2010Q4"}
    assert len(first) >= 6
    assert len(second) >= 6
    assert reckoning == first | second


def test_2022_was_doubt_and_not_reckoning_on_what_was_known_then(history: RegimeReading) -> None:
    assert {"2022Q2", "2022Q3", "2022Q4"} <= quarters_of(history, "doubt")
    assert not quarters_of(history, "reckoning") & {"2022Q1", "2022Q2", "2022Q3", "2022Q4", "2023Q1"}


def test_the_years_between_were_conviction(history: RegimeReading) -> None:
    calm = {f"{y}Q{q}" for y in (2005, 2006, 2013, 2014) for q in range(1, 5)}
    assert calm <= quarters_of(history, "conviction")


def test_nothing_later_changes_what_was_known(history: RegimeReading) -> None:
    """C-15: later figures, however wild, leave the probabilities known then where they were."""
    text = history.text
    start = starting_chain(text.prior, text.freedom)
    wild = history.figures.copy()
    at = history.periods.index("2007Q4")
    wild[at + 1 :] += 50.0
    changed = known_then(wild, text.prior, start, history.periods.index("1998Q1"))
    np.testing.assert_array_equal(changed[: at + 1], history.known_then[: at + 1])
    assert not np.allclose(changed[at + 1 :], history.known_then[at + 1 :])


def test_a_late_figure_is_not_known_in_its_own_quarter() -> None:
    text = read_regimes()
    figures = quarterly_figures(load_vintage())
    late = next(o for o in text.observables if o.lag == 1)
    at = figures.spot("2006Q3")
    planted = {**figures.values, "sp500_earnings": figures.values["sp500_earnings"].copy()}
    planted["sp500_earnings"][at] *= 0.01
    before = observe(figures, (late,))[:, 0]
    after = observe(Figures(figures.periods, planted, figures.units), (late,))[:, 0]
    np.testing.assert_array_equal(before[: at + 1], after[: at + 1])
    assert before[at + 1] != after[at + 1]


def test_history_cut_short_ends_where_it_was_cut() -> None:
    found = read_history(load_vintage(), "2008Q1")
    assert found.periods[-1] == "2008Q1"
    whole = read_history(load_vintage())
    np.testing.assert_allclose(
        found.known_then[-1], whole.known_then[whole.periods.index("2008Q1")], atol=1e-12
    )


def test_today_is_the_last_quarter_with_all_traits_known_by_then() -> None:
    found = read_history(load_vintage(), "2026Q2").analogues
    assert found.today == "2026Q1"  # price over ten-year earnings ends there
    assert read_history(load_vintage(), "2008Q1").analogues.today == "2008Q1"


def test_spells_are_runs_of_the_likelier_state() -> None:
    which = np.array([[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.5, 0.5], [np.nan, np.nan], [0.2, 0.8]])
    found = spells(which, ["a", "b", "c", "d", "e", "f"], ["calm", "storm"], 0.5)
    assert [(s.state, s.first, s.last, s.quarters) for s in found] == [
        ("calm", "a", "a", 1), ("storm", "b", "c", 2), ("storm", "f", "f", 1)
    ]  # fmt: skip


def test_logit_agrees_with_statsmodels() -> None:
    import statsmodels.api as sm

    rng = np.random.default_rng(1)
    x = rng.normal(size=80)
    y = (rng.uniform(size=80) < 1 / (1 + np.exp(1.5 - 0.8 * x))).astype(float)
    theirs = sm.Logit(y, sm.add_constant(x)).fit(disp=0)
    slope, error = logit(x, y)
    assert slope == pytest.approx(theirs.params[1], abs=1e-6)
    assert error == pytest.approx(theirs.bse[1], abs=1e-6)


def test_perfectly_separated_exits_give_no_slope() -> None:
    x = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    assert np.isnan(logit(x, (x > 2).astype(float))[0])


def test_exits_are_counted_and_no_slope_out_of_conviction_is_identified(history: RegimeReading) -> None:
    path = history.found.smoothed.argmax(axis=1)
    leaving = int(((path[:-1] == 0) & (path[1:] != 0)).sum())
    own = [s for s in history.slopes if s.state == "conviction"]
    assert {s.exits for s in own} == {leaving}
    assert all(abs(s.ratio) < 2 for s in own)


def test_a_state_that_never_ends_has_no_slope() -> None:
    figures = np.random.default_rng(0).normal(size=(20, 1))
    (slope,) = exit_slopes(figures, np.zeros(20, dtype=int), ("calm",), ("x",))
    assert slope.exits == 0
    assert np.isnan(slope.slope)


def test_a_stretch_that_repeats_itself_is_found_at_no_distance() -> None:
    text = read_regimes().analogues
    figures = quarterly_figures(load_vintage())
    last = figures.spot("2025Q4")
    window = text.window + 20  # what the traits look back to repeats itself too
    at = figures.spot("2005Q2")
    values = {}
    for name, series in figures.values.items():
        copied = np.array(series, dtype=float)
        copied[at - window : at + 1] = copied[last - window : last + 1]
        values[name] = copied
    found = find_analogues(Figures(figures.periods, values, figures.units), text, "2025Q4")
    nearest = next(a for a in found.found if a.episode.first.year == 2005)
    assert nearest.quarter == "2005Q2"
    assert nearest.distance == pytest.approx(0.0, abs=1e-9)
    assert nearest.closer == 0.0


def test_distance_is_the_root_mean_square_in_standard_deviations() -> None:
    text = read_regimes().analogues
    figures = quarterly_figures(load_vintage())
    found = find_analogues(figures, text)
    traits = observe(figures, text.traits)
    today, then = figures.spot(found.today), figures.spot(found.found[0].quarter)
    complete = [t for t in traits[: today + 1] if not np.isnan(t).any()]
    spread = np.std(complete, axis=0)
    total, count = 0.0, 0
    for k in range(text.window):
        for i in range(traits.shape[1]):
            total += ((traits[today - k, i] - traits[then - k, i]) / spread[i]) ** 2
            count += 1
    assert found.found[0].distance == pytest.approx(np.sqrt(total / count), rel=1e-9)


def test_what_followed_is_what_was_published(history: RegimeReading) -> None:
    figures = quarterly_figures(load_vintage())
    found = history.analogues.found[1]
    rate = next(f for f in found.followed if "Ten-year" in f.outcome and f.quarters == 8)
    at = figures.spot(found.quarter)
    yields = figures.values["treasury_10y"]
    assert rate.change == pytest.approx(yields[at + 8] - yields[at])


def test_the_answer_shows_itself_and_says_what_it_cannot_say(history: RegimeReading) -> None:
    answer = RegimeAnswer(history)
    assert isinstance(answer, AbstractAnswer)
    assert "cannot say" in answer.reading
    document = answer.as_json()
    assert len(document["quarters"]) == len(history.periods)
    for row in document["quarters"]:
        assert sum(row["smoothed"].values()) == pytest.approx(1.0)


def test_too_few_quarters_are_refused() -> None:
    with pytest.raises(MoneygoodError) as fault:
        read_history(load_vintage(), "1998Q2")
    assert fault.value.code == "A421"
    with pytest.raises(MoneygoodError, match="do not reach"):
        cut(quarterly_figures(load_vintage()), "2031Q1")
    with pytest.raises(MoneygoodError) as early:
        known_observables(cut(quarterly_figures(load_vintage()), "1997Q4"), read_regimes())
    assert early.value.code == "A421"


def test_traits_that_are_not_complete_are_refused() -> None:
    text = read_regimes().analogues
    figures = quarterly_figures(load_vintage())
    with pytest.raises(MoneygoodError) as fault:
        find_analogues(figures, text, "1991Q1")
    assert fault.value.code == "A422"
    early = replace(text.episodes[0], first=text.episodes[0].first - 200, last=text.episodes[0].last - 200)
    with pytest.raises(MoneygoodError) as other:
        find_analogues(figures, replace(text, episodes=(early,)))
    assert other.value.code == "A422"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("[0.93, 0.07, 0.0]", "[0.93, 0.17, 0.0]", "sum to one"),
        ("spreads: [0.22, 0.22, 0.30]", "spreads: [0.22, -0.22, 0.30]", "not above 0"),
        ("means: [2.75, 3.13, 3.30]", "means: [2.75, 3.13]", "2 numbers for 3 states"),
        ("confident: 0.5", "confident: 5", "not from 0 to 1"),
        ("from: 1995Q1", "from: 1995", "not a quarter"),
        ("window: 12", "window: 12\n  windows: 3", "unknown field 'windows'"),
        ("title: Conviction, doubt, reckoning\n", "", "lacks the field 'title'"),
        ("- {name: doubt,", "- {name: conviction,", "twice"),
    ],
)
def test_a_faulty_definition_is_named_with_its_place(tmp_path: Path, old: str, new: str, what: str) -> None:
    shipped = (economics_root() / FILE).read_text(encoding="utf-8")
    assert old in shipped
    file = tmp_path / "regimes.yaml"
    file.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MoneygoodError, match=what) as fault:
        read_regimes(file)
    assert fault.value.code == ("C001" if what == "not a quarter" else "A401")
    assert fault.value.place is not None


def test_an_episode_that_was_still_ahead_is_named_and_not_compared() -> None:
    """C-15: a reading up to the middle of an episode cannot lay itself beside that episode."""
    answer = RegimeAnswer(read_history(load_vintage(), "2007Q4"))
    found = answer.history.analogues
    assert [a.episode.name for a in found.found] == ["1997-2002"]
    assert list(found.ahead) == ["2005-2009"] == answer.as_json()["ahead"]
    assert "2005-2009 cannot be compared" in answer.reading
    assert {row["episode"] for row in chart(answer)["vconcat"][-1]["data"]["values"]} == {"1997-2002"}


def test_before_every_episode_there_is_nothing_to_compare_but_earlier_stretches() -> None:
    found = find_analogues(quarterly_figures(load_vintage()), read_regimes().analogues, "1999Q1")
    assert found.found == ()
    assert found.ahead == ("1997-2002", "2005-2009")
