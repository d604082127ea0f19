"""Made letters for what the five seed letters do not show: long decisions, tables, many signers, much cited documents,
changes, internal passages, long lists. Province, bodies, people and documents are invented; the forms are real.

    python tests/samples.py FOLDER

writes them as FOLDER/content, which `vankho check FOLDER/content` accepts.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date as Day
from datetime import timedelta
from pathlib import Path
from random import Random

sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent)]

from make import write_content  # noqa: E402

from vankho.dates import long, short  # noqa: E402
from vankho.spelling import slug  # noqa: E402

ARCHIVE = """\
# Made for tests and for looking at: nothing in this archive exists.
title: Kho văn bản Sông Vân
motto: Văn bản chỉ đạo, điều hành của tỉnh
base_url: https://vanban.songvan.example
contact: Phòng Văn thư - Lưu trữ, Văn phòng Tỉnh ủy Sông Vân

issuers: # in protocol order
  trung-uong-dang:
    name: Trung ương Đảng
    side: party
    symbols: [TW]
    aliases: [Ban Chấp hành Trung ương, Bộ Chính trị, Ban Bí thư]
  chinh-phu:
    name: Chính phủ
    side: state
    symbols: [CP]
  tinh-uy-song-van:
    name: Tỉnh ủy Sông Vân
    side: party
    symbols: [TU]
    place: tỉnh Sông Vân
    parent: trung-uong-dang
    aliases: [Tỉnh ủy, Ban Chấp hành Đảng bộ tỉnh, Ban Thường vụ Tỉnh ủy, Thường trực Tỉnh ủy]
    terms:
      - {name: khóa XIX, from: 2015-10-24, to: 2020-10-20}
      - {name: khóa XX, from: 2020-10-21, to: 2025-09-18}
  ban-to-chuc-tinh-uy:
    name: Ban Tổ chức Tỉnh ủy Sông Vân
    side: party
    symbols: [BTCTU]
    place: tỉnh Sông Vân
    parent: tinh-uy-song-van
    letterhead: [BAN TỔ CHỨC]
    aliases: [Ban Tổ chức Tỉnh ủy]
  thanh-uy-van-an:
    name: Thành ủy Vân An
    side: party
    symbols: [TU]
    place: thành phố Vân An
    parent: tinh-uy-song-van
    valid: {to: 2025-06-30}
    aliases: [Thành ủy, Ban Thường vụ Thành ủy]
  hdnd-tinh-song-van:
    name: Hội đồng nhân dân tỉnh Sông Vân
    side: state
    symbols: [HĐND]
    place: tỉnh Sông Vân
    letterhead: [HỘI ĐỒNG NHÂN DÂN, TỈNH SÔNG VÂN]
    aliases: [HĐND tỉnh, Thường trực HĐND tỉnh]
  ubnd-tinh-song-van:
    name: Ủy ban nhân dân tỉnh Sông Vân
    side: state
    symbols: [UBND]
    place: tỉnh Sông Vân
    letterhead: [ỦY BAN NHÂN DÂN, TỈNH SÔNG VÂN]
    aliases: [UBND tỉnh Sông Vân, UBND tỉnh, Ủy ban nhân dân tỉnh, Chủ tịch UBND tỉnh]
  so-noi-vu-song-van:
    name: Sở Nội vụ tỉnh Sông Vân
    side: state
    symbols: [SNV]
    place: tỉnh Sông Vân
    parent: ubnd-tinh-song-van
    letterhead: [SỞ NỘI VỤ]
    aliases: [Sở Nội vụ]
  so-tai-chinh-song-van:
    name: Sở Tài chính tỉnh Sông Vân
    side: state
    symbols: [STC]
    place: tỉnh Sông Vân
    parent: ubnd-tinh-song-van
    letterhead: [SỞ TÀI CHÍNH]
    aliases: [Sở Tài chính]
  so-nong-nghiep-song-van:
    name: Sở Nông nghiệp và Môi trường tỉnh Sông Vân
    side: state
    symbols: [SNNMT, SNNPTNT]
    place: tỉnh Sông Vân
    parent: ubnd-tinh-song-van
    letterhead: [SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG]
    aliases: [Sở Nông nghiệp và Môi trường, Sở Nông nghiệp và Phát triển nông thôn]
  hoi-dong-quan-su-song-van:
    name: Hội đồng Nghĩa vụ quân sự tỉnh Sông Vân
    side: state
    symbols: [HĐNVQS]
    place: tỉnh Sông Vân
    parent: ubnd-tinh-song-van
    access: internal

documents:
  nghi-quyet-dai-hoi-dang-bo-tinh-song-van-xx:
    name: Nghị quyết Đại hội đại biểu Đảng bộ tỉnh Sông Vân lần thứ XX
    type: nghị quyết
    issuer: tinh-uy-song-van
    date: 2020-10-21
    aliases:
      - Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX
      - Nghị quyết Đại hội Đảng bộ tỉnh lần thứ XX
