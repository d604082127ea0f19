"""The first files of a project: a title and one body in, content/archive.yaml and .gitignore out."""

from dataclasses import dataclass
from pathlib import Path

from vankho.authority import read_authority
from vankho.frontmatter import scalar
from vankho.report import problem_lines
from vankho.spelling import nfc, slug

__all__ = ["Begun", "InitFailed", "begin"]

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


class InitFailed(Exception):
    """Why nothing was begun."""


@dataclass(frozen=True, slots=True)
class Begun:
    written: tuple[Path, ...]


def begin(folder: Path, *, title: str, name: str, side: str, symbol: str) -> Begun:
    """Writes the first files of a project into a folder without content/. Raises InitFailed and OSError."""
    content = folder / "content"
    if content.exists() or content.is_symlink():
        raise InitFailed(f"{content.as_posix()} is already there; nothing was written")
    words = {"title": title, "name": name, "side": side, "symbol": symbol}
    archive = _ARCHIVE.format(
        key=slug(name).replace("_", "-") or "co-quan", **{key: scalar(text) for key, text in words.items()}
    )
    path = content / "archive.yaml"
    if problems := read_authority(nfc(archive), path.as_posix())[1]:
        raise InitFailed("\n".join(problem_lines(problems, "text")))
    content.mkdir(parents=True)
    path.write_text(archive, encoding="utf-8", newline="\n")
    ignored = folder / ".gitignore"
    if ignored.exists():
        return Begun((path,))
    ignored.write_text(_IGNORED, encoding="utf-8", newline="\n")
    return Begun((path, ignored))
