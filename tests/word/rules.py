"""What a Word document of ours must hold to that no validator looks at, or not all of them do.

Each rule is a function that yields what breaks it; its docstring says why it is one. Places are named by the part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from tests.word.package import (
    DATE,
    DC,
    MC,
    TYPES_PART,
    W14,
    WP,
    Package,
    R,
    W,
    by_document,
    in_box,
    local_name,
    namespace_of,
    number_of,
    outline_level,
    property_of,
    text_of,
    twice,
    value_of,
)  # fmt: skip

MAX_NAME: Final = 64
MAX_BOOKMARK: Final = 40
WORD_2013: Final = "15"
TRUE: Final = frozenset({"1", "true", "on"})

# What of Word's own is newer than the standard: a program that does not know it, has to be told to pass it over.
EXTENSION: Final = "http://schemas.microsoft.com/office/word/"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_WORDML: Final = _OFFICE + "wordprocessingml."
MEDIA_TYPES: Final = {
    "officeDocument": _WORDML + "document.main+xml",
    "glossaryDocument": _WORDML + "document.glossary+xml",
    **{
        kind: f"{_WORDML}{kind}+xml"
        for kind in ("styles", "settings", "webSettings", "numbering", "fontTable", "header", "footer", "footnotes")
    },
    "theme": _OFFICE + "theme+xml",
    "extended-properties": _OFFICE + "extended-properties+xml",
    "custom-properties": _OFFICE + "custom-properties+xml",
    "customXmlProps": _OFFICE + "customXmlProperties+xml",
    "core-properties": "application/vnd.openxmlformats-package.core-properties+xml",
}

# CT_SdtPr (ISO/IEC 29500-1, A.1); Word writes what it has added (w15:color, w15:appearance) before the control's kind.
SDT_ORDER: Final = (
    "rPr", "alias", "tag", "id", "lock", "placeholder", "temporary", "showingPlcHdr", "dataBinding", "label",
    "tabIndex", "color", "appearance", "webExtensionLinked", "webExtensionCreated", "KIND",
)  # fmt: skip

# What stands at a place for another reason than looks: which style, which language, which direction, how wide.
PLAIN: Final = {
    "rPr": frozenset({"rStyle", "lang", "rtl", "cs", "noProof", "webHidden"}),
    "pPr": frozenset({"pStyle", "numPr", "bidi", "rPr", "sectPr", "cnfStyle"}),
    "tblPr": frozenset(
        {"tblStyle", "bidiVisual", "tblW", "tblLayout", "tblLook", "tblCaption", "tblDescription"}
    ),
    "trPr": frozenset({"cantSplit", "trHeight", "tblHeader", "cnfStyle"}),
    "tcPr": frozenset({"tcW", "cnfStyle"}),
}  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ package


def entries_are_the_same_everywhere(package: Package) -> Iterator[str]:
    """The same input gives the same bytes, so no entry tells the time; of two of one name either may be read."""
    for name, count in Counter(info.filename for info in package.entries).items():
        if count > 1:
            yield f"{name}: {count} entries"
    for info in package.entries:
        if info.date_time != DATE:
            yield f"{info.filename}: dated {info.date_time}"
    if package.entries[0].filename != TYPES_PART:
        yield f"{TYPES_PART} is not the first entry"


def parts_are_xml(package: Package) -> Iterator[str]:
    """What is not well-formed makes Word refuse the whole file."""
    for name in package.parts:
        if name.endswith((".xml", ".rels")) and name not in package.trees:
            yield f"{name}: not well-formed"


def parts_have_content_types(package: Package) -> Iterator[str]:
    """Word calls a file damaged that has a part of no content type, or the wrong one; `xml` alone says nothing."""
    root = package.trees.get(TYPES_PART)
    if root is None:
        yield f"no {TYPES_PART}"
        return
    named = [entry.get("PartName", "") for entry in root if entry.get("PartName")]
    yield from (f"{name}: {count} content types" for name, count in Counter(named).items() if count > 1)
    yield from (f"{name}: a content type, but no part" for name in named if name.lstrip("/") not in package.parts)
    yield from (f"{name}: no content type" for name in package.parts if not package.media_type(name))
    for source in ["", *package.parts]:
        for relation in package.relations(source):
            expected = MEDIA_TYPES.get(relation.kind, "")
            if expected and not relation.external and package.media_type(relation.target) != expected:
                yield f"{relation.target}: content type {package.media_type(relation.target)!r}, not {expected}"


def relations_lead_somewhere(package: Package) -> Iterator[str]:
    """A reference to nothing makes Word call the file damaged; one to elsewhere tells others who opens it, and when."""
    reached = {TYPES_PART}
    for source in ["", *package.parts]:
        relations = package.relations(source)
        ids = Counter(relation.id for relation in relations)
        yield from (
            f"{source}: relationship {name} stands there {count} times" for name, count in ids.items() if count > 1
        )
        for relation in relations:
            reached.add(relation.target)
            if relation.external and relation.kind != "hyperlink":
                yield f"{source}: {relation.kind} outside of the file: {relation.target}"
            if not relation.external and relation.target not in package.parts:
                yield f"{source}: {relation.id} leads to {relation.target}, which is not there"
        root = package.trees.get(source)
        for element in root.iter("*") if root is not None else ():
            for key, value in element.attrib.items():
                if str(key).startswith(R) and value not in ids:
                    yield f"{source}: {local_name(element)} refers to {value}, which is no relationship"
    for name in package.parts:
        if name not in reached and not name.endswith(".rels"):
            yield f"{name}: nothing refers to it"


def extensions_are_ignorable(package: Package) -> Iterator[str]:
    """A program that does not know w14 or w15 refuses the file, unless `mc:Ignorable` lets it pass them over."""
    for name, root in package.trees.items():
        prefixes = root.get(MC + "Ignorable", "").split()
        yield from (f"{name}: mc:Ignorable names {prefix}, unknown" for prefix in prefixes if prefix not in root.nsmap)
        ignored = {root.nsmap.get(prefix) for prefix in prefixes}
        used = {namespace_of(str(element.tag)) for element in root.iter("*")}
        used |= {namespace_of(str(key)) for element in root.iter("*") for key in element.attrib}
        for uri in sorted(used):
            if uri.startswith(EXTENSION) and uri not in ignored:
                yield f"{name}: mc:Ignorable does not name {uri}"


def mode_is_current(package: Package) -> Iterator[str]:
    """Without it Word opens the file in a compatibility mode, with what controls can do taken away."""
    settings = package.related(package.main, "settings")
    found = [
        entry.get(W + "val")
        for entry in (settings.iter(W + "compatSetting") if settings is not None else ())
        if entry.get(W + "name") == "compatibilityMode"
    ]
    if found != [WORD_2013]:
        yield f"settings: compatibility mode {found}"


# ----------------------------------------------------------------------------------------------------------- controls


def controls_have_names(package: Package) -> Iterator[str]:
    """The tag is the field, the alias is what a screen reader says, and of two controls with one id Word renames one.

    Word calls a file damaged in which a tag or an alias is longer than 64 characters.
    """
    for story, stories in by_document(package).items():
        controls = [control for root in stories for control in root.iter(W + "sdt")]
        for local in ("id", "tag"):
            yield from twice(story, local, (property_of(control, local) for control in controls))
        for control in controls:
            for local in ("tag", "alias"):
                value = property_of(control, local)
                if not 0 < len(value) <= MAX_NAME:
                    yield f"{story}: {local} of {len(value)} characters: {value!r}"
            if not re.fullmatch(r"-?\d+", property_of(control, "id")):
                yield f"{story}: control {property_of(control, 'tag')!r} has no id"


def control_properties_are_in_order(package: Package) -> Iterator[str]:
    """The schema asks for an order; the SDK's validator takes any, other programs read no further than it holds."""
    for story, root in package.stories:
        for properties in root.iter(W + "sdtPr"):
            names = [local_name(child) if local_name(child) in SDT_ORDER else "KIND" for child in properties]
            if names != sorted(names, key=SDT_ORDER.index) or len(set(names)) < len(names):
                yield f"{story}: sdtPr has {[local_name(child) for child in properties]}"


