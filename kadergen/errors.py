"""Exit codes and the exceptions that carry them: a `KadergenError` means that this command cannot go on.

Problems in people's data are no exceptions but `kadergen.diagnostics.Diagnostic` values.
"""

from __future__ import annotations

from enum import IntEnum

from kadergen.diagnostics import Diagnostics


class ExitCode(IntEnum):
    """What the command line returns. Stable; documented in the README."""

    OK = 0
    BUG = 1
    USAGE = 2
    CONTENT_INVALID = 3
    NOTHING_READABLE = 4
    NOT_OUR_FORM = 5
    SOME_SKIPPED = 6
    NOT_WRITABLE = 7
    MISSING_DEPENDENCY = 8
    NETWORK = 9
    SELF_CHECK_FAILED = 10
    INTERRUPTED = 130


class KadergenError(Exception):
    """This command cannot go on. Carries what happened, what to do about it and the exit code."""

    exit_code = ExitCode.BUG

    def __init__(self, message: str, hint: str = "", diagnostics: Diagnostics = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.diagnostics = diagnostics


class UsageError(KadergenError):
    """The command line asks for something that does not exist or contradicts itself."""

    exit_code = ExitCode.USAGE


class ContentError(KadergenError):
    """A framework in content/, or a theme file, has errors; `diagnostics` names all of them."""

    exit_code = ExitCode.CONTENT_INVALID


class NothingReadableError(KadergenError):
    """None of the files given could be read as a returned form."""

    exit_code = ExitCode.NOTHING_READABLE


class NotOurFormError(KadergenError):
    """A file that must be a form of ours (or of this version) is not."""

    exit_code = ExitCode.NOT_OUR_FORM


class NotWritableError(KadergenError):
    """An output file or folder cannot be written."""

    exit_code = ExitCode.NOT_WRITABLE


class MissingDependencyError(KadergenError):
    """An optional package or program is needed and not installed."""

    exit_code = ExitCode.MISSING_DEPENDENCY


class NetworkError(KadergenError):
    """A mail server cannot be reached, or does not let us in."""

    exit_code = ExitCode.NETWORK


class SelfCheckError(KadergenError):
    """A produced file failed its own check before it was handed over."""

    exit_code = ExitCode.SELF_CHECK_FAILED
