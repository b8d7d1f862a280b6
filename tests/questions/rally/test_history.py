"""The identity on history: sums, two windows worked by hand, and what is refused."""

from __future__ import annotations

import re
from math import exp, fsum, log
from pathlib import Path

import numpy as np
import pytest

from moneygood import api
from moneygood.core.answer import AbstractAnswer
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.questions.rally.answer import RallyAnswer
from moneygood.questions.rally.definition import FILE, EventWindow, read_identity
from moneygood.questions.rally.history import History, checked_window, fading_sum
from moneygood.questions.rally.identity import contributions, group_weights, log_mean, residual_at


@pytest.fixture(scope="module")
def history() -> History:
    return History(read_identity(), api.load())


@pytest.fixture(scope="module")
def answer() -> RallyAnswer:
    return api.rally()


def test_parts_and_residual_add_up_over_every_window(history: History) -> None:
    """C-24: the identity holds to 1e-12 over every window that can be formed."""
    for first in range(1991 * 4, 2022 * 4 + 3, 5):
        for length in (1, 4, 12):
            window = EventWindow(Quarter(first), Quarter(first + length))
            found = history.attribute(window)
            assert fsum([*(p.value for p in found.parts), found.residual]) == pytest.approx(
                found.total, abs=1e-12
            )


def test_windows_laid_end_to_end_add_up_part_by_part(history: History) -> None:
    one = history.attribute(checked_window("2023Q3", "2023Q4"))
    two = history.attribute(checked_window("2023Q4", "2024Q1"))
    both = history.attribute(checked_window("2023Q3", "2024Q1"))
    assert one.total + two.total == pytest.approx(both.total, abs=1e-10)
    for a, b, c in zip(one.parts, two.parts, both.parts, strict=True):
        assert a.value + b.value == pytest.approx(c.value, abs=1e-10), c.name


# Published figures, typed from their sources: S&P 500, mean of the month (S&P through Shiller and FRED),
# earnings over twelve months as reported (S&P through Shiller), GS10 and GS2, month averages (Federal
# Reserve, H.15), ten-year expected inflation (FRB/US PTR), VIX, month average (Cboe).
PUBLISHED = {
    "2022Q4": {"price": 3912.38, "earnings": 172.75, "gs10": 3.62, "gs2": 4.29, "ptr": 2.58, "vix": 21.78},
    "2023Q2": {"price": 4345.37, "earnings": 181.01, "gs10": 3.75, "gs2": 4.64, "ptr": 2.20, "vix": 14.00},
    "2024Q2": {"price": 5415.14, "earnings": 196.76, "gs10": 4.31, "gs2": 4.74, "ptr": 2.10, "vix": 12.67},
}


@pytest.mark.parametrize("last", ["2023Q2", "2024Q2"])
def test_two_windows_agree_with_the_arithmetic_by_hand(answer: RallyAnswer, last: str) -> None:
    a, b = PUBLISHED["2022Q4"], PUBLISHED[last]
    found = next(w for w in answer.windows if str(w.window.first) == "2022Q4" and str(w.window.last) == last)
    parts = {p.name: p for p in found.parts}
    assert found.total == pytest.approx(100 * log(b["price"] / a["price"]), abs=0.01)
    assert parts["earnings"].value == pytest.approx(100 * log(b["earnings"] / a["earnings"]), abs=0.01)
    real = (b["gs10"] - b["ptr"]) - (a["gs10"] - a["ptr"])
    for duration, value in zip(parts["real_rate"].coefficients, parts["real_rate"].values, strict=True):
        assert value == pytest.approx(-duration * real, abs=0.01)
    policy = (b["gs2"] - b["ptr"]) - (a["gs2"] - a["ptr"])
    assert parts["policy"].value == pytest.approx(-2 * policy, abs=0.01)
    spreads = {"2022Q4": 2.14, "2023Q2": 2.09, "2024Q2": 1.48}
    assert parts["premium"].value == pytest.approx(-22 * (spreads[last] - 2.14), abs=0.01)
    variance = (b["vix"] ** 2 - a["vix"] ** 2) / 100
    other = dict(parts["premium"].alternatives).popitem()[1]
    assert other == pytest.approx(-variance / (4 * (1 - 0.74)), abs=0.01)


