"""The first files of a project: a title and one body in, content/archive.yaml and .gitignore out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vankho.authority import read_authority
from vankho.frontmatter import scalar
from vankho.language import SOURCE, teller
from vankho.problem import Problem
from vankho.said import Failed, told
from vankho.spelling import nfc, slug

__all__ = ["Begun", "InitFailed", "answers", "begin"]

_ARCHIVE = """\
# Kho văn bản: tên kho, các cơ quan ban hành và những văn bản được gọi bằng tên.
# Chương trình bỏ qua phần đứng sau dấu #. Muốn dùng một dòng thì xóa dấu # ở đầu dòng đó.

title: {title}
# Một dòng giới thiệu dưới tên kho:
# motto: Công văn, chỉ thị, kế hoạch
# Địa chỉ công bố trên mạng:
# base_url: https://vanban.example.vn
# Nơi liên hệ khi cần văn bản không có trong kho:
# contact: Phòng Văn thư - Lưu trữ
# Ngôn ngữ giao diện: vi hoặc en
language: vi

# Các cơ quan, cấp trên đứng trước. Dòng đầu là khóa: chữ thường không dấu, nối bằng dấu gạch ngang;
# văn bản của cơ quan nằm trong thư mục content/<khóa>/<năm>/.
issuers:
  {key}:
    name: {name}
    # Khối: party (Đảng) hoặc state (Nhà nước)
    side: {side}
    # Cách ghi cơ quan trong số và ký hiệu: ở 15-KH/TU là TU, ở 6321/UBND-TH là UBND
    symbols:
      - {symbol}
    # Địa phương, để biết “Tỉnh ủy” hay “UBND tỉnh” trong văn bản là cơ quan nào:
    # place: tỉnh Quảng Ngãi
    # Tên gọi khác, kể cả của tập thể lãnh đạo:
    # aliases:
    #   - Ban Thường vụ Tỉnh ủy

# Văn bản được gọi bằng tên chứ không bằng số:
# documents:
#   dieu-le-dang:
#     name: Điều lệ Đảng Cộng sản Việt Nam
"""

_IGNORED = "# Do vankho làm ra, không cần lưu\nsite/\n.vankho/\n"


class InitFailed(Failed):
    """Why nothing was begun."""


@dataclass(frozen=True, slots=True)
class Begun:
    written: tuple[Path, ...]


def answers(said: Mapping[str, str | None], ask: Callable[[str], str] | None) -> dict[str, str]:
    """What options say of a body, by `name`, `side` and `symbol`; the rest is asked for, and again after an answer that
    cannot stand, or, where `ask` is None, refused. Raises InitFailed."""
    found: dict[str, str] = {}
    for key, option, question, read in _QUESTIONS:
        value = said.get(key)
        if value is None and ask is None:
            raise InitFailed(told("%(option)s is missing", option=f"--{option}"))
        wrong = ""
        while value is None and ask is not None:
            try:
                value = read(nfc(ask(f"{wrong}{question}: ").strip()))
            except ValueError as error:
                wrong = f"{error}. "
            except EOFError:
                raise InitFailed(told("nothing was written")) from None
        found[key] = value or ""
    return found


def _name(answer: str) -> str:
    if not answer:
        raise ValueError(_EMPTY)
    for problem in _problems(_archive(title="A", name=answer, side="party", symbol="TU"), ""):
        raise ValueError(problem.said.by(teller(SOURCE)))
    return answer


def _side(answer: str) -> str:
    meant = {"party": "party", "state": "state", "đảng": "party", "nhà nước": "state"}.get(answer.lower())
    if meant is None:
        raise ValueError(f"'{answer}' không phải party hoặc state" if answer else _EMPTY)
    return meant


def _symbol(answer: str) -> str:
    if not answer:
        raise ValueError(_EMPTY)
    if answer.islower() or not re.fullmatch(r"[^\W0-9_][^\W_]*(?:-[^\W_]+)*", answer):
        raise ValueError(f"'{answer}' không phải ký hiệu của cơ quan, như TU ở 15-KH/TU, UBND ở 6321/UBND-TH")
    return answer


_EMPTY = "không được để trống"
_QUESTIONS: tuple[tuple[str, str, str, Callable[[str], str]], ...] = (
    ("name", "issuer-name", "Tên cơ quan ban hành (như Tỉnh ủy Quảng Ngãi)", _name),
    ("side", "side", "Khối: party (Đảng) hay state (Nhà nước)", _side),
    ("symbol", "symbol", "Cơ quan trong số và ký hiệu (như TU, UBND)", _symbol),
)
"""Of a body: key, option, question, and what makes an answer a value or says by a ValueError why it cannot stand."""


def refuse_begun(folder: Path) -> None:
    """Raises InitFailed where there is content already."""
    content = folder / "content"
    if content.exists() or content.is_symlink():
        raise InitFailed(told("%(path)s is already there; nothing was written", path=content.as_posix()))


def begin(folder: Path, *, title: str, name: str, side: str, symbol: str) -> Begun:
    """Writes the first files of a project into a folder without content/. Raises InitFailed and OSError."""
    refuse_begun(folder)
    content = folder / "content"
    archive = _archive(title=title, name=name, side=side, symbol=symbol)
    path = content / "archive.yaml"
    if problems := _problems(archive, path.as_posix()):
        raise InitFailed(*(each.line for each in problems))
    content.mkdir(parents=True)
    path.write_text(archive, encoding="utf-8", newline="\n")
    ignored = folder / ".gitignore"
    if ignored.exists():
        return Begun((path,))
    ignored.write_text(_IGNORED, encoding="utf-8", newline="\n")
    return Begun((path, ignored))


def _archive(*, title: str, name: str, side: str, symbol: str) -> str:
    key = slug(name).replace("_", "-") or "co-quan"
    return _ARCHIVE.format(key=key, title=scalar(title), name=scalar(name), side=scalar(side), symbol=scalar(symbol))


def _problems(archive: str, path: str) -> tuple[Problem, ...]:
    return tuple(read_authority(nfc(archive), path)[1])
