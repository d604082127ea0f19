"""Files as an office has them in, their text out: text, Markdown, Word, PDF, and pictures by Tesseract.

Two columns stand side by side in a line, parted by wide gaps, or one after the other: `letterhead` reads both.
"""

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vankho.spelling import nfc

if TYPE_CHECKING:
    import pypdfium2

PICTURES = frozenset([".png", ".jpg", ".jpeg", ".tif", ".tiff"])
TEXTS = frozenset([".txt", ".md"])
OF_OFFICES = frozenset([".doc", ".odt", ".rtf"])
"""What LibreOffice makes Word files of, where it is."""
SUFFIXES = TEXTS | PICTURES | OF_OFFICES | {".docx", ".pdf"}
MAX_BYTES = 100_000_000
"""Of a file; of what a Word file holds, three times that."""
MAX_TEXT = 5_000_000
"""Code points of a letter with its annexes."""
MAX_PAGES = 300
_DPI = 300
_SECONDS = 180
"""For Tesseract, a page; for LibreOffice, a file."""
_SURE = 75
"""Confidence, of 100, below which Tesseract's word is in doubt."""


class CannotConvert(Exception):
    """Why a file has no text for us, in one line of Vietnamese."""


@dataclass(frozen=True, slots=True)
class Converted:
    text: str
    doubtful: frozenset[str] = frozenset()
    """Words that the recogniser was not sure of."""
    recognised: bool = False
    """By Tesseract, from a picture."""


def convert(path: Path) -> Converted:
    """The text of a file; CannotConvert where there is none."""
    found = _converted(path)
    if len(found.text) > MAX_TEXT:
        raise CannotConvert(f"văn bản dài hơn {MAX_TEXT // 1_000_000} triệu ký tự")
    return found


def _converted(path: Path) -> Converted:
    suffix = path.suffix.lower()
    if not path.exists():
        raise CannotConvert("không có tệp này: xem lại tên tệp và thư mục đang đứng")
    if path.is_file() and not path.stat().st_size:
        raise CannotConvert("tệp trống: hãy chép lại từ tệp gốc")
    if suffix not in SUFFIXES:
        raise CannotConvert(f"không đọc được loại tệp {suffix or '(không có đuôi)'}: hãy lưu thành .docx hoặc .pdf")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CannotConvert(f"tệp lớn hơn {MAX_BYTES // 1_000_000} MB")
        if suffix in TEXTS:
            return Converted(_decoded(path.read_bytes()))
        if suffix == ".docx":
            return Converted(_word(path))
        if suffix in OF_OFFICES:
            return Converted(_old_word(path))
        return _pdf(path) if suffix == ".pdf" else _recognised([path])
    except OSError as error:
        raise CannotConvert(f"không mở được tệp: {error.strerror or error}") from error


