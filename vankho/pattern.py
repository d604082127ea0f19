"""Patterns that are compiled when they are first used: those of the citations take half a second, and most builds read
few letters or none."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class Pattern:
    """As `re.Pattern`, of which it has what is used; from the second call on it is that pattern's own method.

    >>> Pattern("số ([0-9]+)").search("Công văn số 12")[1]
    '12'
    """

    def __init__(self, text: str, flags: int = 0) -> None:
        self.text = text
        self.flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.text, self.flags)

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
