"""The fixed words that kadergen itself prints, in the framework's language.

`KEYS` is the catalogue: key → the placeholders its text may use. The texts are content (`content/wording/nl.yaml`, or a
framework's own `wording.yaml`); the loader checks that they are complete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kadergen.diagnostics import Code

# Two texts for each code of a returned file: what it means for who gets it, and what to do.
_CODES: Final[Mapping[str, tuple[str, ...]]] = {
    f"receipt.{code.name}{end}": () for code in Code if code.name.startswith("R") for end in ("", "-do")
}

# What a returned file may be, as its provenance says it.
KINDS: Final = (
    *("pdf", "fdf", "xfdf", "docx", "xlsx", "odt", "opendocument", "pages", "zip", "rtf", "doc", "ole", "jpeg", "png"),
    *("tiff", "gif", "heic", "postscript", "html", "xml", "json", "eml", "archive", "text", "zeros", "unknown"),
)

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    # what a screen reader says for a field, and the tooltip
    "field.item": ("code", "label", "field"),
    "field.plan": ("title", "row", "column"),
    "field.level": ("label", "level"),
    # documents in general
    "document.form": (),
    "document.contents": (),
    "document.notes": (),
    "document.version": ("version",),
    # booklet
    "booklet.source": (),
    # form
    "form.who": (),
    "form.how": (),
    "form.clear": (),
    # the form and the booklet for word processors
    "word.how": (),
    "word.one": (),
    "word.rows": (),
    "word.placeholder": (),
    "word.choose": (),
    "word.page": ("page", "pages"),
    # combined results: the report
    "report.title": (),
    "report.forms": ("count",),
    "report.forms-one": (),
    "report.intro": ("forms", "groups"),
    "report.anonymous": (),
    "report.anonymous-few": (),
    "report.withheld": ("count",),
    "report.participant": (),
    "report.respondent": ("number",),
    "report.respondent-party": ("number", "party"),
    "report.who": ("label", "party"),
    "report.party": (),
    "report.party-unknown": (),
    "report.party-unknown-short": (),
    "report.party-merged": (),
    "report.party-merged-short": (),
    "report.party-all": (),
    "report.statements": (),
    "report.statements-note": (),
    "report.statement": (),
    "report.blank": (),
    "report.total": (),
    "report.no-text": (),
    "report.plan-title": (),
    "report.plan-instruction": (),
    "report.plan-empty": (),
    "report.source-of-row": ("forms", "sources"),
    "report.missing": (),
    "report.unplaced": (),
    "report.unplaced-note": (),
    "report.unplaced-where": (),
    "report.words": (),
    "report.plan-other": (),
    "report.looks-like": (),
    # combined results: the spreadsheet
    "sheet.participants": (),
    "sheet.scores": (),
    "sheet.answers": (),
    "sheet.reflections": (),
    "sheet.plan": (),
    "sheet.unplaced": (),
    "sheet.number": (),
    "sheet.code": (),
    "sheet.question": (),
    "sheet.forms": (),
    "sheet.file": (),
    "sheet.sources": (),
    "sheet.source-item": ("who", "field"),
    "sheet.source-row": ("who", "title", "row"),
    "sheet.part": (),
    "sheet.part-of": ("part", "parts"),
    "sheet.agreed": ("field",),
    "sheet.deadline": (),
    "sheet.missing": (),
    "sheet.look-alikes": (),
    # the receipt of what came back
    "receipt.title": (),
    "receipt.intro": (),
    "receipt.anonymous": (),
    "receipt.files": ("count",),
    "receipt.files-one": (),
    "receipt.number": ("number",),
    "receipt.sure": (),
    "receipt.look": (),
    "receipt.empty": (),
    "receipt.unread": (),
    "receipt.first": (),
    "receipt.first-none": (),
    "receipt.more": ("count",),
    "receipt.all": (),
    "receipt.each": (),
    "receipt.back": (),
    "receipt.verdict": (),
    "receipt.file": (),
    "receipt.who": (),
    "receipt.nobody": (),
    "receipt.doubts": (),
    "receipt.what": (),
    "receipt.producer": (),
    "receipt.form": (),
    "receipt.form-version": ("title", "version"),
    "receipt.form-other-version": ("title", "version", "known"),
    "receipt.count": ("count", "total"),
    "receipt.rows": ("count",),
    "receipt.rows-one": (),
    "receipt.how": (),
    "receipt.look-title": (),
    "receipt.outside-title": (),
    "receipt.kept-title": (),
    "receipt.kept-where": ("folder",),
    "receipt.kept-nowhere": (),
    "receipt.places": ("count",),
    "receipt.places-one": (),
    "receipt.kept-picture": (),
    "receipt.kept-other": (),
    "receipt.kept-as": ("what", "name"),
    "receipt.notes-title": (),
    "receipt.near": ("place",),
    "receipt.nowhere": (),
    "receipt.foreign": ("name",),
    "receipt.row": ("title", "row"),
    "receipt.picture": ("place",),
    "receipt.doubtful": (),
    "receipt.doubtful-do": (),
    **_CODES,
    # the ways of reading, and the kinds of files
    **{f"receipt.how-{way}": () for way in ("field", "words", "page", "annotation")},
    **{f"receipt.kind-{kind}": () for kind in KINDS},
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
