"""The seed texts and a framework's content, both brought to plain words so that they can be compared.

White space, line breaks, hyphens at a line's end, capital headings and Markdown signs make no difference; every other
character does. What the PDF pages repeat (running heads, page numbers, the scale beside each statement) is listed in
`FURNITURE`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kadergen.model.framework import Chapter, Framework, PlanPart, Section
from kadergen.model.text import Heading, Paragraph, Prose, Quotation, ScaleTable, TextList, plain_spans

SEEDS = Path(__file__).resolve().parents[1] / "data" / "seeds"
KWALITEITSKADER = SEEDS / "kwaliteitskader-housing-first.txt"
HOUDING_FIRST = SEEDS / "houding-first.txt"

# Lines that are on a page because it is a page. Those of the first kind go; of the second, the first one stays.
FURNITURE = re.compile(
    r"Indicator Kleurscore Reflectie Acties|Principe \d: .*|Kwaliteitskader Housing First \| \d+|https?://\S+"
    r"|\*\*housing|first\*\* NEDERLAND|# housing first|NEDERLAND"
)
REPEATED = re.compile(r"Op orde|In ontwikkeling|Niet op orde|Plan van aanpak|Samenwerking|Kwaliteitsbewaking")


def normal(text: str) -> str:
    """One line, single spaces, hyphens at line ends mended, no Markdown signs, no capitals."""
    text = re.sub(r"(?<=\w)-\n(?=\w)", "-", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^#+ ", "", text, flags=re.MULTILINE)
    return " ".join(text.replace("*", "").split()).casefold()


def seed_lines(path: Path) -> Iterator[str]:
    """The seed's lines without the page's furniture; a page's first line is set apart by an empty one."""
    seen: set[str] = set()
    for line in path.read_text(encoding="utf-8").split("\n"):
        words = line.strip()
        if FURNITURE.fullmatch(words):
            continue
        if REPEATED.fullmatch(words):
            if words in seen:
                continue
            seen.add(words)
        if line.startswith(" "):
            yield ""
        yield words


def seed_fragments(path: Path) -> list[str]:
    """The sentences of the seed; one that a page or a column cut in two is two fragments."""
    blocks = "\n".join(seed_lines(path)).split("\n\n")
    sentences = (re.split(r"(?<=[.!?:;])\s+(?=\S)", normal(block)) for block in blocks)
    return [sentence for block in sentences for sentence in block if sentence]


def seed_text(path: Path) -> str:
    """All words of the seed in one line, in the page's order."""
    return normal("\n".join(seed_lines(path)))


def words(text: str) -> Counter[str]:
    """How often each word stands there; marks of punctuation belong to their word."""
    return Counter(text.split())


def prose_units(prose: Prose, framework: Framework) -> Iterator[str]:
    """The paragraphs, headings and list items."""
    for block in prose:
        match block:
            case Paragraph(spans) | Heading(_, spans):
                yield plain_spans(spans)
            case TextList(items):
                for item in items:
                    yield from prose_units(item, framework)
            case Quotation(inner):
                yield from prose_units(inner, framework)
            case ScaleTable():
                yield from scale_units(framework)


def scale_units(framework: Framework) -> Iterator[str]:
    """The explanatory table, row by row."""
    if framework.scale:
        yield " ".join(framework.scale.columns)
        for level in framework.scale.levels:
            yield level.colour_name
            yield f"{level.label} {level.explanation}"


def section_units(section: Section, framework: Framework) -> Iterator[str]:
    """Opener and statements, in order."""
    yield f"{section.kind} {section.code} {section.title}" if section.kind else section.title
    yield from prose_units(section.introduction, framework)
    for indicator in section.indicators:
        if indicator.title:
            yield indicator.title
        for statement in indicator.statements:
            yield from prose_units(statement.text, framework)


def content_units(framework: Framework, *, plan: bool = True) -> list[str]:
    """Every text of the authors in the order of the parts, normalised; `plan` is False where the plan is ours."""
    units: list[str] = []
    for part in framework.parts:
        match part:
            case Chapter(title=title, prose=prose):
                units += [title, *prose_units(prose, framework)]
            case Section():
                units += section_units(part, framework)
            case PlanPart():
                if plan:
                    template = framework.plan
                    columns = " ".join(column.label for column in template.columns)
                    units += [template.title, *prose_units(template.instruction, framework), columns]
    return [normal(unit) for unit in units]
