"""Scores in tables: the traffic-light matrix of statements and parties, and the scores of a single statement.

The report shows all statements in them, the agenda those that the meeting is about. Who gave no score is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kadergen.documents.blocks import Cell, CellKind, CellTally, CellText, Table, TableColumn
from kadergen.model.consolidation import Consolidation, Group, StatementResult, Tally
from kadergen.model.framework import ItemFieldKind

# More parties than this do not fit beside each other; then they stand below each other.
_MOST_PARTY_COLUMNS: Final = 6
# Shares of the width: code, name, each party, total, without a score. With more parties all is narrower but they.
_FEW_PARTIES: Final = 5
_WIDE: Final = (0.65, 2.2, 1.1, 1.75, 0.8)
_NARROW: Final = (0.65, 1.7, 1.2, 1.45, 0.7)
# The same for parties, their total and working levels together.
_MOST_COLUMNS: Final = 8


def matrix_table(consolidation: Consolidation, results: Iterable[StatementResult]) -> Table:
    """A row per statement: its tally for each party (where they fit beside each other), in total, and without a score.

    The framework has a scale; the order is that of `results`.
    """
    words = consolidation.framework.wording
    groups = _columns_of_groups(consolidation)
    code, label, party, total, blank = _NARROW if len(groups) > _FEW_PARTIES else _WIDE
    return Table(
        columns=(
            TableColumn("", code),
            TableColumn(words("report.statement"), label),
            *(TableColumn(group.label, 1.6 if len(groups) <= 3 else party) for group in groups),
            TableColumn(words("report.total"), total),
            TableColumn(words("report.blank"), blank),
        ),
        rows=tuple(
            (
                (CellText(result.code, CellKind.STRONG),),
                plain_cell(result.label),
                *((tally_of(consolidation, result.by_party[group.id]),) for group in groups),
                (tally_of(consolidation, result.total),),
                plain_cell(str(result.total.blank) if result.total.blank else ""),
            )
            for result in results
        ),
        quiet=True,
    )


def score_table(consolidation: Consolidation, section_index: int, result: StatementResult) -> Table:
    """The tallies of one statement by party, in total and, where there is room, by working level.

    Who gave no score is counted apart, under each of them. The framework has a scale.
    """
    words = consolidation.framework.wording
    groups = _columns_of_groups(consolidation)
    total = _with_blank(consolidation, result.total)
    if groups or len(consolidation.groups) == 1:
        levels = consolidation.level_groups if _levels_fit(consolidation) else ()
        return Table(
            columns=(
                *(TableColumn(group.label) for group in groups),
                TableColumn(words("report.total"), 1.15),
                *(TableColumn(level.label) for level in levels),
            ),
            rows=(
                (
                    *(_with_blank(consolidation, result.by_party[group.id]) for group in groups),
                    total,
                    *(_with_blank(consolidation, result.by_level[level.id]) for level in levels),
                ),
            ),
            section_index=section_index,
            quiet=True,
        )
    by_party = ((plain_cell(g.label), _with_blank(consolidation, result.by_party[g.id])) for g in consolidation.groups)
    return Table(
        columns=(TableColumn(party_head(consolidation)), TableColumn("", 2.0)),
        rows=(*by_party, ((CellText(words("report.total"), CellKind.STRONG),), total)),
        section_index=section_index,
        quiet=True,
    )


def level_table(consolidation: Consolidation, section_index: int, result: StatementResult) -> Table | None:
    """The tallies of one statement by working level; None where that was not asked or `score_table` has them."""
    if not consolidation.level_groups or _levels_fit(consolidation):
        return None
    return Table(
        columns=tuple(TableColumn(level.label) for level in consolidation.level_groups),
        rows=(tuple(_with_blank(consolidation, result.by_level[level.id]) for level in consolidation.level_groups),),
        section_index=section_index,
        quiet=True,
    )


def tally_of(consolidation: Consolidation, tally: Tally) -> CellTally:
    """A tally as a part of a cell; empty in a framework without a scale."""
    scale = consolidation.framework.scale
    return CellTally(tuple((scale.level(level), count) for level, count in tally.counts.items()) if scale else ())


def party_head(consolidation: Consolidation) -> str:
    """What the parties are called together: the label of that question in the form."""
    field = consolidation.framework.respondent_field("party")
    return field.label if field else consolidation.framework.wording("report.party")


def asks_for_scores(consolidation: Consolidation) -> bool:
    """Whether the framework's form asks for a score at all."""
    framework = consolidation.framework
    return framework.scale is not None and framework.field_of_kind(ItemFieldKind.SCORE) is not None


def plain_cell(text: str) -> Cell:
    """A cell of plain words, empty for none."""
    return (CellText(text),) if text else ()


def _columns_of_groups(consolidation: Consolidation) -> tuple[Group, ...]:
    """The groups that get a column: none where there is but one, or where they are too many."""
    return consolidation.groups if 1 < len(consolidation.groups) <= _MOST_PARTY_COLUMNS else ()


def _levels_fit(consolidation: Consolidation) -> bool:
    """Whether the working levels stand in columns beside the parties."""
    parties = len(_columns_of_groups(consolidation))
    if not parties and len(consolidation.groups) != 1:
        return False
    return parties + len(consolidation.level_groups) < _MOST_COLUMNS


def _with_blank(consolidation: Consolidation, tally: Tally) -> Cell:
    shown = tally_of(consolidation, tally)
    if not tally.blank:
        return (shown,)
    blank = CellText(f"{consolidation.framework.wording('report.blank')}: {tally.blank}", CellKind.FAINT)
    return (shown, blank) if tally.scored else (blank,)
