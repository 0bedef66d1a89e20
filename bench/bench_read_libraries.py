"""The processor's time of reading a filled PDF form, ours against what other libraries take for less.

Ours is the whole reader: values, the file's checksum, identity, respondent, answers, plan, diagnostics. The others give
names and values alone. Each line is a process of its own, on one form as our filler writes it, rewritten by qpdf with
object streams, or rewritten by pdftk, the best of several rounds; then on a thousand different forms, the average.
"right" says what became of the answers given (of the last form). The start of qpdf, a program, is counted, node's not.

    python bench/bench_read_libraries.py
"""

from __future__ import annotations

import io
import json
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf

from bench.bench_documents import answers, form, kadergen_read, pdfium_read, pypdf_read
from bench.children import best_of, framework, peak_mb, print_table
from kadergen.formats.acroform_fill import Filler
from kadergen.formats.acroform_read import read_acroform
from kadergen.model.instrument import FieldKind, Instrument, build_instrument

FORMS = 1000
PDFLIB = Path(__file__).parent / "pdflib" / "read.mjs"
Reader = Callable[[Path], dict[str, str]]


def answers_of(instrument: Instrument, number: int) -> dict[str, str]:
    """One of many different forms: other choices and texts, and every seventh field left empty."""
    given = answers(instrument)
    for index, (name, value) in enumerate(given.items()):
        spec = instrument.by_name[name]
        if spec.options:
            given[name] = spec.option_ids[(index + number) % len(spec.option_ids)]
        elif spec.kind is FieldKind.TEXT:
            given[name] = "" if (index + number) % 7 == 0 else f"{value} {'Ook dat. ' * (number % 11)}{number}"
    return given


def save(data: bytes, path: Path, how: str) -> None:
    """Write the form to `path` as our filler or as another program saves it."""
    path.write_bytes(data)
    other = path.with_suffix(".saved")
    if how == "qpdf":
        subprocess.run(["qpdf", "--object-streams=generate", path, other], check=True)
        other.replace(path)
    elif how == "pdftk":
        subprocess.run(["pdftk", path, "output", other], check=True)
        other.replace(path)


def plain_walk(pdf: pikepdf.Pdf) -> dict[str, str]:
    """As pikepdf's documentation shows it: each page's widgets, name and value their own or the parent's."""
    found: dict[str, str] = {}
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", []):
            if annotation.get("/Subtype") != "/Widget":
                continue
            parent = annotation.get("/Parent", pikepdf.Dictionary())
            name = annotation.get("/T", parent.get("/T"))
            value = annotation.get("/V", parent.get("/V", ""))
            found[str(name)] = str(value).removeprefix("/")
    return found


def pikepdf_from_file(path: Path) -> dict[str, str]:
    """From a file, which qpdf maps into memory."""
    with pikepdf.open(path) as pdf:
        return plain_walk(pdf)


def pikepdf_from_memory(path: Path) -> dict[str, str]:
    """From bytes, which is what somebody has who looked at the file before."""
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        return plain_walk(pdf)


def qpdf_read(path: Path) -> dict[str, str]:
    """The program qpdf with --json."""
    out = subprocess.run(["qpdf", "--json", "--json-key=acroform", path], capture_output=True, check=True)
    values = ((f["fullname"], str(f["value"] or "")) for f in json.loads(out.stdout)["acroform"]["fields"])
    return {name: value.removeprefix("u:").lstrip("/") for name, value in values}


def readers(instrument: Instrument) -> dict[str, Reader]:
    """What is measured, by name; pdf-lib aside, which reads in node."""
    whole = kadergen_read(instrument)
    return {
        "kadergen": lambda path: whole(path.read_bytes()),
        "kadergen, values alone": lambda path: {f.name: f.value for f in read_acroform(path.read_bytes()).fields},
        "pikepdf, plain walk": pikepdf_from_file,
        "pikepdf, from memory": pikepdf_from_memory,
        "PDFium": lambda path: pdfium_read(path.read_bytes()),
        "pypdf.get_fields": lambda path: pypdf_read(path.read_bytes()),
        "qpdf --json": qpdf_read,
    }


def processor() -> float:
    """Seconds of this process and of those that it started."""
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def pdflib(folder: Path, rounds: int) -> tuple[dict[str, str], float, float]:
    """The values of the last form, the milliseconds for each, and the most memory of node in MB."""
    command = ["node", str(PDFLIB), str(folder), str(rounds)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return found["found"], found["ms"], found["mb"]


def right(found: Mapping[str, str], given: Mapping[str, str]) -> str:
    """How many of the answers given were found, line ends aside."""
    same = sum(re.sub("\r\n?", "\n", found.get(name, "")) == value for name, value in given.items())
    return f"{same}/{len(given)}"


def measure(how: str, what: str) -> dict[str, object]:
    """In this process: milliseconds of the processor for each form, peak MB, answers right."""
    instrument = build_instrument(framework())
    filler = Filler(form(instrument))
    many = how == str(FORMS)
    count = FORMS if many else 1
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number:04}.pdf") for number in range(count)]
        for number, path in enumerate(paths):
            save(filler.fill(answers_of(instrument, number)).data, path, how)
        if what == "pdf-lib":
            found, ms, peak = pdflib(Path(folder), 1 if many else 12)
        elif many:
            read, found = readers(instrument)[what], {}
            start = processor()
            for path in paths:
                found = read(path)
            ms, peak = (processor() - start) * 1000 / count, peak_mb()
        else:
            read = readers(instrument)[what]
            found, best = best_of(lambda: read(paths[0]), clock=processor, seconds=2)
            ms, peak = best * 1000, peak_mb()
    return {"ms": ms, "MB": peak, "right": right(found, answers_of(instrument, count - 1))}


NAMES = (
    "kadergen",
    "kadergen, values alone",
    "pikepdf, plain walk",
    "pikepdf, from memory",
    "PDFium",
    "pdf-lib",
    "qpdf --json",
    "pypdf.get_fields",
)
MANY = ("kadergen", "pikepdf, plain walk", "PDFium", "pdf-lib", "pypdf.get_fields")
LINES = [
    *((how, name) for how in ("filled", "qpdf", "pdftk") for name in NAMES),
    *((str(FORMS), name) for name in MANY),
]


def shown(line: tuple[str, ...], found: Mapping[str, float]) -> str:
    """One line of the table."""
    return f"{line[0]:<10}{line[1]:<26}{found['ms']:>8.1f}{found['MB']:>9.0f}  {found['right']}"


if __name__ == "__main__":
    if PDFLIB.parent.joinpath("node_modules").is_dir():
        print_table(__file__, measure, f"{'form':<10}{'what':<26}{'CPU ms':>8}{'peak MB':>9}  right", LINES, shown)
    else:
        sys.exit("pdf-lib is not there: `npm ci` in bench/pdflib, or `make bench`")
