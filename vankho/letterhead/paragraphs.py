"""Lines of a letter's text in, its paragraphs out: what the ends of lines and pages have parted is put together again.

Items keep the labels that they have (Nghị định 30/2020/NĐ-CP, Phụ lục I.II.6; Party letters also `I-`, `1-`). Numbers
of pages and the running heads of Công báo are no text.
"""

import re
from collections.abc import Sequence

from vankho.letterhead.lines import RULE, Line, expects_more, in_capitals, joined

_LABEL = re.compile(
    r"(?:[-–+•]\s|[0-9]{1,2}(?:\.[0-9]{1,2})*[.)/-](?![0-9])|[a-zđ][).]\s?|[IVX]{1,5}[.\-)/]\s?|"
    r"Điều\s+[0-9]+|ĐIỀU\s+[0-9]+|Chương\s|CHƯƠNG\s|Mục\s+[0-9IVX]|MỤC\s|Phần\s|PHẦN\s|PHỤ LỤC)"
)
"""The dash, the number or letter of an item (a to đ); Điều, Chương, Mục, Phần and Phụ lục."""
_PAGE_NUMBER = re.compile(r"[-–\s]*[0-9]{1,3}[-–\s]*|(?:trang\s*)?[0-9]{1,3}\s*/\s*[0-9]{1,3}", re.IGNORECASE)
_RUNNING_HEAD = re.compile(
    r"(?:[0-9]+\s*)?c[oô]ng b[aá]o\s*/?\s*s[oố].*|k[yý] b[oở]i\s*:.*|người ký\s*:.*|email\s*:.*@.*|thời gian ký\s*:.*",
    re.IGNORECASE,
)
"""Of Công báo, and what a digital signature writes on each page."""


def opens_an_item(text: str) -> bool:
    """Whether a line begins an item, an article or a chapter."""
    return _LABEL.match(text) is not None


def can_be_a_page_number(text: str) -> bool:
    """Whether a line's words are no more than a page's number: "- 2 -", "Trang 2/5"."""
    return _PAGE_NUMBER.fullmatch(text) is not None


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """The text's paragraphs. Where no empty line parts them, a line that ends a sentence does."""
    kept = [
        line for at, line in enumerate(lines) if not (_RUNNING_HEAD.fullmatch(line.plain) or _is_page_number(lines, at))
    ]
    lengths = sorted(len(line.plain) for line in kept if line.plain)
    parted = (len(kept) - len(lengths)) * 4 >= len(lengths)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    found: list[str] = []
    before: Line | None = None
    fresh = True
    for line in kept:
        text = re.sub(r"[ \t]+", " ", line.text).strip()
        is_row = not fresh and text.startswith("|") and bool(found) and found[-1].startswith("|")
        if not line.plain and not is_row:
            fresh = True
            continue
        if RULE.fullmatch(line.plain) and not is_row:
            continue
        if before is None:
            found.append(text)
        elif is_row:
            found[-1] = f"{found[-1]}\n{text}"  # of a table; the line below its head, and empty cells, are rows too
        elif opens_an_item(line.plain) or text.startswith(("|", "#")) or found[-1].startswith("|"):
            found.append(text)
        elif _page_ends(before, line) if fresh else _goes_on(before, line, width, parted):
            found[-1] = joined(found[-1], text)
        else:
            found.append(text)
        before, fresh = line, False
    return found


def _page_ends(before: Line, line: Line) -> bool:
    """Whether an empty line stands in the middle of a sentence, where a page ended."""
    return line.plain[0].islower() and (before.plain[-1].isalpha() or before.plain.endswith(","))


def _goes_on(before: Line, line: Line, width: int, parted: bool) -> bool:
    """Whether a line goes on with the paragraph of the line above; `width` is that of most lines."""
    if line.plain[0].islower() or expects_more(before.plain):
        return True
    if in_capitals(before.plain) != in_capitals(line.plain) or before.plain.endswith((";", ":")):
        return False
    if before.plain.endswith((".", "!", "?", "”", '"')):
        return parted and len(before.plain) > 0.75 * width
    return len(before.plain) > 0.6 * width


def _is_page_number(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is nothing but a page's number, with an empty line above or below."""
    if not lines[at].plain or not can_be_a_page_number(lines[at].plain):
        return False
    return not all(lines[beside].plain for beside in (at - 1, at + 1) if 0 <= beside < len(lines))
