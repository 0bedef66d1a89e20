"""A folder → `Framework` and everything that is wrong with it; and where the bundled frameworks are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kadergen.content.build import build_framework
from kadergen.content.checks import run_checks
from kadergen.content.draft import read_draft
from kadergen.content.format import FRAMEWORK_FILE
from kadergen.diagnostics import Diagnostics, by_place, has_errors
from kadergen.model.framework import Framework


def frameworks_folder() -> Path:
    """Where the bundled content is: beside the modules when installed, the folder content/ in the source tree."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "frameworks"
    return installed if installed.is_dir() else package.parent / "content"


def bundled_frameworks() -> Mapping[str, Path]:
    """The frameworks that come with kadergen: id (the folder's name) → folder, by id."""
    folders = sorted(path.parent for path in frameworks_folder().glob(f"*/{FRAMEWORK_FILE}"))
    return {folder.name: folder for folder in folders}


def load_framework(folder: Path) -> tuple[Framework | None, Diagnostics]:
    """The framework in a folder, None when it has errors; and all problems, by file and line. Never raises."""
    draft, found = read_draft(folder, frameworks_folder())
    if draft is None:
        return None, tuple(by_place(found))
    problems = tuple(by_place(dict.fromkeys([*found, *run_checks(draft)])))  # one line may hold the same twice
    return (None if has_errors(problems) else build_framework(draft)), problems
