"""`kadergen release`: keep a version of a framework, so that copies of its form can be read in years to come."""

from __future__ import annotations

import click

from kadergen.cli.run import note, printable, say
from kadergen.workflow.blanks import release


@click.command("release")
@click.argument("framework")
def release_command(framework: str) -> None:
    """Keep where the words and fields of this version's form stand, in the framework's own folder (versions/).

    Do so when the form is mailed around. A copy that comes back without its fields (printed to PDF, say) is then still
    read after the framework, or kadergen, has changed. FRAMEWORK is the name of a bundled one or a folder.
    """
    released = release(framework)
    say(printable(str(released.path)))
    note(f"kept: {released.framework.title}, version {released.framework.version}")
