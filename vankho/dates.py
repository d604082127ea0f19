"""Dates as officials write them: words in, a `date` out, and back.

The zero rule is that of Nghị định 30/2020/NĐ-CP, Phụ lục I.II.4: days below 10 and the months 1 and 2 take a zero.
"""

import re
from datetime import date

PATTERN = r"""(?:ng[àa]y\s*)?
    (?: [0-9]{1,2}\s*tháng\s*[0-9]{1,2},?\s*năm\s*[0-9]{4}   # 08 tháng 5 năm 2023
      | [0-9]{1,2}\s?[/.-]\s?[0-9]{1,2}\s?[/.-]\s?[0-9]{4} )"""
"""A whole date in a text (for `re.VERBOSE | re.IGNORECASE`)."""


def read(words: str) -> date | None:
    """The date that the words name, None where they name none that exists.

    >>> read("ngày 08 tháng 5 năm 2023"), read("31/02/2023")
    (datetime.date(2023, 5, 8), None)
    """
    figures = [int(figure) for figure in re.findall(r"[0-9]+", words)]
    if len(figures) != 3:
        return None
    try:
        return date(figures[2], figures[1], figures[0])
    except ValueError:
        return None


def month(number: int) -> str:
    """A month's figure by the zero rule: `02`, `5`."""
    return f"{number:02d}" if number < 3 else str(number)


def _zero(day: date) -> tuple[str, str]:
    return f"{day.day:02d}", month(day.month)


def short(day: date) -> str:
    """In figures, as in running text.

    >>> short(date(2023, 5, 8)), short(date(2022, 12, 5)), short(date(2021, 2, 28))
    ('08/5/2023', '05/12/2022', '28/02/2021')
    """
    figures = _zero(day)
    return f"{figures[0]}/{figures[1]}/{day.year}"


def long(day: date) -> str:
    """In words, as at the head of a letter.

    >>> long(date(2023, 5, 8))
    'ngày 08 tháng 5 năm 2023'
    """
    figures = _zero(day)
    return f"ngày {figures[0]} tháng {figures[1]} năm {day.year}"
