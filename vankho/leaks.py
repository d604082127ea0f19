"""The search for leaks: an archive's texts and a built public site in, what of the internal texts stands there out.

It trusts neither the wall nor the parser: it reads the sources by itself (`pieces.py`), takes away every word that
public texts say too, and looks for the rest in each byte of the site, unpacked and in every dress in which a program
may put a text: composed or decomposed, without marks, in one word, as a slug, in base64, hex, percent or entity codes,
and as the search index spells it.

It finds internal numbers, names, values and file names as a whole, runs of eight words of internal prose, words
that stand in internal texts alone, days, and internal files under whatever name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from vankho import cite, dates
from vankho.authority import Authority
from vankho.bundle import readable
from vankho.cards import Card, Front, file_key
from vankho.dress import PARTED, dresses, encoded, texts
from vankho.model import Access, Restricted, StoredFile, bare
from vankho.page.parts import cited_subject
from vankho.passages import taken
from vankho.pieces import Piece
from vankho.problem import Place, Problem
from vankho.said import one_line, shortened, told, verbatim
from vankho.searchwords import day_word, index_word
from vankho.unpack import TooMuch, layers

_RUN = 5
"""Words of a run of prose that is looked for."""
_STEP = 4
"""Beginnings of runs in a long text: of `_RUN + _STEP - 1` words that stand together, one run is whole."""
_LEAST = 4
"""Letters and figures of the shortest value that is looked for: shorter ones stand everywhere by chance."""
_LEAST_PROSE = 6
"""Letters of the shortest passage or heading that is looked for."""
_LEAST_FIGURES = 6
"""Figures of the shortest number without letters: of an identity card, of a telephone."""
_LEAST_WORD = 5
_LEAST_BINARY = 7
"""The same in what is no text, and within longer words."""
_MOST = 10
"""Findings told of one file: the rest is of the same cause."""

_VOCABULARY = frozenset(["type", "side", "access", "relation", "language", "date", "effective", "from", "to"])
"""Keys whose values are words of the program itself, or days."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What must not stand in the public site."""

    text: str
    place: Place


@dataclass(slots=True)
class Watch:
    """What is looked for, by the form in which it is found. All words are folded: small, without marks."""

    values: dict[str, Secret] = field(default_factory=dict)
    """Several words, joined by blanks."""
    runs: dict[str, Secret] = field(default_factory=dict)
    """`_RUN` words of prose, joined by blanks."""
    words: dict[str, Secret] = field(default_factory=dict)
    joined: dict[str, Secret] = field(default_factory=dict)
    """At least `_LEAST_BINARY` letters, found within longer words too."""
    files: dict[str, Secret] = field(default_factory=dict)
    """By the SHA-256 of an internal file's bytes."""
    too_short: int = 0
    """Values that cannot be looked for."""
    pairs: dict[str, list[str]] = field(default_factory=dict)
    """The values by their first two words."""
    begins: dict[str, list[str]] = field(default_factory=dict)
    """The joined by their first `_LEAST_BINARY` letters."""

    def __len__(self) -> int:
        return len(self.values) + len(self.runs) + len(self.words) + len(self.files)


def watch(found: Iterable[Piece], said: Iterable[str], bodies: Iterable[str], files: Mapping[str, Secret]) -> Watch:
    """What to look for: what the internal pieces say and neither the public ones nor `said` do.

    `said` are other texts that a public site may show, such as its templates; `bodies` the names of public bodies,
    which it may put together with anything; `files` are internal files by SHA-256.
    """
    known = Watch(files=dict(files))
    public: list[Piece] = []
    named = _name_pattern(bodies)
    spellings: dict[str, str] = {}
    days: dict[str, Secret] = {}
    for piece in found:
        if not piece.internal:
            public.append(piece)
            continue
        days.update((day, Secret(words, piece.place)) for words, day in _days(piece.text))
        if piece.key in _VOCABULARY:
            continue
        for match in re.finditer(r"[^\W\d_]+", unicodedata.normalize("NFC", piece.text)):
            spellings.setdefault(_folded(match[0]), match[0])
        _watch(known, piece, named)
    sizes = tuple(sorted({value.count(" ") + 1 for value in known.values}))
    for text in said:
        _forget(known, text, sizes)
        for _, day in _days(text):
            days.pop(day, None)
    before = ""
    for piece in public:
        plain, _ = cite.without_marks(piece.text)
        _forget(known, f"{before} {plain}", sizes)  # one value may stand behind another
        before = plain if piece.key else ""
        for one in cite.find(plain):
            _forget(known, one.number_symbol or "", sizes)
        for _, day in _days(piece.text):
            days.pop(day, None)
    _finish(known, days, spellings)
    return known


