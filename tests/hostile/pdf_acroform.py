"""PDF forms whose fields are too many, doubled, in conflict, not ours or full of what no field holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from kadergen.model.instrument import IDENTITY_FIELD
from tests.hostile.cases import READ, REFUSED, WARNED, Area, later
from tests.hostile.rawpdf import (
    ACROFORM,
    CATALOG,
    FIELD,
    INFO,
    MARKER,
    MINI,
    PAGE,
    WORDS,
    Body,
    added,
    mini,
    mini_objects,
    pdf,
    raw,
    stream,
    swapped,
    text,
)

AREA: Final = Area("PDF, fields")
_TEXT: Final = FIELD["greeted__reflection"]
_EMPTY: Final = FIELD["names__evidence"]
_SCORE: Final = FIELD["greeted__score"]
_NEW: Final = 900


def _on_page(bodies: Mapping[int, Body], changes: Mapping[int, Body] | None = None) -> bytes:
    """The form with more widgets on its page."""
    references = " ".join(f"{number} 0 R" for number in bodies)
    return mini({**swapped(PAGE, "/Annots[", f"/Annots[{references} "), **bodies, **(changes or {})})


def _widget(name: str, value: str, more: str = "") -> str:
    return f"<</Type/Annot/Subtype/Widget/FT/Tx/T{name}/V{value}/Rect[0 0 9 9]{more}>>"


# --- too many, too large


@cache
def _many(count: int) -> bytes:
    """So many fields of a stranger's form."""
    fields = {100 + n: f"<</T(f{n})/FT/Tx/V(x)>>" for n in range(count)}
    return pdf(
        {
            1: "<</Type/Catalog/Pages 2 0 R/AcroForm 3 0 R>>",
            2: "<</Type/Pages/Kids[4 0 R]/Count 1>>",
            3: f"<</Fields[{' '.join(f'{n} 0 R' for n in fields)}]>>",
            4: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
            **fields,
        }
    )


AREA.add("100,001 fields", lambda: _many(100_001), REFUSED, "R005")
AREA.add("5,000 fields of another form", lambda: _many(5_000), REFUSED, "R006")
AREA.add("5,000 fields beside ours", lambda: _on_page({_NEW + n: _widget(f"(f{n})", "()") for n in range(5_000)}), READ)
AREA.add(
    "a value of 5 million characters",
    lambda: mini(swapped(_EMPTY, "/V<feff>", f"/V({'n' * 5_000_000})")),
    READ,
    values={**MINI, "names__evidence": "n" * 5_000_000},
)
AREA.add(
    "a name of 5 million characters",
    lambda: _on_page({_NEW: _widget(f"({'n' * 5_000_000})", "(x)")}),
    WARNED,
    "R011",
    unplaced=("x",),
)
AREA.add(
    "a list of 200,000 options",
    lambda: mini(swapped(FIELD["respondent__party"], "/Opt[", "/Opt[" + "(o)" * 200_000)),
    READ,
)
AREA.add(
    "a value of 200,000 pieces",
    lambda: mini(swapped(_EMPTY, "/V<feff>", f"/V[{'(x)' * 200_000}]")),
    READ,
    values={**MINI, "names__evidence": "x"},
)

# --- doubled and in conflict

AREA.add(
    "a field twice with the same words", lambda: _on_page({_NEW: _widget("(greeted__reflection)", text(WORDS))}), READ
)
AREA.add(
    "a field twice with other words",
    lambda: _on_page({_NEW: _widget("(greeted__reflection)", "(newt)")}),
    WARNED,
    "R016",
    values={**MINI, "greeted__reflection": "newt"},
    unplaced=(WORDS,),
)
AREA.add(
    "a field a thousand times with other words",
    lambda: _on_page({_NEW + n: _widget("(greeted__reflection)", f"(newt {n})") for n in range(1_000)}),
    WARNED,
    "R016",
    values={**MINI, "greeted__reflection": "newt 0"},
    unplaced=(WORDS, "newt 1", "newt 999"),
)
AREA.add(
    "two choices that are both on",
    lambda: mini(swapped(_SCORE + 1, "/AS/Off", "/AS/blue")),
    WARNED,
    "R012",
    values={k: v for k, v in MINI.items() if k != "greeted__score"},
    unplaced=("blue", "green"),
)
AREA.add(
    "a choice that is on under another's name",
    lambda: mini(swapped(_SCORE + 2, "/AS/green", "/AS/blue")),
    WARNED,
    "R030",
    values={k: v for k, v in MINI.items() if k != "greeted__score"},
    unplaced=("blue",),
)
AREA.add(
    "a choice that is no level",
    lambda: mini(swapped(_SCORE + 2, "/AS/green", "/AS/pink")),
    WARNED,
    "R013",
    values={k: v for k, v in MINI.items() if k != "greeted__score"},
    unplaced=("pink",),
)
AREA.add("a choice by the field that no widget shows", lambda: mini(swapped(_SCORE + 2, "/AS/green", "/AS/Off")), READ)
AREA.add(
    "the other framework's form in the same file",
    lambda: _on_page(
        {_NEW + n: _widget(f"({name})", "(x)") for n, name in enumerate(("p1-1__reflection", "p1-2__reflection"))}
    ),
    WARNED,
    "R011",
    unplaced=("x",),
)
AREA.add(
    "two forms that say they are different ones",
    lambda: _on_page({_NEW: _widget(f"({IDENTITY_FIELD})", "(other|1|0123456789abcdef)")}),
    REFUSED,
    "R007",
)
AREA.add("a kid that gives the field another kind", lambda: mini(added(_SCORE + 2, "/FT/Tx")), READ)

