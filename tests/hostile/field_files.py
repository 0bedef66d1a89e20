"""FDF and XFDF files that go in circles, refer to other files or are no such files at all."""

from __future__ import annotations

import zlib
from typing import Final
from xml.sax.saxutils import escape

from kadergen.formats.fdf import write_fdf
from kadergen.formats.rawform import RawField
from kadergen.formats.xfdf import write_xfdf
from kadergen.model.instrument import IDENTITY_FIELD
from tests.hostile.cases import READ, REFUSED, WARNED, Area, later
from tests.hostile.rawpdf import MARKER, MINI
from tests.hostile.trap import trap

FDF: Final = Area("FDF")
XFDF: Final = Area("XFDF")
_FIELDS: Final = (
    RawField(IDENTITY_FIELD, MARKER),
    *(RawField(name, value, is_state=name.endswith("__score")) for name, value in MINI.items()),
)


def _fdf(more: str | bytes = b"", *, beside: str = "", objects: str | bytes = b"") -> bytes:
    """Our FDF with more fields, more entries beside them, and more objects."""
    data = write_fdf(_FIELDS)
    more, objects = (value.encode("latin-1") if isinstance(value, str) else value for value in (more, objects))
    data = data.replace(b"/Fields [", beside.encode("latin-1") + b"/Fields[" + more, 1)
    assert b"/Fields[" in data
    return data.replace(b"trailer", objects + b"\ntrailer")


def _evidence(value: str | bytes) -> bytes:
    value = value.encode("latin-1") if isinstance(value, str) else value
    return _fdf(b"<</T(names__evidence)/V " + value + b">>")


def _with(value: str) -> dict[str, str]:
    return {**MINI, "names__evidence": value}


