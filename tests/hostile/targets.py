"""What is fuzzed: for each parser real files, how they are mutated, and what must hold of whatever is read.

Whatever comes out is held against the file before it was mutated: nothing may raise, print, fetch or end the process
otherwise than at a limit; and no colour may be another one, and no words may be gone, without a word about it, except
where the mutation wrote another answer.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

import pikepdf

from kadergen.diagnostics import Severity
from kadergen.formats.acroform_fill import Filler
from kadergen.formats.answers_json import answers_to_json
from kadergen.formats.blank_form import blank_to_json
from kadergen.formats.fdf import write_fdf
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf
from kadergen.model.instrument import IDENTITY_FIELD
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme
from tests.hostile.child import Item, Seen, blanks
from tests.hostile.mutations import Mutant, mutate_bytes, mutate_pdf, mutate_zip
from tests.hostile.office import CONTENT, MAIN, docx, docx_parts, opendocument
from tests.hostile.pdf_structures import packed_mini
from tests.hostile.rawpdf import MARKER, MINI, mini
from tests.hostile.trap import trap
from tests.readers.support import flat
from tests.returned.word_paper import ANSWERS, instrument_of

_WORD_PARTS: Final = (MAIN, MAIN, MAIN, "word/styles.xml", "word/numbering.xml", "customXml/item1.xml", "docProps/custom.xml",
                      "word/_rels/document.xml.rels", "[Content_Types].xml", "word/footer1.xml")  # fmt: skip
_ODT_PARTS: Final = (CONTENT, CONTENT, CONTENT, "styles.xml", "meta.xml")
UNSEEN: Final = "a choice that no viewer shows"
KNOWN_FAULTS: Final = (UNSEEN, "raised: SyntaxError: broken PNG file")
"""How faults begin that are known, which fuzzing counts and does not fail for: see `table.KNOWN`; and a blank form
that is kept in a framework's folder, damaged there.
"""
LIMIT_SIGNALS: Final = ("SIGXCPU", "SIGABRT", "SIGALRM", "memory")
"""How a child ends that crosses a limit; PDFium aborts where it gets no more memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """One thing to fuzz. `values` are the answers of its seeds; `strict` that other answers must be told, where they
    were not touched. `parser` is one to be called by itself.
    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    mutate: Callable[[random.Random, bytes], Mutant]
    values: Mapping[str, str]
    strict: bool = True
    parser: str = ""
    pages: bool = False

    def mutant(self, chance: random.Random) -> Mutant:
        """A mutated seed."""
        return self.mutate(chance, chance.choice(self.seeds()))

    def item(self, mutant: Mutant) -> Item:
        """What the child gets."""
        return (self.parser, mutant.data) if self.parser else mutant.data

    def fault(self, mutant: Mutant, seen: Seen) -> str:
        """What is wrong, "" when nothing is."""
        if seen.raised:
            return f"raised: {seen.raised.strip().splitlines()[-1]}"
        if seen.ended:
            return "" if seen.ended in LIMIT_SIGNALS else f"ended by {seen.ended}"
        if seen.noise or seen.events or trap().callers():
            return f"left its file: {seen.noise!r} {seen.events}"
        if self.parser or seen.result is None:
            return ""
        told = any(d.severity is not Severity.INFO for d in seen.result.diagnostics)
        response = seen.result.response
        if response is None:
            errors = sum(d.severity is Severity.ERROR for d in seen.result.diagnostics)
            return "" if errors == 1 else f"refused with {errors} errors"
        if told or not self.strict:
            return ""
        values = flat(response)
        if mutant.data.startswith(b"%PDF-"):
            shown = shown_choices(mutant.data)
            scores = {name: value for name, value in values.items() if name.endswith("__score")}
            if any(value not in shown.get(name, ()) for name, value in scores.items()):
                return UNSEEN
        if mutant.touched is None:
            return ""
        names = {name for name in {*values, *self.values} if values.get(name, "") != self.values.get(name, "")}
        others = sorted(names - mutant.touched)
        return f"another answer without a word: {others}" if others else ""


def shown_choices(data: bytes) -> dict[str, set[str]]:
    """Of each field the choices that a viewer shows: widgets whose state is one that they have a picture of.

    Where a field has none, what the field itself says. Told in another way than by the reader, which is held against it.
    """
    shown: dict[str, set[str]] = {}
    told: dict[str, set[str]] = {}
    with suppress(pikepdf.PdfError, RuntimeError, ValueError, TypeError), pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            for widget in page.obj.get("/Annots", []):
                with suppress(pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError):
                    parent = widget.get("/Parent") or pikepdf.Dictionary()
                    name = str(widget.get("/T") or parent.get("/T"))
                    told.setdefault(name, set()).update(str(node.get("/V"))[1:] for node in (widget, parent))
                    state = str(widget.get("/AS"))
                    if state != "/Off" and state in widget.AP.N.keys():  # noqa: SIM118 - a pikepdf dictionary
                        shown.setdefault(name, set()).add(state[1:])
    return {name: shown.get(name) or values for name, values in told.items()}


def _bytes(chance: random.Random, data: bytes) -> Mutant:
    return Mutant(mutate_bytes(chance, data, [data]))


@cache
def _fields() -> tuple[RawField, ...]:
    identity = RawField(IDENTITY_FIELD, MARKER)
    return (identity, *(RawField(k, v, is_state=k.endswith("__score")) for k, v in MINI.items()))


@cache
def _real_pdf() -> bytes:
    own = instrument_of(2)
    return Filler(render_form_pdf(own.framework, own, default_theme()).data).fill(ANSWERS).data


@cache
def flattened() -> bytes:
    """The real form as a program saves it that turns fields into pictures of themselves."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(_real_pdf())) as pdf:
        pdf.flatten_annotations("all")
        for page in pdf.pages:
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
        if "/AcroForm" in pdf.Root:
            del pdf.Root["/AcroForm"]
        pdf.save(
            out,
            deterministic_id=True,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    return out.getvalue()


@cache
def _answers() -> bytes:
    return json.dumps(answers_to_json(ANSWERS)).encode()


@cache
def _kept() -> bytes:
    return json.dumps({"forms": [blank_to_json(blank) for blank in blanks(None)[:1]]}).encode()


def _heads() -> Sequence[bytes]:
    others = (
        b"{\\rtf1 x}",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"<?xml version='1.0'?><!DOCTYPE html><html>",
        b"\xff\xd8\xff",
    )
    return tuple(data[:3_000] for data in (mini(), docx(), opendocument(), write_xfdf(_fields()), *others))


TARGETS: Final[tuple[Target, ...]] = (
    Target("PDF, bytes", lambda: (mini(), packed_mini()), _bytes, MINI),
    Target("PDF, objects", lambda: (mini(),), mutate_pdf, MINI),
    Target("PDF of the real form, objects", lambda: (_real_pdf(),), mutate_pdf, ANSWERS),
    Target("PDF of the real form, bytes", lambda: (_real_pdf(),), _bytes, ANSWERS),
    Target("flattened PDF, objects", lambda: (flattened(),), mutate_pdf, ANSWERS, strict=False, pages=True),
    Target("flattened PDF, bytes", lambda: (flattened(),), _bytes, ANSWERS, strict=False, pages=True),
    Target("glyphs of a page", lambda: (flattened(),), _bytes, {}, parser="glyphs"),
    Target("tables of a page", lambda: (flattened(),), mutate_pdf, {}, parser="tables"),
    Target("words of a page", lambda: (flattened(),), mutate_pdf, {}, parser="flat words"),
    Target("FDF", lambda: (write_fdf(_fields()),), _bytes, MINI),
    Target("XFDF", lambda: (write_xfdf(_fields()),), _bytes, MINI),
    Target("Word, parts", lambda: (docx(),), lambda chance, data: mutate_zip(chance, data, _WORD_PARTS), ANSWERS),
    Target("Word, bytes", lambda: (docx(),), _bytes, ANSWERS),
    Target(
        "OpenDocument, parts",
        lambda: (opendocument(),),
        lambda chance, data: mutate_zip(chance, data, _ODT_PARTS),
        ANSWERS,
    ),
    Target("OpenDocument, bytes", lambda: (opendocument(),), _bytes, ANSWERS),
    Target("answers as JSON", lambda: (_answers(),), _bytes, {}, parser="answers"),
    Target("kept form as JSON", lambda: (_kept(),), _bytes, {}, parser="kept form"),
    Target("manifest of a Word form", lambda: (docx_parts()["customXml/item1.xml"],), _bytes, {}, parser="manifest"),
    Target("kind of file", _heads, _bytes, {}, parser="kind"),
)
