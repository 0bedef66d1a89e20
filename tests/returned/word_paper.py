"""A returned Word form as something to work on: its rows, controls and parts, and what a person reads on its pages."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from kadergen.formats.controlnames import PLAN_TABLE, bookmark_name, control_tag
from kadergen.formats.docx_fill import DocxFiller
from kadergen.model.instrument import Instrument, build_instrument
from kadergen.render.docx_file import render_form_docx
from kadergen.theme.load import default_theme
from tests.accessibility.made import FRAMEWORKS, framework_at
from tests.word.package import DATE, MC, W14, R, W

SMALL: Final = FRAMEWORKS[2]
MAIN: Final = "word/document.xml"
PLACEHOLDER: Final = "Click here and type your answer"
SPACES: Final = " ".join(
    f'xmlns:{prefix}="{uri.strip("{}")}"'
    for prefix, uri in {
        "w": W, "w14": W14, "r": R, "mc": MC,
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)  # fmt: skip
# Words that nobody but a participant writes, by which the tests find what was written.
ANIMALS: Final = (
    "aardvark axolotl badger bison caracal chinook civet dugong egret ferret gannet gerbil gibbon heron ibex jackal "
    "jerboa kestrel kudu lemur loris manatee marmot narwhal newt numbat ocelot okapi oriole osprey pangolin peccary "
    "plover puffin quail quokka quoll raccoon serval shrew skua stoat tapir tarsier vole walrus weasel wombat yak zebu"
)
_ANIMAL: Final = re.compile(ANIMALS.replace(" ", "|"), re.IGNORECASE)
_UNSEEN: Final = {0xAD: None, 0x200B: None, 0x200D: None, 0xFEFF: None}

ANSWERS: Final[Mapping[str, str]] = {
    "respondent__date": "badger day",
    "respondent__name": "Aardvark",
    "respondent__party": "volunteer",
    "hours-week__score": "green",
    "hours-week__evidence": "quokka ledger",
    "hours-week__reflection": "narwhal tusk\nand an axolotl",
    "hours-week__next-steps": "okapi",
    "hours-told__score": "yellow",
    "hours-told__evidence": "tapir",
    "hours-told__next-steps": "civet, caracal",
    "step-free__score": "purple",
    "step-free__reflection": "dugong",
    "greeted__reflection": "ibex & <kudu>",
    "names__score": "blue",
    "plan-01__action": "gibbon",
    "plan-01__owner": "lemur",
    "plan-02__action": "ocelot",
    "plan-02__timeline": "manatee season",
}


@cache
def instrument_of(number: int = 2) -> Instrument:
    """Of the first, second or third of the frameworks."""
    return build_instrument(framework_at(FRAMEWORKS[number]))


@cache
def instruments() -> Mapping[str, Instrument]:
    return {instrument_of(number).framework.id: instrument_of(number) for number in range(len(FRAMEWORKS))}


@cache
def blank(number: int = 2) -> bytes:
    return render_form_docx(instrument_of(number).framework, instrument_of(number), default_theme(), protected=False)


@cache
def filler() -> DocxFiller:
    return DocxFiller(blank())


@cache
def filled() -> bytes:
    """The form with `ANSWERS`."""
    return filler().fill(ANSWERS).data


class Paper:
    """A form that someone has in hand. Rows and controls are found by what they were when it was opened.

    `reads` are the levels that a person may read at a score, after all that was done to it.
    """

    def __init__(self, data: bytes | None = None) -> None:
        with zipfile.ZipFile(io.BytesIO(filled() if data is None else data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.root = etree.fromstring(self.parts[MAIN])
        self.main = MAIN
        self.encoding = "UTF-8"
        self.boxes = {tag.get(W + "val", ""): _around(tag, "sdt") for tag in self.root.iter(W + "tag")}
        self.rows = {tag.rsplit("__", 1)[0] if tag.count("__") > 1 else tag: _around(box, "tr")
                     for tag, box in self.boxes.items()}  # fmt: skip
        mark = bookmark_name(PLAN_TABLE)
        marks = (b for b in self.root.iter(W + "bookmarkStart") if b.get(W + "name") == mark)
        self.plan = next((_around(b, "tbl") for b in marks), self.root)
        self.reads = {f"{s.id}": {ANSWERS.get(f"{s.id}")} for s in instrument_of().fields if s.id.facet == "score"}

    def save(self) -> bytes:
        """The file."""
        parts = {**self.parts, self.main: etree.tostring(self.root, xml_declaration=True, encoding=self.encoding)}
        if self.main != MAIN:
            del parts[MAIN]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in parts.items():
                package.writestr(zipfile.ZipInfo(name, DATE), data)
        return out.getvalue()

    # --- places

    @property
    def body(self) -> Element:
        return self.root[0]

    def cells(self, field: str) -> tuple[Element, Element]:
        """The cell of the caption and that of the answer."""
        caption, answer = self.rows[field].iterchildren(W + "tc")
        return caption, answer

    def answer(self, field: str) -> Element:
        """The first paragraph of the answer."""
        return first(self.cells(field)[1], "p")

    def table(self, field: str) -> Element:
        return _around(self.rows[field], "tbl")

    def choice(self, field: str, level: str) -> Element:
        """The check box of a level."""
        return self.boxes[control_tag(field, level)]

    def line(self, field: str, level: str) -> Element:
        """The paragraph of a level."""
        return _around(self.choice(field, level), "p")

    def plan_row(self, number: int) -> Element:
        return list(self.plan.iterchildren(W + "tr"))[number]

    # --- deeds

    def write(self, field: str, fragment: str, *, before: bool = False) -> None:
        """Puts runs into an answer's paragraph, beside the control."""
        place = self.answer(field)
        made = parsed(fragment)
        if before:
            for number, element in enumerate(made, 1):
                place.insert(number, element)
        else:
            place.extend(made)

    def fill(self, tag: str, fragment: str) -> None:
        """Puts runs into a control, in place of what is there."""
        first(self.boxes[tag], "sdtContent")[:] = parsed(fragment)

    def tick(self, field: str, level: str, glyph: str = "", state: str = "") -> None:
        """Changes a check box's glyph or state."""
        box = self.choice(field, level)
        if glyph:
            first(box, "t").text = glyph
        if state:
            next(box.iter(W14 + "checked")).set(W14 + "val", state)

    def add_part(self, name: str, media_type: str, kind: str, data: str | bytes, *, external: str = "") -> str:
        """A part that the document refers to (or an address outside): the relation's id."""
        identity = f"rX{len(self.parts)}"
        target = f'Target="{external}" TargetMode="External"' if external else f'Target="/{name}"'
        where = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relation = f'<Relationship Id="{identity}" Type="{where}/{kind}" {target}/></Relationships>'
        self.replace("word/_rels/document.xml.rels", "</Relationships>", relation)
        if not external:
            self.parts[name] = data.encode() if isinstance(data, str) else data
            kind_of = f'<Override PartName="/{name}" ContentType="{media_type}"/></Types>'
            self.replace("[Content_Types].xml", "</Types>", kind_of)
        return identity

    def replace(self, part: str, old: str, new: str) -> None:
        """Changes the text of a part that is there."""
        text = self.parts[part].decode()
        assert old in text, (part, old)
        self.parts[part] = text.replace(old, new).encode()

    # --- what a person reads

    def animals(self) -> set[str]:
        """The participants' words on all pages, wherever they are."""
        return set().union(*(animals(_read(root)) for root in self._stories()))

    def _stories(self) -> Iterator[Element]:
        yield self.root
        stories = "header|footer|comments"
        notes = self.root.iter(W + "footnoteReference")
        if any(not any(map(_is_hidden, note.iterancestors())) for note in notes):
            stories += "|footnotes"
        for name, data in self.parts.items():
            if re.search(rf"/({stories})[^/]*\.xml$", name):
                yield etree.fromstring(data)