FDF.add("the small form (nothing is wrong)", _fdf, READ)
FDF.add("cut off", lambda: _fdf()[:-120], REFUSED, "R005")
FDF.add("cut off behind its objects", lambda: _fdf().split(b"trailer")[0], READ)
FDF.add(
    "a file to be fetched, and scripts",
    lambda: _fdf(
        beside=f"/F<</FS/URL/F({trap().url})>>/JavaScript<</Before(app.launchURL\\('{trap().url}'\\))/After 9 0 R>>/Target(_top)"
        f"/EmbeddedFDFs[<</F({trap().path})>>]/Pages[<</Templates[<</TRef<</F({trap().url})>>>>]>>]",
        objects="9 0 obj (x) endobj",
    ),
    READ,
)
FDF.add(
    "a field's own actions",
    lambda: _evidence(f"(x)/A<</S/Launch/F({trap().path})>>/AA<</K<</S/JavaScript/JS(x)>>>>/APRef<</F({trap().url})>>"),
    READ,
    values=_with("x"),
)
FDF.add(
    "a field that is its own kid", lambda: _fdf("9 0 R", objects="9 0 obj<</T(a)/Kids[9 0 R]>>endobj"), REFUSED, "R005"
)
FDF.add(
    "kids that double at each of 30 levels",
    lambda: _fdf(
        "10 0 R", objects="".join(f"{n} 0 obj<</T(a)/Kids[{n + 1} 0 R {n + 1} 0 R]>>endobj " for n in range(10, 40))
    ),
    REFUSED,
    "R005",
)
FDF.add("kids 10,000 deep", lambda: _fdf("<</T(a)/Kids[" * 10_000 + "]>>" * 10_000), REFUSED, "R005", says="too deep")
FDF.add(
    "arrays 100,000 deep as a value", lambda: _evidence("[" * 100_000 + "]" * 100_000), REFUSED, "R005", says="too deep"
)
FDF.add("arrays 80 deep as a value", lambda: _evidence("[" * 80 + "]" * 80), READ)
FDF.add(
    "a value that is itself by reference",
    lambda: _fdf("<</T(names__evidence)/V 9 0 R>>", objects="9 0 obj 9 0 R endobj"),
    READ,
)
FDF.add("100,001 fields", lambda: _fdf("<</T(x)>>" * 100_001), REFUSED, "R005")
FDF.add(
    "a field twice with other words",
    lambda: _fdf("<</T(greeted__reflection)/V(newt)>>"),
    WARNED,
    "R016",
    values={**MINI, "greeted__reflection": "newt"},
    unplaced=(MINI["greeted__reflection"],),
)
FDF.add(
    "two choices for one statement",
    lambda: _fdf("<</T(greeted__score)/V/blue>>"),
    WARNED,
    "R012",
    values={k: v for k, v in MINI.items() if k != "greeted__score"},
    unplaced=("blue", "green"),
)
FDF.add(
    "a value of 1 GB, deflated",
    lambda: _fdf(
        "<</T(names__evidence)/V 9 0 R>>",
        objects=b"9 0 obj<</Filter/FlateDecode>>stream\n" + zlib.compress(bytes(30_000_000), 9) + b"\nendstream endobj",
    ),
    WARNED,
    "R014",
    values=_with("\ufffd"),
)
FDF.add("a value of 10 MB", lambda: _evidence("(" + "n" * 10_000_000 + ")"), READ, values=_with("n" * 10_000_000))
FDF.add("17 MB", lambda: _evidence("(" + "n" * 17_000_000 + ")"), REFUSED, "R021")
FDF.add(
    "an object of every number",
    lambda: _fdf(objects=" ".join(f"{n} 0 obj null endobj" for n in range(9, 60_000))),
    READ,
)
FDF.add("numbers beyond all limits", lambda: _evidence("9" * 5000), READ, values=MINI)
FDF.add("broken UTF-16", lambda: _evidence("<feffd83d00>"), WARNED, "R014", values=_with("\ufffd\ufffd"))
FDF.add(
    "zero bytes and letters that change the direction",
    lambda: _evidence("<feff0000202e0061>"),
    READ,
    values=_with("\0\u202ea"),
)
FDF.add("a million open brackets", lambda: _evidence("(" * 1_000_000), REFUSED, "R005")
FDF.add("a stream that never ends", lambda: _fdf(objects="9 0 obj<</Length 99999999999>>stream\nxxx"), REFUSED, "R005")
FDF.add(
    "of another form",
    lambda: b"%FDF-1.2\n1 0 obj<</FDF<</Fields[<</T(iban)/V(x)>>]>>>>endobj trailer<</Root 1 0 R>>",
    REFUSED,
    "R006",
)
FDF.add("that differs from another one", lambda: _fdf(beside="/Differences 9 0 R/Status(x)/ID[<00>]"), READ)


def _xfdf(more: str = "", *, head: str = "", root: str = "", behind: str = "") -> bytes:
    data = write_xfdf(_FIELDS).decode()
    data = data.replace("<fields>", "<fields>" + more, 1).replace("</fields>", "</fields>" + behind)
    return data.replace("<xfdf ", head + "<xfdf " + root, 1).encode()


def _field(name: str, value: str) -> str:
    return f'<field name="{name}"><value>{value}</value></field>'


