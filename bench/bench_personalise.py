"""Time to make a thousand people's own forms, written to disk and checked, in one process.

Each line is a process of its own, so that its peak memory is its own; time is the clock's on the wall, of one run,
without the start of Python, imports and the making of the blank form. "right" is how many of the files, read as
returned forms, say whose they are and who answers (of a sample of fifty); behind it the seconds that all processors
together worked, which say more than the clock where the machine has other work to do.

    python bench/bench_personalise.py
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from bench.children import FRAMEWORK, framework, peak_mb, print_timings
from kadergen.model.instrument import build_instrument
from kadergen.model.round import FormFormat, Person, new_person_id
from kadergen.readers import read_bytes
from kadergen.render.docx_file import render_form_docx
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme
from kadergen.workflow.round_forms import PersonalForms, form_file_name, write_forms

_SAMPLE = 50
_LAST = "right · CPU s"
_NAMES = {
    "plain": "Deelnemer {}",
    "other letters": "Участник {} Łukasz",
    "Arabic": "مشارك {}",
    "emoji": "Deelnemer 😀 {}",
}
LINES = (
    "1000 PDF, plain names",
    "1000 PDF, other letters",
    "1000 PDF, Arabic names",
    "1000 PDF, names with emoji",
    "100 Word, plain names",
)


def measure(what: str) -> dict[str, object]:
    """In this process: milliseconds for all, kB of one, peak MB, how many say whose they are."""
    count, kind = int(what.split(maxsplit=1)[0]), FormFormat.WORD if "Word" in what else FormFormat.PDF
    loaded = framework()
    instrument = build_instrument(loaded)
    theme = default_theme()
    is_pdf = kind is FormFormat.PDF
    blank = render_form_pdf(loaded, instrument, theme).data if is_pdf else render_form_docx(loaded, instrument, theme)
    pattern = next(name for key, name in _NAMES.items() if key in what)
    party, level = (instrument.by_name[f"respondent__{key}"].option_ids[0] for key in ("party", "level"))
    people = [
        Person(new_person_id(), pattern.format(number), f"p{number}@example.org", "Gemeente", party, level)
        for number in range(count)
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begin, worked = time.perf_counter(), time.process_time()
        write_forms(folder, PersonalForms(loaded, {kind: blank}), people)
        took, worked = time.perf_counter() - begin, time.process_time() - worked
        right = 0
        for person in people[:: count // _SAMPLE]:
            file = folder / form_file_name(person, kind)
            response = read_bytes(file.read_bytes(), file.name, {FRAMEWORK: instrument}).response
            right += response is not None and (response.respondent_id, response.respondent.name) == (
                person.id,
                person.name,
            )
        size = (folder / form_file_name(people[0], kind)).stat().st_size / 1000
    return {"ms": took * 1000, "kB": size, "MB": peak_mb(), _LAST: f"{right}/{_SAMPLE} · {worked:.1f}"}


if __name__ == "__main__":
    print_timings(__file__, measure, LINES, last=_LAST, width=32)
