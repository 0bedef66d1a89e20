"""`kadergen check`: every problem of a framework's content at once."""

from __future__ import annotations

import json

import click

from kadergen.cli.run import note, say, show_diagnostics
from kadergen.diagnostics import has_errors
from kadergen.errors import ExitCode
from kadergen.workflow import frameworks


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[FRAMEWORK]...")
@click.option("--json", "as_json", is_flag=True, help="Show the findings as JSON, for other programs.")
def check_command(paths: tuple[str, ...], as_json: bool) -> int:
    """Check the content of frameworks (names or folders; all bundled ones when none is given).

    Every problem is shown with its file and line, and what to do about it.
    """
    results = frameworks.check(paths)
    found = [diagnostic for result in results for diagnostic in result.diagnostics]
    if as_json:
        say(json.dumps({"diagnostics": [d.to_json() for d in found]}, ensure_ascii=False, indent=2))
    else:
        show_diagnostics(found)
        for result in results:
            errors = sum(d.severity.value == "error" for d in result.diagnostics)
            warnings = sum(d.severity.value == "warning" for d in result.diagnostics)
            verdict = "no problems" if not result.diagnostics else f"{errors} errors, {warnings} warnings"
            note(f"{result.path}: {verdict}")
    return ExitCode.CONTENT_INVALID if has_errors(found) else ExitCode.OK
