"""PDF files whose structure is cut off, goes in circles, lies about itself or goes deeper than any program writes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Final

from tests.hostile.cases import READ, REFUSED, WARNED, Area
from tests.hostile.rawpdf import (
    ACROFORM,
    CATALOG,
    FIELD,
    INFO,
    MINI,
    PAGE,
    PAGES,
    Body,
    added,
    mini,
    mini_objects,
    pdf,
    raw,
    stream,
    swapped,
    update,
)

AREA: Final = Area("PDF, structure")
_TEXT: Final = FIELD["greeted__reflection"]
_SCORE: Final = FIELD["greeted__score"]
_DEEP: Final = 50_000


# --- cut off, and put together wrongly


def _cut(share: float) -> bytes:
    data = mini()
    return data[: int(len(data) * share)]


AREA.add("cut off behind its objects", lambda: mini()[: mini().rindex(b"xref\n0 1")], WARNED, "R009", "R024")
AREA.add("cut off in its table of cross-references", lambda: mini()[:-400], WARNED, "R009")
AREA.add("cut off in the middle", lambda: _cut(0.5), WARNED, "R009", "R017", "R024", some=True)
AREA.add("cut off at its beginning", lambda: mini()[:60], REFUSED, "R005")
AREA.add("without its beginning", lambda: mini()[len(mini()) // 2 :], REFUSED, "R003")
AREA.add("something before it", lambda: b"X-Gateway: passed\r\n\r\n" * 20 + mini(), READ)
AREA.add("a megabyte of something behind it", lambda: mini() + b"\0junk" * 200_000, WARNED, "R009")
AREA.add("50 MB of zeros behind it", lambda: mini() + bytes(50_000_000), WARNED, "R009", seconds=3)
AREA.add("two files in a row", lambda: mini() + pdf({CATALOG: "<</Type/Catalog>>"}), REFUSED, "R005")
AREA.add("cross-references that point elsewhere", lambda: mini().replace(b"0000000", b"0000001"), WARNED, "R009")
AREA.add("startxref beyond the end", lambda: mini().replace(b"startxref\n", b"startxref\n999999"), WARNED, "R009")
AREA.add("line ends changed on its way", lambda: mini().replace(b"\n", b"\r\n"), WARNED, "R009")
AREA.add("no root", lambda: mini().replace(b"/Root 1 0 R", b"/Toor 1 0 R"), WARNED, "R010", "R026")
AREA.add("a root that is a page", lambda: mini().replace(b"/Root 1 0 R", b"/Root 4 0 R"), WARNED, "R010")
AREA.add("a root that is itself by reference", lambda: mini({CATALOG: f"{CATALOG} 0 R"}), REFUSED, "R005")


# --- circles in the page tree


def _pages(kids: str, count: str = "1") -> Mapping[int, Body]:
    return {PAGES: f"<</Type/Pages/Kids[{kids}]/Count {count}>>"}


AREA.add("a page tree that is its own kid", lambda: mini(_pages("2 0 R")), WARNED, "R010", "R026")
AREA.add("a page tree that is its own kid, and a page", lambda: mini(_pages("4 0 R 2 0 R")), WARNED, "R010", "R026")
AREA.add(
    "two page trees that are each other's kids",
    lambda: mini({**_pages("4 0 R 900 0 R"), 900: "<</Type/Pages/Kids[2 0 R]/Count 1>>"}),
    WARNED,
    "R010",
    "R026",
)
AREA.add("a page that is its own parent", lambda: mini(swapped(PAGE, "/Parent 2 0 R", "/Parent 4 0 R")), READ)
AREA.add(
    "a page tree below its own page", lambda: mini({**_pages("4 0 R"), **added(PAGE, "/Kids[2 0 R]")}), WARNED, "R010"
)
AREA.add("the same page 200 times", lambda: mini(_pages("4 0 R " * 200, "200")), WARNED, "R009")
AREA.add("a page tree without pages", lambda: mini(_pages("")), WARNED, "R010")
AREA.add("no page tree", lambda: mini(swapped(CATALOG, "/Pages 2 0 R", "")), WARNED, "R010", "R026")
AREA.add("a page tree that is the catalogue", lambda: mini(swapped(CATALOG, "/Pages 2", "/Pages 1")), WARNED, "R010")
AREA.add("a page tree that says it has a billion pages", lambda: mini(_pages("4 0 R", "1000000000")), READ)
AREA.add("a page tree that says it has -1 pages", lambda: mini(_pages("4 0 R", "-1")), READ)


def _tree(depth: int) -> Mapping[int, Body]:
    """The page at the end of so many page trees within each other."""
    first = 1000
    chain = {first + n: f"<</Type/Pages/Count 1/Kids[{first + n + 1} 0 R]>>" for n in range(depth)}
    return {**_pages(f"{first} 0 R"), **chain, first + depth: raw(mini_objects()[PAGE])}


AREA.add("a page tree 5,000 deep", lambda: mini(_tree(5_000)), WARNED, "R010", "R026")
AREA.add("a page tree 20,000 deep", lambda: mini(_tree(20_000)), WARNED, "R010", "R026")


# --- circles among the fields

AREA.add("a field that is its own kid", lambda: mini(added(_TEXT, f"/Kids[{_TEXT} 0 R]")), READ)
AREA.add("a field that is its own parent", lambda: mini(added(_TEXT, f"/Parent {_TEXT} 0 R")), READ)
AREA.add(
    "two fields that are each other's parents",
    lambda: mini({**added(_TEXT, "/Parent 900 0 R"), 900: f"<</Parent {_TEXT} 0 R/Kids[{_TEXT} 0 R]>>"}),
    READ,
)
AREA.add("a field list that holds the form", lambda: mini({ACROFORM: "<</Fields[3 0 R 3 0 R]>>"}), READ)
AREA.add("a field list that is the page's annotations", lambda: mini({ACROFORM: "<</Fields 4 0 R>>"}), READ)
AREA.add(
    "a value that is the field itself", lambda: mini(added(_TEXT, f"/V {_TEXT} 0 R")), WARNED, "R009", "R020", some=True
)


def _parents(depth: int) -> Mapping[int, Body]:
    chain = {1000 + n: f"<</Parent {1001 + n} 0 R>>" for n in range(depth)}
    return {**added(_TEXT, "/Parent 1000 0 R"), **chain, 1000 + depth: "<</FT/Tx>>"}


def _kids(depth: int, *, twice: bool = False) -> Mapping[int, Body]:
    """A field tree this deep beside the form's; with `twice` each field has the next one as two kids."""
    times = 2 if twice else 1
    chain = {1000 + n: f"<</T(x)/Kids[{f'{1001 + n} 0 R ' * times}]>>" for n in range(depth)}
    return {**swapped(ACROFORM, "/Fields[", "/Fields[1000 0 R "), **chain, 1000 + depth: "<</T(y)/FT/Tx/V()>>"}