"""

TU, BTC, THANH, HDND, UBND = (
    "tinh-uy-song-van", "ban-to-chuc-tinh-uy", "thanh-uy-van-an", "hdnd-tinh-song-van", "ubnd-tinh-song-van",
)  # fmt: skip
SNV, STC, SNN, HDQS = (
    "so-noi-vu-song-van", "so-tai-chinh-song-van", "so-nong-nghiep-song-van", "hoi-dong-quan-su-song-van",
)  # fmt: skip

PLACES = {TU: "Sông Vân", BTC: "Sông Vân", THANH: "Vân An"}
HEADS = {
    TU: (), BTC: ("TỈNH ỦY SÔNG VÂN", "BAN TỔ CHỨC"), THANH: ("ĐẢNG BỘ TỈNH SÔNG VÂN", "THÀNH ỦY VÂN AN"),
    HDND: ("HỘI ĐỒNG NHÂN DÂN", "TỈNH SÔNG VÂN"), UBND: ("ỦY BAN NHÂN DÂN", "TỈNH SÔNG VÂN"), SNV: ("UBND TỈNH SÔNG VÂN", "SỞ NỘI VỤ"),
    STC: ("UBND TỈNH SÔNG VÂN", "SỞ TÀI CHÍNH"), HDQS: ("TỈNH SÔNG VÂN", "HỘI ĐỒNG NGHĨA VỤ QUÂN SỰ"), SNN: ("UBND TỈNH SÔNG VÂN", "SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"),
}  # fmt: skip
SIGNERS = {
    TU: (("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Hoàng Thị Ngọc Ánh"), ("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Vũ Đình Khải")),
    BTC: (("", "TRƯỞNG BAN", "Lê Quang Thuận"), ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Đỗ Thị Mỹ Hằng")),
    THANH: (("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Trần Hữu Đức"),),
    HDND: (("TM. HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH", "Vũ Đình Khải"),),
    UBND: (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Bá Cường"), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Phạm Thị Ước")),
    SNV: (("", "GIÁM ĐỐC", "Ngô Xuân Ẩn"), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Đinh Công Ý")),
    STC: (("", "GIÁM ĐỐC", "Bùi Thị Thu Ỷ"),),
    SNN: (("", "GIÁM ĐỐC", "Đặng Văn Ổn"),),
    HDQS: (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Phạm Thị Ước"),),
}  # fmt: skip

Value = str | Sequence["str | dict[str, str]"]


def _scalar(text: str) -> str:
    """A text of front matter, in quotes where YAML would read more into it."""
    plain = re.fullmatch(r"[^\W_][^:#{}\[\],&*!|>'\"%@`]*[^\s:#{}\[\],&*!|>'\"%@`]", text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def _entry(value: "str | dict[str, str]") -> str:
    if isinstance(value, str):
        return _scalar(value)
    return "{" + ", ".join(f"{key}: {json.dumps(text, ensure_ascii=False)}" for key, text in value.items()) + "}"


def made(
    number: str,
    kind: str,
    issuer: str,
    day: Day,
    subject: str,
    body: str,
    *,
    signer: int = 0,
    access: str = "public",
    **more: Value,
) -> tuple[str, str]:
    """Name and text of a directive's file; `more` takes the place of what is usual for the issuer."""
    name, authority = SIGNERS[issuer][signer % len(SIGNERS[issuer])][2], SIGNERS[issuer][signer % len(SIGNERS[issuer])]
    party = issuer in (TU, BTC, THANH)
    usual: dict[str, Value] = {
        "letterhead": HEADS[issuer],
        "place": PLACES.get(issuer, "Sông Vân"),
        "recipients": ("Như trên,", "Lưu Văn phòng Tỉnh ủy.") if party else ("Như trên;", "Lưu: VT, TH."),
        "signers": [{key: text for key, text in zip(("authority", "position", "name"), (*authority[:2], name), strict=True) if text}],
    }  # fmt: skip
    if issuer in (TU, THANH):
        usual["organ"] = "Ban Thường vụ"
    head = {
        "number": number,
        "type": kind,
        "issuer": issuer,
        "date": day.isoformat(),
        "subject": subject,
        "access": access,
    }
    lines = [f"{key}: {_scalar(text)}" for key, text in head.items()]
    for key, value in {**usual, **more}.items():
        if isinstance(value, str):
            lines.append(f"{key}: {_scalar(value)}" if value else "")
        elif value:
            lines += [f"{key}:", *(f"  - {_entry(entry)}" for entry in value)]
    text = "\n".join(line for line in lines if line)
    return f"{issuer}/{day.year}/{slug(number)}", f"---\n{text}\n---\n\n{body.strip()}\n"


# --- sentences ------------------------------------------------------------------------------------------------------

WHO = (
    "Sở Nông nghiệp và Môi trường", "Sở Tài chính", "Sở Xây dựng", "Sở Nội vụ", "Sở Khoa học và Công nghệ", "Công an tỉnh",
    "Thanh tra tỉnh", "Ủy ban nhân dân các huyện, thị xã, thành phố", "Chi cục Thủy lợi", "Ban Quản lý dự án đầu tư xây dựng tỉnh",
    "tổ chức được giao quản lý, khai thác", "chủ đầu tư", "Ủy ban nhân dân cấp xã", "cơ quan chuyên môn về xây dựng",
)  # fmt: skip
WHAT = (
    "hồ chứa nước, đập dâng và hệ thống kênh mương nội đồng", "công trình cấp nước sạch nông thôn tập trung", "hành lang bảo vệ công trình",
    "quy trình vận hành hồ chứa trong mùa lũ", "diện tích tưới, tiêu và cấp nước", "nguồn nước thải xả vào công trình thủy lợi",
    "kế hoạch bảo trì, sửa chữa thường xuyên", "cơ sở dữ liệu quan trắc mực nước, lượng mưa", "phương án ứng phó thiên tai và tình huống khẩn cấp",
    "mốc chỉ giới và biển báo phạm vi bảo vệ", "hợp đồng cung cấp sản phẩm, dịch vụ công ích thủy lợi", "tài sản kết cấu hạ tầng được giao",
)  # fmt: skip
WHEN = (
    "trước ngày 30 tháng 4 hằng năm", "trong thời hạn 15 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ", "chậm nhất ngày 20 của tháng cuối quý",
    "trước mùa mưa lũ ít nhất 45 ngày", "trong vòng 24 giờ kể từ khi phát hiện", "định kỳ 06 tháng và đột xuất khi có yêu cầu",
)  # fmt: skip
SENTENCES = (
    "{who} chủ trì, phối hợp với {other} rà soát, thống kê {what}; lập danh mục gửi Ủy ban nhân dân tỉnh {when}.",
    "{who} chịu trách nhiệm trước pháp luật và Chủ tịch Ủy ban nhân dân tỉnh về tính chính xác của số liệu liên quan đến {what}.",
    "Việc giao, điều chỉnh hoặc thu hồi {what} phải căn cứ quy hoạch đã được phê duyệt và ý kiến bằng văn bản của {other}.",
    "Nghiêm cấm mọi hành vi lấn chiếm, đổ phế thải, xây dựng trái phép làm ảnh hưởng đến {what}.",
    "Trường hợp phát sinh sự cố, {who} phải tổ chức khắc phục ngay và báo cáo {other} {when}.",
    "Kinh phí quản lý, bảo vệ {what} được bố trí trong dự toán ngân sách nhà nước theo phân cấp hiện hành và các nguồn hợp pháp khác.",
    "{who} niêm yết công khai tại trụ sở và trên Cổng thông tin điện tử các nội dung về {what} {when}.",
    "Hồ sơ gồm: đơn đề nghị, bản vẽ hiện trạng tỷ lệ 1/500, thuyết minh phương án và văn bản thống nhất của {other}.",
    "Tổ chức, cá nhân sử dụng {what} có trách nhiệm nộp đầy đủ, đúng hạn các khoản phải nộp theo quy định.",
    "Mức hỗ trợ đối với {what} không vượt quá 70 % tổng mức đầu tư được duyệt, phần còn lại do người hưởng lợi đóng góp.",
    "{who} tổng hợp kết quả thực hiện, đánh giá tồn tại, hạn chế, nguyên nhân và đề xuất giải pháp, gửi {other} {when}.",
    "Khi lập dự án đầu tư mới, chủ đầu tư phải khảo sát, đánh giá tác động đến {what} và lấy ý kiến của cộng đồng dân cư.",
    "Cán bộ, công chức lợi dụng chức vụ, quyền hạn gây thiệt hại đến {what} thì tùy theo tính chất, mức độ mà bị xử lý kỷ luật hoặc truy cứu trách nhiệm hình sự.",
    "Định mức kinh tế - kỹ thuật áp dụng cho {what} do {who} xây dựng, trình Ủy ban nhân dân tỉnh ban hành.",
    "{who} bố trí người trực 24/24 giờ trong thời gian có mưa lũ, duy trì thông tin liên lạc thông suốt với {other}.",
    "Phạm vi bảo vệ {what} được xác định từ mép ngoài cùng của công trình trở ra, có cắm mốc và bàn giao tại thực địa.",
    "Trên cơ sở đề nghị của {other}, {who} thẩm định và trình cấp có thẩm quyền quyết định {when}.",
    "Đối với khu vực miền núi, vùng đồng bào dân tộc thiểu số, việc quản lý {what} ưu tiên giao cho tổ chức thủy lợi cơ sở.",
    "Dữ liệu về {what} được cập nhật, kết nối và chia sẻ qua nền tảng tích hợp, chia sẻ dữ liệu của tỉnh.",
    "{who} kiểm tra, giám sát việc chấp hành các quy định về {what}; xử lý hoặc kiến nghị xử lý vi phạm theo thẩm quyền.",
    "Quá trình vận hành phải bảo đảm dòng chảy tối thiểu, hài hòa lợi ích giữa cấp nước sinh hoạt, sản xuất nông nghiệp và phát điện.",
    "Đơn giá sản phẩm, dịch vụ công ích được điều chỉnh khi các yếu tố hình thành giá biến động từ 20 % trở lên.",
    "Người dân có quyền phản ánh, kiến nghị về {what} qua đường dây nóng; {who} trả lời {when}.",
    "Nhà thầu chậm tiến độ quá 30 ngày mà không có lý do chính đáng thì bị xử phạt theo hợp đồng và công khai trên hệ thống mạng đấu thầu quốc gia.",
    "{who} tổ chức tập huấn, hướng dẫn nghiệp vụ cho lực lượng trực tiếp quản lý {what} mỗi năm ít nhất một lần.",
    "Hằng năm, {other} tổ chức diễn tập phương án ứng phó, rút kinh nghiệm và bổ sung vật tư, phương tiện dự phòng.",
    "Trước khi tích nước, {who} phải hoàn thành công tác kiểm tra, đánh giá an toàn và được {other} chấp thuận bằng văn bản.",
    "Việc bàn giao {what} được lập thành biên bản, có xác nhận của các bên và lưu tại hồ sơ công trình.",
    "{who} khuyến khích áp dụng công nghệ tưới tiên tiến, tiết kiệm nước đối với cây trồng cạn có giá trị kinh tế cao.",
    "Các công trình hư hỏng nặng, không còn khả năng phục hồi thì {who} lập phương án thanh lý, trình duyệt {when}.",
    "Số tiền thu được sau khi trừ chi phí hợp lý nộp vào ngân sách nhà nước, ưu tiên chi cho duy tu, sửa chữa {what}.",
    "Tổ chức thủy lợi cơ sở hoạt động theo nguyên tắc tự nguyện, dân chủ, bình đẳng và công khai, minh bạch về tài chính.",
    "{who} phân công một lãnh đạo phụ trách, chỉ đạo thường xuyên và chịu trách nhiệm về kết quả quản lý {what}.",
    "Chế độ báo cáo về {what} thực hiện {when}; báo cáo gửi qua trục liên thông văn bản, có ký số.",
    "Những nội dung không nêu tại văn bản này thực hiện theo quy định của pháp luật về thủy lợi, tài nguyên nước và pháp luật khác có liên quan.",
    "Kết quả kiểm định an toàn đập, hồ chứa nước là căn cứ để bố trí vốn sửa chữa, nâng cấp trong kế hoạch trung hạn.",
    "{who} rà soát thủ tục hành chính, cắt giảm ít nhất 30 % thời gian giải quyết đối với lĩnh vực {what}.",
    "Không xem xét khen thưởng đối với tập thể, cá nhân để xảy ra vi phạm nghiêm trọng trong quản lý {what}.",
    "Trường hợp có ý kiến khác nhau giữa {who} và {other} thì báo cáo Chủ tịch Ủy ban nhân dân tỉnh xem xét, quyết định.",
    "Mặt trận Tổ quốc và các tổ chức chính trị - xã hội giám sát việc thực hiện, vận động nhân dân cùng bảo vệ {what}.",
)  # fmt: skip

