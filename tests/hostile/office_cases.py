"""Word and OpenDocument files made to hurt whoever opens them: their XML, their size, what they refer to and lack."""

from __future__ import annotations

from typing import Final

from tests.hostile.cases import READ, REFUSED, WARNED, Area, later
from tests.hostile.office import (
    ANSWERS,
    BODY,
    CONTENT,
    MAIN,
    MIMETYPE,
    RELATIONS,
    before,
    docx,
    docx_parts,
    in_body,
    in_text,
    odt_parts,
    opendocument,
    with_doctype,
)
from tests.hostile.trap import trap

AREA: Final = Area("Word", ANSWERS)
ODT: Final = Area("OpenDocument", ANSWERS)

# --- XML, in both

_ENTITIES: Final = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
_LAUGHS: Final = f'<!DOCTYPE x [<!ENTITY e0 "ha">{_ENTITIES}]>'


def _doctypes() -> dict[str, str]:
    return {
        "a document type": "<!DOCTYPE x>",
        "a document type from an address": f'<!DOCTYPE x SYSTEM "{trap().url}/x.dtd">',
        "an entity from a file": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{trap().path.as_uri()}">]>',
        "an entity from an address": f'<!DOCTYPE x [<!ENTITY % e SYSTEM "{trap().url}"> %e;]>',
        "entities that multiply": _LAUGHS,
    }


for _about in _doctypes():
    AREA.add(
        _about, later(lambda a: docx({MAIN: with_doctype(docx_parts()[MAIN], _doctypes()[a])}), _about), REFUSED, "R005"
    )
    ODT.add(
        _about,
        later(lambda a: opendocument({CONTENT: with_doctype(odt_parts()[CONTENT], _doctypes()[a])}), _about),
        REFUSED,
        "R005",
        says="document type",
    )
    AREA.add(
        f"{_about} in its styles",
        later(
            lambda a: docx({"word/styles.xml": with_doctype(docx_parts()["word/styles.xml"], _doctypes()[a])}), _about
        ),
        WARNED,
        "R009",
    )
    ODT.add(
        f"{_about} in its styles",
        later(lambda a: opendocument({"styles.xml": with_doctype(odt_parts()["styles.xml"], _doctypes()[a])}), _about),
        WARNED,
        "R009",
    )
    AREA.add(
        f"{_about} in its relations",
        later(lambda a: docx({RELATIONS: with_doctype(docx_parts()[RELATIONS], _doctypes()[a])}), _about),
        WARNED,
        "R009",
    )


def _include() -> str:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{}" parse="text"/>'
    return include.format(trap().path.as_uri()) + include.format(trap().url)


AREA.add("XInclude", lambda: in_body(_include()), READ)
ODT.add("XInclude", lambda: in_text(_include()), READ)
AREA.add(
    "instructions to the program", lambda: in_body(f'<?xml-stylesheet href="{trap().url}"?><?php system("x"); ?>'), READ
)
AREA.add("text that is cut off", lambda: docx({MAIN: docx_parts()[MAIN][:-400]}), WARNED, "R009")
AREA.add("text that is no XML", lambda: docx({MAIN: b"\0\1\2" * 500}), REFUSED, "R005")
AREA.add(
    "text in an encoding that does not exist",
    lambda: docx({MAIN: docx_parts()[MAIN].replace(b"UTF-8", b"UTF-9", 1)}),
    WARNED,
    "R009",
)
AREA.add("an attribute of 9 MB", lambda: in_body(f'<w:p w:rsidR="{"0" * 9_000_000}"/>'), READ)
AREA.add("an attribute of 20 MB", lambda: in_body(f'<w:p w:rsidR="{"0" * 20_000_000}"/>'), REFUSED, "R009", "R025")
AREA.add(
    "200,000 attributes",
    lambda: in_body(f"<w:p {' '.join(f'a{n}=&quot;&quot;'.replace('&quot;', chr(34)) for n in range(200_000))}/>"),
    READ,
)
AREA.add("a name of 100,000 letters", lambda: in_body(f"<w:{'n' * 100_000}/>"), WARNED, "R009")
AREA.add(
    "zero bytes and characters that XML has not",
    lambda: in_body(b"<w:p><w:r><w:t>a\x00b\x0bc</w:t></w:r></w:p>"),
    WARNED,
    "R009",
    "R028",
    unplaced=("abc",),
)

# --- nesting and size

_P: Final = "<w:p><w:r><w:t>x</w:t></w:r></w:p>"


