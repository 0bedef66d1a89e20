"""PDF files that want something to happen: scripts, programs, addresses, files within files, passwords."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Final, Literal

import pikepdf

from tests.hostile.cases import READ, REFUSED, Area, later
from tests.hostile.rawpdf import CATALOG, FIELD, MINI, PAGE, Body, added, mini, mini_objects, pdf, stream, swapped
from tests.hostile.trap import trap

AREA: Final = Area("PDF, actions and files")
_NEW: Final = 900


def _actions() -> dict[str, str]:
    """Every action that reaches out of the file (ISO 32000-2, 12.6.4), aimed at the traps."""
    url, path = trap().url, trap().path
    return {
        "a script": f"/S/JavaScript/JS(app.launchURL\\('{url}', true\\); this.submitForm\\('{url}'\\);)",
        "a program": f"/S/Launch/F({path})/Win<</F(cmd.exe)/P(/c start {url})>>/NewWindow true",
        "sending the form away": f"/S/SubmitForm/F<</FS/URL/F({url})>>/Flags 4",
        "going to another file": f"/S/GoToR/F({path})/D[0/Fit]",
        "going into a file within": "/S/GoToE/T<</R/C/N(x)>>/D[0/Fit]",
        "a web address": f"/S/URI/URI({url})",
        "importing values": f"/S/ImportData/F({path})",
        "a film": f"/S/Rendition/OP 0/R<</S/MR/C<</S/MCD/D<</F({path})>>>>>>",
        "emptying the form": "/S/ResetForm/Flags 0",
        "a thousand actions after each other": f"/S/URI/URI({url})" + f"/Next[{f'<</S/URI/URI({url})>>' * 1000}]",
        "an action after itself": f"/S/URI/URI({url})/Next {_NEW} 0 R",
    }


def _opened(action: str) -> bytes:
    """The action when the file is opened, closed, printed, its page shown and each of its fields touched."""
    moments = "".join(
        f"/{moment} {_NEW} 0 R" for moment in ("WC", "WS", "DS", "WP", "DP", "O", "C", "K", "F", "V", "E", "X")
    )
    return mini(
        {
            **added(CATALOG, f"/OpenAction {_NEW} 0 R/AA<<{moments}>>/Names<</JavaScript<</Names[(x) {_NEW} 0 R]>>>>"),
            **added(PAGE, f"/AA<<{moments}>>"),
            **added(FIELD["greeted__reflection"], f"/AA<<{moments}>>/A {_NEW} 0 R"),
            _NEW: f"<</Type/Action{action}>>",
        }
    )


for _about in _actions():
    AREA.add(f"{_about}, at every occasion", later(lambda about: _opened(_actions()[about]), _about), READ)


def _external() -> bytes:
    """A value whose content is said to be at an address (ISO 32000-2, 7.3.8.2)."""
    value = stream(f"/F<</FS/URL/F({trap().url})>>", b"inside")
    return mini({**swapped(FIELD["names__evidence"], "/V<feff>", f"/V {_NEW} 0 R"), _NEW: value})


AREA.add("a value that is at an address", _external, READ, values={**MINI, "names__evidence": "inside"})


@AREA.case("a picture, a font and a page that are in other files", READ)
def _external_streams() -> bytes:
    outside = f"/F<</Type/Filespec/FS/URL/F({trap().url})>>"
    return mini(
        {
            **added(PAGE, f"/Contents {_NEW} 0 R/Ref<</F({trap().path})/Page 0>>"),
            _NEW: stream(outside, b"q Q"),
        }
    )


# --- files within


def _within(content: bytes, name: str = "form.pdf") -> dict[int, Body]:
    return {
        **added(CATALOG, f"/Names<</EmbeddedFiles<</Names[({name}) {_NEW} 0 R]>>>>/AF[{_NEW} 0 R]"),
        _NEW: f"<</Type/Filespec/F({name})/UF({name})/AFRelationship/Data/EF<</F {_NEW + 1} 0 R/UF {_NEW + 1} 0 R>>>>",
        _NEW + 1: stream("/Type/EmbeddedFile/Params<</Size 2000000000>>", content, packed=True),
    }


def _another() -> bytes:
    return pdf(mini_objects({"greeted__score": "blue", "greeted__reflection": "newt"}))


AREA.add("another filled form within ours", lambda: mini(_within(_another())), READ)
AREA.add("a program within ours", lambda: mini(_within(b"MZ" + b"\0" * 999, "../../answers.exe")), READ)
AREA.add(
    "a tree of files that is itself", lambda: mini(added(CATALOG, "/Names 1 0 R/Kids[1 0 R]/EmbeddedFiles 1 0 R")), READ
)
AREA.add(
    "a portfolio that holds a filled form",
    lambda: pdf(
        {
            2: "<</Type/Pages/Kids[4 0 R]/Count 1>>",
            PAGE: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<<>>>>",
            **{number: body for number, body in _within(_another()).items() if number != CATALOG},
            CATALOG: f"<</Type/Catalog/Pages 2 0 R/Collection<</View/D>>/Names<</EmbeddedFiles<</Names[(x) {_NEW} 0 R]>>>>>>",
        }
    ),
    REFUSED,
    "R006",
    pages=True,
)
AREA.add(
    "a file attached to the page",
    lambda: mini(
        {
            **swapped(PAGE, "/Annots[", f"/Annots[{_NEW + 5} 0 R "),
            **_within(_another()),
            _NEW + 5: f"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS {_NEW} 0 R/Contents(x)>>",
        }
    ),
    READ,
)
AREA.add(
    "a film and a three-dimensional thing on the page",
    lambda: mini(
        {
            **swapped(PAGE, "/Annots[", f"/Annots[{_NEW + 5} 0 R {_NEW + 6} 0 R "),
            _NEW + 5: f"<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]/RichMediaContent<</Assets {_NEW + 5} 0 R>>>>",
            _NEW + 6: f"<</Type/Annot/Subtype/3D/Rect[0 0 9 9]/3DD {_NEW + 6} 0 R>>",
        }
    ),
    READ,
)

# --- encrypted


def _encrypted(encryption: pikepdf.Encryption) -> Callable[[], bytes]:
    def make() -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(mini())) as form:
            form.save(out, encryption=encryption)
        return out.getvalue()

    return make


_REVISIONS: Final[Mapping[str, Literal[2, 3, 4, 6]]] = {
    "RC4, 40 bits": 2,
    "RC4, 128 bits": 3,
    "AES, 128 bits": 4,
    "AES, 256 bits": 6,
}
for _about, _revision in _REVISIONS.items():
    _aes = _revision >= 4
    AREA.add(
        f"a password to open it ({_about})",
        _encrypted(pikepdf.Encryption(owner="o", user="u", R=_revision, aes=_aes, metadata=_revision >= 4)),
        REFUSED,
        "R004",
    )
    AREA.add(
        f"a password to change it ({_about})",
        _encrypted(pikepdf.Encryption(owner="o", user="", R=_revision, aes=_aes, metadata=_revision >= 4)),
        READ,
    )


def _claims(encrypt: str) -> bytes:
    return mini({_NEW: encrypt}, f"/Encrypt {_NEW} 0 R/ID[<00><00>]")


AREA.add("an encryption that nobody knows", lambda: _claims("<</Filter/Nobody.Knows/V 9>>"), REFUSED, "R004")
AREA.add(
    "an encryption for certificates", lambda: _claims("<</Filter/Adobe.PubSec/V 4/Recipients[(x)]>>"), REFUSED, "R004"
)
AREA.add(
    "an encryption that is itself", lambda: _claims(f"<</Filter/Standard/V {_NEW} 0 R/R {_NEW} 0 R>>"), REFUSED, "R004"
)
AREA.add(
    "an encryption with keys of a gigabyte",
    lambda: _claims(
        f"<</Filter/Standard/V 5/R 6/Length 8000000000/P -1/O({'o' * 48})/U({'u' * 48})/OE({'o' * 32})/UE({'u' * 32})/Perms({'p' * 16})>>"
    ),
    REFUSED,
    "R004",
)
AREA.add("an encryption that is a number", lambda: mini({_NEW: "7"}, f"/Encrypt {_NEW} 0 R"), REFUSED, "R004")
