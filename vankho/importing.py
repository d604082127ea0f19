"""Files from a keeper's desk in, directives' files out: `vankho import`.

A value that is not surely read is left out, and a comment in its place says what was seen. Nothing is overwritten.
"""

import filecmp
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import count, pairwise
from multiprocessing import get_context
from pathlib import Path

from vankho.authority import Authority
from vankho.cards import card, directive_id
from vankho.convert import SUFFIXES, TEXTS, CannotConvert, convert
from vankho.frontmatter import directive_text
from vankho.language import SOURCE, teller
from vankho.letterhead import Letter, read_letter, without_ends
from vankho.letterhead import bare as without_marks
from vankho.lexis import in_running_text
from vankho.model import Issuer, Source, bare
from vankho.parse import parse
from vankho.problem import Severity, is_error
from vankho.publish import replace_file
from vankho.spelling import match_key, nfc, slug
from vankho.symbol import NumberSymbol, Side, TypeTable, document_slug, same_symbol

WAITING = "cho-bo-sung"
"""The folder beside content/ for letters whose place is not known: body, number, type, date or subject is missing."""


@dataclass(slots=True)
class Imported:
    """What became of a file."""

    source: Path
    path: Path | None = None
    """Of the directive's file; None where nothing was or would be written."""
    letter: Letter | None = None
    issuer: str | None = None
    """A key of archive.yaml."""
    text: str = ""
    """Of the directive's file."""
    doubts: Mapping[str, str] = field(default_factory=dict)
    """What is not sure, by key: what was seen."""
    failed: str = ""
    """Why there is nothing, in Vietnamese."""
    moves: tuple[str, ...] | None = None
    """Of a file that is a directive's already: it moves, with these files beside it."""


def is_directive(file: Path) -> bool:
    """Whether a file is a directive's already: it begins with front matter."""
    try:
        with file.open("rb") as opened:
            return file.suffix.lower() == ".md" and opened.read(7).removeprefix(b"\xef\xbb\xbf").startswith(b"---")
    except OSError:
        return False


def read_file(types: TypeTable, file: Path) -> Letter | str:
    """The letter that a file holds, or why it holds none."""
    try:
        found = convert(file)
    except CannotConvert as reason:
        return str(reason)
    letter = read_letter(found.text, types)
    if found.recognised:
        doubt_the_recognised(letter, found.doubtful)
    return letter


def read_files(
    files: Sequence[Path],
    types: TypeTable,
    jobs: int,
    read: Callable[[TypeTable, Path], Letter | str] = read_file,
) -> Iterator[tuple[Path, Letter | str]]:
    """Each file with the letter that it holds, or why it holds none; in order. A file that kills a process is one bad
    file."""
    work = partial(read, types)
    if not files:
        return
    if jobs == 1 or len(files) == 1:
        yield from zip(files, map(work, files), strict=True)
        return
    rest = list(files)
    while rest:
        with ProcessPoolExecutor(min(jobs, len(rest)), mp_context=get_context("spawn")) as pool:
            waiting = [(file, pool.submit(work, file)) for file in rest]
            for file, told in waiting:
                try:
                    found = told.result()
                except BrokenProcessPool:
                    break
                rest.pop(0)
                yield file, found
        if rest:  # the first of them, or one that was read beside it: by itself it takes nobody with it
            file = rest.pop(0)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                try:
                    yield file, alone.submit(work, file).result()
                except BrokenProcessPool:
                    yield file, "tệp làm chương trình đọc nó bị dừng đột ngột"


def doubt_the_recognised(letter: Letter, doubtful: frozenset[str]) -> None:
    """Values with a word that the recogniser was not sure of."""
    bare = {word.strip(" ,.;:()") for word in doubtful}
    day = letter.date
    said: dict[str, str] = {
        "number": letter.number or "",
        "date": f"{day.day} {day.day:02d} {day.month} {day.month:02d} {day.year}" if day else "",
        "place": letter.place or "",
        "subject": letter.subject or "",
        "issuer": " ".join(letter.letterhead),
        "signers": " ".join(part for each in letter.signers for part in asdict(each).values() if part),
    }
    if letter.subject and _reads_otherwise(letter.subject, letter.body):
        letter.doubts.setdefault("subject", letter.subject)
        letter.subject = None
    for key, words in said.items():
        if any(word.strip(" ,.;:()") in bare for word in words.split()):
            letter.doubts.setdefault(key, words)
            if key in ("number", "date", "place", "subject"):
                setattr(letter, key, None)
            elif key == "signers":
                letter.signers = ()


