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
_PAUSE = 0.1
"""Seconds between two tries."""


def lock(descriptor: int, wait: bool) -> None:
    """Takes the lock. Raises BlockingIOError where another has it and we do not wait, OSError where there are none."""
    while True:
        try:
            _take(descriptor)
        except BlockingIOError:
            if not wait:
                raise
            time.sleep(_PAUSE)  # no waiting for the system: an interrupt that comes right before it would be lost
        else:
            return


def _take(descriptor: int) -> None:
    if HAS_FLOCK:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    os.lseek(descriptor, _FAR, os.SEEK_SET)
    try:
        _windows.locking(descriptor, _windows.LK_NBLCK, 1)
    except OSError as error:
        raise BlockingIOError(error.errno, error.strerror) from error
