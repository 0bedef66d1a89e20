"""The fixed words that kadergen itself prints, in the framework's language.

`KEYS` is the catalogue: key → the placeholders its text may use. The texts are content (`content/wording/nl.yaml`, or a
framework's own `wording.yaml`); the loader checks that they are complete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    # what a screen reader says for a field, and the tooltip
    "field.item": ("code", "label", "field"),
    "field.plan": ("title", "row", "column"),
    "field.level": ("label", "level"),
    "field.choose": (),
    # documents in general
    "document.booklet": (),
    "document.form": (),
    "document.contents": (),
    "document.notes": (),
    "document.version": ("version",),
    "document.form-id": ("id", "version", "fingerprint", "page"),
    # booklet
    "booklet.source": (),
    "booklet.sections": (),
    # form
    "form.who": (),
    "form.how": (),
    "form.clear": (),
    # combined results
    "report.title": (),
    "report.participants": (),
    "report.participants-count": ("count",),
    "report.anonymous": (),
    "report.respondent": ("number",),
    "report.party-unknown": (),
    "report.party-merged": (),
    "report.score": (),
    "report.blank": (),
    "report.total": (),
    "report.no-text": (),
    "report.statements": (),
    "report.plan-title": (),
    "report.plan-instruction": (),
    "report.source-of-row": ("sources",),
    "report.missing": (),
    "report.unplaced": (),
    "report.unplaced-note": (),
}

_PLACEHOLDER: Final = re.compile(r"\{([a-z-]+)\}")


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one language; call it with a key and the key's placeholders."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, key: str, **values: object) -> str:
        """The text for `key` with `{placeholders}` filled in; KeyError for an unknown key (a bug, not bad data)."""
        # One pass, so that a value which itself holds braces stays as it is.
        return _PLACEHOLDER.sub(lambda match: str(values[match[1]]), self.texts[key])
