"""Reading a letter as it is printed: its text in, what its head and its foot say of it out, and its body.

The parts are those of Nghị định 30/2020/NĐ-CP, Điều 8 and Phụ lục I, and of Hướng dẫn 36-HD/VPTW, II. A converter may
have put the two columns of the head one after the other, either first, or side by side, parted by blanks. What is not
surely read is told as seen, and never guessed.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from functools import reduce
from itertools import pairwise, takewhile

from vankho import dates
from vankho.lexis import in_running_text, opens_a_name
from vankho.spelling import UNSEEN, fold_look_alikes, match_key, nfc
from vankho.symbol import BUILT_IN, DocumentType, NumberSymbol, Side, TypeTable


@dataclass(frozen=True, slots=True)
class Signature:
    """Quyền hạn, chức vụ, họ và tên; as printed."""

    authority: str | None
    position: str | None
    name: str


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


MAX_HEAD = 90
"""Lines in which a letter must have said who writes what to whom."""
_SUBJECT_MOST = 700
"""Code points of the longest subject."""


def read_letter(text: str, types: TypeTable = BUILT_IN) -> Letter:
    """What a letter's text says of it. Emphasis marks of Markdown may stand in it; offsets are of no matter."""
    return _Reading(_lines(text), types).letter()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    """As it stands, without blanks at its end."""
    plain: str
    """Without marks of emphasis and blanks at its ends."""
    bare: str
    """`plain` sign for sign without marks, in lower case: what a recogniser took for another mark is found all the
    same."""

    @classmethod
    def of(cls, text: str) -> "_Line":
        plain = re.sub(r"\\(?=[*_\\#-])|[*_]{1,3}", "", text).strip(" \t|")
        return cls(text.rstrip(), plain, bare(plain))


def bare(text: str) -> str:
    """Sign for sign without marks, in lower case.

    >>> bare("Số 05-NQ/ĐU, NGÀY")
    'so 05-nq/du, ngay'
    """
    return "".join(map(_bare_sign, fold_look_alikes(text)))


def _bare_sign(sign: str) -> str:
    if sign.isascii():
        return sign.lower()
    letter = unicodedata.normalize("NFD", sign)[0].lower()
    return "d" if letter == "đ" else letter if len(letter) == 1 else sign


