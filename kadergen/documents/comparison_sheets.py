"""Two rounds compared, as sheets for people who sort and filter: statements, actions, and the framework's words."""

from __future__ import annotations

from collections.abc import Iterator

from kadergen.documents.comparison import (
    FATES,
    basis_words,
    changed_words,
    differing,
    move_words,
    renamed_parts,
    standing_words,
)
from kadergen.documents.workbook import Sheet, SheetColumn, Value, Workbook
from kadergen.model.comparison import Action, Change, Comparison, Fate, Move, Side
from kadergen.model.plan import ACTION, INDICATOR, OWNER, TIMELINE
from kadergen.model.scale import Level

_WIDTHS = {INDICATOR: 30, ACTION: 56, OWNER: 24, TIMELINE: 18}


def build_comparison_workbook(comparison: Comparison) -> Workbook:
    """The same as the document, row by row."""
    framework = comparison.new.framework
    sheets = [_statements(comparison), _actions(comparison)]
    words = _words(comparison)
    if words.rows:
        sheets.append(words)
    return Workbook(
        title=f"{framework.title}: {framework.wording('compare.title')}",
        subject=framework.version_label or framework.version,
        language=framework.language,
        levels=framework.scale.levels if framework.scale else (),
        sheets=tuple(sheets),
    )


def _statements(comparison: Comparison) -> Sheet:
    """The steps as a figure to sort by and in words, then both rounds' counts."""
    words = comparison.new.framework.wording
    rounds = ((words("compare.old"), comparison.old), (words("compare.new"), comparison.new))
    scales = [(head, one.framework.scale.levels if one.framework.scale else ()) for head, one in rounds]
    counts = [
        column
        for head, levels in scales
        for column in (
            *(SheetColumn(level.label, 13, band=head, level=_coloured(comparison, level)) for level in levels),
            SheetColumn(words("report.blank"), 11, band=head),
        )
    ]

    def numbers(side: Side | None, levels: tuple[Level, ...]) -> Iterator[Value]:
        if side is None:
            yield from ("" for _ in range(len(levels) + 1))
        else:
            yield from (count for _, count in side.counts)
            yield side.blank

    return Sheet(
        words("compare.sheet-statements"),
        (
            SheetColumn(words("sheet.code"), 8, is_key=True),
            SheetColumn(words("report.statement"), 42),
            SheetColumn(words("compare.old"), 24, levels=True),
            SheetColumn(words("compare.new"), 24, levels=True),
            SheetColumn(words("compare.move"), 20),
            SheetColumn("+/−", 8),
            SheetColumn("", 18),
            *counts,
        ),
        tuple(
            (
                change.code,
                "" if change.label == change.code else change.label,
                standing_words(words, change.old),
                standing_words(words, change.new),
                move_words(words, change),
                "" if change.steps is None else int(change.steps) if change.steps.is_integer() else f"{change.steps:+}",
                "" if change.move in (Move.NEW, Move.GONE) else basis_words(words, change.basis),
                *numbers(change.old, scales[0][1]),
                *numbers(change.new, scales[1][1]),
            )
            for change in comparison.statements
        ),
    )


def _coloured(comparison: Comparison, level: Level) -> Level | None:
    """A workbook has the new round's colours; a level that is none of them stays without."""
    scale = comparison.new.framework.scale
    return level if scale and level.id in scale.level_ids else None


def _actions(comparison: Comparison) -> Sheet:
    """A row for each old action, with the first one that was found; then the new ones."""
    framework = comparison.new.framework
    words = framework.wording
    columns = [
        SheetColumn(column.label, _WIDTHS.get(column.id, 24), band=words(f"compare.{name}"), is_key=False)
        for name, one in (("old", comparison.old), ("new", comparison.new))
        for column in one.framework.plan.columns
    ]

    def cells(action: Action | None, columns: tuple[str, ...]) -> Iterator[Value]:
        yield from (action.cells[column] if action else "" for column in columns)

    before, after = comparison.old.framework.plan.column_ids, framework.plan.column_ids

    def rows() -> Iterator[tuple[Value, ...]]:
        for change in comparison.actions:
            state = words(FATES[change.fate][0])
            differs = "\n".join(changed_words(comparison, change))
            ask = words("compare.ask") if change.fate is Fate.NOT_FOUND else ""
            for place, found in enumerate(change.found or (None,)):
                said = [differs] if differs and place == 0 else []
                if found and found.left_out:
                    said.append(words("compare.left-out"))
                yield (change.old.code, state, *cells(change.old, before), *cells(found, after), "\n".join(said) or ask)
        for action in comparison.new_actions:
            yield (action.code, words("compare.new-actions"), *cells(None, before), *cells(action, after), "")

    return Sheet(
        words("compare.sheet-actions"),
        (
            SheetColumn(words("sheet.code"), 8, is_key=True),
            SheetColumn(words("compare.state"), 24, is_key=True),
            *columns,
            SheetColumn(words("compare.move"), 50),
        ),
        tuple(rows()),
    )


def _words(comparison: Comparison) -> Sheet:
    words = comparison.new.framework.wording

    def rows() -> Iterator[tuple[Value, ...]]:
        for change in comparison.reworded:
            name = change.code if change.label == change.code else f"{change.code} {change.label}"
            versions = (
                "".join(piece.text for piece in change.wording if piece.change in (kind, Change.SAME)).strip()
                for kind in (Change.GONE, Change.NEW)
            )
            yield (name, *versions, *(differing(change.wording, kind, words) for kind in (Change.GONE, Change.NEW)))
        for what, old, new in renamed_parts(comparison):
            yield (what, old, new, "", "")

    return Sheet(
        words("compare.sheet-words"),
        (
            SheetColumn(words("compare.what"), 30, is_key=True),
            SheetColumn(words("compare.old"), 60),
            SheetColumn(words("compare.new"), 60),
            SheetColumn(words("compare.gone-words", words="").strip(" :"), 30),
            SheetColumn(words("compare.new-words", words="").strip(" :"), 30),
        ),
        tuple(rows()),
    )