_UNITS = (
    "Thành phố Vân An", "Thị xã Cửa Hạc", "Huyện Suối Bạc", "Huyện Đồng Sen", "Huyện Núi Thúng", "Huyện Kẻ Vạc", "Huyện Hữu Ngạn", "Huyện Tả Ngạn",
)  # fmt: skip


def sentence(chance: Random) -> str:
    """One of the sentences, with bodies, matter and time chosen."""
    who, other = chance.sample(WHO, 2)
    said = chance.choice(SENTENCES).format(who=who, other=other, what=chance.choice(WHAT), when=chance.choice(WHEN))
    return said[:1].upper() + said[1:]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _figure(chance: Random, most: int) -> str:
    return f"{chance.randrange(100, most):,}".replace(",", ".")


def _areas(chance: Random) -> str:
    """Eight columns of figures for each district."""
    heads = ("TT", "Địa phương", "Diện tích tưới (ha)", "Diện tích tiêu (ha)", "Số hồ chứa", "Kênh kiên cố (km)", "Vốn năm 2023 (triệu đồng)", "Ghi chú")  # fmt: skip
    rows = [
        (str(n), unit, _figure(chance, 9999), _figure(chance, 4999), str(chance.randrange(2, 40)),
         f"{chance.randrange(20, 400)},{chance.randrange(10)}", _figure(chance, 99999), chance.choice(("", "Chưa kiểm định", "Đang sửa chữa")))
        for n, unit in enumerate(_UNITS, 1)
    ]  # fmt: skip
    return table(
        heads, [*rows, ("", "**Tổng cộng**", "**31.046**", "**12.873**", "**164**", "**1.208,5**", "**402.117**", "")]
    )


# --- single documents -----------------------------------------------------------------------------------------------

DECISION = "Quyết định số 27/2023/QĐ-UBND ngày 15/6/2023 của UBND tỉnh"

