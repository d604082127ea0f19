"""Problems as data: what a keeper wrote wrong, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache

from vankho.said import NOTHING, Said, Translate, told


class Severity(StrEnum):
    ERROR = "error"
    """Nothing is written."""
    WARNING = "warning"
    """Said, and built all the same."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file: `path:line:column`, both counted from 1, in code points of the NFC text."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


PROBLEMS: dict[str, tuple[Severity, str]] = {
    # reading
    "unreadable-file": (Severity.ERROR, "the file cannot be opened"),
    "not-utf-8": (Severity.ERROR, "the file is not UTF-8 text"),
    "file-too-large": (Severity.ERROR, "the file is larger than a directive can be"),
    "too-much": (
        Severity.ERROR,
        "more lines, cells of tables, marks of emphasis or citations than a directive can have",
    ),
    "control-character": (Severity.ERROR, "the text has a control or bidirectional character that no reader sees"),
    "symbolic-link": (Severity.ERROR, "a link in content/ may lead out of the project"),
    "unused-file": (Severity.WARNING, "a file in content/ that is no directive and that no directive names"),
    "missing-file": (Severity.ERROR, "a directive names a file that is not there"),
    "wrong-format": (Severity.ERROR, "a file is not of the kind that its name says"),
    "same-file": (Severity.ERROR, "two files would have one name, or two of a directive one address"),
    "missing-archive": (Severity.ERROR, "there is no archive.yaml"),
    # front matter and archive.yaml
    "no-front-matter": (Severity.ERROR, "the file does not begin with front matter between two lines '---'"),
    "bad-yaml": (Severity.ERROR, "the YAML cannot be read, or uses an alias, an anchor, a tag or too deep nesting"),
    "unknown-field": (Severity.ERROR, "a key that has no meaning"),
    "missing-field": (Severity.ERROR, "a required key is not there"),
    "repeated-field": (Severity.ERROR, "a key stands twice"),
    "bad-type": (Severity.ERROR, "a list where a text is wanted, or the like"),
    "bad-value": (Severity.ERROR, "a value that cannot be right by itself"),
    # the body
    "bad-internal": (Severity.ERROR, "an internal passage that is not closed, nested or misspelt"),
    "bad-table": (Severity.ERROR, "a table of which cells would be lost"),
    "empty-body": (Severity.WARNING, "a directive without text"),
    "secrecy-mark": (Severity.ERROR, "the text bears a secrecy mark: it belongs in no edition"),
    "circulation-mark": (Severity.ERROR, "a public directive bears the mark of restricted circulation"),
    "public-original": (
        Severity.WARNING,
        "a public file may show what is internal in its directive",
    ),
    # the archive as a whole
    "unknown-issuer": (Severity.ERROR, "the issuer is not in archive.yaml"),
    "unknown-type": (Severity.ERROR, "the document type is in no table"),
    "unknown-co-issuer": (Severity.ERROR, "a body of a joint document is not in archive.yaml, or stands twice"),
    "unknown-record": (Severity.ERROR, "the record is not in archive.yaml"),
    "internal-issuer": (Severity.ERROR, "a public directive of an issuer that only the internal edition may show"),
    "number-contradicts-type": (Severity.ERROR, "the symbol names another type, or the other side"),
    "number-contradicts-date": (
        Severity.ERROR,
        "the year in the symbol is not that of the date, or it is written as before 2005",
    ),
    "path-contradicts": (Severity.ERROR, "the file's path is not that of its issuer, year and number"),
    "same-directive": (Severity.ERROR, "two files hold one directive, or would have one address"),
    "same-name": (Severity.ERROR, "two documents of a body bear one name"),
    "same-address": (Severity.ERROR, "an address of 'formerly' is that of another directive"),
    "reserved-name": (Severity.ERROR, "an issuer's key is an address of the site itself"),
    "no-base-url": (Severity.WARNING, "without base_url the sitemap is empty and feeds have no absolute links"),
    "other-date": (Severity.WARNING, "a citation whose date is not that of the held directive of its number"),
    "two-dates": (Severity.WARNING, "one number of a body is cited with two dates of one series"),
    "no-mirror": (
        Severity.WARNING,
        "a held directive is told to change another, and itself does not say so",
    ),
    "cites-future": (Severity.WARNING, "a citation of what is dated later than the citing directive"),
    "issuer-contradicts-symbol": (Severity.WARNING, "a citation whose symbol is not one of the body that it names"),
    "editions-differ": (
        Severity.WARNING,
        "a public letter names what is internal, or is understood otherwise there",
    ),
    "unknown-body": (Severity.WARNING, "a citation names a body that is not in archive.yaml"),
    # the publication log
    "bad-log": (Severity.ERROR, "a line of a publication log that cannot be read"),
    "lost-address": (Severity.ERROR, "an address that was published leads nowhere, and nothing says why"),
    # a built site: `vankho verify`
    "leak": (Severity.ERROR, "a public site holds what the content says is internal"),
    "unsearched-file": (Severity.ERROR, "a file of a site cannot be looked through"),
    "bad-manifest": (Severity.ERROR, "data/manifest.jsonl is not as a build writes it"),
    "bad-signature": (Severity.ERROR, "the manifest is not signed with the key, or not at all"),
    "changed-file": (Severity.ERROR, "a file is not the one that was built: its size or SHA-256 differs"),
    "lost-file": (Severity.ERROR, "a file that was built is not there"),
    "packed-alone": (Severity.ERROR, "a packed file has no file beside it that it could hold"),
    "packed-differs": (Severity.ERROR, "a packed file does not hold what the file beside it is"),
    "extra-file": (Severity.ERROR, "a file that no build wrote"),
    "odd-entry": (Severity.ERROR, "a symbolic link, pipe or device, or a folder too deep: it is not followed"),
    "page-too-large": (Severity.ERROR, "a page or style sheet larger than any of ours: its links are not read"),
    "bad-page": (Severity.ERROR, "a file that cannot be read, or that browsers may read otherwise"),
    "dead-link": (Severity.ERROR, "a link to a file that is not in the site"),
    "dead-fragment": (Severity.ERROR, "a link to an id that its page does not have"),
    "repeated-id": (Severity.ERROR, "an id stands twice in a page"),
    "dangling-reference": (Severity.ERROR, "a label, aria attribute or the like names an id that is not there"),
    "above-root": (Severity.ERROR, "a link that leads out of the site"),
    "rooted-link": (Severity.ERROR, "a link that holds only where the site is at its server's root"),
    "bad-address": (Severity.ERROR, "a link that runs a script, holds its own content or leads to a local file"),
    "foreign-resource": (Severity.ERROR, "a page that makes a browser ask another host"),
    "foreign-address": (Severity.ERROR, "an address that is to be this site's and is not"),
    "no-policy": (Severity.ERROR, "a page without a content security policy"),
    "weak-policy": (Severity.ERROR, "a policy that allows what no page of ours needs"),
    "inline-script": (Severity.ERROR, "a script in a page"),
    "inline-style": (Severity.ERROR, "a style in a page for which its policy has no hash"),
}
"""Every code, its severity and its meaning. A new problem is a row here."""