def _lines(text: str) -> list[_Line]:
    text = nfc(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n\n").replace("\u00a0", " "))
    lines = [_Line.of(UNSEEN.sub("", line)) for line in _unfolded(text).split("\n")]
    for index in range(min(len(lines), MAX_HEAD) - 1, 0, -1):
        before, line = lines[index - 1], lines[index]
        is_parted = _PEN.search(before.bare) and _PEN_GOES_ON.match(line.bare)
        is_parted = is_parted or (_MOTTO_BREAKS.fullmatch(before.bare) and _MOTTO_ENDS.fullmatch(line.bare))
        if len(line.plain) < 60 and is_parted:
            lines[index - 1 : index + 1] = [_Line.of(f"{before.text} {line.text.lstrip()}")]
    return lines


def _unfolded(text: str) -> str:
    """A text that begins with its whole head on one line, as some pages show it, with the parts of the head parted."""
    first, *rest = text.lstrip().split("\n", 1)
    if len(first) < 150 or not _MOTTO.search(bare(first[:_HEAD_MOST])):
        return text
    places = {0, len(first)} | {place for match in _PARTS.finditer(bare(first[:_HEAD_MOST])) for place in match.span()}
    if title := _TITLE_IN_CAPITALS.search(first[:_HEAD_MOST]):
        words = takewhile(lambda word: not any(map(str.islower, word[0])), re.finditer(r"\S+", first[title.end() :]))
        places |= {*title.span(), title.end() + max((word.end() for word in words), default=0)}
    parts = [first[start:end].strip(" -*_") for start, end in pairwise(sorted(places))]
    return "\n".join([*filter(None, parts), *rest])


_MOTTO_BREAKS = re.compile(r"(?:dang cong san|cong hoa xa hoi chu nghia)(?: viet)?")
_MOTTO_ENDS = re.compile(r"(?:viet )?nam")
_HEAD_MOST = 1500
"""Code points in which a head on one line is over."""
_PARTS = re.compile(
    r"cong hoa xa ?hoi chu nghia viet nam|dang cong san viet nam|doc lap ?- ?tu do ?- ?hanh phuc|[-*_]{4,}"
    r"|\bso ?: ?[0-9][0-9.]*[a-z]? ?[-/] ?[a-z0-9][\w&.]*(?:[-/][\w&.]+)*|(?=\bv/v )|(?=\bkinh gui ?:)"
)
_TITLE_IN_CAPITALS = re.compile(
    rf"(?<= )(?:{'|'.join(sorted((row.name.upper() for row in BUILT_IN.rows), key=len, reverse=True))})(?= )"
)


_PEN = re.compile(r"\bngay(?: \d{1,2})?(?: thang(?: \d{1,2})?)?$|^so\s*:?$")
_PEN_GOES_ON = re.compile(r"(?:\d{1,2} )?thang |(?:\d{1,2} )?nam \d{4}|\d{1,6}\s*[-/]\s*[a-z0-9]")
"""A day or a number of the head that the end of a line parts: "Sóc Trăng, ngày⏎27 tháng 9 năm 2022"."""


_DAY_BREAKS = re.compile(r"\bngay\b[ 0-9a-z]{0,20}$")
_DAY_ENDS = re.compile(r"(?:thang [0-9]{1,2} )?(?:nam )?[12][0-9]{3}")


_GAP = re.compile(r"\t+ *|[ ]{3,}")
_MOTTO = re.compile(
    r"dang cong san viet nam|cong hoa xa ?hoi chu nghia viet(?: nam|$)"
    r"|doc lap(?: ?[-–—] ?| +)tu do(?: ?[-–—] ?| +)hanh phuc"
    r"|^cong(?: hoa(?: xa(?: hoi(?: chu(?: nghia)?)?)?)?)?$"  # on two lines
    r"|^(?:(?:(?:(?:hoa )?xa )?hoi )?chu )?nghia viet nam$"
)
_LEAVES_OF_A_MOTTO = re.compile(r"cong hoa xa|hoi chu nghia|nghia viet nam|hanh phuc|cong san viet nam")
_YOUTH_UNION = re.compile(r"doan (?:tncs|thanh nien cong san) ho chi minh")
"""The title of the Youth Union's letters, where those of the State bear its name."""
_DRAFT = re.compile(r"(?:ban )?du thao(?: lan(?: thu)? \w+)?")
_RULE = re.compile(r"[\W_]*")
_DATE = re.compile(
    r"(?:(?P<place>[^,;:]{2,45}?)\s*[,.]?\s*)?ngay\s*(?P<day>[\doil]{0,2}|[^\w\s]*)\s*thang\s*"
    r"(?P<month>[\doil]{0,2}|[^\w\s]*)\s*,?\s*nam\s*(?P<year>[\doil]{0,4})\.?$"
)
_NUMBER = re.compile(
    r"(?:luat\s+)?(?:s[o06ae][:.]?|s:)\s*[:.]?\s*(?P<number>[\doli.]{0,8}[a-z]?|[._]*)\s*(?P<joint>[-/])\s*"
    r"(?P<symbol>(?:[12]\d{3}\s*/\s*)?[a-z&][\w&.]*(?:\s?[-/.]\s?[\w&.]+)*)"
)
_ADDRESSED = re.compile(r"[-\s]*kinh gui\s*[:;]?")
_RECIPIENTS = re.compile(r"noi nhan\s*[:;]?")
_SECRECY = re.compile(r"(?:tuyet |toi )?mat")
_SECRET = re.compile(
    r"(?:(?:ĐỘ MẬT|MỨC ĐỘ MẬT|ĐỘ|MỨC ĐỘ|DẤU|VĂN BẢN|TÀI LIỆU|BẢN SỐ)\W*[0-9]*\W*)*(?:TUYỆT |TỐI )?MẬT"
    r"(?:\W+(?:HỎA TỐC|THƯỢNG KHẨN|KHẨN))?"
)
_URGENCY = re.compile(r"hoa toc(?: hen gio)?|thuong khan|khan")
_CIRCULATION = re.compile(r"luu hanh noi bo|xem xong tra lai|tai lieu thu hoi")
_BULLET = re.compile(r"^\s*(?:[-–—+•*·]|\\-)\s*(?=\S)")
_SUBJECT_SIGN = re.compile(r"(?:v ?/ ?v|ve viec)\b")
_AUTHORITY = re.compile(r"(?:t\s?/\s?m|tm|k\s?/\s?t|kt|t\s?/\s?l|tl|t\s?/\s?uq|tuq|t\s?/\s?u|q)\b[./ ]")
_SIGNED_BY = re.compile(r"[(\[]?\s*(?:da ky|ky ten)\s*[)\]]?\s*[:.]?\s*(?=\w)|\s*[(\[]\s*da ky\s*[)\]]\s*$")
"""That it is signed, on the line of the name."""
_SIGNED = re.compile(r"[(\[]?\s*(?:da ky|daky|ky ten|chu ky|ky,? ghi ro|ky,? dong dau)\b.*")
_NAME_WORD = re.compile(r"[A-ZÀ-ỸĐƯƠ][^\W\d_]*'?", re.UNICODE)
_ODD = re.compile(r"[^\w\s.,;:/()“”\"'‘’%+&…*!?\[\]–—-]|[–-]{2}")
"""Signs that no subject has: a recogniser saw them in stamps and rules."""
_TITLE = re.compile(
    r"^(?:(?:gs|pgs|ts|ths|bs|bscki{1,2}|cn|ks|nd|nh[aà] gi[aá]o|lu[aậ]t s[uư]|th[uư][oợ]ng t[aá]|"
    r"[dđ][aạ]i t[aá]|trung t[aá]|thi[eế]u t[uướ]+ng|trung t[uướ]+ng)[.\s]+)+",
    re.IGNORECASE,
)
_ANNEX = re.compile(r"phu luc\b|danh sach\b|bieu mau\b|mau so\b|de cuong\b|quy che$|quy dinh$|ke hoach$|dieu le$")
_BESIDE_ITS_TYPE = re.compile(r"(?<=\S)\s+(?:VỀ|V/V)\b.*")
_SAYS_ITS_SUBJECT = r"(?:ve|v/v|ban hanh|quy dinh|phe chuan|phe duyet|huong dan|sua doi|bo sung|bai bo)\b"
_OF_BODY = r"cua (?P<{}>.{{4,80}}?)"
_OF_DAY = (
    r"so:? ?(?P<{}>[0-9][\w.]*\s?[-/ ]\s?[a-z0-9][\w&./ -]*?),?"
    r" ngay (?P<{}>[0-9]{{1,2}}(?: thang |[/-])[0-9]{{1,2}}(?: nam |[/-])[0-9]{{4}})"
)
_TITLE_IN_ONE = re.compile(
    rf"(?P<type>[a-z ]{{4,30}}?) (?:{_OF_BODY.format('body1')} {_OF_DAY.format('number1', 'day1')}"
    rf"|{_OF_DAY.format('number2', 'day2')} {_OF_BODY.format('body2')}) (?P<subject>{_SAYS_ITS_SUBJECT}.+?)"
    r"(?: (?:(?P=body1)|(?P=body2))(?: nuoc cong hoa xa hoi chu nghia viet nam)?)?"
)
_SAID_OF_A_TYPE = re.compile(r"[\W_]*$|\(|cua\b|lien tich\b|so\b|khan\b|hoa toc\b")
_CONSOLIDATED = "văn bản hợp nhất"
_OPENS_THE_TEXT = re.compile(r"(?:can cu|can$|xet|theo|thuc hien|nham|de|qua|ngay|tiep theo|phuc dap|tra loi)\b")


_EXPECTS_MORE = re.compile(r"(?:\b(?:so|cua|va|ve|cho|tai|do|boi|giua|voi|thuoc)|[-,])$")
"""The end of a line after which a name or a number must come."""


_UNENDED = re.compile(r"(?:\b(?:của|và|hoặc|về|về việc|cho|tại|bởi|giữa|với|thuộc)|[-,])$")


_RECIPIENTS_OR_ADDRESSED = re.compile(r"^[-\s]*(?:Kính gửi|Nơi nhận)\s*[:;]?", re.IGNORECASE)


def _is_glued(number: NumberSymbol, abbreviation: str) -> bool:
    """Whether a symbol has lost the hyphen behind the type: `QĐUBND`."""
    return len(number.groups) == 1 and re.match(rf"{abbreviation}(?=[A-ZĐ])", number.groups[0]) is not None


def _beside_its_type(line: str, row: DocumentType) -> str:
    """What stands of the subject on the line of the type: "VỀ …", "KẾT LUẬN"."""
    if match := _BESIDE_ITS_TYPE.search(line):
        return match[0].strip(" :.")
    words = line.split()
    length = len(row.name.split())
    rest = " ".join(words[length:]) if match_key(" ".join(words[:length])) == match_key(row.name) else ""
    return "" if _SAID_OF_A_TYPE.match(bare(rest)) else rest.strip(" :.")


def _squeezed(text: str) -> str:
    """Text without blanks."""
    return "".join(text.split())


def _capital(text: str) -> bool:
    letters = [sign for sign in text if sign.isalpha()]
    return len(letters) > 1 and sum(sign.isupper() for sign in letters) >= 0.9 * len(letters)


def _with_whole_days(pieces: list[tuple[int, _Line]]) -> list[tuple[int, _Line]]:
    """The pieces of a head; a day that its column has parted is one: "…, ngày 6 tháng 4 năm" and "2011" below it."""
    for at, (index, piece) in enumerate(pieces):
        if not _DAY_BREAKS.search(piece.bare):
            continue
        for later, (below, rest) in enumerate(pieces[at + 1 : at + 4], at + 1):
            whole = _Line.of(f"{piece.plain} {rest.plain}")
            if below <= index + 2 and _DAY_ENDS.fullmatch(rest.bare) and _DATE.fullmatch(whole.bare):
                return [*pieces[:at], (index, whole), *pieces[at + 1 : later], *pieces[later + 1 :]]
    return pieces


def _motto(line: _Line) -> re.Match[str] | None:
    """The motto or title of a letter that a line holds; the same words in a sentence are none."""
    match = _MOTTO.search(line.bare)
    if match and (match[0].startswith("doc lap") or _capital(line.plain[slice(*match.span())])):
        return match
    return None


def _rest_of_motto(text: str) -> str:
    """What is wanting behind the words of a motto's first line, nothing where it is whole."""
    for motto in ("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam"):
        if motto.startswith(f"{text} ") and text.count(" ") > 1:
            return motto[len(text) :].strip()
    return ""


def _names_a_body(text: str) -> bool:
    return _capital(text) and opens_a_name(text)


def _has_lost_capitals(text: str) -> bool:
    """Whether a word of a text in capitals ends small, as old conversions leave it: "Xà HỘI"."""
    words = re.findall(r"[^\W\d_]{2,}", text) if _capital(text) else []
    return any(word[0].isupper() and word[-1].islower() and not word[-1].isascii() for word in words)


class _Reading:
    def __init__(self, lines: list[_Line], types: TypeTable) -> None:
        self._lines = lines
        self._types = types
        self._found = Letter()
        self._number_line: int | None = None
        self._has_subject_beside = False
        """Whether "V/v" stands above the type: then what follows the type may be the text."""
        self._read: list[str] = []
        """Pieces of the head that were read."""

    def letter(self) -> Letter:
        found = self._found
        foot = self._foot()
        top, pieces = self._head(foot)
        if not any(self._is_number(piece) for _, piece in pieces) and self._title_in_one():
            return found
        found.side = self._side(pieces)
        self._marks(pieces)
        self._number(pieces)
        self._date(pieces)
        top = self._type_and_subject(pieces, top, foot)
        self._body_names(pieces)
        end, annex = self._signature(foot, top)
        found.body = "\n\n".join(_paragraphs(self._lines[top:end]) + _paragraphs(self._lines[annex:]))
        found.rest = tuple(self._rest([*self._lines[:top], *self._lines[end:annex]]))
        return found

    def _title_in_one(self) -> bool:
        """Reads a title in capitals that says all: type, body, number, day and subject, as gazettes print it."""
        start = next((at for at, line in enumerate(self._lines[:MAX_HEAD]) if line.plain), 0)
        end = start
        while end < min(len(self._lines), start + 12) and _capital(self._lines[end].plain):
            end += 1
        title = " ".join(line.plain for line in self._lines[start:end])
        match = _TITLE_IN_ONE.fullmatch(bare(title))
        if match is None or (row := self._types.named(title[slice(*match.span("type"))])) is None:
            return False
        number, day, body, subject = (
            next((title[slice(*match.span(name))] for name in names if match[name] is not None), "")
            for names in (("number1", "number2"), ("day1", "day2"), ("body1", "body2"), ("subject",))
        )
        found, read = self._found, NumberSymbol.parse(fold_look_alikes(re.sub(r"\s+", "", number)))
        if read is None or self._is_odd(read) or row not in self._types_of(read):
            self._doubt("number", number)
        else:
            found.number, found.side = str(read), read.side
        found.type, found.type_line = row.name, self._lines[start].plain
        found.date = dates.read(day)
        if found.date is None:
            self._doubt("date", day)
        found.issuing_body = in_running_text(body)
        if not opens_a_name(body) or _LACKS_ITS_PLACE.fullmatch(bare(body)):
            self._doubt("issuer", body)
        self._say_subject([subject])
        foot = self._foot()
        last, annex = self._signature(foot, end)
        found.body = "\n\n".join(_paragraphs(self._lines[end:last]) + _paragraphs(self._lines[annex:]))
        found.rest = tuple(self._rest(self._lines[last:annex]))
        return True

    def _rest(self, lines: Sequence[_Line]) -> Iterator[str]:
        found = self._found
        signed = [part for each in found.signers for part in (each.authority, each.position, each.name) if part]
        values = [*self._read, *found.letterhead, found.subject or "", *found.addressees, *found.recipients, *signed]
        read = " ".join(_squeezed(value) for value in values)
        for line in lines:
            for piece in _pieces(line):
                plain = _RECIPIENTS_OR_ADDRESSED.sub("", piece.plain)
                known = _RULE.fullmatch(plain) or _motto(piece) or piece.bare == "nam"
                if known or _SIGNED.fullmatch(piece.bare) or _PAGE_NUMBER.fullmatch(plain):
                    continue
                if _squeezed(_BULLET.sub("", plain, count=1)) not in read:
                    yield piece.plain

    def _doubt(self, what: str, seen: str) -> None:
        self._found.doubts.setdefault(what, " ".join(seen.split())[:300])

    # The head

    def _foot(self) -> int:
        """The line of "Nơi nhận", or the number of lines."""
        for index in range(len(self._lines) - 1, -1, -1):
            if any(_RECIPIENTS.match(piece.bare) for piece in _pieces(self._lines[index])):
                return index
        return len(self._lines)

    def _head(self, foot: int) -> tuple[int, list[tuple[int, _Line]]]:
        """Where the head ends, and its pieces with their lines: left and right parted where they stand side by side."""
        pieces: list[tuple[int, _Line]] = []
        last = addressed = typed = None
        for index, line in enumerate(self._lines[: min(foot, MAX_HEAD)]):
            own = list(_pieces(line))
            if any(len(piece.plain) > 250 for piece in own) and last is not None:
                break
            pieces.extend((index, piece) for piece in own if piece.plain)
            for piece in own:
                if _motto(piece) or self._is_date(piece) or self._is_number(piece):
                    last = index
                elif _ADDRESSED.match(piece.bare) and addressed is None:
                    addressed = index
                elif typed is None and last is not None and self._type_of_line(piece):
                    typed = index
            if addressed is not None or (typed is not None and index > typed + 1):
                break
        end = max((each for each in (last, addressed, typed) if each is not None), default=-1) + 1
        return end, _with_whole_days([(index, piece) for index, piece in pieces if index < max(end, 1)])

    def _side(self, pieces: Sequence[tuple[int, _Line]]) -> Side | None:
        said = [found[0] for _, piece in pieces if (found := _motto(piece))]
        if any(words.startswith("dang") for words in said):
            return Side.PARTY
        return Side.STATE if said else None

    def _marks(self, pieces: Sequence[tuple[int, _Line]]) -> None:
        for _, piece in pieces:
            words = piece.bare.strip(" .!:[]()")
            if not _capital(piece.plain) or len(piece.plain) > 40:
                continue
            if _SECRECY.fullmatch(words) or _SECRET.fullmatch(piece.plain.strip(" .!:[]()")):
                self._found.secrecy = piece.plain
            elif _URGENCY.fullmatch(words):
                self._found.urgency = piece.plain
            elif _CIRCULATION.search(words):
                self._found.circulation = piece.plain

    def _is_number(self, piece: _Line) -> bool:
        return _NUMBER.match(piece.bare) is not None

    def _is_date(self, piece: _Line) -> bool:
        return _DATE.fullmatch(piece.bare.strip(" .,")) is not None

    def _number(self, pieces: Sequence[tuple[int, _Line]]) -> None:
        for index, piece in pieces:
            match = _NUMBER.match(piece.bare)
            if match is None:
                continue
            self._number_line = index
            figure, symbol = (
                re.sub(r"\s+", "", piece.plain[slice(*match.span(name))]) for name in ("number", "symbol")
            )
            number = NumberSymbol.parse(fold_look_alikes(f"{figure}{match['joint']}{symbol.rstrip('.')}"))
            rest = piece.plain[match.end() :].strip()
            self._read.append(piece.plain[: match.end()])
            if number is None or (rest and not _SUBJECT_SIGN.match(bare(rest))) or self._is_odd(number):
                self._doubt("number", piece.plain)
            else:
                self._found.number = str(number)
                self._found.side = self._found.side or number.side
                if number.side is not self._found.side:
                    self._doubt("number", piece.plain)
                    self._found.number = None
            return
        self._doubt("number", "")

    def _is_odd(self, number: NumberSymbol) -> bool:
        """Whether a number can hardly be what is printed: figures or small letters in the wrong places."""
        return any(not re.fullmatch(r"[A-ZĐƯƠÂ][A-Za-zĐđƯưƠơ&.]*[0-9]{0,3}", group) for group in number.groups)

    def _date(self, pieces: Sequence[tuple[int, _Line]]) -> None:
        for _, piece in pieces:
            plain = piece.plain.strip(" .,")
            match = _DATE.fullmatch(bare(plain))
            if match is None:
                continue
            self._read.append(piece.plain)
            day = dates.read(" ".join(match[name] or "" for name in ("day", "month", "year")))
            figures = all((match[name] or "").isdigit() for name in ("day", "month", "year"))
            if day is None or not figures or not 1945 <= day.year <= 2100:
                self._doubt("date", plain)
            else:
                self._found.date = day
            place = plain[slice(*match.span("place"))].strip(" ,.") if match["place"] else ""
            if place and place[0].isupper() and not any(sign.isdigit() for sign in place):
                self._found.place = place
            elif place:
                self._doubt("place", place)
            return
        self._doubt("date", "")

    def _type_of_line(self, piece: _Line) -> DocumentType | None:
        """The type that a line in capitals names by itself, or before the body that it is of."""
        if not _capital(piece.plain) or len(piece.plain) > (
            _SUBJECT_MOST if _BESIDE_ITS_TYPE.search(piece.plain) else 120
        ):
            return None
        words = re.sub(r"\(.*?\)|[*:.]+$", "", piece.plain).strip()
        row = self._types.named(words)
        if row is not None and match_key(words) not in (match_key("Công điện khẩn"),):
            return row
        first = re.split(r"\s+(?:CỦA|LIÊN TỊCH|SỐ|VỀ|V/V)\b", words)[0]
        return self._types.named(first) if first != words else None

    def _type_and_subject(self, pieces: Sequence[tuple[int, _Line]], top: int, foot: int) -> int:
        """Reads type, subject and addressees; gives the line with which the text begins."""
        typed = next(((index, row) for index, piece in pieces if (row := self._type_of_line(piece))), None)
        addressed = next((index for index, piece in pieces if _ADDRESSED.match(piece.bare)), None)
        number = NumberSymbol.parse(self._found.number) if self._found.number else None
        by_symbol = self._types_of(number) if number else ()
        typed = typed or self._longer_type(by_symbol)
        if typed is not None:
            self._found.type, self._found.type_line = typed[1].name, self._lines[typed[0]].plain
            self._read.append(self._lines[typed[0]].plain)
            if [row.name for row in by_symbol] == [_CONSOLIDATED]:
                self._found.type = _CONSOLIDATED  # it keeps the title of what was consolidated
            elif number and any(_is_glued(number, each) for each in typed[1].abbreviations(number.side)):
                self._doubt("number", str(number))
                self._found.number = None
            elif len(by_symbol) == 1 and by_symbol[0].name == f"{typed[1].name} liên tịch":
                self._found.type = by_symbol[0].name
            elif by_symbol and typed[1] not in by_symbol and number and number.type_abbreviation(self._types):
                self._doubt("type", self._lines[typed[0]].plain)
                self._found.type = None
        elif (
            number
            and len(by_symbol) == 1
            and (by_symbol[0].name != "công văn" or number.side is Side.PARTY or self._is_to_somebody(pieces, top))
        ):
            self._found.type = by_symbol[0].name
        else:
            self._doubt("type", self._found.number or "")
        if typed is not None and (addressed is None or typed[0] < addressed):
            above = [piece for index, piece in pieces if (self._number_line or 0) <= index < typed[0]]
            self._has_subject_beside = any(_SUBJECT_SIGN.match(piece.bare) for piece in above)
            first = _beside_its_type(self._lines[typed[0]].plain, typed[1])
            top = max(self._subject_below(typed[0] + 1, foot, first), top, typed[0] + 1)
        if self._found.subject is None and "subject" not in self._found.doubts:
            self._subject_beside([each for each in pieces if typed is None or each[0] < typed[0]])
        if addressed is not None:
            top = max(self._addressees(addressed, foot), top)
        elif typed is not None:
            start = next((i for i in range(top, min(top + 4, foot)) if self._lines[i].plain), top)
            if start < foot and _ADDRESSED.match(self._lines[start].bare):
                top = self._addressees(start, foot)
        return top

    def _longer_type(self, by_symbol: Sequence[DocumentType]) -> tuple[int, DocumentType] | None:
        """The line in capitals that begins with the type of the symbol and says more: "THÔNG BÁO KẾT LUẬN"."""
        start = self._number_line if self._number_line is not None else MAX_HEAD
        for index in range(start + 1, min(start + 16, len(self._lines))):
            line = self._lines[index]
            if _ADDRESSED.match(line.bare):
                break
            if _capital(line.plain) and len(line.plain) < 120 and not opens_a_name(line.plain):
                key = match_key(line.plain)
                for row in by_symbol:
                    if key.startswith(f"{match_key(row.name)} "):
                        return index, row
        return None

    def _is_to_somebody(self, pieces: Sequence[tuple[int, _Line]], top: int) -> bool:
        """Whether it says to whom it is, or about what, as công văn do: other symbols without a known type do not."""
        lines = [*(piece for _, piece in pieces), *self._lines[top : top + 6]]
        return any(_ADDRESSED.match(line.bare) or _SUBJECT_SIGN.match(line.bare) for line in lines)

    def _types_of(self, number: NumberSymbol) -> tuple[DocumentType, ...]:
        abbreviation = number.type_abbreviation(self._types)
        if abbreviation is None:
            row = self._types.named("công văn")
            return (row,) if row else ()
        return self._types.of_abbreviation(abbreviation, number.side)

    def _subject_below(self, start: int, foot: int, first: str = "") -> int:
        """The subject under the name of the type, or that begins beside it; gives the line behind it."""
        said = [first] if first else []
        index = start
        while index < min(foot, start + 16):
            line = self._lines[index]
            if not line.plain or _RULE.fullmatch(line.plain):
                if said and not self._goes_on(said[-1], index + 1):
                    break
            elif _ADDRESSED.match(line.bare) or (
                self._opens_the_text(index, said[-1])
                if said
                else self._has_subject_beside and line.plain[0].isupper() and not _capital(line.plain)
            ):
                break
            elif self._is_date(line) or self._is_number(line) or _MOTTO.fullmatch(line.bare.strip(" *-_")):
                if said:
                    break
            elif len(line.plain) > _SUBJECT_MOST:
                break
            else:
                said.append(line.plain)
            index += 1
        if said or not self._has_subject_beside:
            self._say_subject(said)
        return index if said else start

    def _goes_on(self, said: str, index: int) -> bool:
        """Whether a blank line stands in the middle of the subject."""
        at = next((at for at in range(index, min(index + 2, len(self._lines))) if self._lines[at].plain), None)
        if at is None or said.endswith((".", ";", ":")) or self._opens_the_text(at, said):
            return False
        following = self._lines[at]
        return following.plain[0].islower() or (_capital(said) and _capital(following.plain))

    def _opens_the_text(self, index: int, before: str) -> bool:
        """Whether a line below the subject begins the text: a body's name, a basis, an item."""
        line = self._lines[index]
        after = next((each.plain for each in self._lines[index + 1 : index + 4] if each.plain), "")
        named = _names_a_body(line.plain) and not _names_a_body(after) and not _EXPECTS_MORE.search(bare(before))
        if _capital(before) and _capital(line.plain) and not named:
            return _label(line.plain) is not None  # "THEO", "NGÀY" in capitals go on with a subject in capitals
        if line.plain[0].islower():
            return False  # "ngày 30-5-2012 của …" goes on; "Ngày" opens
        ends_in_small = _capital(before) and line.plain[0].isupper() and not _EXPECTS_MORE.search(bare(before))
        return named or ends_in_small or _OPENS_THE_TEXT.match(line.bare) is not None or _label(line.plain) is not None

    def _subject_beside(self, pieces: Sequence[tuple[int, _Line]]) -> None:
        """The subject of a công văn, under its number, in the left column."""
        if self._number_line is None:
            self._doubt("subject", "")
            return
        said: list[str] = []
        passed, before = False, -1
        for index, piece in pieces:
            if index < self._number_line:
                continue
            if index == self._number_line:
                match = _NUMBER.match(piece.bare)
                rest = piece.plain[match.end() :].strip() if match else ""
                if rest and _SUBJECT_SIGN.match(bare(rest)):
                    said.append(rest)
                continue
            if _ADDRESSED.match(piece.bare):
                break
            words = piece.bare.strip(" .!:[]()")
            if _motto(piece) or self._is_date(piece) or _RULE.fullmatch(piece.plain):
                passed = passed or (bool(said) and index != before)  # of the right column: the left one may go on
            elif any(each.fullmatch(words) for each in (_URGENCY, _SECRECY, _DRAFT)) or _CIRCULATION.search(words):
                continue
            elif not passed or piece.plain[0].islower() or said[-1].endswith((",", "-")):
                said.append(piece.plain)
                before = index
        self._say_subject(said)

    def _say_subject(self, said: Sequence[str]) -> None:
        subject = " ".join(reduce(_joined, said, "").split())
        subject = subject[1:-1].strip() if re.fullmatch(r"\([^()]*\)", subject) else subject
        dated = self._found.date is None and re.search(r"\bngay\b.*\bthang\b|^ngay [0-9]", bare(subject))
        is_whole = all(subject.count(opens) == subject.count(closes) for opens, closes in ("()", "“”", "[]"))
        is_whole = is_whole and not subject.endswith(":") and not _UNENDED.search(subject.lower())
        is_text = re.match(r"(?:[-–+]\s+)?(?:can cu\b|dieu [0-9])|[-–+]\s", bare(subject))
        is_damaged = is_text or _ODD.search(subject) or _has_lost_capitals(subject)
        if 6 <= len(subject) <= _SUBJECT_MOST and is_whole and not dated and not is_damaged:
            self._found.subject = subject
        else:
            self._doubt("subject", subject)

    def _addressees(self, start: int, foot: int) -> int:
        """Whom it is for; gives the line behind them."""
        line = self._lines[start]
        match = _ADDRESSED.match(line.bare)
        first = line.plain[match.end() :].strip(" :;*") if match else ""
        entries, index = self._listed(start + 1, foot, first)
        self._found.addressees = tuple(entries)
        if not entries:
            self._doubt("addressees", line.plain)
        return index

    def _listed(self, start: int, end: int, first: str = "") -> tuple[list[str], int]:
        """Entries with a dash each, and lines that go on with one; gives the line behind them too."""
        entries = [first] if first else []
        index, gap = start, False
        while index < end:
            line = self._lines[index]
            bullet = _BULLET.match(line.text.replace("*", "").lstrip()) if line.plain else None
            if not line.plain:
                gap = True
            elif bullet and not (entries and gap and first and not re.match(r"\s*[-–]", line.text)):
                if gap and entries and len(line.plain) > 160:
                    break
                entries.append(_BULLET.sub("", line.plain, count=1).strip())
                gap = False
            elif not entries and not gap and first == "" and not _capital(line.plain):
                entries.append(line.plain)
            elif gap and entries and line.plain[0].islower() and entries[-1][-1:].isalnum():
                entries[-1] = _joined(entries[-1], line.plain)  # each line was a paragraph
                gap = False
            elif gap or not entries or _capital(line.plain) or entries[-1].endswith((".", ";")):
                if first and gap and entries[-1].endswith((",", ";")) and len(line.plain) < 90:
                    entries.append(line.plain)
                    gap = False
                else:
                    break
            else:
                entries[-1] = _joined(entries[-1], line.plain)
            index += 1
        return entries, index

    # Who writes

    def _body_names(self, pieces: Sequence[tuple[int, _Line]]) -> None:
        said: list[str] = []
        rest_of_motto, before = "", -1
        for index, piece in pieces:
            if self._number_line is not None and index > self._number_line:
                break
            if rest_of_motto and piece.bare == rest_of_motto and index <= before + 3:
                rest_of_motto = ""  # what was too long for its column
                continue
            if rest := _rest_of_motto(piece.bare):
                rest_of_motto, before = rest, index
            words = piece.bare.strip(" .!:[]()")
            if _RULE.fullmatch(piece.plain) or self._is_number(piece) or self._is_date(piece):
                continue
            if _motto(piece) or _SECRECY.fullmatch(words) or _URGENCY.fullmatch(words):
                continue
            if _CIRCULATION.search(words) or self._type_of_line(piece) or not _capital(piece.plain):
                continue
            if words == "nam" or _DRAFT.fullmatch(words):
                continue
            said.append(re.sub(r"\s+", " ", piece.plain).strip(" *-_"))
        of_the_union = [line for line in said[1:] if _YOUTH_UNION.fullmatch(bare(line))]
        if of_the_union and not any(_motto(piece) for _, piece in pieces):
            said.remove(of_the_union[0])
        else:
            of_the_union = []
        self._found.letterhead = tuple(said)
        names: list[str] = []
        for line in (part for each in said for part in _parent_and_body(each)):
            if names and (not opens_a_name(line) or names[-1].isalpha() or re.fullmatch(r".*(?: VÀ|,| -)", names[-1])):
                names[-1] = f"{names[-1]} {line}"
            else:
                names.append(line)
        is_lost = self._number_line is None and self._found.date is None  # nothing tells where the names end
        is_lost = is_lost and not any(_MOTTO.fullmatch(piece.bare.strip(" *-_")) for _, piece in pieces)
        is_lost = is_lost or any(sign in name for name in names for sign in ":/")
        if not names or len(names) > 3 or is_lost or _LEAVES_OF_A_MOTTO.search(bare(" ".join(names))):
            self._doubt("issuer", " / ".join(said))
            return
        if of_the_union and "doan" not in bare(names[-1]).split():
            names[-1] = f"{names[-1]} {of_the_union[0]}"
        if (self._found.type or "").endswith("liên tịch") and len(names) > 1:
            names = [" - ".join(names)]
        names[-1] = self._whole(names[-1])
        self._found.issuing_body = in_running_text(names[-1])
        if len(names) > 1:
            self._found.parent_body = in_running_text(names[-2])
        if not opens_a_name(names[-1]) or _LACKS_ITS_PLACE.fullmatch(bare(names[-1])):
            self._doubt("issuer", names[-1])

    def _whole(self, name: str) -> str:
        """A body's name with its place, which the line that opens the text says where the head has lost it."""
        if not _LACKS_ITS_PLACE.fullmatch(bare(name)):
            return name
        start = self._number_line or 0
        for line in self._lines[start : start + 16]:
            if _capital(line.plain) and (match := _OPENING_BODY.fullmatch(line.bare)) and match["kind"] == bare(name):
                return line.plain[slice(*match.span("name"))]
        return name

    # The foot

    def _signature(self, foot: int, top: int) -> tuple[int, int]:
        """Reads recipients and signature; gives where the text ends, and where annexes begin."""
        count = len(self._lines)
        end = foot
        left: list[str] = []
        right: list[tuple[int, _Line]] = []
        after = foot
        if foot < count:
            after, left, right = self._recipients(foot)
            self._found.recipients = tuple(left)
            if not left:
                self._doubt("recipients", self._lines[foot].plain)
        above = foot  # beside "Nơi nhận", and a little higher
        while right and above > top and self._is_of_a_signature(self._lines[above - 1], above == foot):
            above -= 1
        signed, last = self._signed([*((i, self._lines[i]) for i in range(above, foot)), *right])
        if signed:
            end = above
        if not signed:
            start = self._signature_above(foot, top)
            signed, _ = self._signed([(i, p) for i in range(start, foot) for p in _pieces(self._lines[i]) if p.plain])
            if signed:
                end = start
            elif foot == count:
                signed, end, after = self._signature_within(top)
                if signed:
                    self._say_signers(signed)
                    return end, after
        else:
            after = max(after, last + 1)
        if signed:
            self._say_signers(signed)
        else:
            self._doubt("signers", " / ".join(piece.plain for _, piece in right[:6]))
        return end, self._annex(after)

    def _say_signers(self, signed: Sequence[Signature]) -> None:
        offices = [each.position for each in signed if each.position]
        if all(_ANY_OFFICE.search(bare(each)) and not _TWICE.fullmatch(each) for each in offices):
            self._found.signers = tuple(signed)
        else:
            self._doubt("signers", " / ".join(f"{each.position or ''} {each.name}" for each in signed))

    def _recipients(self, foot: int) -> tuple[int, list[str], list[tuple[int, _Line]]]:
        entries: list[str] = []
        right: list[tuple[int, _Line]] = []
        first, *beside = _pieces(self._lines[foot])
        if not _RECIPIENTS.match(first.bare):
            first, beside = beside[0], [first, *beside[1:]]
        right.extend((foot, piece) for piece in beside)
        match = _RECIPIENTS.match(first.bare)
        rest = first.plain[match.end() :].strip(" :;") if match else ""
        if rest:
            entries.append(_BULLET.sub("", rest, count=1))
        index, ended = foot + 1, False
        while index < len(self._lines):
            if entries and self._is_annex(self._lines[index]):
                break
            for place, piece in enumerate(_pieces(self._lines[index])):
                if not piece.plain:
                    continue
                bullet = _BULLET.match(piece.plain)
                if bullet and place == 0 and not _is_over(right) and len(entries) < 60:
                    entries.append(piece.plain[bullet.end() :].strip())
                    ended = False
                elif (
                    place == 0
                    and entries
                    and not ended
                    and not _capital(piece.plain)
                    and not _looks_like_a_name(piece.plain)
                    and not _AUTHORITY.match(piece.bare)
                    and not _SIGNED.match(piece.bare)
                    and not entries[-1].endswith(".")
                    and self._lines[index - 1].plain
                ):
                    entries[-1] = _joined(entries[-1], piece.plain)
                else:
                    right.append((index, piece))
            if _is_over(right):
                return index + 1, entries, right
            index += 1
        return index, entries, right

    def _signature_above(self, foot: int, top: int) -> int:
        """The first line of a signature that stands at the end of the text, before "Nơi nhận" or without it."""
        index = foot - 1
        while index > top and not self._lines[index].plain:
            index -= 1
        first = index + 1
        for place in range(index, max(top, index - 40), -1):
            line = self._lines[place]
            if not line.plain or (_SIGNED.match(line.bare) and _named(line) == line.plain):
                continue
            if (_capital(line.plain) and len(line.plain) < 90) or (_office(line.plain) and len(line.plain) < 30):
                first = place
            elif not _looks_like_a_name(_named(line)):  # else who signs, or who signs too
                break
        return first

    def _signature_within(self, top: int) -> tuple[list[Signature], int, int]:
        """A signature above annexes, where no recipients are told: who signs, its first line and that behind it."""
        lines = self._lines
        for start in range(top, len(lines)):
            line = lines[start]
            if not (_capital(line.plain) and len(line.plain) < 60 and _AUTHORITY.match(line.bare)):
                continue
            name = next(
                (at for at in range(start, min(start + 14, len(lines))) if _looks_like_a_name(_named(lines[at]))), None
            )
            above = lines[start:name]
            if name is not None and all(_capital(each.plain) or len(each.plain) < 20 for each in above if each.plain):
                signed, _ = self._signed([(at, lines[at]) for at in range(start, name + 1)])
                if signed:
                    return signed, start, name + 1
        return [], len(lines), len(lines)

    def _signed(self, pieces: Sequence[tuple[int, _Line]]) -> tuple[list[Signature], int]:
        """Who signs by these pieces, and the line of the last name."""
        pieces = _by_columns(pieces)
        signers: list[Signature] = []
        authority: list[str] = []
        position: list[str] = []
        last = -1
        for index, piece in pieces:
            plain = _named(piece).strip(" /.,")
            if _RULE.fullmatch(plain) or _SIGNED.fullmatch(bare(plain)) or _RECIPIENTS.match(piece.bare):
                continue
            if _ANNEX.match(piece.bare) and signers:
                break
            if _AUTHORITY.match(piece.bare) and (_capital(plain) or not signers):
                authority.append(piece.plain)
            elif _capital(plain) and position and not _office(plain) and _looks_like_a_name(plain.title()):
                if position[1:] and not _office(position[-1]) and position[-1].isalpha():
                    plain = f"{position.pop()} {plain}"  # a name that the end of a line has parted
                signers.append(_signed_by(authority, position, plain))
                authority, position, last = [], [], index
            elif authority and not position and _office(plain) and not _looks_like_a_name(plain) and len(plain) < 40:
                position.append(piece.plain)
            elif _capital(plain):
                (authority if authority and not position and not _office(plain) else position).append(piece.plain)
            elif (authority or position) and _looks_like_a_name(plain):
                name = _TITLE.sub("", plain).strip()
                signers.append(_signed_by(authority, position, name))
                authority, position, last = [], [], index
            elif (authority or position) and len(plain) > 60:
                break
        return signers, last

    def _is_of_a_signature(self, line: _Line, is_next: bool) -> bool:
        if not line.plain:
            return is_next
        return _AUTHORITY.match(line.bare) is not None and _capital(line.plain) and len(line.plain) < 60

    def _annex(self, start: int) -> int:
        """The line at which annexes begin; the end where there are none."""
        for index in range(start, len(self._lines)):
            if self._is_annex(self._lines[index]):
                return index
        return len(self._lines)

    def _is_annex(self, line: _Line) -> bool:
        return _ANNEX.match(line.bare) is not None and _capital(line.plain[:30])


def _by_columns(pieces: Sequence[tuple[int, _Line]]) -> list[tuple[int, _Line]]:
    """The pieces of a signature; where two sign beside each other, those of the left one first."""
    rows: dict[int, list[_Line]] = {}
    for index, piece in pieces:
        if not _RULE.fullmatch(piece.plain) and not _SIGNED.fullmatch(piece.bare):
            rows.setdefault(index, []).append(piece)
    names = [row for row in rows.values() if len(row) == 2 and all(_looks_like_a_name(_named(each)) for each in row)]
    if len(names) != 1 or any(len(row) != 2 for row in rows.values()):
        return list(pieces)
    return [(index, row[side]) for side in (0, 1) for index, row in rows.items()]


def _signed_by(authority: Sequence[str], position: Sequence[str], name: str) -> Signature:
    """Who signs. For whom a deputy signs may go on over lines: "KT. BỘ TRƯỞNG⏎CHỦ NHIỆM ỦY BAN⏎PHÓ CHỦ NHIỆM"."""
    deputy = next((at for at, line in enumerate(position) if _DEPUTY.match(bare(line))), 0)
    if authority and _FOR_A_HEAD.match(bare(authority[-1])):
        authority, position = [*authority, *position[:deputy]], position[deputy:]
    return Signature(" ".join(authority) or None, " ".join(position) or None, name)


def _named(piece: _Line) -> str:
    """A line of a signature without the words that it is signed, where a name stands beside them."""
    match = _SIGNED_BY.search(piece.bare)
    rest = piece.plain[: match.start()] + piece.plain[match.end() :] if match else ""
    return rest if _looks_like_a_name(rest) else piece.plain


def _is_over(right: Sequence[tuple[int, _Line]]) -> bool:
    """Whether a name has ended the signature."""
    if len(right) < 2:
        return False
    *above, (_, last) = right
    return _looks_like_a_name(_named(last)) and any(_capital(piece.plain) for _, piece in above)


_FOR_A_HEAD = re.compile(r"(?:k\s?/\s?t|kt)\b")
_DEPUTY = re.compile(r"pho\b|thu truong\b")
_LACKS_ITS_PLACE = re.compile(
    r"uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd|toa an nhan dan|vien kiem sat nhan dan|tinh uy|thanh uy|huyen uy"
    r"|quan uy|thi uy|dang uy"
)
"""Names that many bodies bear: without its place none of them."""
_OPENING_BODY = re.compile(
    rf"(?:(?:chu tich|chanh an|vien truong|thuong truc) )?(?P<name>(?P<kind>{_LACKS_ITS_PLACE.pattern})"
    r" (?:toi cao|(?:tinh|thanh pho|tp\.?|huyen|quan|thi xa|thi tran|xa|phuong|dac khu)(?: [\w-]+){1,4}?))"
    r"(?:,? (?:khoa|ky hop|nhiem ky)\b.*)?"
)
"""The line between subject and basis: who decides."""
_PARENT_AND_BODY = re.compile(
    r"((?:BỘ|TỔNG CỤC|UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN) \S.*?)"
    r" ((?:TỔNG CỤC|CHI CỤC|CỤC|BỆNH VIỆN|VIỆN|SỞ|HỌC VIỆN|TRUNG TÂM|TRƯỜNG ĐẠI HỌC|TRƯỜNG CAO ĐẲNG|PHÒNG GIÁO DỤC) .+)"
)


def _parent_and_body(line: str) -> list[str]:
    """A line that holds a body's superior and the body itself, parted."""
    match = _PARENT_AND_BODY.fullmatch(line)
    return [match[1], match[2]] if match and not match[1].endswith((" VÀ", " -", ",")) else [line]


_OFFICE = re.compile(
    r"pho\b|quyen |q\.|chu tich|bi thu|giam doc|cuc truong|truong(?! dai hoc| cao dang| trung hoc| tieu hoc| mam non)"
    r"|bo truong|thu truong|thu tuong|chanh|vu truong|vien truong|uy vien|tham phan|chu nhiem|hieu truong|thong doc"
    r"|tong (?:cuc truong|giam doc|bi thu|thanh tra|kiem toan|thu ky|bien tap)|ke toan|tu lenh|thuong truc|doi truong"
    r"|to truong|vien pho"
)


_ANY_OFFICE = re.compile(
    r"\b(?:truong|chu tich|bi thu|giam doc|chanh|pho|vien|chu nhiem|thu tuong|thong doc|tu lenh|chinh uy|thu ky"
    r"|chu toa|tham phan|thanh tra|kiem toan|dai su|tham tan|lanh dao|thuong truc|chi huy|quan ly|tong)\b"
)
"""What a position says somewhere: else it is a piece of something else."""


_TWICE = re.compile(r"(.+) \1")
"""Two offices that stand beside each other, taken for one."""


def _office(words: str) -> bool:
    """Whether words in capitals begin with an office that a person holds."""
    return _OFFICE.match(bare(words)) is not None


def _looks_like_a_name(text: str) -> bool:
    """Whether this can be a person's name: two to six words, each with one capital."""
    words = _TITLE.sub("", text.strip(" .,*")).split()
    return 2 <= len(words) <= 6 and all(
        _NAME_WORD.fullmatch(word) and (len(word) == 1 or not word[1:].isupper()) for word in words
    )


_BLANKS_LEFT = re.compile(
    r"(?i:(?<=số)|(?<=số:)|(?<=số :)|(?<=ngày)|(?<=tháng))[ \t]+(?=[/0-9-]|tháng|năm)|(?<=[0-9])[ \t]+(?=[/-])"
)
"""Gaps that wait for a pen: "Số:      /UBND-TH", "ngày     tháng 9"."""


_BODY_AND_NUMBER = re.compile(r"([^0-9:]{4,100}?)[\s*_-]+(so ?: ?[0-9].*)")
"""A cell whose lines are one: "SỞ NỘI VỤ ------- Số: 12/QĐ-SNV"."""


def _pieces(line: _Line) -> Iterator[_Line]:
    """A line's columns: parted by wide gaps, or where a motto stands behind other words."""
    for part in _GAP.split(_BLANKS_LEFT.sub(" ", line.plain)):
        folded = bare(part)
        motto = _motto(_Line.of(part))
        if motto and motto.start() > 0 and part[: motto.start()].strip(" -*"):
            yield from _pieces(_Line.of(part[: motto.start()].strip(" |")))
            yield _Line.of(part[motto.start() :].strip())
            continue
        if (numbered := _BODY_AND_NUMBER.fullmatch(folded)) and _capital(part[: numbered.end(1)]):
            yield _Line.of(part[: numbered.end(1)])
            yield _Line.of(part[numbered.start(2) :])
            continue
        beside = re.match(r"(s[o06][:.]?\s.*?[-/][\w&./-]+)\s+(\S.{1,45}?,?\s*ngay\s.*nam\s*\d{4})$", folded)
        if beside:
            yield _Line.of(part[slice(*beside.span(1))])
            yield _Line.of(part[slice(*beside.span(2))])
            continue
        yield _Line.of(part)


# The text

_LABEL = re.compile(
    r"(?:[-–+•]\s|[0-9]{1,2}(?:\.[0-9]{1,2})*[.)/-](?![0-9])|[a-zđ][).]\s?|[IVX]{1,5}[.\-)/]\s?|"
    r"Điều\s+[0-9]+|ĐIỀU\s+[0-9]+|Chương\s|CHƯƠNG\s|Mục\s+[0-9IVX]|MỤC\s|Phần\s|PHẦN\s|PHỤ LỤC)"
)
_PAGE_NUMBER = re.compile(r"[-–\s]*[0-9]{1,3}[-–\s]*|(?:trang\s*)?[0-9]{1,3}\s*/\s*[0-9]{1,3}", re.IGNORECASE)
_RUNNING_HEAD = re.compile(
    r"(?:[0-9]+\s*)?c[oô]ng b[aá]o\s*/?\s*s[oố].*|k[yý] b[oở]i\s*:.*|người ký\s*:.*|email\s*:.*@.*|thời gian ký\s*:.*",
    re.IGNORECASE,
)


def _joined(before: str, after: str) -> str:
    """Two lines as one; a hyphen at the end of a line is the symbol's own."""
    return f"{before}{after}" if re.search(r"\w-$", before) or not before else f"{before} {after}"


def _label(text: str) -> str | None:
    match = _LABEL.match(text)
    return match[0] if match else None


def _paragraphs(lines: Sequence[_Line]) -> list[str]:
    """The text's paragraphs: what the ends of lines and pages have parted is put together again.

    Where no empty line parts paragraphs, a line that ends a sentence does.
    """
    kept = [
        line for at, line in enumerate(lines) if not (_RUNNING_HEAD.fullmatch(line.plain) or _is_page_number(lines, at))
    ]
    lengths = sorted(len(line.plain) for line in kept if line.plain)
    parted = (len(kept) - len(lengths)) * 4 >= len(lengths)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    found: list[str] = []
    before: _Line | None = None
    fresh = True
    for line in kept:
        if not line.plain:
            fresh = True
            continue
        text = _tidy(line.text)
        if _RULE.fullmatch(line.plain):
            continue
        if before is None:
            found.append(text)
        elif not fresh and text.startswith("|") and found[-1].startswith("|"):
            found[-1] = f"{found[-1]}\n{text}"  # a row of a table
        elif _label(line.plain) or text.startswith(("|", "#")) or found[-1].startswith("|"):
            found.append(text)
        elif _page_ends(before, line) if fresh else _goes_on(before, line, width, parted):
            found[-1] = _joined(found[-1], text)
        else:
            found.append(text)
        before, fresh = line, False
    return found


def _page_ends(before: _Line, line: _Line) -> bool:
    """Whether an empty line stands in the middle of a sentence, where a page ended."""
    return line.plain[0].islower() and (before.plain[-1].isalpha() or before.plain.endswith(","))


def _goes_on(before: _Line, line: _Line, width: int, parted: bool) -> bool:
    """Whether a line goes on with the paragraph of the line above; `width` is that of most lines."""
    if line.plain[0].islower() or _EXPECTS_MORE.search(before.bare):
        return True
    if _capital(before.plain) != _capital(line.plain) or before.plain.endswith((";", ":")):
        return False
    if before.plain.endswith((".", "!", "?", "”", '"')):
        return parted and len(before.plain) > 0.75 * width
    return len(before.plain) > 0.6 * width


def _is_page_number(lines: Sequence[_Line], at: int) -> bool:
    """Whether a line is nothing but a page's number, with an empty line above or below."""
    if not lines[at].plain or not _PAGE_NUMBER.fullmatch(lines[at].plain):
        return False
    return not all(lines[beside].plain for beside in (at - 1, at + 1) if 0 <= beside < len(lines))


def _tidy(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text).strip()


def without_ends(entries: Sequence[str]) -> list[str]:
    """Entries of a list without the punctuation that parts them."""
    return [entry.rstrip(" ,;.") for entry in entries]
