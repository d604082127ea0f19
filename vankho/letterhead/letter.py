"""A letter's text in, all that is read of it out, as one value.

What is not surely read is told as seen, and never guessed: a value between the two would be worth less to a clerk. What
head and foot hold besides is told too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Day

from vankho.letterhead.gazette import read_gazette_title
from vankho.letterhead.head import read_head
from vankho.letterhead.issuer import read_issuer
from vankho.letterhead.lines import (
    ADDRESSED,
    BULLET,
    RECIPIENTS,
    RULE,
    Line,
    columns,
    is_last_of_motto,
    lines_of,
    motto,
    squeezed,
)
from vankho.letterhead.paragraphs import can_be_a_page_number, paragraphs
from vankho.letterhead.recipients import foot_of, read_addressees, read_recipients
from vankho.letterhead.signature import (
    Signature,
    in_doubt,
    is_annex,
    says_it_is_signed,
    signature_above,
    signature_beside,
    signature_within,
)
from vankho.letterhead.title import read_title
from vankho.symbol import BUILT_IN, Side, TypeTable


@dataclass(slots=True)
class Letter:
    """What was read. A value that is not sure is None, and `doubts` says by its name what was seen in its place."""

    side: Side | None = None
    letterhead: tuple[str, ...] = ()
    """The left head line by line, without what stands beside it."""
    issuing_body: str | None = None
    """As running text has it: `Tỉnh ủy Quảng Ngãi`."""
    parent_body: str | None = None
    number: str | None = None
    """Number and symbol, without blanks: `1593-CV/TU`."""
    type: str | None = None
    """By the table of document types: `công văn`."""
    type_line: str | None = None
    place: str | None = None
    date: Day | None = None
    subject: str | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signers: tuple[Signature, ...] = ()
    secrecy: str | None = None
    """The mark of secrecy that it bears: such a letter belongs in no archive of ours."""
    circulation: str | None = None
    urgency: str | None = None
    body: str = ""
    """Markdown: paragraphs, and items with the labels that they have."""
    rest: tuple[str, ...] = ()
    """What stands in head and foot and is none of these: nothing that is printed is passed over in silence."""
    doubts: dict[str, str] = field(default_factory=dict)


def read_letter(text: str, types: TypeTable = BUILT_IN) -> Letter:
    """What a letter's text says of it. Emphasis marks of Markdown may stand in it; offsets are of no matter."""
    lines = lines_of(text)
    foot_line = foot_of(lines)
    head = read_head(lines, foot_line, types)
    if head.number is None and (letter := _with_gazette_title(lines, foot_line, types)):
        return letter
    title = read_title(lines, head, foot_line, types)
    addressees: tuple[str, ...] = ()
    top = title.end
    if title.addressed is not None:
        addressees, behind = read_addressees(lines, title.addressed, foot_line)
        top = max(behind, top)
    is_joint = title.type is not None and title.type.endswith("liên tịch")
    issuer = read_issuer(lines, head, types, is_joint)
    foot = _read_foot(lines, foot_line, top)
    doubts = [*head.doubts(), *title.doubts]
    if title.addressed is not None and not addressees:
        doubts.append(("addressees", lines[title.addressed].plain))
    if issuer.doubt is not None:
        doubts.append(("issuer", issuer.doubt))
    letter = Letter(
        side=head.side,
        letterhead=issuer.letterhead,
        issuing_body=issuer.body,
        parent_body=issuer.parent,
        number=str(title.number) if title.number else None,
        type=title.type,
        type_line=title.type_line,
        place=head.day.place if head.day and head.day.is_place else None,
        date=head.day.value if head.day else None,
        subject=title.subject,
        addressees=addressees,
        recipients=foot.recipients,
        signers=foot.signers,
        body=_body(lines, top, foot),
        doubts=_as_seen([*doubts, *foot.doubts]),
        secrecy=head.marks.get("secrecy"),
        circulation=head.marks.get("circulation"),
        urgency=head.marks.get("urgency"),
    )
    read = [head.number.words if head.number else "", head.day.seen if head.day else "", title.type_line or ""]
    letter.rest = tuple(_rest([*lines[:top], *lines[foot.start : foot.annex]], letter, read))
    return letter


