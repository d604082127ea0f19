"""Places in a document: "điểm a khoản 1 Điều 24" in, the ids of the items that it may mean out."""

import re

ANNEX = re.compile(r"PHỤ LỤC(?!\w)|Phụ lục(?:\s+(?:số\s+)?(?:[IVX]+|[0-9]+))?[.:]?\s*(?:\n|$)")
"""A line that begins an annex, which follows the signature and has a numbering of its own."""

_PARTS = re.compile(
    r"[Đđ]iểm\s+(?P<point>[a-zđ])(?!\w)|[Kk]hoản\s+(?P<clause>[0-9]+)|Điều\s+(?P<article>[0-9]+[a-z]?)"
    r"|[Mm]ục\s+(?P<section>[0-9IVXL.]+)"
)


def item_ids(pinpoint: str) -> tuple[str, ...]:
    """The ids that a pinpoint may mean, the finest first.

    >>> item_ids("điểm đ khoản 1 Điều 24"), item_ids("mục 2")
    (('dieu-24-1-dd', 'dieu-24-1', 'dieu-24'), ('muc-2',))
    """
    if re.search(r"(?i:phụ lục|phần|chương|tiểu mục)", pinpoint):
        return ()  # which of several items of one number is meant, a figure alone does not say
    found = {name: part for match in _PARTS.finditer(pinpoint) for name, part in match.groupdict().items() if part}
    section = found.get("section", "").strip(".").lower().replace(".", "-")
    path = [step for step in (found.get("article") or section, found.get("clause"), found.get("point")) if step]
    path = ["dd" if step == "đ" else step for step in path]
    if not (found.get("article") or section):
        return ()
    head = "dieu-" if "article" in found else "muc-"
    return tuple(head + "-".join(path[:length]) for length in range(len(path), 0, -1))
