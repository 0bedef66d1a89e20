"""The blank forms that copies without fields are laid over: those that were kept with a framework, else built anew.

A framework's folder keeps the forms of its released versions in `versions/` (`kadergen release` writes them), so that
copies can be read after its words, or the way in which kadergen sets them, have changed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from kadergen.content.format import VERSIONS_FOLDER
from kadergen.content.load import bundled_frameworks
from kadergen.errors import UsageError
from kadergen.formats.blank_form import BlankForm, blank_from_json, blank_to_json, measure_blank
from kadergen.formats.rawform import FormatError
from kadergen.model.framework import Framework
from kadergen.model.instrument import FormIdentity, Instrument, build_instrument
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme
from kadergen.theme.variants import PLAIN, Variant, varied, varied_scale
from kadergen.workflow.files import write_atomic
from kadergen.workflow.frameworks import find, load

_SUFFIX: Final = ".json"
_PAGE_START: Final = re.compile(r'(\{"size":)')
# Grey and colour have one layout and, seen in grey, one look.
_VARIANTS: Final = (PLAIN, Variant(large_print=True))


class BlankForms:
    """The blank forms of some frameworks, each made or loaded when it is first asked for."""

    def __init__(self, instruments: Mapping[str, Instrument], extra: Iterable[str] = ()) -> None:
        self._instruments = instruments
        self._folders = [*bundled_frameworks().values(), *map(find, extra)]
        self._kept: dict[str, list[BlankForm]] | None = None
        self._built: dict[str, list[BlankForm]] = {}

    def __call__(self, identity: FormIdentity | None) -> list[BlankForm]:
        """The forms with this identity; without one, the forms of all frameworks that are known."""
        kept = self._load()
        if identity is None:
            current = [instrument.identity for instrument in self._instruments.values()]
            return [blank for known in current for blank in self(known)]
        return kept.get(identity.marker) or self._build(identity)

    def _load(self) -> dict[str, list[BlankForm]]:
        """Every form that was kept, by its marker; a file that is broken is none."""
        if self._kept is None:
            self._kept = {}
            for path in sorted(
                path for folder in self._folders for path in folder.glob(f"{VERSIONS_FOLDER}/*{_SUFFIX}")
            ):
                for blank in _kept_forms(path):
                    self._kept.setdefault(blank.marker, []).append(blank)
        return self._kept

    def _build(self, identity: FormIdentity) -> list[BlankForm]:
        instrument = self._instruments.get(identity.id)
        if instrument is None or instrument.identity != identity:
            return []
        if identity.marker not in self._built:
            self._built[identity.marker] = list(build_blanks(instrument))
        return self._built[identity.marker]


def build_blanks(instrument: Instrument) -> Iterator[BlankForm]:
    """The blank forms of a framework as it is now: as it is built without any option, and in large print."""
    for variant in _VARIANTS:
        framework = instrument.framework
        if framework.scale:
            framework = replace(framework, scale=varied_scale(framework.scale, variant))
        pdf = render_form_pdf(framework, instrument, varied(default_theme(), variant))
        yield measure_blank(pdf.data, instrument.identity.marker)


@dataclass(frozen=True, slots=True)
class Released:
    """The file that keeps a version, and its framework."""

    path: Path
    framework: Framework


def release(name_or_path: str) -> Released:
    """Keep what is needed to read returned copies of this version of a framework, in its own folder.

    What was kept before, with other words or set in another way, stays beside it. Raises UsageError, ContentError or
    NotWritableError.
    """
    framework, _ = load(name_or_path)
    instrument = build_instrument(framework)
    data = _kept_bytes([blank_to_json(blank) for blank in build_blanks(instrument)])
    layout = hashlib.sha256(data).hexdigest()[:8]
    name = f"{framework.version}-{instrument.identity.fingerprint}-{layout}{_SUFFIX}"
    if not name.replace(".", "").replace("-", "").replace("_", "").isalnum():
        raise UsageError(
            f"the version {framework.version!r} cannot be part of a file's name",
            "Use letters, digits, points and hyphens.",
        )
    path = find(name_or_path) / VERSIONS_FOLDER / name
    write_atomic(path, data)
    return Released(path, framework)


def _kept_bytes(forms: list[dict[str, Any]]) -> bytes:
    """One page to a line, so that a change shows where it is."""
    text = json.dumps({"forms": forms}, ensure_ascii=False, separators=(",", ":"))
    return (_PAGE_START.sub(r"\n\1", text) + "\n").encode()


def _kept_forms(path: Path) -> list[BlankForm]:
    try:
        forms = json.loads(path.read_bytes())["forms"]
        return [blank_from_json(form) for form in forms]
    except (OSError, ValueError, KeyError, TypeError, FormatError):
        return []
