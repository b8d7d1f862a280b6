from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from made_paths import START
from moneygood.core.errors import MoneygoodError
from moneygood.core.periods import Quarter
from moneygood.core.texts import economics_root
from moneygood.scenarios.plan import Plan
from moneygood.validation.response_claims import read_claims, read_experiment
from moneygood.validation.response_moments import MOMENTS
from moneygood.validation.responses import (
    absolute,
    check_claims,
    check_experiment,
    check_response,
    claims_json,
)
from moneygood.validation.validation import Validation

GOOD = """title: A push
experiment:
  shocks:
    - {shock: eps_y, periods: q1, size: 2.0, unit: "1"}
variant:
  switches: {channel: off}
checks:
  - {id: y_q2, channel: test, source: ours, statement: "Half is left.", variable: y,
     transform: difference, at: q2, unit: "1", low: 0.9, high: 1.1, sign: positive}
  - {id: z_q1, channel: test, source: ours, statement: "z falls.", variable: z,
     transform: percent_difference, at: q1, unit: pct, low: -1.0, high: -0.1, sign: negative}
"""


@dataclass
class Line:
    """A path of y = 0.5 y[-1] + shock and z = 100 - y."""

    y: np.ndarray

    def series(self, name: str) -> np.ndarray:
        return {"y": 10.0 + self.y, "z": 100.0 - self.y, "wealth": 500.0 - 50.0 * self.y}[name]


@dataclass
class Laboratory:
    """Solves the two-line model and remembers the plans it was given."""

    start: Quarter = START
    plans: list[Plan] = field(default_factory=list)

    def solve_plan(self, plan: Plan, quarters: int) -> Line:
        self.plans.append(plan)
        y = np.zeros(quarters)
        for hit in plan.shocks:
            for quarter, size in zip(hit.periods, hit.sizes, strict=True):
                y[quarter - self.start] += size
        for t in range(1, quarters):
            y[t] += 0.5 * y[t - 1]
        return Line(y)


@dataclass
class Sample:
    """Two draws of y, and a failed one."""

    ok: np.ndarray
    figures: dict[str, np.ndarray]

    def series(self, name: str) -> np.ndarray:
        return self.figures[name]


@dataclass
class ManyPaths(Laboratory):
    """Gives the same draws for every plan."""

    def sample_plan(self, plan: Plan, quarters: int, draws: int, keep: tuple[str, ...]) -> Sample:
        self.plans.append(plan)
        assert (quarters, draws, keep) == (8, 200, ("y", "b"))
        y = np.array([[100.0, 100.0, 0.0], [110.0, 90.0, 0.0], [121.0, 99.0, 0.0]])
        b = np.array([[4.0, 4.0, 9.0], [3.0, 5.0, 9.0], [2.0, 4.0, 9.0]])
        return Sample(np.array([True, True, False]), {"y": y, "b": b})

    def past(self, name: str) -> np.ndarray:
        return np.array([40.0, 50.0, 80.0, 90.0])


def write(folder: Path, text: str = GOOD) -> Path:
    path = folder / "push.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_verdicts_are_those_of_hand_arithmetic(tmp_path: Path) -> None:
    laboratory = Laboratory()
    y, z = check_experiment(laboratory, read_experiment(write(tmp_path)))
    assert (y.id, y.ours, y.verdict) == ("push.y_q2", 1.0, "met")
    assert (z.id, z.verdict) == ("push.z_q1", "missed")
    assert z.ours == pytest.approx(-2.0)
    base, shocked = laboratory.plans
    assert not base.shocks
    assert base.switches_off == shocked.switches_off == {"channel"}
    assert shocked.shocks[0].periods == (START,)


def test_a_wrong_sign_is_named_as_such(tmp_path: Path) -> None:
    text = GOOD.replace("size: 2.0", "size: -2.0")
    verdicts = check_experiment(Laboratory(), read_experiment(write(tmp_path, text)))
    assert [v.verdict for v in verdicts] == ["wrong_sign", "wrong_sign"]


def test_responses_are_scaled_to_the_stated_size(tmp_path: Path) -> None:
    text = GOOD + "scale_to: {variable: y, transform: difference, at: q1, value: 1.0}\n"
    y, z = check_experiment(Laboratory(), read_experiment(write(tmp_path, text)))
    assert y.ours == pytest.approx(0.5)
    assert z.ours == pytest.approx(-1.0)


