"""Calls of the system that fail: the one with a number, or all from it on.

What Python's own modules (pathlib, shutil, tempfile) ask of the system goes through `os` and `io.open`, and so through here.
"""

import ctypes
import errno
import fcntl
import io
import os
from contextlib import contextmanager
from pathlib import Path

from vankho import exchange

CALLS = (
    "open mkdir link rename replace unlink rmdir scandir listdir stat lstat fstat chmod chown fsync sync fdopen ftruncate pwrite"
).split()


class _File:
    """A file that is being written: each write, and the closing, is a call."""

    def __init__(self, file, faults):
        self.file, self.faults = file, faults

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.file.close()
        self.faults.call("close")

    def __getattr__(self, name):
        return getattr(self.file, name)

    def write(self, content):
        self.faults.call("write")
        return self.file.write(content)


class _System:
    """What `exchange` asks of the C library; without renameat2 where the system has none."""

    def __init__(self, faults, exchanges):
        self.faults, real = faults, ctypes.CDLL(None, use_errno=True)
        self.syncfs = lambda descriptor: self._say("syncfs") or 0
        if exchanges:
            self.renameat2 = lambda *arguments: self._say("renameat2") or real.renameat2(*arguments)

    def _say(self, name):
        try:
            self.faults.call(name)
        except OSError as error:
            ctypes.set_errno(error.errno)
            return -1
        return 0


class Faults:
    """Counts calls while it is armed, and fails number `at`; `ever` also all that come after it; or each called `only`."""

    def __init__(self):
        self.arm(None)

    def arm(self, at, number=errno.EIO, ever=False, only=""):
        self.at, self.number, self.ever, self.only, self.count, self.failed = at, number, ever, only, 0, ""

    def disarm(self):
        self.at = None

    def call(self, name, *arguments):
        if self.at is None:
            return
        self.count += 1
        if self.count == self.at or (self.ever and self.count > self.at) or name == self.only:
            self.failed = self.failed or name
            path = next((argument for argument in arguments if isinstance(argument, str | Path)), None)
            raise OSError(self.number, os.strerror(self.number), *([str(path)] if path else []))


@contextmanager
def faults(monkeypatch, exchanges=True):
    """While it lasts the system can fail."""
    found = Faults()

    def failing(name, real):
        def call(*arguments, **more):
            found.call(name, *arguments)
            return real(*arguments, **more)

        return call

    def opened(file, mode="r", *arguments, **more):
        found.call("open", file)
        real = open_(file, mode, *arguments, **more)
        return _File(real, found) if found.at is not None and set(mode) & set("wx") and "b" in mode else real

    with monkeypatch.context() as patch:
        open_ = io.open
        patch.setattr(io, "open", opened)
        for name in CALLS:
            patch.setattr(os, name, failing(name, getattr(os, name)))
        patch.setattr(fcntl, "flock", failing("flock", fcntl.flock))
        patch.setattr(exchange, "_libc", lambda: _System(found, exchanges))
        yield found