_OFTEN = """sửa đổi, tổng thể, phát triển, định hướng, tầm nhìn, xử lý, thành lập, kinh tế, xã hội, bổ sung, thay thế,
    bãi bỏ, ban hành, phê duyệt, quy định, chi tiết, quy chế, quy hoạch, kế hoạch, chương trình, dự án,
    đầu tư, xây dựng, hướng dẫn, triển khai, thực hiện, tổ chức, tiếp tục, tăng cường, phối hợp, quản lý,
    biện pháp, giải pháp, phòng chống, lĩnh vực, địa bàn, giai đoạn, hoạt động, chính sách, kết quả, sơ
    kết, tổng kết, báo cáo, thông báo, ý kiến, kết luận, kiểm tra, giám sát, thành phố, nhân dân, ủy ban,
    mục tiêu, nhiệm vụ, nhiệm kỳ, hỗ trợ, kinh phí, cán bộ, công chức, viên chức, nâng cao, chất lượng,
    hiệu quả, trách nhiệm, môi trường, giáo dục, đào tạo, an toàn, trật tự, giao thông, nông thôn, nông
    nghiệp, doanh nghiệp, văn bản, thủ tục, hành chính, cải cách, pháp luật, tuyên truyền, bầu cử, đại
    hội, dịch vụ, đất đai, điều chỉnh, thu hồi"""
"""Pairs of words of which subjects are made, and that with other marks are none."""


def _reads_otherwise(subject: str, body: str) -> bool:
    """Whether two neighbours in a subject stand in the text, or everywhere, with other marks: "bố sung"."""
    found: dict[str, set[str]] = {}
    for pair in (*_OFTEN.split(","), *_pairs(body)):
        found.setdefault(without_marks(" ".join(pair.split())), set()).add(match_key(pair))
    return any(match_key(pair) not in found.get(without_marks(pair), {match_key(pair)}) for pair in _pairs(subject))


def _pairs(text: str) -> Iterator[str]:
    return (f"{one} {other}" for one, other in pairwise(re.findall(r"[^\W_]+", text)))


