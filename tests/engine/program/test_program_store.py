"""Programs kept on disk are the programs that would be compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from moneygood.core.cache import read_cached, write_cached
from moneygood.core.plain import to_plain
from moneygood.engine.llvm import binary
from moneygood.engine.llvm.run import deep_variables, layout_of, wanted_step
from moneygood.engine.llvm.step import step_modules
from moneygood.engine.program.emit import compile_schedule
from moneygood.engine.program.lower import HoldPattern, lower
from moneygood.engine.program.plain_program import program_of, program_text
from moneygood.engine.program.program import Program
from moneygood.engine.program.store import mark_of, stored_program
from moneygood.model.build import load_model

NONE: frozenset[str] = frozenset()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path))
    return tmp_path


def compiled(drawn: frozenset[str] = NONE) -> Program:
    return compile_schedule(lower(load_model(), HoldPattern()), drawn=drawn)


def never() -> Program:
    raise AssertionError("compiled again")


def test_stored_program_has_every_instruction_of_the_compiled_one(folder: Path) -> None:
    mark = mark_of(load_model(), HoldPattern(), NONE, NONE, False)
    made = stored_program(mark, compiled)
    again = stored_program(mark, never)
    assert again == made
    assert again is not made
    assert again.mark == made.mark != mark


def test_a_text_that_is_no_program_is_refused() -> None:
    made = compiled()
    assert program_of(program_text(made)) == made
    for other in (b"", b"[]", program_text(made)[:-1], to_plain([1, 2, 3])):
        with pytest.raises(ValueError):
            program_of(other)


def test_damaged_file_is_the_same_as_none(folder: Path) -> None:
    mark = mark_of(load_model(), HoldPattern(), NONE, NONE, False)
    made = stored_program(mark, compiled)
    (file,) = folder.glob("program-*")
    content = file.read_bytes()
    file.write_bytes(content[:-9] + b"\x00" * 9)
    with pytest.raises(AssertionError, match="compiled again"):
        stored_program(mark, never)
    assert stored_program(mark, compiled) == made


def test_programs_of_one_mark_that_differ_never_share_machine_code(folder: Path) -> None:
    """Two processes may order the same equations differently: what is looked up by the mark of one program
    (its machine code) must not be found by the other."""
    mark = mark_of(load_model(), HoldPattern(), NONE, NONE, False)
    first = stored_program(mark, compiled)
    for file in folder.rglob(f"program-{mark}"):
        file.unlink()
    held = HoldPattern(known=frozenset({"ffr"}), freed=frozenset({"eps_ffr_rule"}))
    model = load_model()
    other = stored_program(
        mark, lambda: compile_schedule(lower(model, held, NONE), drawn=NONE, channels=False)
    )
    assert other != first
    assert other.mark != first.mark


def test_whatever_changes_a_program_changes_its_mark() -> None:
    model = load_model()
    name = next(n for n, p in model.parameters.items() if p.draw)
    shock = model.behavioural[0].shock
    assert shock is not None
    held = HoldPattern(known=frozenset({model.behavioural[0].lhs_variable}), freed=frozenset({shock}))
    moved = model.with_parameters({name: model.parameters[name].value * 1.01})
    marks = {
        mark_of(model, HoldPattern(), NONE, NONE, False),
        mark_of(model, HoldPattern(), NONE, NONE, True),
        mark_of(model, held, NONE, NONE, False),
        mark_of(model, HoldPattern(), frozenset({next(iter(model.switches))}), NONE, False),
        mark_of(model, HoldPattern(), NONE, frozenset({name}), False),
        mark_of(moved, HoldPattern(), NONE, NONE, False),
    }
    assert len(marks) == 6


def test_program_without_a_mark_is_not_kept(folder: Path) -> None:
    stored_program("", compiled)
    assert not list(folder.glob("program-*"))


def test_machine_code_is_found_under_the_hash_of_its_text(folder: Path) -> None:
    pytest.importorskip("llvmlite")
    model = load_model()
    program = stored_program(mark_of(model, HoldPattern(), NONE, NONE, False), compiled)
    deep = deep_variables([program])
    layout = layout_of(model, program, deep)
    truth = tuple(binary.name_of(text) for text in step_modules(program, layout))
    assert wanted_step(program, layout, deep).names == truth
    (alias,) = folder.glob("step-*")
    assert (read_cached(alias.name) or b"").decode().split() == list(truth)
    assert wanted_step(program, layout, deep).names == truth
    write_cached(alias.name, b"../elsewhere")
    assert wanted_step(program, layout, deep).names == truth
