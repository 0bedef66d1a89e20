"""All responses of one round together: who answered, how each statement was scored, every word, and the one plan.

Agenda, disagreement and comparison over time build on the same records: the tallies hold what a median or a consensus
needs, and, in a result with names, `StatementResult.scores` holds every single score.

An **anonymous** result is another set of the same records, not a view: it has no participants at all, so that nothing
which is made from it can name one, and everything that people wrote refers to a party group alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kadergen.model.framework import Framework, ItemFieldKind
from kadergen.model.instrument import FormIdentity, field_label


@dataclass(frozen=True, slots=True)
class Group:
    """The respondents of one party or one working level (in an anonymous result, of several small ones together).

    `id` is the option's id, or the words found in the form where they are no option; ids that begin with `_` are ours.
    `singular` and `plural` are how a number of them is said in a sentence ("1 gemeente", "2 gemeenten").
    """

    id: str
    label: str
    singular: str
    plural: str
    respondents: int

    def count(self, number: int) -> str:
        """`2 gemeenten`, as it is said in a sentence."""
        return f"{number} {self.singular if number == 1 else self.plural}"


@dataclass(frozen=True, slots=True)
class Participant:
    """One respondent as the results name them. `index` from 0, in the order of the responses, is what words refer to.

    `label` is the name, else the organisation, else a number and the party; `who` the same with the party added.
    `earlier` are the files of the same person that this one took the place of, or that it was put together with.
    """

    index: int
    name: str
    organisation: str
    party: str
    party_label: str
    level: str
    level_label: str
    date: str
    file: str
    sha256: str
    label: str
    who: str
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each level was chosen, keyed by level id in the scale's order; `blank` is "no opinion"."""

    counts: Mapping[str, int]
    blank: int = 0

    @property
    def scored(self) -> int:
        """How many gave a level."""
        return sum(self.counts.values())

    @property
    def respondents(self) -> int:
        """How many were asked: those who gave a level and those who did not."""
        return self.scored + self.blank


@dataclass(frozen=True, slots=True)
class Contribution:
    """Words as they were written. `participant` is None in an anonymous result; `party` is a group's id."""

    text: str
    party: str
    participant: int | None = None


@dataclass(frozen=True, slots=True)
class StatementResult:
    """The answers to one statement.

    `by_party` has every group, keyed by its id, in the order of `Consolidation.groups`; `by_level` those of
    `Consolidation.level_groups`. `texts` is keyed by the ids of the framework's text fields, all of them; words of an
    actions field stand in the plan instead, with this statement as their source. `scores` is each participant's level
    id or None, by index; empty in an anonymous result.
    """

    section: str
    item: str
    code: str
    label: str
    total: Tally
    by_party: Mapping[str, Tally]
    texts: Mapping[str, tuple[Contribution, ...]]
    scores: tuple[str | None, ...] = ()
    by_level: Mapping[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActionSource:
    """Where a row of the plan came from: the actions field of statement `item`, or row `row` of a plan table.

    In an anonymous result `participant` and `row` are None: the rows of one table stay apart.
    """

    party: str
    participant: int | None = None
    item: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class PlanAction:
    """One row of the combined plan: `cells` is column id → words (all columns), `item` the statement, where known.

    `forms` is group id → how many forms of that group hold the row (one form may hold it twice), in the groups' order.
    """

    cells: Mapping[str, str]
    item: str | None
    sources: tuple[ActionSource, ...]
    forms: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class UnplacedWords:
    """Words that belong to no known field, and the field's name as it was found.

    `earlier`: they come from a form that a newer one of the same person took the place of. An anonymous result does not
    tell that, or it would tie together what one person wrote.
    """

    field: str
    words: Contribution
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class VersionDifference:
    """How another version of the form, from which answers came, differs from the framework: ids of statements.

    `changed` have other words, `gone` are in that version alone, `new` in the framework alone. `known` is False where
    that version's form was not kept; then nobody can tell, and all three are empty.
    """

    identity: FormIdentity
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The combined result of a round, in the framework's order.

    `groups` are the parties that answered, in the framework's order; `level_groups` the same people by working level,
    empty where the form does not ask for it. `withheld` counts words without a place that an anonymous result leaves
    out because they may hold a name (the result with names has them). `versions` are the other versions of the form.
    """

    framework: Framework
    identity: FormIdentity
    respondents: int
    groups: tuple[Group, ...]
    participants: tuple[Participant, ...]
    statements: tuple[StatementResult, ...]
    plan: tuple[PlanAction, ...]
    unplaced: tuple[UnplacedWords, ...] = ()
    anonymous: bool = False
    withheld: int = 0
    level_groups: tuple[Group, ...] = ()
    versions: tuple[VersionDifference, ...] = ()
    _groups: dict[str, Group] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_groups", {group.id: group for group in self.groups})

    def group(self, group_id: str) -> Group:
        """The group with this id; KeyError when there is none."""
        return self._groups[group_id]

    def who(self, source: Contribution | ActionSource) -> str:
        """Who said it: the participant with their party, or in an anonymous result the group."""
        if source.participant is None:
            return self.group(source.party).label
        return self.participants[source.participant].who

    def field_label(self, name: str) -> str:
        """A field's name for people: "1.5 Reflectie", "Plan van aanpak, rij 3, Actie"; a foreign name as it is."""
        return field_label(self.framework, name)

    def found_in(self, unplaced: UnplacedWords) -> str:
        """Where words without a place were found, for people: the field, and whether it is of an earlier form."""
        label = self.field_label(unplaced.field)
        return self.framework.wording("report.earlier", field=label) if unplaced.earlier else label

    def found_words(self, unplaced: UnplacedWords) -> str:
        """The words as people see them: a level by its label."""
        score, scale = self.framework.field_of_kind(ItemFieldKind.SCORE), self.framework.scale
        text = unplaced.words.text
        is_level = score and scale and unplaced.field.endswith(f"__{score.id}") and text in scale.level_ids
        return scale.level(text).label if is_level and scale else text
