"""The entry point: the verbs, and every fault turned into one line and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from functools import cache
from typing import Annotated, Any

import typer

from moneygood.core.errors import MoneygoodError, shown_text
from moneygood.core.notices import notices_to
from moneygood.core.version import VERSION
from moneygood.surfaces.cli import data, library, mcp, runs_store, serve
from moneygood.surfaces.cli.commands import Verbs
from moneygood.surfaces.cli.encoding import speak_plainly
from moneygood.surfaces.cli.offline import stay_offline
from moneygood.surfaces.cli.said_once import SaidOnce

BAD_INPUT = 2

app = typer.Typer(
    name="moneygood",
    cls=Verbs,
    help="An open scenario engine for the US macro-financial system: high inflation, high rates, high debt, "
    "soaring stocks. Which one changes first, what falls next, and can AI pay the bill?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(library.scenario_app, name="scenario")
app.add_typer(library.model_app, name="model")
app.add_typer(data.data_app, name="data")
app.add_typer(runs_store.runs_app, name="runs")
app.command("verify", cls=SaidOnce)(runs_store.verify)
app.command("serve", cls=SaidOnce)(serve.serve)
app.command("site", cls=SaidOnce)(serve.site)
app.command("mcp", cls=SaidOnce)(mcp.mcp)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"moneygood {VERSION}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    return


NO_SUCH_PLACE = {errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR}
"""Why a place that a user named cannot be written; an option for a place to read says so before."""


def _of_system(fault: OSError) -> MoneygoodError:
    """What the operating system refused, in a line."""
    reason = (fault.strerror or type(fault).__name__).lower()
    if fault.filename is None:
        return MoneygoodError("R001", f"the system refused to read or write ({reason})", None, "Try again")
    how = "written" if fault.errno in NO_SUCH_PLACE else "read or written"
    what = f"{os.fsdecode(fault.filename) if isinstance(fault.filename, bytes) else fault.filename}"
    return MoneygoodError("R001", f"{what} cannot be {how} ({reason})", None, "Name another place")


@cache
def _commands() -> Any:
    """The commands as typer makes them: once a process, however many are called in it."""
    return typer.main.get_command(app)


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code: 0 done, 1 not held, 2 bad input, 3 not solved."""
    sys.exit(call(arguments))


def call(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code; faults become one line on stderr."""
    speak_plainly()
    stay_offline(False)
    try:
        with notices_to(lambda line: typer.echo(f"note: {line}", err=True)):
            code = _commands()(args=arguments, prog_name="moneygood", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except MoneygoodError as fault:
        return _report(fault)
    except KeyboardInterrupt:
        typer.echo("stopped", err=True)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SystemExit as leaving:  # click leaves with 1 when the reader of a pipe has gone
        if not isinstance(leaving.__context__, BrokenPipeError):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
        return 0
    except OSError as fault:
        if fault.errno == errno.ENOSPC:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return _report(MoneygoodError("R001", "no space is left for the output", None, "Free some space"))
        return _report(_of_system(fault))
    except Exception as fault:
        if hasattr(fault, "format_message") and hasattr(fault, "exit_code"):
            return _report_usage(fault)
        if type(fault).__name__ == "Abort":
            typer.echo("stopped", err=True)
            return 130
        raise


def _report(fault: MoneygoodError) -> int:
    typer.echo(str(fault), err=True)
    return fault.exit_code


def _report_usage(fault: Exception) -> int:
    """One line for a command that was not written as it should be (the help text when nothing was)."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        typer.echo(str(fault.format_message()), err=True)  # type: ignore[attr-defined]
        return BAD_INPUT
    typer.echo(usage_line(fault), err=True)
    return BAD_INPUT


def usage_line(fault: Exception) -> str:
    """What is said of a command that was not written as it should be."""
    words = shown_text(" ".join(str(fault.format_message()).split()))  # type: ignore[attr-defined]
    context = getattr(fault, "ctx", None)
    path = context.command_path if context is not None else "moneygood"
    end = "" if words.endswith((".", "?")) else "."
    return f"usage: {words}{end} See: {path} --help"


if __name__ == "__main__":
    main()