_CHAPTERS = (
    ("QUY ĐỊNH CHUNG", ("",), ("Phạm vi điều chỉnh", "Đối tượng áp dụng", "Giải thích từ ngữ", "Nguyên tắc quản lý", "Hành vi bị nghiêm cấm")),
    ("PHÂN CẤP QUẢN LÝ VÀ GIAO TÀI SẢN", ("TIÊU CHÍ PHÂN CẤP", "TRÌNH TỰ, THỦ TỤC GIAO, NHẬN"),
     ("Tiêu chí phân cấp hồ chứa nước", "Tiêu chí phân cấp trạm bơm", "Hồ sơ đề nghị", "Thẩm định hồ sơ", "Bàn giao tại thực địa", "Điều chỉnh phân cấp")),
    ("VẬN HÀNH, BẢO TRÌ VÀ BẢO ĐẢM AN TOÀN", ("VẬN HÀNH TRONG MÙA CẠN", "VẬN HÀNH TRONG MÙA LŨ", "BẢO TRÌ"),
     ("Kế hoạch tưới", "Quan trắc và dự báo", "Thông báo xả lũ", "Trực ban", "Bảo trì thường xuyên", "Sửa chữa đột xuất", "Kiểm định an toàn", "Cắm mốc chỉ giới")),
    ("TÀI CHÍNH VÀ GIÁ DỊCH VỤ", ("NGUỒN TÀI CHÍNH", "GIÁ SẢN PHẨM, DỊCH VỤ"),
     ("Nguồn tài chính", "Lập, chấp hành dự toán", "Giá sản phẩm, dịch vụ công ích", "Miễn, giảm", "Quyết toán", "Công khai tài chính")),
    ("CẤP NƯỚC SẠCH NÔNG THÔN", ("QUẢN LÝ KHAI THÁC", "CHẤT LƯỢNG NƯỚC"),
     ("Lựa chọn đơn vị cấp nước", "Hợp đồng dịch vụ", "Kiểm soát chất lượng nước", "Giám sát của cộng đồng", "Ngừng cấp nước")),
    ("TỔ CHỨC THỰC HIỆN", ("",), ("Trách nhiệm của các sở, ban, ngành", "Trách nhiệm của Ủy ban nhân dân các cấp", "Trách nhiệm của tổ chức, cá nhân",
     "Khen thưởng, xử lý vi phạm", "Quy định chuyển tiếp", "Hiệu lực thi hành")),
)  # fmt: skip


def _decision() -> tuple[str, str]:
    """Chương, Mục, Điều, khoản, điểm; annexes with tables; 40 pages on paper."""
    chance = Random(27)
    parts = [
        "*Căn cứ Luật Thủy lợi năm 2017;*",
        "*Căn cứ Nghị định số 67/2018/NĐ-CP ngày 14/5/2018 của Chính phủ quy định chi tiết một số điều của Luật Thủy lợi;*",
        "*Theo đề nghị của Giám đốc Sở Nông nghiệp và Phát triển nông thôn tại Tờ trình số 188/TTr-SNNPTNT ngày 02/6/2023.*",
        "QUYẾT ĐỊNH:",
    ]
    article = 0
    for chapter, (title, sections, names) in enumerate(_CHAPTERS):
        parts += [f"Chương {('I', 'II', 'III', 'IV', 'V', 'VI')[chapter]}", title]
        for place, name in enumerate(names):
            starts = [round(n * len(names) / len(sections)) for n in range(len(sections))]
            if place in starts and sections[0]:
                section = starts.index(place)
                parts += [f"Mục {section + 1}", sections[section]]
            article += 1
            parts.append(f"**Điều {article}. {name}**")
            for clause in range(1, chance.randint(4, 6)):
                points = chance.choice((0, 0, 0, 3, 4, 5))
                parts.append(
                    f"{clause}. {sentence(chance)}{f' {sentence(chance)}' if not points else ' Cụ thể như sau:'}"
                )
                parts += [f"{'abcdđe'[point]}) {sentence(chance)}" for point in range(points)]
    parts.append(
        f"{clause + 1}. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2023 và thay thế Quyết định số "
        "19/2017/QĐ-UBND ngày 08/5/2017 của UBND tỉnh."
    )
    parts.append(
        f"{clause + 2}. Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc các sở, Thủ trưởng các ban, ngành tỉnh, Chủ tịch Ủy ban nhân "
        "dân các huyện, thị xã, thành phố và các tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này./."
    )
    parts += ["PHỤ LỤC I", "DANH MỤC CÔNG TRÌNH GIAO CẤP HUYỆN QUẢN LÝ", _areas(chance)]
    for unit in _UNITS:
        rows = [
            (str(n), f"{chance.choice(('Hồ', 'Đập', 'Trạm bơm', 'Kênh'))} {chance.choice(('Bàu Sấu', 'Đá Vách', 'Ồ Ồ', 'Khe Ễnh', 'Cây Sữa', 'Rộc Ổi'))} {n}",
             f"Xã {chance.choice(('Bình Lạc', 'Ngọc Uyển', 'Thượng Ẩm', 'Phước Kiểng'))}", _figure(chance, 2000), f"{chance.randrange(1995, 2022)}")
            for n in range(1, 9)
        ]  # fmt: skip
        parts += [f"1. {unit}" if unit == _UNITS[0] else f"{_UNITS.index(unit) + 1}. {unit}", table(("TT", "Tên công trình", "Địa điểm", "Năng lực tưới (ha)", "Năm xây dựng"), rows)]  # fmt: skip
    parts += [
        "PHỤ LỤC II", "MẪU BÁO CÁO TÌNH HÌNH QUẢN LÝ", "1. Kết quả quản lý, khai thác trong kỳ.",
        table(("Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)"), [("Diện tích tưới chủ động", "ha", "31.046", "30.112", "97,0"), ("Sửa chữa kênh", "km", "120,5", "118,2", "98,1")]),
        "2. Tồn tại, hạn chế và kiến nghị.",
    ]  # fmt: skip
    return made(
        "27/2023/QĐ-UBND", "quyết định", UBND, Day(2023, 6, 15), "Ban hành Quy định về quản lý, khai thác và bảo vệ công trình thủy lợi, nước sạch nông thôn trên địa bàn tỉnh Sông Vân",
        "\n\n".join(parts), effective="2023-07-01", topics=("Thủy lợi", "Nước sạch nông thôn"),
        recipients=("Như Điều 36;", "Văn phòng Chính phủ (b/cáo);", "Thường trực Tỉnh ủy;", "Thường trực HĐND tỉnh;", "CT, các PCT UBND tỉnh;", "Lưu: VT, NNTN (Ẩn)."),
        notes=("Phụ lục III của bản gốc chưa chép được.",),
    )  # fmt: skip


def _tables() -> Iterator[tuple[str, str]]:
    yield made(
        "5120/UBND-KTTH", "công văn", UBND, Day(2023, 8, 9), "V/v phân bổ kinh phí hỗ trợ sản xuất vụ Hè Thu năm 2023",
        "Xét đề nghị của Giám đốc Sở Tài chính tại Tờ trình số 231/TTr-STC ngày 04/8/2023, Chủ tịch UBND tỉnh có ý kiến như sau:\n\n"
        f"1. Thống nhất phân bổ kinh phí theo bảng sau:\n\n{_areas(Random(5))}\n\n"
        "2. Thời hạn giải ngân của từng nguồn vốn:\n\n"
        + table(("Nguồn vốn", "Thời hạn"), [("Ngân sách trung ương", "31/01/2024"), ("Ngân sách tỉnh", "15/12/2023"), ("Nguồn huy động hợp pháp khác", "Theo hợp đồng")])
        + "\n\n3. Giao Sở Tài chính hướng dẫn, kiểm tra; báo cáo kết quả **trước ngày 20/12/2023**./.",
        addressees=("Sở Tài chính;", "Sở Nông nghiệp và Phát triển nông thôn;", "UBND các huyện, thị xã, thành phố."), signer=1,
    )  # fmt: skip


