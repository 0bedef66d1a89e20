"""Tables: a header row that repeats on each page, rows that split when tall, cells of text, tallies or fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kadergen.documents.blocks import Cell, CellField, Table
from kadergen.layout.cells import GLYPH_GAP, Entry, GlyphEntry, TextEntry, cell_entries
from kadergen.layout.flow import Fixed, Flow, Piece
from kadergen.layout.placement import Node, Page, PlacedField, PlacedShape, Role, box, segment
from kadergen.layout.typesetter import Typesetter
from kadergen.model.instrument import FieldKind, FieldSpec
from kadergen.model.scale import Scale
from kadergen.units import Rect

# Rows lower than this share of a page go to the next page whole.
_WHOLE_ROW = 0.22
_BEFORE = 12.0
# A table that explains a scale and is lower than this share of a page is not parted.
_WHOLE_TABLE = 0.6
# A field's own margins (points), the leading of what is typed into it, and the most of a page that it may take.
_FIELD_INSET = 4.0
_FIELD_LEADING = 1.25
MOST_ROOM = 0.55
# How much higher than asked for a row may become, to fill its page.
_MOST_STRETCH = 1.5


@dataclass(frozen=True, slots=True)
class Grid:
    """What the rows of one table share: column edges from the left, and the look of its lines."""

    edges: tuple[float, ...]
    padding: float
    line: str
    ruled: bool

    @property
    def width(self) -> float:
        """Of the whole table."""
        return self.edges[-1]

    def inner(self, column: int) -> float:
        """Width for words in a column."""
        return self.edges[column + 1] - self.edges[column] - 2 * self.padding


@dataclass(frozen=True, slots=True)
class Row:
    """A row as a piece. `fields` may hold a field per column, `rooms` how much each needs in points; words of the same
    cell stand under it. `nodes` are one structure node for each cell, shared by its parts.
    """

    grid: Grid
    entries: tuple[tuple[Entry, ...], ...]
    nodes: tuple[Node | None, ...]
    minimum: float = 0.0
    fields: tuple[FieldSpec | None, ...] = ()
    rooms: tuple[float, ...] = ()
    whole: float = 0.0
    before: float = 0.0
    after: float = 0.0
    keep: bool = False

    @property
    def height(self) -> float:
        """Of the tallest cell, with padding."""
        rooms = self.rooms or (0.0,) * len(self.entries)
        cells = zip(self.entries, rooms, strict=True)
        tallest = max((sum(entry.height for entry in cell) + room for cell, room in cells), default=0.0)
        return max(tallest + 2 * self.grid.padding, self.minimum)

    @property
    def least(self) -> float:
        """All of a low row, and of one that has fields; of any other tall one a few lines."""
        return self.height if self.height <= self.whole or any(self.fields) else 40.0

    def split(self, room: float, *, force: bool) -> tuple[Piece, Piece] | None:
        """Each cell between two of its lines."""
        if any(self.fields) or (self.height <= self.whole and not force):
            return None
        inside = room - 2 * self.grid.padding + 0.01
        heads, tails = [], []
        for cell in self.entries:
            count, used = 0, 0.0
            while count < len(cell) and used + cell[count].height <= inside:
                used += cell[count].height
                count += 1
            heads.append(cell[:count])
            tails.append(cell[count:])
        if not any(heads):
            if not force or not any(self.entries):
                return None
            heads = [cell[:1] for cell in self.entries]
            tails = [cell[1:] for cell in self.entries]
        if not any(tails):
            return None
        head = replace(self, entries=tuple(heads), minimum=0.0)
        return head, replace(self, entries=tuple(tails), minimum=0.0)

    def place(self, setter: Typesetter, page: Page, left: float, top: float) -> None:
        """Cells, then lines."""
        height = self.height
        padding = self.grid.padding
        for column, cell in enumerate(self.entries):
            x, y = left + self.grid.edges[column], top - padding
            spec = self.fields[column] if self.fields else None
            under = sum(entry.height for entry in cell) if spec else 0.0
            if under:
                y = top - height + padding + under
            for entry in cell:
                node = self.nodes[column]
                entry.place(setter, page, x + padding, y, node or setter.root)
                y -= entry.height
            if spec:
                bottom = top - height + (under + padding if under else 0.0)
                rect = Rect(x, bottom, left + self.grid.edges[column + 1], top).inset(padding - 2, 1.8)
                node = Node(Role.FORM, self.nodes[column], alt=spec.label)
                page.add(
                    PlacedField(
                        spec,
                        rect,
                        spec.label,
                        multiline=spec.kind is FieldKind.TEXT,
                        size=setter.theme.style("table_field").size,
                        node=node,
                    )
                )
        line = self.grid.line
        page.add(PlacedShape(segment(left, top - height, left + self.grid.width, top - height), stroke=line, width=0.6))
        if self.grid.ruled:
            for edge in self.grid.edges:
                page.add(PlacedShape(segment(left + edge, top, left + edge, top - height), stroke=line, width=0.6))


def set_table(setter: Typesetter, flow: Flow, table: Table) -> None:
    """The whole table, with its blank rows; its header row again on each page."""
    node = Node(Role.TABLE, setter.root)
    grid = _grid(setter, table)
    head = _head(setter, grid, table, node)
    flow.ensure_page()
    blank: list[Cell] = [() for _ in table.columns]
    heights = _heights(flow, head.height + _BEFORE, table)
    cells = [*table.rows, *([blank] * (len(heights) - len(table.rows)))]
    rows = [_row(setter, grid, row, node, height) for row, height in zip(cells, heights, strict=True)]
    again = _head(setter, grid, table, None)

    def draw_head(setter: Typesetter, page: Page, left: float, top: float) -> None:
        head.place(setter, page, left, top)
        flow.repeat = again

    flow.add([replace(head, draw=draw_head, before=_BEFORE, keep=bool(rows)), *rows])
    least = _least(flow, table)
    if table.fill_page and least > 0 and not _alike(table):
        spare = int((flow.room + 0.01) / least)
        flow.add([_row(setter, grid, blank, node, least) for _ in range(spare)])
    flow.repeat = None
    flow.add([Fixed(0.0, lambda *_: None, after=setter.theme.spacing.heading_before)])


def scale_pieces(setter: Typesetter, scale: Scale, width: float, parent: Node) -> list[Piece]:
    """The table that explains a scale: shape and colour name, label, explanation."""
    node = Node(Role.TABLE, parent)
    style, strong = setter.theme.style("table"), setter.theme.style("table_strong")
    size = setter.theme.spacing.shape * 1.04
    beside = size + GLYPH_GAP
    padding = 2 * setter.theme.spacing.cell
    name_width = max(setter.width(level.colour_name, strong) for level in scale.levels) + beside + padding + 5
    label_width = max(max(setter.width(level.label, strong) for level in scale.levels) + padding + 2, 70)
    name_width, label_width = min(name_width, width * 0.3), min(label_width, width * 0.3)
    colours = setter.theme.colours
    grid = Grid(
        (0.0, name_width, name_width + label_width, width), setter.theme.spacing.cell, colours.line, ruled=False
    )
    pieces: list[Piece] = [replace(header(setter, grid, scale.columns, colours.main, node), before=4.0, keep=True)]
    for level in scale.levels:
        row = Node(Role.ROW, node)
        name = setter.lines(level.colour_name, strong, grid.inner(0) - beside)
        cells: list[tuple[Entry, ...]] = [
            (GlyphEntry(level, name[0], strong, size), *(TextEntry(line, strong) for line in name[1:])),
            tuple(TextEntry(line, strong) for line in setter.lines(level.label, strong, grid.inner(1))),
            tuple(TextEntry(line, style) for line in setter.lines(level.explanation, style, grid.inner(2))),
        ]
        nodes = tuple(Node(Role.CELL if column else Role.HEAD_CELL, row) for column in range(len(cells)))
        pieces.append(Row(grid, tuple(cells), nodes, whole=setter.theme.page.height))
    # A table of a few rows is seen at one glance, on one page.
    together = sum(piece.height for piece in pieces) < setter.theme.page.height * _WHOLE_TABLE
    rows = [replace(piece, keep=together) for piece in pieces[1:-1] if isinstance(piece, Row)]
    last = pieces[-1]
    if isinstance(last, Row):
        pieces[1:] = [*rows, replace(last, after=setter.theme.spacing.heading_before)]
    return pieces


def header(
    setter: Typesetter, grid: Grid, heads: Sequence[str], colour: str, table: Node | None, *, quiet: bool = False
) -> Fixed:
    """The header row as a piece, on a band of `colour` or, when quiet, in it above a line; without a table node it is
    decoration (a repeated header).
    """
    style = setter.theme.style("table_head")
    if quiet:
        style = replace(style, size=style.size * 0.9, colour=colour)
    cells = [setter.lines(head, style, grid.inner(column)) for column, head in enumerate(heads)]
    height = max((len(lines) for lines in cells), default=1) * style.leading + 2 * grid.padding - 1
    row = Node(Role.ROW, table) if table else None
    nodes = [Node(Role.HEAD_CELL, row) if row else None for _ in heads]

    def draw(setter: Typesetter, page: Page, left: float, top: float) -> None:
        if quiet:
            line = segment(left, top - height, left + grid.width, top - height)
            page.add(PlacedShape(line, stroke=colour, width=1.0))
        else:
            page.add(PlacedShape(box(Rect(left, top - height, left + grid.width, top)), fill=colour))
        for column, lines in enumerate(cells):
            setter.place_lines(
                page, lines, style, left + grid.edges[column] + grid.padding, top - grid.padding + 0.5, nodes[column]
            )

    return Fixed(height, draw)


def _head(setter: Typesetter, grid: Grid, table: Table, node: Node | None) -> Fixed:
    colour = setter.theme.colours.section(table.section_index)
    return header(setter, grid, [column.head for column in table.columns], colour, node, quiet=table.quiet)


def _grid(setter: Typesetter, table: Table) -> Grid:
    total = sum(column.weight for column in table.columns) or 1.0
    edges = [0.0]
    for column in table.columns:
        edges.append(edges[-1] + setter.theme.page.width * column.weight / total)
    fields = any(isinstance(part, CellField) for row in table.rows for cell in row for part in cell)
    ruled = fields or table.blank_rows > 0 or table.fill_page
    return Grid(tuple(edges), setter.theme.spacing.cell, setter.theme.colours.line, ruled)


def _alike(table: Table) -> bool:
    """Whether all rows are empty or fields alone, so that their height is ours to choose."""
    return all(
        not cell or (len(cell) == 1 and isinstance(cell[0], CellField) and not cell[0].room)
        for row in table.rows
        for cell in row
    )


def _least(flow: Flow, table: Table) -> float:
    """The least height of a row: where people write, at least what the theme asks for."""
    return max(table.row_height, flow.setter.theme.spacing.plan_row) if table.row_height else 0.0


def _heights(flow: Flow, head: float, table: Table) -> list[float]:
    """The least height of each row. With `fill_page`, rows that are alike fill the pages they stand on: blank ones are
    added where there is room for more, fields are spread evenly and grow.
    """
    least, count = _least(flow, table), len(table.rows) + table.blank_rows
    full = flow.setter.theme.page.height - head + _BEFORE
    if not table.fill_page or not _alike(table) or not count or least <= 0 or full < least:
        return [least] * count
    rooms = [flow.room - head] if flow.room - head >= least else []
    while sum(int(room / least) for room in rooms) < count:
        rooms.append(full)
    heights: list[float] = []
    for index, room in enumerate(rooms):
        fits = int(room / least)
        if table.blank_rows:
            here = fits
        else:
            left = count - len(heights)
            later = sum(int(other / least) for other in rooms[index + 1 :])
            here = min(fits, max(left - later, round(left * room / sum(rooms[index:]))))
        height = min(room / here, least * _MOST_STRETCH) if here else least
        heights += [height - 0.001] * here
    return heights


def _row(setter: Typesetter, grid: Grid, cells: Sequence[Cell], table: Node, minimum: float) -> Row:
    row = Node(Role.ROW, table)
    nodes = tuple(Node(Role.CELL, row) for _ in cells)
    found = [next((part for part in cell if isinstance(part, CellField)), None) for cell in cells]
    specs = tuple(part.field if part else None for part in found)
    rooms = tuple(_room(setter, part.room, grid.inner(column)) if part else 0.0 for column, part in enumerate(found))
    entries = tuple(cell_entries(setter, cell, grid.inner(column)) for column, cell in enumerate(cells))
    whole = setter.theme.page.height * _WHOLE_ROW
    return Row(grid, entries, nodes, minimum, specs, rooms, whole)


def _room(setter: Typesetter, text: str, width: float) -> float:
    """What a field needs to show this text, in points, and at most so much that its row fits on a page."""
    if not text:
        return 0.0
    style = setter.theme.style("table_field")
    lines = len(setter.lines(text.rstrip(), style, width - 2 * _FIELD_INSET))
    return min(lines * style.size * _FIELD_LEADING + 2 * _FIELD_INSET, setter.theme.page.height * MOST_ROOM)
