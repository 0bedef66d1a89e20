"""Which framework a returned form belongs to, and which version of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from kadergen.diagnostics import Code, Severity
from kadergen.formats.rawform import RawForm
from kadergen.model.instrument import (
    IDENTITY_FIELD,
    PERSON_FIELD,
    RESPONDENT,
    FieldSpec,
    FormIdentity,
    Instrument,
    plan_row_number,
)
from kadergen.readers.findings import Findings

_MARKER: Final = re.compile(r"[a-z0-9-]{1,60}\|[^|\s][^|\n]{0,60}\|[0-9a-f]{16}")
# As the form prints it at the foot of each page.
_VISIBLE: Final = re.compile(r"([a-z0-9-]{1,60})[^\S\n]+·\s+([^|\n·]{1,60}?)\s+·\s+([0-9a-f]{16})")
# What programs put around a name: the parents of a merged form before it, a number after a name that stood twice.
_DECORATED: Final = re.compile(r"(?:.*\.)?([a-z0-9-]+__[a-z0-9-]+)(?:[+#][0-9]+|\[[0-9]+\]|\.[0-9]+)*", re.DOTALL)


def identify(
    form: RawForm, instruments: Mapping[str, Instrument], findings: Findings, *, complete: bool
) -> tuple[Instrument, FormIdentity] | None:
    """Which framework this is a form of: by its hidden field, its metadata, else the names of its fields.

    `complete` tells that the format holds empty fields too, so that none at all means they were taken out.
    """
    claimed = claimed_identity(form)
    if claimed is None:
        return _by_names(form, instruments, findings)
    instrument = instruments.get(claimed.id)
    if instrument is None:
        findings.error(
            Code.R007,
            f"a form of the framework {claimed.id!r} (version {claimed.version}), which is not known here",
            "Name the folder of that framework with --framework.",
        )
        return None
    if complete and all(is_own(f.name) for f in form.fields):
        findings.error(
            Code.R025,
            "the form has no fields left, and its pages are none of this version of the form",
            "Ask for the file as it was saved (not printed) after filling it in.",
        )
        return None
    known = instrument.identity
    if claimed.version != known.version:
        findings.warn(
            Code.R008,
            f"the form was made from version {claimed.version} of {claimed.id}, here is version {known.version}",
            "It was read by the ids of its fields; compare the questions that changed.",
        )
    elif claimed.fingerprint != known.fingerprint:
        findings.warn(
            Code.R008,
            f"the statements or fields of {claimed.id} {claimed.version} were changed after this form was made",
            "It was read by the ids of its fields; compare the questions that changed.",
        )
    return instrument, claimed


def claimed_identity(form: RawForm) -> FormIdentity | None:
    """What the form says it is, by its hidden field or by the first marker in its metadata."""
    markers = [f.value for f in form.fields if bare_name(f.name) == IDENTITY_FIELD]
    found = [marker for marker in markers if _MARKER.fullmatch(marker.strip())] or _MARKER.findall(form.metadata)
    return FormIdentity.parse(found[0]) if found else None


def visible_markers(text: str) -> list[str]:
    """The markers of forms that are printed in a text."""
    return ["|".join(found) for found in _VISIBLE.findall(text)]


def visible_identity(texts: Iterable[str]) -> FormIdentity | None:
    """What the form says at the foot of its pages, where most of them say the same."""
    found = Counter(marker for text in texts for marker in visible_markers(text))
    return FormIdentity.parse(found.most_common(1)[0][0]) if found else None


def _by_names(
    form: RawForm, instruments: Mapping[str, Instrument], findings: Findings
) -> tuple[Instrument, FormIdentity] | None:
    """The framework to which most statement fields belong; a tie is no answer. Header and plan are alike in all."""
    names = {bare_name(f.name) for f in form.fields if not is_own(f.name)}
    counts = {key: sum(str(spec.id) in names for spec in statement_fields(i)) for key, i in instruments.items()}
    best = max(counts.values(), default=0)
    candidates = [key for key, count in counts.items() if count == best]
    if best == 0 or len(candidates) != 1:
        findings.error(Code.R006, *_not_ours(form, candidates if best else []))
        return None
    instrument = instruments[candidates[0]]
    # With each field of every statement there and nothing else it is the whole form of this version, or one like it.
    whole = best == len(statement_fields(instrument)) and names <= instrument.by_name.keys()
    findings.add(
        Severity.INFO if whole else Severity.WARNING,
        Code.R024,
        f"the form does not say what it is; {best} of its fields are those of {candidates[0]}",
        "Check that it is a form of this framework and version.",
    )
    return instrument, instrument.identity


def _not_ours(form: RawForm, candidates: list[str]) -> tuple[str, str]:
    if candidates:
        return (
            f"the form does not say what it is, and its fields fit {' and '.join(candidates)} equally",
            "Fill in a form that kadergen made.",
        )
    if form.fields:
        return "a form, but none that kadergen made", "Check that this is the right file."
    return (
        "it has no form fields",
        "If it is one of our forms, it was printed or scanned: ask for the file as it was saved after filling it in.",
    )


def statement_fields(instrument: Instrument) -> list[FieldSpec]:
    """The fields of all statements, without header and plan."""
    return [s for s in instrument.fields if s.id.item != RESPONDENT and plan_row_number(s.id.item) is None]


def bare_name(name: str) -> str:
    """The name without what programs put around it."""
    match = _DECORATED.fullmatch(name)
    return match[1] if match else name


def is_own(name: str) -> bool:
    """Whether a field says what the form is, or whose, and nothing that anyone answers."""
    return bare_name(name) in (IDENTITY_FIELD, PERSON_FIELD)
