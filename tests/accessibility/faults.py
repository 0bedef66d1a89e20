"""Faults planted in a sound form: what each validator must be able to see."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any, Final

import pikepdf

Fault = Callable[[pikepdf.Pdf], None]


def planted(sound: bytes, fault: Fault) -> bytes:
    """The form with this fault."""
    with pikepdf.open(io.BytesIO(sound)) as pdf:
        fault(pdf)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def no_tooltip(pdf: pikepdf.Pdf) -> None:
    del next(w for w in _annotations(pdf, "/Widget") if "/T" in w)["/TU"]


def no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def unmarked_content(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    page.contents_add(b"0 0 0 rg BT /" + str(next(iter(page.resources.Font)))[1:].encode() + b" 9 Tf (abc) Tj ET\n")


def no_structure_of_widget(pdf: pikepdf.Pdf) -> None:
    del next(_annotations(pdf, "/Widget"))["/StructParent"]


def widget_outside_form(pdf: pikepdf.Pdf) -> None:
    next(_elements(pdf, "/Form")).S = pikepdf.Name.Div


def no_alternative_text(pdf: pikepdf.Pdf) -> None:
    next(_elements(pdf, "/P")).S = pikepdf.Name.Figure


def no_header_scope(pdf: pikepdf.Pdf) -> None:
    for head in _elements(pdf, "/TH"):
        del head["/A"]


def heading_skipped(pdf: pikepdf.Pdf) -> None:
    for heading in _elements(pdf, "/H2"):
        heading.S = pikepdf.Name.H4


def no_contents_of_link(pdf: pikepdf.Pdf) -> None:
    del next(_annotations(pdf, "/Link"))["/Contents"]


def no_tab_order(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj["/Tabs"]


def not_marked(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/MarkInfo"]


def no_structure(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/StructTreeRoot"]


def title_not_shown(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/ViewerPreferences"]


def no_declaration(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes().replace(b"pdfuaid:part", b"pdfuaid:rev ")
    pdf.Root.Metadata = pikepdf.Stream(pdf, packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def nothing_means_nul(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[0].resources.Font.values():
        text = font.ToUnicode.read_bytes()
        font.ToUnicode = pikepdf.Stream(pdf, text.replace(b"> <0061>", b"> <0000>"))


def font_not_embedded(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[0].resources.Font.values():
        del font.FontDescriptor["/FontFile2"]


FAULTS: Final[dict[str, Fault]] = {
    fault.__name__.replace("_", " "): fault
    for fault in (
        no_tooltip, no_language, unmarked_content, no_structure_of_widget, widget_outside_form, no_alternative_text,
        no_header_scope, heading_skipped, no_contents_of_link, no_tab_order, not_marked, no_structure, title_not_shown,
        no_declaration, nothing_means_nul, font_not_embedded,
    )
}  # fmt: skip


def _annotations(pdf: pikepdf.Pdf, kind: str) -> Iterator[Any]:
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", pikepdf.Array()):
            if annotation.Subtype == kind:
                yield annotation


def _elements(pdf: pikepdf.Pdf, role: str) -> Iterator[Any]:
    pending: list[Any] = list(pdf.Root.StructTreeRoot.K)
    while pending:
        element = pending.pop(0)
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            continue
        if role == element.S:
            yield element
        kids = element.get("/K", pikepdf.Array())
        pending += list(kids) if isinstance(kids, pikepdf.Array) else [kids]
