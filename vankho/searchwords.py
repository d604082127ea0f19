"""How text is put into the search index: words in, index words out. templates/assets/tu-tim.js does it to queries.

Pagefind folds marks away, does not know đ, and takes the beginning of a word for the word. So the index does not hold
words but what stands for them, in letters that nothing folds:

- a word is its letters without marks, `j`, its marks, `z`: `đảng` is `dangjdrz`. What begins with `dangj` is written
  dang, in whatever marks; what begins with `dang` begins so; `dangjdrz` is đảng alone.
- a figure is `w`, its digits in letters, `z`, without leading zeros; a day is `y` and eight digits, `z`, put to the
  first word of the date however it is written.

Marks: d for đ, b breve, c circumflex, h horn, in the order of the letters, the same once; then the tone, f r x s q,
wherever it stands: oà and òa are one, and so are kỳ and kì. tests/cases/search-words.json holds both programs to this.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vankho.spelling import fold_look_alikes

_MARKS = {"\u0306": "b", "\u0302": "c", "\u031b": "h"}
_TONES = {"\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0301": "s", "\u0323": "q"}
_IY = re.compile(r"(?:[hklmst]|qu)y")
_DIGITS = dict(zip("0123456789", "abcdefghik", strict=True))
_RUN = re.compile(r"[0-9]+|[^\W\d_]+")
_DIGITS_RUN = re.compile(r"[0-9]+")
_DAY = re.compile(
    r"(?:(?P<d1>[0-9]{1,2})\s*th[áa]ng\s*(?P<m1>[0-9]{1,2}),?\s*n[ăa]m\s*(?P<y1>[0-9]{4})"
    r"|(?P<d2>[0-9]{1,2})[/.-](?P<m2>[0-9]{1,2})[/.-](?P<y2>[0-9]{4})|(?P<y3>[0-9]{4})-(?P<m3>[0-9]{1,2})-(?P<d3>[0-9]{1,2}))"
    r"(?![0-9])",
    re.IGNORECASE,
)
_THE_DAY = re.compile(r"(?<![0-9])ng[àa]y\s+\Z", re.IGNORECASE)
JOIN = "\x1f"
"""Stands in the words of a page for a blank that parts no words: "2020 - 2025" has two."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A text for the index: as many words as index words, one for one."""

    words: tuple[str, ...]
    """As a reader sees them; signs without letters go with the word before, after `JOIN`."""
    terms: tuple[str, ...]
    """What Pagefind reads: index words, those of one word joined by hyphens."""


@lru_cache(65_536)
def index_word(word: str) -> str:
    """The index word of letters or of digits.

    >>> index_word("Đảng"), index_word("hoà"), index_word("thương"), index_word("0150")
    ('dangjdrz', 'hoajfz', 'thuongjhz', 'wbfaz')
    """
    if word[0] in _DIGITS:
        return f"w{_figures(word.lstrip('0') or '0')}z"
    letters, marks, tone = "", "", ""
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in _TONES:
            tone = _TONES[sign]
        elif sign == "đ":
            letters, marks = letters + "d", marks + "d"
        elif unicodedata.combining(sign):
            mark = _MARKS.get(sign, "")
            marks += mark if not marks.endswith(mark) else ""
        else:
            letters += sign
    if _IY.fullmatch(letters):
        letters = letters[:-1] + "i"
    return f"{letters}j{marks}{tone}z"


def day_word(day: date) -> str:
    """The index word of a day.

    >>> day_word(date(2023, 5, 8))
    'ycacdafaiz'
    """
    return f"y{_figures(f'{day:%Y%m%d}')}z"


def indexed(text: str) -> Indexed:
    """A text, word for word; every date in it is found by its day."""
    seen, terms = _tokens(text)
    if all(terms):  # most lines
        return Indexed(tuple(seen), tuple(terms))
    words: list[str] = []
    for word, term in zip(seen, terms, strict=True):
        if term:
            words.append(word)
        elif words:
            words[-1] += JOIN + word
    return Indexed(tuple(words), tuple(filter(None, terms)))


def _tokens(text: str) -> tuple[list[str], list[str]]:
    """What stands between two blanks, as a reader sees it, and the index words of each, joined."""
    plain = fold_look_alikes(unicodedata.normalize("NFC", text))
    days = list(_days(plain))
    if not days and plain == text:
        seen = text.split()
        return seen, list(map(_joined_runs, seen))
    matches = list(_TOKEN.finditer(plain))
    terms = [_joined_runs(match[0]) for match in matches]
    ends = [match.end() for match in matches]
    for offset, day in days:
        token = bisect_right(ends, offset)
        terms[token] = f"{terms[token]}-{day}"
    written = text if len(text) == len(plain) else plain  # as it is, where folding look-alikes changed no offset
    return [written[match.start() : match.end()] for match in matches], terms


_TOKEN = re.compile(r"\S+")


@lru_cache(65_536)
def _joined_runs(token: str) -> str:
    """The index words of what stands between two blanks."""
    return "-".join(index_word(run) for run in _RUN.findall(token))


def _figures(digits: str) -> str:
    return "".join(_DIGITS[digit] for digit in digits)


def _days(plain: str) -> Iterator[tuple[int, str]]:
    """Where a date begins, and its index word."""
    done = 0
    for figures in _DIGITS_RUN.finditer(plain):  # of a line without figures nothing else is looked at
        start = figures.start()
        match = _DAY.match(plain, start) if start >= done else None
        if match is None:
            continue
        begun = _THE_DAY.search(plain, done, start) if match["d1"] else None
        done = match.end()
        parts = next((match[f"y{n}"], match[f"m{n}"], match[f"d{n}"]) for n in "123" if match[f"y{n}"])
        try:
            yield begun.start() if begun else start, day_word(date(*map(int, parts)))
        except ValueError:
            continue