AREA.add("20,000 parents above a field", lambda: mini(_parents(20_000)), READ)
AREA.add("20,000 kids below each other", lambda: mini(_kids(20_000)), READ)
AREA.add("kids that double at each of 60 levels", lambda: mini(_kids(60, twice=True)), READ)


# --- circles in the cross-references


def _table_at(data: bytes) -> int:
    return data.rindex(b"xref\n0 1")


def _previous(position: int | None = None) -> bytes:
    data = mini()
    where = _table_at(data) if position is None else position
    return data.replace(b"/Size", b"/Prev %d/Size" % where)


AREA.add("a table of cross-references before itself", _previous, WARNED, "R009")
AREA.add("a table of cross-references before the file", lambda: _previous(-1), WARNED, "R009")
AREA.add("a table of cross-references beyond the file", lambda: _previous(10**9), WARNED, "R009")
AREA.add("a table of cross-references in the middle of a text", lambda: _previous(700), WARNED, "R009")


@AREA.case("saved 2,000 times without being written anew", READ)
def _many_updates() -> bytes:
    data = bytearray(mini())
    last = mini_objects()[_TEXT]
    size = 1 + max(mini_objects())
    previous = _table_at(bytes(data))
    for _ in range(2_000):
        offset = len(data)
        data += b"%d 0 obj\n" % _TEXT + raw(last) + b"\nendobj\n"
        start = len(data)
        data += (
            b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Root 1 0 R/Info 6 0 R/Size %d/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
            % (_TEXT, offset, size, previous, start)
        )
        previous = start
    return bytes(data)


