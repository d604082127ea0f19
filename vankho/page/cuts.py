"""Long lists cut by what the documents say, never by offset: years, months, thirds of a month.

So adding a document changes the pages of its month and year and no other, and no link ever shifts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from itertools import groupby
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_OF_YEARS, MOST_OF_YEAR, MOST_OF_MONTH = 200, 200, 300
"""So many entries stand on one page; of more each year, month or third of a month has a page of its own."""

_THIRDS = ((1, 10), (11, 20), (21, 31))


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """A stretch of time with its entries, newest first."""

    url: str
    year: int | None
    """None of all years together."""
    month: int | None
    days: tuple[int, int] | None
    """Of a third of a month."""
    entries: tuple[T, ...]
    parts: tuple["Cut[T]", ...]
    """Newest first; empty where one page has all entries."""

    def pages(self) -> Iterator["Cut[T]"]:
        """This cut and those below it: each is a page."""
        yield self
        for part in self.parts:
            yield from part.pages()


def by_years(url: str, entries: Sequence[T], day: Callable[[T], Day]) -> Cut[T]:
    """All entries (newest first) at `url`; of many each year has a page."""
    parts: tuple[Cut[T], ...] = ()
    if len(entries) > MOST_OF_YEARS:
        parts = tuple(
            of_year(f"{url}{year}/", list(group), day) for year, group in groupby(entries, key=lambda e: day(e).year)
        )
    return Cut(url, None, None, None, tuple(entries), parts)


def of_year(url: str, entries: Sequence[T], day: Callable[[T], Day]) -> Cut[T]:
    """The entries (newest first) of one year at `url`; of many each month has a page."""
    year = day(entries[0]).year
    parts: tuple[Cut[T], ...] = ()
    if len(entries) > MOST_OF_YEAR:
        parts = tuple(
            _of_month(f"{url}thang-{month:02d}/", list(group), day)
            for month, group in groupby(entries, key=lambda e: day(e).month)
        )
    return Cut(url, year, None, None, tuple(entries), parts)


def _of_month(url: str, entries: Sequence[T], day: Callable[[T], Day]) -> Cut[T]:
    year, month = day(entries[0]).year, day(entries[0]).month
    parts: list[Cut[T]] = []
    if len(entries) > MOST_OF_MONTH:
        for first, last in reversed(_THIRDS):
            members = tuple(entry for entry in entries if first <= day(entry).day <= last)
            if members:
                parts.append(Cut(f"{url}ngay-{first:02d}-{last}/", year, month, (first, last), members, ()))
    return Cut(url, year, month, None, tuple(entries), tuple(parts))
