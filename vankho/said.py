"""What is said to a keeper: an English template and its values, kept apart so that it can be said in another language.

Kept in caches with the problems that say it; so it is data, and what it quotes is cut and shown as one line at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    """In English; with values, each stands in the place of its `%(name)s`."""
    values: "tuple[tuple[str, Said | str], ...]" = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.by(str)

    def by(self, translate: Translate) -> str:
        """The whole as one line, its templates translated."""
        text = translate(self.text) if self.text else ""
        if self.values:
            text %= {name: value if isinstance(value, str) else value.by(translate) for name, value in self.values}
        return one_line(shortened(text))


Say = Callable[[Said], None]
"""What tells a keeper how the work goes on."""

NOTHING = Said("")


class Failed(Exception):
    """Why what a keeper wants cannot be done."""

    def __init__(self, *lines: "Said | str") -> None:
        super().__init__("\n".join(map(str, lines)))
        self.lines = tuple(line if isinstance(line, Said) else verbatim(line) for line in lines)

    @property
    def said(self) -> Said:
        """Its first line, which is nearly always all."""
        return self.lines[0]

    def by(self, translate: Translate) -> str:
        """All lines, translated."""
        return "\n".join(line.by(translate) for line in self.lines)


def told(template: str, **values: object) -> Said:
    """A message of the catalogue: the template is a literal, which `make catalogue` finds by the name of this function.

    >>> str(told("'%(key)s' is missing", key="date"))
    "'date' is missing"
    """
    return Said(template, tuple((name, _value(value)) for name, value in values.items()))


def verbatim(text: str) -> Said:
    """A text as it is: what a library or the system says, or a word of a table; translated where it is known."""
    return Said(one_line(shortened(text)))


def any_of(words: Iterable[str | Said]) -> str | Said:
    """The words, the last ones with "or" between them; at least one."""
    first, *others = words
    for other in others:
        first = told("%(one)s or %(other)s", one=first, other=other)
    return first


def _value(value: object) -> Said | str:
    return value if isinstance(value, Said) else one_line(shortened(str(value)))


MAX_MESSAGE = 1000
"""Code points of a message or hint: what it quotes may be of any length."""


def shortened(text: str, most: int = MAX_MESSAGE) -> str:
    """A text that is too long for a message without its middle."""
    half = most // 2
    return text if len(text) <= most else f"{text[:half]} … {text[-half:]}"


def one_line(text: str) -> str:
    """Text as one line that shows what it holds, however it was written."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
