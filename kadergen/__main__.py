"""`python -m kadergen` is the same as `kadergen`."""

import sys

from kadergen.cli import main

if __name__ == "__main__":
    sys.exit(main())
