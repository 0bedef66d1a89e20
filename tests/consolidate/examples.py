"""A small framework in English with four levels, responses to it, and strategies that make more of them."""

from __future__ import annotations

import random
from collections.abc import Mapping

from hypothesis import strategies as st

from kadergen.model.framework import (
    Framework,
    Indicator,
    ItemField,
    ItemFieldKind,
    Option,
    RespondentField,
    Section,
    Statement,
)
from kadergen.model.instrument import FormIdentity
from kadergen.model.plan import PlanColumn, PlanTemplate
from kadergen.model.response import Answer, PlanRow, Provenance, Respondent, Response, Unplaced
from kadergen.model.scale import Level, Scale, Shape
from kadergen.model.text import Paragraph, rich
from kadergen.model.wording import KEYS, Wording

LEVELS = ("done", "mostly", "started", "absent")
ITEMS = ("a-1", "a-2", "b-1")
PARTIES = ("care", "homes", "town", "lived")
COLUMNS = ("indicator", "action", "owner", "timeline", "goal")


def words_of_keys() -> Wording:
    """Wording that says its own key and values, so that a test sees what was said without any language."""
    texts = {key: " ".join([key, *(f"{{{name}}}" for name in places)]) for key, places in KEYS.items()}
    sheets = [key for key in KEYS if key.startswith("sheet.")]
    return Wording(texts | {key: texts[key].replace("sheet.", "", 1) for key in sheets})


def _statement(item: str, code: str, text: str, label: str | None = None) -> Statement:
    return Statement(item, code, (Paragraph(rich(text)),), label)


FRAMEWORK = Framework(
    id="example",
    version="3",
    title="Example framework",
    language="en",
    parts=(
        Section(
            "a",
            "A",
            "Access",
            (),
            (
                Indicator(
                    "Open doors", (_statement("a-1", "A.1", "Doors are open."), _statement("a-2", "A.2", "All day."))
                ),
            ),
            kind="Part",
        ),
        Section(
            "b", "B", "Belonging", (), (Indicator(None, (_statement("b-1", "B.1", "Neighbours greet.", "Greeting"),)),)
        ),
    ),
    fields=(
        ItemField("score", ItemFieldKind.SCORE, "Colour"),
        ItemField("why", ItemFieldKind.TEXT, "Why"),
        ItemField("next", ItemFieldKind.ACTIONS, "Next"),
    ),
    respondent=(
        RespondentField("name", "Name"),
        RespondentField("organisation", "Organisation"),
        RespondentField(
            "party",
            "Party",
            (
                Option("care", "Care", "carer", "carers"),
                Option("homes", "Homes", "landlord", "landlords"),
                Option("town", "Town"),
                Option("lived", "Lived experience"),
            ),
        ),
        RespondentField("level", "Level", (Option("policy", "Policy"), Option("practice", "Practice"))),
        RespondentField("date", "Date"),
    ),
    plan=PlanTemplate(
        "Plan",
        (),
        (
            PlanColumn("indicator", "Indicator"),
            PlanColumn("action", "Action"),
            PlanColumn("owner", "Owner"),
            PlanColumn("timeline", "When"),
            PlanColumn("goal", "Goal"),
        ),
        20,
    ),
    wording=words_of_keys(),
    scale=Scale(
        (
            Level("done", "Done", "#1E8449", Shape.CIRCLE_TICK),
            Level("mostly", "Mostly", "#2E86C1", Shape.DIAMOND_DOT),
            Level("started", "Started", "#E28A00", Shape.SQUARE_DASH),
            Level("absent", "Absent", "#C0322B", Shape.TRIANGLE_MARK),
        )
    ),
)


def response(
    party: str = "",
    *,
    name: str = "",
    organisation: str = "",
    level: str = "",
    date: str = "",
    file: str = "form.pdf",
    scores: Mapping[str, str | None] | None = None,
    why: Mapping[str, str] | None = None,
    steps: Mapping[str, str] | None = None,
    plan: tuple[PlanRow, ...] = (),
    unplaced: tuple[Unplaced, ...] = (),
) -> Response:
    """A response; `scores`, `why` and `steps` (the actions field) are keyed by statement."""
    answers = {
        item: Answer(
            (scores or {}).get(item),
            {"why": (why or {}).get(item, ""), "next": (steps or {}).get(item, "")},
        )
        for item in ITEMS
    }
    return Response(
        source=Provenance(file, "0" * 64, "pdf"),
        identity=FormIdentity("example", "3", "0123456789abcdef"),
        respondent=Respondent(name, organisation, party, level, date),
        answers=answers,
        plan=plan,
        unplaced=unplaced,
    )


def row(number: int = 1, **cells: str) -> PlanRow:
    """A plan row; columns that are not named are empty."""
    return PlanRow(number, {column: cells.get(column, "") for column in COLUMNS})


# What people type: anything, often something that a spreadsheet, a page or a parser could stumble over.
NASTY = st.sampled_from(
    [
        "=1+1",
        "+31 6",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "<r><t>x</t></r>",
        "_x0041_",
        "a\nb\n",
        " x ",
        "http://x.nl",
        "0012",
        "&amp;",
    ]
)
TEXT = st.text(max_size=40) | NASTY


@st.composite
def responses(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT, most: int = 9) -> list[Response]:
    """Responses made of a few drawn texts; names, organisations, dates and files are marked: no text holds them."""
    texts = ["", *draw(st.lists(text, max_size=6))]
    chance = random.Random(draw(st.integers(0, 2**16)))

    def maybe(mark: str) -> str:
        return chance.choice(("", f"{mark}{chance.randrange(9)}zqx"))

    return [
        response(
            chance.choice(("", *PARTIES)),
            name=maybe("NAME"),
            organisation=maybe("ORGANISATION"),
            level=chance.choice(("", "policy", "practice")),
            date=maybe("DATE"),
            file=f"FILE{number}zqx.pdf",
            scores={item: chance.choice((None, *LEVELS)) for item in ITEMS},
            why={item: chance.choice(texts) for item in ITEMS},
            steps={item: chance.choice(texts) for item in ITEMS},
            plan=tuple(
                PlanRow(place, {column: chance.choice(texts) for column in COLUMNS})
                for place in range(1, chance.randrange(3) + 1)
            ),
            unplaced=tuple(Unplaced("a-1__why", chance.choice(texts)) for _ in range(chance.randrange(2))),
        )
        for number in range(draw(st.integers(0, most)))
    ]


def written(made: list[Response]) -> list[str]:
    """Every text that somebody wrote in an answer, in a plan or beside any field; white space alone is none."""
    found: list[str] = []
    for one in made:
        found += [text for answer in one.answers.values() for text in answer.texts.values()]
        found += [text for plan_row in one.plan for text in plan_row.cells.values()]
        found += [unplaced.value for unplaced in one.unplaced]
    return [text for text in found if text.strip()]
