import numpy as np
import pytest

from moneygood.core.errors import MoneygoodError
from moneygood.model import build
from moneygood.model.build import check_texts, load_model
from moneygood.model.evaluate import evaluate
from moneygood.model.graph import leaves
from moneygood.model.plain_model import model_of, model_text
from moneygood.model.render import card, card_text, equation_latex, equation_text

NOW = {"cons": 70.0, "inv": 18.0, "gdp": 105.0, "gov": 17.0, "debt": 90.0, "rate": 4.5}


def value(model, node, changes=None, shocks=None):
    """The value of a node when every variable grew by 1% a quarter up to the values of NOW."""
    at, shocks = NOW | (changes or {}), shocks or {}

    def leaf(n):
        if n.op == "var":
            name, lag = n.payload
            return np.float64(at[name] if lag == 0 else NOW[name] * 0.99**lag)
        return np.float64(model.parameters[n.payload].value if n.op == "par" else shocks.get(n.payload, 0.0))

    return float(evaluate([node], leaf)[0])


def test_a_model_has_its_orders(model):
    assert model.names == ("cons", "inv", "gdp", "debt", "rate", "gov")
    assert model.endogenous == model.names[:5]
    assert model.exogenous == ("gov",)
    assert [e.label for e in model.behavioural] == ["cons", "inv"]
    assert model.identities == ("gdp", "debt", "rate")
    assert list(model.shocks) == ["eps_cons", "eps_inv", "u_regime"]
    assert list(model.uniforms) == ["u_regime"]
    assert model.max_lag == 5
    assert str(model.shocks["eps_cons"].unit) == "1"
    assert model.variables["debt"].start.value == 3000.0
    assert model.distribution.df == 6


def test_the_explicit_form_solves_the_equation(model):
    shocks = {"eps_cons": 0.01, "cons": 0.002, "eps_inv": -0.02, "inv": 0.0}
    for e in model.equations:
        solved = value(model, e.explicit, None, shocks)
        assert value(model, e.residual, {e.label: solved}, shocks) == pytest.approx(0.0, abs=1e-12), e.label


def test_the_explicit_form_agrees_with_the_hand_worked_one(model):
    cons = 70 * 0.99 * np.exp(0.6 * np.log(1 / 0.99) + 0.01)
    assert value(model, model.equation("cons").explicit, None, {"eps_cons": 0.01}) == pytest.approx(
        cons, rel=1e-14
    )
    inv = 18 * 0.99 * np.exp(-0.02 * 4.5 * (0.99 - (0.99**2 + 0.99**3 + 0.99**4 + 0.99**5) / 4))
    assert value(model, model.equation("inv").explicit) == pytest.approx(inv, rel=1e-14)
    debt = 90 * 0.99 + (17 - 21) * 0.25 + 0.045 * 90 * 0.99 * 0.25
    assert value(model, model.equation("debt").explicit) == pytest.approx(debt, rel=1e-14)


def test_the_disturbance_is_the_residual_without_shock_and_judgement(model):
    e = model.equation("cons")
    found = value(model, e.disturbance)
    assert found == pytest.approx(np.log(1 / 0.99) * 0.4, rel=1e-12)
    parts = {"eps_cons": found * 0.75, "cons": found * 0.25}
    assert value(model, e.residual, None, parts) == pytest.approx(0, abs=1e-15)
    kinds = {n.op for n in leaves(e.disturbance)}
    assert kinds == {"var", "par", "shock"}  # the shock is the uniform draw
    assert {n.payload for n in leaves(e.disturbance) if n.op == "shock"} == {"u_regime"}


def test_an_identity_has_no_shock_and_a_guard_is_kept(model):
    """C-21: an identity has no shock."""
    rate = model.equation("rate")
    assert rate.kind == "identity"
    assert rate.residual is rate.disturbance
    (guard,) = rate.guards
    assert value(model, guard.raw) == pytest.approx(4 + 0.9 * (4.5 * 0.99 - 4))
    assert (value(model, guard.lo), value(model, guard.hi)) == (0.0, 20.0)


