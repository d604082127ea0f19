"""A new directive's file from what a keeper says of it: options and answers in, a file that `check` accepts out.

What is not said is proposed from archive.yaml, the number, and the newest letter of the same body. Questions are
Vietnamese, for clerks.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from pathlib import Path
from typing import TypeVar

from vankho import check, dates
from vankho.authority import Authority, read_authority
from vankho.cards import InMemory, card
from vankho.frontmatter import directive_text
from vankho.model import Access, Issuer, Source
from vankho.parse import HALVES, parse
from vankho.problem import Problem, Severity, did_you_mean
from vankho.read import read_text
from vankho.said import Failed, Said, told
from vankho.spelling import nfc
from vankho.symbol import DocumentType, NumberSymbol, TypeTable, document_slug
from vankho.yamltree import Scalar, compose

__all__ = ["Ask", "Draft", "Refused", "draft", "put"]

Ask = Callable[[str], str]
"""Asks a person a question and gives the answer in one line. Raises EOFError where nobody answers any more."""

_T = TypeVar("_T")
_MOST_LETTERS = 500
"""Letters of a body's last year that are looked at for proposals."""


class Refused(Failed):
    """Why no file was written, a line or several."""


@dataclass(frozen=True, slots=True)
class Draft:
    path: Path
    text: str
    told: tuple[str, ...] = field(default=())
    """What the keeper may want to know of it."""


def draft(said: Mapping[str, str | None], signers: tuple[str, ...], content: Path, ask: Ask | None) -> Draft:
    """The file of a directive of which `said` tells number, issuer, type, date, subject, access, organ and place, as
    far as it has them; the rest is asked for, or, where `ask` is None, refused. Raises Refused."""
    known = _authority(content)
    asked = _Asked({key: nfc(value.strip()) for key, value in said.items() if value is not None}, ask)
    number = asked.value("number", "Số và ký hiệu (như 15-KH/TU, 6321/UBND-TH)", _number)
    issuers = {issuer.key: issuer for issuer in known.issuers}
    if not issuers:
        raise Refused(told("%(path)s has no issuers: add one first", path=(content / "archive.yaml").as_posix()))
    fitting = _issuers_of(number, known)
    issuer = asked.value(
        "issuer", f"Cơ quan ban hành ({', '.join(issuers)})", lambda text: _issuer(text, issuers), _only(fitting)
    )
    document_type = asked.value(
        "type", "Tên loại văn bản", lambda text: _type(text, known.types), _type_of(number, known)
    )
    day = asked.value("date", "Ngày ban hành (như 08/5/2023)", _day)
    subject = asked.value("subject", "Trích yếu", _words)
    before = _newest(content / issuer.key) if ask else {}
    organ = asked.optional("organ", "Cơ quan, tập thể ký", before.get("organ"))
    place = asked.optional("place", "Địa danh", before.get("place") or _place_of(issuer) if ask else None)
    people = _signers(signers, asked, ask)
    access = asked.value("access", "Phạm vi: public (công khai) hay internal (nội bộ)", _access)
    slug = document_slug(number.number, number.symbol, number.side, document_type, known.types)
    name = f"{issuer.key}/{day.year}/{slug}"
    values: dict[str, object] = {
        "number": str(number),
        "type": document_type.name,
        "issuer": issuer.key,
        "date": day.isoformat(),
        "subject": subject,
        "access": access,
        "organ": organ,
        "place": place,
        "signers": people or None,
    }
    text = directive_text(values, "")
    path = content / f"{name}.md"
    errors = _errors(Source(path.as_posix(), name, text), known)
    if errors:
        raise Refused(*(each.line for each in errors))
    terms = [term.name for term in issuer.terms if not term.span.excludes(day)]
    return Draft(path, text, (f"{issuer.name}, {terms[0]}",) if len(terms) == 1 else ())


def put(made: Draft) -> None:
    """Writes the file, never over another. Raises Refused and OSError."""
    made.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with made.path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(made.text)
    except FileExistsError:
        raise Refused(told("%(path)s is already there; nothing was written", path=made.path.as_posix())) from None


def _authority(content: Path) -> Authority:
    path, problems = content / "archive.yaml", list[Problem]()
    shown = path.as_posix()
    text = read_text(path, shown, problems)
    known, found = read_authority(text, shown) if text is not None else (None, ())
    errors = [problem for problem in (*problems, *found) if problem.severity is Severity.ERROR]
    if errors or known is None:
        raise Refused(*(each.line for each in errors))
    return known


class _Asked:
    """Where values come from: options first, then answers."""

    def __init__(self, said: Mapping[str, str], ask: Ask | None) -> None:
        self._said, self._ask = said, ask

    def value(self, key: str, question: str, read: Callable[[str], _T], proposal: str | None = None) -> _T:
        """What `read` makes of an option, else of an answer, which may be given again. `read` raises ValueError."""
        if key in self._said or (self._ask is None and proposal):
            try:
                return read(self._said.get(key) or proposal or "")
            except ValueError as error:
                raise Refused(f"--{key}: {error}") from None
        if self._ask is None:
            raise Refused(told("%(option)s is missing", option=f"--{key}"))
        wrong = ""
        while True:
            answer = nfc(_answer(self._ask, f"{wrong}{question}", proposal))
            try:
                return read(answer)
            except ValueError as error:
                wrong = f"{error}. "

    def optional(self, key: str, question: str, proposal: str | None) -> str | None:
        """As `value`, where a hyphen, or nothing where nothing is proposed, says that there is none."""
        if key in self._said or self._ask is None:
            return self._said.get(key) or None
        answer = nfc(_answer(self._ask, f"{question} (- là không có)", proposal))
        return None if answer in ("", "-") else answer