def controls_survive(package: Package) -> Iterator[str]:
    """Programs lose controls around paragraphs, cells and rows, plain-text, bound and repeating ones, or their text."""
    for story, root in package.stories:
        for control in root.iter(W + "sdt"):
            parent = control.getparent()
            if parent is None or parent.tag != W + "p":
                yield f"{story}: control {property_of(control, 'tag')!r} does not stand in a paragraph"
            if next(iter(control.iterancestors(W + "sdt")), None) is not None:
                yield f"{story}: control {property_of(control, 'tag')!r} stands in another"
            if not control.findall(f"{W}sdtContent/{W}r"):
                yield f"{story}: control {property_of(control, 'tag')!r} holds no text"
            for child in control.iterfind(f"{W}sdtPr/*"):
                if local_name(child) in {"text", "dataBinding", "repeatingSection", "repeatingSectionItem", "group"}:
                    yield f"{story}: control {property_of(control, 'tag')!r} has {local_name(child)}"


def boxes_show_their_state(package: Package) -> Iterator[str]:
    """Word shows the text that stands there, whatever the box's state is, until someone clicks it."""
    for story, root in package.stories:
        for box in root.iter(W14 + "checkbox"):
            on = value_of(box, W14 + "checked", W14 + "val") in TRUE
            code = value_of(box, W14 + ("checkedState" if on else "uncheckedState"), W14 + "val")
            shown = "".join(text_of(control.find(W + "sdtContent")) for control in box.iterancestors(W + "sdt"))
            if not code or shown != chr(int(code, 16)):
                yield f"{story}: a box shows {shown!r}, not {code}"