@pytest.mark.parametrize(
    ("left", "relation"),
    [("log(inv)", "~"), ("dlog(inv)", "~"), ("d(log(inv))", "~"), ("log(inv) - log(gdp)", "~"),
     ("log(inv / gdp)", "~"), ("logit(inv / gdp)", "~"), ("saar(inv) / b_rate_mean", "~"), ("-log(inv)", "~"),
     ("0.5 * log(inv) + 1", "~"), ("1 - log(inv)", "~"), ("exp(inv / gdp)", "~"), ("sqrt(inv / gdp)", "~"),
     ("gdp / inv", "~"), ("yoy(inv) / hundred", "~"), ("d(inv) / gdp", "~"), ("logistic(inv / gdp)", "~")],
)  # fmt: skip
def test_every_left_side_is_solved_for_its_variable(texts, left, relation):
    root = texts()
    path = root / "equations" / "01_demand.eq"
    old = "log(inv) ~ log(inv[-1])"
    path.write_text(path.read_text().replace(old, f"{left} {relation} 0.52"))
    model = load_model(root, cached=False)
    e = model.equation("inv")
    assert not e.implicit
    solved = value(model, e.explicit, None, {"eps_inv": 0.01})
    assert value(model, e.residual, {"inv": solved}, {"eps_inv": 0.01}) == pytest.approx(0.0, abs=1e-12)


def test_a_variable_on_both_sides_is_marked_implicit(texts):
    root = texts()
    path = root / "equations" / "01_demand.eq"
    path.write_text(path.read_text().replace("  + gov\n", "  + gov - 0.1 * gdp\n"))
    assert load_model(root, cached=False).equation("gdp").implicit


def test_the_cached_model_is_the_same_model(texts, tmp_path, monkeypatch):
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path / "cache"))
    root = texts()
    first = load_model(root)
    monkeypatch.setattr(build, "compile_texts", None)  # a second reading would fail
    second = load_model(root)
    assert second.hash == first.hash
    assert second.names == first.names
    assert second.equation("cons").explicit.graph is second.graph
    assert card_text(second, "debt") == card_text(first, "debt")
    assert value(second, second.equation("debt").explicit) == value(first, first.equation("debt").explicit)


def test_a_model_as_text_is_the_same_model(texts):
    first = load_model(texts(), cached=False)
    again = model_of(model_text(first))
    assert model_text(again) == model_text(first)
    assert (again.names, again.behavioural[0].text) == (first.names, first.behavioural[0].text)
    assert again.graph.var("cons") is again.graph.var("cons")
    assert [n.op for n in again.graph.nodes[: len(first.graph)]] == [n.op for n in first.graph.nodes]
    for other in (b"", b"[]", model_text(first)[:-1]):
        with pytest.raises(ValueError):
            model_of(other)


def test_a_damaged_cache_is_read_anew(texts, tmp_path, monkeypatch):
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path / "cache"))
    root = texts()
    load_model(root)
    for path in (tmp_path / "cache").iterdir():
        path.write_bytes(b"broken")
    assert load_model(root).names[0] == "cons"


def test_the_hash_follows_the_texts_and_not_their_folder(texts, tmp_path):
    import shutil

    root = texts()
    before = load_model(root, cached=False).hash
    shutil.copytree(root, tmp_path / "elsewhere")
    assert load_model(tmp_path / "elsewhere", cached=False).hash == before
    path = root / "calibration" / "01_demand.yaml"
    path.write_text(path.read_text().replace("value: 0.6", "value: 0.61"))
    assert load_model(root, cached=False).hash != before


def test_measurements_are_formulas_over_series(model):
    rate = model.measurements["rate"]
    assert rate.series == ("funds",)
    assert rate.max_lag == 1
    assert set(model.measurements) == {"cons", "rate"}
    figures = {("funds", 0): 4.0, ("funds", 1): 5.0}
    assert evaluate([rate.expr], lambda n: figures[n.payload])[0] == 4.5


def test_a_variant_replaces_by_label(model):
    flat = model.with_variant("flat")
    assert value(flat, flat.equation("rate").explicit) == 4.0
    assert flat.variants == ("flat",)
    assert flat.hash != model.hash
    assert model.equation("rate").guards
    with pytest.raises(MoneygoodError, match=r"M024: there is no variant 'flatt'. Did you mean 'flat'\?"):
        model.with_variant("flatt")


