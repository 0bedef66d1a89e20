"""Every kind of document that kadergen makes, as files' bytes, each with the PDF/A flavour that it declares."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kadergen.consolidate import consolidate
from kadergen.consolidate.agenda import plan_agenda
from kadergen.consolidate.compare import compare
from kadergen.consolidate.planning import plan_of_action
from kadergen.content.load import load_framework
from kadergen.documents.agenda import build_agenda
from kadergen.documents.blocks import Document, Medium, Title
from kadergen.documents.booklet import build_booklet
from kadergen.documents.comparison import build_comparison
from kadergen.formats.acroform_fill import fill
from kadergen.model.consolidation import Consolidation
from kadergen.model.framework import Framework
from kadergen.model.instrument import FieldKind, build_instrument
from kadergen.model.response import Response
from kadergen.model.round import FormFormat, Person
from kadergen.render.document_pdf import render_document_pdf
from kadergen.render.form_pdf import render_form_pdf
from kadergen.render.meeting_form import render_meeting_pdf
from kadergen.theme.load import default_theme
from kadergen.theme.variants import Variant
from kadergen.workflow.build import build
from kadergen.workflow.round_forms import PersonalForms
from kadergen.workflow.round_post import blank_forms
from tests.consolidate.examples import FRAMEWORK, response, row
from tests.consolidate.rounds import made as made_round
from tests.consolidate.rounds import report_of, reworded
from tests.render.every_block import BARE_CHART, CHART

ROOT: Final = Path(__file__).resolve().parents[2]
FRAMEWORKS: Final = (
    ROOT / "content" / "kwaliteitskader-housing-first",
    ROOT / "content" / "houding-first",
    ROOT / "tests" / "data" / "frameworks" / "english-example",
)
# What people may type: other scripts, both directions, signs, what no font has, half characters, brackets and slashes.
ODD: Final = (
    "Łukasz, Şahin, Νίκος, Жанна: “85% – of meer…” <b>&amp;</b> (\\) \x00\x07\x7f\x85 \ud800 \U00013000 \ue000 \ufffe\n"
    "שלום עולם, مرحبا بالعالم (٣) 😀👩‍🌾 ✔ ①½ e\u0301 \u00ad\u200b\u202e|\u2028| \ufb01 \u3042 \U0010ffff"
)
LOGO: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><path d="M2 18 L20 2 L38 18 Z" fill="#FFFFFF"/></svg>'
)
THEME: Final = """name: Woonpraktijk Voorbeeld
logo: logo.svg
logo_alt: Een dak
logo_plate: false
"""
VARIANTS: Final = {
    "large-grey": (ROOT / "tests" / "data" / "frameworks" / "english-example", Variant(True, True, False)),
    "large": (ROOT / "content" / "houding-first", Variant(large_print=True)),
}
LONG: Final = " ".join(f"woord{number}" for number in range(300))


def framework_at(folder: Path) -> Framework:
    framework, problems = load_framework(folder)
    assert framework is not None, problems
    return framework


@cache
def form(folder: Path) -> bytes:
    framework = framework_at(folder)
    return render_form_pdf(framework, build_instrument(framework), default_theme()).data


def filled(folder: Path, text: str) -> bytes:
    """Each text field holds the text, each choice its last option."""
    answers: dict[str, str] = {}
    for spec in build_instrument(framework_at(folder)).fields:
        if spec.kind is FieldKind.TEXT or not spec.options:
            answers[str(spec.id)] = text
        else:
            answers[str(spec.id)] = spec.options[-1].id
    framework = framework_at(folder)
    if framework.scale:
        for spec in build_instrument(framework).fields:
            if spec.kind is FieldKind.SCORE:
                answers[str(spec.id)] = framework.scale.levels[-1].id
    return fill(form(folder), answers).data


# Who a personal form may be for: every kind of name that a table of people holds.
NAMES: Final = (
    "Deelnemer 3",
    "d’Olne-\"van\" (Łukasz) 'Ş' \\ <b>&amp;</b>",
    "مشارك ٣, البلدية",
    "参加者 3 市役所",
    "Участник 3 👩‍🌾 שלום",
    " ".join(["Deelnemer"] * 30),
)


def people_of(framework: Framework) -> tuple[Person, ...]:
    """Somebody with each kind of name, of each party and level, and of neither."""
    options = {field.id: ["", *(option.id for option in field.options)] for field in framework.respondent}
    parties, levels = options.get("party", [""]), options.get("level", [""])
    return tuple(
        Person(
            base64.b32encode(bytes([number] * 20)).decode("ascii").lower(),
            NAMES[number % len(NAMES)],
            "",
            NAMES[(number + 1) % len(NAMES)],
            parties[number % len(parties)],
            levels[number % len(levels)],
        )
        for number in range(max(len(NAMES), len(parties), len(levels)))
    )


@cache
def personal(folder: Path) -> dict[str, bytes]:
    """Everybody's own PDF."""
    framework = framework_at(folder)
    forms = PersonalForms(framework, {FormFormat.PDF: form(folder)})
    return {
        f"personal-{number}": made.data
        for number, person in enumerate(people_of(framework))
        for made in forms.of(person)
    }