def lists_have_no_doubles(package: Package) -> Iterator[str]:
    """Two entries with one value cannot be told apart when the form comes back; Word refuses an empty one."""
    for story, root in package.stories:
        for choices in [*root.iter(W + "dropDownList"), *root.iter(W + "comboBox")]:
            for key in ("value", "displayText"):
                values = [item.get(W + key, "") for item in choices.iter(W + "listItem")]
                yield from twice(story, f"listItem {key}", values)
                if "" in values:
                    yield f"{story}: a listItem with no {key}"


def placeholders_exist(package: Package) -> Iterator[str]:
    """Word puts the building block's text back when a control is emptied: without one, a text of its own.

    A control that says it is empty shows that text; the reader knows an empty control by it.
    """
    glossary = package.related(package.main, "glossaryDocument")
    blocks: dict[str, str] = {}
    for block in glossary.iter(W + "docPart") if glossary is not None else ():
        if block.find(W + "docPartPr") is not None:
            name = value_of(block, f"{W}docPartPr/{W}name")
            if name in blocks:
                yield f"glossary: {name} twice"
            blocks[name] = text_of(block.find(W + "docPartBody"))
    for story, root in package.stories:
        for control in root.iter(W + "sdt"):
            empty = control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None
            name = value_of(control, f"{W}sdtPr/{W}placeholder/{W}docPart")
            if name and name not in blocks:
                yield f"{story}: the placeholder {name} is not in the glossary"
            elif empty and text_of(control.find(W + "sdtContent")) != blocks.get(name):
                yield f"{story}: control {property_of(control, 'tag')!r} does not show its placeholder"


def bookmarks_are_pairs(package: Package) -> Iterator[str]:
    """A bookmark without end, or with another's name or id, is dropped: a field loses one of its names."""
    for story, roots in by_document(package).items():
        yield from twice(
            story, "bookmark id", (m.get(W + "id", "") for r in roots for m in r.iter(W + "bookmarkStart"))
        )
        names = [m.get(W + "name", "") for r in roots for m in r.iter(W + "bookmarkStart")]
        yield from twice(story, "bookmark", (name.lower() for name in names))
        for name in names:
            if len(name) > MAX_BOOKMARK or not re.fullmatch(r"[^\W\d]\w*", name):
                yield f"{story}: bookmark {name!r} is no name that Word takes"
        for root in roots:
            opened: list[str] = []
            for mark in root.iter(W + "bookmarkStart", W + "bookmarkEnd"):
                number = mark.get(W + "id", "")
                if mark.tag == W + "bookmarkStart":
                    opened.append(number)
                elif number in opened:
                    opened.remove(number)
                else:
                    yield f"{story}: bookmark {number} ends without a start"
            yield from (f"{story}: bookmark {number} has no end" for number in opened)


