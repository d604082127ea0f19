"""What is fuzzed: each target takes a text and raises where the program breaks a promise.

`python -m tests.fuzz` runs them; nothing here is collected by pytest. A finding becomes a case in tests/test_hostile.py.
"""

import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TESTS))

from make import ARCHIVE, letter, source  # noqa: E402

from vankho.authority import read_authority  # noqa: E402
from vankho.cite import find  # noqa: E402
from vankho.directive import Directive  # noqa: E402
from vankho.edition import select  # noqa: E402
from vankho.holdings import Edition, Holdings  # noqa: E402
from vankho.language import VIETNAMESE  # noqa: E402
from vankho.model import Hole, Text  # noqa: E402
from vankho.page import pages  # noqa: E402
from vankho.parse import parse  # noqa: E402
from vankho.problem import is_error  # noqa: E402
from vankho.render import BUILT_IN, Theme, render  # noqa: E402
from vankho.resolve import resolve  # noqa: E402
from vankho.spelling import UNSEEN, nfc  # noqa: E402

AUTHORITY, _ = read_authority(ARCHIVE, "archive.yaml")
assert AUTHORITY is not None
THEME = Theme((BUILT_IN,), VIETNAMESE)


def read(text: str) -> str:
    """A text as the program reads files: NFC, without signs that nobody sees."""
    return UNSEEN.sub("", nfc(text.replace("\r\n", "\n").replace("\r", "\n")))


def whole_file(text: str) -> None:
    """A file is a directive or has errors with places in it; never an exception."""
    text = read(text)
    directive, problems = parse(source(text))
    assert directive is not None or is_error(problems)
    lines = text.count("\n") + 1
    for problem in problems:
        assert 1 <= problem.place.line <= lines + 1, problem
        assert problem.place.column >= 1, problem
        assert str(problem).isprintable(), problem


def citations(text: str) -> None:
    """Citations stand in reading order, apart from each other, and are quoted as they stand."""
    text = read(text)
    end = 0
    for found in find(text, AUTHORITY.lexicon):
        assert end <= found.start < found.anchor_end <= found.end <= len(text), found
        assert text[found.start : found.end] == found.quote, found
        end = found.anchor_end


def front_matter(text: str) -> None:
    """What stands between the lines '---', or in archive.yaml, is read or told."""
    text = read(text)
    directive, problems = parse(source(f"---\n{text}\n---\n\nNội dung.\n"))
    assert directive is not None or is_error(problems)
    found, problems = read_authority(text, "archive.yaml")
    assert found is not None or is_error(problems)


SECRET = "Xqz"
"""Stands in internal passages and nowhere else."""
_SPAN = re.compile(r"\{([^{}]*)\}")


def _shown(holdings: Holdings) -> str:
    """All that an edition may show of its directives."""
    return repr([(each, holdings.letters.blocks(each.id)) for each in holdings.full()])


def wall(text: str) -> None:
    """No word of an internal passage stands in a public holding.

    In `text` `{…}` is an internal span, and what follows `\\x01` an internal passage.
    """
    first, *hidden = [
        _SPAN.sub(rf":internal[{SECRET} \1]", read(part.replace(SECRET, ""))) for part in text.split("\x01")
    ]
    text = first + "".join(f"\n\n::: internal\n{SECRET} {part}\n:::\n\n" for part in hidden)
    directive = _sound(letter(body=text))
    if directive is None:
        return
    assert AUTHORITY is not None
    public = select([directive], AUTHORITY, Edition.PUBLIC)
    assert SECRET not in _shown(public), "an internal word is public"
    internal = select([directive], AUTHORITY, Edition.INTERNAL)
    assert (SECRET in _shown(internal)) == (SECRET in text), "the internal edition lost it"


def _sound(text: str) -> Directive | None:
    directive, problems = parse(source(text))
    return None if is_error(problems) else directive


_TAGS = re.compile(
    r"</?(?:strong|em)>|<br>|<table class=\"bang\">|<th scope=\"col\">|</?(?:thead|tbody|tr|td)>|</(?:table|th)>"
)


def markup(text: str) -> None:
    """What a body becomes has no markup but ours, and it is balanced."""
    directive = _sound(letter(body=read(text)))
    if directive is None:
        return
    for part in _pieces(directive):
        assert "<" not in _TAGS.sub("", part), part
        assert ">" not in _TAGS.sub("", part).replace("&gt;", ""), part


def _pieces(directive: Directive) -> list[str]:
    found: list[str] = []

    def add(text: Text) -> None:
        for part in text.parts:
            for piece in (part,) if isinstance(part, str | Hole) else part.parts:
                found.append(piece if isinstance(piece, str) else piece.html)

    add(directive.subject)
    for block in directive.body.blocks:
        for each in getattr(block, "blocks", None) or ((block,) if hasattr(block, "text") else ()):
            add(each.text)
            found.append(each.label)
    return found


class _Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.kinds: set[tuple[str, str]] = set()
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.kinds |= {(tag, key) for key, _ in attrs} | {(tag, "")}
        self.scripts += tag == "script"


def _marks(page: bytes) -> _Marks:
    marks = _Marks()
    marks.feed(page.decode())
    marks.close()
    return marks


_PLAIN = "Nội dung *a* **b**.\n\n1. Theo Công văn số 9-CV/TU ngày 08/5/2022 của Tỉnh ủy.\n\n# A\n\n| a |\n|---|\n| b |"
_known: list[_Marks] = []


def page(text: str) -> None:
    """The page of a letter has the elements, attributes and number of scripts that pages of letters have."""
    if not _known:
        _known.extend(
            _page(letter(body=body, subject="Về Công văn số 9-CV/TU"), Edition.INTERNAL)
            for body in (_PLAIN, _PLAIN * 30)
        )
    directive = _sound(letter(body=read(text)))
    if directive is None:
        return
    made = _page(letter(body=read(text)), Edition.INTERNAL)
    vocabulary = set().union(*(marks.kinds for marks in _known))
    assert (
        not {kind for kind in made.kinds - vocabulary if kind[1].startswith("on") or kind[1] in ("", "style", "srcdoc")}
        - _MAY
    ), made.kinds - vocabulary
    assert made.scripts <= max(marks.scripts for marks in _known)


_MAY = {(tag, "") for tag in ("nav", "details", "summary", "ol", "ul", "li", "aside", "svg", "title", "desc", "g", "path", "rect", "text", "a", "span", "mark", "h2", "h3", "h4", "h5", "h6", "br", "tspan", "strong", "em")}  # fmt: skip


def _page(text: str, edition: Edition) -> _Marks:
    directive, _ = parse(source(text, "tinh-uy-a/2023/10-cv-tu"))
    assert directive is not None
    assert AUTHORITY is not None
    made = pages(resolve(select([directive], AUTHORITY, edition)))
    (own,) = (each for each in made if each.url == "/tinh-uy-a/2023/10-cv-tu/")
    return _marks(render(own, THEME))


TARGETS: dict[str, Callable[[str], None]] = {
    "whole_file": whole_file,
    "citations": citations,
    "front_matter": front_matter,
    "wall": wall,
    "markup": markup,
    "page": page,
}