def _signers() -> Iterator[tuple[str, str]]:
    yield made(
        "03/KH-SNV", "kế hoạch", SNV, Day(2022, 4, 18), "Phối hợp tổ chức Tháng hành động vì người có công năm 2022",
        "1. Mục đích: phát huy truyền thống uống nước nhớ nguồn.\n\n2. Nội dung phối hợp:\n\na) Thăm hỏi, tặng quà gia đình chính sách.\n\n"
        "b) Tu sửa, nâng cấp nghĩa trang liệt sĩ.\n\n3. Tổng kết trước ngày 15/8/2022./.",
        signers=(
            {"position": "GIÁM ĐỐC SỞ NỘI VỤ", "name": "Ngô Xuân Ẩn"},
            {"authority": "KT. CHỈ HUY TRƯỞNG BỘ CHỈ HUY QUÂN SỰ TỈNH", "position": "PHÓ CHỈ HUY TRƯỞNG, THAM MƯU TRƯỞNG", "name": "Đoàn Trung Dũng"},
            {"position": "BÍ THƯ TỈNH ĐOÀN", "name": "Công Tằng Tôn Nữ Thị Ngọc Bích Hoàng Yến"},
        ),
    )  # fmt: skip


def _without_addressees() -> Iterator[tuple[str, str]]:
    yield made(
        "412-KL/TU", "kết luận", TU, Day(2022, 12, 5), "Về tình hình thực hiện nhiệm vụ năm 2022; mục tiêu, nhiệm vụ và giải pháp chủ yếu năm 2023",
        "Tại Hội nghị lần thứ mười hai, Ban Chấp hành Đảng bộ tỉnh khóa XX đã thảo luận và kết luận như sau:\n\n"
        "I- VỀ TÌNH HÌNH NĂM 2022\n\n1- Tổng sản phẩm trên địa bàn tăng 7,42 %; thu ngân sách đạt 18.215 tỉ đồng.\n\n"
        "2- Còn 03/24 chỉ tiêu chưa đạt, tiến độ giải ngân vốn đầu tư công chậm.\n\nII- VỀ NHIỆM VỤ NĂM 2023\n\n"
        "1- Tiếp tục thực hiện Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX và Nghị quyết số 05-NQ/TU ngày 12/3/2021 của Tỉnh ủy.\n\n"
        "2- Tập trung tháo gỡ vướng mắc về đất đai, giải phóng mặt bằng.",
        recipients=("Ban Bí thư Trung ương Đảng (để báo cáo),", "Các đảng bộ trực thuộc,", "Các đồng chí Tỉnh ủy viên,", "Lưu Văn phòng Tỉnh ủy."),
        signers=({"authority": "T/M TỈNH ỦY", "position": "BÍ THƯ", "name": "Vũ Đình Khải"},), organ="",
    )  # fmt: skip


_CITED = "Nghị quyết số 05-NQ/TU ngày 12/3/2021 của Tỉnh ủy"
CITED = f"{TU}/2021/05-nq-tu"
"""The document that more than 200 others cite."""

_FORMS = (
    "Thực hiện {it} về chuyển đổi số, {who} yêu cầu:",
    "Căn cứ {it} và tình hình thực tế, {who} thông báo:",
    "Để bám sát {it}, {who} đề nghị:",
    "Trên cơ sở {it} về chuyển đổi số, {who} có ý kiến:",
    "Triển khai {it}, {who} hướng dẫn:",
    "Sau khi nghiên cứu {it} cùng các văn bản có liên quan, {who} lưu ý:",
    "Tiếp theo {it}, {who} đề nghị:",
    "Quán triệt {it} (sau đây gọi tắt là Nghị quyết 05), {who} yêu cầu nội dung báo cáo nêu rõ kết quả thực hiện Nghị quyết 05:",
)
_WRITERS = (
    (TU, "CV/TU", "-", "công văn", "Thường trực Tỉnh ủy"), (BTC, "CV/BTCTU", "-", "công văn", "Ban Tổ chức Tỉnh ủy"),
    (THANH, "CV/TU", "-", "công văn", "Ban Thường vụ Thành ủy"), (UBND, "UBND-KGVX", "/", "công văn", "Chủ tịch UBND tỉnh"),
    (SNV, "SNV-CCHC", "/", "công văn", "Giám đốc Sở Nội vụ"), (STC, "STC-HCSN", "/", "công văn", "Giám đốc Sở Tài chính"),
    (UBND, "KH-UBND", "/", "kế hoạch", "Ủy ban nhân dân tỉnh"),
)  # fmt: skip
_MATTERS = (
    "đẩy mạnh dịch vụ công trực tuyến", "chuẩn hóa dữ liệu hộ tịch", "bồi dưỡng kỹ năng số cho cán bộ cấp xã", "ký số văn bản đi", "hội nghị không giấy tờ",
    "thanh toán không dùng tiền mặt", "số hóa hồ sơ lưu trữ", "bảo đảm an toàn thông tin", "xây dựng đô thị thông minh", "tổ công nghệ số cộng đồng",
)  # fmt: skip


def _cited(count: int = 205) -> Iterator[tuple[str, str]]:
    yield made(
        "05-NQ/TU", "nghị quyết", TU, Day(2021, 3, 12), "Về chuyển đổi số tỉnh Sông Vân đến năm 2025, định hướng đến năm 2030",
        "I- QUAN ĐIỂM\n\n1- Chuyển đổi số là nhiệm vụ của cả hệ thống chính trị.\n\n2- Người dân, doanh nghiệp là trung tâm.\n\nII- MỤC TIÊU\n\n"
        "1- Đến năm 2025, 80 % hồ sơ công việc cấp tỉnh được xử lý trên môi trường mạng.\n\n2- Đến năm 2030, kinh tế số chiếm 30 % GRDP.",
        recipients=("Các đảng bộ trực thuộc,", "Lưu Văn phòng Tỉnh ủy."), topics=("Chuyển đổi số",), signer=1, organ="",
        signers=({"authority": "T/M TỈNH ỦY", "position": "BÍ THƯ", "name": "Vũ Đình Khải"},), aliases=("Nghị quyết 05 về chuyển đổi số",),
    )  # fmt: skip
    for place in range(count):
        issuer, symbol, joint, kind, who = _WRITERS[place % len(_WRITERS)]
        day = Day(2021, 3, 20) + timedelta(days=place * 7 + place % 5)
        it = _CITED if place % 3 else _CITED.replace("12/3/2021", "12 tháng 3 năm 2021")
        matter = _MATTERS[place % len(_MATTERS)]
        yield made(
            f"{700 + place}{joint}{symbol}", kind, issuer, day, f"{'V/v' if joint == '/' and kind == 'công văn' else 'Về việc'} {matter}",
            f"{_FORMS[place % len(_FORMS)].format(it=it, who=who)}\n\n1. Khẩn trương {matter}.\n\n2. Báo cáo kết quả trước ngày {short(day + timedelta(days=30))}.",
            signer=place, addressees=("Các cơ quan, đơn vị trực thuộc.",), topics=("Chuyển đổi số",) if place % 4 == 0 else (),
        )  # fmt: skip


