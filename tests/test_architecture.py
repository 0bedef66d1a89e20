"""What holds for the source tree as a whole; who may import whom is import-linter's part (pyproject.toml)."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from kadergen.model.wording import KEYS

ROOT = Path(__file__).resolve().parent.parent
PYTHON_FOLDERS = ("kadergen", "tests", "bench")
MAX_LINES = 500

# Optional extras: the only modules that may be imported inside a function, with an error that says what to install.
OPTIONAL_MODULES: frozenset[str] = frozenset()

# Packages that are data and rules alone: nothing but the standard library and each other.
STANDARD_LIBRARY_ONLY = ("model", "diagnostics", "errors", "units")

MADE_FOLDERS = {"__pycache__", "node_modules", "dist", "output"}

# Put together from parts, so that this file does not hold what it looks for.
FOREIGN = {
    "a folder beside the project": re.compile(r"\.\." + r"/" + "shared" + r"|\b" + "shared" + r"/(design|seeds|tools)"),
    "a path of one machine": re.compile(r"(?<![\w.])/(work|root|home/\w+)" + r"/|(?<![\w.])/tmp/" + r"[a-z]/"),
    "a package registry's host": re.compile(
        "|".join(name + r"\." + top for name, top in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "(org|com)")))
        + r"|deb\." + r"debian\.org",
        re.IGNORECASE,
    ),
}  # fmt: skip


def python_files() -> list[Path]:
    found = (path for folder in PYTHON_FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if not MADE_FOLDERS & set(path.relative_to(ROOT).parts))


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the project with its text; what holds a zero byte is no text."""
    folders = [ROOT / name for name in ("kadergen", "content", "tests", "bench", "docs", ".ci")]
    for path in sorted([*ROOT.glob("*"), *(path for folder in folders for path in folder.rglob("*"))]):
        if path.is_file() and not MADE_FOLDERS & set(path.relative_to(ROOT).parts):
            data = path.read_bytes()
            if b"\0" not in data:
                yield path, data.decode("utf-8", errors="replace")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def listed(what: str, found: Iterable[str]) -> str:
    """A message with every finding on its own line; pytest itself would cut a long list."""
    return "\n  ".join([f"{what}:", *sorted(found)])


def imports_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and absolute module name of every import below this node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


def test_there_is_something_to_look_at() -> None:
    names = {name_of(path) for path in python_files()}
    assert {"kadergen/__init__.py", "kadergen/model/instrument.py", "tests/test_architecture.py"} <= names


@pytest.mark.parametrize("path", python_files(), ids=name_of)
def test_a_module_is_short_and_says_its_purpose(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_LINES, f"{name_of(path)} has {lines} lines; split it by what changes together"
    tree = tree_of(path)
    assert not tree.body or ast.get_docstring(tree), f"{name_of(path)} has no docstring that says what it is for"


# bench/ is left out: a measurement may need to choose what is loaded before it starts.
@pytest.mark.parametrize("path", [path for path in python_files() if "bench" not in path.parts], ids=name_of)
def test_imports_stand_at_the_top(path: Path) -> None:
    inside = [
        f"{name_of(path)}:{line}: {module}"
        for function in ast.walk(tree_of(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for line, module in imports_in(function)
        if module.partition(".")[0] not in OPTIONAL_MODULES
    ]
    assert not inside, listed("imports inside functions, which no optional extra excuses", inside)


def test_the_foundation_needs_the_standard_library_alone() -> None:
    foundation = [path for path in python_files() if path.relative_to(ROOT).parts[0] == "kadergen"]
    foreign = [
        f"{name_of(path)}:{line}: {module}"
        for path in foundation
        if path.relative_to(ROOT).parts[1].removesuffix(".py") in STANDARD_LIBRARY_ONLY
        for line, module in imports_in(tree_of(path))
        if module.partition(".")[0] not in sys.stdlib_module_names | {"kadergen"}
    ]
    assert not foreign, listed("more than the standard library", foreign)


def test_the_project_speaks_of_itself_alone() -> None:
    found = [
        f"{name_of(path)}:{number}: {what}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        for what, pattern in FOREIGN.items()
        if pattern.search(line)
    ]
    assert not found, listed("places outside of the project", found)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("see " + "../" + "shared" + "/x.md", "a folder beside the project"),
        ("open('" + "/wo" + "rk/main')", "a path of one machine"),
        ("url = https://" + "py" + "pi.org/simple", "a package registry's host"),
    ],
)
def test_the_search_for_foreign_places_can_find_one(line: str, what: str) -> None:
    assert FOREIGN[what].search(line)


def test_the_code_uses_exactly_the_wording_that_is_catalogued() -> None:
    strings: set[str] = set()
    asked_for: set[str] = set()  # what is given to a Wording, which by habit is called words or wording
    for path in python_files():
        if path.relative_to(ROOT).parts[0] != "kadergen" or name_of(path) == "kadergen/model/wording.py":
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                strings.add(node.value)
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = ast.unparse(node.func).rpartition(".")[2]
                if called in {"words", "wording"}:
                    asked_for.add(str(node.args[0].value))
    assert not asked_for - set(KEYS), listed("asked for, but not in the catalogue", asked_for - set(KEYS))
    # A receipt puts these keys together from codes, kinds and verdicts; tests/documents/test_receipt.py asks for each.
    composed = re.compile(r"receipt\.(R\d{3}(-do)?|doubtful(-do)?|how-\w+|kind-\w+|sure|look|empty|unread)")
    unused = {key for key in set(KEYS) - strings if not composed.fullmatch(key)}
    assert not unused, listed("in the catalogue, but used nowhere", unused)
