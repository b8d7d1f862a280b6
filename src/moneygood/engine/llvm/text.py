"""Writing LLVM's assembly language for eight paths side by side: names, literals, vector operations."""

from __future__ import annotations

import struct

LANES = 8
VEC = f"<{LANES} x double>"
INT = f"<{LANES} x i64>"
HALF = f"<{LANES} x i32>"
MASK = f"<{LANES} x i1>"


def number(x: float) -> str:
    """A float literal, exact to the last bit."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', x))[0]:016X}"


def splat(x: float) -> str:
    """A literal with the same number in every lane."""
    return "<" + ", ".join([f"double {number(x)}"] * LANES) + ">"


def splat_int(x: int, kind: str = "i64") -> str:
    """A literal with the same whole number in every lane."""
    return "<" + ", ".join([f"{kind} {x}"] * LANES) + ">"


class Lines:
    """The body of one function, line by line; every result gets a fresh name."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.count = 0
        self.block = "entry"

    def set(self, expression: str) -> str:
        """Names the result of `expression`."""
        self.count += 1
        name = f"%v{self.count}"
        self.rows.append(f"  {name} = {expression}")
        return name

    def do(self, line: str) -> None:
        """A line without a result."""
        self.rows.append("  " + line)

    def fresh(self, stem: str) -> str:
        """A label that is not used yet."""
        self.count += 1
        return f"{stem}{self.count}"

    def label(self, name: str) -> None:
        """Begins a basic block."""
        self.rows.append(f"{name}:")
        self.block = name

    def op(self, op: str, a: str, b: str) -> str:
        """`op` of two vectors of doubles."""
        return self.set(f"{op} {VEC} {a}, {b}")

    def add(self, a: str, b: str) -> str:
        return self.op("fadd", a, b)

    def sub(self, a: str, b: str) -> str:
        return self.op("fsub", a, b)

    def mul(self, a: str, b: str) -> str:
        return self.op("fmul", a, b)

    def div(self, a: str, b: str) -> str:
        return self.op("fdiv", a, b)

    def fma(self, a: str, b: str, c: str) -> str:
        """a * b + c with one rounding."""
        return self.set(f"call {VEC} @llvm.fma.v8f64({VEC} {a}, {VEC} {b}, {VEC} {c})")

    def call(self, name: str, a: str) -> str:
        """A function of one vector."""
        return self.set(f"call {VEC} @{name}({VEC} {a})")

    def compare(self, how: str, a: str, b: str) -> str:
        """A mask: `how` is LLVM's name of the comparison (olt, une, uno, ...)."""
        return self.set(f"fcmp {how} {VEC} {a}, {b}")

    def select(self, mask: str, a: str, b: str) -> str:
        """`a` where `mask`, else `b`."""
        return self.set(f"select {MASK} {mask}, {VEC} {a}, {VEC} {b}")

    def bits(self, a: str) -> str:
        """The bits of doubles as whole numbers."""
        return self.set(f"bitcast {VEC} {a} to {INT}")

    def unbits(self, a: str) -> str:
        """Whole numbers read as the bits of doubles."""
        return self.set(f"bitcast {INT} {a} to {VEC}")

    def int_op(self, op: str, a: str, b: str) -> str:
        """`op` of two vectors of whole numbers."""
        return self.set(f"{op} {INT} {a}, {b}")

    def horner(self, x: str, coefficients: list[float], *, fused: bool = True) -> str:
        """A polynomial, highest power first."""
        total = splat(coefficients[0])
        for c in coefficients[1:]:
            total = self.fma(total, x, splat(c)) if fused else self.add(self.mul(total, x), splat(c))
        return total

    def estrin(self, x: str, coefficients: list[float]) -> str:
        """A polynomial, highest power first, by pairs (Estrin 1960): two operations more than Horner's rule,
        but a third as many that wait for one another."""
        terms = [splat(c) for c in reversed(coefficients)]
        while len(terms) > 1:
            pairs = [self.fma(terms[k + 1], x, terms[k]) for k in range(0, len(terms) - 1, 2)]
            terms = pairs + terms[len(terms) - len(terms) % 2 :]
            x = self.mul(x, x) if len(terms) > 1 else x
        return terms[0]

    def any(self, mask: str) -> str:
        """Whether a mask holds in any lane (i1)."""
        packed = self.set(f"bitcast {MASK} {mask} to i8")
        return self.set(f"icmp ne i8 {packed}, 0")

    def both(self, a: str, b: str) -> str:
        """Masks joined by and."""
        return self.set(f"and {MASK} {a}, {b}")

    def invert(self, a: str) -> str:
        """The lanes that a mask leaves out."""
        return self.set(f"xor {MASK} {a}, {splat_int(1, 'i1')}")

    def address(self, base: str, index: str | int, kind: str = VEC) -> str:
        """The address of element `index` of an array."""
        return self.set(f"getelementptr {kind}, ptr {base}, i64 {index}")

    def load(self, base: str, index: str | int = 0) -> str:
        """Vector number `index` of an array of vectors."""
        return self.set(f"load {VEC}, ptr {self.address(base, index)}, align 64")

    def store(self, value: str, base: str, index: str | int = 0) -> None:
        """Stores a vector as number `index` of an array of vectors."""
        self.do(f"store {VEC} {value}, ptr {self.address(base, index)}, align 64")

    def scalar(self, base: str, index: str | int, kind: str = "double") -> str:
        """Element `index` of an array of scalars."""
        return self.set(f"load {kind}, ptr {self.address(base, index, kind)}, align 8")

    def spread(self, value: str, kind: str = "double") -> str:
        """A scalar in every lane."""
        one = self.set(f"insertelement <{LANES} x {kind}> poison, {kind} {value}, i64 0")
        return self.set(
            f"shufflevector <{LANES} x {kind}> {one}, <{LANES} x {kind}> poison, "
            f"<{LANES} x i32> zeroinitializer"
        )


def function(head: str, body: Lines) -> str:
    """The text of a function from its head and its body."""
    return "\n".join([f"define {head} {{", "entry:", *body.rows, "}", ""])