def _changes() -> Iterator[tuple[str, str]]:
    """A plan that is replaced and of which a third letter tells it, a correction, a repeal, two amendments."""
    plan = "Kế hoạch số 18-KH/TU ngày 09/8/2021 của Ban Thường vụ Tỉnh ủy"
    yield made(
        "18-KH/TU",
        "kế hoạch",
        TU,
        Day(2021, 8, 9),
        "Thực hiện Nghị quyết số 05-NQ/TU ngày 12/3/2021 của Tỉnh ủy",
        "1- Mục đích, yêu cầu.\n\n2- Phân công thực hiện.",
    )
    yield made(
        "63-KH/TU", "kế hoạch", TU, Day(2023, 2, 20), "Thực hiện Nghị quyết số 05-NQ/TU ngày 12/3/2021 của Tỉnh ủy giai đoạn 2023 - 2025",
        f"1- Mục tiêu cụ thể.\n\n2- Nhiệm vụ, giải pháp.\n\n3- Kế hoạch này thay thế {plan} về thực hiện Nghị quyết số 05-NQ/TU.",
        relations=({"relation": "replaces", "document": plan},),
    )  # fmt: skip
    yield made(
        "1844-CV/TU", "công văn", TU, Day(2023, 3, 1), "Triển khai Kế hoạch số 63-KH/TU",
        f"Ngày 20/02/2023, Ban Thường vụ Tỉnh ủy ban hành Kế hoạch số 63-KH/TU ngày 20/02/2023 thay thế {plan}; đề nghị các đảng bộ quán triệt, thực hiện.",
        addressees=("Các huyện ủy, thị ủy, thành ủy,",),
    )  # fmt: skip
    yield made("412/QĐ-UBND", "quyết định", UBND, Day(2022, 3, 30), "Phê duyệt kế hoạch sử dụng đất năm 2022 của thị xã Cửa Hạc", "Điều 1. Phê duyệt kế hoạch sử dụng đất.\n\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.\n\nĐiều 3. Các cơ quan có liên quan chịu trách nhiệm thi hành./.")  # fmt: skip
    yield made(
        "1630/UBND-NNTN", "công văn", UBND, Day(2022, 4, 15), "V/v đính chính Quyết định số 412/QĐ-UBND",
        "Do sơ suất trong khâu soạn thảo, UBND tỉnh đính chính Quyết định số 412/QĐ-UBND ngày 30/3/2022 của UBND tỉnh như sau:\n\n1. Tại Điều 1, \"125,4 ha\" sửa thành \"152,4 ha\".\n\n2. Các nội dung khác giữ nguyên./.",
        addressees=("UBND thị xã Cửa Hạc.",), signer=1,
    )  # fmt: skip
    yield made("09/CT-UBND", "chỉ thị", UBND, Day(2020, 5, 11), "Về tăng cường phòng cháy, chữa cháy rừng", "1. Chủ rừng chịu trách nhiệm phòng cháy.\n\n2. Lực lượng kiểm lâm trực 24/24 giờ./.", recipients=("Các sở, ban, ngành;", "Lưu: VT, NNTN."))  # fmt: skip
    yield made(
        "1507/QĐ-UBND", "quyết định", UBND, Day(2024, 10, 3), "Bãi bỏ Chỉ thị số 09/CT-UBND",
        "Điều 1. Bãi bỏ Chỉ thị số 09/CT-UBND ngày 11/5/2020 của Chủ tịch UBND tỉnh về tăng cường phòng cháy, chữa cháy rừng.\n\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký./.",
        effective="2024-10-03",
    )  # fmt: skip
    for number, day, what in (
        ("41/2023/QĐ-UBND", Day(2023, 11, 2), "khoản 2 Điều 7"),
        ("12/2024/QĐ-UBND", Day(2024, 4, 25), "một số điều của"),
    ):
        yield made(
            number, "quyết định", UBND, day, f"Sửa đổi, bổ sung {what} Quyết định số 27/2023/QĐ-UBND",
            f"*Căn cứ Luật Thủy lợi năm 2017;*\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Sửa đổi, bổ sung {what} {DECISION}.\n\n1. Thay cụm từ \"15 ngày\" bằng cụm từ \"10 ngày\".\n\nĐiều 2. Quyết định này có hiệu lực từ ngày {short(day + timedelta(days=10))}./.",
            topics=("Thủy lợi",), recipients=("Như Điều 2;", "Lưu: VT, NNTN."),
        )  # fmt: skip


INTERNAL_PARTLY, INTERNAL_WHOLLY = f"{TU}/2024/2301-cv-tu", f"{BTC}/2024/88-cv-btctu"


def _internal() -> Iterator[tuple[str, str]]:
    subject = "Rà soát nhân sự cấp ủy :internal[diện Ban Thường vụ Tỉnh ủy quản lý] nhiệm kỳ 2025 - 2030"
    name, text = made(
        "2301-CV/TU", "công văn", TU, Day(2024, 9, 16), "SUBJECT",
        "Thực hiện Chỉ thị số 35-CT/TW ngày 14/6/2024 của Bộ Chính trị, Ban Thường vụ Tỉnh ủy yêu cầu:\n\n"
        "1. Các cấp ủy rà soát, bổ sung quy hoạch; gửi về Ban Tổ chức Tỉnh ủy :internal[(phòng 204, niêm phong)] trước ngày 15/10/2024.\n\n"
        "::: internal\n2. Danh sách dự kiến điều động gồm 07 đồng chí.\n\na) Cấp tỉnh: 03 đồng chí.\n\nb) Cấp huyện: 04 đồng chí theo Thông báo số 512-TB/TU ngày 02/9/2024 của Ban Thường vụ Tỉnh ủy.\n:::\n\n"
        "::: internal\n| Đơn vị | Số lượng |\n|---|---|\n| Thành phố Vân An | 2 |\n| Huyện Suối Bạc | 2 |\n:::\n\n"
        "::: internal\n3. Không phổ biến danh sách ngoài cơ quan.\n:::\n\n"
        "4. Văn phòng Tỉnh ủy theo dõi, đôn đốc :internal[và báo cáo riêng đồng chí Bí thư] việc thực hiện Công văn này.\n\n"
        "| Việc | Thời hạn |\n|---|---|\n| Gửi danh sách | 15/10/2024 |\n| Thẩm định :internal[hồ sơ lý lịch] | 30/10/2024 |\n\n"
        "::: internal\nPHỤ LỤC\n\n1. Tiêu chuẩn từng chức danh.\n:::",
        addressees=("Các huyện ủy, thị ủy, thành ủy,", "Các đảng ủy trực thuộc Tỉnh ủy,"), topics=("Công tác cán bộ", {"value": "Điều động", "access": "internal"}),
        recipients=("Như trên,", {"value": "Đồng chí Trưởng ban Tổ chức Tỉnh ủy (để theo dõi),", "access": "internal"}, "Lưu Văn phòng Tỉnh ủy."),
        notes=({"value": "Bản gốc có bút phê của Bí thư.", "access": "internal"},),
    )  # fmt: skip
    yield name, text.replace("subject: SUBJECT", f"subject: '{subject}'")
    yield made(
        "88-CV/BTCTU", "công văn", BTC, Day(2024, 10, 1), "Về việc thẩm tra lý lịch cán bộ dự kiến điều động",
        "LƯU HÀNH NỘI BỘ\n\nThực hiện Công văn số 2301-CV/TU ngày 16/9/2024 của Ban Thường vụ Tỉnh ủy, Ban Tổ chức Tỉnh ủy đề nghị:\n\n1. Cử cán bộ phối hợp thẩm tra.\n\n2. Hoàn thành trước ngày 25/10/2024.",
        access="internal", addressees=("Ban Thường vụ các huyện ủy,",),
    )  # fmt: skip
    yield made(
        "12/HĐNVQS-TM", "công văn", HDQS, Day(2024, 11, 5), "V/v bổ sung chỉ tiêu giao quân", "1. Bổ sung 12 chỉ tiêu cho huyện Hữu Ngạn./.",
        access="internal", addressees=("UBND huyện Hữu Ngạn.",),
    )  # fmt: skip


