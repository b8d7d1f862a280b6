"""The measurements: the peer solves the same equations, rows say what was measured."""

from __future__ import annotations

import pytest

from moneygood import api
from moneygood.core.errors import MoneygoodError
from moneygood.questions.bench import speed
from moneygood.questions.bench.synthetic import steady_setting, synthetic


@pytest.fixture(scope="module")
def made():
    model = synthetic(60)
    return model, steady_setting(model, 5)


def test_a_synthetic_model_has_the_size_that_was_asked_for(made):
    model, setting = made
    assert len(model.equations) == 60
    assert len(setting.periods) == 5


@pytest.fixture(scope="module")
def answer():
    patch = pytest.MonkeyPatch()
    patch.setattr(speed, "REPEATS", 1)
    try:
        yield api.bench(draws=1000, sizes=(50,), threads=1)
    finally:
        patch.undo()


@pytest.mark.slow
def test_rows_have_the_keys_of_the_document(answer):
    keys = {
        "work", "backend", "seconds", "per_path_quarter_ns", "peer", "peer_seconds", "ratio", "peak_mb",
    }  # fmt: skip
    rows = answer.as_json()
    assert all(set(r) == keys for r in rows)
    assert all(r["seconds"] > 0 for r in rows)
    for r in rows:
        if r["ratio"] is not None:
            assert r["ratio"] == pytest.approx(r["peer_seconds"] / r["seconds"])
    assert {r["peer"] for r in rows} == {None, "numpy"}
    assert any(r["peak_mb"] and r["peak_mb"] > 50 for r in rows)
    assert len(answer.tables[0].rows) == len(rows)
    assert "NumPy" in answer.machine
    assert "numpy takes" in answer.reading


@pytest.mark.slow
def test_the_chart_has_a_bar_for_us_and_one_for_the_peer(answer):
    from moneygood.questions.charts import spec

    values = spec("bench", answer)["data"]["values"]
    assert len({v["who"] for v in values}) == 2
    assert all(v["ns"] > 0 for v in values)


def test_too_few_or_too_many_draws_are_refused():
    for draws in (10, 2_000_000):
        with pytest.raises(MoneygoodError, match="E005"):
            api.bench(draws=draws)


@pytest.mark.parametrize("gone", [{"frbus": "FRBUS"}, {"peers": ["python3"]}, {"only": "engine"}])
def test_what_moved_to_the_benchmarks_is_refused_with_their_command(gone):
    with pytest.raises(MoneygoodError, match=r"M046: .*python -m benchmarks frbus"):
        api.bench(draws=1000, **gone)
