"""Who answered: participants as the results name them, and the groups that they are counted by.

The rule of an anonymous result (nobody can be told apart by their party):

1. A party that is no option of the form counts as "not given": words that someone typed may be a name.
2. All groups of fewer than `SMALLEST` respondents become one group, "other".
3. Is that group still too small, then the next smallest joins it (of two that are as small, the one later in the
   framework's order), until it is large enough or everyone is in it.

So every group that is shown has at least `SMALLEST` respondents, and so has what remains when the shown groups are
taken from the total. Only fewer than `SMALLEST` forms in all cannot be protected; the report says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
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


def build_groups(
    framework: Framework, responses: Sequence[Response], *, anonymous: bool
) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The groups in the framework's order, and for each response the id of its group."""
    parties = [_party(framework, response, anonymous=anonymous) for response in responses]
    sizes = _in_order(framework, Counter(parties))
    if anonymous:
        merged = merge_small(sizes)
        parties = [merged[party] for party in parties]
        sizes = _in_order(framework, Counter(parties))
    return tuple(_group(framework, party, size) for party, size in sizes.items()), tuple(parties)


def merge_small(sizes: Mapping[str, int]) -> dict[str, str]:
    """Party → group, so that every group has at least `SMALLEST` respondents (see the rule above).

    `sizes` is party → respondents, in the framework's order.
    """
    small = {party for party, size in sizes.items() if size < SMALLEST}
    if small:
        order = {party: place for place, party in enumerate(sizes)}
        larger = sorted(sizes.keys() - small, key=lambda party: (sizes[party], -order[party]))
        while larger and sum(sizes[party] for party in small) < SMALLEST:
            small.add(larger.pop(0))
    together = ALL if len(small) == len(sizes) else MERGED
    return {party: together if party in small else party for party in sizes}


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


def _party(framework: Framework, response: Response, *, anonymous: bool) -> str:
    party = response.respondent.party.strip()
    if anonymous and party not in _options(framework):
        return UNKNOWN
    return party or UNKNOWN


def _options(framework: Framework) -> dict[str, Group]:
    """The framework's parties, id → group without respondents."""
    asked = framework.respondent_field("party")
    return (
        {o.id: Group(o.id, o.label, o.singular or o.label, o.plural or o.label, 0) for o in asked.options}
        if asked
        else {}
    )


def _in_order(framework: Framework, sizes: Mapping[str, int]) -> dict[str, int]:
    """The parties that answered: the options in their order, then words as found, then the groups of our own."""
    known = [party for party in _options(framework) if party in sizes]
    own = [party for party in _OWN if party in sizes]
    found = sorted(sizes.keys() - {*known, *own}, key=lambda party: (party.casefold(), party))
    return {party: sizes[party] for party in (*known, *found, *own)}


def _group(framework: Framework, party: str, size: int) -> Group:
    if party in _OWN:
        label, short = (framework.wording(key) for key in _OWN[party])
        return Group(party, label, short, short, size)
    option = _options(framework).get(party, Group(party, party, party, party, 0))
    return replace(option, respondents=size)


def _level_label(framework: Framework, level: str) -> str:
    asked = framework.respondent_field("level")
    return next((o.label for o in asked.options if o.id == level), level) if asked else level