def _tables(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + _P + "</w:tc></w:tr></w:tbl><w:p/>" * depth


def _controls(depth: int) -> str:
    return "<w:sdt><w:sdtContent>" * depth + _P + "</w:sdtContent></w:sdt>" * depth


AREA.add("10 tables within each other", lambda: in_body(_tables(10)), WARNED, "R028", unplaced=("x",))
AREA.add("1,000 tables within each other", lambda: in_body(_tables(1_000)), REFUSED, "R005", says="too deep")
AREA.add("100,000 tables within each other", lambda: in_body(_tables(100_000)), REFUSED, "R005", says="too deep")
AREA.add("20 controls within each other", lambda: in_body(_controls(20)), WARNED, "R028", unplaced=("x",))
AREA.add("1,000 controls within each other", lambda: in_body(_controls(1_000)), REFUSED, "R005", says="too deep")
AREA.add(
    "a table of 10,000 rows",
    lambda: in_body("<w:tbl>" + f"<w:tr><w:tc>{_P}</w:tc></w:tr>" * 10_000 + "</w:tbl>"),
    WARNED,
    "R028",
)
AREA.add(
    "a row of 10,000 cells",
    lambda: in_body("<w:tbl><w:tr>" + f"<w:tc>{_P}</w:tc>" * 10_000 + "</w:tr></w:tbl>"),
    WARNED,
    "R028",
)
AREA.add(
    "a cell that is a billion columns wide",
    lambda: in_body(f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr>{_P}</w:tc></w:tr></w:tbl>'),
    WARNED,
    "R028",
)
AREA.add("20,000 paragraphs", lambda: in_body(_P * 20_000), WARNED, "R028")
AREA.add(
    "a list that starts at a number beyond all",
    lambda: docx(
        {
            "word/numbering.xml": docx_parts()["word/numbering.xml"].replace(
                b'<w:start w:val="1"/>', b'<w:start w:val="' + b"9" * 5_000 + b'"/>'
            )
        }
    ),
    READ,
)
ODT.add(
    "a cell that repeats itself a billion times",
    lambda: in_text(
        '<table:table><table:table-row><table:table-cell table:number-columns-repeated="1000000000"/></table:table-row></table:table>'
    ),
    READ,
)
ODT.add(
    "a row that repeats itself a billion times",
    lambda: in_text(
        '<table:table><table:table-row table:number-rows-repeated="1000000000"><table:table-cell/></table:table-row></table:table>'
    ),
    READ,
)
ODT.add(
    "a repeated row in a repeated group of rows in a table",
    lambda: in_text(
        '<table:table><table:table-row-group><table:table-row table:number-rows-repeated="-5"><table:table-cell table:number-columns-repeated="x"/>'
        "</table:table-row></table:table-row-group></table:table>"
    ),
    READ,
)
ODT.add("a billion spaces", lambda: in_text('<text:p>a<text:s text:c="1000000000"/>b</text:p>'), WARNED, "R028")
ODT.add(
    "1,000 lists within each other",
    lambda: in_text(
        "<text:list><text:list-item>" * 1_000 + "<text:p>x</text:p>" + "</text:list-item></text:list>" * 1_000
    ),
    REFUSED,
    "R005",
    says="too deep",
)
ODT.add(
    "1,000 sections within each other",
    lambda: in_text("<text:section>" * 1_000 + "</text:section>" * 1_000),
    REFUSED,
    "R005",
    says="too deep",
)

# --- references


def _relations(more: str) -> dict[str, bytes | None]:
    relations = docx_parts()[RELATIONS]
    return {RELATIONS: relations.replace(b"</Relationships>", more.encode() + b"</Relationships>")}


def _external(kind: str) -> str:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    target = '<Relationship Id="x{}" Type="{}/{}" Target="{}" TargetMode="External"/>'
    return target.format(1, office, kind, trap().url) + target.format(2, office, kind, trap().path.as_uri())


for _kind in (
    "attachedTemplate",
    "hyperlink",
    "oleObject",
    "subDocument",
    "frame",
    "mailMergeSource",
    "styles",
    "header",
    "footnotes",
    "comments",
    "customXml",
    "glossaryDocument",
    "settings",
    "theme",
):
    AREA.add(
        f"a relation of the kind {_kind} to an address", later(lambda k: docx(_relations(_external(k))), _kind), READ
    )
DRAWING: Final = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:link="x1" r:embed="x2"/></pic:blipFill>'
    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
AREA.add(
    "a picture at an address",
    lambda: docx({**_relations(_external("image")), MAIN: before(docx_parts()[MAIN], BODY, DRAWING)}),
    WARNED,
    "R031",
)
AREA.add(
    "a field that fetches",
    lambda: in_body(
        "".join(
            f'<w:p><w:fldSimple w:instr=" {code} &quot;{trap().url}&quot; "><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'
            for code in (
                "INCLUDETEXT",
                "INCLUDEPICTURE",
                "DDEAUTO c:\\\\windows\\\\cmd.exe",
                "LINK Word.Document",
                "HYPERLINK",
            )
        )
    ),
    WARNED,
    "R028",
)
AREA.add(
    "a part of another document (altChunk)",
    lambda: docx(
        {
            **_relations(
                '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="../x.html"/>'
            ),
            MAIN: before(
                docx_parts()[MAIN],
                BODY,
                '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="x1"/>',
            ),
            "x.html": f'<html><img src="{trap().url}"/></html>'.encode(),
        }
    ),
    WARNED,
    "R009",
    "R031",
)
AREA.add(
    "macros",
    lambda: docx(
        {
            "word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"Shell" * 500,
            **_relations(
                '<Relationship Id="x1" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
            ),
        }
    ),
    READ,
)
AREA.add(
    "relations that lead out of the package",
    lambda: docx(_relations('<Relationship Id="x1" Type="http://x/footnotes" Target="../../../../../../etc/passwd"/>')),
    WARNED,
    "R009",
)
AREA.add(
    "relations to itself",
    lambda: docx(
        _relations(
            "".join(
                f'<Relationship Id="x{kind}" Type="http://x/{kind}" Target="document.xml"/>'
                for kind in ("footnotes", "comments", "header", "numbering", "styles")
            )
        )
    ),
    WARNED,
    "R023",
    "R028",
)
AREA.add(
    "styles that are based on each other",
    lambda: docx(
        {
            "word/styles.xml": docx_parts()["word/styles.xml"].replace(
                b"</w:styles>",
                b'<w:style w:type="paragraph" w:styleId="Answer"><w:basedOn w:val="Answer"/></w:style></w:styles>',
            )
        }
    ),
    READ,
)
AREA.add("data that a control is bound to", lambda: docx({"customXml/item1.xml": None}), WARNED, "R009")
ODT.add(
    "a picture and a section at an address",
    lambda: in_text(
        f'<text:section><text:section-source xlink:href="{trap().url}"/></text:section><text:p><draw:frame><draw:image xlink:href="{trap().url}/x.png"/>'
        f'</draw:frame><draw:frame><draw:object xlink:href="{trap().path.as_uri()}"/></draw:frame></text:p>'
    ),
    WARNED,
    "R031",
)
ODT.add(
    "scripts and events",
    lambda: in_text(
        '<office:scripts xmlns:script="x"><office:event-listeners/></office:scripts><text:p><text:execute-macro text:name="x">'
        f'<office:event-listeners/></text:execute-macro><text:dde-connection text:connection-name="{trap().url}"/></text:p>'
    ),
    READ,
)
ODT.add(
    "a database and a list of files",
    lambda: opendocument({"Basic/script-lb.xml": b"<x/>", "Scripts/python/x.py": b"import os"}),
    READ,
)

# --- what is missing

for _part in (
    "[Content_Types].xml",
    "_rels/.rels",
    RELATIONS,
    "word/styles.xml",
    "word/settings.xml",
    "word/numbering.xml",
    "docProps/custom.xml",
    "docProps/core.xml",
    "word/footer1.xml",
    "word/glossary/document.xml",
):
    _codes = () if _part in (RELATIONS, "_rels/.rels", "word/settings.xml") else ("R009",)
    AREA.add(f"without {_part}", later(lambda part: docx({part: None}), _part), WARNED if _codes else READ, *_codes)
AREA.add("without its text", lambda: docx({MAIN: None}), REFUSED, "R005")
AREA.add(
    "a text without a body",
    lambda: docx({MAIN: b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'/>"}),
    REFUSED,
    "R005",
)
AREA.add(
    "another document by another's hand",
    lambda: docx(
        {
            MAIN: docx_parts()[MAIN].split(BODY)[0] + BODY + _P.encode() + b"</w:body></w:document>",
            "docProps/custom.xml": None,
            "customXml/item1.xml": None,
            "word/footer1.xml": None,
            "word/footer2.xml": None,
        }
    ),
    REFUSED,
    "R006",
    "R009",
)
ODT.add("without its text", lambda: opendocument({CONTENT: None}), REFUSED, "R005")
ODT.add("without its styles", lambda: opendocument({"styles.xml": None}), READ)
ODT.add("without what it says about itself", lambda: opendocument({"meta.xml": None}), READ)
ODT.add(
    "a manifest that says it is encrypted",
    lambda: opendocument(
        {
            "META-INF/manifest.xml": (
                b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="content.xml">'
                b"<m:encryption-data/></m:file-entry></m:manifest>"
            )
        }
    ),
    REFUSED,
    "R004",
)
ODT.add(
    "a spreadsheet that says it is a text",
    lambda: opendocument(
        {"mimetype": MIMETYPE.encode(), CONTENT: odt_parts()[CONTENT].replace(b"office:text>", b"office:spreadsheet>")}
    ),
    REFUSED,
    "R005",
)

# --- LibreOffice, for RTF and .doc


def _rtf(more: str) -> bytes:
    return (r"{\rtf1\ansi " + more + "}").encode()


AREA.add(
    "an RTF with objects and links",
    lambda: _rtf(
        rf"{{\object\objautlink\objupdate{{\*\objclass Word.Document}}{{\*\objdata 0105{'00' * 200}}}}}"
        rf'{{\field{{\*\fldinst INCLUDEPICTURE "{trap().url}" \\d}}{{\fldrslt x}}}}{{\*\template {trap().url}}}'
    ),
    REFUSED,
    "R006",
    programs=True,
)
AREA.add("an RTF 5,000 groups deep", lambda: _rtf("{" * 5_000 + "x" + "}" * 5_000), REFUSED, "R006", programs=True)
AREA.add(
    "a .doc that is no .doc",
    lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600 + "WordDocument".encode("utf-16-le"),
    REFUSED,
    "R005",
    programs=True,
)
