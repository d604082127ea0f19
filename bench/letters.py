"""Made letters for measuring: as many as are asked for, always the same; the first do not depend on how many.

    python bench/letters.py 1000 FOLDER

writes FOLDER/content with archive.yaml and 1,000 directives of about 5.5 kB, over ten years, of six bodies of the Party
and the State. Each cites four earlier ones by type, number, date and body; every citation leads to exactly one letter
of the public edition. Numbers recur between bodies, years and terms. One letter in 100 is internal, one in 200 has an
internal passage. Province, bodies, people and documents are invented.
"""

import argparse
import sys
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from samples import ARCHIVE, BTC, SNN, SNV, STC, THANH, TU, UBND, made, sentence

from vankho.dates import long, short

CITES = 4
FIRST, LAST = Day(2015, 11, 2), Day(2025, 6, 27)
PARTY_TERM = Day(2020, 10, 21)
"""From this day the committees of the Party number from 1 again."""
_GOLDEN = 0.6180339887498949
"""The parts of its multiples that stand behind the point fill a stretch evenly, however many there are."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A body and one of its registers."""

    issuer: str
    kind: str
    ends: tuple[str, ...]
    """What follows the number."""
    cited_as: str
    says: str
    """Who asks, at the beginning of the letter."""


_TU, _BTC, _UBND = "Ban Thường vụ Tỉnh ủy", "Ban Tổ chức Tỉnh ủy", "UBND tỉnh"
_SNV, _STC, _SNN = "Sở Nội vụ", "Sở Tài chính", "Sở Nông nghiệp và Môi trường"
WRITERS = (
    *[Writer(TU, "công văn", ("-CV/TU",), _TU, "Thường trực Tỉnh ủy")] * 4,
    Writer(TU, "kế hoạch", ("-KH/TU",), _TU, _TU),
    Writer(TU, "thông báo", ("-TB/TU",), _TU, _TU),
    Writer(TU, "kết luận", ("-KL/TU",), _TU, _TU),
    Writer(TU, "chỉ thị", ("-CT/TU",), _TU, _TU),
    *[Writer(BTC, "công văn", ("-CV/BTCTU",), _BTC, _BTC)] * 2,
    Writer(BTC, "hướng dẫn", ("-HD/BTCTU",), _BTC, _BTC),
    *[Writer(THANH, "công văn", ("-CV/TU",), "Thành ủy Vân An", "Ban Thường vụ Thành ủy")] * 3,
    Writer(THANH, "kế hoạch", ("-KH/TU",), "Thành ủy Vân An", "Ban Thường vụ Thành ủy"),
    *[Writer(UBND, "công văn", ("/UBND-TH", "/UBND-KGVX", "/UBND-NNTN", "/UBND-KTTH"), _UBND, "Chủ tịch UBND tỉnh")] * 6,
    Writer(UBND, "kế hoạch", ("/KH-UBND",), _UBND, "Ủy ban nhân dân tỉnh"),
    *[Writer(UBND, "quyết định", ("/QĐ-UBND",), _UBND, "Ủy ban nhân dân tỉnh")] * 2,
    Writer(UBND, "thông báo", ("/TB-UBND",), _UBND, "Chủ tịch UBND tỉnh"),
    *[Writer(SNV, "công văn", ("/SNV-CCHC", "/SNV-TCCB"), _SNV, "Giám đốc Sở Nội vụ")] * 2,
    Writer(SNV, "tờ trình", ("/TTr-SNV",), _SNV, "Sở Nội vụ"),
    *[Writer(STC, "công văn", ("/STC-HCSN", "/STC-QLNS"), _STC, "Giám đốc Sở Tài chính")] * 2,
    Writer(STC, "báo cáo", ("/BC-STC",), _STC, "Sở Tài chính"),
    Writer(SNN, "công văn", ("/SNNMT-TL",), _SNN, "Giám đốc Sở Nông nghiệp và Môi trường"),
)  # fmt: skip
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Đinh", "Phan")
_MIDDLES = ("Văn", "Thị Ngọc", "Đình", "Hữu", "Thị Thu", "Quang", "Minh", "Xuân")
_GIVEN = ("Ánh", "Đức", "Khải", "Hằng", "Thuận", "Cường", "Ước", "Ẩn", "Ý", "Ổn", "Dũng", "Huy", "Sơn", "Yến", "Tâm")
_TITLES = {
    TU: (("T/M BAN THƯỜNG VỤ", "BÍ THƯ"), ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ")),
    BTC: (("", "TRƯỞNG BAN"), ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")),
    THANH: (("T/M BAN THƯỜNG VỤ", "BÍ THƯ"), ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ")),
    UBND: (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
}
_HEADS_OF_OFFICE = (("", "GIÁM ĐỐC"), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"))
_ACTS = (
    "tăng cường công tác", "đẩy mạnh", "rà soát, báo cáo tình hình", "chấn chỉnh", "kiểm tra, giám sát", "sơ kết 03 năm", "tổng kết",
    "xây dựng kế hoạch", "bố trí kinh phí", "tham gia ý kiến về", "đôn đốc", "tháo gỡ khó khăn trong", "triển khai", "phân công nhiệm vụ",
)  # fmt: skip
_MATTERS = (
    "phòng, chống thiên tai và tìm kiếm cứu nạn", "phòng cháy, chữa cháy", "cải cách hành chính", "tiếp công dân, giải quyết khiếu nại, tố cáo", "giải ngân vốn đầu tư công",
    "chuyển đổi số", "xây dựng nông thôn mới", "giảm nghèo bền vững", "bảo vệ, phát triển rừng", "quản lý đất đai", "bảo vệ môi trường biển", "an toàn thực phẩm",
    "trật tự, an toàn giao thông", "công tác cán bộ", "kết nạp đảng viên", "học tập chuyên đề năm", "kiểm điểm tập thể, cá nhân", "thi đua, khen thưởng", "văn thư, lưu trữ",
    "dân số và phát triển", "phòng, chống dịch bệnh trên đàn vật nuôi", "cấp nước sạch nông thôn", "quản lý tài sản công", "tinh giản biên chế", "thu ngân sách nhà nước",
    "xúc tiến đầu tư", "phát triển du lịch", "giáo dục nghề nghiệp", "bảo hiểm y tế toàn dân", "xây dựng đô thị văn minh", "chăm sóc người có công", "phòng, chống ma túy",
)  # fmt: skip
_WHERE = (
    "trên địa bàn tỉnh", "tại các xã miền núi", "trong các cơ quan, đơn vị", "tại khu kinh tế", "ở các phường, thị trấn", "tại các doanh nghiệp nhà nước", "trong dịp Tết Nguyên đán",
    "6 tháng đầu năm", "6 tháng cuối năm", "trong mùa mưa bão", "giai đoạn tiếp theo", "tại huyện Suối Bạc", "tại huyện Đồng Sen", "tại thị xã Cửa Hạc", "tại huyện Kẻ Vạc",
)  # fmt: skip
_TOPICS = (
    "Phòng, chống thiên tai", "Cải cách hành chính", "Chuyển đổi số", "Đầu tư công", "Công tác cán bộ", "Xây dựng Đảng", "Nông thôn mới",
    "Tài nguyên, môi trường", "Văn thư, lưu trữ", "An sinh xã hội", "Quốc phòng, an ninh", "Ngân sách",
)  # fmt: skip
_OPENINGS = (
    "Thực hiện {0} và {1}, {says} yêu cầu các cơ quan, đơn vị, địa phương tập trung thực hiện các nội dung sau:",
    "Căn cứ {0}; trên cơ sở kết quả thực hiện {1}, {says} đề nghị các cơ quan, đơn vị, địa phương thực hiện tốt một số nhiệm vụ sau:",
    "Qua theo dõi việc thực hiện {0} và nội dung chỉ đạo tại {1} còn nhiều hạn chế, {says} yêu cầu:",
)
_LATER = (
    "Thời hạn, mẫu biểu báo cáo thực hiện theo {0}.",
    "Những nội dung khác tiếp tục thực hiện theo {0}, bảo đảm thống nhất, đồng bộ.",
    "Kinh phí thực hiện được bố trí từ nguồn đã giao tại {0}.",
    "Các vướng mắc đã nêu tại {0} phải giải quyết dứt điểm trong quý.",
)
_FACTS = (
    "Báo cáo kết quả {act} {matter} {where} gửi về {cited_as} trước ngày {day}.",
    "Đến nay, việc {act} {matter} mới đạt {share} % kế hoạch, thấp hơn {less} % so với cùng kỳ; còn {number} hồ sơ quá hạn.",
    "Bố trí {money} triệu đồng để {act} {matter} {where}; quyết toán trước ngày {day}.",
    "Giao đồng chí {name} trực tiếp chỉ đạo {act} {matter} {where}, hoàn thành trước ngày {day}.",
    "Xem xét đơn của ông {name}, thường trú tại thôn {number}, về {matter} {where}; trả lời trước ngày {day}.",
)
"""What makes letters differ: names, figures, days."""
_ENOUGH = 4400
"""Bytes of the items of a letter; its front matter and its end add to them."""


def letters(count: int) -> Iterator[tuple[str, str]]:
    """Name (without `.md`) and text of so many letters; letter k is the same whatever the count."""
    work_days = [day for day in (FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)) if day.weekday() < 5]
    free: dict[tuple[object, ...], dict[int, int]] = {}
    earlier: list[tuple[int, int, str]] = []
    for place in range(count):
        chance = Random(place)
        when = int(place * _GOLDEN % 1 * len(work_days))
        day, writer = work_days[when], chance.choice(WRITERS)
        end = chance.choice(writer.ends)
        number = _next_free(
            free.setdefault((writer.issuer, writer.kind, _period(writer, day)), {}), _wished(writer, day)
        )
        before = bisect_left(earlier, (when,))
        cited = [earlier[at][2] for at in _choice(chance, before)]
        access = "internal" if place % 100 == 50 else "public"
        yield made(
            f"{number}{end}",
            writer.kind,
            writer.issuer,
            day,
            _subject(chance, writer),
            _body(chance, writer, day, cited, hides=place % 200 == 120),
            access=access,
            addressees=() if writer.kind in ("quyết định", "kế hoạch") else ("Các sở, ban, ngành, đoàn thể cấp tỉnh,", "Các cơ quan, đơn vị trực thuộc."),
            signers=(_signer(chance, writer, day),),
            topics=tuple(chance.sample(_TOPICS, chance.randint(1, 2))) if place % 3 == 0 else (),
        )  # fmt: skip
        if access == "public":
            dated = long(day) if place % 4 == 0 else f"ngày {short(day)}"
            insort(earlier, (when, place, f"{writer.kind.capitalize()} số {number}{end} {dated} của {writer.cited_as}"))


def _period(writer: Writer, day: Day) -> object:
    """Within what its numbers are given once: the Party's term of office, the State's year."""
    return day >= PARTY_TERM if writer.ends[0].startswith("-") else day.year


def _wished(writer: Writer, day: Day) -> int:
    """A number that grows with the day within the period; the smaller body writes less."""
    if not writer.ends[0].startswith("-"):
        return day.timetuple().tm_yday * 5 // 7
    days = (day - (PARTY_TERM if day >= PARTY_TERM else FIRST)).days
    return 1 + days * (3 if writer.issuer == THANH else 5) // 7


def _next_free(taken: dict[int, int], wished: int) -> int:
    """The first number from the wished one on that is not taken; takes it."""
    number = max(1, wished)
    passed = []
    while number in taken:
        passed.append(number)
        number = taken[number]
    for each in (*passed, number):
        taken[each] = number + 1
    return number


def _choice(chance: Random, before: int) -> list[int]:
    """Places of up to four earlier letters: mostly recent ones, and some of the oldest, so that a few are cited much."""
    if before <= CITES:
        return list(range(before))
    found: dict[int, None] = {}
    while len(found) < CITES:
        depth = int(before * chance.random() ** 2)
        found[depth if chance.random() < 1 / 8 else before - 1 - depth] = None
    return list(found)


def _subject(chance: Random, writer: Writer) -> str:
    start = "V/v " if writer.kind == "công văn" and writer.ends[0].startswith("/") else "Về việc "
    return f"{start}{chance.choice(_ACTS)} {chance.choice(_MATTERS)} {chance.choice(_WHERE)}"


def _signer(chance: Random, writer: Writer, day: Day) -> dict[str, str]:
    """One of the two who sign for the body in that term."""
    titles = _TITLES.get(writer.issuer, _HEADS_OF_OFFICE)
    which = chance.randrange(2)
    name = _person(Random(f"{writer.issuer} {which} {day >= PARTY_TERM}"))
    authority, position = titles[which]
    return {**({"authority": authority} if authority else {}), "position": position, "name": name}


def _person(chance: Random) -> str:
    return f"{chance.choice(_FAMILIES)} {chance.choice(_MIDDLES)} {chance.choice(_GIVEN)}"


def _fact(chance: Random, writer: Writer, day: Day) -> str:
    return chance.choice(_FACTS).format(
        act=chance.choice(_ACTS),
        matter=chance.choice(_MATTERS),
        where=chance.choice(_WHERE),
        cited_as=writer.cited_as,
        day=short(day + timedelta(chance.randint(10, 120))),
        share=chance.randint(21, 89),
        less=f"{chance.randint(1, 19)},{chance.randint(1, 9)}",
        number=chance.randint(2, 400),
        money=f"{chance.randint(1, 90)}.{chance.randint(0, 999):03d}",
        name=_person(chance),
    )


def _body(chance: Random, writer: Writer, day: Day, cited: list[str], *, hides: bool) -> str:
    """Items and subitems until it is long enough; two citations at its beginning, the others in its items."""
    if len(cited) >= 2:
        opening = chance.choice(_OPENINGS).format(*cited[:2], says=writer.says)
    else:
        opening = f"{writer.says} yêu cầu các cơ quan, đơn vị, địa phương thực hiện các nội dung sau:"
    parts, later = [opening], cited[2:] if len(cited) >= 2 else cited
    parts += [f"{n}. {sentence(chance)} {chance.choice(_LATER).format(it)}" for n, it in enumerate(later, 1)]
    size, item = sum(len(part.encode()) for part in parts), len(parts) - 1
    while size < _ENOUGH:
        item += 1
        added = [f"{item}. {_fact(chance, writer, day) if chance.random() < 0.35 else sentence(chance)}"]
        if chance.random() < 0.4:
            added += [f"{label}) {sentence(chance)}" for label in "abc"[: chance.randint(2, 3)]]
        if chance.random() < 0.3:
            added[0] += f" *{sentence(chance)}*"
        parts += added
        size += sum(len(part.encode()) for part in added)
    if hides:
        parts.append(f"::: internal\n{item + 1}. {sentence(chance)}\n:::")
    parts.append(f"Nhận được văn bản này, yêu cầu các cơ quan, đơn vị triển khai thực hiện. {sentence(chance)}")
    return "\n\n".join(parts)


def write_letters(count: int, folder: Path) -> Path:
    """Writes FOLDER/content; the folder may not hold one yet."""
    content = folder / "content"
    content.mkdir(parents=True)
    (content / "archive.yaml").write_text(ARCHIVE, encoding="utf-8")
    made_folders: set[Path] = set()
    for name, text in letters(count):
        path = content / f"{name}.md"
        if path.parent not in made_folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            made_folders.add(path.parent)
        path.write_text(text, encoding="utf-8")
    return content


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes FOLDER/content with N made letters.")
    parser.add_argument("count", metavar="N", type=int)
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    asked = parser.parse_args()
    if asked.count < 1:
        parser.error(f"N must be 1 or more, not {asked.count}")
    if (asked.folder / "content").exists():
        parser.error(f"{asked.folder / 'content'} is there already")
    print(f"{asked.count} letters in {write_letters(asked.count, asked.folder)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
