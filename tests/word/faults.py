"""Faults planted in a sound Word document: what the validators must be able to see between them."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from tests.word.package import DATE, DC, MC, TYPES_PART, W14, R, W

MAIN: Final = "word/document.xml"
RELATIONS: Final = "word/_rels/document.xml.rels"
STYLES: Final = "word/styles.xml"
GLOSSARY: Final = "word/glossary/document.xml"
CORE: Final = "docProps/core.xml"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PICTURE: Final = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_OFFICE}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:inline>'
    '<wp:extent cx="9525" cy="9525"/><wp:docPr id="901" name="Logo"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
    '<pic:cNvPr id="901" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip {link}="rId901"/>'
    '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="9525" cy="9525"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)
_PIXEL: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a4944415478da6360000000020001e221bc33"
    "0000000049454e44ae426082"
)


class Draft:
    """A document taken apart: its parts, those that a fault looks at as trees, and how its entries are written."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {info.filename: archive.read(info) for info in archive.infolist()}
        self.trees: dict[str, Element] = {}
        self.date = DATE
        self.again: list[str] = []

    def tree(self, name: str) -> Element:
        """The root of a part; what is changed in it is kept."""
        if name not in self.trees:
            self.trees[name] = etree.fromstring(self.parts[name])
        return self.trees[name]

    def data(self) -> bytes:
        """The document put together again."""
        for name, root in self.trees.items():
            self.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of an entry written twice
            for name in [*self.parts, *self.again]:
                archive.writestr(zipfile.ZipInfo(name, self.date), self.parts[name])
        return out.getvalue()


Fault = Callable[[Draft], None]


def planted(sound: bytes, fault: Fault) -> bytes:
    """The document with this fault."""
    draft = Draft(sound)
    fault(draft)
    return draft.data()


# ----------------------------------------------------------------------------------------------------------- controls


def doubled_control_id(draft: Draft) -> None:
    first, second = _some(draft, "sdt", 2)
    _at(second, "sdtPr/id").set(W + "val", _at(first, "sdtPr/id").get(W + "val", ""))


def tag_too_long(draft: Draft) -> None:
    _at(_one(draft, "sdt"), "sdtPr/tag").set(W + "val", "t" * 65)


def no_name_for_screen_readers(draft: Draft) -> None:
    _remove(_at(_one(draft, "sdt"), "sdtPr/alias"))


def control_properties_out_of_order(draft: Draft) -> None:
    properties = _one(draft, "sdtPr")
    properties.append(_at(properties, "tag"))


def control_around_paragraph(draft: Draft) -> None:
    control = _one(draft, "sdt")
    paragraph = next(control.iterancestors(W + "p"))
    outer = deepcopy(control)
    _at(outer, "sdtPr/id").set(W + "val", "4711")
    _at(outer, "sdtPr/tag").set(W + "val", "outer")
    content = _at(outer, "sdtContent")
    content[:] = []
    paragraph.addprevious(outer)
    content.append(paragraph)
    outer.addnext(etree.Element(W + "p"))


def control_of_plain_text(draft: Draft) -> None:
    etree.SubElement(_parent(_one(draft, "placeholder")), W + "text")


def control_bound_to_data(draft: Draft) -> None:
    binding = etree.Element(W + "dataBinding", {W + "xpath": "/form", W + "storeItemID": ""})
    _one(draft, "showingPlcHdr").addnext(binding)


def unknown_lock(draft: Draft) -> None:
    _one(draft, "lock").set(W + "val", "sdtLock")


def no_content(draft: Draft) -> None:
    _remove(_one(draft, "sdtContent"))


def box_that_shows_another_state(draft: Draft) -> None:
    next(draft.tree(MAIN).iter(W14 + "checked")).set(W14 + "val", "1")


def glyph_of_five_digits(draft: Draft) -> None:
    next(draft.tree(MAIN).iter(W14 + "checkedState")).set(W14 + "val", "1F5F9")


def list_with_doubles(draft: Draft) -> None:
    first, second = _some(draft, "listItem", 2)
    second.set(W + "value", first.get(W + "value", ""))


def placeholder_not_in_glossary(draft: Draft) -> None:
    next(draft.tree(GLOSSARY).iter(W + "docPartPr"))[0].set(W + "val", "Iets")
    for name in draft.tree(MAIN).iterfind(f".//{W}placeholder/{W}docPart"):
        name.set(W + "val", "Anders")


