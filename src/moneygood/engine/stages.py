"""What becomes of the equations, stage by stage, as text: graph, schedule, program, LLVM.

The stages are those of a quarter in which nothing is held and no judgement is added. Nodes carry their number
in the graph of the stage (n12), values their number in the program (v12).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from moneygood.core.errors import MoneygoodError, did_you_mean
from moneygood.engine.program.emit import compile_schedule
from moneygood.engine.program.lower import Assign, Block, HoldPattern, Schedule, lower
from moneygood.engine.program.program import Audit, Instr, Loop, Program, Straight
from moneygood.model.graph import LEAF_OPS, Node, reachable
from moneygood.model.model import Model
from moneygood.model.operations import OPERATIONS
from moneygood.model.tree import number_text

LEVELS = ("once a run", "once a quarter", "once a draw", "for every draw and quarter")


@dataclass
class Stages:
    """The stages of one model; `name` is a variable with an equation or "block N", or None for the model."""

    model: Model
    name: str | None = None
    schedule: Schedule = field(init=False)

    def __post_init__(self) -> None:
        silent = frozenset(e.label for e in self.model.behavioural)
        self.schedule = lower(self.model, HoldPattern(no_judgement=silent))
        self.labels = self._chosen()

    def _chosen(self) -> tuple[str, ...]:
        """The labels that are shown."""
        every = tuple(e.label for e in self.model.equations)
        if self.name is None:
            return every
        blocks = {f"block {i}": b.labels for i, b in enumerate(self.schedule.blocks, 1)}
        if self.name in blocks:
            return tuple(blocks[self.name])
        if self.name not in every:
            given = self.name in self.model.variables
            said = "is given from outside" if given else "is no variable with an equation, and no block"
            hint = None if given else did_you_mean(self.name, (*every, *blocks))
            raise MoneygoodError("E047", f"{self.name} {said}: there is no stage of it to show", None, hint)
        return (self.name,)

    def graph(self) -> Iterator[str]:
        """Every equation as nodes: its arguments come before each node."""
        for label in self.labels:
            e = self.model.equation(label)
            yield f"{label}: {' '.join(e.text.split())}"
            for n in reachable(e.explicit, e.residual):
                yield f"  n{n.id} = {_leaf(n) if n.op in LEAF_OPS else _node(n)}"
            role = "solved for on both sides" if e.implicit else "is"
            yield f"  {e.lhs_variable} {role} n{e.explicit.id}; zero is n{e.residual.id}"

    def order(self) -> Iterator[str]:
        """Assignments and blocks in the order of solution."""
        block = 0
        for number, step in enumerate(self.schedule.steps, 1):
            block += isinstance(step, Block)
            if not set(self.labels) & set(_labels(step)):
                continue
            if isinstance(step, Assign):
                yield from _formulas([(f"{number}. {_leaf(step.target)}", step.value)], "")
                continue
            yield f"{number}. block {block}: {', '.join(step.labels)}"
            yield f"  iterated on {', '.join(map(_leaf, step.tears))}"
            rows = [(_leaf(t), v) for t, v in step.chain]
            rows += [(f"residual {_leaf(t)}", r) for t, r in zip(step.tears, step.residuals, strict=True)]
            for t, row in zip(step.tears, step.jacobian, strict=True):
                rows += [
                    (f"slope of residual {_leaf(t)} to {_leaf(u)}", s)
                    for u, s in zip(step.tears, row, strict=True)
                    if not s.is_const(0.0)
                ]
            yield from _formulas(rows, "  ")

    def program(self) -> Iterator[str]:
        """The instructions of a quarter."""
        yield from _ProgramText(compile_schedule(self.schedule), self._wanted())

    def llvm(self) -> Iterator[str]:
        """The text that LLVM compiles; for one variable, the functions in which its equation is."""
        from moneygood.engine.llvm.layout import lay_out
        from moneygood.engine.llvm.step import step_modules

        p = compile_schedule(self.schedule)
        deep = sorted({name for name, lag in p.lags() if lag > 1})
        variables = sorted(e.lhs_variable for e in self.model.equations)
        layout = lay_out(p, list(self.model.shocks), variables, deep)
        text = "\n".join(step_modules(p, layout))
        if self.name is None:
            yield from text.splitlines()
            return
        wanted = self._wanted() or set()
        made = {v for v, name in p.home.items() if name in wanted}
        for number, unit in enumerate(layout.units):
            ops = [*unit.ops, *(unit.loop.evaluate if unit.loop else ())]
            tears = set(unit.loop.tears) if unit.loop else set()
            if made & ({i.out for i in ops} | tears) or wanted & {a.label for a in unit.audits}:
                found = re.search(rf"^define [^\n]*@part{number}\(.*?^}}", text, re.M | re.S)
                assert found is not None
                yield from found[0].splitlines()

    def _wanted(self) -> set[str] | None:
        return None if self.name is None else set(self.labels)


SHOWN: dict[str, Callable[[Stages], Iterator[str]]] = {
    "graph": Stages.graph,
    "schedule": Stages.order,
    "program": Stages.program,
    "llvm": Stages.llvm,
}
"""The stages that can be shown, first to last."""


def stage_lines(model: Model, stage: str, name: str | None = None) -> Iterator[str]:
    """The lines of one stage of `model`, of `name` alone where it is given; E047 where there is none."""
    if stage not in SHOWN:
        raise MoneygoodError("E047", f"there is no stage {stage!r}", None, f"Stages are {', '.join(SHOWN)}")
    return SHOWN[stage](Stages(model, name))


def _labels(step: Assign | Block) -> tuple[str, ...]:
    if isinstance(step, Block):
        return step.labels
    payload = step.target.payload
    return (payload[0],) if step.target.op == "var" else (str(payload).removeprefix("eps_"),)


def _leaf(n: Node) -> str:
    """A leaf as the equations write it."""
    if n.op == "const":
        return number_text(n.payload)
    if n.op == "var":
        name, lag = n.payload
        return f"{name}[{-lag:+d}]" if lag else name
    if n.op == "add_":
        return f"add_{n.payload}"
    return f"baseline value of channel {n.payload}" if n.op == "ref" else str(n.payload)


def _node(n: Node) -> str:
    inside = " ".join(f"n{a.id}" for a in n.args)
    return f"via {n.payload[1]} {inside}" if n.op == "via" else f"{n.op} {inside}"


def _formulas(rows: list[tuple[str, Node]], pad: str) -> Iterator[str]:
    """Formulas with what they share written once, above them."""
    roots = [n for _, n in rows]
    uses: dict[int, int] = {}
    for n in reachable(*roots):
        for a in n.args:
            uses[a.id] = uses.get(a.id, 0) + 1
    own = {n.id for n in roots}
    texts: dict[int, tuple[str, int]] = {}
    for n in reachable(*roots):
        text, rank = _formula(n, texts)
        if n.op not in LEAF_OPS and uses.get(n.id, 0) + (n.id in own) > 1:
            yield f"{pad}n{n.id} = {text}"
            text, rank = f"n{n.id}", 5
        texts[n.id] = text, rank
    for name, n in rows:
        yield f"{pad}{name} = {texts[n.id][0]}"


def _formula(n: Node, texts: dict[int, tuple[str, int]]) -> tuple[str, int]:
    """The text of a node from those of its arguments, and how tightly it binds."""
    if n.op in LEAF_OPS:
        return _leaf(n), 3 if n.op == "const" and n.payload < 0 else 5
    shown = OPERATIONS[n.op].written
    inside = [texts[a.id] for a in n.args]
    if shown.rank == 5:
        return f"{shown.word}({', '.join(t for t, _ in inside)})", 5
    least = shown.rank + 1 if n.op in ("neg", "pow") else shown.rank
    parts = [t if rank >= least + (k > 0) else f"({t})" for k, (t, rank) in enumerate(inside)]
    if len(parts) == 1:
        return f"{shown.word}{parts[0]}", shown.rank
    space = "" if n.op == "pow" else " "
    return f"{parts[0]}{space}{shown.word}{space}{parts[1]}", shown.rank


class _ProgramText:
    """A program as text, or what gives the variables `wanted` in it."""

    def __init__(self, p: Program, wanted: set[str] | None) -> None:
        self.p, self.wanted = p, wanted
        self.needed, self.other = (None, {}) if wanted is None else self._slice(wanted)

    def __iter__(self) -> Iterator[str]:
        p = self.p
        for v, key in p.inputs.items():
            if self._shown(v) and key[0] != "tear":
                yield f"v{v} <- {_key(key)}, {LEVELS[p.levels[v]]}"
        for v, origin in sorted(self.other.items()):
            yield f"v{v} <- {origin}, solved before"
        for level, ops in enumerate((p.run_ops, p.quarter_ops, p.draw_ops)):
            yield from self._ops(f"{LEVELS[level]}:", ops)
        for s in p.main:
            if isinstance(s, Straight):
                yield from self._ops("for every draw and quarter:", s.ops)
            elif isinstance(s, Loop) and (self.wanted is None or self.wanted & set(s.labels)):
                start = ", ".join(
                    f"v{v} {name} from {_key(key)}"
                    for v, name, key in zip(s.tears, s.names, s.start, strict=True)
                )
                yield f"Newton on {start}:"
                for title in ("evaluate", "factor", "solve"):
                    yield from self._ops(f"  {title}:", getattr(s, title), "  ")
                yield f"  residuals {_values(s.residuals)}, steps {_values(s.deltas)}"
            elif isinstance(s, Audit) and (self.wanted is None or s.label in self.wanted):
                yield f"identity {s.label}: v{s.left} = v{s.right}"
                yield from self._ops("", s.ops)
        for label, raw, low, high in p.guards:
            if self.wanted is None or label in self.wanted:
                yield f"bounds of {label}: v{raw} in v{low} to v{high}"

    def _ops(self, title: str, ops: Iterable[Instr], pad: str = "") -> Iterator[str]:
        shown = [i for i in ops if self._shown(i.out) and i.out not in self.other]
        if shown and title:
            yield title
        for i in shown:
            home = self.p.home.get(i.out)
            stored = f" -> {home}" if home else ""
            yield f"{pad}  v{i.out} = {i.op} {_values(i.ins)}{stored}"

    def _shown(self, v: int) -> bool:
        return self.needed is None or v in self.needed

    def _slice(self, wanted: set[str]) -> tuple[set[int], dict[int, str]]:
        """The values that give the variables, and those of other equations that they begin from."""
        p = self.p
        made = {i.out: i for i in (*p.run_ops, *p.quarter_ops, *p.draw_ops)}
        stack = [v for v, name in p.home.items() if name in wanted]
        other: dict[int, str] = {}
        for s in p.main:
            if isinstance(s, Straight):
                made |= {i.out: i for i in s.ops}
            elif isinstance(s, Audit):
                made |= {i.out: i for i in s.ops}
                stack += [s.left, s.right] if s.label in wanted else []
            else:
                ops = {i.out: i for i in (*s.evaluate, *s.factor, *s.solve)}
                if wanted & set(s.labels):
                    made |= ops
                    stack += [*s.tears, *s.residuals, *s.deltas]
                else:
                    other |= {v: f"the block of {', '.join(s.names)}" for v in (*s.tears, *ops)}
        other |= {v: name for v, name in p.home.items() if not self._solves(v, name, wanted)}
        stack += [v for label, *values in p.guards if label in wanted for v in values]
        needed: set[int] = set()
        while stack:
            v = stack.pop()
            if v not in needed:
                needed.add(v)
                stack += made[v].ins if v in made and v not in other else ()
        return needed, {v: name for v, name in other.items() if v in needed}

    def _solves(self, v: int, name: str, wanted: set[str]) -> bool:
        """Whether the value of a variable is computed where one of the wanted ones is."""
        blocks = [s for s in self.p.main if isinstance(s, Loop) and wanted & set(s.labels)]
        return name in wanted or any(v in s.tears or v in {i.out for i in s.evaluate} for s in blocks)


def _values(values: Iterable[int]) -> str:
    return " ".join(f"v{v}" for v in values)


def _key(key: tuple[object, ...]) -> str:
    """An input in words."""
    kind, *rest = key
    if kind == "const":
        return number_text(float(str(rest[0])))
    if kind in ("lag", "exo"):
        lag = int(str(rest[1]))
        return f"{rest[0]}[{-lag}]" if lag else str(rest[0])
    named = {"par": "", "shock": "", "add": "add_", "known": "held ", "ref": "baseline value of channel "}
    return f"{named[str(kind)]}{rest[0]}"