def _hybrid() -> bytes:
    """A table that names a stream of cross-references, which names the table."""
    data = mini()
    return data.replace(b"/Size", b"/XRefStm %d/Size" % _table_at(data))


AREA.add("a table that says a stream of cross-references is where it is itself", _hybrid, WARNED, "R009")


# --- streams of cross-references and of objects


def packed_mini(
    *,
    entries: Mapping[str, object] | None = None,
    container: Mapping[str, object] | None = None,
    body: bytes | None = None,
    table: bytes | None = None,
) -> bytes:
    """The small form with its dictionaries in a stream of objects; entries of that and of the table can be changed."""
    objects = mini_objects()
    outside = {number: raw(body_) for number, body_ in objects.items() if b"stream" in raw(body_)}
    inside = {number: raw(body_) for number, body_ in objects.items() if number not in outside}
    container_number, table_number = 130, 131
    index, content = [], b""
    for number, one in inside.items():
        index.append(b"%d %d" % (number, len(content)))
        content += one + b"\n"
    head = b" ".join(index) + b"\n"
    fields = {"/Type": "/ObjStm", "/N": len(inside), "/First": len(head), **(container or {})}
    outside[container_number] = stream(_dictionary(fields), head + content if body is None else body, packed=True)
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    rows = {number: (2, container_number, place) for place, number in enumerate(inside)}
    for number, one in outside.items():
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    start = len(out)
    rows[table_number] = (1, start, 0)
    size = table_number + 1
    packed_rows = b"".join(struct.pack(">BLH", *rows.get(number, (0, 0, 0))) for number in range(size))
    fields = {
        "/Type": "/XRef",
        "/Size": size,
        "/W": "[1 4 2]",
        "/Root": f"{CATALOG} 0 R",
        "/Info": f"{INFO} 0 R",
        **(entries or {}),
    }
    fields = {key: str(start) if value == "HERE" else value for key, value in fields.items()}
    dictionary = _dictionary(fields)
    out += b"%d 0 obj\n" % table_number
    out += stream(dictionary, packed_rows if table is None else table, packed="/Filter" not in dictionary)
    return bytes(out) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def _dictionary(entries: Mapping[str, object]) -> str:
    return "".join(f"{key} {value}" for key, value in entries.items())


AREA.add("objects in a stream (nothing is wrong)", packed_mini, READ)
AREA.add("a stream of objects that extends itself", lambda: packed_mini(container={"/Extends": "130 0 R"}), READ)
AREA.add(
    "a stream of objects that says it holds a billion", lambda: packed_mini(container={"/N": 10**9}), REFUSED, "R005"
)
AREA.add("a stream of objects that says it holds none", lambda: packed_mini(container={"/N": 0}), REFUSED, "R005")
AREA.add(
    "a stream of objects whose first one lies beyond its end",
    lambda: packed_mini(container={"/First": 10**9}),
    REFUSED,
    "R005",
)
AREA.add("a stream of objects that is broken", lambda: packed_mini(body=b"\0" * 5000), REFUSED, "R005")
AREA.add(
    "a stream of objects that holds itself", lambda: packed_mini(body=b"130 0 \n<</Type/ObjStm>>"), REFUSED, "R005"
)
AREA.add("a stream of cross-references before itself", lambda: packed_mini(entries={"/Prev": "HERE"}), WARNED, "R009")
AREA.add("cross-references of a billion objects", lambda: packed_mini(entries={"/Size": 10**9}), WARNED, "R010")
AREA.add(
    "cross-references with columns of a gigabyte",
    lambda: packed_mini(entries={"/W": "[1 1000000000 2]"}),
    REFUSED,
    "R005",
)
AREA.add("cross-references with columns of no width", lambda: packed_mini(entries={"/W": "[0 0 0]"}), REFUSED, "R005")
AREA.add("cross-references with negative columns", lambda: packed_mini(entries={"/W": "[1 -4 2]"}), REFUSED, "R005")
AREA.add(
    "cross-references of objects that are not theirs",
    lambda: packed_mini(entries={"/Index": "[5 1000000000]"}),
    REFUSED,
    "R005",
)
AREA.add(
    "cross-references packed by a predictor that lies",
    lambda: packed_mini(
        entries={"/Filter": "/FlateDecode", "/DecodeParms": "<</Predictor 15/Columns 2147483647/Colors 32>>"},
        table=zlib.compress(bytes(700)),
    ),
    REFUSED,
    "R005",
)