def test_the_sizes_are_those_found_in_an_earlier_calculation(answer: RallyAnswer) -> None:
    """Earnings +4.7, +13.0, +7.9 of +10.5, +32.5, +1.1 were found outside this program."""
    totals = [round(w.total, 1) for w in answer.windows]
    earnings = [round(w.parts[0].value, 1) for w in answer.windows]
    assert totals == [10.5, 32.5, 1.1]
    assert earnings == [4.7, 13.0, 7.9]


def test_ai_hope_takes_the_capex_that_came(answer: RallyAnswer) -> None:
    """The leaders' capex at annual rates, $bn, from their reports: growth over four quarters ahead."""
    capex = {"2022Q4": 166.8, "2023Q2": 141.3, "2023Q4": 176.1, "2024Q2": 222.6}
    ahead = log(capex["2024Q2"] / capex["2023Q2"]) - log(capex["2023Q4"] / capex["2022Q4"])
    hope = next(p for p in answer.windows[0].parts if p.name == "growth_hope")
    weight = 0.38 * 0.8 + 0.62 * 0.2
    assert hope.value == pytest.approx(100 * weight * ahead, abs=0.1)


def test_the_range_of_a_part_covers_its_coefficients_and_its_other_measures(answer: RallyAnswer) -> None:
    hope = next(p for p in answer.windows[0].parts if p.name == "growth_hope")
    seen = {"2021Q4": 150.0, "2022Q4": 166.8, "2022Q2": 153.7, "2023Q2": 141.3}  # $bn a year, from reports
    behind = log(seen["2023Q2"] / seen["2022Q2"]) - log(seen["2022Q4"] / seen["2021Q4"])
    weight = 0.38 * 0.8 + 0.62 * 0.2
    assert hope.low == pytest.approx(100 * weight * behind, abs=0.1)
    assert hope.low < hope.span[0] < hope.value < hope.span[1] == hope.high


def test_flows_are_the_fading_sum_of_past_returns(history: History) -> None:
    returns = np.array([np.nan, 1.0, 0.0, 2.0])
    np.testing.assert_allclose(fading_sum(returns, 0.5)[1:], [1.0, 0.5, 2.25])
    assert np.isnan(fading_sum(returns, 0.5)[0])
    assert np.isnan(fading_sum(np.full(3, np.nan), 0.5)).all()


def test_a_part_that_cannot_be_measured_is_left_in_the_residual(history: History) -> None:
    found = history.attribute(checked_window("1995Q1", "2000Q1"))
    hope = next(p for p in found.parts if p.name == "growth_hope")
    assert not hope.measured
    assert hope.value == 0.0
    assert "could not be measured" in RallyAnswer(history.text, (found,)).reading


def test_the_residual_by_durations_is_the_sum_done_again(answer: RallyAnswer) -> None:
    found = answer.windows[1]
    parts = {p.name: p for p in found.parts}
    left = residual_at(found.total, found.parts, {"real_rate": 20, "premium": 15})
    by_hand = found.total - sum(
        p.value
        * {"real_rate": 20 / parts["real_rate"].central, "premium": 15 / parts["premium"].central}.get(n, 1)
        for n, p in parts.items()
    )
    assert left == pytest.approx(by_hand)
    grid = answer.residuals(found)
    assert min(grid) <= found.residual <= max(grid)


def test_weights_of_groups_are_exact_for_any_figures() -> None:
    rng = np.random.default_rng(1)
    for _ in range(200):
        start, end = rng.uniform(0.1, 9, size=(2, 3))
        weights = group_weights(start.tolist(), end.tolist())
        whole = log(end.sum() / start.sum())
        assert sum(w * log(b / a) for w, a, b in zip(weights, start, end, strict=True)) == pytest.approx(
            whole, abs=1e-12
        )


def test_logarithmic_mean_lies_between_its_figures_and_is_the_figure_when_both_are_equal() -> None:
    assert log_mean(3.0, 3.0) == 3.0
    assert 2.0 < log_mean(2.0, 5.0) < 5.0
    assert log_mean(2.0, 5.0) == pytest.approx(3 / log(2.5))
    assert log_mean(1.0, 1 + 1e-9) == pytest.approx(1.0)


def test_two_groups_add_up_to_the_index() -> None:
    found = contributions(12.0, (0.30, 0.34), ("few", "many"))
    assert sum(c.value for c in found) == pytest.approx(12.0, abs=1e-12)
    assert found[0].change == pytest.approx(12.0 + 100 * log(0.34 / 0.30))
    assert found[1].change == pytest.approx(12.0 + 100 * log(0.66 / 0.70))


