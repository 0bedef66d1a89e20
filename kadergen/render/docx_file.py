"""A document → Word (.docx): the form with its fields, and the booklet for those who edit its words.

The blocks are the same as for PDF. Word breaks lines and pages itself, so nothing is laid out here: each block becomes
paragraphs and tables in named styles.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE
from lxml import etree
from lxml.etree import _Element as Element

from kadergen.documents.blocks import (
    BackCover,
    Block,
    CellTally,
    Contents,
    Cover,
    DistributionChart,
    Document,
    HeaderFields,
    IndicatorGroup,
    Masthead,
    Medium,
    SectionOpener,
    StatementHead,
    Table,
    Text,
    Title,
    Voices,
)
from kadergen.documents.booklet import build_booklet
from kadergen.documents.form import build_word_form
from kadergen.documents.previous import with_previous
from kadergen.formats.controlnames import BRAND_PROPERTY
from kadergen.formats.docx_package import Properties, add_part, describe, new_document, package_bytes, relate
from kadergen.formats.manifest import NAMESPACE, Manifest, ManifestField, write_manifest
from kadergen.formats.wordml import ROOT_PREFIXES, el, field, run
from kadergen.layout.linebreak import hyphenator
from kadergen.model.framework import Framework
from kadergen.model.instrument import IDENTITY_FIELD, Instrument
from kadergen.model.scale import Level
from kadergen.model.text import ScaleTable
from kadergen.model.wording import Wording
from kadergen.render.created import created
from kadergen.render.docx_prose import ProseWriter, anchor_name, anchored, paragraph
from kadergen.render.docx_styles import Look, section_style, style_parts, twips, word_language
from kadergen.render.docx_tables import CHOICE_PART, TEXT_PART, TableWriter
from kadergen.theme.theme import Theme

PRODUCER: Final = "kadergen"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CUSTOM_XML: Final = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"


def render_form_docx(
    framework: Framework,
    instrument: Instrument,
    theme: Theme,
    sections: Collection[str] | None = None,
    *,
    protected: bool = True,
    previous: Mapping[str, Level] | None = None,
) -> bytes:
    """The form. `protected` lets nothing be changed but the fields and the plan (no password); programs that open
    protected files to read alone want one that is not. The same framework and theme always give the same bytes.
    `previous` is the level that was agreed on last time, by statement.
    """
    document = with_previous(build_word_form(framework, instrument, sections), previous, framework.wording)
    return render_document_docx(document, theme, framework.wording, protected=protected)


def render_booklet_docx(
    framework: Framework,
    instrument: Instrument,
    theme: Theme,
    sections: Collection[str] | None = None,
    previous: Mapping[str, Level] | None = None,
) -> bytes:
    """The booklet, for practices that want to edit its text; the places to write in are empty rows."""
    document = with_previous(build_booklet(framework, instrument, sections), previous, framework.wording)
    return render_document_docx(document, theme, framework.wording)


def render_document_docx(document: Document, theme: Theme, wording: Wording, *, protected: bool = False) -> bytes:
    """Any document as a Word file."""
    sections = [block.index for block in document.blocks if isinstance(block, SectionOpener)]
    charted = any(isinstance(block, DistributionChart) for block in document.blocks)
    look = Look(document.language, sections, _levels(document), protected, charted)
    parts = style_parts(theme, look)
    word = new_document(parts)
    writer = _Writer(word, document, theme, wording, protected=protected)
    writer.write()
    marker = document.identity.marker if document.identity and document.medium is Medium.SCREEN else ""
    if marker:
        _add_placeholders(word, parts.styles, wording)
        _add_manifest(word, Manifest(marker, *writer.fields()))
    own = {IDENTITY_FIELD: marker} if marker else {}
    if marker and theme.brand.name:
        own[BRAND_PROPERTY] = theme.brand.name
    describe(
        word,
        Properties(
            document.title, document.subject, word_language(document.language), PRODUCER, created(),
            own,
        ),
    )  # fmt: skip
    return package_bytes(word)


def _levels(document: Document) -> list[Level]:
    found: dict[str, Level] = {}
    for block in document.blocks:
        if isinstance(block, IndicatorGroup):
            found |= {level.id: level for card in block.cards for box in card.boxes for level in box.levels}
        elif isinstance(block, Text) and block.scale:
            found |= {level.id: level for level in block.scale.levels}
        elif isinstance(block, Table):
            tallies = (part for row in block.rows for cell in row for part in cell if isinstance(part, CellTally))
            found |= {level.id: level for tally in tallies for level, _ in tally.counts}
        elif isinstance(block, DistributionChart):
            found |= {level.id: level for level in block.levels}
    return list(found.values())


class _Writer:
    """Writes the body, and the heads and feet of its pages."""

    def __init__(
        self, word: WordDocument, document: Document, theme: Theme, wording: Wording, *, protected: bool
    ) -> None:
        self._word, self._document, self._theme, self._wording = word, document, theme, wording
        self._protected = protected
        self._fillable = document.medium is Medium.SCREEN
        self._prose = ProseWriter(word)
        hyphens = hyphenator(document.language)
        self._tables = TableWriter(theme, wording, self._prose, fillable=self._fillable, hyphens=hyphens)
        self._wide = False
        self._title = document.title
        turned = {block.wide for block in document.blocks if isinstance(block, Title)}
        self._edges = {wide: self._edge_parts(wide=wide) for wide in sorted({False} | turned)}

    def write(self) -> None:
        """Every block in turn; a change of the page's orientation ends a section of the document."""
        body = self._word.element.body
        fresh = True
        for block in self._document.blocks:
            wide = isinstance(block, Title) and block.wide
            if isinstance(block, Title) and wide != self._wide:
                body.append(el("w:p", el("w:pPr", el("w:pStyle", val="SectionEnd"), self._section())))
                self._wide, fresh = wide, True
            body.extend(self._block(block, fresh=fresh))
            fresh = isinstance(block, Cover)
        body.append(self._section())

    def fields(self) -> tuple[tuple[ManifestField, ...], tuple[str, ...]]:
        """The fields that were written, and the plan's columns."""
        return tuple(self._tables.fields), tuple(self._tables.columns)

    def _block(self, block: Block, *, fresh: bool) -> Iterator[Element]:
        """`fresh` tells that the page has just begun."""
        match block:
            case Cover() | Masthead():
                yield from self._front(block)
            case BackCover():
                yield from (paragraph("Subtitle", run(line)) for line in block.lines if line)
            case Contents():
                yield from self._contents(block)
            case Title():
                self._title = block.text
                style = self._prose.heading(1)
                yield paragraph(
                    "Chapter" if block.new_page and not fresh else style, *anchored(block.anchor, run(block.text))
                )
            case Text():
                yield from self._text(block)
            case SectionOpener():
                kind = f"{block.kind} {block.code}".strip()
                heading = anchored(block.anchor, run(f"{kind}\n", "SectionKind"), run(block.title))
                self._prose.heading(1)
                fresh = fresh or block.new_page or block.full_page
                yield paragraph(section_style(block.index, fresh=fresh), *heading)
                yield from self._prose.write(block.introduction)
            case IndicatorGroup():
                yield from self._group(block)
            case HeaderFields():
                yield paragraph(self._prose.heading(1), run(block.title))
                yield from self._tables.header(block)
            case Table():
                yield from self._tables.table(block, self._title, wide=self._wide)
            case DistributionChart() | StatementHead() | Voices():
                yield from self._said(block)
            case _:
                pass  # notes pages are for hand-writing

    def _front(self, block: Cover | Masthead) -> Iterator[Element]:
        if block.over_title:
            yield paragraph("OverTitle", run(block.over_title))
        yield paragraph("Title", run(block.title))
        subtitle = block.subtitle if isinstance(block, Cover) else ""
        lines = (subtitle, block.note, self._theme.brand.name)
        yield from (paragraph("Subtitle", run(line)) for line in lines if line)

    def _said(self, block: DistributionChart | StatementHead | Voices) -> Iterator[Element]:
        """What people answered: how they scored, and their words under a small heading."""
        match block:
            case DistributionChart():
                yield from self._tables.chart(block, self._title)
            case StatementHead():
                self._title = f"{block.code} {block.name}".strip()
                yield paragraph(self._prose.heading(2), run(self._title))
                if block.text:
                    yield paragraph("StatementText", run(block.text))
                if block.finding:
                    yield paragraph("Finding", run(block.finding))
            case Voices():
                if block.label:
                    yield paragraph(self._prose.heading(3), run(block.label))
                for voice in block.voices:
                    if voice.who:
                        yield paragraph("VoiceWho", run(voice.who))
                    yield paragraph("Voice", run(voice.text.rstrip()))

    def _group(self, group: IndicatorGroup) -> Iterator[Element]:
        if group.title:
            yield paragraph(self._prose.heading(2), run(group.title))
        for card in group.cards:
            yield from self._tables.card(card)

    def _text(self, block: Text) -> Iterator[Element]:
        style = "Lead" if block.lead else ""
        for part in block.prose:
            if isinstance(part, ScaleTable):
                if block.scale:
                    named = ", ".join(filter(None, block.scale.columns))
                    yield from self._tables.scale(block.scale, named or self._title)
            else:
                yield from self._prose.write((part,), style)

    def _contents(self, contents: Contents) -> Iterator[Element]:
        """A contents field with its entries as links. Page numbers come when someone updates it: Word alone knows
        where its pages end.
        """
        yield paragraph("TOCHeading", run(contents.title))
        entries = [
            (block.anchor, " ".join(filter(None, (block.code, block.title))))
            if isinstance(block, SectionOpener)
            else (block.anchor, block.text)
            for block in self._document.blocks
            if isinstance(block, SectionOpener | Title)
        ]
        begin, code, separate, _, end = field(r'TOC \h \z \o "1-1" \u' + (r" \n" if self._fillable else ""), "")
        for index, (anchor, text) in enumerate(entries):
            link = el("w:hyperlink", run(text), anchor=anchor_name(anchor), history=1)
            opening = [begin, code, separate] if index == 0 else []
            closing = [end] if index == len(entries) - 1 else []
            yield paragraph("TOC1", *opening, link, *closing)

    def _section(self) -> Element:
        """What the pages up to here are like."""
        page = self._theme.page
        width, height = twips(page.size.width), twips(page.size.height)
        size = el("w:pgSz", w=height, h=width, orient="landscape") if self._wide else el("w:pgSz", w=width, h=height)
        margin, top, bottom = twips(page.margin), twips(page.top), twips(page.bottom)
        header, footer = self._edges[self._wide]
        # Rows can be added and words changed in an unprotected section alone.
        free = self._protected and self._wide
        return el(
            "w:sectPr",
            el("w:headerReference", type="default", r__id=header),
            el("w:footerReference", type="default", r__id=footer),
            el("w:type", val="nextPage"),
            size,
            el("w:pgMar", top=top, right=margin, bottom=bottom, left=margin, header=twips(page.head * 0.8),
               footer=twips(page.foot * 0.7), gutter=0),
            el("w:cols", space=twips(36)),
            el("w:formProt", val=0) if free else None,
        )  # fmt: skip

    def _edge_parts(self, *, wide: bool) -> tuple[str, str]:
        """Head and foot of portrait or landscape pages: the ids of their relations."""
        style = "FooterWide" if wide else "Footer"
        document, tab = self._document, run("\t")
        page = self._wording("word.page", page="\0", pages="\1")
        number: list[Element] = []
        for part in page.replace("\0", "|\0|").replace("\1", "|\1|").split("|"):
            number += {"\0": field("PAGE", "1"), "\1": field("NUMPAGES", "1")}.get(part) or [run(part)] * bool(part)
        named = " · ".join(filter(None, (document.running_head, document.footer)))
        feet = [paragraph(style, run(named), tab, *number)]
        if document.identity:
            i = document.identity
            feet.append(paragraph(style, run(f"{i.id} · {i.version} · {i.fingerprint}", "FormIdentity")))
        head = paragraph("Header", run(document.title))
        suffix = 2 if wide else 1
        return (
            self._edge("header", suffix, "hdr", [head], CONTENT_TYPE.WML_HEADER),
            self._edge("footer", suffix, "ftr", feet, CONTENT_TYPE.WML_FOOTER),
        )

    def _edge(self, kind: str, number: int, root: str, content: list[Element], media_type: str) -> str:
        data = _part(root, content)
        return add_part(self._word, f"word/{kind}{number}.xml", media_type, kind, data)[1]


