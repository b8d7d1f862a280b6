"""Equations written once for a family of members: what they become, and how faults in them are told."""

from __future__ import annotations

import pytest
from tests.small_models import build

from moneygood.core.errors import ManyErrors
from moneygood.model.build import load_model
from moneygood.model.read import parse_equations

HEAD = 'sector "Made"\neach firm: alpha, beta\n\n'


def test_an_equation_of_a_family_is_the_same_as_its_members_written_out() -> None:
    once = HEAD + '[x_{firm}] "Of a firm" source: ours\nx_{firm} = 2 * x_{firm}[-1] + y\n'
    apart = HEAD + "".join(
        f'[x_{m}] "Of a firm" source: ours\nx_{m} = 2 * x_{m}[-1] + y\n' for m in ("alpha", "beta")
    )
    ours, theirs = (parse_equations(text, "made.eq") for text in (once, apart))
    assert [(s.label, s.text, s.title, s.sources) for s in ours] == [
        (s.label, s.text, s.title, s.sources) for s in theirs
    ]


def test_the_members_are_equations_of_the_model() -> None:
    model = build(
        "each firm: alpha, beta\n[x_{firm}]\nx_{firm} ~ 0.5 * x_{firm}[-1] + y\n"
        "[y]\ny = 0.1 * y[-1] + x_alpha[-1]",
        {"x_alpha": "1", "x_beta": "1", "y": "1"},
        shocks={"eps_x_alpha": 1.0, "eps_x_beta": 1.0},
    )
    assert [e.label for e in model.equations] == ["x_alpha", "x_beta", "y"]
    assert [e.label for e in model.behavioural] == ["x_alpha", "x_beta"]


def test_the_place_of_a_fault_is_the_line_with_the_member_in_it() -> None:
    text = HEAD + "[x_{firm}]\nx_{firm} = 2 * + / x_{firm}[-1]\n"
    with pytest.raises(ManyErrors) as caught:
        parse_equations(text, "made.eq")
    (error,) = caught.value.errors
    assert error.place is not None
    assert error.place.text is not None
    assert error.place.column is not None
    assert (error.code, error.place.line, error.place.text) == ("M004", 5, "x_alpha = 2 * + / x_alpha[-1]")
    assert error.place.text[error.place.column - 1] == "/"


@pytest.mark.parametrize(
    ("text", "line", "at", "said"),
    [
        ("each firm alpha, beta\n[x]\nx = 1", 1, "each", "the line is not a family"),
        ("each firm: alpha, Beta\n[x]\nx = 1", 1, "Beta", "'Beta' is not the name of a member"),
        ("each firm: alpha,\n[x]\nx = 1", 1, "each", "a member has no name"),
        ("each firm: alpha, alpha\n[x]\nx = 1", 1, "each", "names a member twice"),
        ("each firm: alpha\neach firm: beta\n[x]\nx = 1", 2, "each", "two families 'firm'"),
        (HEAD + "[x_{farm}]\nx_{farm} = 1", 4, "{farm}", "no family 'farm'. Did you mean 'firm'?"),
        (HEAD + "[x]\nx = y_{firm}", 5, "{firm}", "in the equation but not in its label"),
        (
            "each firm: alpha\neach bank: gamma\n[x_{firm}]\nx_{firm} = y_{bank}",
            4,
            "{bank}",
            "the families 'firm' and 'bank' meet",
        ),
    ],
)
def test_a_faulty_family_is_told_at_its_caret(text: str, line: int, at: str, said: str) -> None:
    if not text.startswith("sector"):
        text, line = f'sector "Made"\n{text}', line + 1
    with pytest.raises(ManyErrors) as caught:
        parse_equations(text, "made.eq")
    error = caught.value.errors[0]
    assert error.code == "M048"
    assert error.place is not None
    assert error.place.text is not None
    assert error.place.column is not None
    assert said in str(error)
    assert error.place.line == line
    assert error.place.text[error.place.column - 1 :].startswith(at)


def test_braces_in_a_comment_are_no_family() -> None:
    (only,) = parse_equations(HEAD + "[x]\nx = 1  # not {firm}\n", "made.eq")
    assert only.label == "x"


def test_the_shipped_model_has_five_leaders_of_one_form() -> None:
    model = load_model()
    firms = ("amzn", "googl", "meta", "msft", "orcl")
    texts = {model.equation(f"ai_capex_{f}").text.replace(f"_{f}", "_x") for f in firms}
    assert len(texts) == 1
    assert sum(model.parameters[f"b_ai_firm_share_{f}"].value for f in firms) == pytest.approx(1.0, abs=1e-12)
    assert model.parameters["b_ai_capex_own"].value + model.parameters["b_ai_capex_others"].value < 0.95