def test_groups_are_shown_only_where_the_concentration_is_published_at_both_ends(answer: RallyAnswer) -> None:
    with_groups = [w for w in answer.windows if w.groups]
    assert [str(w.window.first) for w in with_groups] == ["2024Q3"]
    assert sum(g.value for g in with_groups[0].groups) == pytest.approx(with_groups[0].total, abs=1e-12)
    assert "groups are not shown" in answer.reading


def test_the_answer_has_its_form_and_its_document_adds_up(answer: RallyAnswer) -> None:
    assert isinstance(answer, AbstractAnswer)
    for window in answer.as_json()["windows"]:
        assert fsum(p["value"] for p in window["parts"]) + window["residual"] == pytest.approx(
            window["total"]
        )
        assert window["price_change_percent"] == pytest.approx(100 * (exp(window["total"] / 100) - 1))
        assert len(window["durations"]) == 12


def test_every_source_of_the_evidence_is_in_the_references() -> None:
    root = economics_root()
    known = set(re.findall(r"@\w+\{(\w+),", (root / "references.bib").read_text(encoding="utf-8")))
    for file in ("rally/identity.yaml", "relations/breaks.yaml", "narrative/regimes.yaml"):
        found = re.findall(r"source: ([\w, ]+?)(?:[,}]|$)", (root / file).read_text(encoding="utf-8"), re.M)
        assert found
        missing = {s.strip() for s in found} - known
        assert not missing, (file, missing)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2024Q2", "2022Q4", "A403"),
        ("2024Q2", "2024Q2", "A403"),
        ("2024Q2", None, "A403"),
        ("2022Q4", "2031Q4", "A402"),
        ("2022Q4", "2026Q2", "A402"),  # earnings of 2026Q2 are not published
        ("1985Q1", "2022Q4", "A402"),
        ("soon", "2022Q4", "C001"),
    ],
)
def test_windows_that_cannot_be_taken_apart_are_refused(first: str, last: str | None, code: str) -> None:
    with pytest.raises(MoneygoodError) as fault:
        api.rally(first, last)
    assert fault.value.code == code


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("sign: -1", "sign: 2", "not a whole number from -1 to 1"),
        ("from_to: [7, 15, 20, 25]", "from_to: [25, 7]", "does not rise"),
        ("rows: real_rate", "rows: real", "no part"),
        ("quoted: baa_spread", "quoted: baa", "no quote"),
        ("from: 2022Q4, to: 2023Q2", "from: 2023Q2, to: 2022Q4", "the first is not before the second"),
        ("price: {monthly: sp500}", "price: {weekly: sp500}", "monthly, quarterly, model"),
        (
            '        coefficient: "100 * b_duration_policy"\n',
            "",
            "lacks the field 'coefficient', which from_to needs",
        ),
    ],
)
def test_a_faulty_identity_is_named_with_its_place(tmp_path: Path, old: str, new: str, what: str) -> None:
    shipped = (economics_root() / FILE).read_text(encoding="utf-8")
    assert old in shipped
    file = tmp_path / "identity.yaml"
    file.write_text(shipped.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(MoneygoodError, match=what) as fault:
        read_identity(file)
    assert fault.value.code == "A401"


def test_a_series_that_is_not_bundled_is_named(tmp_path: Path) -> None:
    shipped = (economics_root() / FILE).read_text(encoding="utf-8")
    file = tmp_path / "identity.yaml"
    file.write_text(shipped.replace("{monthly: vix}", "{monthly: vixen}"), encoding="utf-8")
    with pytest.raises(MoneygoodError, match="Did you mean 'vix'"):
        History(read_identity(file), api.load())


def test_a_coefficient_is_made_of_parameters_only(tmp_path: Path) -> None:
    shipped = (economics_root() / FILE).read_text(encoding="utf-8")
    file = tmp_path / "identity.yaml"
    file.write_text(shipped.replace('"100 * b_duration_policy"', '"100 * rate_2y"'), encoding="utf-8")
    with pytest.raises(MoneygoodError, match="is a variable") as fault:
        History(read_identity(file), api.load()).attribute(checked_window("2022Q4", "2023Q2"))
    assert fault.value.code == "A401"
