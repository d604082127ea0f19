"""A lock on an open file: flock(2), which the system takes from a process that dies; on Windows its own locks, which
it takes too."""

import os
import time
from importlib import import_module
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    _windows: Any = import_module("msvcrt")
else:
    _windows = None

HAS_FLOCK = _windows is None
"""Folders can be locked too."""

_FAR = 1 << 30
"""The byte that is locked on Windows, where nobody else can then read it: behind all that the file says."""
_PAUSE = 0.2
"""Seconds between two tries where the system cannot wait."""


def lock(descriptor: int, wait: bool) -> None:
    """Takes the lock. Raises BlockingIOError where another has it and we do not wait, OSError where there are none."""
    if HAS_FLOCK:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    while True:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            _windows.locking(descriptor, _windows.LK_NBLCK, 1)
        except OSError as error:
            if not wait:
                raise BlockingIOError(error.errno, error.strerror) from error
            time.sleep(_PAUSE)
        else:
            return