def _answer(ask: Ask, question: str, proposal: str | None) -> str:
    try:
        answer = ask(f"{question} [{proposal}]: " if proposal else f"{question}: ").strip()
    except EOFError:
        raise Refused(told("nothing was written")) from None
    return answer or proposal or ""


def _number(text: str) -> NumberSymbol:
    number = NumberSymbol.parse(re.sub(r"\s+", "", text))
    if number is None:
        raise ValueError(f"'{text}' không phải số và ký hiệu, như 15-KH/TU, 6321/UBND-TH")
    return number


def _issuers_of(number: NumberSymbol, known: Authority) -> list[str]:
    """The bodies whose number it may be: those with its symbol, else the only one of its side."""
    same = [issuer for issuer in known.issuers if issuer.side is number.side]
    body = number.body(known.types)
    return [issuer.key for issuer in same if body in issuer.symbols] or [issuer.key for issuer in same]


def _only(keys: list[str]) -> str | None:
    return keys[0] if len(keys) == 1 else None


def _issuer(text: str, issuers: Mapping[str, Issuer]) -> Issuer:
    if text not in issuers:
        near = did_you_mean(text, issuers)
        raise ValueError(f"'{text}' không có trong issuers của archive.yaml{_near(near)}")
    return issuers[text]


def _near(hint: Said) -> str:
    return f" ({str(hint).replace('did you mean', 'có phải là')})" if hint else ""


def _type_of(number: NumberSymbol, known: Authority) -> str | None:
    written = number.type_abbreviation(known.types)
    if written is None:
        return "công văn"
    meant = known.types.of_abbreviation(written, number.side)
    return meant[0].name if len(meant) == 1 else None


def _type(text: str, types: TypeTable) -> DocumentType:
    found = types.named(text)
    if found is None:
        near = did_you_mean(text, (row.name for row in types.rows))
        raise ValueError(f"'{text}' không có trong bảng tên loại{_near(near)}")
    return found


def _day(text: str) -> Day:
    try:
        day = Day.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None and len(text) < 100 and re.fullmatch(dates.PATTERN, text, re.VERBOSE | re.IGNORECASE):
        day = dates.read(text)
    if day is None:
        raise ValueError(f"'{text}' không phải ngày, như 08/5/2023 hoặc 2023-05-08")
    return day


def _words(text: str) -> str:
    if not text:
        raise ValueError("không được để trống")
    return text


def _access(text: str) -> Access:
    try:
        return Access(text)
    except ValueError:
        raise ValueError(f"'{text}' không phải public hoặc internal") from None


def _signer(words: str) -> dict[str, str]:
    """`T/M BAN THƯỜNG VỤ; PHÓ BÍ THƯ; Đặng Ngọc Huy`, the first two as far as there are such."""
    parts = [nfc(part.strip()) for part in words.split(";")]
    if len(parts) > 3 or not all(parts):
        raise ValueError(f"'{words}' không phải 'quyền hạn; chức vụ; họ và tên' (chỉ họ và tên cũng được)")
    return dict(zip(("authority", "position", "name")[-len(parts) :], parts, strict=True))


def _signers(words: tuple[str, ...], asked: "_Asked", ask: Ask | None) -> list[dict[str, str]]:
    try:
        people = [_signer(each) for each in words]
    except ValueError as error:
        raise Refused(f"--signer: {error}") from None
    if people or ask is None:
        return people
    question = "Người ký: quyền hạn; chức vụ; họ và tên (để trống nếu chưa biết)"
    return asked.value("signer", question, lambda text: [_signer(text)] if text else [])


def _place_of(issuer: Issuer) -> str | None:
    return re.sub(r"^(?:tỉnh|thành phố|huyện|thị xã|xã|phường) ", "", issuer.place) if issuer.place else None


def _newest(folder: Path) -> Mapping[str, str]:
    """The texts of the front matter of a body's newest letter; none where there is no letter."""
    found: list[Mapping[str, str]] = []
    years = sorted(path for path in folder.glob("[0-9][0-9][0-9][0-9]") if path.is_dir()) if folder.is_dir() else []
    for path in sorted(years[-1].glob("*.md"))[:_MOST_LETTERS] if years else ():
        text = read_text(path, str(path), [])
        parts = HALVES.fullmatch(text) if text is not None else None
        node = compose(parts["head"], str(path))[0] if parts else None
        if node is not None:
            found.append({key.text: nfc(value.text) for key, value in node.entries if isinstance(value, Scalar)})
    return max(found, key=lambda texts: texts.get("date", ""), default={})


def _errors(source: Source, known: Authority) -> list[Problem]:
    directive, problems = parse(source, known.lexicon)
    found = list(problems)
    if directive is not None:
        found.extend(check.problems([card(directive)], InMemory({directive.path: directive}), known))
    return [problem for problem in found if problem.severity is Severity.ERROR]