def _part(root: str, content: list[Element]) -> bytes:
    made = etree.fromstring(f"<w:{root} {ROOT_PREFIXES}/>")
    made.extend(content)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add_placeholders(word: WordDocument, styles: str, wording: Wording) -> None:
    """The building blocks that hold what an empty control shows (the glossary document, 17.12), with their styles."""
    blocks = []
    for number, (name, key) in enumerate(((TEXT_PART, "word.placeholder"), (CHOICE_PART, "word.choose")), 1):
        properties = el(
            "w:docPartPr",
            el("w:name", val=name),
            el("w:category", el("w:name", val="General"), el("w:gallery", val="placeholder")),
            el("w:types", el("w:type", val="bbPlcHdr")),
            el("w:behaviors", el("w:behavior", val="content")),
            el("w:guid", val=f"{{6B616465-7267-656E-0000-{number:012X}}}"),
        )
        shown = paragraph("", run(wording(key), "PlaceholderText"))
        blocks.append(el("w:docPart", properties, el("w:docPartBody", shown)))
    data = _part("glossaryDocument", [el("w:docParts", *blocks)])
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.glossary+xml"
    part, _ = add_part(word, "word/glossary/document.xml", kind, "glossaryDocument", data)
    relate(part, "word/glossary/styles.xml", CONTENT_TYPE.WML_STYLES, "styles", (_HEAD + styles).encode())


def _add_manifest(word: WordDocument, manifest: Manifest) -> None:
    part, _ = add_part(word, "customXml/item1.xml", "application/xml", "customXml", write_manifest(manifest))
    schema = f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs>'
    properties = (
        f'{_HEAD}<ds:datastoreItem ds:itemID="{{6B616465-7267-656E-0000-0000000000FF}}" xmlns:ds="{_CUSTOM_XML}">'
        f"{schema}</ds:datastoreItem>"
    )
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    relate(part, "customXml/itemProps1.xml", kind, "customXmlProps", properties.encode())