def animals(text: str) -> set[str]:
    return {found.lower() for found in _ANIMAL.findall(text)}


def _read(root: Element) -> str:
    words: list[str] = []
    for paragraph in root.iter(W + "p"):
        inside = paragraph.iter(W + "t", W + "br", W + "tab")
        own = (child for child in inside if next(child.iterancestors(W + "p")) is paragraph)
        seen = (child for child in own if not any(map(_is_hidden, child.iterancestors())))
        words += ((child.text or "").translate(_UNSEEN) if child.tag == W + "t" else "\n" for child in seen)
        words.append("\n")
    return "".join(words)


def _is_hidden(ancestor: Element) -> bool:
    if ancestor.tag == W + "tr":
        return ancestor.find(f"{W}trPr/{W}del") is not None
    return ancestor.tag in (W + "del", W + "moveFrom", MC + "Fallback")


def parsed(fragment: str) -> list[Element]:
    """XML without declarations → elements."""
    return list(etree.fromstring(f"<x {SPACES}>{fragment}</x>"))


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, look: str = "") -> str:
    return f"<w:p>{run(text, look)}</w:p>"


def row(*texts: str) -> str:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in texts)
    return f"<w:tr>{cells}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def first(element: Element, local: str) -> Element:
    return next(element.iter(W + local))


def remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def put_after(place: Element, elements: list[Element]) -> None:
    for element in reversed(elements):
        place.addnext(element)


def wrap(element: Element, properties: str) -> Element:
    """Puts a content control around an element, at whatever level that is."""
    control = parsed(f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent/></w:sdt>")[0]
    element.addprevious(control)
    control[1].append(element)
    return control


def unwrap(control: Element) -> None:
    """Takes a control away and leaves its words."""
    put_after(control, list(control.findall(W + "sdtContent/*")))
    remove(control)


def twin(element: Element) -> Element:
    copied = copy.deepcopy(element)
    element.addnext(copied)
    return copied


def _around(element: Element, local: str) -> Element:
    return element if element.tag == W + local else next(element.iterancestors(W + local))