def joint() -> dict[str, str]:
    """Documents that several bodies issue together."""
    return dict([
        made(
            "15/KH-SNV-STC-BTCTU", "kế hoạch", SNV, Day(2023, 5, 22), "Kiểm tra việc sử dụng biên chế và kinh phí năm 2023",
            "1. Nội dung kiểm tra.\n\n2. Phân công: Sở Nội vụ chủ trì; Sở Tài chính phối hợp; Ban Tổ chức Tỉnh ủy cử cán bộ tham gia.\n\n3. Thời gian: từ ngày 01/6/2023 đến ngày 30/6/2023./.",
            co_issuers=(STC, BTC), letterhead=(), recipients=("Chủ tịch UBND tỉnh (b/cáo);", "Các đơn vị được kiểm tra;", "Lưu: VT các sở."),
            signers=(
                {"position": "GIÁM ĐỐC SỞ NỘI VỤ", "name": "Ngô Xuân Ẩn"}, {"position": "GIÁM ĐỐC SỞ TÀI CHÍNH", "name": "Bùi Thị Thu Ỷ"},
                {"position": "TRƯỞNG BAN TỔ CHỨC TỈNH ỦY", "name": "Lê Quang Thuận"},
            ),
        ),
        made(
            "09-QC/BTCTU", "quy chế", BTC, Day(2022, 9, 8), "Phối hợp công tác giữa Ban Tổ chức Tỉnh ủy và Thành ủy Vân An",
            "Điều 1. Nguyên tắc phối hợp.\n\nĐiều 2. Trách nhiệm của mỗi bên.", co_issuers=(THANH,), letterhead=(),
            signers=({"position": "TRƯỞNG BAN", "name": "Lê Quang Thuận"}, {"authority": "T/M BAN THƯỜNG VỤ THÀNH ỦY", "position": "BÍ THƯ", "name": "Trần Hữu Đức"}),
        ),
    ])  # fmt: skip


LETTERS = "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
"""The 67 capitals with marks; with their small forms the 134 letters."""

MARKS = f"{BTC}/2023/14-hd-btctu"
"""The document with all letters, a long subject and a long name."""


def _everything() -> Iterator[tuple[str, str]]:
    yield made(
        "14-HD/BTCTU", "hướng dẫn", BTC, Day(2023, 4, 3),
        "Một số nội dung về thể thức, kỹ thuật trình bày và phông chữ tiếng Việt trong soạn thảo văn bản điện tử của các cơ quan tham mưu, giúp việc Tỉnh ủy, "
        "các huyện ủy, thị ủy, thành ủy, đảng ủy trực thuộc Tỉnh ủy; việc kiểm tra lỗi dấu thanh, dấu mũ, dấu móc của chữ hoa trên màn hình và trên bản in khổ giấy A4",
        f"# I- CHỮ HOA CÓ DẤU: {' '.join(LETTERS)}\n\n1- Chữ hoa phải hiện đủ dấu, nhất là Ế, Ộ, Ẫ, Ự, Ẳ, Ẵ, Ễ, Ỡ.\n\n2- Chữ thường: {' '.join(LETTERS.lower())}.\n\n"
        "# II- VÍ DỤ: ỦY BAN KIỂM TRA, ĐẢNG BỘ XÃ THƯỢNG ẨM, HỘI ĐỒNG NGHĨA VỤ QUÂN SỰ\n\n"
        + table(("Chữ", "Từ ngữ", "Chú thích"), [("Ế", "KẾ HOẠCH, QUYẾT ĐỊNH", "mũ và sắc"), ("Ộ", "BỘ, HỘI, ĐỘNG", "mũ và nặng"), ("Ẵ", "SẴN SÀNG", "trăng và ngã"), ("Ỡ", "HỖ TRỢ, BỠ NGỠ", "móc và ngã")])
        + "\n\n## 1. CỠ CHỮ ỔN ĐỊNH\n\n1.1. Cỡ chữ từ 13 đến 14.\n\n1.2. *Chữ nghiêng: Ế Ộ Ẵ*, **chữ đậm: Ế Ộ Ẵ**, ***đậm nghiêng: Ế Ộ Ẵ***.\n\n"
        "2- Dấu ngoặc “kép”, số mũ m², ≥ 5 %, ký hiệu § và № được giữ nguyên.",
        letterhead=("TỈNH ỦY SÔNG VÂN", "BAN TỔ CHỨC"), organ="Tập thể lãnh đạo", effective="2023-04-10", status="Hết hiệu lực một phần",
        topics=("Công tác văn thư, lưu trữ", "Thể thức văn bản", "Ứng dụng công nghệ thông tin - chuyển đổi số"),
        recipients=("Thường trực Tỉnh ủy (để báo cáo),", "Các cơ quan tham mưu, giúp việc Tỉnh ủy,", "Lưu Ban Tổ chức Tỉnh ủy."),
        signers=({"authority": "K/T TRƯỞNG BAN", "position": "PHÓ TRƯỞNG BAN THƯỜNG TRỰC", "name": "Công Tằng Tôn Nữ Thị Ngọc Bích Hoàng Yến"},),
        notes=("Bản gốc in nhầm số trang 3 thành 8.", "Đã đối chiếu với bản lưu ngày 05/4/2023."),
    )  # fmt: skip


CITES_AMBIGUOUSLY = f"{THANH}/2024/1310-cv-tu"


