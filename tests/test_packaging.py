"""The project file and the lock files say the same; the wheel itself is for tests/tools/check_wheel.py."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import kadergen

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = {
    "requirements.lock": PROJECT["dependencies"] + EXTRAS["build"],
    "requirements-dev.lock": PROJECT["dependencies"] + EXTRAS["build"] + EXTRAS["dev"],
}
ENTRY = re.compile(
    r"^([A-Za-z0-9._-]+)==([^\s;\\]+)[^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


def locked(lock: str) -> dict[str, Version]:
    """Package → version, of the entries that are complete: one version and at least one hash."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(name): Version(version) for name, version, _ in ENTRY.findall(text)}


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_is_in_step_with_the_project_file(lock: str) -> None:
    versions = locked(lock)
    for text in LOCKS[lock]:
        requirement = Requirement(text)
        name = canonicalize_name(requirement.name)
        assert name in versions, f"{name} is not in {lock}; run `make lock`"
        assert requirement.specifier.contains(versions[name]), f"{name} {versions[name]} is not {requirement.specifier}"


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_nothing_but_versions_with_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    lines = text.splitlines()
    entries = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(entries) == len(ENTRY.findall(text)) > 0
    assert [line for line in lines if "://" in line or line.startswith("-")] == []


def test_both_locks_name_the_same_versions() -> None:
    runtime, development = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name: development.get(name) for name in runtime} == runtime


@cache
def distributions() -> dict[str, str]:
    """Module → the package that brings it, for all that is installed here and is neither ours nor Python's own."""
    own = {"kadergen", *sys.stdlib_module_names}
    return {name: canonicalize_name(owners[0]) for name, owners in packages_distributions().items() if name not in own}


def imported_by(*folders: str) -> set[str]:
    """The packages whose modules these folders import or (fonts) name in a string."""
    found: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                found.add((node.module or "").partition(".")[0])
            elif isinstance(node, ast.Constant) and re.fullmatch(r"[a-z_]*font[a-z_]*", str(node.value)):
                found.add(str(node.value))
    return {distributions()[module] for module in found if module in distributions()}


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(requirement).name) for requirement in requirements}


def test_what_the_program_imports_is_declared_and_nothing_else() -> None:
    imported, declared = imported_by("kadergen"), names(PROJECT["dependencies"])
    assert sorted(imported - declared) == [], "imported, but not declared"
    assert sorted(declared - imported) == [], "declared, but not imported"


def test_what_the_tests_import_is_declared() -> None:
    declared = names(PROJECT["dependencies"] + EXTRAS["dev"])
    assert sorted(imported_by("tests", "bench") - declared) == []


def test_every_dependency_is_justified() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    declared = names(PROJECT["dependencies"] + EXTRAS["build"] + EXTRAS["dev"])
    assert sorted(name for name in declared if f"**{name}**" not in text) == []


def test_the_version_is_one_that_can_be_compared() -> None:
    assert str(Version(kadergen.__version__)) == kadergen.__version__


def test_the_readme_installs_the_wheel_of_this_version() -> None:
    wheels = re.findall(r"kadergen-\S+\.whl", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert set(wheels) == {f"kadergen-{kadergen.__version__}-py3-none-any.whl"}
