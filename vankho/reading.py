"""`vankho cite`: any text in, its citations out, with names looked up in an authority file where there is one."""

import re
from collections.abc import Iterator
from pathlib import Path

from vankho import cite
from vankho.antecedents import antecedents
from vankho.authority import Authority, read_authority
from vankho.bodies import Bodies, Records
from vankho.lexicon import EMPTY
from vankho.model import Issuer, Kind, Relation
from vankho.report import Reading
from vankho.spelling import nfc

_FRONT_MATTER = re.compile(r"---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_SUBJECT = re.compile(r"^subject:[ \t]*(?:[>|][-+]?)?(.*(?:\n[ \t]+.*)*)", re.MULTILINE)


def readings(text: str, content: Path, issuer: str | None) -> Iterator[Reading]:
    """The citations of a text in reading order; offsets are code points of the text in NFC.

    Raises LookupError where `issuer` is no key of the authority file.
    """
    text = nfc(text).replace("\r", " ")  # offsets stay, and a line may end as on Windows
    authority = _authority(content)
    issuers = {i.key: i for i in authority.issuers} if authority else {}
    if issuer is not None and issuer not in issuers:
        raise LookupError(f"there is no issuer '{issuer}' in {(content / 'archive.yaml').as_posix()}")
    return _readings(text, authority, issuers.get(issuer or ""))


def _readings(text: str, authority: Authority | None, writer: Issuer | None) -> Iterator[Reading]:
    bodies = Bodies(authority.issuers if authority else ())
    records = Records(authority.records if authority else (), bodies)
    plain, offsets = cite.without_marks(_visible(text))
    founds = tuple(cite.find(plain, authority.lexicon if authority else EMPTY))
    for found, fuller in zip(founds, antecedents(founds), strict=True):
        if found.relation is Relation.SELF and found.number is None:
            continue  # "mục 2 Công văn này" is a link inside a page, no citation
        start, end, anchor_end = offsets[found.start], offsets[found.end - 1] + 1, offsets[found.anchor_end - 1] + 1
        body = bodies.issuer_of(found, writer)[0] if writer else None
        named = records.named(found, writer) if found.kind is Kind.NUMBERLESS else ()
        meant = fuller.number_symbol if fuller and found.symbol is None else None
        if meant is None and len(named) == 1:
            meant = named[0].name
        yield Reading(found, start, end, anchor_end, text[start:end], body.key if body else None, meant)


def _visible(text: str) -> str:
    """The text with blanks in the place of front matter, but for its subject: offsets stay."""
    head = _FRONT_MATTER.match(text)
    if not head:
        return text
    subject = _SUBJECT.search(text, 0, head.end())
    kept = range(subject.start(1), subject.end(1)) if subject else range(0)
    hidden = "".join(sign if sign == "\n" or place in kept else " " for place, sign in enumerate(head[0]))
    return hidden + text[head.end() :]


def _authority(content: Path) -> Authority | None:
    path = content / "archive.yaml"
    try:
        text = nfc(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    authority, _ = read_authority(text, str(path))
    return authority