def _ambiguous() -> Iterator[tuple[str, str]]:
    """A number without date of a body whose terms are not known, and documents that nobody holds."""
    for year in (2018, 2023):
        yield made(
            "21-KH/TU",
            "kế hoạch",
            THANH,
            Day(year, 5, 4),
            f"Chỉnh trang đô thị năm {year}",
            "1. Mục tiêu.\n\n2. Phân công.",
            recipients=("Lưu Văn phòng Thành ủy.",),
        )
    yield made(
        "1310-CV/TU", "công văn", THANH, Day(2024, 6, 12), "Đôn đốc chỉnh trang đô thị",
        "Thực hiện Kế hoạch số 21-KH/TU của Thành ủy, Ban Thường vụ Thành ủy yêu cầu:\n\n1. UBND thành phố khẩn trương thực hiện Chỉ thị số 04-CT/TW ngày 08/4/2024 của Ban Bí thư và "
        "Công văn số 771/SXD-QHKT ngày 03/6/2024 của Sở Xây dựng.\n\n2. Các phường căn cứ Luật Đất đai năm 2024, Quyết định số 33/QĐ-UBND ngày 09/01/2024 của UBND huyện Kẻ Vạc và Quyết định số 118.\n\n"
        "3. Báo cáo theo Thông tư số 09/2021/TT-BXD ngày 16/8/2021 của Bộ Xây dựng trước ngày 30/6/2024.",
        addressees=("Các chi, đảng bộ trực thuộc Thành ủy.",),
    )  # fmt: skip


_FIELDS = ("NC", "KTTH", "NNTN", "KGVX", "CNXD")
_ASKED = (
    "Sở Nội vụ",
    "Sở Tài chính",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Thanh tra tỉnh",
    "UBND huyện Đồng Sen",
)
_ABOUT = (
    "kinh phí đột xuất phòng, chống thiên tai", "chủ trương mua sắm xe chuyên dùng", "gia hạn thời gian hoàn thành dự án", "cử cán bộ tham gia đoàn công tác",
    "tiếp công dân định kỳ tháng 12", "nghỉ Tết Dương lịch", "kiểm tra việc chấp hành kỷ luật hành chính", "giải quyết đơn của ông Nguyễn Văn Tám",
)  # fmt: skip


def _month() -> Iterator[tuple[str, str]]:
    """Over 300 letters of one body in December 2023, and some in the other months."""
    days = [Day(2023, 12, 1 + place * 31 // 310) for place in range(310)] + [
        Day(2023, month, 7) for month in (1, 1, 2, 3, 3, 4, 5, 6, 7, 9, 10, 11)
    ]
    for place, day in enumerate(sorted(days)):
        matter, asked = _ABOUT[place % len(_ABOUT)], _ASKED[place % len(_ASKED)]
        body = f"Xét đề nghị của {asked} về {matter}, Chủ tịch UBND tỉnh đồng ý; giao {asked} chịu trách nhiệm thực hiện./."
        if place % 25 == 0:
            body = f"Xét đề nghị của {asked} tại Tờ trình số {100 + place}/TTr-SNV ngày {short(day - timedelta(days=3))}, {body[0].lower()}{body[1:]}"
        yield made(
            f"{6000 + place}/UBND-{_FIELDS[place % 5]}",
            "công văn",
            UBND,
            day,
            f"V/v {matter}",
            body,
            addressees=(f"{asked}.",),
            signer=place,
        )


def samples() -> dict[str, str]:
    """File name and text of every made letter; `ARCHIVE` is their archive.yaml."""
    parts = (
        (_decision(),),
        _tables(),
        _signers(),
        _without_addressees(),
        _cited(),
        _changes(),
        _internal(),
        _everything(),
        _ambiguous(),
        _month(),
    )
    found = [file for part in parts for file in part]
    found += joint().items()
    assert len({name for name, _ in found}) == len(found)
    return dict(found)


GONE = "tinh-uy-song-van/2022/77-tb-tu"
"""What was published and withdrawn."""


def publication_log() -> str:
    """The public log of an archive with these letters: a first publication, and what came after."""
    public = [name for name, text in sorted(samples().items()) if "\naccess: public\n" in text]
    first = [("2025-01-06", "published", name) for name in [*public[:300], GONE]]
    later = [
        *(("2025-03-10", "published", name) for name in public[300:303]),
        ("2025-03-10", "changed", public[7]),
        ("2025-04-02", "withdrawn", GONE),
        *(("2026-01-05", "published", name) for name in public[303:]),
    ]
    return "".join(
        json.dumps({"date": day, "event": event, "id": name, **({} if event == "withdrawn" else {"digest": "0" * 16})})
        + "\n"
        for day, event, name in (*first, *later)
    )


def write_samples(folder: Path) -> Path:
    """A content folder with all of it."""
    content = write_content(folder / "content", samples(), ARCHIVE)
    (content / "log-public.jsonl").write_text(publication_log(), encoding="utf-8")
    return content


def many(count: int) -> dict[str, str]:
    """So many letters of both sides over five years, always the same: they cite earlier ones, some have tables, one of a
    hundred is internal."""
    chance = Random(count)
    found: list[tuple[str, str]] = []
    written: list[str] = []
    start, reach = Day(2020, 11, 2), (Day(2025, 5, 30) - Day(2020, 11, 2)).days
    for place in range(count):
        issuer, symbol, joint_sign, kind, who = _WRITERS[place % len(_WRITERS)]
        day = start + timedelta(days=place * reach // count)
        number = f"{100 + place}{joint_sign}{symbol}"
        parts = [f"{who} yêu cầu các cơ quan, đơn vị, địa phương thực hiện các nội dung sau:"]
        for item in range(1, chance.randint(3, 7)):
            cites = (
                f" Nội dung này thực hiện theo {chance.choice(written)}." if written and chance.random() < 0.45 else ""
            )
            parts.append(f"{item}. {sentence(chance)}{cites}")
        if place % 17 == 3:
            parts.append(_areas(chance))
        if place % 23 == 5:
            parts.append(
                f"Thực hiện Nghị định số {10 + place % 90}/2021/NĐ-CP ngày {short(Day(2021, 3, 1))} của Chính phủ."
                if day.year > 2021
                else "Căn cứ Luật Thủy lợi năm 2017."
            )
        access = "internal" if place % 100 == 50 else "public"
        matter = f"{chance.choice(_MATTERS)} {chance.choice(('quý', 'đợt'))} {'I' * chance.randint(1, 3)}"
        found.append(
            made(number, kind, issuer, day, f"{'V/v' if joint_sign == '/' and kind == 'công văn' else 'Về việc'} {matter}", "\n\n".join(parts), signer=place, access=access,
                 addressees=() if kind == "kế hoạch" else ("Các cơ quan, đơn vị trực thuộc.",), topics=(("Chuyển đổi số", "Thủy lợi")[place % 2],) if place % 3 == 0 else ())
        )  # fmt: skip
        if access == "public":
            body = {
                TU: "Tỉnh ủy",
                BTC: "Ban Tổ chức Tỉnh ủy",
                THANH: "Thành ủy Vân An",
                UBND: "UBND tỉnh",
                SNV: "Sở Nội vụ",
                STC: "Sở Tài chính",
            }[issuer]
            when = long(day) if place % 4 == 0 else f"ngày {short(day)}"
            written.append(f"{kind[:1].upper() + kind[1:]} số {number} {when} của {body}")
    return dict(found)


if __name__ == "__main__":
    folder = write_samples(Path(sys.argv[1]))
    print(f"{len(samples())} letters in {folder}")