def empty_control_with_words(draft: Draft) -> None:
    control = _parent(_parent(_one(draft, "showingPlcHdr")))
    next(control.iter(W + "t")).text = "Ingevuld"


def bookmark_without_end(draft: Draft) -> None:
    _remove(_one(draft, "bookmarkEnd"))


def doubled_bookmark(draft: Draft) -> None:
    first, second = _some(draft, "bookmarkStart", 2)
    second.set(W + "name", first.get(W + "name", ""))


def doubled_bookmark_id(draft: Draft) -> None:
    first, second = _some(draft, "bookmarkStart", 2)
    second.set(W + "id", first.get(W + "id", ""))


# ------------------------------------------------------------------------------------------------------------ package


def no_content_type(draft: Draft) -> None:
    for entry in draft.tree(TYPES_PART):
        if entry.get("PartName") == f"/{GLOSSARY}":
            _remove(entry)


def relation_to_nothing(draft: Draft) -> None:
    draft.tree(RELATIONS).append(_relation("webSettings", "webSettings.xml"))


def reference_to_no_relation(draft: Draft) -> None:
    _one(draft, "footerReference").set(R + "id", "rId901")


def glossary_without_part(draft: Draft) -> None:
    del draft.parts[GLOSSARY]


def part_that_nothing_refers_to(draft: Draft) -> None:
    draft.parts["customXml/item9.xml"] = b"<item/>"


def not_well_formed(draft: Draft) -> None:
    draft.parts[STYLES] = draft.parts[STYLES][:-3]


def nothing_ignorable(draft: Draft) -> None:
    del draft.tree(MAIN).attrib[MC + "Ignorable"]


def entry_twice(draft: Draft) -> None:
    draft.again.append(MAIN)


def entries_that_tell_the_time(draft: Draft) -> None:
    draft.date = (2026, 2, 3, 4, 5, 6)


def old_mode(draft: Draft) -> None:
    next(draft.tree("word/settings.xml").iter(W + "compatSetting")).set(W + "val", "14")


def picture_from_elsewhere(draft: Draft) -> None:
    drawing = _draw(draft, "r:link", _relation("image", "logo.png", "External"))
    next(drawing.iter("{*}docPr")).set("descr", "Het logo")


# -------------------------------------------------------------------------------------------------- content and tables


def unknown_element(draft: Draft) -> None:
    etree.SubElement(_one(draft, "r"), W + "words")


def unknown_value(draft: Draft) -> None:
    style = next(draft.tree(STYLES).iter(W + "outlineLvl"))
    style.addprevious(etree.Element(W + "jc", {W + "val": "middle"}))


def paragraph_in_row(draft: Draft) -> None:
    etree.SubElement(_one(draft, "tr"), W + "p")


def empty_cell(draft: Draft) -> None:
    cell = _one(draft, "tc")
    cell[:] = cell.findall(W + "tcPr")


def table_properties_out_of_order(draft: Draft) -> None:
    properties = _one(draft, "tblPr")
    properties.insert(0, properties[-1])


def header_without_paragraph(draft: Draft) -> None:
    header = next(name for name in draft.parts if name.startswith("word/header"))
    draft.tree(header)[:] = []


def grid_too_narrow(draft: Draft) -> None:
    _remove(_one(draft, "gridCol"))


def words_lost_at_the_edge(draft: Draft) -> None:
    words = _one(draft, "t")
    words.attrib.clear()
    words.text = f"{words.text} "


# ------------------------------------------------------------------------------------------------------ accessibility


def no_language(draft: Draft) -> None:
    _remove(_at(draft.tree(STYLES), "docDefaults/rPrDefault/rPr/lang"))


def no_language_in_the_properties(draft: Draft) -> None:
    _remove(next(draft.tree(CORE).iter(DC + "language")))


def no_title(draft: Draft) -> None:
    _remove(next(draft.tree(CORE).iter(DC + "title")))


def two_titles(draft: Draft) -> None:
    title = next(draft.tree(CORE).iter(DC + "title"))
    title.addnext(deepcopy(title))


def heading_skipped(draft: Draft) -> None:
    for level in draft.tree(STYLES).iter(W + "outlineLvl"):
        if level.get(W + "val") == "1":
            level.set(W + "val", "3")


def header_row_not_marked(draft: Draft) -> None:
    for mark in list(draft.tree(MAIN).iter(W + "tblHeader")):
        _remove(mark)