def test_cents_per_dollar_compare_flow_with_wealth_and_are_not_scaled(tmp_path: Path) -> None:
    text = GOOD.replace(
        "variable: y,\n     transform: difference, at: q2",
        "variable: z, transform: cents_per_dollar, per: wealth, value_of: z, at: q1",
    )
    text += "scale_to: {variable: y, transform: difference, at: q1, value: 1.0}\n"
    (first, _) = check_experiment(Laboratory(), read_experiment(write(tmp_path, text)))
    assert first.ours == pytest.approx(100 * (-2.0 / 100 * 100) / -100.0)


def test_scaling_by_what_does_not_move_is_an_error(tmp_path: Path) -> None:
    text = GOOD.replace("size: 2.0", "size: 0.0")
    text += "scale_to: {variable: y, transform: difference, at: q1, value: 1.0}\n"
    with pytest.raises(MoneygoodError, match="A062: push: y does not move"):
        check_experiment(Laboratory(), read_experiment(write(tmp_path, text)))


def test_one_claim_by_its_id_and_the_json(tmp_path: Path) -> None:
    experiment = read_experiment(write(tmp_path))
    assert check_response(Laboratory(), experiment, "y_q2").verdict == "met"
    with pytest.raises(MoneygoodError, match="A061: push makes no claim 'q9'"):
        check_response(Laboratory(), experiment, "q9")
    document = claims_json(check_claims(Laboratory(), [experiment]))
    assert document["met_share"] is None
    assert (document["count"], len(document["own_expectations"])) == (0, 2)
    published = read_experiment(write(tmp_path, GOOD.replace("source: ours", "source: frbus_run")))
    document = claims_json(check_claims(Laboratory(), [published]))
    assert document["met_share"] == 0.5
    assert sum(n["count"] for n in document["met_by_source"].values()) == document["count"]
    assert sum(n["met"] for n in document["met_by_source"].values()) == document["count"] / 2
    assert (document["count"], len(document["own_expectations"])) == (2, 0)
    assert {"id", "channel", "source", "unit", "low", "high", "ours", "verdict"} <= set(document["claims"][0])


MANY = """title: How wide
experiment: {}
draws: 200
checks:
  - {id: level, channel: test, source: ours, statement: "Apart.", variable: y,
     transform: spread, at: q2, unit: "1", low: 0, high: 50, sign: positive, seen: read}
  - {id: growth, channel: test, source: ours, statement: "Growth.", variable: y,
     transform: growth_spread, at: q3, unit: pct, low: 0, high: 50, sign: positive}
  - {id: with_b, channel: test, source: ours, statement: "Together.", variable: y,
     transform: correlation, per: b, at: q1..q3, unit: "1", low: -1, high: 1, sign: either}
"""


def test_moments_of_draws_are_those_worked_by_hand(tmp_path: Path) -> None:
    """C-9: the failed draw is left out. 110 and 90 spread by 14.14; 121 and 99 stand on 80, a year ago."""
    assert {c.measure.transform for c in read_experiment(write(tmp_path, MANY)).claims} == set(MOMENTS)
    level, growth, together = check_experiment(ManyPaths(), read_experiment(write(tmp_path, MANY)))
    assert level.ours == pytest.approx(200**0.5)
    assert (level.seen, growth.seen) == ("read", "")
    assert growth.ours == pytest.approx(100 * (121 - 99) / 80 / 2**0.5)
    rises = np.log([1.1, 1.1, 0.9, 1.1])
    assert together.ours == pytest.approx(np.corrcoef(rises, [1.0, 1.0, -1.0, 1.0])[0, 1])


def test_growth_of_a_level_is_compounded_by_hand(tmp_path: Path) -> None:
    text = GOOD.replace("transform: difference, at: q2", "transform: growth, at: q1..q5")
    (y, _) = check_experiment(Laboratory(), read_experiment(write(tmp_path, text)))
    assert y.ours == pytest.approx(100 * ((10 + 2 / 16) / 12 - 1))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("draws: 200\n", "", r"push.level is about many paths: spread. Write draws: 1000"),
        ("transform: spread", "transform: difference", r"push.level is not about many paths: difference"),
        ("at: q1..q3", "at: q3", r"is one quarter, but correlation is over several"),
        ("per: b, ", "", r"lacks the field 'per'"),
        ("seen: read", "seen: heard", r"seen of a claim is 'heard'. Did you mean|seen of a claim is 'heard'"),
        ("draws: 200", "draws: 3", r"draws of the experiment"),
    ],
)
def test_a_faulty_claim_about_draws_is_one_clear_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in MANY
    with pytest.raises(MoneygoodError, match=message):
        read_experiment(write(tmp_path, MANY.replace(old, new, 1)))