def test_a_subset_takes_the_rest_as_given(texts):
    root = texts()
    demand = (root / "equations" / "01_demand.eq").read_text()
    head, fiscal = demand.split("[debt]")
    fiscal, rate = fiscal.split("[rate]")
    (root / "equations" / "01_demand.eq").write_text(f"{head}[rate]{rate}")
    (root / "equations" / "02_debt.eq").write_text(f'sector "Debt"\n[debt]{fiscal}')
    whole = load_model(root, cached=False)
    part = whole.subset(["02_debt"])
    assert part.names[0] == "debt"
    assert set(part.names[1:]) == {"gov", "gdp", "rate"}
    assert part.endogenous == ("debt",)
    assert part.variables["gdp"].exogenous
    assert not whole.variables["gdp"].exogenous
    assert (part.parameters, part.shocks, part.vias, part.max_lag) == ({}, {}, (), 1)
    with pytest.raises(MoneygoodError, match="M027: there is no sector '02_dept'"):
        whole.subset(["02_dept"])


def test_parameters_can_be_replaced_by_name(model):
    other = model.with_parameters({"b_cons_inc": 0.5})
    assert other.parameters["b_cons_inc"].value == 0.5
    assert model.parameters["b_cons_inc"].value == 0.6
    assert other.hash != model.hash
    with pytest.raises(
        MoneygoodError, match=r"M012: there is no parameter 'b_cons_inv'. Did you mean 'b_cons_inc'\?"
    ):
        model.with_parameters({"b_cons_inv": 1.0})


def test_a_card_tells_everything_about_a_variable(model):
    c = card(model, "cons")
    assert c["equation"] == "dlog(cons) ~ via(wealth, b_cons_inc * dlog(gdp)) - 0.001 * step(u_regime - 0.9)"
    assert c["parameters"][0]["value"] == 0.6
    assert c["shock"]["sd"] == 0.01
    assert c["switches"] == ["wealth"]
    assert c["used_by"] == ["gdp"]
    assert c["measurement"] == "cons = pce"
    assert "eps_cons: standard deviation 0.01 1" in card_text(model, "cons")
    assert "given from outside" in card_text(model, "gov")
    with pytest.raises(MoneygoodError, match=r"M001: there is no variable 'con'. Did you mean 'cons'\?"):
        card(model, "con")


def test_rendered_text_keeps_the_meaning_of_brackets(model):
    assert equation_text(model, "debt") == (
        "debt = debt[-1] + (gov - 0.2 * gdp) * quarter + rate / hundred * debt[-1] * quarter"
    )
    assert (
        equation_latex(model, "gdp")
        == r"\mathrm{gdp}_{t} = \mathrm{cons}_{t} + \mathrm{inv}_{t} + \mathrm{gov}_{t}"
    )
    assert r"\varepsilon_{\mathrm{inv},t}" in equation_latex(model, "inv")


def test_equal_channels_are_one(texts):
    root = texts()
    path = root / "equations" / "01_demand.eq"
    again = "+ via(wealth, b_cons_inc * dlog(gdp)) + via(wealth, dlog(gdp) * (u_regime - 0.5))"
    path.write_text(path.read_text().replace("- 0.001 * step(u_regime - 0.9)", again))
    model = load_model(root, cached=False)
    assert [v.key for v in model.vias] == [0, 1]


def test_all_faults_of_a_load_are_reported_at_once(texts):
    root = texts()
    path = root / "equations" / "01_demand.eq"
    path.write_text(
        path.read_text().replace("+ inv\n", "+ inw\n").replace("* quarter", "").replace("0.9)", "0.9 0)")
    )
    assert {e.code for e in check_texts(root)} >= {"M001", "M004", "M009"}
    with pytest.raises(build.ModelErrors) as caught:
        load_model(root, cached=False)
    assert len(caught.value.errors) >= 3
    assert " more)" in str(caught.value)


def test_the_texts_that_ship_are_a_model():
    assert check_texts() == []
