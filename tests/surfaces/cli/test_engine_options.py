"""The options of the engine on the command line."""

from __future__ import annotations

import json

import pytest

from moneygood.surfaces.cli.main import call

SHORT = ["--draws", "64", "--quarters", "4", "--no-files"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--backend", "fortran"], "A074"),
        (["--sampling", "sobel"], "sobol"),
        (["--paths-to", "paths.xls"], "R005"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_exit_2(options, said, capsys):
    assert call(["run", *SHORT, *options]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1


def test_the_document_names_the_backend_that_was_used(capsys, monkeypatch):
    monkeypatch.delenv("MONEYGOOD_BACKEND")
    found = {}
    for backend in ("numpy", "compiled", "numba", "auto"):
        assert call(["run", *SHORT, "--backend", backend, "--json"]) == 0
        found[backend] = json.loads(capsys.readouterr().out)["run"]
    assert [found[b]["backend"] for b in found] == ["numpy", "compiled", "compiled", "compiled"]
    assert found["auto"]["id"] == found["compiled"]["id"] == found["numba"]["id"] != found["numpy"]["id"]


def test_paths_of_a_run_go_to_the_named_file(tmp_path, capsys):
    file = tmp_path / "paths.parquet"
    assert call(["run", *SHORT, "--paths-to", str(file), "--sampling", "antithetic", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert file.is_file()
    assert document["run"]["sampling"] == "antithetic"
    assert len(document["around"]["quarters"]) == 13
    assert set(document["around"]["means"]) == {"prices", "rates", "debt", "stocks"}


def test_bench_refuses_what_it_cannot_measure(capsys):
    assert call(["bench", "--draws", "10"]) == 2
    assert "E005" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--only", "gpu"], "M046"), (["--only", "frbus"], "M046"), (["--frbus", "nowhere"], "M046")],
)
def test_bench_names_what_is_wrong_before_it_measures(capsys, monkeypatch, options, code):
    monkeypatch.delenv("MONEYGOOD_FRBUS", raising=False)
    assert call(["bench", *options]) == 2
    told = capsys.readouterr()
    assert code in told.err
    assert told.out == ""