def places_end_with_a_paragraph(package: Package) -> Iterator[str]:
    """Word calls a file damaged in which a cell, a header or a footer does not."""
    for story, root in package.stories:
        for place in root.iter(W + "tc", W + "hdr", W + "ftr", W + "docPartBody"):
            if len(place) == 0 or place[-1].tag != W + "p":
                yield f"{story}: {local_name(place)} does not end with a paragraph"


# ------------------------------------------------------------------------------------------------------ accessibility


def tables_are_plain(package: Package) -> Iterator[str]:
    """A screen reader counts rows and columns: every row has the columns of the grid, and none is merged."""
    for story, root in package.stories:
        for table in root.iter(W + "tbl"):
            columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
            for number, row in enumerate(table.iter(W + "tr"), 1):
                if next(row.iterancestors(W + "tbl")) is not table:
                    continue
                spans = [number_of(cell, f"{W}tcPr/{W}gridSpan", 1) for cell in row.iter(W + "tc")]
                around = [number_of(row, f"{W}trPr/{W}{local}", 0) for local in ("gridBefore", "gridAfter")]
                if sum(spans) + sum(around) != columns:
                    yield f"{story}: row {number} has {sum(spans)} cells, the grid has {columns} columns"
            for cell in table.iter(W + "tc"):
                if any(cell.find(f"{W}tcPr/{W}{local}") is not None for local in ("gridSpan", "vMerge", "hMerge")):
                    yield f"{story}: merged cell {text_of(cell)!r}"


def tables_explain_themselves(package: Package) -> Iterator[str]:
    """A screen reader says caption and description, and repeats at every cell the head of its column or row.

    A head row is marked twice: as one that each page repeats, and in what the table shows of its style (tblLook). A
    table of names and values has its heads in the first column alone.
    """
    for story, root in package.stories:
        for table in root.iter(W + "tbl"):
            for local in ("tblCaption", "tblDescription"):
                if not value_of(table, f"{W}tblPr/{W}{local}").strip():
                    yield f"{story}: a table has no {local}"
            rows = table.findall(W + "tr")
            marked = len(rows) > 0 and rows[0].find(f"{W}trPr/{W}tblHeader") is not None
            row, column = (
                value_of(table, f"{W}tblPr/{W}tblLook", W + key) in TRUE for key in ("firstRow", "firstColumn")
            )
            if len(rows) > 1 and (marked != row or not (row or column)):
                yield f"{story}: the first row of a table is no head, or not marked as one"


def pictures_have_words(package: Package) -> Iterator[str]:
    """A picture without a description is nothing to a screen reader; one that says nothing is marked as decoration."""
    for story, root in package.stories:
        yield from twice(story, "picture", (picture.get("id", "") for picture in root.iter(WP + "docPr")))
        for picture in root.iter(WP + "docPr"):
            decoration = any(local_name(e) == "decorative" and e.get("val") in TRUE for e in picture.iter("*"))
            if not decoration and not picture.get("descr", "").strip():
                yield f"{story}: picture {picture.get('name')!r} has no description"
        yield from (f"{story}: a picture in VML" for _ in root.iter(W + "pict"))


def language_is_said(package: Package) -> Iterator[str]:
    """A screen reader speaks the language that the styles name; Word's spelling checker takes it from there too."""
    styles = package.related(package.main, "styles")
    language = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang") if styles is not None else None
    settings = package.related(package.main, "settings")
    theme = settings.find(W + "themeFontLang") if settings is not None else None
    core = package.related("", "core-properties")
    own = (core.findtext(DC + "language") or "") if core is not None else ""
    if not own:
        yield "core properties: no language"
    for name, element in (("docDefaults", language), ("themeFontLang", theme)):
        said = [str(value) for value in element.attrib.values()] if element is not None else []
        if own.partition("-")[0] not in {value.partition("-")[0] for value in said}:
            yield f"{name}: languages {said}, the core properties say {own!r}"


