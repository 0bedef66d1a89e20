"""The real form, what people write into it, and where its widgets are; shared by all programs that fill it in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pikepdf

from kadergen.model.instrument import FieldKind
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme
from tests.readers.support import flat, instrument, response

LATIN: Final = (
    "Één café, “gekruld” en ‘enkel’ – streep — € 1.000, IJsselstein, ½ … •\nTweede regel\n\n  vierde, ingesprongen"
)
LONG: Final = "\n".join(
    f"{n}. Dit schreef een deelnemer die veel te vertellen had, en dat mag “helemaal”." for n in range(1, 41)
)
FOREIGN: Final = "Жанна, Νίκος, Łukasz, Şahin"
OTHER_FOREIGN: Final = "ĳ İ ı → ≥ ✓ عربي 中文"
MARKUP: Final = '=1+1; <b>& "x" \\ (a) [b] {c} %d #e /f'


@dataclass(frozen=True, slots=True)
class Widget:
    """One widget on a page: its rectangle in points from the lower left, and the on-state of a button's."""

    name: str
    page_index: int
    rect: tuple[float, float, float, float]
    kind: FieldKind
    on_state: str = ""

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the rectangle."""
        left, bottom, right, top = self.rect
        return (left + right) / 2, (bottom + top) / 2


@cache
def form() -> bytes:
    """The form as `kadergen build` makes it."""
    return render_form_pdf(instrument().framework, instrument(), default_theme()).data


def widgets() -> tuple[Widget, ...]:
    """All widgets of the form, page by page."""
    return widgets_of(form())


@cache
def widgets_of(data: bytes) -> tuple[Widget, ...]:
    """All widgets of a form in any theme."""
    found = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page_index, page in enumerate(pdf.pages):
            for annotation in page.obj.get("/Annots", []):
                if annotation.get("/Subtype") == "/Widget":
                    name = str(annotation.get("/T") or annotation.Parent.T)
                    states = [key[1:] for key in annotation.AP.N.keys() if key != "/Off"]  # noqa: SIM118
                    kind = instrument().by_name[name].kind
                    left, bottom, right, top = (float(number) for number in annotation.Rect)
                    state = states[0] if kind is FieldKind.SCORE else ""
                    found.append(Widget(name, page_index, (left, bottom, right, top), kind, state))
    return tuple(found)


def answers(*, foreign: bool = True) -> dict[str, str]:
    """Answers that try everything: every level, choices, long texts, odd characters, plan rows.

    `foreign` leaves out what a program is known not to write.
    """
    statements = [statement.id for _, _, statement in instrument().framework.walk()]
    levels = ["green", "orange", "red"]
    values = {f"{item}__score": levels[number % 4] for number, item in enumerate(statements) if number % 4 < 3}
    values |= {
        "respondent__name": "Deelnemer 3, één",
        "respondent__organisation": "Stichting “Voorbeeld” – €",
        "respondent__party": "gemeente",
        "respondent__level": "beleid",
        "respondent__date": "3 december",
        f"{statements[0]}__reflection": LATIN,
        f"{statements[0]}__actions": MARKUP,
        f"{statements[1]}__reflection": LONG,
        f"{statements[31]}__actions": "laatste",
        "plan-01__indicator": "1.1",
        "plan-01__action": "Eerste regel\nTweede regel",
        "plan-01__owner": "wij allemaal",
        "plan-01__timeline": "vóór 1 mei",
        "plan-24__action": "ook de laatste rij",
    }
    if foreign:
        values |= {f"{statements[2]}__reflection": FOREIGN, f"{statements[3]}__reflection": OTHER_FOREIGN}
    return values


def assert_reads_as(data: bytes, expected: Mapping[str, str]) -> None:
    """The file holds these values and no others, and there is nothing to remark."""
    found = response(data)
    assert flat(found) == dict(expected)
    assert not found.unplaced
    # R018 is right for a form that was emptied again.
    assert {diagnostic.code.name for diagnostic in found.diagnostics} <= ({"R018"} if not expected else set())
    assert found.identity == instrument().identity
