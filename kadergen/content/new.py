"""A small valid framework to start from: the templates of this package, with the author's own id."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from kadergen.content.format import FRAMEWORK_FILE
from kadergen.content.load import bundled_frameworks
from kadergen.content.schema import write_schemas
from kadergen.errors import NotWritableError, UsageError
from kadergen.model.instrument import MAX_FIELD_ID, SEGMENT

TEMPLATES: Final = Path(__file__).resolve().parent / "templates"
# In the new folder the schemas lie in a folder of their own, which `check` passes over: its name begins with a point.
_SCHEMAS: Final = ".schema"
_TEMPLATE_ID: Final = "id: my-framework\n"


def template_languages() -> tuple[str, ...]:
    """The languages in which `new_framework` can write."""
    return tuple(sorted(path.parent.name for path in TEMPLATES.glob(f"*/{FRAMEWORK_FILE}")))


def new_framework(target: Path, framework_id: str, language: str) -> tuple[Path, ...]:
    """Writes a small framework into the folder `target`, which must be new or empty; the files, in order of name.

    Raises UsageError (id or language not usable, folder not empty) or NotWritableError. Leaves no half of a framework.
    """
    if not SEGMENT.fullmatch(framework_id) or len(framework_id) > MAX_FIELD_ID:
        hint = "Use a-z, 0-9 and hyphens, such as my-framework: the folder's name is the framework's id."
        raise UsageError(f"a framework cannot be called {framework_id!r}", hint)
    if framework_id in bundled_frameworks():
        raise UsageError(f"a framework called {framework_id!r} comes with kadergen", "Choose another name.")
    if language not in template_languages():
        hint = f"There are templates in: {', '.join(template_languages())}."
        raise UsageError(f"there is no template in the language {language!r}", hint)
    try:
        return _write(target, framework_id, TEMPLATES / language)
    except OSError as problem:
        reason = problem.strerror or "unknown reason"
        raise NotWritableError(f"cannot write {target}: {reason}", "Choose another folder.") from problem


def _write(target: Path, framework_id: str, templates: Path) -> tuple[Path, ...]:
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise UsageError(f"{target} exists already", "Choose a new name, or an empty folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kadergen-", dir=target.parent) as scratch:
        made = Path(scratch) / "new"
        made.mkdir()
        for template in sorted(templates.iterdir()):
            text = template.read_text(encoding="utf-8").replace(_TEMPLATE_ID, f'id: "{framework_id}"\n', 1)
            (made / template.name).write_text(text, encoding="utf-8", newline="\n")
        (made / _SCHEMAS).mkdir()
        write_schemas(made / _SCHEMAS)
        if target.is_dir():
            target.rmdir()
        made.rename(target)
    return tuple(sorted(target / template.name for template in templates.iterdir()))
