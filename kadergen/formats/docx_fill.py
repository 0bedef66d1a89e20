"""Fills a Word form of ours: words into its controls, choices into its check boxes, rows into its plan.

Everything else in the file stays as it is, part by part. A value that a field cannot have is reported, and nothing is
put in its place. Messages never hold the values.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

from kadergen.diagnostics import Code
from kadergen.errors import NotOurFormError
from kadergen.formats.controlnames import PLAN_TABLE, bookmark_name, control_tag
from kadergen.formats.docx_package import CUSTOM_PROPERTIES, packed, with_properties
from kadergen.formats.docx_read import read_docx
from kadergen.formats.filled import Filled, FillProblem
from kadergen.formats.manifest import CHOICES, LIST, ManifestField, parse_manifest
from kadergen.formats.office_zip import open_parts, parse_xml
from kadergen.formats.pdf_text import without_surrogates
from kadergen.formats.rawdocument import RawDocument, RawTable
from kadergen.formats.rawform import FormatError
from kadergen.formats.rawwords import cleaned
from kadergen.formats.sdt import PLACEHOLDER_STYLE
from kadergen.formats.symbols import without_private
from kadergen.formats.wordml import W, el, has_unwritable, name, run, writable

MAIN: Final = "word/document.xml"
_GLOSSARY: Final = "word/glossary/document.xml"
_HINT: Final = "Use the form as kadergen built it, or build it again."
_ROW: Final = re.compile(r"plan-([0-9]{2,4})__(.+)")
_MOST_ROWS: Final = 500
_MOST: Final = 64_000_000  # bytes of a part of ours


class DocxFiller:
    """A Word form, read once, of which many copies can be filled. Raises NotOurFormError when it is none."""

    def __init__(self, base: bytes) -> None:
        self._parts = parts = _parts(base)
        manifest = parse_manifest(data for part, data in parts.items() if part.startswith("customXml/"))
        if manifest is None or MAIN not in parts:
            raise NotOurFormError("this Word document is not a form of kadergen", _HINT)
        self._fields = {field.name: field for field in manifest.fields}
        self._columns = manifest.columns
        self._main = _parse(parts[MAIN], MAIN)
        self._placeholders = _building_blocks(parts.get(_GLOSSARY))
        if not any(True for _ in self._main.iter(name("w:sdt"))):
            raise NotOurFormError("this Word document has lost its fields", _HINT)

    def fill(self, values: Mapping[str, str], marks: Mapping[str, str] | None = None) -> Filled:
        """A copy with these values (field name → text, or the id of an option; "" empties the field).

        Line ends in texts become line breaks. Fields that `values` does not name keep what they have. `marks` are what
        the copy says of itself: properties of the document. Raises NotOurFormError for marks in a form that has lost
        its properties.
        """
        root = copy.deepcopy(self._main)
        controls = _controls(root)
        problems: list[FillProblem] = []
        for field_name, value in values.items():
            row = _ROW.fullmatch(field_name)
            if row and row[2] in self._columns and 1 <= int(row[1]) <= _MOST_ROWS:
                problems += self._fill_row(root, int(row[1]), self._columns.index(row[2]), field_name, value)
                continue
            field = self._fields.get(field_name)
            if field is None or not _is_there(field, controls):
                hint = "The answers may belong to another form or another version of it."
                problems.append(FillProblem(Code.F001, field_name, "the form has no such field", hint))
            elif field.options and value and value not in dict(field.options):
                hint = "Possible here: " + ", ".join(option for option, _ in field.options) + "."
                problems.append(FillProblem(Code.F004, field_name, "the value is none of the field's options", hint))
            elif field.kind == CHOICES:
                for option, _ in field.options:
                    for control in controls.get(control_tag(field_name, option), ()):
                        _check(control, option == value)
            else:
                shown = dict(field.options).get(value, "") if field.kind == LIST else value
                text, problem = _text(field_name, shown)
                problems += problem
                for control in controls[field_name]:
                    self._put(control, text)
        main = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return Filled(packed({**self._parts, **self._marked(marks), MAIN: main}), tuple(problems))

    def _marked(self, marks: Mapping[str, str] | None) -> dict[str, bytes]:
        """The part that holds the document's own properties, with these."""
        if not marks:
            return {}
        if CUSTOM_PROPERTIES not in self._parts:
            raise NotOurFormError("this Word document has lost its properties", _HINT)
        return {CUSTOM_PROPERTIES: with_properties(self._parts[CUSTOM_PROPERTIES], marks)}

    def not_held(self, filled: bytes, values: Mapping[str, str]) -> list[str]:
        """The fields of which a filled copy, read back, does not hold the value."""
        held = _Held(read_docx(filled), self._columns)
        return [field_name for field_name, value in values.items() if not self._is_held(held, field_name, value)]

    def not_taken(self, filled: bytes, values: Mapping[str, str], marks: Mapping[str, str]) -> list[str]:
        """The fields and marks that did not get into a copy just filled."""
        properties = dict(read_docx(filled).properties)
        return [*self.not_held(filled, values), *(name for name in marks if properties.get(name) != marks[name])]

    def _is_held(self, held: _Held, field_name: str, value: str) -> bool:
        field = self._fields.get(field_name)
        if field is None:
            return held.cell(field_name) == as_read(value)
        if field.kind == CHOICES:
            tags = {option: control_tag(field_name, option) for option, _ in field.options}
            return [option for option, tag in tags.items() if tag in held.checked] == [value] * bool(value)
        found = held.shown.get(field_name, "")
        if not value:
            return not found or found.split() in [text.split() for text in self._placeholders.values()]
        return found == (dict(field.options).get(value, "") if field.kind == LIST else as_read(value))

    def _put(self, control: Element, text: str) -> None:
        """Words into a control, or its placeholder when there are none."""
        properties, content = control.find(name("w:sdtPr")), control.find(name("w:sdtContent"))
        if properties is None or content is None:
            return
        showing = properties.find(name("w:showingPlcHdr"))
        place = properties.find(f"{{{W}}}placeholder/{{{W}}}docPart")
        content[:] = [run(text)]
        if text and showing is not None:
            properties.remove(showing)
        elif not text and place is not None:
            shown = self._placeholders.get(place.get(name("w:val"), ""), "")
            content[:] = [run(shown, PLACEHOLDER_STYLE)]
            if showing is None and (parent := place.getparent()) is not None:
                parent.addnext(el("w:showingPlcHdr"))

    def _fill_row(self, root: Element, number: int, column: int, field_name: str, value: str) -> list[FillProblem]:
        table = _plan_table(root)
        if table is None:
            return [FillProblem(Code.F001, field_name, "the form has no plan table", _HINT)]
        rows = table.findall(name("w:tr"))
        while len(rows) <= number:
            added = _empty_copy(rows[-1])
            rows[-1].addnext(added)
            rows.append(added)
        text, problems = _text(field_name, value)
        cell = rows[number].findall(name("w:tc"))[column]
        first, *others = cell.findall(name("w:p"))
        for other in others:
            cell.remove(other)
        _empty(first)
        if text:
            first.append(run(text))
        return problems


