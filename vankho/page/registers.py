"""Registers: directives as lines of a table, cut by time, with the ways to the other cuts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import partial
from typing import Any, Protocol, TypeVar

from vankho import dates
from vankho.holdings import Filed
from vankho.language import Language
from vankho.page.cuts import Cut
from vankho.page.links import Names, Say
from vankho.page.notices import status
from vankho.page.parts import Link, Page, Sheet, address, digest, tidy_subject
from vankho.spelling import slug

T = TypeVar("T")
Frame = Mapping[str, Any]
NEWEST = 20
"""Of a list that is cut so many are seen on the page that leads to its parts."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a register (Sổ đăng ký văn bản đi, Nghị định 30/2020/NĐ-CP, Phụ lục IV)."""

    number: str
    url: str
    date: str
    type: str
    body: str
    subject: str
    signers: tuple[Link, ...]
    restricted: bool
    status: str
    """What has become of it, where that is known."""


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    id: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A stretch of time that one can go to."""

    text: str
    url: str
    """Empty where there is nothing."""
    count: int | None
    """None on the pages of parts: so a document that is added changes the pages of its own month and year alone."""
    current: bool = False


def row(document_id: str, names: Names) -> Row:
    holding = names.archive.holdings.directives.by_id[document_id]
    signers = tuple(Link(f"/nguoi-ky/{slug(signer.name)}/", signer.name) for signer in holding.signers)
    return Row(
        str(holding.number),
        address(holding.id),
        dates.short(holding.date),
        holding.type.title,
        holding.issuer.name,
        tidy_subject(holding.subject_line),
        signers,
        holding.restricted,
        status(holding, names),
    )


def sections(
    members: Iterable[Filed], key: Callable[[Filed, Say], tuple[str, str]], names: Names
) -> tuple[Section, ...]:
    """Registers under headings, in their order; `key` gives heading and id."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for each in members:
        groups.setdefault(key(each, names.say), []).append(row(each.id, names))
    return tuple(Section(heading, section_id, tuple(rows)) for (heading, section_id), rows in groups.items())


class Dated(Protocol):
    """What stands in a list of days."""

    @property
    def date(self) -> Day: ...


def by_year(holding: Dated, say: Say) -> tuple[str, str]:
    return say("Năm %(year)s", year=holding.date.year), f"nam-{holding.date.year}"


def by_month(holding: Dated, say: Say) -> tuple[str, str]:
    month = dates.month(holding.date.month)
    heading = say("Tháng %(month)s năm %(year)s", month=month, year=holding.date.year)
    return heading, f"thang-{holding.date.month:02d}"


def extent(members: Sequence[Dated], language: Language) -> str:
    """How much there is, in words, and in which order; they come newest first."""
    if not members:
        return language.say("Kho chưa có văn bản nào ở mục này.")
    count = language.say_n("%(num)s văn bản", len(members))
    first, last = dates.short(members[-1].date), dates.short(members[0].date)
    if first == last:
        return language.say("%(count)s, ngày %(day)s.", count=count, day=first)
    return language.say(
        "%(count)s, từ ngày %(first)s đến ngày %(last)s. Mới nhất trước.", count=count, first=first, last=last
    )


def cut_pages(
    whole: Cut[T], of: str, way: str, trail: Sequence[Link], day: Callable[[T], Day], names: Names
) -> Iterator[tuple[Cut[T], Sequence[T], dict[str, Any]]]:
    """Each page of a list `of` something, with the entries that it shows and what all such pages say.

    `way` is what the breadcrumb calls the whole list.
    """
    waiting: list[tuple[Cut[T], tuple[Cut[T], ...]]] = [(whole, ())]
    while waiting:
        cut, over = waiting.pop()
        seen = cut.entries[:NEWEST] if cut.parts else cut.entries
        heading = cut_heading(of, cut, names.say)
        steps = (Link(each.url, cut_name(each, way, names.say)) for each in over)
        data = {
            "title": heading,
            "heading": heading,
            "trail": (*trail, *steps, Link("", cut_name(cut, way, names.say))),
            "chips": chips((*over, cut), day, names.say),
            "newest": len(seen) if cut.parts else 0,
        }
        yield cut, seen, data
        waiting.extend((part, (*over, cut)) for part in reversed(cut.parts))


def row_digests(members: Sequence[Filed], names: Names) -> list[bytes]:
    """Tells whether the directives' lines in a register are what they were."""
    rows, by_id = names.rows, names.archive.holdings.directives.by_id
    ids = [each.id for each in members]
    for each in [each for each in ids if each not in rows]:
        rows[each] = digest(each, names.versions.get(each), status(by_id[each], names))
    return [rows[each] for each in ids]


