"""A filled PDF form → response."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from kadergen.diagnostics import Code
from kadergen.formats.acroform_read import read_acroform, read_acroform_second
from kadergen.formats.blank_form import BlankForm
from kadergen.formats.flat_form import FlatForm, Pages, read_flat
from kadergen.formats.flat_pages import words_of
from kadergen.formats.pdf_tables import read_printed
from kadergen.formats.rawform import FormatError, RawField, RawForm
from kadergen.how import How
from kadergen.model.instrument import PERSON_FIELD, FormIdentity, Instrument
from kadergen.model.response import Provenance, Response
from kadergen.readers.answers import build_response
from kadergen.readers.findings import Findings, listed
from kadergen.readers.identify import bare_name, claimed_identity, is_own, visible_identity
from kadergen.readers.pdf_beside import Blanks, look_beside
from kadergen.readers.word_form import find_rows, respond

READER: Final = "PDFium"
_MAX_NAMED: Final = 5
_LETTERS: Final = re.compile(r"\w+")
_PART: Final = 3  # letters of a word that stand alone at a line's end or begin


def no_blanks(_: FormIdentity | None) -> Sequence[BlankForm]:
    """For those who have no blank forms: then a form without fields cannot be read."""
    return ()


def read_pdf(
    data: bytes,
    source: Provenance,
    instruments: Mapping[str, Instrument],
    findings: Findings,
    blanks: Blanks = no_blanks,
) -> Response | None:
    """Read a PDF; `blanks` gives the blank forms that a copy without fields is laid over.

    Raises FormatError or EncryptedError when no library can open it.
    """
    form = read_acroform(data)
    source = replace(source, producer=form.producer, reader=form.reader)
    if not form.reader.startswith("pikepdf"):
        findings.warn(
            Code.R010,
            f"the first library could not open the file; {form.reader} read it",
            "Compare the answers with the file as it looks on screen.",
        )
    if form.unreadable:
        findings.warn(
            Code.R026,
            f"{len(form.unreadable)} fields of the file are broken and could not be read{listed(form.unreadable)}",
            "Look them up in the file itself, or open the file, save it again and read that copy.",
        )
    if form.repairs:
        findings.warn(
            Code.R009,
            f"the file is damaged; qpdf repaired it with {form.repairs} warnings",
            "Compare the answers with the file as it looks on screen, or ask for the file again.",
        )
        form = _with_second_opinion(form, data, findings)
    unseen = [name for name in form.off_page if _is_answer(name, instruments)]
    if unseen:
        findings.warn(
            Code.R043,
            f"{len(unseen)} answers are in the file, but on none of its pages; they were read{listed(unseen)}",
            "The program that put the file together lost them from its pages. Ask the sender whether they are right.",
        )
    form = look_beside(form, data, blanks, findings)
    if not any(_is_answer(field.name, instruments) for field in form.fields):
        words = _words(data)
        parted = others, of_meeting = _parted(words, instruments)
        if of_meeting and not any(others.values()):
            findings.error(
                Code.R025,
                "the meeting's own form without its fields: it was printed to PDF or flattened",
                "Its pages are not those of the form, so nothing is read from them. Ask for the file as it was saved.",
            )
            return None
        texts = (" ".join(word.text for word in page) for page in words.values())
        seen = visible_identity(texts) or claimed_identity(form)
        flat = _as_flattened(data, parted, form, seen, source, instruments, findings, blanks)
        if flat:
            return flat
        if seen:  # a form of ours by what its pages say, on pages that are none of it
            form = replace(form, metadata=f"{seen.marker}\n{form.metadata}")
    elif form.bare_pages:
        form = _with_bare_pages(form, data, findings, blanks, instruments)
    if not any(field.value.strip() for field in form.fields):
        printed = _as_printed(data, source, instruments, findings)
        if printed:
            return printed
    return build_response(form, source, instruments, findings, complete=True)


def _is_answer(name: str, instruments: Mapping[str, Instrument]) -> bool:
    """Whether a field is one in which people answer; the identity is none, nor is what a letter asks."""
    return any(bare_name(name) in instrument.by_name for instrument in instruments.values())


def _printed(instruments: Mapping[str, Instrument]) -> set[str]:
    """What a form may say besides: it may have been built with last time's colours."""
    return {instrument.framework.wording("previous.legend") for instrument in instruments.values()}


def _read_pages(
    data: bytes, parted: _Parted, form: RawForm, blanks: Sequence[BlankForm], instruments: Mapping[str, Instrument]
) -> FlatForm:
    """What stands on these pages. Those of a meeting's form are not laid over others; their words are kept, unless all
    of them stand in fields as well or are the form's own: a long text of the plan that is printed whole.
    """
    others, of_meeting = parted
    flat = read_flat(data, others, blanks, _printed(instruments))
    known = _known_words(form, instruments) if of_meeting else []
    words, stream = set(known), "".join(known)
    for index, page in of_meeting.items():
        found = (word for one in page for word in _LETTERS.findall(one.text))
        # A word that was parted at a line's end is looked for within others.
        if not all(word in words or (len(word) >= _PART and word in stream) for word in found):
            flat.unmatched.append(index + 1)
            flat.outside.append(RawField("", " ".join(word.text for word in page)))
    return flat


_Parted = tuple[Pages, Pages]


