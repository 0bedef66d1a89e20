"""Frameworks by name or folder: list, load, check, start a new one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kadergen.content.format import FRAMEWORK_FILE
from kadergen.content.load import bundled_frameworks, load_framework
from kadergen.content.new import new_framework
from kadergen.diagnostics import Diagnostic, Diagnostics, by_place, has_errors
from kadergen.errors import ContentError, UsageError
from kadergen.model.framework import Framework
from kadergen.model.instrument import Instrument, build_instrument
from kadergen.render.framework_json import framework_to_json
from kadergen.workflow.files import is_folder

__all__ = ["Checked", "check", "find", "framework_to_json", "instruments", "list_frameworks", "load", "new_framework"]


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found in one folder; `framework` is None when it has errors."""

    path: Path
    framework: Framework | None
    diagnostics: Diagnostics


def find(name_or_path: str) -> Path:
    """The folder of a framework: the bundled one of that name, else the folder of that path. Raises UsageError."""
    bundled = bundled_frameworks()
    path = Path(name_or_path)
    if name_or_path in bundled:
        if (path / FRAMEWORK_FILE).is_file() and not path.samefile(bundled[name_or_path]):
            raise UsageError(
                f"{name_or_path!r} is the name of a bundled framework and of a folder here",
                f"Write {os.curdir}{os.sep}{name_or_path} for the folder; rename it if you mean the bundled one.",
            )
        return bundled[name_or_path]
    if is_folder(path):
        return path
    raise UsageError(
        f"there is no framework {name_or_path!r}",
        f"Bundled frameworks: {', '.join(bundled)}. Or give the folder of your own (it holds framework.yaml).",
    )


def check(paths: Iterable[str]) -> list[Checked]:
    """Check the frameworks named (all bundled ones when none is): every problem, by file and line."""
    folders = [find(path) for path in paths] or list(bundled_frameworks().values())
    results = []
    for folder in folders:
        framework, diagnostics = load_framework(folder)
        results.append(Checked(folder, framework, tuple(by_place(diagnostics))))
    return results


def load(name_or_path: str) -> tuple[Framework, Diagnostics]:
    """The framework and its warnings. Raises UsageError (no such framework) or ContentError (it has errors)."""
    folder = find(name_or_path)
    framework, diagnostics = load_framework(folder)
    if framework is None or has_errors(diagnostics):
        raise ContentError(
            f"the framework in {folder} has errors",
            "Mend them and try again; `kadergen check` shows them.",
            tuple(by_place(diagnostics)),
        )
    return framework, tuple(by_place(diagnostics))


def check_sections(framework: Framework, sections: Iterable[str]) -> list[str]:
    """The ids of all sections; UsageError when one of `sections` is none of them."""
    known = [section.id for section in framework.sections]
    for section in sections:
        if section not in known:
            raise UsageError(f"there is no section {section!r} in {framework.id}", f"Sections: {', '.join(known)}.")
    return known


def list_frameworks() -> list[Framework]:
    """The bundled frameworks, loaded, in order of id."""
    return [load(str(folder))[0] for folder in bundled_frameworks().values()]


def instruments(extra: Iterable[str] = ()) -> tuple[Mapping[str, Instrument], list[Diagnostic]]:
    """The instruments of all bundled frameworks and of the extra ones (name or folder), by framework id."""
    found: dict[str, Instrument] = {}
    warnings: list[Diagnostic] = []
    for name in [*map(str, bundled_frameworks().values()), *extra]:
        framework, diagnostics = load(name)
        found[framework.id] = build_instrument(framework)
        warnings.extend(diagnostics)
    return found, warnings