class Importer:
    """Puts letters into one archive's content."""

    def __init__(
        self, content: Path, authority: Authority, issuer: str | None = None, access: str | None = None
    ) -> None:
        self._content = content
        self._types = authority.types
        self._issuers = {each.key: each for each in authority.issuers}
        self._issuer = issuer
        self._access = access
        self._taken: set[Path] = set()

    def plan(self, source: Path, letter: Letter | str) -> Imported:
        """What a letter becomes, and where; nothing is written."""
        if isinstance(letter, str):
            return Imported(source, failed=letter)
        if letter.secrecy:
            reason = f"văn bản có dấu độ mật “{letter.secrecy}”: không được đưa vào kho này"
            return Imported(source, letter=letter, failed=reason)
        if not (letter.number or letter.side or letter.date):
            return Imported(source, letter=letter, failed="không nhận ra văn bản hành chính nào trong tệp")
        given = self._issuers.get(self._issuer or "")
        if given and letter.side and given.side is not letter.side:
            reason = f"--issuer {given.key} là cơ quan {_SIDES[given.side]}"
            reason += f", văn bản này của cơ quan {_SIDES[letter.side]}"
            return Imported(source, letter=letter, failed=f"{reason}: nhập riêng, không ghi --issuer")
        doubts = dict(letter.doubts)
        issuer = self._issuer or (None if "issuer" in doubts else self._issuer_of(letter))
        if issuer is None:
            doubts.setdefault("issuer", " / ".join(letter.letterhead))
        elif self._issuer:
            doubts.pop("issuer", None)
        values = self._values(letter, issuer)
        place = self._place(letter, issuer)
        path = place or self._waiting(source, letter)
        if letter.circulation and self._access == "public":  # its mark is not in the text, where `check` would see it
            doubts["access"], values["access"] = letter.circulation, None
        original = path.with_suffix(source.suffix.lower())
        if source.suffix.lower() not in TEXTS:
            values["files"] = [{"path": original.name, "title": "Bản gốc"}]
        if path.exists() or path in self._taken or (original.exists() and source.suffix.lower() not in TEXTS):
            return Imported(source, None, letter, issuer, failed=f"đã có {path.as_posix()}: không ghi đè")
        self._taken.add(path)
        comments = {key: [_comment(seen)] for key, seen in doubts.items()}
        if values["access"] is None:
            comments["access"] = ["phải chọn: public (công bố) hoặc internal (nội bộ)", *comments.get("access", [])]
        if letter.rest:
            comments["notes"] = [f"trong bản gốc còn: {' / '.join(letter.rest)}"]
        text = directive_text({key: value or None for key, value in values.items()}, letter.body, comments)
        return Imported(source, path, letter, issuer, text, doubts)

    def _waiting(self, source: Path, letter: Letter) -> Path:
        """Where a letter waits: files of one name are often different letters ("Công văn.docx")."""
        folder, stem = self._content.parent / WAITING, slug(source.stem) or "van-ban"
        for number in count(1):
            path = folder / (f"{stem}.md" if number == 1 else f"{stem}-{number}.md")
            if (path not in self._taken and not path.exists()) or _holds(path, source, letter):
                return path
        raise AssertionError

    def adopt(self, source: Path) -> Imported:
        """A directive's file that waited, filled in by now: it goes to its place with the files that it names."""
        try:
            text = nfc(source.read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            return Imported(source, failed=f"không đọc được tệp: {error}")
        directive, problems = parse(Source(source.as_posix(), "", text))
        if directive is None or is_error(problems):
            told = [each.by(teller(SOURCE)) for each in problems if each.severity is Severity.ERROR]
            return Imported(source, failed="; ".join(told[:3]))
        row = self._types.named(directive.type)
        if directive.issuer not in self._issuers or row is None:
            wrong = f"type: '{directive.type}'" if row is None else f"issuer: '{directive.issuer}'"
            return Imported(source, failed=f"{wrong}: không có trong archive.yaml")
        path = self._content / f"{directive_id(card(directive), row, self._types)}.md"
        names = [bare(each).path for each in directive.files]
        for name in ("", *names):
            there = path.parent / name if name else path
            if there.exists() or there in self._taken:
                return Imported(source, failed=f"đã có {there.as_posix()}: không ghi đè")
            self._taken.add(there)
        return Imported(source, path, issuer=directive.issuer, text=text, moves=tuple(names))

    def _move(self, done: Imported) -> None:
        assert done.path is not None
        done.path.parent.mkdir(parents=True, exist_ok=True)
        for name in done.moves or ():
            (done.path.parent / name).parent.mkdir(parents=True, exist_ok=True)
            (done.source.parent / name).rename(done.path.parent / name)
        done.source.rename(done.path)

    def write(self, done: Imported) -> None:
        """Writes the directive's file, and the original beside it; what waited is moved. Raises OSError; then nothing
        is left of what was begun to be written."""
        if done.path is None:
            return
        if done.moves is not None:
            self._move(done)
            return
        done.path.parent.mkdir(parents=True, exist_ok=True)
        original = done.path.with_suffix(done.source.suffix.lower())
        copied = False
        try:
            if done.source.suffix.lower() not in TEXTS:
                with original.open("xb") as to, done.source.open("rb") as file:
                    copied = True
                    shutil.copyfileobj(file, to)
            with done.path.open("xb"):
                pass  # nobody else's
            replace_file(done.path, done.text.encode())
        except BaseException:
            if copied:
                original.unlink(missing_ok=True)
            with suppress(OSError):
                if done.path.stat().st_size == 0:
                    done.path.unlink()
            raise

    def _values(self, letter: Letter, issuer: str | None) -> dict[str, object]:
        known = self._issuers.get(issuer or "")
        return {
            "number": letter.number,
            "type": letter.type,
            "issuer": issuer,
            "organ": _organ(letter),
            "date": letter.date.isoformat() if letter.date else None,
            "place": letter.place,
            "subject": letter.subject,
            "letterhead": list(letter.letterhead) if self._needs_letterhead(letter, known) else [],
            "addressees": list(letter.addressees),
            "recipients": list(letter.recipients),
            "signers": [{k: v for k, v in asdict(each).items() if v} for each in letter.signers],
            "access": self._access,
        }

    def _needs_letterhead(self, letter: Letter, issuer: Issuer | None) -> bool:
        said = " ".join(letter.letterhead)
        return len(letter.letterhead) > 1 or (issuer is not None and match_key(said) != match_key(issuer.name))

    def _issuer_of(self, letter: Letter) -> str | None:
        """The one body of archive.yaml that the letterhead names, whose symbol the number bears at that time."""
        number = NumberSymbol.parse(letter.number) if letter.number else None
        printed = [_body_key(" ".join(letter.letterhead[first:])) for first in range(len(letter.letterhead))]
        body = _body_key(letter.issuing_body or "")
        if body and body not in " ".join(printed):  # more than the head says: a place, two bodies
            printed = [body]
        for words in printed:
            found = [
                issuer
                for issuer in self._issuers.values()
                if words in {_body_key(name) for name in (issuer.name, " ".join(issuer.letterhead), *issuer.aliases)}
                and not (letter.date and issuer.valid.excludes(letter.date))
                and (letter.side is None or issuer.side is letter.side)
                and (
                    number is None
                    or not issuer.symbols
                    or any(same_symbol(number.body(self._types), each) for each in issuer.symbols)
                )
            ]
            if len(found) == 1:
                return found[0].key
        return None

    def _place(self, letter: Letter, issuer: str | None) -> Path | None:
        number = NumberSymbol.parse(letter.number) if letter.number else None
        row = self._types.named(letter.type) if letter.type else None
        if not (number and row and issuer and letter.date and letter.subject):
            return None
        name = document_slug(number.number, number.symbol, number.side, row, self._types)
        return self._content / issuer / str(letter.date.year) / f"{name}.md"


_SHORT = {
    "ubnd": "Ủy ban nhân dân",
    "hđnd": "Hội đồng nhân dân",
    "tp": "thành phố",
}


def _holds(path: Path, source: Path, letter: Letter) -> bool:
    """Whether a file that waits is of this source: the original beside it, or its text, is the same."""
    try:
        original = path.with_suffix(source.suffix.lower())
        if original != path and original.exists() and filecmp.cmp(original, source, shallow=False):
            return True
        return bool(letter.body.strip()) and nfc(letter.body.strip()) in path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False


def _body_key(name: str) -> str:
    """`match_key` of a body's name, in which letterheads abbreviate what archive.yaml spells out, or the other way."""
    return match_key(" ".join(_SHORT.get(word, word) for word in match_key(name).split()))


_SIDES = {Side.PARTY: "Đảng", Side.STATE: "Nhà nước"}
_PLACE = re.compile(r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn) (\S).*")
_ORGANS = re.compile(r"T\s?/\s?M\s+(BAN THƯỜNG VỤ|BAN CHẤP HÀNH|THƯỜNG TRỰC|BAN BÍ THƯ|BỘ CHÍNH TRỊ)\b")


def _organ(letter: Letter) -> str | None:
    authority = letter.signers[0].authority if letter.signers else None
    found = _ORGANS.match(authority or "") if letter.side is Side.PARTY else None
    return in_running_text(found[1]) if found else None


def _comment(seen: str) -> str:
    return f"chưa chắc, trong bản gốc thấy: {seen}" if seen else "chưa đọc được trong bản gốc"


def missing_issuer(letters: Sequence[Letter]) -> str:
    """Lines for `issuers` of archive.yaml that tell of the body of these letters, of which it does not know."""
    name = letters[0].issuing_body or ""
    side = next((each.side for each in letters if each.side), "state")
    numbers = [found for each in letters if each.number and (found := NumberSymbol.parse(each.number))]
    lines = [f"  {slug(name)}:", f"    name: {name}", f"    side: {side}"]
    if symbols := sorted({number.body() for number in numbers}):
        lines.append(f"    symbols: [{', '.join(symbols)}]")
    if (place := _PLACE.search(name)) and place[1].isupper():
        lines.append(f"    place: {place[0]}")
    return "\n".join(lines)


def facts(done: Imported) -> dict[str, object]:
    """What was read, for programs: names of fields as front matter has them, bodies as running text has them."""
    letter = done.letter
    path = done.path.as_posix() if done.path else None
    found: dict[str, object] = {"file": done.source.as_posix(), "path": path}
    if letter is not None:
        number = NumberSymbol.parse(letter.number) if letter.number else None
        found |= {
            "side": letter.side,
            "issuing_body": letter.issuing_body,
            "parent_body": letter.parent_body,
            "issuer": done.issuer,
            "number": number.number if number else None,
            "symbol": number.symbol if number else None,
            "number_symbol": letter.number,
            "type": letter.type[:1].upper() + letter.type[1:] if letter.type else None,
            "type_line": letter.type_line,
            "place": letter.place,
            "date": letter.date.isoformat() if letter.date else None,
            "subject": letter.subject,
            "addressees": without_ends(letter.addressees),
            "recipients": without_ends(letter.recipients),
            "signers": [asdict(each) for each in letter.signers],
            "urgency": letter.urgency,
            "circulation": letter.circulation,
        }
    return found | {"unsure": dict(done.doubts), "failed": done.failed or None}


def fact_line(done: Imported) -> str:
    """`facts` as one line of JSON."""
    return json.dumps(facts(done), ensure_ascii=False)


_NAMES = {
    "number": "số, ký hiệu",
    "type": "loại văn bản",
    "issuer": "cơ quan ban hành",
    "date": "ngày",
    "place": "địa danh",
    "subject": "trích yếu",
    "addressees": "kính gửi",
    "recipients": "nơi nhận",
    "signers": "người ký",
    "access": "phạm vi",
}


def table(rows: Sequence[Imported], dry: bool) -> Iterator[str]:
    """The lines that end a run: each file, what became of it, and what a clerk has to look at."""
    wide = max((len(each.source.name) for each in rows), default=0)
    for each in rows:
        if each.failed or each.path is None:
            state, said = "KHÔNG NHẬP", each.failed
        else:
            doubts = ", ".join(_NAMES.get(key, key) for key in each.doubts)
            state = "cần xem lại" if doubts else "đủ"
            said = each.path.as_posix() + (f" — chưa chắc: {doubts}" if doubts else "")
            said += " — chưa chọn access" * ("\n# access:" in each.text and "access" not in each.doubts)
        yield f"{each.source.name:<{wide}}  {state:<11}  {said}"
    failed = sum(1 for each in rows if each.failed)
    unsure = sum(1 for each in rows if not each.failed and each.doubts)
    waiting = sum(1 for each in rows if not each.failed and each.path and each.path.parent.name == WAITING)
    verb = "sẽ nhập" if dry else "đã nhập"
    asked = f", chờ bổ sung {waiting}" * bool(waiting)
    yield f"{len(rows)} tệp: {verb} {len(rows) - failed - waiting}{asked} (cần xem lại {unsure}), không nhập {failed}"


def next_steps(rows: Sequence[Imported], dry: bool) -> Iterator[str]:
    """What is to be done now: bodies that archive.yaml lacks, and letters that wait."""
    missing: dict[str, list[Letter]] = defaultdict(list)
    for each in rows:
        if each.letter and each.letter.issuing_body and not each.issuer and not each.failed:
            missing[slug(each.letter.issuing_body)].append(each.letter)
    if missing:
        yield "Cơ quan chưa có trong archive.yaml. Nếu máy đọc đúng tên, chép các dòng sau vào cuối mục issuers,"
        yield "giữ nguyên thụt dòng:"
        yield from map(missing_issuer, missing.values())
    waiting = [each.path for each in rows if each.path and each.path.parent.name == WAITING]
    if waiting and not dry:
        folder = waiting[0].parent.as_posix()
        yield f"Văn bản trong {folder}/ chưa vào kho. Mở từng tệp .md, điền các dòng còn trống và bỏ dấu # ở đầu dòng,"
        yield f"ví dụ: issuer: {next(iter(missing), 'tinh-uy-quang-ngai')}. Rồi nhập tiếp:"
        yield f"    vankho import {folder}/*.md"


def sources(paths: Iterable[Path]) -> list[Path]:
    """Files that were named, and those of named folders that can be read."""
    found: list[Path] = []
    for path in paths:
        if set("*?[") & set(path.name) and not path.exists():  # no shell has done it: cmd.exe
            found.extend(sorted(path.parent.glob(path.name)) or [path])
        elif path.is_dir():
            found.extend(sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file()))
        else:
            found.append(path)
    return list(dict.fromkeys(found))