def _with_gazette_title(lines: Sequence[Line], foot_line: int, types: TypeTable) -> Letter | None:
    """A letter without a head, that begins with a title that says all."""
    title = read_gazette_title(lines, types)
    if title is None:
        return None
    foot = _read_foot(lines, foot_line, title.end)
    letter = Letter(
        side=title.number.side if title.number else None,
        issuing_body=title.body,
        number=str(title.number) if title.number else None,
        type=title.type,
        type_line=title.type_line,
        date=title.date,
        subject=title.subject,
        recipients=foot.recipients,
        signers=foot.signers,
        body=_body(lines, title.end, foot),
        doubts=_as_seen([*title.doubts, *foot.doubts]),
    )
    letter.rest = tuple(_rest(lines[foot.start : foot.annex], letter, []))
    return letter


@dataclass(frozen=True, slots=True)
class _Foot:
    recipients: tuple[str, ...]
    signers: tuple[Signature, ...]
    start: int
    """The line at which the text ends."""
    annex: int
    """The line at which annexes begin; the end where there are none."""
    doubts: tuple[tuple[str, str], ...]


def _read_foot(lines: Sequence[Line], foot: int, top: int) -> _Foot:
    """Recipients and signature; the text begins at line `top`, and "Nơi nhận" stands on line `foot`, if anywhere.

    The signature stands beside "Nơi nhận", or above it, or, where nobody is told, at the end or above annexes.
    """
    doubts: list[tuple[str, str]] = []
    recipients = read_recipients(lines, foot) if foot < len(lines) else None
    if recipients and not recipients.entries:
        doubts.append(("recipients", lines[foot].plain))
    beside = recipients.beside if recipients else ()
    behind = recipients.end if recipients else foot
    signed, start, last = signature_beside(lines, foot, top, beside)
    if signed:
        behind = max(behind, last + 1)
    else:
        signed, start = signature_above(lines, foot, top)
    annex = next((at for at in range(behind, len(lines)) if is_annex(lines[at])), len(lines))
    if not signed and recipients is None:
        signed, start, annex = signature_within(lines, top)
    seen = in_doubt(signed) if signed else " / ".join(piece.plain for _, piece in beside[:6])
    if seen is not None:
        doubts.append(("signers", seen))
    return _Foot(
        recipients=recipients.entries if recipients else (),
        signers=tuple(signed) if seen is None else (),
        start=start if signed else foot,
        annex=annex,
        doubts=tuple(doubts),
    )


def _body(lines: Sequence[Line], top: int, foot: _Foot) -> str:
    return "\n\n".join(paragraphs(lines[top : foot.start]) + paragraphs(lines[foot.annex :]))


def _as_seen(doubts: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Doubts by the names of the values; what was seen is for a comment, and need not be long."""
    return {what: " ".join(seen.split())[:300] for what, seen in doubts}


def _rest(lines: Sequence[Line], letter: Letter, read: Sequence[str]) -> Iterator[str]:
    """What of head and foot is neither in the letter's values nor in what else was read."""
    signed = [part for each in letter.signers for part in (each.authority, each.position, each.name) if part]
    values = [*read, *letter.letterhead, letter.subject or "", *letter.addressees, *letter.recipients, *signed]
    known = " ".join(map(squeezed, values))
    for line in lines:
        for piece in columns(line):
            match = ADDRESSED.match(piece.bare) or RECIPIENTS.match(piece.bare)
            plain = piece.plain[match.end() if match else 0 :]
            if RULE.fullmatch(plain) or motto(piece) or is_last_of_motto(piece):
                continue
            if says_it_is_signed(piece) or can_be_a_page_number(plain):
                continue
            if squeezed(BULLET.sub("", plain, count=1)) not in known:
                yield piece.plain
