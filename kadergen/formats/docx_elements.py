"""Single elements of a Word document, read: content controls, form fields, cells, alternatives; and the namespaces.

Source: ISO/IEC 29500-1, 17.4 (tables), 17.5.2 (content controls), 17.16 (form fields); ISO/IEC 29500-3 (alternatives);
[MS-DOCX] 2.6 (check boxes).
"""

from __future__ import annotations

from typing import Final

from lxml.etree import _Element as Element

from kadergen.formats.docx_formatting import VAL, W, is_on
from kadergen.formats.ooxml_parts import R
from kadergen.formats.rawdocument import Control
from kadergen.formats.rawwords import whole

_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWING: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CHART_2014: Final = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_DIAGRAM: Final = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML: Final = "{urn:schemas-microsoft-com:vml}"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_INK: Final = "{http://schemas.microsoft.com/office/word/2010/wordprocessingInk}"
_SYMBOLS: Final = "{http://schemas.microsoft.com/office/word/2015/wordml/symex}"

REFERENCES: Final = (f"{R}embed", f"{R}id", f"{R}dm", f"{R}link", f"{R}pict", f"{_OFFICE}relid")
"""Attributes that refer to a part, the ones inside the package first."""

PICTURES: Final = (
    *(f"{W}contentPart", f"{W}control", f"{W}subDoc", f"{_DRAWING}blip", f"{_CHART}chart", f"{_CHART_2014}chart"),
    *(f"{_DIAGRAM}relIds", f"{_VML}imagedata", f"{_VML}fill", f"{_OFFICE}OLEObject", f"{_INK}contentPart"),
)
"""Elements that refer to something which is no text."""

TEXTS: Final = (f"{W}t", f"{_MATH}t", f"{_DRAWING}t")
RUNS: Final = (f"{W}r", f"{_MATH}r")
SYMBOLS: Final = (f"{W}sym", f"{_SYMBOLS}symEx")
ALTERNATIVES: Final = f"{_MC}AlternateContent"
WORD_ART: Final = f"{_VML}textpath"
# fmt: off
HIDDEN: Final = (f"{_MATH}ctrlPr", *(f"{W}{name}" for name in (
    "del", "moveFrom", "delText", "delInstrText", "instrText", "pPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr",
    "sdtPr", "sdtEndPr", "sectPr", "rubyPr", "rt", "proofErr", "fldData", "ffData", "smartTagPr", "customXmlPr",
    "binData", "lastRenderedPageBreak", "bookmarkEnd", "commentRangeEnd",
)))
# fmt: on
"""Elements whose content is not on the page."""

# Alternatives of which an older program shows the second: there it is a picture, in the first one strokes.
_STROKES: Final = ("wpi", "aink", "am3d")


def control_of(properties: Element, placeholders: set[str]) -> Control:
    """What a control's properties (w:sdtPr) say; the building blocks that they name are added to `placeholders`.

    Later versions of Word have check boxes in namespaces of their own.
    """
    tag = alias = ""
    number: int | None = None
    checked: bool | None = None
    for child in properties:
        name = child.tag
        if name == _TAG:
            tag = child.get(VAL, "")
        elif name == _ALIAS:
            alias = child.get(VAL, "")
        elif name == _ID:
            number = whole(child.get(VAL)) or None
        elif name == _PLACEHOLDER:
            placeholders.update(part.get(VAL, "") for part in child)
        elif str(name).endswith("}checkbox"):
            checked = _is_checked(child)
    return Control(tag, alias, number, checked)


def _is_checked(checkbox: Element) -> bool:
    for child in checkbox:
        if str(child.tag).endswith("}checked"):
            values = [str(value) for name, value in child.attrib.items() if str(name).endswith("val")]
            return not values or values[0].lower() in ("1", "true", "on")
    return False


def form_field(begin: Element) -> tuple[Control | None, str]:
    """A check box (as control, with a glyph) or the chosen entry of a list, as Word had them before controls."""
    data = begin.find(f"{W}ffData")
    if data is None:
        return None, ""
    name, box, options = data.find(f"{W}name"), data.find(f"{W}checkBox"), data.find(f"{W}ddList")
    if box is not None:
        state = box.find(f"{W}checked")
        state = box.find(f"{W}default") if state is None else state
        control = Control("" if name is None else name.get(VAL, ""), checked=state is not None and is_on(state))
        return control, "☒" if control.checked else "☐"
    if options is None:
        return None, ""
    chosen = options.find(f"{W}result")
    entries = [entry.get(VAL, "") for entry in options.iterchildren(f"{W}listEntry")]
    number = 0 if chosen is None else whole(chosen.get(VAL), -1)
    return None, entries[number] if 0 <= number < len(entries) else ""


def cell_state(cell: Element) -> tuple[bool, bool]:
    """Whether a cell has a place of its own; whether it only goes on one above it, or was deleted, and so is empty."""
    shown, merged = True, False
    properties = first(cell, _CELL_PROPERTIES)
    for child in properties if properties is not None else ():
        tag = child.tag
        if tag == _ROWS_MERGED:
            merged = merged or child.get(VAL) != "restart"
        elif tag == _CELL_DELETED:
            merged = True
        elif tag == _COLUMNS_MERGED:
            shown = child.get(VAL) == "restart"
    return shown, merged


def first(element: Element, tag: str) -> Element | None:
    """The first child, where properties stand, if it has this tag."""
    return element[0] if len(element) and element[0].tag == tag else None


def chosen_alternative(element: Element) -> Element | None:
    """Of mc:AlternateContent the first one, except for strokes, whose second is a picture of them."""
    choices = [child for child in element if child.tag == f"{_MC}Choice"]
    fallbacks = [child for child in element if child.tag == f"{_MC}Fallback" and len(child)]
    if choices and not (fallbacks and any(name in _STROKES for name in choices[0].get("Requires", "").split())):
        return choices[0]
    return fallbacks[0] if fallbacks else None


def drawing_name(element: Element) -> str:
    """The name that the program gave to a drawing."""
    for found in element.iter():
        if name := found.get("name") if str(found.tag).endswith("}docPr") else found.get("id"):
            return name
    return ""


def is_rule(element: Element) -> bool:
    """A horizontal rule, which is part of the text's look."""
    return any(child.get(f"{_OFFICE}hr") for child in element.iter())


_TAG: Final = f"{W}tag"
_ALIAS: Final = f"{W}alias"
_ID: Final = f"{W}id"
_PLACEHOLDER: Final = f"{W}placeholder"
_CELL_PROPERTIES: Final = f"{W}tcPr"
_CELL_DELETED: Final = f"{W}cellDel"
_ROWS_MERGED: Final = f"{W}vMerge"
_COLUMNS_MERGED: Final = f"{W}hMerge"
