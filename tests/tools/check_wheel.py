"""The wheel works where the source tree is not: build it, install it into an empty environment elsewhere, use it.

Run by `make test`, not by pytest: it installs packages. Declared dependencies are all that the environment gets, in the
versions of requirements.lock, so a dependency that nobody declared shows here.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORK = "kwaliteitskader-housing-first"


class WheelError(Exception):
    """What is wrong with the wheel, in one sentence."""


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command that has to succeed and give what it printed on stdout."""
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    result = subprocess.run(
        command, cwd=cwd, env=clean | environment, capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if result.returncode:
        line = " ".join(str(part) for part in command)
        raise WheelError(f"`{line}` ended with exit code {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def build(folder: Path) -> Path:
    """Build the wheel twice under different circumstances; the bytes have to be the same."""
    wheels: list[Path] = []
    for name, environment in (
        ("one", {"PYTHONHASHSEED": "1", "TZ": "UTC"}),
        ("two", {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"}),
    ):
        command = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / name, ROOT)
        run(*command, cwd=folder, **environment)
        wheels.extend((folder / name).glob("*.whl"))
    if len(wheels) != 2 or wheels[0].read_bytes() != wheels[1].read_bytes():
        raise WheelError("two builds of the wheel differ")
    return wheels[0]


def check_members(wheel: Path) -> None:
    """All of the package and of content/, and nothing else."""
    sources = (path for name in ("kadergen", "content") for path in (ROOT / name).rglob("*") if path.is_file())
    names = (path.relative_to(ROOT).as_posix() for path in sources if path.suffix != ".pyc")
    expected = {re.sub(r"^content/", "kadergen/frameworks/", name) for name in names}
    with zipfile.ZipFile(wheel) as archive:
        members = {name for name in archive.namelist() if ".dist-info/" not in name}
    if missing := expected - members:
        raise WheelError(f"not in the wheel: {', '.join(sorted(missing))}")
    if surplus := members - expected:
        raise WheelError(f"does not belong in the wheel: {', '.join(sorted(surplus))}")


def install(wheel: Path, folder: Path) -> Path:
    """A fresh environment with the wheel and what it declares; gives the folder of its programs."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    versions = folder / "versions.txt"
    versions.write_text(
        "\n".join(re.findall(r"^[A-Za-z0-9._-]+==[^\s;\\]+", lock, flags=re.MULTILINE)), encoding="utf-8"
    )
    environment = folder / "environment"
    run(sys.executable, "-m", "venv", environment, cwd=folder)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    pip = (programs / "python", "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input")
    run(*pip, "install", "--constraint", versions, wheel, cwd=folder)
    return programs


def use(programs: Path, folder: Path) -> None:
    """What someone who just installed it does first."""
    kadergen = programs / "kadergen"
    if FRAMEWORK not in run(kadergen, "list", cwd=folder):
        raise WheelError(f"`kadergen list` does not know {FRAMEWORK}")
    if run(kadergen, "--version", cwd=folder) != run(programs / "python", "-m", "kadergen", "--version", cwd=folder):
        raise WheelError("`kadergen` and `python -m kadergen` differ")
    run(kadergen, "check", cwd=folder)
    run(kadergen, "build", FRAMEWORK, "-o", folder / "made", cwd=folder)
    for name, start in (("booklet.pdf", b"%PDF-"), ("form.pdf", b"%PDF-"), ("fields.json", b"{")):
        made = folder / "made" / f"{FRAMEWORK}-{name}"
        if not made.is_file() or not made.read_bytes().startswith(start):
            raise WheelError(f"`kadergen build` did not make {made.name}")


def main() -> int:
    """Exit code 0 when all of it holds."""
    with tempfile.TemporaryDirectory(prefix="kadergen-wheel-") as scratch:
        folder = Path(scratch).resolve()
        try:
            wheel = build(folder)
            check_members(wheel)
            programs = install(wheel, folder)
            elsewhere = folder / "elsewhere"
            elsewhere.mkdir()
            use(programs, elsewhere)
        except WheelError as error:
            print(f"wheel: {error}", file=sys.stderr)
            return 1
        size = wheel.stat().st_size // 1024
        print(f"wheel: {wheel.name} ({size} kB) builds the same twice, installs and works elsewhere")
    return 0


if __name__ == "__main__":
    sys.exit(main())