@dataclass(frozen=True, slots=True)
class Problem:
    place: Place
    code: str
    said: Said
    advice: Said = NOTHING
    mend: tuple[str, str] | None = None
    """What stands at its place and what is to stand there, where there is but one cure; of `path-contradicts` the
    paths inside content/."""

    def __post_init__(self) -> None:
        if self.code not in PROBLEMS:
            raise ValueError(f"no such code: {self.code}")

    @property
    def severity(self) -> Severity:
        return PROBLEMS[self.code][0]

    @property
    def message(self) -> str:
        """In English."""
        return str(self.said)

    @property
    def hint(self) -> str:
        """In English, empty where there is none."""
        return str(self.advice)

    def by(self, translate: Translate) -> str:
        """The whole as one line, in another language."""
        return f"{self.place}: {self.code}: {self.words(translate)}"

    def words(self, translate: Translate) -> str:
        """What is wrong and what to do about it, without the place."""
        hint = f" ({self.advice.by(translate)})" if self.advice else ""
        return f"{self.said.by(translate)}{hint}"

    @property
    def line(self) -> Said:
        """The whole, to be translated later."""
        hint = Said(" (%(advice)s)", (("advice", self.advice),)) if self.advice else NOTHING
        values = (("place", str(self.place)), ("code", self.code), ("said", self.said), ("hint", hint))
        return Said("%(place)s: %(code)s: %(said)s%(hint)s", values)

    def __str__(self) -> str:
        return self.by(str)


def is_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def did_you_mean(word: str, known: Iterable[str]) -> Said:
    """A hint that names the nearest of the known words, empty where none is near."""
    near = _nearest(word.lower(), tuple(sorted(known)), 0.6) if len(word) < _LONGEST_WORD else ()
    return told("did you mean '%(word)s'?", word=near[0]) if near else NOTHING


def meant(word: str, known: Iterable[str]) -> str | None:
    """The one known word that this can be a misprint of; None where there is none, or more than one."""
    near = _nearest(word.lower(), tuple(sorted(known)), 0.8) if len(word) < _LONGEST_WORD else ()
    return near[0] if len(near) == 1 else None


_LONGEST_WORD = 200
"""Signs of a word that may be meant for another: comparing longer ones takes too long."""


@lru_cache(maxsize=1024)
def _nearest(word: str, known: tuple[str, ...], cutoff: float) -> tuple[str, ...]:
    return tuple(get_close_matches(word, known, n=2, cutoff=cutoff))