AREA.add(
    "a field without a name", lambda: _on_page({_NEW: _widget("()", "(zebra)")}), WARNED, "R038", unplaced=("zebra",)
)

# --- characters


def _evidence(value: str) -> bytes:
    return mini(swapped(_EMPTY, "/V<feff>", "/V" + value))


def _with_evidence(value: str) -> Mapping[str, str]:
    return {**MINI, "names__evidence": value}


AREA.add(
    "UTF-16 with half a character at its end",
    lambda: _evidence("<feff007a00>"),
    WARNED,
    "R014",
    values=_with_evidence("z\ufffd"),
)
AREA.add(
    "UTF-16 with halves of pairs",
    lambda: _evidence("<feffd83d007adc00>"),
    WARNED,
    "R014",
    values=_with_evidence("\ufffdz\ufffd"),
)
AREA.add("UTF-8 that is none", lambda: _evidence("<efbbbfff7a>"), WARNED, "R014", values=_with_evidence("\ufffdz"))
AREA.add("only the mark of UTF-16", lambda: _evidence("<feff>"), READ)
AREA.add("zero bytes", lambda: _evidence("(a\\000b)"), READ, values=_with_evidence("a\0b"))
AREA.add(
    "letters that change the direction",
    lambda: _evidence(text("a\u202ecod.exe\u202c\u2066b\u2069")),
    READ,
    values=_with_evidence("a\u202ecod.exe\u202c\u2066b\u2069"),
)
AREA.add("private-use characters", lambda: _evidence(text("a\ue123")), WARNED, "R022", values=_with_evidence("a\ue123"))
AREA.add("a text as a name", lambda: _evidence("/caf#e9"), READ, values=_with_evidence("café"))
AREA.add("a text as a number", lambda: _evidence(" 12"), READ, values=_with_evidence("12"))
AREA.add(
    "a name that is no UTF-8 as a choice",
    lambda: mini(swapped(_SCORE + 2, "/AS/green", "/AS/#ff#fe#00")),
    WARNED,
    "R009",
    "R012",
    "R013",
    "R020",
    values={k: v for k, v in MINI.items() if k != "greeted__score"},
    unplaced=("ÿþ\0",),
)
AREA.add(
    "a name with line ends and a colour for the terminal",
    lambda: _on_page({_NEW: _widget("(x\\n\\033[31m\\000y)", "(zebra)")}),
    WARNED,
    "R011",
    unplaced=("zebra",),
)

# --- names that resemble ours

for _name in (
    "greeted__score2",
    "Greeted__Reflection",
    "greeted_reflection",
    "greeted__reflection ",
    "greeted__reflection__x",
):
    AREA.add(
        f"a field called {_name!r}",
        later(lambda name: _on_page({_NEW: _widget(f"({name})", "(zebra)")}), _name),
        WARNED,
        "R011",
        unplaced=("zebra",),
    )
AREA.add(
    "a plan row with number 0",
    lambda: _on_page({_NEW: _widget("(plan-00__action)", "(zebra)")}),
    WARNED,
    "R011",
    unplaced=("zebra",),
)
AREA.add(
    "a plan row with number 99999999999999999999",
    lambda: _on_page({_NEW: _widget(f"(plan-{'9' * 20}__action)", "(zebra)")}),
    WARNED,
    "R011",
    unplaced=("zebra",),
)
AREA.add(
    "a plan row beyond those of the form",
    lambda: _on_page({_NEW: _widget("(plan-77__action)", "(zebra)")}),
    READ,
    values={**MINI, "plan-77__action": "zebra"},
)

# --- not ours


def _foreign(names: list[str], more: str = "") -> bytes:
    fields = {100 + n: _widget(f"({name})", "(x)") for n, name in enumerate(names)}
    references = " ".join(f"{number} 0 R" for number in fields)
    return pdf(
        {
            1: f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{references}]>>{more}>>",
            2: "<</Type/Pages/Kids[4 0 R]/Count 1>>",
            4: f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>/Annots[{references}]>>",
            **fields,
        }
    )


