"""Patterns that are compiled when they are first used: those of the citations take half a second, and most builds read
few letters or none. What long ones are compiled to is kept where Python keeps its modules, as them, and as much to be
trusted; where that cannot be done they are compiled anew.
"""

import marshal
import os
import re
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path


class Pattern:
    """As `re.Pattern`, of which it has what is used; from the second call on it is that pattern's own method.

    >>> Pattern("số ([0-9]+)").search("Công văn số 12")[1]
    '12'
    """

    def __init__(self, text: str, flags: int = 0, *, is_ours: bool = True) -> None:
        """One that says what an archive says is not kept: it `is_ours` no more."""
        self.text = text
        self.flags = flags
        self._is_ours = is_ours

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        is_long = self._is_ours and len(self.text) > _LONG and not sys.pycache_prefix
        return _kept(self.text, self.flags) if is_long else re.compile(self.text, self.flags)

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        return self._compiled.match

    @cached_property
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        return self._compiled.fullmatch

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        return self._compiled.search

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        return self._compiled.finditer

    @cached_property
    def sub(self) -> Callable[..., str]:
        return self._compiled.sub


_LONG = 300
"""From so many characters on (half a millisecond) it is kept."""
_MOST = 200
"""So many are kept; then it is begun anew."""
_HEAD = 32
"""Bytes of a digest before what is kept."""

try:  # nothing of this is promised by Python, so without it, or where it is something else, patterns are compiled
    import _sre  # type: ignore[import-not-found]
    from re import _compiler, _parser  # type: ignore[attr-defined]
except ImportError:
    _sre = None


def _kept(text: str, flags: int) -> re.Pattern[str]:
    """A pattern from what is kept; if it is not, it is compiled and kept."""
    if _sre is None:
        return re.compile(text, flags)
    key = sha256(repr((sys.version, _sre.MAGIC, text, flags)).encode()).digest()
    path = Path(__file__).with_name("__pycache__") / f"patterns.{sys.implementation.cache_tag}.code"
    kept = _recalled(path)
    with suppress(KeyError, TypeError, ValueError, RuntimeError):
        return _made(text, *marshal.loads(kept[key]))
    compiled = re.compile(text, flags)
    if not sys.dont_write_bytecode and os.access(path.parent, os.W_OK):
        with suppress(AttributeError, TypeError, ValueError, RuntimeError, OSError):
            parts = _parts(text, flags)
            if _made(text, *parts) == compiled:  # the same code, flags and groups
                _keep(path, {**(kept if len(kept) < _MOST else {}), key: marshal.dumps(parts)})
    return compiled


_Parts = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
"""Flags, code as `array` of four bytes each, groups, their numbers by name, and their names by number."""


def _parts(text: str, flags: int) -> _Parts:
    """As `re._compiler.compile` makes them."""
    parsed = _parser.parse(text, int(flags))
    code, state = _compiler._code(parsed, flags), parsed.state
    numbers = dict(state.groupdict)
    names = {number: name for name, number in numbers.items()}
    by_number = tuple(names.get(number) for number in range(state.groups))
    return int(flags | state.flags), array("I", code).tobytes(), state.groups - 1, numbers, by_number


def _made(
    text: str, flags: int, code: bytes, groups: int, numbers: dict[str, int], names: tuple[str | None, ...]
) -> re.Pattern[str]:
    return _sre.compile(text, flags, array("I", code).tolist(), groups, numbers, names)  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _recalled(path: Path) -> dict[bytes, bytes]:
    """What is kept of each pattern, by its key; nothing where that cannot be read, or is damaged."""
    with suppress(OSError, EOFError, TypeError, ValueError):
        data = path.read_bytes()
        if data[:_HEAD] == sha256(data[_HEAD:]).digest():
            return dict(marshal.loads(data[_HEAD:]))
    return {}


def _keep(path: Path, patterns: dict[bytes, bytes]) -> None:
    data, beside = marshal.dumps(patterns), path.with_name(f"{path.name}.{os.getpid()}")
    beside.write_bytes(sha256(data).digest() + data)
    beside.replace(path)
    _recalled.cache_clear()