_LAUGHS: Final = (
    "<!DOCTYPE xfdf [<!ENTITY a '"
    + "ha" * 20
    + "'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)

XFDF.add("the small form (nothing is wrong)", _xfdf, READ)
XFDF.add("cut off", lambda: _xfdf()[:-60], REFUSED, "R005")
XFDF.add(
    "a file to be fetched, annotations and scripts",
    lambda: _xfdf(
        root='xmlns:xi="http://www.w3.org/2001/XInclude" ',
        behind=f'<f href="{trap().url}"/><ids original="x" modified="y"/><annots><link href="{trap().url}"/></annots>'
        f'<xi:include href="{trap().path.as_uri()}" parse="text"/><javascript>app.launchURL("{trap().url}")</javascript>',
    ),
    READ,
)
XFDF.add(
    "a file that is included as a value",
    lambda: _xfdf(
        f'<field name="names__evidence"><value>a<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{trap().path.as_uri()}" parse="text"/></value></field>'
    ),
    READ,
    values=_with("a"),
)


def _with_head(head: str) -> bytes:
    head = head.replace("FILE", trap().path.as_uri()).replace("ADDRESS", trap().url)
    return _xfdf(_field("names__evidence", "&e;"), head=head)


for _about, _head in {
    "a document type": "<!DOCTYPE xfdf>",
    "an entity from a file": '<!DOCTYPE xfdf [<!ENTITY e SYSTEM "FILE">]>',
    "a document type from an address": '<!DOCTYPE xfdf SYSTEM "ADDRESS">',
    "entities that multiply": _LAUGHS,
}.items():
    XFDF.add(_about, later(_with_head, _head), REFUSED, "R005", says="document type")
XFDF.add("an entity that is nowhere", lambda: _xfdf(_field("names__evidence", "&e;")), REFUSED, "R005")
XFDF.add(
    "fields 10,000 deep",
    lambda: _xfdf('<field name="a">' * 10_000 + "</field>" * 10_000),
    REFUSED,
    "R005",
    says="too deep",
)
XFDF.add(
    "words 5,000 elements deep in a value",
    lambda: _xfdf(_field("names__evidence", "<b>" * 5_000 + "</b>" * 5_000)),
    REFUSED,
    "R005",
)
XFDF.add("100,001 fields", lambda: _xfdf('<field name="x"/>' * 100_001), REFUSED, "R005")
XFDF.add(
    "a field twice with other words",
    lambda: _xfdf(_field("greeted__reflection", "newt")),
    WARNED,
    "R016",
    values={**MINI, "greeted__reflection": "newt"},
    unplaced=(MINI["greeted__reflection"],),
)
XFDF.add("an attribute of 9 MB", lambda: _xfdf(f'<field name="names__evidence" x="{"n" * 9_000_000}"/>'), READ)
XFDF.add("200,000 attributes", lambda: _xfdf("<field " + " ".join(f'a{n}=""' for n in range(200_000)) + "/>"), READ)
XFDF.add("17 MB", lambda: _xfdf(_field("names__evidence", "n" * 17_000_000)), REFUSED, "R021")
XFDF.add(
    "markup in a value, escaped",
    lambda: _xfdf(_field("names__evidence", escape("<b>&amp;<a href='x'>"))),
    READ,
    values=_with("<b>&amp;<a href='x'>"),
)
XFDF.add(
    "a formatted value with links and scripts",
    lambda: _xfdf(
        f'<field name="names__evidence"><value-richtext><body xmlns="http://www.w3.org/1999/xhtml"><p><a href="{trap().url}">a</a>'
        f'<img src="{trap().url}"/><script>b</script></p></body></value-richtext></field>'
    ),
    READ,
    values=_with("ab"),
)
XFDF.add("numbers of characters that are none", lambda: _xfdf(_field("names__evidence", "&#0;")), REFUSED, "R005")
XFDF.add(
    "letters that change the direction",
    lambda: _xfdf(_field("names__evidence", "a&#x202e;b")),
    READ,
    values=_with("a\u202eb"),
)
XFDF.add("an encoding that does not exist", lambda: _xfdf().replace(b"UTF-8", b"UTF-9", 1), REFUSED, "R005")
XFDF.add(
    "bytes that are no UTF-8",
    lambda: _xfdf(_field("names__evidence", "@@")).replace(b"@@", b"\xff\xfe"),
    REFUSED,
    "R005",
)
XFDF.add(
    "of another form",
    lambda: b"<xfdf><fields><field name='iban'><value>x</value></field></fields></xfdf>",
    REFUSED,
    "R006",
)
XFDF.add("another kind of XML inside", lambda: b"<xfdf/>", REFUSED, "R006")
