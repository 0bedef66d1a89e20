"""Who answered: participants as the results name them, and the groups that they are counted by.

The rule of an anonymous result (nobody can be told apart by their party):

1. A party that is no option of the form counts as "not given": words that someone typed may be a name.
2. All groups of fewer than `SMALLEST` respondents become one group, "other".
3. Is that group still too small, then the next smallest joins it (of two that are as small, the one later in the
   framework's order), until it is large enough or everyone is in it.

So every group that is shown has at least `SMALLEST` respondents, and so has what remains when the shown groups are
taken from the total. Only fewer than `SMALLEST` forms in all cannot be protected; the report says so.

Working levels (policy, practice) are groups of their own over the same people, so a level could be told apart with the
help of the parties: were all of one party practice, then practice less that party would be a few known people. Hence:

4. Levels are merged as parties are, and further until no set of levels differs from any set of parties by fewer than
   `SMALLEST` people: whoever adds and subtracts the tallies that are shown, in whatever way, gets those of nobody, or
   of at least so many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from kadergen.model.consolidation import Group, Participant
from kadergen.model.framework import Framework
from kadergen.model.response import Response

SMALLEST: Final = 3

# Ids of our own; an option's id never begins with "_".
UNKNOWN: Final = "_unknown"
MERGED: Final = "_merged"
ALL: Final = "_all"
_OWN: Final = {
    MERGED: ("report.party-merged", "report.party-merged-short"),
    ALL: ("report.party-all", "report.party-all"),
    UNKNOWN: ("report.party-unknown", "report.party-unknown-short"),
}
_OWN_LEVELS: Final = {
    MERGED: ("report.level-merged", "report.level-merged"),
    ALL: ("report.party-all", "report.party-all"),
    UNKNOWN: ("report.level-unknown", "report.level-unknown"),
}
_PARTY: Final = "party"
_LEVEL: Final = "level"
# With more levels than this, all are taken together: nobody can check all sets of them.
_MOST_LEVELS: Final = 10


def build_groups(
    framework: Framework, responses: Sequence[Response], *, anonymous: bool
) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The groups in the framework's order, and for each response the id of its group."""
    parties = [_chosen(framework, _PARTY, response.respondent.party, anonymous=anonymous) for response in responses]
    if anonymous:
        merged = merge_small(_in_order(framework, _PARTY, Counter(parties)))
        parties = [merged[party] for party in parties]
    return _groups(framework, _PARTY, parties), tuple(parties)


def build_level_groups(
    framework: Framework, responses: Sequence[Response], parties: Sequence[str], *, anonymous: bool
) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The groups by working level in the framework's order, and for each response the id of its group.

    `parties` is each response's group by party. Nothing where the form does not ask for a level: no groups, no ids.
    """
    if framework.respondent_field(_LEVEL) is None:
        return (), ()
    levels = [_chosen(framework, _LEVEL, response.respondent.level, anonymous=anonymous) for response in responses]
    if anonymous:
        sizes = _in_order(framework, _LEVEL, Counter(levels))
        merged = merge_levels(sizes, Counter(zip(levels, parties, strict=True)))
        levels = [merged[level] for level in levels]
    return _groups(framework, _LEVEL, levels), tuple(levels)


def merge_small(sizes: Mapping[str, int]) -> dict[str, str]:
    """Party → group, so that every group has at least `SMALLEST` respondents (see the rule above).

    `sizes` is party → respondents, in the framework's order.
    """
    small = {party for party, size in sizes.items() if size < SMALLEST}
    if small:
        larger = _by_size(sizes, sizes.keys() - small)
        while larger and sum(sizes[party] for party in small) < SMALLEST:
            small.add(larger.pop(0))
    return _together(sizes, small)


def merge_levels(sizes: Mapping[str, int], cells: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Level → group, so that levels tell nobody apart, not with the help of the parties either (rule 4 above).

    `sizes` is level → respondents in the framework's order; `cells` is (level, group by party) → respondents.
    """
    merged = merge_small(sizes)
    small = {level for level, group in merged.items() if group != level}
    larger = _by_size(sizes, sizes.keys() - small)
    # One level added to none is no group of several yet, so the first step takes two.
    while larger and _tells_apart(_together(sizes, small), cells):
        small.add(larger.pop(0))
        if len(small) == 1 and larger:
            small.add(larger.pop(0))
    return _together(sizes, small)


