"""`python -m vankho` is the command `vankho`."""

import sys

from vankho.cli import main

if __name__ == "__main__":
    sys.exit(main())
