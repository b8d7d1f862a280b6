"""python -m benchmarks engine|frbus|serve: moneygood beside other programs, and its server, on this machine.

python -m benchmarks engine --draws 20000 --chart engine.svg
python -m benchmarks frbus --frbus FRBUS --peers pyfrbus/bin/python --chart frbus.svg
python -m benchmarks serve --readers 50 --seconds 20
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from moneygood.core.errors import MoneygoodError


def arguments() -> argparse.ArgumentParser:
    """What can be asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="moneygood beside its peers")
    verbs = parser.add_subparsers(dest="verb", required=True)
    engine = verbs.add_parser("engine", help="the engine beside NumPy and gcc")
    engine.add_argument("--draws", type=int, default=20_000, help="the largest number of paths measured")
    engine.add_argument("--threads", type=int, default=0, help="0 = all cores")
    engine.add_argument("--equations", type=int, nargs="*", help="sizes of synthetic models")
    frbus = verbs.add_parser("frbus", help="FRB/US beside pyfrbus and ModelFlow")
    frbus.add_argument("--frbus", help="folder with model.xml and LONGBASE.TXT (else MONEYGOOD_FRBUS)")
    frbus.add_argument(
        "--peers", nargs="*", default=[], help="Pythons in which pyfrbus or ModelFlow is installed"
    )
    for verb in (engine, frbus):
        verb.add_argument("--chart", type=Path, help="draw to this file (.svg, .png, .json)")
    serve = verbs.add_parser("serve", help="pages from nothing, at hand, and for many readers at once")
    serve.add_argument("--readers", type=int, default=50, help="readers at once")
    serve.add_argument("--seconds", type=float, default=20.0, help="how long they read")
    serve.set_defaults(chart=None)
    for verb in (engine, frbus, serve):
        verb.add_argument("--json", action="store_true", help="the rows as JSON and nothing else")
    return parser


def measured(asked: argparse.Namespace) -> tuple[Any, dict[str, Any]]:
    """The answer and its chart."""

    def say(what: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[Kmeasuring {what}")

    if asked.verb == "serve":
        from benchmarks.suite.serve import bench_serve

        return bench_serve(asked.readers, asked.seconds, say), {}
    if asked.verb == "engine":
        from benchmarks.suite.engine import bench_engine
        from moneygood.questions.bench.chart import chart
        from moneygood.questions.bench.speed import QUICK_SIZES

        answer = bench_engine(asked.draws, asked.threads, tuple(asked.equations or QUICK_SIZES), say)
        return answer, chart(answer)
    from benchmarks.suite.chart import chart as chart_frbus
    from benchmarks.suite.frbus import bench_frbus
    from moneygood.questions.bench.frbus_work import find_files

    files = find_files(asked.frbus)
    if files is None:
        raise MoneygoodError(
            "M040", "no folder of FRB/US files is named", hint="Give --frbus DIR, or set MONEYGOOD_FRBUS"
        )
    found = bench_frbus(files, asked.peers, say)
    return found, chart_frbus(found)


def show_answer(answer: Any, *, json: bool) -> None:
    """Print an answer whole, or its document alone."""
    from moneygood.core.answer import document
    from moneygood.surfaces.cli import show
    from moneygood.surfaces.cli.answer import print_full

    if json:
        show.print_json(document(answer))
    else:
        print_full(answer.lead, answer.title, answer.reading, answer.tables, ())


def main(words: list[str] | None = None) -> int:
    asked = arguments().parse_args(words)
    from moneygood.surfaces.chart_files import write_chart
    from moneygood.surfaces.cli.answer import check_chart

    try:
        check_chart(asked.chart)
        answer, chart = measured(asked)
        show_answer(answer, json=asked.json)
        if asked.chart is not None:
            write_chart(chart, asked.chart)
    except MoneygoodError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