@cache
def large_print(folder: Path) -> dict[str, bytes]:
    """The PDF in large print, blank and somebody's own."""
    framework, kind = framework_at(folder), FormFormat.PDF_LARGE_PRINT
    blanks = blank_forms(framework, [kind])
    (own,) = PersonalForms(framework, blanks).of(people_of(framework)[1])
    return {"large-print": blanks[kind], "personal-large-print": own.data}


def report_document(*, anonymous: bool = False) -> Document:
    rounds: list[Response] = [
        response("care", name="C", scores={"a-1": "done"}, why={"a-1": ODD, "a-2": LONG}, steps={"a-1": ODD}),
        response("town", name=ODD[:40]),
        response("town", scores={"a-1": "absent"}, plan=(row(action=ODD, owner=LONG[:400]),)),
    ]
    return report_of(consolidate(FRAMEWORK, rounds, anonymous=anonymous))


def report(*, anonymous: bool = False) -> bytes:
    return render_document_pdf(report_document(anonymous=anonymous), default_theme()).data


def rounds() -> Consolidation:
    """A round of which the plan has a text that is longer than a page."""
    forms = [
        response("care", name="C", scores={"a-1": "done"}, why={"a-1": ODD, "a-2": LONG}, steps={"a-1": ODD}),
        response("town", name=ODD[:40], scores={"a-1": "absent", "a-2": "started"}, plan=(row(action=3 * LONG),)),
    ]
    return consolidate(FRAMEWORK, forms)


def agenda_document() -> Document:
    return build_agenda(plan_agenda(rounds(), 90), begin=13 * 60)


def meeting_form() -> bytes:
    """The meeting's own form, as it is written: with the combined plan in it."""
    return render_meeting_pdf(plan_of_action(rounds()), build_instrument(FRAMEWORK), default_theme())[1].data


def comparison() -> bytes:
    """Two rounds with everything that a comparison can hold."""
    old = made_round(
        [response("care", scores={"a-1": "done", "a-2": "absent"})],
        response(
            why={"a-1": ODD}, steps={"a-1": ODD, "b-1": LONG}, plan=(row(action=LONG[:90]),), scores={"a-1": "done"}
        ),
    )
    new = made_round(
        [response(scores={"a-1": "absent"}, plan=(row(action=LONG[:80], owner=ODD),), steps={"b-1": LONG})],
        response(why={"a-1": LONG}, steps={"b-1": LONG, "a-2": ODD[:20]}, scores={"a-1": "mostly"}),
        framework=reworded(lambda text: text.replace("open", ODD.replace("\ud800", ""))),
    )
    return render_document_pdf(build_comparison(compare(old, new)), default_theme()).data


def marked_form(folder: Path) -> bytes:
    """The form with last time's colours."""
    framework = framework_at(folder)
    levels = framework.scale.levels if framework.scale else ()
    agreed = {s.id: levels[place % len(levels)] for place, (_, _, s) in enumerate(framework.walk())}
    return render_form_pdf(framework, build_instrument(framework), default_theme(), None, agreed).data


def in_variant(folder: Path, variant: Variant) -> dict[str, tuple[bytes, str]]:
    """Booklet and form in a variant, with a practice's own theme: its name, its colour and its logo."""
    with TemporaryDirectory() as place:
        theme, out = Path(place) / "theme.yaml", Path(place) / "out"
        (Path(place) / "logo.svg").write_text(LOGO, encoding="utf-8")
        theme.write_text(THEME, encoding="utf-8")
        made = build(framework_at(folder), out, theme_file=theme, variant=variant).files
        return {
            kind: (file.path.read_bytes(), flavour)
            for file in made
            for kind, flavour in (("booklet", "2a"), ("form", "3a"))
            if f"-{kind}" in file.path.name and file.path.suffix == ".pdf"
        }


@cache
def documents() -> dict[str, tuple[bytes, str]]:
    """Name → bytes and PDF/A flavour."""
    made: dict[str, tuple[bytes, str]] = {}
    for folder in FRAMEWORKS:
        framework = framework_at(folder)
        booklet = render_document_pdf(build_booklet(framework, build_instrument(framework)), default_theme()).data
        made[f"{folder.name}-booklet"] = (booklet, "2a")
        made[f"{folder.name}-form"] = (form(folder), "3a")
    small = FRAMEWORKS[2]
    made["filled-odd"] = (filled(small, ODD), "3a")
    # Filled twice: one increment upon another.
    made["filled-long"] = (fill(filled(small, LONG), {"respondent__name": "Жанна"}).data, "3a")
    made |= {name: (data, "3a") for name, data in personal(small).items()}
    made |= {name: (data, "3a") for name, data in large_print(small).items()}
    for name, (folder, variant) in VARIANTS.items():
        made |= {f"{name}-{kind}": document for kind, document in in_variant(folder, variant).items()}
    charts = Document("Charts", "en", Medium.SCREEN, (Title("Charts", "charts"), CHART, BARE_CHART, CHART), "Charts")
    made["charts"] = (render_document_pdf(charts, default_theme()).data, "2a")
    made["form-previous"] = (marked_form(small), "3a")
    made["comparison"] = (comparison(), "2a")
    made["agenda"] = (render_document_pdf(agenda_document(), default_theme()).data, "2a")
    made["meeting"] = (meeting_form(), "3a")
    made["report"] = (report(), "2a")
    made["report-anonymous"] = (report(anonymous=True), "2a")
    return made
