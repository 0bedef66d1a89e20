"""Mutates mails and archives and takes them apart: `python -m tests.mail.fuzz --seconds 600 [--seeds FOLDER]`.

Nothing may get out of `Unpacking`, take long, or be said twice, and what comes out must be what the process that takes
mails apart may say. The same seed gives the same mutants. What shows a fault is written to the folder of `--found`.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import resource
import struct
import sys
import time
from collections import Counter
from collections.abc import Sequence
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from kadergen.readers.containers import Bounds, Unpacking, shown
from tests.mail import samples
from tests.mail.samples import mail, outlook, winmail, zipped

PDF = b"%PDF-1.7 a form\n" + bytes(range(256)) * 3
BOUNDS = Bounds(depth=10, files=200, total=20_000_000, each=5_000_000, container=10_000_000)
SLOW = 5.0  # seconds for one of these small files

_TOKENS = (
    *(b"--b\r\n", b"--b--\r\n", b"\r\n\r\n", b"\n", b"\r", b"\0", b"From x Fri Nov 20 09:30:00 2026\n"),
    *(b"; ", b'"', b"=?", b"?="),
    *(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n", b"Content-Type: message/rfc822\r\n\r\n", b"boundary=\"\""),
    *(b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n"),
    *(b"begin 644 a.pdf\n", b"\nend\n", b"Content-Type: multipart/report; boundary=b\r\n\r\n"),
    b"Content-Type: message/delivery-status\r\n\r\nAction: failed\r\n",
    *(b"=ybegin line=128 size=3 name=a\r\n", b"\r\n=yend size=3\r\n", b"\x78\x9f\x3e\x22"),
    *(b"PK\x03\x04", b"PK\x05\x06", b"\xff" * 8),
)  # fmt: skip


def report(original: bytes) -> bytes:
    """A mail that says that another was not delivered, with that other in it."""
    return (
        b"From: MAILER-DAEMON@voorbeeld.example\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="rr"\r\n\r\n'
        b"--rr\r\nContent-Type: text/plain\r\n\r\nNiet bezorgd.\r\n"
        b"--rr\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; voorbeeld.example\r\n\r\n"
        b"Final-Recipient: rfc822; deelnemer3@gemeente.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--rr\r\nContent-Type: message/rfc822\r\n\r\n" + original + b"\r\n--rr--\r\n"
    )


def _written_in_text() -> bytes:
    message = EmailMessage()
    message["From"] = samples.SENDER
    message.set_content(samples.uuencoded("form.pdf", PDF), cte="7bit")
    return bytes(message)


@cache
def seeds() -> tuple[bytes, ...]:
    """One of every kind, and kinds inside each other."""
    one = mail([("form.pdf", PDF)])
    whole = bytes(one)
    return (
        whole,
        zipped({"map/form.pdf": PDF, "b/a.eml": whole}),
        bytes(mail([("forms.zip", zipped({"form.pdf": PDF}))], inside=[mail(inside=[one])])),
        outlook(one),
        outlook(mail([("b.pdf", PDF)]), inside=[one]),
        bytes(mail([("winmail.dat", winmail([("form.pdf", PDF), ("b.pdf", PDF)], [winmail([("form.pdf", PDF)])]))])),
        winmail([("form.pdf", PDF)], [winmail([("form.pdf", PDF)])]),
        samples.mbox([one, mail([("b.pdf", PDF)])]),
        zipped({"in.zip": zipped({"x": samples.mbox([one])}), "a.msg": outlook(one)}),
        report(whole),
        _written_in_text(),
    )


def mutant(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """The data with some damage: bytes, lengths, pieces, lines, boundaries, the end."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 30))):
        at = chance.randrange(len(out) + 1)
        what = chance.randrange(9)
        if what == 0 and at < len(out):
            out[at] = chance.randrange(256)
        elif what == 1:
            out[at : at + 4] = struct.pack("<I", chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, len(out), len(out) - at)))
        elif what == 2:
            del out[at : at + chance.choice((1, 2, 50, 1_000))]
        elif what == 3:
            other = chance.choice(others)
            start = chance.randrange(len(other))
            out[at:at] = other[start : start + chance.choice((8, 200, 5_000))]
        elif what == 4:
            out[at:at] = chance.choice(_TOKENS) * chance.choice((1, 1, 2, 50))
        elif what == 5:
            del out[at:]
        elif what == 6:
            out[at:at] = out[at : at + chance.choice((4, 60, 2_000))] * chance.choice((1, 3, 20))
        elif what == 7:
            lines = re.split(rb"(?<=\n)", bytes(out))
            chance.shuffle(lines) if chance.random() < 0.1 else lines.insert(
                chance.randrange(len(lines)), chance.choice(lines)
            )
            out = bytearray(b"".join(lines))
        elif at < len(out):
            out[at] ^= 1 << chance.randrange(8)
        del out[2_000_000:]
    return bytes(out)


def fault(data: bytes) -> str:
    """What is wrong with taking this apart, "" when nothing is."""
    unpacking = Unpacking("it", BOUNDS)
    began = time.process_time()
    try:
        found = list(unpacking.files("it", data))
    except Exception as error:  # noqa: BLE001 - whatever gets out is what we look for
        return f"raised {type(error).__name__}: {error}"
    if time.process_time() - began > SLOW:
        return "slow"
    if len(found) > BOUNDS.files or sum(len(one.data) for one in found) > BOUNDS.total:
        return "more than allowed"
    if len({(said.code, said.message) for said in unpacking.findings}) < len(unpacking.findings):
        return "said twice"
    for one in found:
        texts = (one.name, one.message_id, *one.senders, *one.within)
        if shown(one.name) != one.name or any(len(text) > 2_000 or not text.isprintable() for text in texts):
            return "a name that is none"
        if one.date and one.date.tzinfo is None:
            return "a date without a zone"
    return ""


def main() -> int:
    """Fuzz, say what was done, and give 1 when a fault was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=Path, help="a folder with more files to begin with")
    parser.add_argument("--found", type=Path, default=Path("output/fuzz-mail"))
    options = parser.parse_args()
    more = sorted(options.seeds.rglob("*")) if options.seeds else []
    corpus = [*seeds(), *(path.read_bytes() for path in more if path.is_file() and 0 < path.stat().st_size < 500_000)]
    chance = random.Random(options.seed)
    faults: Counter[str] = Counter()
    slowest, count, began = 0.0, 0, time.process_time()
    while time.process_time() - began < options.seconds:
        data = mutant(chance, chance.choice(corpus), corpus)
        start = time.process_time()
        wrong = fault(data)
        slowest = max(slowest, time.process_time() - start)
        count += 1
        if wrong:
            faults[wrong[:200]] += 1
            options.found.mkdir(parents=True, exist_ok=True)
            (options.found / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{count} mutants of {len(corpus)} files in {time.process_time() - began:.0f} s of processor time; ", end="")
    print(f"slowest {slowest:.2f} s; {memory} MB at most; {sum(faults.values())} faults")
    for wrong, times in faults.most_common():
        print(f"  {times} × {wrong}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
