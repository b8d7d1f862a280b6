"""Every question either answers on a day that has passed or says in one line why it does not."""

import pytest

from moneygood.core.asked import asked
from moneygood.core.errors import MoneygoodError
from moneygood.questions.registry import QUESTIONS, Question

DAY = "2024Q4"
SMALL = {"draws": 120, "quarters": 12, "threads": 1, "causes": 0, "day": DAY}
ASKED = {
    "compare": {"scenarios": ("deepseek-jevons", "baseline")},
    "why": {"variable": "rate_10y", "scenario": "deepseek-jevons", "against": "baseline", "at": "2026Q4",
            "draws": 0},
    "rally": {"first": "2022Q4", "last": "2023Q2"},
    "breakeven": {"target": "debt_ratio[2026Q4] <= 105", "levers": ("ai_productivity",), "draws": 0},
    "branch": {"event": "efficiency-shock"},
    "discover": {"condition": "rate_10y > 5", "draws": 300},
    "sensitivity": {"output": "rate_10y", "method": "morris", "trajectories": 4,
                    "inputs": ("b_cons_stocks", "b_rstar_productivity")},
    "foresight": {"scenario": "deepseek-jevons", "variables": ("rate_10y",),
                  "variants": ("foresight_yields",)},
    "invert": {"scenario": "cuts-arrive"},
    "stress": {"draws": 400, "like": ("cuts-arrive",)},
    "odds": {"at": "2026Q4"},
}  # fmt: skip
UNDRAWN = {"rally": ("draws", "quarters")}
"""What a question refuses that is of the past alone."""
UNDATED = [q for q in QUESTIONS if q.undated and "day" in asked(q.request)]
DATED = [q for q in QUESTIONS if not q.undated and "day" in asked(q.request)]


def test_every_question_of_the_model_or_its_figures_takes_a_day():
    """Those that restart the model themselves have a `--from` of their own: the first restart."""
    for one in QUESTIONS:
        if one.opens in ("model", "figures"):
            fields = asked(one.request)
            assert "day" in fields or any(f.flag == "--from" for f in fields.values()), one.name


@pytest.mark.parametrize("one", UNDATED, ids=lambda q: q.name)
def test_a_question_without_a_day_says_why(one: Question):
    with pytest.raises(MoneygoodError) as caught:
        one.answer(one.request(day=DAY))
    assert caught.value.code == "A078"
    assert one.undated in str(caught.value)
    assert "\n" not in str(caught.value)


def request_of(one: Question, **more):
    specs = asked(one.request)
    said = {**SMALL, **ASKED.get(one.name, {}), **more}
    given = {k: v for k, v in said.items() if k in specs and k not in UNDRAWN.get(one.name, ())}
    return one.request(**given)


@pytest.mark.slow
@pytest.mark.parametrize("one", DATED, ids=lambda q: q.name)
def test_every_other_question_answers_on_a_day(one: Question, tmp_path):
    request = request_of(one, file=tmp_path / "note.md") if one.name == "note" else request_of(one)
    answer = one.answer(request)
    assert answer is not None
    if one.opens == "model":
        assert request.vintage.endswith("@2024-12-31")