def _watch(known: Watch, piece: Piece, named: re.Pattern[str]) -> None:
    """Adds an internal text: whole where it is a value or short, else by its runs."""
    plain, _ = cite.without_marks(piece.text)
    cited = list(cite.find(plain))
    parts = _without(plain, [(one.start, one.end) for one in cited])
    for one in cited:
        if one.number_symbol:
            _add(known, _words(one.number_symbol), Secret(one.number_symbol, piece.place))
        else:
            parts.append(one.quote)
    for part in parts:
        words = _words(part)
        secret = Secret(" ".join(part.split()), piece.place)
        for word in words:
            if len(word) >= _LEAST_WORD and word.isalpha():
                known.words.setdefault(word, secret)
        if len(words) < _RUN and (piece.key or _tells(words, alone=not cited)):
            _add(known, words, secret)
        for stretch in named.sub(PARTED, f" {' '.join(words)} ").split(PARTED):
            free = stretch.split()
            step = 1 if len(free) < 10 * _RUN else _STEP
            for start in range(0, len(free) - _RUN + 1, step):
                known.runs.setdefault(" ".join(free[start : start + _RUN]), secret)


def _tells(words: list[str], *, alone: bool) -> bool:
    """Whether a short text says something by itself: "Mục 2" and "a) Thực hiện" before a citation do not."""
    long = [word for word in words if word.isalpha() and len(word) > 1]
    figures = sum(len(word) for word in words if word.isdigit())
    return figures >= _LEAST_FIGURES or (sum(map(len, long)) >= _LEAST_PROSE and (alone or len(long) > 2))


def _name_pattern(bodies: Iterable[str]) -> re.Pattern[str]:
    """Names of bodies, and how they begin ("Ủy ban nhân dân" of a province), a date: in folded
    words, what prose is made of whatever it says."""
    names = {" ".join(words[:size]) for words in map(_words, bodies) for size in range(2, len(words) + 1)}
    parts = [
        "(?:ngay )?[0-9]{1,2} (?:thang )?[0-9]{1,2} (?:nam )?[0-9]{4}",
        *sorted(names, key=lambda name: (-len(name), name)),
    ]
    return re.compile(f"(?<= )(?:{'|'.join(parts)})(?= )")


def _add(known: Watch, words: list[str], secret: Secret) -> None:
    signs = "".join(words)
    if len(signs) < (_LEAST_FIGURES if signs.isdigit() else _LEAST):
        known.too_short += bool(words)
    elif len(words) == 1:
        known.words.setdefault(words[0], secret)
    else:
        known.values.setdefault(" ".join(words), secret)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """What stands between the citations of a text: how a public site writes these is its own matter."""
    parts, position = list[str](), 0
    for start, end in sorted(spans):
        parts += text[position:start].split(PARTED)
        position = max(position, end)
    return [*parts, *text[position:].split(PARTED)]


def _days(text: str) -> Iterator[tuple[str, str]]:
    """The days of a text as written, and as `2023-05-08`."""
    for match in re.finditer(rf"(?<![0-9])(?:{dates.PATTERN})(?![0-9])", text, re.VERBOSE | re.IGNORECASE):
        if day := dates.read(match[0]):
            yield match[0], day.isoformat()
    for match in re.finditer(r"(?<![0-9])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])", text):
        yield match[0], match[0]


def _forget(known: Watch, text: str, sizes: tuple[int, ...]) -> None:
    """What a public text says is no secret; `sizes` are the numbers of words that values have."""
    for each in text.split(PARTED):
        words = _words(each)
        for word in words:
            known.words.pop(word, None)
        for run in _runs(words, _RUN):
            known.runs.pop(run, None)
        for size in sizes:
            for run in _runs(words, size):
                known.values.pop(run, None)


_DAY_FORMS = ("{0}/{1}/{2}", "ngày {0} tháng {1} năm {2}")


def _finish(known: Watch, days: Mapping[str, Secret], spellings: Mapping[str, str]) -> None:
    for day, secret in days.items():
        read = dates.read("/".join(reversed(day.split("-"))))
        if read is None:
            continue
        day_month = (
            (f"{read.day}", f"{read.month}"),
            (f"{read.day:02d}", f"{read.month}"),
            (f"{read:%d}", f"{read:%m}"),
        )
        forms = [day, *(form.format(*both, read.year) for both in day_month for form in _DAY_FORMS)]
        for form in forms:
            known.values[" ".join(_words(form))] = secret
        known.joined[day_word(read)] = secret
    for word, secret in known.words.items():
        if word in spellings and len(word) >= _LEAST_WORD:
            known.joined[index_word(spellings[word])] = secret
        if len(word) >= _LEAST_BINARY:
            known.joined[word] = secret
    for value, secret in known.values.items():
        known.pairs.setdefault(" ".join(value.split(" ")[:2]), []).append(value)
        together = value.replace(" ", "")
        if together.isdigit():
            continue
        if len(together) >= _LEAST_BINARY:
            known.joined[together] = secret
        else:
            known.words.setdefault(together, secret)
    for together in known.joined:
        known.begins.setdefault(together[:_LEAST_BINARY], []).append(together)


def internal_files(directives: Iterable[tuple[Card, Front]], stored: Mapping[str, StoredFile]) -> dict[str, Secret]:
    """The files that no public directive names openly, by the SHA-256 of their bytes."""
    hidden: dict[str, Secret] = {}
    public: set[str] = set()
    for directive, front in directives:
        for each in directive.files:
            entry = bare(each)
            digest = stored[file_key(directive.path, entry)].sha256
            if directive.access is Access.PUBLIC and not isinstance(each, Restricted):
                public.add(digest)
            hidden[digest] = Secret(entry.path, front.places["files"])
    return {digest: secret for digest, secret in hidden.items() if digest not in public}


