"""What every command promises: exit codes, a clean stdout, one sentence instead of a traceback."""

from __future__ import annotations

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
