"""A document → one page of HTML that stands alone: to read on a screen, a projector or a phone, and to print.

Nothing is loaded and no script runs. Blocks become landmarks, headings in order, tables and lists; wide tables become
cards on narrow screens and keep their roles. All words are data and are written as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from lxml.html import builder

from kadergen.documents.blocks import (
    AnswerBox,
    BackCover,
    Block,
    Contents,
    Cover,
    DistributionChart,
    Document,
    HeaderFields,
    IndicatorGroup,
    Masthead,
    Notes,
    SectionOpener,
    StatementCard,
    StatementHead,
    Table,
    Text,
    Title,
    Voices,
)
from kadergen.layout.linebreak import hyphenator
from kadergen.model.text import Prose
from kadergen.model.wording import Wording
from kadergen.render.document_html_style import document_style
from kadergen.render.html_marks import Marks, unseen
from kadergen.render.html_page import Element, base_style, isolated, page_bytes, text
from kadergen.render.html_prose import prose_elements
from kadergen.render.html_tables import chart, table
from kadergen.theme.theme import Theme

# How deep a block's heading stands where nothing above it is left out; the page's own is 1.
_CHAPTER: Final = 2
_GROUP: Final = 3
_STATEMENT: Final = 4
_VOICES: Final = 5
_UNFIT: Final = re.compile(r"[^\w.-]+")


def render_document_html(document: Document, theme: Theme, wording: Wording) -> bytes:
    """The page in UTF-8; the same document and theme always give the same bytes."""
    marks = Marks(document.blocks)
    written = _Writer(document, theme, wording, marks)
    body = written.body()
    counts = sorted({n for b in document.blocks if isinstance(b, DistributionChart) for n in _counts(b)})
    style = base_style(theme.colours) + document_style(document, theme, counts) + marks.style()
    return page_bytes(document.title, document.language, style, marks.drawings(), *body)


def _counts(shown: DistributionChart) -> Iterator[int]:
    for row in shown.rows:
        yield from (count for _, count in row.counts)
        yield from (row.blank, shown.most - row.total)


class _Writer:
    """Writes the blocks one after another into the section, and in it the statement, that they belong to."""

    def __init__(self, document: Document, theme: Theme, wording: Wording, marks: Marks) -> None:
        self._document, self._theme, self._wording, self._marks = document, theme, wording, marks
        self._main: Element = builder.MAIN({"id": "text", "tabindex": "-1"})
        self._section: Element = self._main
        self._statement: Element = self._main
        self._hyphens = hyphenator(document.language)
        self._depths: list[int] = []
        self._named = ""
        self._ids: set[str] = {"text", "contents", "contents-title"}
        self._statements = {
            block.code: f"statement-{_UNFIT.sub('-', block.code)}"
            for block in document.blocks
            if isinstance(block, StatementHead)
        }
        self._entries: list[Element] = []

    def body(self) -> list[Element]:
        """Skip link, head of the page, contents, text and foot."""
        blocks = list(self._document.blocks)
        front = self._front(blocks)
        for block in blocks:
            self._write(block)
        self._close()
        words = self._wording
        skip = builder.A(text(words("document.skip")), {"class": "skip"}, href="#text")
        parts = [self._contents(), self._main] if len(self._entries) > 1 else [self._main]
        page = builder.DIV(*parts, {"class": "page" if len(parts) > 1 else "page alone"})
        return [skip, front, page, builder.E.footer(builder.P(text(self._document.footer or self._document.title)))]

    # -------------------------------------------------------------------------------------------- head and contents

    def _front(self, blocks: list[Block]) -> Element:
        """The head of the page: what the document begins with, which is taken from its blocks, or its name."""
        first = blocks[0] if blocks else None
        block = first if isinstance(first, Cover | Masthead | Title) else None
        del blocks[: 1 if block else 0]
        document, brand = self._document, self._theme.brand.name
        title = document.title if block is None else block.text if isinstance(block, Title) else block.title
        over = document.running_head if block is None or isinstance(block, Title) else block.over_title
        lines = () if block is None or isinstance(block, Title) else (block.note, brand)
        heading = builder.E(self._heading(1), text(title))
        if isinstance(block, Title):
            heading.set("id", self._new_id(block.anchor))
        parts = [builder.P(text(over), {"class": "over"})] if over and over != title else []
        parts.append(heading)
        if isinstance(block, Cover) and block.subtitle:
            parts.append(builder.P(text(block.subtitle), {"class": "subtitle"}))
        parts += [builder.P(text(line), {"class": "note"}) for line in lines if line]
        self._named = title
        return builder.E.header(builder.DIV(*parts))

    def _contents(self) -> Element:
        shown = next((block.title for block in self._document.blocks if isinstance(block, Contents)), "")
        title = shown or self._wording("document.contents")
        return builder.E.nav(
            builder.H2(text(title), {"id": "contents-title"}),
            builder.OL(*self._entries),
            {"id": "contents", "aria-labelledby": "contents-title"},
        )

    def _entry(self, anchor: str, title: str, code: str = "", kind: str = "", hue: str = "") -> None:
        badge: tuple[Element | str, ...] = (builder.SPAN(text(code), {"class": f"badge {hue}"}), " ") if code else ()
        heard = (unseen(f"{kind} "),) if kind else ()
        self._entries.append(builder.LI(builder.A(*heard, *badge, text(title), href=f"#{anchor}")))

    # -------------------------------------------------------------------------------------------- blocks

    def _write(self, block: Block) -> None:
        match block:
            case Title():
                self._title(block)
            case SectionOpener():
                self._opener(block)
            case StatementHead():
                self._statement_head(block)
            case IndicatorGroup():
                self._statement = self._section
                self._add(*self._group(block))
            case Cover() | Masthead():
                self._open("fresh", block.title)
                lines = (block.over_title, block.subtitle if isinstance(block, Cover) else "", block.note)
                self._add(builder.E(self._heading(_CHAPTER), text(block.title)), *_small(lines))
            case BackCover():
                self._open("fresh")
                self._add(*_small(block.lines))
            case Notes():
                self._open("fresh", block.title)
                self._add(builder.E(self._heading(_CHAPTER), text(block.title)), _room("lines"))
            case Contents():
                pass  # stands beside the text, or before it
            case _:
                self._add(*self._plain(block))

    def _plain(self, block: Text | Table | Voices | DistributionChart | HeaderFields) -> Iterator[Element]:
        match block:
            case Text():
                made = prose_elements(block.prose, self._marks, self._prose_heading, block.scale)
                yield builder.DIV(*made, {"class": "prose lead" if block.lead else "prose"})
            case Table():
                yield table(
                    block, self._marks, self._named, {} if self._in_statement else self._statements, self._hyphens
                )
            case DistributionChart():
                yield chart(block, self._marks)
            case Voices():
                yield from self._voices(block)
            case HeaderFields():
                yield builder.E(self._heading(_GROUP), text(block.title))
                asked = (builder.DIV(builder.DT(text(f.label)), builder.DD(_room("line"))) for f in block.fields)
                yield builder.DL(*asked, {"class": "asked"})

    def _title(self, title: Title) -> None:
        classes = " ".join(filter(None, ("fresh" if title.new_page else "", "wide" if title.wide else "")))
        anchor = self._open(classes, title.text, title.anchor)
        self._entry(anchor, title.text)
        self._add(builder.E(self._heading(_CHAPTER), text(title.text)))

    def _opener(self, opener: SectionOpener) -> None:
        hue = self._hue(opener.index)
        fresh = "fresh " if opener.new_page or opener.full_page else ""
        anchor = self._open(f"{fresh}{hue}", opener.title, opener.anchor)
        self._entry(anchor, opener.title, opener.code, opener.kind, hue)
        heading: Element = builder.E(self._heading(_CHAPTER), {"class": "band"})
        for words, class_ in ((opener.kind, "kind"), (opener.code, "code"), (opener.title, "name")):
            if words:
                part: Element = builder.SPAN(text(words), {"class": class_})
                part.tail = " "
                heading.append(part)
        self._add(heading)
        self._add(*self._prose(opener.introduction))

    def _statement_head(self, head: StatementHead) -> None:
        name = head.name or head.code
        self._named = head.code if name == head.code else f"{head.code} {name}"
        anchor = self._new_id(self._statements[head.code])
        badge = builder.SPAN(text(head.code), {"class": "badge"})
        heading = builder.E(self._heading(_STATEMENT), badge, *((" ", text(name)) if head.name else ()))
        top = builder.DIV(heading, {"class": "head"})
        if head.text:
            top.append(builder.P(text(head.text), {"class": "words"}))
        if head.finding:
            top.append(builder.P(text(head.finding), {"class": "finding"}))
        self._statement = builder.DIV(top, {"class": f"statement {self._hue(head.section_index)}", "id": anchor})
        self._section.append(self._statement)

    def _voices(self, block: Voices) -> Iterator[Element]:
        if block.label:
            yield builder.E(self._heading(_VOICES), text(block.label), {"class": "asked-for"})
        said = []
        for voice in block.voices:
            who = [builder.P(isolated(voice.who), {"class": "who"})] if voice.who else []
            said.append(builder.LI(*who, builder.BLOCKQUOTE(text(voice.text), {"class": "words", "dir": "auto"})))
        yield builder.UL(*said, {"class": "voices"})

    def _group(self, group: IndicatorGroup) -> Iterator[Element]:
        if group.title:
            yield builder.E(self._heading(_GROUP), text(group.title))
        for card in group.cards:
            yield self._card(card)

    def _card(self, card: StatementCard) -> Element:
        badge = builder.SPAN(text(card.code), {"class": "badge"})
        name = () if card.name == card.code else (" ", text(card.name))
        heading = builder.E(self._heading(_STATEMENT), badge, *name)
        return builder.DIV(
            builder.DIV(heading, *self._prose(card.text), {"class": "head"}),
            builder.DL(*(self._box(box) for box in card.boxes), {"class": "asked"}),
            {"class": f"statement {self._hue(card.section_index)}"},
        )

    def _box(self, box: AnswerBox) -> Element:
        """What is asked: the levels to choose from, or room to write."""
        levels = [builder.LI(self._marks.mark(level), " ", text(level.label)) for level in box.levels]
        answer = builder.UL(*levels, {"class": "legend"}) if levels else _room("box")
        return builder.DIV(builder.DT(text(box.label)), builder.DD(answer))

    def _prose(self, prose: Prose) -> list[Element]:
        return list(prose_elements(prose, self._marks, self._prose_heading))

    # -------------------------------------------------------------------------------------------- where we are

    @property
    def _in_statement(self) -> bool:
        return self._statement is not self._section

    def _add(self, *parts: Element) -> None:
        self._statement.extend(parts)

    def _open(self, classes: str, named: str = "", anchor: str = "") -> str:
        """A new section of the page; returns its id, when it has an anchor."""
        self._close()
        self._section = self._statement = builder.SECTION({"class": classes} if classes else {})
        self._main.append(self._section)
        self._named = named or self._named
        if not anchor:
            return ""
        id_ = self._new_id(f"part-{_UNFIT.sub('-', anchor)}")
        self._section.set("id", id_)
        return id_

    def _close(self) -> None:
        """A way back to the contents at the end of each section that they name."""
        if self._section.get("id") and self._section is not self._main:
            link = builder.A(text(self._wording("document.back")), href="#contents")
            self._section.append(builder.P(link, {"class": "back"}))

    def _heading(self, wanted: int) -> str:
        """The tag of a heading: one below the last one that stands above it, so that no level is left out."""
        while self._depths and self._depths[-1] >= wanted:
            self._depths.pop()
        self._depths.append(wanted)
        return f"h{len(self._depths)}"

    def _prose_heading(self, depth: int) -> str:
        return self._heading(depth + 1)

    def _new_id(self, wanted: str) -> str:
        id_, number = text(wanted), 1
        while id_ in self._ids:
            number += 1
            id_ = f"{wanted}-{number}"
        self._ids.add(id_)
        return id_

    def _hue(self, index: int) -> str:
        return f"hue-{index % len(self._theme.colours.sections)}"


def _room(kind: str) -> Element:
    """Room to write by hand."""
    return builder.DIV({"class": f"room {kind}"})


def _small(lines: Sequence[str]) -> list[Element]:
    return [builder.P(text(line), {"class": "small"}) for line in lines if line]