def rows_digest(members: Sequence[Filed], names: Names) -> bytes:
    """As `row_digests`, of all of them together."""
    return digest(b"".join(row_digests(members, names)))


def register(
    whole: Cut[Filed],
    of: str,
    trail: Sequence[Link],
    names: Names,
    frame: Frame,
    *,
    siblings: Sequence[Link] = (),
    show_body: bool = True,
) -> Iterator[Sheet]:
    """The pages of a register of the documents `of` a body, type or signer: one, or one for each part as well."""
    beside = tuple(Chip(link.text, link.url, None, link.url == whole.url) for link in siblings)
    years = ((names.say("Năm"), beside),) if len(beside) > 1 else ()
    for cut, seen, data in cut_pages(whole, of, of, trail, lambda each: each.date, names):
        told = extent(cut.entries, names.language)
        shown = {
            **data,
            "description": f"{data['heading']}: {told}",
            "extent": told,
            "show_body": show_body,
            "chips": (*years, *data["chips"]),
        }
        key = by_year if cut.year is None else by_month
        make = partial(_register, cut.url, {**frame, **shown}, seen, key, names)
        yield Sheet(cut.url, digest(shown, rows_digest(seen, names)), make)


def _register(
    url: str, data: Mapping[str, Any], seen: Sequence[Filed], key: Callable[[Filed, Say], tuple[str, str]], names: Names
) -> Page:
    return Page(url, "register.html", {**data, "sections": sections(seen, key, names)})


def cut_name(cut: Cut[Any], of: str, say: Say) -> str:
    """What the breadcrumb calls a part: `2023`, `Tháng 5`, `Ngày 01-10`."""
    if cut.days:
        return say("Ngày %(days)s", days=_days(cut.days))
    if cut.month:
        return say("Tháng %(month)s", month=dates.month(cut.month))
    return str(cut.year) if cut.year else of


def _days(days: tuple[int, int]) -> str:
    return f"{days[0]:02d}-{days[1]}"


def cut_heading(of: str, cut: Cut[Any], say: Say) -> str:
    """`Công văn, tháng 5 năm 2023`."""
    if not cut.year:
        return of
    year, month, days = cut.year, dates.month(cut.month or 1), _days(cut.days) if cut.days else ""
    if cut.days:
        if of:
            return say("%(of)s, ngày %(days)s tháng %(month)s năm %(year)s", of=of, days=days, month=month, year=year)
        return say("Ngày %(days)s tháng %(month)s năm %(year)s", days=days, month=month, year=year)
    if cut.month:
        if of:
            return say("%(of)s, tháng %(month)s năm %(year)s", of=of, month=month, year=year)
        return say("Tháng %(month)s năm %(year)s", month=month, year=year)
    return say("%(of)s, năm %(year)s", of=of, year=year) if of else say("Năm %(year)s", year=year)


def chips(way: Sequence[Cut[T]], day: Callable[[T], Day], say: Say) -> tuple[tuple[str, tuple[Chip, ...]], ...]:
    """Rows of chips: the years, the months of the year, the thirds of the month, as far as there are such; how many
    documents each has is told in the last."""
    rows: list[tuple[str, tuple[Chip, ...]]] = []
    for place, each in enumerate(way):
        chosen = way[place + 1].url if place + 1 < len(way) else ""
        told = place + 1 == len(way)
        if each.year is None:
            parts = [(part.url, part.year, len(part.entries)) for part in reversed(each.parts)]
            if not parts:
                years = Counter(day(entry).year for entry in each.entries)
                parts = [(f"{each.url}#nam-{year}", year, count) for year, count in sorted(years.items())]
            rows.append(
                (
                    say("Năm"),
                    tuple(Chip(str(year), url, count if told else None, url == chosen) for url, year, count in parts),
                )
            )
        elif each.month is None:
            months = Counter(day(entry).month for entry in each.entries)
            pages = {part.month: part.url for part in each.parts}
            rows.append((say("Tháng"), tuple(
                Chip(
                    dates.month(month),
                    pages.get(month, f"{each.url}#thang-{month:02d}") if months[month] else "",
                    months[month] if told else None,
                    bool(chosen) and pages.get(month) == chosen,
                )
                for month in range(1, 13)
            )))  # fmt: skip
        elif each.parts:
            rows.append((say("Ngày"), tuple(
                Chip(_days(part.days), part.url, len(part.entries) if told else None, part.url == chosen)
                for part in reversed(each.parts) if part.days
            )))  # fmt: skip
    return tuple((name, chips) for name, chips in rows if len(chips) > 1)
