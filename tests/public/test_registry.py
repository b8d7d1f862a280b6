"""Questions are declared once: functions, commands, pages and `__all__` say what the registry says."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

import moneygood as mg
from moneygood import api
from moneygood.api.asking import make_request
from moneygood.core.asked import asked
from moneygood.core.errors import MoneygoodError
from moneygood.questions.registry import QUESTIONS, Question, question
from moneygood.runs.options import DrawOptions
from moneygood.scenarios.plan import BASELINE
from moneygood.surfaces.cli.commands import made

ROOT = Path(__file__).parents[2]
ALL = pytest.mark.parametrize("one", QUESTIONS, ids=lambda q: q.name)


@ALL
def test_a_question_has_its_folder_its_page_and_its_function(one: Question) -> None:
    if not one.home:
        folder = ROOT / "src" / "moneygood" / "questions" / one.name
        assert (folder / "ask.py").is_file()
    assert (ROOT / "docs" / "how-to" / f"{one.page}.md").is_file()
    assert one.function in mg.__all__
    assert question(one.name) is one


@ALL
def test_every_field_says_what_it_is_and_stands_in_signature_and_help(one: Question) -> None:
    made_function = getattr(mg, one.function)
    parameters = inspect.signature(made_function).parameters
    text = inspect.getdoc(made_function) or ""
    specs = asked(one.request)
    assert set(specs) == {f.name for f in fields(one.request)}
    assert set(parameters) == {*specs, *(["progress"] if one.hears_progress else [])}
    for f in fields(one.request):
        spec, parameter = specs[f.name], parameters[f.name]
        assert spec.help
        assert parameter.default == (inspect.Parameter.empty if f.default is MISSING else f.default)
        assert f"\n{f.name} : " in text
        for fact in filter(None, (spec.unit, spec.range if not spec.choices else "")):
            assert fact in text
    assert not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters.values())


@ALL
def test_every_field_is_a_flag_or_an_argument_of_the_command(one: Question) -> None:
    command = made(one)
    flags = {name for p in command.params for name in (*p.opts, p.name)}
    for name, spec in asked(one.request).items():
        flag = name if spec.place else (spec.off or spec.flag or f"--{name.replace('_', '-')}").split("/")[0]
        assert flag in flags, (one.name, name)
    assert one.purpose.split()[0] in str(command.help)


@ALL
def test_an_unknown_option_is_refused_with_the_nearest(one: Question) -> None:
    with pytest.raises(MoneygoodError) as caught:
        make_request(one, (), {"vintag": "2026-11"} if "vintage" in asked(one.request) else {"mode": "x"})
    assert caught.value.code == "A076"
    if "vintage" in asked(one.request):
        assert "did you mean 'vintage'?" in str(caught.value).lower()
    assert len(str(caught.value).splitlines()) == 1


@ALL
def test_a_default_request_names_every_draw_option_by_its_own_words(one: Question) -> None:
    own, shared = asked(one.request), asked(DrawOptions)
    for name in {"seed", "vintage", "batch", "backend", "cluster"} & set(own):
        assert own[name] == shared[name], (one.name, name)


def test_no_public_function_hides_its_options() -> None:
    for name in mg.__all__:
        thing = getattr(mg, name)
        if inspect.isfunction(thing):
            kinds = {p.kind for p in inspect.signature(thing).parameters.values()}
            assert inspect.Parameter.VAR_KEYWORD not in kinds, name
    ahead = inspect.signature(mg.rally_ahead).parameters
    assert ahead["scenario"].default == BASELINE
    assert list(ahead) == list(inspect.signature(mg.rally).parameters)
    assert inspect.signature(api.break_first).parameters.keys() == inspect.signature(mg.run).parameters.keys()


def test_the_scenario_that_is_asked_by_default_is_the_baseline() -> None:
    for one in QUESTIONS:
        defaults = {f.name: f.default for f in fields(one.request)}
        if defaults.get("scenario") not in (None, MISSING):
            assert defaults["scenario"] == BASELINE


def test_an_unknown_question_is_one_line() -> None:
    with pytest.raises(MoneygoodError, match="there is no question"):
        question("wy")


@pytest.mark.parametrize(
    ("name", "placed", "named", "field", "value"),
    [
        ("breakeven", ("x", "a", "b"), {}, "levers", ("a", "b")),
        ("breakeven", ("x", ["a", "b"]), {}, "levers", ("a", "b")),
        ("breakeven", ("x",), {"levers": "a"}, "levers", ("a",)),
        ("breakeven", ("x",), {"ranges": ["-1..2"]}, "ranges", ((-1.0, 2.0),)),
        ("compare", ("ai-disappoints",), {}, "scenarios", ("ai-disappoints",)),
        ("compare", ("a", "b"), {}, "scenarios", ("a", "b")),
        ("compare", ({"title": "x"},), {}, "scenarios", ({"title": "x"},)),
        ("compare", ("a",), {"periods": "2027Q4"}, "periods", (mg.Quarter.parse("2027Q4"),)),
        ("why", ("rate_10y", "a", "b"), {}, "against", "b"),
        ("sensitivity", ("o",), {"groups": {"g": ("a", "b")}}, "groups", {"g": ("a", "b")}),
        ("sensitivity", ("o",), {"groups": "g=a,b"}, "groups", {"g": ("a", "b")}),
        ("frbus", ("m",), {"show": "RFF, rg10"}, "show", ("rff", "rg10")),
        ("frbus", ("m",), {"show": ["rff", "rg10"]}, "show", ("rff", "rg10")),
    ],
)
def test_values_are_taken_as_people_write_them(
    name: str, placed: tuple[Any, ...], named: dict[str, Any], field: str, value: Any
) -> None:
    assert getattr(make_request(question(name), placed, named), field) == value


@pytest.mark.parametrize(
    ("name", "placed", "named", "words"),
    [
        ("why", (), {}, "needs variable"),
        ("why", ("a", "b", "c", "d"), {}, "by place"),
        ("why", ("a",), {"variable": "b"}, "by place and by name"),
    ],
)
def test_what_is_missing_or_given_twice_is_a_type_error(
    name: str, placed: tuple[Any, ...], named: dict[str, Any], words: str
) -> None:
    with pytest.raises(TypeError, match=words):
        make_request(question(name), placed, named)


def test_a_text_that_cannot_be_read_is_one_line() -> None:
    for name, placed, named, code in (
        ("breakeven", ("x",), {"ranges": ["a..b"]}, "A307"),
        ("sensitivity", ("x",), {"groups": "ai"}, "A351"),
        ("why", ("x",), {"at": "2036"}, "C001"),
    ):
        with pytest.raises(MoneygoodError) as caught:
            make_request(question(name), placed, named)
        assert caught.value.code == code
        assert len(str(caught.value).splitlines()) == 1


def test_comparison_of_one_name_and_of_text_quarters() -> None:
    found = mg.compare("cuts-arrive", variables="DGS10", periods=["2027Q1"], draws=20, quarters=4)
    assert [(r["scenario"], r["period"]) for r in found.as_json()] == [("cuts-arrive", "2027Q1")]
    assert len(repr(found).splitlines()) <= 40
    assert "<table" in found._repr_html_()


def test_public_objects_print_in_a_few_lines() -> None:
    result = mg.run("cuts-arrive", draws=20, quarters=6)
    workspace = result.run.workspace
    shown = [
        result,
        result.run,
        result.first(),
        workspace,
        workspace.history,
        result.run.paths,
        result.run.plan,
    ]
    shown += [workspace.start, mg.why("rate_10y", "cuts-arrive", quarters=12, at="2028Q1")]
    shown += [shown[-1].answer, api.first(draws=20, quarters=6, causes=0)]
    for thing in shown:
        lines = repr(thing).splitlines()
        assert len(lines) <= 40, type(thing)
        assert max(map(len, lines)) <= 3000, type(thing)


def test_paths_of_a_variable_have_a_period_index_and_a_unit() -> None:
    result = mg.run("cuts-arrive", draws=20, quarters=6)
    frame = result.paths("sp500")
    assert frame.index.freqstr.startswith("Q")
    assert str(frame.index[0]) == str(result.run.paths.periods[0])
    assert frame.shape == (6, 20)
    assert frame.attrs["unit"] == result.run.units["sp500"]
