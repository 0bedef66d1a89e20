"""The booklet: the whole framework to read, to write in by hand and to print, in the order of its parts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from kadergen.documents.blocks import BackCover, Block, Contents, Cover, Document, Medium, Notes, Text, Title
from kadergen.documents.parts import chosen_sections, plan_blocks, section_blocks, tabs, typography_of, version_name
from kadergen.model.framework import Chapter, Framework, PlanPart, Section
from kadergen.model.instrument import Instrument
from kadergen.model.text import Paragraph, plain

# A chapter's first paragraph is set larger, as a way in, when it is no longer than this (characters).
_LONGEST_LEAD: Final = 600


def build_booklet(framework: Framework, instrument: Instrument, sections: Collection[str] | None = None) -> Document:
    """The booklet, or with `sections` (ids) only these; chapters and plan always stay."""
    words = framework.wording
    chosen = chosen_sections(framework, sections)
    indices = {section.id: index for index, section in chosen}
    version = version_name(framework)
    blocks: list[Block] = [
        Cover(framework.title, framework.subtitle, framework.publisher, version),
        Contents(words("document.contents")),
    ]
    for part in framework.parts:
        match part:
            case Chapter():
                blocks += _chapter(framework, part)
            case Section() if part.id in indices:
                blocks += section_blocks(framework, instrument, indices[part.id], part, full_page=True)
            case PlanPart():
                blocks += plan_blocks(framework, instrument, fields=False)
            case _:
                pass
    blocks.append(Notes(words("document.notes")))
    source = f"{words('booklet.source')}: {framework.source}" if framework.source else ""
    blocks.append(BackCover((f"{framework.title} · {version}", framework.publisher, source, framework.rights)))
    return Document(
        title=framework.title,
        language=framework.language,
        medium=Medium.PAPER,
        blocks=tuple(blocks),
        running_head=framework.title,
        footer=version,
        subject=framework.subtitle,
        identity=instrument.identity,
        tabs=tabs(chosen),
    )


def _chapter(framework: Framework, chapter: Chapter) -> list[Block]:
    typography = typography_of(framework)
    prose = typography.prose(chapter.prose)
    blocks: list[Block] = [Title(typography.text(chapter.title), f"chapter-{chapter.id}")]
    has_lead = len(prose) > 1 and isinstance(prose[0], Paragraph) and len(plain(prose[:1])) <= _LONGEST_LEAD
    if has_lead:
        blocks.append(Text(prose[:1], framework.scale, lead=True))
        prose = prose[1:]
    return [*blocks, Text(prose, framework.scale)] if prose else blocks
