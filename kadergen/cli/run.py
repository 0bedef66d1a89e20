"""From exceptions to exit codes, and how results, findings and progress reach the terminal.

stdout carries the product alone; progress and diagnostics go to stderr. Progress is shown only on a terminal.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, BinaryIO, Final, cast

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from kadergen.diagnostics import Diagnostic
from kadergen.errors import ExitCode, KadergenError, NotWritableError

# Set to any value, it makes an internal error show its traceback.
DEBUG_VARIABLE: Final = "KADERGEN_DEBUG"


def printable(text: str) -> str:
    """The text with control characters (a line break in a file name, say) made visible, so that lines stay lines."""
    return "".join(c if c.isprintable() or c == " " else f"\\x{ord(c):02x}" for c in text)


def say(text: str = "") -> None:
    """A line of the product, to stdout. Raises NotWritableError when there is no place for it."""
    try:
        click.echo(text)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotWritableError(
            f"the output cannot be written: {error.strerror or error}", "Is the disk full?"
        ) from error


class _Stdout(io.RawIOBase):
    """stdout for bytes that are UTF-8 text, with the errors that `say` has."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        try:
            click.echo(bytes(data).decode("utf-8"), nl=False)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise NotWritableError(
                f"the output cannot be written: {error.strerror or error}", "Is the disk full?"
            ) from error
        return len(data)


def say_bytes() -> BinaryIO:
    """Stdout as a file for UTF-8 text in whole characters."""
    return cast(BinaryIO, _Stdout())


def note(text: str) -> None:
    """A line for the person at the terminal, to stderr; a line it stays, whatever is in the text."""
    with suppress(OSError):  # a message that cannot be shown changes nothing about the work
        click.echo(printable(text), err=True)


def show_diagnostics(diagnostics: Iterable[Diagnostic]) -> None:
    """Every finding to stderr, a hint under each."""
    for diagnostic in diagnostics:
        note(str(replace(diagnostic, hint="")))
        if diagnostic.hint:
            note(f"  hint: {printable(diagnostic.hint)}")


def show_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A plain table on stdout: columns as wide as their widest cell, numbers to the right."""
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [list(heads), *cells]) for i in range(len(heads))]
    for row in [list(heads), ["-" * width for width in widths], *cells]:
        line = "  ".join(
            c.rjust(w) if c.replace(",", "").replace("%", "").isdigit() else c.ljust(w)
            for c, w in zip(row, widths, strict=True)
        )
        say(line.rstrip())


@contextmanager
def progress(total: int | None = None) -> Iterator[Callable[[str], None]]:
    """A function that says what is being done now; each call is one step of `total`. Silent unless on a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = [SpinnerColumn(), TextColumn("{task.description}", markup=False)]
    if total is not None:
        columns += [BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total)

        def step(text: str) -> None:
            bar.update(task, description=printable(text), advance=1)

        yield step


def run(group: click.Group, arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; no exception gets out, none shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles and pipes may not be UTF-8; what participants wrote must come out whole.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        result = group.main(args=arguments, prog_name="kadergen", standalone_mode=False)
        return int(result) if isinstance(result, int) else ExitCode.OK
    except (KeyboardInterrupt, click.Abort):
        note("interrupted; no half-written file was left behind")
        return ExitCode.INTERRUPTED
    except SystemExit:
        # click's answer to a broken pipe: the program that read our output has seen enough (`kadergen show … | head`).
        return ExitCode.OK
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return ExitCode.USAGE
    except KadergenError as error:
        show_diagnostics(error.diagnostics)
        note(f"error: {error.message}")
        if error.hint:
            note(f"  hint: {error.hint}")
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, the user gets a sentence
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(frame.filename)}:{frame.lineno}"  # noqa: PTH119 - a name, not a path to use
        note(f"error: something unexpected went wrong inside kadergen ({type(error).__name__} at {place})")
        note(f"  hint: this is a bug; please report it. {DEBUG_VARIABLE}=1 shows where it happened.")
        return ExitCode.BUG
