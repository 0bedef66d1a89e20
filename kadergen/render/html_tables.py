"""Tables and distribution charts of a page of HTML.

A table of many columns becomes a card for each row on a narrow screen. That takes its rows and cells their roles, so
they are said outright; each cell then shows its column's head.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain, pairwise, repeat
from typing import Final

from lxml.html import builder

from kadergen.documents.blocks import (
    Cell,
    CellField,
    CellKind,
    CellTally,
    CellText,
    DistributionChart,
    DistributionRow,
    Table,
)
from kadergen.layout.linebreak import Hyphenator
from kadergen.render.html_marks import Marks, unseen
from kadergen.render.html_page import Element, text

# Up to so many columns a table fits on a phone; up to so many beside each other on a tablet.
_PHONE: Final = 2
_TABLET: Final = 4
# So many characters stand beside each other in a table of few columns and of many, where it is no cards.
_LINE: Final = 66
_LONG_LINE: Final = 80
_LEAST_WORD: Final = 12  # shorter words never part
_SOFT_HYPHEN: Final = "\u00ad"
_HEADS_ROW: Final = (CellKind.PLAIN, CellKind.STRONG)


def table(block: Table, marks: Marks, caption: str, links: Mapping[str, str], hyphens: Hyphenator | None) -> Element:
    """The table with its blank rows. `links` leads from a code to its place on the page; `hyphens`
    knows where words of the heads may part.
    """
    heads = [text(column.head) for column in block.columns]
    cells = [part for row in block.rows for cell in row for part in cell]
    classes = ["quiet" if block.quiet else "full", _breadth(len(heads))]
    if any(isinstance(part, CellField) for part in cells) or block.blank_rows or block.fill_page:
        classes.append("ruled")
    if any(isinstance(part, CellTally) for part in cells):
        classes.append("tallies")
    if block.row_height:
        classes.append("high")
    if heads and not heads[0]:
        classes.append("coded")
    parts: list[Element] = [builder.CAPTION(text(caption), {"class": "unseen"})]
    total = sum(column.weight for column in block.columns) or 1.0
    widths = [f"w-{round(100 * column.weight / total)}" for column in block.columns]
    if any(heads):
        head = builder.TR(*(_head(h, w, hyphens) for h, w in zip(heads, widths, strict=True)), {"role": "row"})
        parts.append(builder.THEAD(head, {"role": "rowgroup"}))
    # A code is ours in a column without a head alone; elsewhere somebody may have written it.
    codes = links if heads and not heads[0] else {}
    rows = [_row(row, heads, marks, codes) for row in block.rows]
    rows += [_blank(heads) for _ in range(block.blank_rows)]
    parts.append(builder.TBODY(*rows, {"role": "rowgroup"}))
    made = builder.TABLE(*parts, {"class": " ".join(filter(None, classes)), "role": "table"})
    _part_long_words(made, len(heads))
    return made


def chart(block: DistributionChart, marks: Marks) -> Element:
    """The bars, under what their parts mean. Where the rows have names it is a table, of names and bars."""
    parts: list[Element] = []
    if block.legend:
        entries = [builder.LI(marks.mark(level), " ", text(level.label)) for level in block.levels]
        if block.blank_label and any(row.blank for row in block.rows):
            entries.append(builder.LI(builder.SPAN({"class": "open"}), " ", text(block.blank_label)))
        parts.append(builder.UL(*entries, {"class": "legend"}))
    if not any(row.label for row in block.rows):
        bars = [_bar(row, block, marks) for row in block.rows]
        return builder.E.figure(*parts, *bars, {"class": "chart", "aria-label": text(block.alternative)})
    rows = [
        builder.TR(
            builder.TH(builder.SPAN(text(row.label), {"dir": "auto"}), scope="row", role="rowheader"),
            builder.TD(_bar(row, block, marks), role="cell"),
            role="row",
        )
        for row in block.rows
    ]
    caption = builder.CAPTION(text(block.alternative), {"class": "unseen"})
    parts.append(builder.TABLE(caption, builder.TBODY(*rows, role="rowgroup"), role="table"))
    return builder.E.figure(*parts, {"class": "chart"})


def _bar(row: DistributionRow, block: DistributionChart, marks: Marks) -> Element:
    parts = [marks.part(level, count) for level, count in row.counts if count]
    if row.blank:
        said = builder.B(str(row.blank))
        parts.append(builder.SPAN(said, unseen(f" {block.blank_label} "), {"class": f"part none g-{row.blank}"}))
    if rest := block.most - row.total:
        parts.append(builder.SPAN({"class": f"rest g-{rest}"}))
    if not row.total:
        parts = [builder.SPAN("–", {"class": "faint"})]
    return builder.DIV(*parts, {"class": "bar"})


def _part_long_words(made: Element, columns: int) -> None:
    """Marks the words that may part anywhere: the longest, as many as it takes to let all columns stand on one line."""
    longest = [_LEAST_WORD] * columns
    for row in made.iter("tr"):
        for column, cell in enumerate(row):
            longest[column] = max(longest[column], *(_longest(words.text) for words in cell.iter("p")), 0)
    line = _LINE if columns <= _TABLET else _LONG_LINE
    most = max(longest, default=0)
    while most > _LEAST_WORD and sum(min(width, most) for width in longest) > line:
        most -= 1
    for words in made.iter("p"):
        if _longest(words.text) > most:
            words.set("class", f"{words.get('class', '')} long".strip())


def _longest(words: str | None) -> int:
    return max(map(len, (words or "").split()), default=0)


def _breadth(columns: int) -> str:
    return "" if columns <= _PHONE else "cards" if columns <= _TABLET else "cards many"


def _head(head: str, width: str, hyphens: Hyphenator | None) -> Element:
    """A column's head. A long word in it may part; then the whole word is said apart, since some programs would read
    its parts.
    """
    if not head:
        return builder.TD({"class": width, "role": "cell"})
    parted = " ".join(_parted(word, hyphens) for word in head.split(" "))
    said = {"aria-label": head} if parted != head else {}
    return builder.TH(parted, {"class": width, "scope": "col", "role": "columnheader", **said})


def _parted(word: str, hyphens: Hyphenator | None) -> str:
    if hyphens is None or len(word) < _LEAST_WORD or not word.isalpha():
        return word
    places = [0, *hyphens.positions(word), len(word)]
    return _SOFT_HYPHEN.join(word[start:end] for start, end in pairwise(places))


def _row(row: tuple[Cell, ...], heads: list[str], marks: Marks, links: Mapping[str, str]) -> Element:
    cells = [
        _cell(cell, head, marks, links, first=not place and len(row) > 1)
        for place, (cell, head) in enumerate(zip(row, chain(heads, repeat("")), strict=False))
    ]
    return builder.TR(*cells, {"role": "row"})


def _blank(heads: list[str]) -> Element:
    """A row to write in by hand."""
    return builder.TR(*(builder.TD() for _ in heads), {"class": "blank", "aria-hidden": "true"})


def _cell(cell: Cell, head: str, marks: Marks, links: Mapping[str, str], *, first: bool) -> Element:
    """A cell; the first of a row is its head, when it is words."""
    content = list(_parts(cell, marks))
    lead = cell[0] if cell else None
    shown = {"data-head": head} if head else {}
    if not (first and isinstance(lead, CellText) and lead.text.strip() and lead.kind in _HEADS_ROW):
        return builder.TD(*content, {**shown, "role": "cell"})
    if lead.text in links:
        content[0] = builder.P(builder.A(text(lead.text), href=f"#{links[lead.text]}"), {"class": "strong"})
    return builder.TH(*content, {**shown, "scope": "row", "role": "rowheader"})


def _parts(cell: Cell, marks: Marks) -> Iterator[Element]:
    for part in cell:
        match part:
            case CellText():
                if part.text.strip():
                    yield builder.P(text(part.text), {"class": f"{part.kind.value} words", "dir": "auto"})
            case CellTally():
                counts = [marks.count(level, count) for level, count in part.counts if count]
                yield builder.SPAN(*counts, {"class": "tally"}) if counts else builder.P("–", {"class": "faint"})
            case CellField():
                yield builder.DIV({"class": "room"})
