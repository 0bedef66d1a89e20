"""What every command promises: exit codes, a clean stdout, one sentence instead of a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from kadergen.cli import run as running
from kadergen.diagnostics import Code, Diagnostic, Location, Severity
from kadergen.errors import (
    ContentError,
    ExitCode,
    KadergenError,
    MissingDependencyError,
    NothingReadableError,
    NotOurFormError,
    NotWritableError,
    SelfCheckError,
    UsageError,
)

ROOT = Path(__file__).parent.parent.parent


def command(error: BaseException | None) -> click.Group:
    @click.group()
    def group() -> None:
        pass

    @group.command("go")
    def go() -> None:
        if error is not None:
            raise error

    return group


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (None, 0),
        (ValueError("secret words of a participant"), 1),
        (UsageError("x"), 2),
        (click.BadParameter("x"), 2),
        (ContentError("x"), 3),
        (NothingReadableError("x"), 4),
        (NotOurFormError("x"), 5),
        (NotWritableError("x"), 7),
        (MissingDependencyError("x"), 8),
        (SelfCheckError("x"), 10),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else str(value),
)
def test_every_error_has_its_exit_code(
    error: BaseException | None, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert running.run(command(error), ["go"]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert "secret" not in captured.err


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert running.run(command(None), ["nonsense"]) == ExitCode.USAGE
    assert "nonsense" in capsys.readouterr().err


def test_an_error_shows_its_findings_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Diagnostic(Severity.ERROR, Code.C012, "no statements", "add one", Location("p2.yaml", 42))
    error: KadergenError = ContentError("the content has errors", "mend them", (finding,))
    assert running.run(command(error), ["go"]) == ExitCode.CONTENT_INVALID
    assert capsys.readouterr().err.splitlines() == [
        "p2.yaml:42: error C012: no statements",
        "  hint: add one",
        "error: the content has errors",
        "  hint: mend them",
    ]


def test_a_file_name_cannot_break_the_lines_of_a_message(capsys: pytest.CaptureFixture[str]) -> None:
    running.show_table(["file"], [["bad\nname\x1b[31m.pdf"]])
    assert capsys.readouterr().out.splitlines()[-1] == "bad\\x0aname\\x1b[31m.pdf"


def test_progress_is_silent_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    with running.progress(3) as step:
        step("one")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def run_in_shell(line: str) -> tuple[int, str]:
    """The exit code of kadergen (`$K` in the line), and what the line wrote to stderr."""
    line = f"{line}; exit ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "K": f"{sys.executable} -W error -m kadergen", "PYTHONPATH": str(ROOT)}
    result = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, check=False)
    return result.returncode, result.stderr


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("$K list | true", 0),
        ("$K show houding-first | head -1", 0),
        ("$K list >&-", 0),
        ("$K list 2>&-", 0),
        ("$K list <&-", 0),
        ("$K list >/dev/full", 7),
        ("$K show houding-first --json >/dev/full", 7),
        ("$K build nothing 2>/dev/full", 2),
        ("$K nothing 2>/dev/full", 2),
        ("$K build nothing >&- 2>&-", 2),
    ],
)
def test_streams_that_are_closed_or_full_are_no_bug(line: str, code: int) -> None:
    found, messages = run_in_shell(line)
    assert found == code, messages
    assert "Traceback" not in messages
    assert "Exception ignored" not in messages
    assert "bug" not in messages


def test_an_interruption_while_the_libraries_load_is_silent(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    command = [sys.executable, "-m", "kadergen", "list"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == -signal.SIGINT  # a shell says 130
    assert result.stdout == result.stderr == ""
