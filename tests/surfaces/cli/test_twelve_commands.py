"""What twelve commands print, by width and stream: the answer first, one screen, nothing broken.

Each question is asked once; the same answer is then shown in every way.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from moneygood.questions.registry import QUESTIONS, Question
from moneygood.surfaces.cli.commands import EXAMPLES
from moneygood.surfaces.cli.main import call

FEW = ["--draws", "40", "--quarters", "12"]
COMMANDS: dict[str, list[str]] = {
    "run": ["run", "ai-disappoints", "--draws", "40", "--no-files"],
    "first": ["first", "--draws", "40", "--causes", "0"],
    "compare": ["compare", "cuts-arrive", *FEW],
    "why": ["why", "debt_ratio", "--in", "ai-productivity-boom", "--by", "channel"],
    "breakeven": ["breakeven", "debt-stable", "--draws", "0"],
    "board": ["board", "fomc", "--draws", "100", "--quarters", "12"],
    "rally": ["rally", "2022Q4", "2024Q2"],
    "breaks": ["breaks"],
    "regimes": ["regimes"],
    "risks": ["risks", *FEW],
    "odds": ["odds", "cuts-arrive", "--draws", "100", "--quarters", "12"],
    "claims": ["claims"],
}
MOST_WORDS, SCREEN = 40, 50
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3|4|9|10)\d(?:;\d+)*m")
Shown = Callable[..., str]


class Stream(io.TextIOWrapper):
    """A stream in memory that says whether it is a terminal."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture(scope="module")
def answers() -> Iterator[None]:
    """Every question is answered once in this module."""
    kept: dict[tuple[str, str], Any] = {}
    real = Question.answer

    def once(self: Question, request: Any, progress: Any = None) -> Any:
        key = (self.name, repr(request))
        if key not in kept:
            kept[key] = real(self, request, progress)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Question, "answer", once)
        yield


@pytest.fixture
def shown(answers: None, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """`shown(name, columns, encoding, terminal)` is what a command prints there."""

    def show(name: str, columns: int | None, encoding: str = "utf-8", terminal: bool = False) -> str:
        raw = io.BytesIO()
        stream = Stream(raw, encoding=encoding, errors="strict")
        stream.terminal = terminal
        monkeypatch.delenv("COLUMNS", raising=False)
        if columns is not None:
            monkeypatch.setenv("COLUMNS", str(columns))
        monkeypatch.setattr("sys.stdout", stream)
        assert call(COMMANDS[name]) == 0
        stream.flush()
        return raw.getvalue().decode(encoding)

    return show


@pytest.mark.parametrize("name", COMMANDS)
def test_the_answer_is_the_first_line_and_all_of_it_is_one_screen(name: str, shown: Shown) -> None:
    for columns in (80, 100, 140):
        lines = shown(name, columns).splitlines()
        assert 5 <= len(lines[0].split()) <= MOST_WORDS, lines[0]
        assert lines[0][0].isupper() or lines[0][0].isdigit(), lines[0]
        assert lines[0].rstrip().endswith((".", "%", ")")), lines[0]
        laid = [line for line in lines[1:] if re.search(r"\S {2,}\S|─", line)]
        assert max(len(line.rstrip()) for line in laid) <= columns, max(laid, key=len)
        assert sum(max(-(-len(line) // columns), 1) for line in lines) <= SCREEN
    piped, screen = (re.sub(r"[\d.]+ s\b", "", shown(name, c)) for c in (None, 80))
    assert piped == screen  # into a pipe or a file


@pytest.mark.parametrize("name", COMMANDS)
def test_a_stream_of_few_characters_says_the_same_in_plain_signs(name: str, shown: Shown) -> None:
    whole, plain = shown(name, 80), shown(name, 80, "ascii")
    assert plain.isascii()
    assert plain.count("?") <= whole.count("?"), [x for x in plain.splitlines() if "?" in x]
    laid = [line for line in plain.splitlines()[1:] if re.search(r"\S {2,}\S", line)]
    assert max(len(line.rstrip()) for line in laid) <= 80, max(laid, key=len)


@pytest.mark.parametrize("name", ["run", "claims"])
def test_no_colour_is_no_colour(name: str, shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not COLOUR.search(shown(name, 80, terminal=True))


def test_the_list_of_commands_begins_with_examples_of_verbs_that_there_are(shown: Shown) -> None:
    COMMANDS["help"] = ["--help"]
    try:
        said = shown("help", 80)
    finally:
        del COMMANDS["help"]
    assert said.index("Begin with:") < said.index("Simulate:")
    verbs = {q.words for q in QUESTIONS}
    for typed, meaning in EXAMPLES:
        assert f"{typed}  " in said
        assert meaning in said
        assert typed.split()[1] in verbs | {"VERB"}