def said_of(authority: Authority, directives: Iterable[tuple[Card, Front]]) -> Iterator[str]:
    """What a site says of public bodies and directives in its own words: names one after another, how to cite."""
    bodies = {issuer.key: issuer for issuer in authority.issuers if issuer.access is Access.PUBLIC}
    for issuer in bodies.values():
        yield " ".join([issuer.name, *issuer.aliases])
    for directive, front in directives:
        if directive.access is Access.PUBLIC and directive.issuer in bodies:
            organ = directive.organ if isinstance(directive.organ, str) else ""
            name = f"{directive.type} số {directive.number}"
            body = f"của {organ} {bodies[directive.issuer].name}"
            subject = taken(front.subject_line)[0]
            for day in (dates.long(directive.date), f"ngày {dates.short(directive.date)}"):
                yield from (f"{name} {day} {body} {about}" for about in (subject, cited_subject(subject)))


# --- reading the site -----------------------------------------------------------------------------------------------


def leaks(files: Iterable[tuple[str, bytes]], known: Watch) -> Iterator[Problem]:
    """What stands in the files of a site (path from its root, bytes). The messages quote what is internal."""
    search = _Search(known)
    for path, content in files:
        place = Place(one_line(path), 1, 1)
        found: dict[str, Secret] = {}
        try:
            for secret in search.file(path, content):
                found.setdefault(secret.text, secret)
        except TooMuch as reason:
            yield Problem(
                place, "unsearched-file", told("it cannot be looked through: %(why)s", why=verbatim(str(reason)))
            )
        for secret in list(found.values())[:_MOST]:
            yield Problem(
                place,
                "leak",
                told(
                    "'%(text)s' stands here, and is internal (%(place)s)",
                    text=shortened(secret.text, 80),
                    place=secret.place,
                ),
            )
        if len(found) > _MOST:
            yield Problem(place, "leak", told("%(count)s more internal texts stand here", count=len(found) - _MOST))


class _Search:
    def __init__(self, known: Watch) -> None:
        self._known = known
        self._seen: set[str] = set()
        """Stretches of text in which there was nothing: a site says the same on many pages."""
        self._codes: set[bytes | str] = set()

    def file(self, path: str, content: bytes) -> Iterator[Secret]:
        if secret := self._known.files.get(sha256(content).hexdigest()):
            yield secret
        yield from self._text(path, exact=True)
        for layer in layers(content):
            yield from self._layer(layer, 0)

    def _layer(self, layer: bytes | str, depth: int) -> Iterator[Secret]:
        strings = readable(layer) if isinstance(layer, bytes) else None
        for text, exact in texts(layer) if strings is None else [(PARTED.join(strings), True)]:
            yield from self._text(text, exact=exact)
            if depth < 2:
                for code in encoded(text):
                    if code not in self._codes:
                        self._codes.add(code)
                        for inner in layers(code):
                            yield from self._layer(inner, depth + 1)

    def _text(self, text: str, *, exact: bool) -> Iterator[Secret]:
        """What is found in a text; not `exact` is what may be noise."""
        for dress in dresses(text):
            for stretch in dress.split(PARTED):
                if stretch not in self._seen:
                    clean = True
                    for secret in self._stretch(stretch, exact=exact):
                        clean = False
                        yield secret
                    if clean:
                        self._seen.add(stretch)

    def _stretch(self, stretch: str, *, exact: bool) -> Iterator[Secret]:
        known, words = self._known, _words(stretch)
        single = set(words)
        for word in single & known.words.keys():
            if exact or len(word) >= _LEAST_BINARY:
                yield known.words[word]
        for word in single:
            for start in range(len(word) - _LEAST_BINARY + 1):
                for together in known.begins.get(word[start : start + _LEAST_BINARY], ()):
                    if word.startswith(together, start):
                        yield known.joined[together]
        if len(words) > 1:
            line = f" {' '.join(words)} "
            for pair in set(_runs(words, 2)) & known.pairs.keys():
                for value in known.pairs[pair]:
                    if (exact or len(value) > _LEAST_BINARY) and f" {value} " in line:
                        yield known.values[value]
        for run in set(_runs(words, _RUN)) & known.runs.keys():
            yield known.runs[run]


_LETTERS = re.compile(r"[a-z0-9]+")
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")


def _folded(text: str) -> str:
    """Small letters without marks, whatever the Unicode form."""
    if text.isascii():
        return text.lower()
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKD", text)).lower()
    return plain.replace("đ", "d").replace("ð", "d").replace("ɖ", "d")


def _words(text: str) -> list[str]:
    return _LETTERS.findall(_folded(text))


def _runs(words: list[str], size: int) -> Iterator[str]:
    return map(" ".join, zip(*(words[start:] for start in range(size)), strict=False))