class _Held:
    """What a filled copy holds: texts by tag, tags of boxes that are checked, the rows of the plan."""

    def __init__(self, document: RawDocument, columns: tuple[str, ...]) -> None:
        self.shown: dict[str, str] = {}
        self.checked: set[str] = set()
        for content in document.contents():
            for piece in content.pieces:
                if piece.control:
                    self.shown[piece.control.tag] = self.shown.get(piece.control.tag, "") + piece.text
                    if piece.control.checked:
                        self.checked.add(piece.control.tag)
        mark = bookmark_name(PLAN_TABLE)
        tables = (block for block in document.blocks if isinstance(block, RawTable) and block.rows)
        plan = (table for table in tables if any(mark in cell.bookmarks for cell in table.rows[0].cells))
        self._rows = next((table.rows for table in plan), ())
        self._columns = columns

    def cell(self, field_name: str) -> str | None:
        """The words of a cell of the plan, None for any other name."""
        row = _ROW.fullmatch(field_name)
        if row is None or row[2] not in self._columns or int(row[1]) >= len(self._rows):
            return None
        return self._rows[int(row[1])].cells[self._columns.index(row[2])].text


def as_read(value: str) -> str:
    """A value as reading a Word document gives it back."""
    text = writable(without_surrogates(value)[0])
    return cleaned(without_private(text.replace("\r\n", "\n").replace("\r", "\n")))


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts in their order; NotOurFormError for a package that cannot be opened, or is too large to be a form."""
    try:
        opened, parts = open_parts(data), {}
        for part in opened.names():
            parts[part] = opened.read(part)
            if sum(map(len, parts.values())) > _MOST:
                raise NotOurFormError("this Word document is larger than any form of kadergen", _HINT)
    except FormatError as error:
        raise NotOurFormError(f"this Word document is damaged or encrypted: {error}", _HINT) from error
    return parts


def _parse(data: bytes, part: str) -> Element:
    try:
        return parse_xml(data, part)
    except FormatError as error:
        raise NotOurFormError(f"this Word document is damaged: {error}", _HINT) from error


def _controls(root: Element) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for control in root.iter(name("w:sdt")):
        tag = control.find(f"{{{W}}}sdtPr/{{{W}}}tag")
        if tag is not None:
            found.setdefault(tag.get(name("w:val"), ""), []).append(control)
    return found


def _is_there(field: ManifestField, controls: Mapping[str, object]) -> bool:
    if field.kind == CHOICES:
        return any(control_tag(field.name, option) in controls for option, _ in field.options)
    return field.name in controls


def _building_blocks(data: bytes | None) -> dict[str, str]:
    """Name → text of the blocks in the glossary."""
    if data is None:
        return {}
    found = {}
    for block in _parse(data, _GLOSSARY).iter(name("w:docPart")):
        label = block.find(f"{{{W}}}docPartPr/{{{W}}}name")
        if label is not None:
            found[label.get(name("w:val"), "")] = "".join(text.text or "" for text in block.iter(name("w:t")))
    return found


def _check(control: Element, chosen: bool) -> None:
    """The state of a check box, and its glyph."""
    box = control.find(f"{name('w:sdtPr')}/{name('w14:checkbox')}")
    content = control.find(name("w:sdtContent"))
    if box is None or content is None:
        return
    state = box.find(name("w14:checked"))
    if state is not None:
        state.set(name("w14:val"), "1" if chosen else "0")
    glyph = box.find(name("w14:checkedState" if chosen else "w14:uncheckedState"))
    style = content.find(f".//{name('w:rStyle')}")
    code = glyph.get(name("w14:val"), "") if glyph is not None else ""
    look = style.get(name("w:val"), "") if style is not None else ""
    content[:] = [run(chr(int(code, 16)), look)]


def _plan_table(root: Element) -> Element | None:
    mark = bookmark_name(PLAN_TABLE)
    for start in root.iter(name("w:bookmarkStart")):
        if start.get(name("w:name")) == mark:
            return next(start.iterancestors(name("w:tbl")), None)
    return None


def _empty_copy(row: Element) -> Element:
    added = copy.deepcopy(row)
    for paragraph in added.iter(name("w:p")):
        _empty(paragraph)
    return added


def _empty(paragraph: Element) -> None:
    for child in list(paragraph):
        if child.tag != name("w:pPr"):
            paragraph.remove(child)


def _text(field_name: str, value: str) -> tuple[str, list[FillProblem]]:
    """The value as Word can hold it, and what had to be changed."""
    text, damaged = without_surrogates(value)
    problems = []
    if damaged:
        problems.append(FillProblem(Code.F008, field_name, "half a character, which no file can hold, became U+FFFD"))
    if has_unwritable(text):
        message = "control characters, which a Word document cannot hold, became U+FFFD"
        problems.append(FillProblem(Code.F009, field_name, message))
    return text, problems