# --- deep nesting


def _nested(opening: bytes, closing: bytes, depth: int = _DEEP) -> bytes:
    return opening * depth + closing * depth


def _deep_value(value: bytes) -> bytes:
    body = raw(mini_objects()[FIELD["names__evidence"]]).replace(b"/V<feff>", b"/V " + value)
    return mini({FIELD["names__evidence"]: body})


AREA.add("arrays 50,000 deep as a value", lambda: _deep_value(_nested(b"[", b"]")), WARNED, "R009", "R017")
AREA.add("dictionaries 50,000 deep as a value", lambda: _deep_value(_nested(b"<</A ", b">>")), WARNED, "R009", "R017")
AREA.add("arrays 50,000 deep that never end", lambda: _deep_value(b"[" * _DEEP), WARNED, "R009", "R017", some=True)
AREA.add(
    "arrays 50,000 deep in the catalogue",
    lambda: mini({CATALOG: raw(mini_objects()[CATALOG])[:-2] + b"/X " + _nested(b"[", b"]") + b">>"}),
    REFUSED,
    "R005",
)
AREA.add("100 arrays within each other as a value", lambda: _deep_value(_nested(b"[", b"]", 100)), READ)
AREA.add(
    "a text of 100,000 brackets", lambda: mini(swapped(_TEXT, "/F 4", "/TU(" + "(" * _DEEP + ")" * _DEEP + ")")), READ
)
AREA.add(
    "50,000 references to each other as a value",
    lambda: mini(
        {
            **swapped(FIELD["names__evidence"], "/V<feff>", "/V 1000 0 R"),
            **{1000 + n: f"{1001 + n} 0 R" for n in range(_DEEP)},
        }
    ),
    WARNED,
    "R009",
    values={**MINI, "names__evidence": "1001"},
)

# --- numbers, tokens, doubles

AREA.add(
    "an object that stands twice",
    lambda: mini().replace(b"xref\n0 1", b"70 0 obj\n<<>>\nendobj\nxref\n0 1"),
    WARNED,
    "R009",
    "R017",
    some=True,
)
AREA.add(
    "the form appended once more, empty",
    lambda: update(mini(), {n: b for n, b in mini_objects({}).items() if n >= 10}, f"/Info {INFO} 0 R"),
    READ,
    values={},
)
AREA.add(
    "numbers beyond all limits",
    lambda: mini(added(PAGE, f"/X {'9' * 5000}/Y -{'9' * 5000}/Z 1e999999/Q {'.' * 999}")),
    WARNED,
    "R010",
    "R026",
)
AREA.add("a name of a megabyte", lambda: mini(added(CATALOG, "/" + "N" * 1_000_000 + " 1")), READ)
AREA.add(
    "a stream whose length is the stream itself",
    lambda: mini({**added(PAGE, "/Contents 900 0 R"), 900: "<</Length 900 0 R>>\nstream\nq Q\nendstream"}),
    READ,
)
AREA.add(
    "50,000 empty objects",
    lambda: mini().replace(b"xref\n0 1", b"9 0 obj\nendobj\n" * 50_000 + b"xref\n0 1"),
    WARNED,
    "R009",
)
