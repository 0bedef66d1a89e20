"""The fixed words of a framework's documents: the bundled ones of its language, and its own wording.yaml over them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kadergen.content.format import WORDING_FILE, wording_shape
from kadergen.content.shapes import check_shape
from kadergen.diagnostics import Code, Diagnostic, Location
from kadergen.model.wording import KEYS, Wording
from kadergen.source import MapNode, error, read_yaml, shown_path

WORDING_FOLDER: Final = "wording"
_ELSE: Final = "en"
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class WordingDraft:
    """Key → text, complete unless that was reported."""

    texts: Mapping[str, str]


def read_wording(root: MapNode, folder: Path, frameworks: Path) -> tuple[WordingDraft, list[Diagnostic]]:
    """The words for the framework whose framework.yaml is `root`, and what is wrong with them."""
    language = root.text("language")
    bundled = _bundled(language, frameworks)
    own = folder / WORDING_FILE
    texts: dict[str, str] = {}
    found: list[Diagnostic] = []
    for path in (bundled, own):
        if path is not None and path.is_file():
            texts |= _texts(path, found)
    missing = [key for key in KEYS if key not in texts]
    if missing and language:
        found.append(_incomplete(missing, root, language, bundled, own))
    return WordingDraft(texts), found


def bundled_wording(language: str, frameworks: Path) -> Wording:
    """The fixed words in a language, in English where there are none: for results whose framework is not here."""
    path = _bundled(language, frameworks) or frameworks / WORDING_FOLDER / f"{_ELSE}.yaml"
    return Wording(_texts(path, []))


def check_wording_file(path: Path) -> list[Diagnostic]:
    """What is wrong with one bundled wording file, which must have every key."""
    found: list[Diagnostic] = []
    texts = _texts(path, found)
    place = Location(shown_path(path), 1)
    hint = "add it; its placeholders are in kadergen/model/wording.py"
    found += [error(Code.C018, place, f"wording has no {key!r}", hint) for key in KEYS if key not in texts]
    return found


def bundled_languages(frameworks: Path) -> tuple[str, ...]:
    """The languages for which kadergen has its own words."""
    return tuple(sorted(path.stem for path in (frameworks / WORDING_FOLDER).glob("*.yaml")))


def _bundled(language: str, frameworks: Path) -> Path | None:
    """The wording of the language, else of the language without its region (nl-BE → nl)."""
    known = bundled_languages(frameworks)
    for tag in (language, language.partition("-")[0]):
        if tag in known:
            return frameworks / WORDING_FOLDER / f"{tag}.yaml"
    return None


def _incomplete(missing: list[str], root: MapNode, language: str, bundled: Path | None, own: Path) -> Diagnostic:
    some = ", ".join(missing[:5]) + (", ..." if len(missing) > 5 else "")
    if bundled is None and not own.is_file():
        message = f"kadergen has no words of its own for the language {language!r}"
        hint = f"copy content/wording/en.yaml to {WORDING_FILE} in this folder and translate it"
        return error(Code.C018, root.place("language"), message, hint)
    path = own if own.is_file() else bundled
    place = Location(shown_path(path), 1) if path else root.place("language")
    return error(Code.C018, place, f"wording has no text for {len(missing)} keys: {some}", "add them to the file")


def _texts(path: Path, found: list[Diagnostic]) -> dict[str, str]:
    root, problems = read_yaml(path)
    found += problems
    if root is None:
        return {}
    for problem in check_shape(root, wording_shape(), "wording"):
        found.append(_as_wording(problem))
    texts = {key: root.text(key) for key in root.entries if key in KEYS}
    for key, text in texts.items():
        found += _placeholders(key, text, root.place(key))
    return texts


def _as_wording(problem: Diagnostic) -> Diagnostic:
    """An unknown key here is an unknown wording key."""
    if problem.code is not Code.C006 or problem.location is None:
        return problem
    return error(Code.C018, problem.location, problem.message, problem.hint)


def _placeholders(key: str, text: str, place: Location) -> list[Diagnostic]:
    found, known = set(_PLACEHOLDER.findall(text)), set(KEYS[key])
    if found == known or not text:
        return []
    names = ", ".join(f"{{{name}}}" for name in KEYS[key]) or "none"
    message = f"wording {key!r} has other placeholders than it should"
    return [error(Code.C018, place, message, f"its placeholders are: {names}")]