def _decoded(data: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise CannotConvert(f"văn bản hỏng ở byte {error.start}") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CannotConvert(f"không phải văn bản UTF-8 (byte {error.start}): hãy lưu lại với bảng mã UTF-8") from error


# Word

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _word(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > 3 * MAX_BYTES:
                raise CannotConvert("tệp Word chứa quá nhiều dữ liệu")
    except zipfile.BadZipFile as error:
        raise CannotConvert("không phải tệp .docx (tệp .doc cũ hãy lưu lại thành .docx)") from error
    import docx

    try:
        document = docx.Document(str(path))
        labels = _Labels(document)
        return "\n".join(_blocks(document.element.body, labels))
    except Exception as error:
        raise CannotConvert(f"tệp Word bị hỏng: {type(error).__name__}") from error


def _old_word(path: Path) -> str:
    """The text of a file of an older program, which LibreOffice first saves as a Word file: in a home of its own, so
    that an office that is open is not asked, and without running what the file may hold."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise CannotConvert(
            f"tệp {path.suffix.lower()} cũ: hãy mở bằng Word và lưu lại thành .docx, hoặc cài LibreOffice rồi nhập lại"
        )
    with tempfile.TemporaryDirectory() as folder:
        home = (Path(folder) / "home").as_uri()
        asked = [program, "--headless", "--norestore", "--nolockcheck", f"-env:UserInstallation={home}"]
        asked += ["--convert-to", "docx", "--outdir", folder, str(path.absolute())]
        try:
            subprocess.run(asked, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired as error:
            raise CannotConvert(f"LibreOffice chạy quá {_SECONDS} giây") from error
        made = Path(folder) / f"{path.stem}.docx"
        if not made.is_file():
            raise CannotConvert("LibreOffice không mở được tệp này: hãy mở bằng Word và lưu lại thành .docx")
        return _word(made)


def _blocks(body: Any, labels: "_Labels") -> Iterator[str]:
    """The lines of a body or cell; between paragraphs an empty one, but in the columns of a head or foot."""
    for element in body:
        if element.tag == f"{_W}p":
            yield from (_paragraph(element, labels), "")
        elif element.tag == f"{_W}tbl":
            yield from (*_table(element, labels), "")
        elif element.tag == f"{_W}sdt":
            for content in element.iter(f"{_W}sdtContent"):
                yield from _blocks(content, labels)
                break


def _table(table: Any, labels: "_Labels") -> Iterator[str]:
    """A table of data as a table of Markdown; one that only sets columns, one cell after the other."""
    rows = [
        [list(_blocks(cell, labels)) for cell in row if cell.tag == f"{_W}tc"] for row in table if row.tag == f"{_W}tr"
    ]
    plain = " ".join(line for row in rows for cell in row for line in cell)
    if not _SETS_COLUMNS.search(plain) and len(rows) > 1 and max(map(len, rows)) > 1:
        width = max(map(len, rows))
        for number, row in enumerate(rows):
            cells = [" ".join(" ".join(cell).split()).replace("|", "\\|") for cell in row]
            yield f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"
            if number == 0:
                yield f"|{' --- |' * width}"
        return
    for row in rows:
        for cell in row:
            yield from (*[line for line in cell if line.strip()], "")


_SETS_COLUMNS = re.compile(
    r"CỘNG H[ÒO][ÀA]? XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM|N[ơo]i nh[ậâ]n|^\W*S[ốô]\s*:?|T/M|TM\.|KT\.|TL\.", re.IGNORECASE
)


def _paragraph(paragraph: Any, labels: "_Labels") -> str:
    """A paragraph's words with its emphasis; deleted words, notes and boxes are not in it."""
    runs: list[tuple[str, str]] = []
    for run in paragraph.iter(f"{_W}r"):
        if any(above.tag in _NOT_THE_TEXT for above in run.iterancestors()):
            continue
        text = "".join(_sign(part) for part in run)
        if not text:
            continue
        style = run.find(f"{_W}rPr")
        mark = ("**" if _is_on(style, "b") else "") + ("*" if _is_on(style, "i") else "")
        if runs and (runs[-1][1] == mark or not text.strip()):
            runs[-1] = (runs[-1][0] + text, runs[-1][1])
        else:
            runs.append((text, mark))
    return labels.of(paragraph) + "".join(_marked(text, mark) for text, mark in runs)


_NOT_THE_TEXT = frozenset([f"{_W}del", f"{_W}txbxContent", f"{_W}moveFrom"])


def _sign(part: Any) -> str:
    if part.tag == f"{_W}t":
        return nfc(part.text or "").replace("\u00a0", " ")
    if part.tag == f"{_W}noBreakHyphen":
        return "-"
    return {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}.get(part.tag, "")


def _is_on(style: Any, name: str) -> bool:
    found = style.find(f"{_W}{name}") if style is not None else None
    return found is not None and found.get(f"{_W}val") not in ("0", "false", "off")


_OWN_MARKS = re.compile(r"(\*{1,3})(?=\w)[^*]+(?<=[\w.,;)])\1")
"""Emphasis that a text brings along as Markdown writes it."""


def _marked(text: str, mark: str) -> str:
    """Words with marks of emphasis close around them, line by line; signs that Markdown would read are escaped."""
    if _OWN_MARKS.search(text):
        return text
    found = []
    for line in text.split("\n"):
        words = line.strip()
        inner = escaped(words)
        if words and mark:
            begin, end = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
            found.append(f"{begin}{mark}{inner}{mark[::-1]}{end}")
        else:
            found.append(line.replace(words, inner) if words else line)
    return "\n".join(found)


def escaped(words: str) -> str:
    """Words in which Markdown sees nothing but words."""
    return re.sub(r"^(?=#|\||:::)", r"\\", re.sub(r"[\\*]|(?<!\w)_|_(?!\w)", r"\\\g<0>", words))


class _Labels:
    """What Word prints before a paragraph that it numbers itself."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, Any] = {
            style.get(f"{_W}styleId"): style for style in document.styles.element.iter(f"{_W}style")
        }
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        kinds = {kind.get(f"{_W}abstractNumId"): kind for kind in root.iter(f"{_W}abstractNum")}
        for number in root.iter(f"{_W}num"):
            link = number.find(f"{_W}abstractNumId")
            kind = kinds.get(link.get(f"{_W}val")) if link is not None else None
            for level in kind.iter(f"{_W}lvl") if kind is not None else ():
                values = {part.tag: part.get(f"{_W}val") or "" for part in level}
                start = values.get(f"{_W}start", "1")
                self._levels[number.get(f"{_W}numId") or "", int(level.get(f"{_W}ilvl") or 0)] = (
                    values.get(f"{_W}numFmt", "decimal"),
                    values.get(f"{_W}lvlText", ""),
                    int(start) if start.isdigit() else 1,
                )

    def of(self, paragraph: Any) -> str:
        found = paragraph.find(f"{_W}pPr/{_W}numPr")
        style, steps = paragraph.find(f"{_W}pPr/{_W}pStyle"), 0
        while found is None and style is not None and steps < len(self._styles):
            steps += 1
            kind = self._styles.get(style.get(f"{_W}val"))
            found = kind.find(f"{_W}pPr/{_W}numPr") if kind is not None else None
            style = kind.find(f"{_W}basedOn") if kind is not None else None
        if found is None:
            return ""
        values = {part.tag: part.get(f"{_W}val") or "0" for part in found}
        list_id, level = values.get(f"{_W}numId", "0"), int(values.get(f"{_W}ilvl", "0"))
        if (list_id, level) not in self._levels:
            return ""
        form, text, start = self._levels[list_id, level]
        if form == "bullet":
            return "- "
        if form == "none":
            return ""
        self._counts[list_id, level] = self._counts.get((list_id, level), start - 1) + 1
        for below in range(level + 1, 9):
            self._counts.pop((list_id, below), None)

        def figure(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            other, _, begin = self._levels.get((list_id, at), ("decimal", "", 1))
            return _figure(self._counts.get((list_id, at), begin), other)

        return re.sub(r"%([1-9])", figure, text) + " "


def _figure(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letters = "abcdefghijklmnopqrstuvwxyz"
        text = letters[(number - 1) % 26] * ((number - 1) // 26 + 1)
        return text if form == "lowerLetter" else text.upper()
    if form in ("lowerRoman", "upperRoman"):
        text, rest = "", number
        for value, sign in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), _ROMAN, strict=True):
            text += sign * (rest // value)
            rest %= value
        return text if form == "upperRoman" else text.lower()
    return f"{number:02d}" if form == "decimalZero" else str(number)


_ROMAN = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")


# PDF


def _pdf(path: Path) -> Converted:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        raise CannotConvert("tệp PDF bị hỏng hoặc có mật khẩu") from error
    if count > MAX_PAGES:
        raise CannotConvert(f"tệp PDF có {count} trang, nhiều hơn {MAX_PAGES}")
    with document:
        pages = [_page_text(document[number]) for number in range(count)]
        if sum(len(re.findall(r"\w", page)) for page in pages) >= 40 * count:
            return Converted("\n\n".join(pages))
        with tempfile.TemporaryDirectory() as folder:
            pictures = []
            for number in range(count):
                picture = Path(folder, f"{number:04d}.pgm")
                bitmap = document[number].render(scale=_DPI / 72, grayscale=True)
                rows = bytes(bitmap.buffer)
                wide = bitmap.width
                with picture.open("wb") as file:
                    file.write(f"P5 {wide} {bitmap.height} 255\n".encode())
                    for row in range(bitmap.height):
                        file.write(rows[row * bitmap.stride : row * bitmap.stride + wide])
                pictures.append(picture)
            return _recognised(pictures)


@dataclass(slots=True)
class _Word:
    left: float
    right: float
    top: float
    bottom: float
    text: str


def _page_text(page: "pypdfium2.PdfPage") -> str:
    """The text of a page by where it stands."""
    text_page = page.get_textpage()
    words = []
    for number in range(text_page.count_rects()):
        left, bottom, right, top = text_page.get_rect(number)
        text = nfc(text_page.get_text_bounded(left, bottom, right, top)).replace("\r\n", " ").replace("\n", " ")
        if text.strip():
            words.append(_Word(left, right, -top, -bottom, text.strip()))
    return _laid_out(words)


def _are_level(one: _Word, other: _Word) -> bool:
    """Whether two pieces stand in one line: more than half of the lower one beside the other."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.55 * min(one.bottom - one.top, other.bottom - other.top)


def _laid_out(words: Sequence[_Word]) -> str:
    """Lines of text by where their words stand: a wide gap is a column's, a high one a paragraph's."""
    lines: list[list[_Word]] = []
    for word in sorted(words, key=lambda word: ((word.top + word.bottom) / 2, word.left)):
        if lines and any(_are_level(word, each) for each in lines[-1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    if not lines:
        return ""
    heights = sorted(word.bottom - word.top for word in words)
    height = heights[len(heights) // 2] or 1
    margin = sorted(min(word.left for word in line) for line in lines)[len(lines) // 3]
    found: list[str] = []
    before: list[_Word] | None = None
    for line in lines:
        line.sort(key=lambda word: word.left)
        if before is not None:
            gap = min(w.top for w in line) - max(w.bottom for w in before)
            is_indented = height < line[0].left - margin < 5 * height and before[0].left - margin < height / 2
            if gap > 0.9 * height or is_indented:
                found.append("")
        text = line[0].text
        for left, right in pairwise(line):
            text += ("    " if right.left - left.right > 1.6 * height else " ") + right.text
        found.append(text)
        before = line
    return "\n".join(found)


# Pictures


def _recognised(pictures: Sequence[Path]) -> Converted:
    program = shutil.which("tesseract")
    if program is None:
        raise CannotConvert(
            "tệp là ảnh quét, cần chương trình Tesseract để nhận dạng chữ, mà máy này chưa có"
            " (Debian/Ubuntu: apt-get install tesseract-ocr tesseract-ocr-vie)"
        )
    asked = [program, "--list-langs"]
    listed = subprocess.run(asked, capture_output=True, encoding="utf-8", errors="replace", check=False)
    languages = listed.stdout.split()
    if "vie" not in languages:
        raise CannotConvert(
            "tệp là ảnh quét, mà Tesseract trên máy này chưa có tiếng Việt"
            " (Debian/Ubuntu: apt-get install tesseract-ocr-vie)"
        )
    texts, doubtful = [], set[str]()
    for picture in pictures:
        try:
            done = subprocess.run(
                [program, str(picture.absolute()), "stdout", "-l", "vie", "--psm", "3", "tsv"],
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CannotConvert(f"Tesseract chạy quá {_SECONDS} giây cho một trang") from error
        if done.returncode:
            said = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
            raise CannotConvert(f"Tesseract không đọc được ảnh: {' '.join(said)}")
        lines: dict[tuple[str, ...], _Word] = {}
        for row in done.stdout.decode("utf-8", errors="replace").splitlines()[1:]:
            level, *line, _, left, top, width, height, sure, text = row.split("\t")
            if level != "5" or not text.strip():
                continue
            x, y, wide, high = map(float, (left, top, width, height))
            word = _Word(x, x + wide, y, y + high, nfc(text.strip()))
            if float(sure) < _SURE:
                doubtful.add(word.text)
            before = lines.get(tuple(line))
            if before is None or word.left - before.right > 2 * high:
                lines[(*line, str(len(lines)))] = lines[tuple(line)] = word
            else:
                before.text += f" {word.text}"
                before.right, before.top = word.right, min(before.top, word.top)
                before.bottom = max(before.bottom, word.bottom)
        texts.append(_laid_out(list({id(each): each for each in lines.values()}.values())))
    return Converted("\n\n".join(texts), frozenset(doubtful), recognised=True)
