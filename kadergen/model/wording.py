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
    "document.skip": (),
    "document.back": (),
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
    "report.earlier": ("field",),
    "report.level-unknown": (),
    "report.level-merged": (),
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
    # why a statement asks for attention
    "reason.nobody": (),
    "reason.some": ("count", "of", "level"),
    "reason.not": ("count", "of", "level"),
    "reason.all": ("count", "level"),
    "reason.both": ("level",),
    "reason.only": ("level",),
    "reason.none": ("count", "level"),
    "reason.neither": ("level",),
    "reason.only-not": ("level",),
    "reason.level": ("label",),
    "reason.apart": ("one", "other", "steps"),
    "reason.split": (),
    "reason.blank": ("count", "of"),
    "reason.blank-one": ("of",),
    "reason.between": ("better", "worse"),
    # distances on a scale of at most seven levels, in half steps: each a phrase of its own, however a language counts
    "reason.steps-half": (),
    "reason.steps-1": (),
    "reason.steps-1-half": (),
    "reason.steps-2": (),
    "reason.steps-2-half": (),
    "reason.steps-3": (),
    "reason.steps-3-half": (),
    "reason.steps-4": (),
    "reason.steps-4-half": (),
    "reason.steps-5": (),
    "reason.steps-5-half": (),
    "reason.steps-6": (),
    # two rounds compared
    "compare.title": (),
    "compare.old": (),
    "compare.new": (),
    "compare.intro": (),
    "compare.other-scale": (),
    "compare.version": (),
    "compare.forms": (),
    "compare.agreed-count": (),
    "compare.count": ("count", "total"),
    "compare.none": (),
    "compare.date": (),
    "compare.statements": (),
    "compare.move": (),
    "compare.agreed": (),
    "compare.median": (),
    "compare.between": ("one", "other"),
    "compare.up": ("steps",),
    "compare.down": ("steps",),
    "compare.step": ("count",),
    "compare.steps": ("count",),
    "compare.same": (),
    "compare.new-statement": (),
    "compare.gone-statement": (),
    "compare.unknown": (),
    "compare.total-up": (),
    "compare.total-down": (),
    "compare.total-same": (),
    "compare.total-new": (),
    "compare.total-gone": (),
    "compare.total-unknown": (),
    "compare.said": (),
    "compare.actions": (),
    "compare.actions-note": (),
    "compare.plan-combined": (),
    "compare.actions-none": (),
    "compare.not-found": (),
    "compare.not-found-note": (),
    "compare.ask": (),
    "compare.alike": (),
    "compare.alike-note": (),
    "compare.again": (),
    "compare.again-note": (),
    "compare.changed": ("column", "old", "new"),
    "compare.empty": (),
    "compare.unchanged": (),
    "compare.left-out": (),
    "compare.new-actions": (),
    "compare.wording": (),
    "compare.wording-note": (),
    "compare.gone-words": ("words",),
    "compare.new-words": ("words",),
    "compare.quoted": ("words",),
    "compare.what": (),
    "compare.state": (),
    "compare.sheet-statements": (),
    "compare.sheet-actions": (),
    "compare.sheet-words": (),
    # last time's agreed colours in the form and the booklet
    "previous.legend": (),
    "previous.mark": ("code", "level"),
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
