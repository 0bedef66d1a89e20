"""The program's start: `kadergen` and `python -m kadergen`."""

import signal
import sys

# Ctrl-C while the libraries are still loading ends the program at once, with nothing but the exit code: nothing has
# been written yet. Afterwards `kadergen.cli.run` sees to it. Where the caller ignores the signal, it stays ignored.
_usual = signal.getsignal(signal.SIGINT)
if _usual is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from kadergen.cli import main  # noqa: E402

signal.signal(signal.SIGINT, _usual)

if __name__ == "__main__":
    sys.exit(main())
