"""`python build.py` is `vankho build`."""

import sys

from vankho.cli import main

if __name__ == "__main__":
    sys.exit(main(["build", *sys.argv[1:]]))