def test_relative_quarters_become_calendar_quarters() -> None:
    found = absolute({"paths": [{"hold": "ffr", "periods": "q1..q8"}, {"periods": "2030Q1"}]}, START)
    assert [p["periods"] for p in found["paths"]] == ["2026Q3..2028Q2", "2030Q1"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("low: 0.9, ", "", r"A061 .*push.yaml:8: a claim lacks the field 'low'"),
        ("low: 0.9", "low: some", r"A061 .*: low of a claim is 'some', not a number"),
        ("low: 0.9", "low: 1.9", r"A061 .*: a claim runs from low 1.9 to high 1.1"),
        ("high: -0.1", "high: -1.5", r"a claim runs from low -1 to high -1.5"),
        (
            "sign: positive",
            "sign: up",
            r"A061 .*: sign of a claim is 'up'. It is one of positive, negative",
        ),
        ("at: q2", "at: 2", r"A061 .*: at of a claim is 2. Write q1 for the quarter of the shock"),
        (
            "transform: difference",
            "transform: diference",
            r"transform of a claim is 'diference'. Did you mean 'difference'\?",
        ),
        (
            "transform: difference",
            "transform: cents_per_dollar",
            r"lacks the field 'per', which transform: cents",
        ),
        ("channel: test", "chanel: test", r"a claim has an unknown field 'chanel'. Did you mean 'channel'\?"),
        ("id: z_q1", "id: y_q2", r"'push.y_q2' stands twice in checks"),
        ("switches:", "shocks:", r"variant of the experiment has an unknown field 'shocks'"),
    ],
)
def test_a_faulty_claim_is_one_clear_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(MoneygoodError, match=message):
        read_experiment(write(tmp_path, GOOD.replace(old, new, 1)))


def test_the_shipped_claims_cover_the_published_channels_with_known_sources() -> None:
    experiments = read_claims()
    claims = [c for e in experiments for c in e.claims]
    assert len({c.id for c in claims}) == len(claims) >= 60
    keys = {
        line.split("{", 1)[1].split(",", 1)[0].strip()
        for line in (economics_root() / "references.bib").read_text(encoding="utf-8").splitlines()
        if line.startswith("@")
    }
    assert {c.source for c in claims} <= keys
    wanted = "funds_rate funds_rate_reward_off stock_wealth debt efficiency_jevons efficiency_glut"
    wanted += " ai_capex_cut ai_productivity"
    assert set(wanted.split()) <= {e.id for e in experiments}
    opposite = {e.id: {c.sign for c in e.claims} for e in experiments if e.id.startswith("efficiency")}
    assert opposite == {"efficiency_jevons": {"positive"}, "efficiency_glut": {"negative"}}


def test_every_shipped_miss_has_one_sentence_of_economics_and_is_shown(validation: Validation) -> None:
    verdicts = validation.responses
    assert {v.id for v in verdicts} == {c.id for e in read_claims() for c in e.claims if not c.blind}
    assert not [v.id for v in verdicts if v.verdict == "wrong_sign"]
    document = claims_json(verdicts)
    assert document["met_share"] >= 0.85
    assert document["count"] == len(document["claims"]) >= 60
    missed = [c for c in document["claims"] if c["verdict"] != "met"]
    assert missed
    for claim in missed:
        assert claim["why_missed"].count(".") >= 1, claim["id"]
        assert len(claim["why_missed"].split()) >= 8, claim["id"]
    assert not [c["id"] for c in document["claims"] if c["verdict"] == "met" and c["why_missed"]]


def test_contradicting_publications_are_settled_before_the_run() -> None:
    files = {e.id: e.which_is_the_test for e in read_claims()}
    settled = {k for k, v in files.items() if v}
    assert {"funds_rate", "stock_wealth", "equity_premium", "fed_holdings", "ai_facts"} <= settled
    assert "FRB/US 14%" in files["funds_rate"]
    assert "127" in files["equity_premium"]


def test_a_range_of_our_own_does_not_count_as_published() -> None:
    claims = [c for e in read_claims() for c in e.claims]
    assert {c.source == "ours" for c in claims if not c.published} == {True}
    assert sum(c.published for c in claims) >= 200
    channels = {c.channel for c in claims if c.published}
    wanted = {"CBO's rules of thumb", "long-run debt", "event days", "institutions' scenarios", "AI in GDP"}
    assert wanted | {"wealth effect", "Fed purchases", "debt to yields", "fiscal multiplier"} <= channels
