"""Content controls of Word (structured document tags, ISO/IEC 29500-1, 17.5.2; check boxes: [MS-DOCX] 2.6), written.

All stand inside a paragraph ("run-level") and hold ordinary runs ("rich"): what stands around paragraphs, cells or
rows, holds plain text alone or is bound to data does not survive other programs. Each lies in a bookmark, and carries
the names that `controlnames` makes from its tag.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from lxml.etree import _Element as Element

from kadergen.formats.controlnames import MAX_TAG, bookmark_name, control_id
from kadergen.formats.wordml import el, run

PLACEHOLDER_STYLE: Final = "PlaceholderText"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What an empty control shows: its text, and the building block (docPart) that holds it."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A check box's two glyphs and the font that has them."""

    empty: str
    chosen: str
    font: str


def text_control(tag: str, alias: str, placeholder: Placeholder) -> list[Element]:
    """An empty control for words of any length."""
    return _control(tag, alias, (), _placeholder(placeholder), None, run(placeholder.text, PLACEHOLDER_STYLE))


def list_control(tag: str, alias: str, placeholder: Placeholder, options: Iterable[tuple[str, str]]) -> list[Element]:
    """An empty drop-down list; options are (value, what is shown)."""
    items = [el("w:listItem", displayText=shown, value=value) for value, shown in options]
    kind = el("w:dropDownList", *items)
    return _control(tag, alias, (), _placeholder(placeholder), kind, run(placeholder.text, PLACEHOLDER_STYLE))


def check_control(tag: str, alias: str, mark: Mark, style: str) -> list[Element]:
    """A check box that is not checked; `style` is the character style of its glyph."""
    kind = el(
        "w14:checkbox",
        el("w14:checked", val="0"),
        el("w14:checkedState", val=f"{ord(mark.chosen):04X}", font=mark.font),
        el("w14:uncheckedState", val=f"{ord(mark.empty):04X}", font=mark.font),
    )
    look = el("w:rPr", el("w:rStyle", val=style))
    return _control(tag, alias, (look,), (), kind, run(mark.empty, style))


def _control(
    tag: str, alias: str, look: Iterable[Element], state: Iterable[Element], kind: Element | None, shown: Element
) -> list[Element]:
    """The control in its bookmark; the children of sdtPr in the order that the schema asks for."""
    number = control_id(tag)
    properties = el(
        "w:sdtPr",
        *look,
        el("w:alias", val=alias[:MAX_TAG]),
        el("w:tag", val=tag),
        el("w:id", val=number),
        el("w:lock", val="sdtLocked"),
        *state,
        kind,
    )
    return [
        el("w:bookmarkStart", id=number, name=bookmark_name(tag)),
        el("w:sdt", properties, el("w:sdtContent", shown)),
        el("w:bookmarkEnd", id=number),
    ]


def _placeholder(placeholder: Placeholder) -> tuple[Element, Element]:
    return el("w:placeholder", el("w:docPart", val=placeholder.part)), el("w:showingPlcHdr")