def table_without_caption(draft: Draft) -> None:
    _remove(_one(draft, "tblCaption"))


def merged_cells(draft: Draft) -> None:
    first, second = _some(draft, "tc", 2)
    if first.find(W + "tcPr") is None:
        first.insert(0, etree.Element(W + "tcPr"))
    etree.SubElement(_at(first, "tcPr"), W + "gridSpan", {W + "val": "2"})
    _remove(second)


def picture_without_words(draft: Draft) -> None:
    _draw(draft, "r:embed", _relation("image", "media/logo.png"))
    draft.parts["word/media/logo.png"] = _PIXEL
    if not draft.tree(TYPES_PART).findall("{*}Default[@Extension='png']"):
        kind = {"Extension": "png", "ContentType": "image/png"}
        draft.tree(TYPES_PART).insert(0, etree.Element(_beside(draft.tree(TYPES_PART), "Default"), kind))


# ------------------------------------------------------------------------------------------------------------- styles


def unknown_style(draft: Draft) -> None:
    _one(draft, "pStyle").set(W + "val", "Nergens")


def style_based_on_nothing(draft: Draft) -> None:
    next(draft.tree(STYLES).iter(W + "basedOn")).set(W + "val", "Nergens")


def list_that_is_not_there(draft: Draft) -> None:
    paragraph = _parent(_one(draft, "pStyle"))
    numbers = etree.SubElement(paragraph, W + "numPr")
    etree.SubElement(numbers, W + "ilvl", {W + "val": "0"})
    etree.SubElement(numbers, W + "numId", {W + "val": "901"})


def direct_formatting(draft: Draft) -> None:
    run = next(run for run in draft.tree(MAIN).iter(W + "r") if run.find(W + "rPr") is None)
    run.insert(0, etree.Element(W + "rPr"))
    etree.SubElement(run[0], W + "b")


FAULTS: Final[dict[str, Fault]] = {
    fault.__name__.replace("_", " "): fault
    for fault in (
        doubled_control_id, tag_too_long, no_name_for_screen_readers, control_properties_out_of_order,
        control_around_paragraph, control_of_plain_text, control_bound_to_data, unknown_lock, no_content,
        box_that_shows_another_state, glyph_of_five_digits, list_with_doubles, placeholder_not_in_glossary,
        empty_control_with_words, bookmark_without_end, doubled_bookmark, doubled_bookmark_id, no_content_type,
        relation_to_nothing, reference_to_no_relation, glossary_without_part, part_that_nothing_refers_to,
        not_well_formed, nothing_ignorable, entry_twice, entries_that_tell_the_time, old_mode, picture_from_elsewhere,
        unknown_element, unknown_value, paragraph_in_row, empty_cell, table_properties_out_of_order,
        header_without_paragraph, grid_too_narrow, words_lost_at_the_edge, no_language, no_language_in_the_properties,
        no_title, two_titles, heading_skipped, header_row_not_marked, table_without_caption, merged_cells,
        picture_without_words, unknown_style, style_based_on_nothing, list_that_is_not_there, direct_formatting,
    )
}  # fmt: skip


def _some(draft: Draft, local: str, count: int) -> Iterator[Element]:
    found = draft.tree(MAIN).iter(W + local)
    return (next(found) for _ in range(count))


def _one(draft: Draft, local: str) -> Element:
    return next(_some(draft, local, 1))


def _at(element: Element, path: str) -> Element:
    found = element.find("/".join(W + step for step in path.split("/")))
    assert found is not None, path
    return found


def _parent(element: Element) -> Element:
    found = element.getparent()
    assert found is not None
    return found


def _remove(element: Element) -> None:
    _parent(element).remove(element)


def _beside(element: Element, local: str) -> str:
    return f"{{{etree.QName(element).namespace}}}{local}"


def _relation(kind: str, target: str, mode: str = "Internal") -> Element:
    name = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
    return etree.Element(name, {"Id": "rId901", "Type": f"{_OFFICE}/{kind}", "Target": target, "TargetMode": mode})


def _draw(draft: Draft, link: str, relation: Element) -> Element:
    draft.tree(RELATIONS).append(relation)
    drawing = etree.fromstring(_PICTURE.replace("{link}", link))
    etree.SubElement(_parent(_one(draft, "r")), W + "r").append(drawing)
    return drawing
