"""Time to collect what came back from a thousand people: mails taken apart, forms read, matched and kept.

Each line is a round of its own in a process of its own: real personal forms with ten answers each, in mails of four
kinds. Time is the clock's on the wall, of one run, with the start of the processes that read, without making the mails.
"again" is the time to collect the same once more.

    python bench/bench_collect.py
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from bench.children import FRAMEWORK, framework, print_table
from kadergen.formats.acroform_fill import Filler
from kadergen.model.instrument import PERSON_FIELD, build_instrument
from kadergen.model.round import MatchedBy, RoundSettings
from kadergen.render.form_pdf import render_form_pdf
from kadergen.theme.load import default_theme
from kadergen.workflow.round_folder import new_round, opened
from kadergen.workflow.round_sources import collect_into
from tests.mail.samples import mbox, zipped

_NOW = datetime(2026, 12, 1, tzinfo=UTC)


def _mail(number: int, form: bytes) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"p{number}@example.org"
    message["Date"] = "Fri, 20 Nov 2026 09:30:00 +0000"
    message.set_content("Hierbij.")
    message.add_attachment(form, maintype="application", subtype="pdf", filename="formulier.pdf")
    return message


def _files(folder: Path, forms: Sequence[bytes]) -> None:
    for number, form in enumerate(forms):
        (folder / f"{number}.pdf").write_bytes(form)


def _mails(folder: Path, forms: Sequence[bytes]) -> None:
    for number, form in enumerate(forms):
        (folder / f"{number}.eml").write_bytes(bytes(_mail(number, form)))


def _mailbox(folder: Path, forms: Sequence[bytes]) -> None:
    (folder / "in.mbox").write_bytes(mbox([_mail(number, form) for number, form in enumerate(forms)]))


def _archive(folder: Path, forms: Sequence[bytes]) -> None:
    for start in range(0, len(forms), 250):
        some = {f"{number}.pdf": form for number, form in enumerate(forms[start : start + 250])}
        (folder / f"{start}.zip").write_bytes(zipped(some))


KINDS: dict[str, Callable[[Path, Sequence[bytes]], None]] = {
    "1000 files": _files,
    "1000 mails": _mails,
    "1 mailbox of 1000 mails": _mailbox,
    "4 ZIP of 250": _archive,
}
_COUNT = 1_000


def measure(what: str) -> dict[str, object]:
    """In this process: seconds, seconds for the same again, peak MB, how many forms found their owner by id."""
    loaded = framework()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "people.csv"
        rows = [f"Deelnemer {number},p{number}@example.org" for number in range(_COUNT)]
        table.write_text("name,e-mail\n" + "\n".join(rows), encoding="utf-8")
        people, _ = new_round(folder / "round", RoundSettings(FRAMEWORK, "Ronde", "nl"), table)
        filler = Filler(render_form_pdf(loaded, build_instrument(loaded), default_theme()).data)
        values = {f"p1-{number}__reflection": f"Wat er over {number} te zeggen is" for number in range(1, 5)}
        forms = [filler.fill(values, {PERSON_FIELD: person.id}).data for person in people]
        came = folder / "in"
        came.mkdir()
        KINDS[what](came, forms)
        with opened(folder / "round", writing=True) as one:
            begin = time.perf_counter()
            found = collect_into(one, [came], _NOW)
            took = time.perf_counter() - begin
            begin = time.perf_counter()
            collect_into(one, [came], _NOW)
            again = time.perf_counter() - begin
        right = sum(arrival.matched is MatchedBy.ID and arrival.counts for arrival in found.arrivals)
    return {"s": took, "again": again, "right": right}


def _shown(line: tuple[str, ...], found: dict[str, float]) -> str:
    return f"{line[0]:<26}{found['s']:>8.1f}{found['again']:>8.1f}  {found['right']:.0f}/{_COUNT}"


if __name__ == "__main__":
    heads = f"{'what':<26}{'s':>8}{'again':>8}  right"
    print_table(__file__, measure, heads, [(kind,) for kind in KINDS], _shown)  # type: ignore[arg-type]