def properties_stand_once(package: Package) -> Iterator[str]:
    """Word calls a file damaged whose core properties say one thing twice."""
    core = package.related("", "core-properties")
    yield from twice(
        "core properties", "property", (local_name(e) for e in (core.iterfind("*") if core is not None else ()))
    )


def title_is_said(package: Package) -> Iterator[str]:
    """A screen reader says the title when the window gets the focus, where there is none the name of the file."""
    core = package.related("", "core-properties")
    if core is None or not (core.findtext(DC + "title") or "").strip():
        yield "core properties: no title"


def headings_skip_no_level(package: Package) -> Iterator[str]:
    """Who goes from heading to heading looks for the level between; the first is of the first level."""
    main = package.trees.get(package.main)
    styles = package.styles(package.main)
    before = 0
    for paragraph in main.iter(W + "p") if main is not None else ():
        level = outline_level(styles, value_of(paragraph, f"{W}pPr/{W}pStyle"))
        if level is None:
            continue
        if level > before + 1:
            yield f"{package.main}: heading {text_of(paragraph)!r} of level {level} after one of level {before}"
        if not text_of(paragraph).strip():
            yield f"{package.main}: an empty heading of level {level}"
        before = level
    if not before:
        yield f"{package.main}: no heading"


# ------------------------------------------------------------------------------------------------------------- styles


def styles_are_defined(package: Package) -> Iterator[str]:
    """Where a style is unknown Word takes the default one, without a word."""
    kinds = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table"}
    for story, root in package.stories:
        styles = package.styles(story)
        for element in root.iter(*(W + local for local in kinds)):
            style = styles.get(element.get(W + "val", ""))
            if style is None or style.get(W + "type") != kinds[local_name(element)]:
                yield f"{story}: no {kinds[local_name(element)]} style {element.get(W + 'val')!r}"
    for source in package.parts:
        sheet = package.related(source, "styles")
        if sheet is not None:
            ids = [style.get(W + "styleId", "") for style in sheet.iter(W + "style")]
            yield from twice(source, "style", ids)
            for element in sheet.iter(W + "basedOn", W + "next", W + "link"):
                if element.get(W + "val") not in ids:
                    yield f"{source}: {local_name(element)} is {element.get(W + 'val')!r}, no style"


def lists_are_defined(package: Package) -> Iterator[str]:
    """A paragraph of a list that is not there is none."""
    numbering = package.related(package.main, "numbering")
    known = {num.get(W + "numId") for num in (numbering.iter(W + "num") if numbering is not None else ())} | {"0"}
    sheet = package.related(package.main, "styles")
    roots = [("styles", sheet)] if sheet is not None else []
    for name, root in [*roots, *package.stories]:
        for element in root.iter(W + "numId"):
            if element.get(W + "val") not in known:
                yield f"{name}: no list {element.get(W + 'val')}"


def looks_are_styles(package: Package) -> Iterator[str]:
    """What is formatted directly does not follow the reader's own styles, nor ours when they change.

    The font of a check box's glyph is part of the box: Word writes it itself with every click.
    """
    for story, root in package.stories:
        for local, plain in PLAIN.items():
            for element in root.iter(W + local):
                for child in element:
                    if local_name(child) not in plain and not (local_name(child) == "rFonts" and in_box(element)):
                        yield f"{story}: {local_name(child)} in {local} at {text_of(element.getparent())[:40]!r}"


Rule = Callable[[Package], Iterator[str]]
RULES: Final[tuple[Rule, ...]] = (
    entries_are_the_same_everywhere, parts_are_xml, parts_have_content_types, relations_lead_somewhere,
    extensions_are_ignorable, mode_is_current, controls_have_names, control_properties_are_in_order, controls_survive,
    boxes_show_their_state, lists_have_no_doubles, placeholders_exist, bookmarks_are_pairs,
    places_end_with_a_paragraph, tables_are_plain, tables_explain_themselves, pictures_have_words, language_is_said,
    properties_stand_once, title_is_said, headings_skip_no_level, styles_are_defined, lists_are_defined,
    looks_are_styles,
)  # fmt: skip


def broken(data: bytes) -> list[str]:
    """What breaks which rule."""
    package = Package(data)
    return [f"{rule.__name__.replace('_', ' ')}: {found}" for rule in RULES for found in rule(package)]
