"""What leaves the program fits its screen, its stream and its reader."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest
from rich.console import Console

from moneygood import api
from moneygood.core.answer import Column, Table
from moneygood.core.errors import MoneygoodError
from moneygood.core.figures import inside
from moneygood.surfaces.cli import progress
from moneygood.surfaces.cli.encoding import speakable_table
from moneygood.surfaces.cli.main import call
from moneygood.surfaces.cli.offline import stay_offline
from moneygood.surfaces.cli.tables import rich_table

FEW = ["--draws", "40", "--quarters", "8"]
COMMAND = [sys.executable, "-m", "moneygood"]


def heard(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    """The lines that a command prints."""
    assert call(list(arguments)) == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("columns", [None, "80", "100"])
def test_tables_of_a_run_fit_and_break_no_word(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str | None
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    lines = heard(capsys, "run", "cuts-arrive", *FEW, "--no-files")
    start = next(i for i, line in enumerate(lines) if "median of draws" in line)
    end = next(i for i, line in enumerate(lines) if line.startswith("Plausibility"))
    assert max(len(line.rstrip()) for line in lines[start:end]) <= int(columns or 80)
    words = " ".join(lines[start:end]).split()
    for word in ("Unemployment", "Consolidation", "Disinflation", "Re-acceleration"):
        assert word in words


def test_the_answer_stands_first(capsys: pytest.CaptureFixture[str]) -> None:
    run = " ".join(heard(capsys, "run", "cuts-arrive", *FEW, "--no-files"))
    assert run.index("Most likely to give way first") < run.index("median of draws")
    compared = heard(capsys, "compare", "cuts-arrive", *FEW, "--variable", "ffr")
    assert "federal funds rate -" in compared[0]
    assert "±" in compared[0]
    first = heard(capsys, "first", *FEW, "--causes", "0")
    answer = api.first(draws=40, quarters=8, causes=0)
    assert first[0].strip() == answer.lead


def test_a_comparison_with_itself_says_that_nothing_differs(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no difference" in heard(capsys, "compare", "baseline", *FEW)[0]


def test_labels_keep_their_capitals_inside_a_sentence() -> None:
    assert inside("Federal funds rate") == "federal funds rate"
    assert inside("S&P 500") == "S&P 500"
    assert inside("AI leaders' capex") == "AI leaders' capex"
    assert inside("Hyperscalers' capex") == "hyperscalers' capex"


def test_a_table_on_a_plain_stream_is_laid_out_with_the_signs_that_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A ± becomes three characters: the columns stay under each other only where that is known before."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    table = Table("T", (Column("what"), Column("figure", "s")), (("a", "1 ± 2 bp"), ("b", "3 bp")))
    plain = speakable_table(table)
    assert plain.rows == (("a", "1 +/- 2 bp"), ("b", "3 bp"))
    console = Console(file=stream, width=40)
    console.print(rich_table(plain, 40))
    stream.flush()
    lines = stream.buffer.getvalue().decode("ascii").splitlines()  # type: ignore[attr-defined]
    assert len({len(line) for line in lines}) == 1


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize(
    "arguments", [["scenario", "list"], ["scenario", "list", "--json"], ["why", "--help"]]
)
def test_output_fits_any_stream(encoding: str, arguments: list[str]) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    text = done.stdout.decode(encoding)
    if "--json" in arguments:
        import json

        assert json.loads(text)["scenarios"]


@pytest.mark.parametrize(
    "arguments", [["model", "show"], ["scenario", "list", "--json"], ["scenario", "list"]]
)
def test_a_reader_who_leaves_is_no_failure(arguments: list[str]) -> None:
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as done:
        assert done.stdout is not None
        assert done.stderr is not None
        done.stdout.close()
        said = done.stderr.read()
    assert (done.returncode, said) == (0, b"")


def test_long_work_says_what_it_does_and_short_work_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(progress.QUIET, raising=False)
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    monkeypatch.setattr(progress, "LINES_APART", 0.05)
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress.waiting("first") as hear:
        pass
    assert stream.getvalue() == ""
    with progress.waiting("first") as hear:
        hear(0.25)
        time.sleep(0.3)
    assert stream.getvalue().startswith("first: 25% of draws, 0 s …\n")
    monkeypatch.setenv(progress.QUIET, "1")
    before = stream.getvalue()
    with progress.waiting("first"):
        time.sleep(0.2)
    assert stream.getvalue() == before


def test_offline_refuses_other_machines_and_nothing_else() -> None:
    stay_offline()
    try:
        with pytest.raises(MoneygoodError, match="another machine"):
            socket.getaddrinfo("example.org", 80)
        with pytest.raises(MoneygoodError, match="another machine"), socket.socket() as out:
            out.connect(("192.0.2.1", 9))
        with socket.socket() as own, socket.socket() as other:
            own.bind(("127.0.0.1", 0))
            own.listen()
            other.connect(own.getsockname())
    finally:
        stay_offline(False)
    assert socket.getaddrinfo("localhost", 80)


def test_offline_with_workers_elsewhere_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("distributed")
    code = call(["run", *FEW, "--no-files", "--offline", "--cluster", "tcp://192.0.2.1:8786"])
    said = capsys.readouterr().err
    assert code == 2
    assert "Traceback" not in said


def test_a_reversed_range_of_quarters_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    model = Path(__file__).parents[2] / "model"
    typed = ["model", "import", "frbus", str(model), "--data", "x", "--start", "2045Q1", "--end", "2040Q1"]
    assert call([*typed, "--set", "x=1"]) == 2
    assert capsys.readouterr().err.startswith("C002: 2045Q1 to 2040Q1 runs backwards.")


@pytest.mark.parametrize(
    "page", ["charts/page.html", "surfaces/notes/note.css", "surfaces/web/assets/pages/site.css"]
)
def test_pages_know_the_dark(page: str) -> None:
    assert "prefers-color-scheme" in files("moneygood").joinpath(page).read_text(encoding="utf-8")


def test_types_ship() -> None:
    assert files("moneygood").joinpath("py.typed").is_file()


def test_help_loads_no_question() -> None:
    code = (
        "import sys; from moneygood.surfaces.cli.main import call; call(['--help'])\n"
        "loaded = [m for m in sys.modules if m.startswith('moneygood.questions.')]\n"
        "assert loaded == ['moneygood.questions.registry'], loaded"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
