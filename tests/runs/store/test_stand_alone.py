"""A stored run answers from its own folder: moved, its parents deleted, asked from another folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from made_runs import sealed_again
from moneygood import api
from moneygood.api import stored
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import economics_root
from moneygood.runs.run import RunRequest
from moneygood.runs.run_plan import run_plan
from moneygood.runs.store.replay import stored_plan, verify

PARENT = """title: Parent
levers: {term_premium: 0.4}
paths:
  - {hold: ffr, periods: 2027Q1..2027Q4, change: -0.5, absorbed_by: eps_policy_stance}
"""
CHILD = """title: Child
extends: parent.yaml
paths:
  - {hold: rate_10y, periods: 2027Q1..2027Q2, between: [5.5, 6.5]}
shocks:
  - {shock: eps_cons_real, periods: 2027Q1, sd: -1}
"""


@pytest.fixture(scope="module")
def stored_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, api.RunResult]:
    """A run of a child, its folder moved elsewhere, the scenario files deleted: made once, never changed."""
    home = tmp_path_factory.mktemp("house")
    (home / "parent.yaml").write_text(PARENT)
    (home / "child.yaml").write_text(CHILD)
    result = api.run(str(home / "child.yaml"), draws=30, quarters=8, seed=4)
    kept = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MONEYGOOD_RUNS", str(kept / "runs"))
        run = api.save_run(result, api.open_store(), paths=True)
    assert run.folder is not None
    shutil.move(run.folder, kept / "elsewhere")
    shutil.rmtree(home)
    return kept / "elsewhere", result


@pytest.fixture
def moved(
    stored_once: tuple[Path, api.RunResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, api.RunResult]:
    """A copy of that run, asked from an empty working folder."""
    shutil.copytree(stored_once[0], tmp_path / "elsewhere")
    monkeypatch.setenv("MONEYGOOD_RUNS", str(tmp_path / "runs"))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    return tmp_path / "elsewhere", stored_once[1]


def test_replay_gives_the_same_bits(moved: tuple[Path, api.RunResult]) -> None:
    folder, before = moved
    again = stored.replay(stored.read_run(folder))
    assert again.id == before.id
    assert again.identity == before.identity
    assert again.paths.values.tobytes() == before.paths.values.tobytes()
    assert again.headline == before.headline


def test_verify_says_so(moved: tuple[Path, api.RunResult]) -> None:
    verdict, _ = stored.verify(stored.read_run(moved[0]))
    assert verdict.same
    assert verdict.checked > 500
    assert "same to the bit" in verdict.sentence


def test_why_and_first_answer_from_the_folder(moved: tuple[Path, api.RunResult]) -> None:
    folder, before = moved
    asked = api.why("rate_10y", before.plan, at="2027Q4", quarters=8)
    found = api.why("rate_10y", folder, at="2027Q4", quarters=8)
    assert [(p.name, p.value) for p in found.parts] == [(p.name, p.value) for p in asked.parts]
    assert found.total == asked.total
    first = api.first(str(folder), draws=30, seed=4, quarters=8, causes=0)
    for name, high in before.first.highs.items():
        assert first.passage.highs[name].as_json() == high.as_json()


def test_what_is_stored_are_the_figures(moved: tuple[Path, api.RunResult]) -> None:
    import pyarrow.parquet as pq

    folder, before = moved
    run = stored.read_run(folder)
    assert run.kept == tuple(sorted(before.paths.names))
    table = pq.read_table(folder / "paths" / "rate_10y.parquet")
    assert table.column_names == ["draw", "status", *map(str, before.paths.periods)]
    for t, period in enumerate(before.paths.periods):
        assert table[str(period)].to_numpy().tobytes() == before.paths.series("rate_10y")[t].tobytes()
    rows = (folder / "quantiles.csv").read_text().splitlines()
    head = rows[0].split(",")
    row = next(r.split(",") for r in rows if r.startswith("rate_10y,2027Q4,"))
    at = [str(p) for p in before.paths.periods].index("2027Q4")
    fan = before.quantiles("rate_10y")
    assert float(row[head.index("q50")]) == fan.median[at]
    assert float(row[head.index("mean_error")]) == fan.mean_error[at]
    assert row[head.index("unit")] == before.units["rate_10y"]


def test_a_tampered_run_is_found_out(moved: tuple[Path, api.RunResult]) -> None:
    folder, _ = moved
    document = json.loads((folder / "result.json").read_text())
    document["headline"][0]["median"] += 1e-12
    (folder / "result.json").write_text(json.dumps(document))
    with pytest.raises(MoneygoodError, match=r"R011: result\.json"):
        stored.verify(stored.read_run(folder))
    sealed_again(folder)  # whoever seals what was altered is found out by the figures
    verdict, _ = stored.verify(stored.read_run(folder))
    assert [where for where, _, _ in verdict.figures] == ["headline[0].median"]
    text = (folder / "scenario.yaml").read_text()
    (folder / "scenario.yaml").write_text(text.replace("0.4", "0.41"))
    with pytest.raises(MoneygoodError, match=r"R011: scenario\.yaml"):
        stored.verify(stored.read_run(folder))
    sealed_again(folder)
    verdict, _ = stored.verify(stored.read_run(folder))
    assert any("plan hash" in h for h in verdict.hashes)
    assert not verdict.same


def test_a_run_of_other_equations_is_refused_by_why_with_the_hash(moved: tuple[Path, api.RunResult]) -> None:
    folder, _ = moved
    sealed_again(folder, vintage_hash="0" * 64)
    with pytest.raises(MoneygoodError, match=r"A205: .*vintage hash 000000000000 there, [0-9a-f]{12} here"):
        api.why("rate_10y", folder, at="2027Q4", quarters=8)


def test_a_run_of_a_mapping_stores_what_it_imposed(tmp_path: Path) -> None:
    made = {"title": "Made", "extends": "cuts-arrive", "levers": {"term_premium": 0.3}}
    result = api.run(made, draws=5, quarters=6)
    run = api.write_run(result, tmp_path / "r")
    assert "term_premium: 0.3" in run.text("scenario.yaml")
    assert "hold: ffr" in run.text("scenario.yaml")
    assert run.manifest["scenario_text"] == run.text("scenario.yaml")
    assert verify(run)[0].same


def test_own_definitions_and_posterior_travel_with_the_run(tmp_path: Path) -> None:
    """Files of a user's own are copied into the run, so that they may go."""
    workspace = api.load()
    own = tmp_path / "mine.yaml"
    own.write_text(
        (economics_root() / "triggers" / "rates.yaml").read_text().replace("name: rates", "name: mine")
    )
    name = next(
        p.name for p in workspace.model.parameters.values() if p.range is None or p.range[0] < p.range[1]
    )
    value = workspace.model.parameters[name].value
    proposal = tmp_path / "proposal"
    proposal.mkdir()
    (proposal / "manifest.json").write_text('{"kind": "moneygood proposal"}')
    (proposal / "draws.csv").write_text(f"{name}\n{value}\n{value * 1.01 + 0.001}\n")
    request = RunRequest(draws=10, quarters=6, posterior=proposal, breaks=(str(own),))
    result = run_plan(workspace, api.find_scenario("cuts-arrive"), request)
    assert "mine" in {d.name for d in result.definitions}
    run = api.write_run(result, tmp_path / "r")
    own.unlink()
    shutil.rmtree(proposal)
    verdict, again = stored.verify(run)
    assert verdict.same
    assert again.paths.values.tobytes() == result.paths.values.tobytes()


def test_versions_are_those_of_what_makes_figures_whatever_is_loaded(tmp_path: Path) -> None:
    from importlib.metadata import packages_distributions, version

    import typer  # only shows answers: loaded here, and still no part of what a figure stands on

    run = api.write_run(api.run(draws=3, quarters=3), tmp_path / "r")
    said = {k.lower().replace("-", "_").replace(".", "_"): v for k, v in run.manifest["versions"].items()}
    assert typer.__name__ not in said
    assert not {"rich", "altair", "pydantic"} & set(said)
    homes = packages_distributions()
    for module in ("numpy", "scipy", "lark", "llvmlite"):
        assert said[module] == version(homes[module][0])


def test_a_stored_plan_has_the_name_of_its_scenario(moved: tuple[Path, api.RunResult]) -> None:
    plan = stored_plan(stored.read_run(moved[0]))
    assert (plan.name, plan.title) == ("child", "Child")