def _parted(pages: Pages, instruments: Mapping[str, Instrument]) -> _Parted:
    """The pages, and apart from them those that say that they are of a meeting's own form: they lie otherwise."""
    titles = [instrument.framework.wording("meeting.title") for instrument in instruments.values()]
    texts = {index: " ".join(word.text for word in page) for index, page in pages.items()}
    own = {index for index, text in texts.items() if any(title in text for title in titles)}
    return (
        {index: page for index, page in pages.items() if index not in own},
        {index: page for index, page in pages.items() if index in own},
    )


def _known_words(form: RawForm, instruments: Mapping[str, Instrument]) -> list[str]:
    """The words in the form's fields, and those that the meeting's form says by itself."""
    texts = [field.value for field in form.fields]
    for instrument in instruments.values():
        framework, identity = instrument.framework, instrument.identity
        texts += (framework.title, framework.plan.title, framework.version_label, identity.marker)
        texts += framework.wording.texts.values()
        texts += (column.label for column in framework.plan.columns)
        texts += (section.code for section in framework.sections)
    return [word for text in texts for word in _LETTERS.findall(text)]


def _words(data: bytes) -> Pages:
    """The words of the pages, of none where PDFium cannot read the file."""
    try:
        return words_of(data)
    except FormatError:
        return {}


def _as_flattened(
    data: bytes,
    parted: _Parted,
    form: RawForm,
    seen: FormIdentity | None,
    source: Provenance,
    instruments: Mapping[str, Instrument],
    findings: Findings,
    blanks: Blanks,
) -> Response | None:
    """The response on the pages of a form that was printed to PDF or flattened, None when no page is one of a form."""
    try:
        flat = _read_pages(data, parted, form, blanks(seen), instruments)
    except FormatError:
        return None
    if flat.blank is None or not flat.matched:
        return None
    findings.info(
        Code.R033,
        "a form that was printed to PDF or flattened: it has no fields any more, and was read from its pages",
        "Line ends and spaces may differ from what was typed.",
    )
    if seen is None:
        findings.warn(
            Code.R024,
            "the form was recognised by the words on its pages alone, since it no longer says what it is",
            "Check that it is the form that you mailed around.",
        )
    _note_pages(flat, findings)
    foreign = [field for field in form.fields if not is_own(field.name) and field.value.strip()]
    person = (field for field in form.fields if bare_name(field.name) == PERSON_FIELD)
    found = RawForm(
        (*flat.fields, *person),
        READER,
        form.producer,
        flat.blank.marker,
        outside=(*flat.outside, *form.outside, *foreign),
        files=(*flat.files, *form.files),
    )
    return build_response(found, replace(source, reader=READER), instruments, findings, complete=True)


def _with_bare_pages(
    form: RawForm, data: bytes, findings: Findings, blanks: Blanks, instruments: Mapping[str, Instrument]
) -> RawForm:
    """The form with what stands on the pages that have no fields: pages of another copy that was flattened, letters."""
    claimed = claimed_identity(form)
    if claimed is None:
        return form
    try:
        parted = _parted(words_of(data, form.bare_pages), instruments)
        flat = _read_pages(data, parted, form, blanks(claimed), instruments)
    except FormatError:
        return form
    if flat.fields:
        findings.info(
            Code.R033,
            f"some pages have no fields any more ({len(flat.matched)} of them), and were read from what they show",
            "Line ends and spaces may differ from what was typed.",
        )
    _note_pages(flat, findings)
    present = {bare_name(field.name) for field in form.fields}
    fields = [field for field in flat.fields if field.value or field.doubtful or field.name not in present]
    return replace(
        form,
        fields=(*form.fields, *fields),
        outside=(*form.outside, *flat.outside),
        files=(*form.files, *flat.files),
    )


def _note_pages(flat: FlatForm, findings: Findings) -> None:
    """Say which pages are none of the form."""
    for pages, what in ((flat.unmatched, "their words are kept"), (flat.pictures, "there is nothing that can be read")):
        if pages:
            findings.warn(
                Code.R037,
                f"{len(pages)} of its pages are no pages of the form ({', '.join(map(str, pages[:_MAX_NAMED]))}"
                f"{' …' if len(pages) > _MAX_NAMED else ''}): {what}",
                "Look at them in the file itself.",
            )


def _as_printed(
    data: bytes, source: Provenance, instruments: Mapping[str, Instrument], findings: Findings
) -> Response | None:
    """The response on the pages of a PDF that was made from a Word form, None when it is none."""
    try:
        document = read_printed(data)
    except FormatError:
        return None
    rows = find_rows(document, instruments)
    if rows.walk is None:
        return None
    findings.warn(
        Code.R033,
        "a Word form that was made into a PDF: it has no fields any more, and was read from its pages",
        "Line ends and spaces may differ from what was typed. Ask for the Word file itself where that matters.",
    )
    return respond(document, rows, source, instruments, findings, How.PAGE_TEXT)


def _with_second_opinion(form: RawForm, data: bytes, findings: Findings) -> RawForm:
    """The form with what only the other library sees in a damaged file.

    Its values are kept as well: a field that the first library does not have gets them, any other shows the conflict.
    """
    second = read_acroform_second(data)
    if second is None:
        return form
    seen = {(f.name, f.value) for f in form.fields}
    extra = [f for f in second.fields if f.value and (f.name, f.value) not in seen]
    if not extra:
        return form
    findings.warn(
        Code.R020,
        f"{second.reader} reads other values in some fields{listed(f.name for f in extra)}",
        "Look these fields up in the file itself.",
    )
    return replace(form, fields=(*form.fields, *extra))