def _tells_apart(merged: Mapping[str, str], cells: Mapping[tuple[str, str], int]) -> bool:
    """Whether some set of level groups and some set of parties differ by one or two people.

    A sum of tallies, each with any factor, in which fewer than `SMALLEST` people are left is such a difference, or
    several on top of each other; so this is all that there is to check. For each set of levels the parties that come
    nearest to it are those of which more than half is in it; any other set of parties differs by more, or by a whole
    party, which is large enough.
    """
    groups = sorted(set(merged.values()))
    if len(groups) > _MOST_LEVELS:
        return True
    parties = {party for _, party in cells}
    for number in range(1, len(groups) + 1):
        for chosen in combinations(groups, number):
            inside, outside = Counter[str](), Counter[str]()
            for (level, party), count in cells.items():
                (inside if merged[level] in chosen else outside)[party] += count
            if 0 < sum(min(inside[party], outside[party]) for party in parties) < SMALLEST:
                return True
    return False


def _by_size(sizes: Mapping[str, int], wanted: Iterable[str]) -> list[str]:
    """The smallest first; of two that are as small, the one later in the order of `sizes`."""
    order = {group: place for place, group in enumerate(sizes)}
    return sorted(wanted, key=lambda group: (sizes[group], -order[group]))


def _together(sizes: Mapping[str, int], small: Collection[str]) -> dict[str, str]:
    together = ALL if len(small) == len(sizes) else MERGED
    return {group: together if group in small else group for group in sizes}


def build_participants(framework: Framework, responses: Sequence[Response]) -> tuple[Participant, ...]:
    """Every respondent under the name that the results use, in the order of the responses."""
    groups, parties = build_groups(framework, responses, anonymous=False)
    by_id = {group.id: group for group in groups}
    return tuple(
        _participant(framework, index, response, by_id[party])
        for index, (response, party) in enumerate(zip(responses, parties, strict=True))
    )


def _participant(framework: Framework, index: int, response: Response, group: Group) -> Participant:
    respondent = response.respondent
    number, known = index + 1, group.id != UNKNOWN
    label = respondent.name.strip() or respondent.organisation.strip()
    if not label:
        key = "report.respondent-party" if known else "report.respondent"
        label = framework.wording(key, number=number, party=group.singular)
    # A name that says the party already ("Deelnemer 3, gemeente") does not get it twice.
    said = not known or group.singular.casefold() in label.casefold()
    return Participant(
        index=index,
        name=respondent.name,
        organisation=respondent.organisation,
        party=group.id,
        party_label=group.label,
        level=respondent.level,
        level_label=_level_label(framework, respondent.level),
        date=respondent.date,
        file=response.source.file,
        sha256=response.source.sha256,
        label=label,
        who=label if said else framework.wording("report.who", label=label, party=group.singular),
    )


def _chosen(framework: Framework, field: str, given: str, *, anonymous: bool) -> str:
    """The party or level that was given: an option's id, the words found, or `UNKNOWN`."""
    chosen = given.strip()
    if anonymous and chosen not in _options(framework, field):
        return UNKNOWN
    return chosen or UNKNOWN


def _options(framework: Framework, field: str) -> dict[str, Group]:
    """The framework's parties or levels, id → group without respondents."""
    asked = framework.respondent_field(field)
    return (
        {o.id: Group(o.id, o.label, o.singular or o.label, o.plural or o.label, 0) for o in asked.options}
        if asked
        else {}
    )


def _in_order(framework: Framework, field: str, sizes: Mapping[str, int]) -> dict[str, int]:
    """Those that were given: the options in their order, then words as found, then the groups of our own."""
    known = [group for group in _options(framework, field) if group in sizes]
    own = [group for group in _OWN if group in sizes]
    found = sorted(sizes.keys() - {*known, *own}, key=lambda group: (group.casefold(), group))
    return {group: sizes[group] for group in (*known, *found, *own)}


def _groups(framework: Framework, field: str, given: Sequence[str]) -> tuple[Group, ...]:
    return tuple(
        _group(framework, field, group, size) for group, size in _in_order(framework, field, Counter(given)).items()
    )


def _group(framework: Framework, field: str, group: str, size: int) -> Group:
    own = _OWN_LEVELS if field == _LEVEL else _OWN
    if group in own:
        label, short = (framework.wording(key) for key in own[group])
        return Group(group, label, short, short, size)
    option = _options(framework, field).get(group, Group(group, group, group, group, 0))
    return replace(option, respondents=size)


def _level_label(framework: Framework, level: str) -> str:
    return _options(framework, _LEVEL).get(level, Group(level, level, level, level, 0)).label