AREA.add("a form with other fields", lambda: _foreign(["name", "address", "iban"]), REFUSED, "R006")
AREA.add(
    "a form with a few fields like ours", lambda: _foreign(["respondent__name", "plan-01__action"]), REFUSED, "R006"
)
AREA.add(
    "a form that says it is of a framework that nobody knows",
    lambda: mini({FIELD[IDENTITY_FIELD]: _widget(f"({IDENTITY_FIELD})", "(nobody|1|0123456789abcdef)")}),
    REFUSED,
    "R007",
)
AREA.add(
    "a form that says it is of another version",
    lambda: mini({FIELD[IDENTITY_FIELD]: _widget(f"({IDENTITY_FIELD})", f"({MARKER[:-16]}0123456789abcdef)")}),
    WARNED,
    "R008",
)
AREA.add(
    "a form that says what it is in ten thousand ways",
    lambda: mini(
        {
            FIELD[IDENTITY_FIELD]: _widget(f"({IDENTITY_FIELD})", "(|||)"),
            INFO: f"<</Keywords({'a|b|' * 10_000}{MARKER})>>",
        }
    ),
    READ,
)
AREA.add(
    "no fields at all",
    lambda: pdf(
        {
            1: "<</Type/Catalog/Pages 2 0 R>>",
            2: "<</Type/Pages/Kids[4 0 R]/Count 1>>",
            4: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
        }
    ),
    REFUSED,
    "R006",
    pages=True,
)
AREA.add(
    "ours without its fields and its pages",
    lambda: mini(
        {
            PAGE: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
            ACROFORM: f"<</Fields[{FIELD[IDENTITY_FIELD]} 0 R]>>",
        }
    ),
    REFUSED,
    "R025",
    pages=True,
)

# --- XFA

_XFA: Final = (
    b'<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><!DOCTYPE x SYSTEM "http://127.0.0.1:1/"><template/><xfa:datasets '
    b'xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><greeted__reflection>other</greeted__reflection>'
    b"</xfa:data></xfa:datasets></xdp:xdp>"
)
AREA.add(
    "an XFA form beside the fields", lambda: mini({**added(ACROFORM, f"/XFA {_NEW} 0 R"), _NEW: stream("", _XFA)}), READ
)
AREA.add(
    "an XFA form in pieces that are itself",
    lambda: mini({**added(ACROFORM, f"/XFA {_NEW} 0 R"), _NEW: f"[(template) {_NEW} 0 R (datasets) {_NEW} 0 R]"}),
    READ,
)
AREA.add("an XFA form alone", lambda: _foreign([], "/NeedsRendering true"), REFUSED, "R006", pages=True)

# --- signatures

_SIGNATURE: Final = (
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(signature)/Rect[0 0 0 0]/V<</Type/Sig/Filter/Adobe.PPKLite"
    f"/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 999999999]/Contents<{'00' * 500}>/M(D:20250101)/Reason({'r' * 99})>>>>"
)
AREA.add("a signed form", lambda: _on_page({_NEW: _SIGNATURE}, added(ACROFORM, "/SigFlags 3")), READ)
AREA.add(
    "a signature that is all fields",
    lambda: mini(
        {**added(CATALOG, f"/Perms<</DocMDP {_NEW} 0 R/UR3 {_NEW} 0 R>>"), _NEW: f"<</Type/Sig/ByteRange {_NEW} 0 R>>"}
    ),
    READ,
)

# --- comments and other annotations


def _annotation(body: str) -> bytes:
    return _on_page({_NEW: "<</Type/Annot/Rect[40 530 400 570]" + body + ">>"})


AREA.add(
    "an annotation whose popup is itself",
    lambda: _annotation(f"/Subtype/Text/Popup {_NEW} 0 R/IRT {_NEW} 0 R/Parent {_NEW} 0 R"),
    READ,
)
AREA.add(
    "annotations that are no dictionaries",
    lambda: mini(swapped(PAGE, "/Annots[", "/Annots[null 1 (x) /y [] true 10000 0 R ")),
    READ,
)
AREA.add(
    "a page whose annotations are a stream",
    lambda: mini(
        {PAGE: raw(mini_objects()[PAGE]).split(b"/Annots")[0] + b"/Annots 900 0 R>>", _NEW: stream("", b"[]")}
    ),
    WARNED,
    "R009",
    "R043",
)
AREA.add(
    "a page without annotations; the values in the field list alone",
    lambda: mini({PAGE: raw(mini_objects()[PAGE]).split(b"/Annots")[0] + b">>"}),
    WARNED,
    "R043",
)
AREA.add(
    "a field list without its fields; the values on the page alone", lambda: mini({ACROFORM: "<</Fields[]>>"}), READ
)
AREA.add("no AcroForm", lambda: mini(swapped(CATALOG, f"/AcroForm {ACROFORM} 0 R", "")), READ)
