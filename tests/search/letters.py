"""A made archive of 2,000 letters for measuring the search: some that queries mean, and many that are like them."""

import random
from collections.abc import Iterator

ARCHIVE = """\
title: Kho đo
issuers:
  tinh-uy-song-hau: {name: Tỉnh ủy Sông Hậu, side: party, symbols: [TU], place: tỉnh Sông Hậu, aliases: [Tỉnh ủy, Ban Thường vụ Tỉnh ủy]}
  thanh-uy-cai-son: {name: Thành ủy Cái Sơn, side: party, symbols: [TU], place: thành phố Cái Sơn, parent: tinh-uy-song-hau, aliases: [Thành ủy]}
  ban-to-chuc: {name: Ban Tổ chức Tỉnh ủy Sông Hậu, side: party, symbols: [BTCTU], place: tỉnh Sông Hậu, aliases: [Ban Tổ chức Tỉnh ủy]}
  ubnd-tinh-song-hau: {name: Ủy ban nhân dân tỉnh Sông Hậu, side: state, symbols: [UBND], place: tỉnh Sông Hậu, aliases: [UBND tỉnh]}
  so-y-te: {name: Sở Y tế tỉnh Sông Hậu, side: state, symbols: [SYT], place: tỉnh Sông Hậu, aliases: [Sở Y tế]}
  so-noi-vu: {name: Sở Nội vụ tỉnh Sông Hậu, side: state, symbols: [SNV], place: tỉnh Sông Hậu, aliases: [Sở Nội vụ]}
"""

# issuer, number, type, date, subject, signer, body
MEANT = [
    ("tinh-uy-song-hau", "12-CT/TU", "chỉ thị", "2022-03-14", "Tăng cường lãnh đạo công tác thu hút đầu tư vào khu công nghiệp ven biển", "Trần Quốc Đạt",
     "1. Rà soát quỹ đất sạch, đơn giản hóa thủ tục cấp phép cho nhà đầu tư chiến lược.\n\n2. Không để xảy ra tình trạng tiền trảm hậu tấu trong giao đất."),
    ("tinh-uy-song-hau", "87-KH/TU", "kế hoạch", "2023-09-05", "Chuyển đổi số trong các cơ quan đảng giai đoạn 2023 - 2025", "Lê Thị Thùy Dương",
     "1. Triển khai trục liên thông văn bản, chữ ký số và hội nghị không giấy tờ.\n\n2. Mỗi chi bộ có sổ tay đảng viên điện tử."),
    ("tinh-uy-song-hau", "1502-CV/TU", "công văn", "2021-11-30", "Phòng, chống dịch bệnh trong dịp Tết Nguyên đán", "Trần Quốc Đạt",
     "Các cấp ủy chủ động phương án cách ly, không tổ chức bắn pháo hoa, hạn chế lễ hội đông người."),
    ("tinh-uy-song-hau", "233-QĐ/TU", "quyết định", "2020-12-18", "Thành lập Ban Chỉ đạo tổng kết nghị quyết về nông thôn mới", "Nguyễn Thanh Hải",
     "Điều 1. Thành lập Ban Chỉ đạo gồm các đồng chí có tên trong danh sách.\n\nĐiều 2. Văn phòng Tỉnh ủy là cơ quan thường trực."),
    ("thanh-uy-cai-son", "45-KH/TU", "kế hoạch", "2024-02-20", "Chỉnh trang đô thị và bảo vệ hành lang kênh rạch", "Phạm Văn Út",
     "Giải tỏa lấn chiếm kênh Xáng, trồng cây bàng Đài Loan dọc bờ kè, thu gom rác thải nhựa."),
    ("thanh-uy-cai-son", "1502-CV/TU", "công văn", "2023-04-11", "Báo cáo kết quả kiểm tra tài chính đảng", "Phạm Văn Út",
     "Các chi, đảng bộ gửi báo cáo quyết toán đảng phí, nêu rõ khoản chi vượt định mức."),
    ("ban-to-chuc", "301-HD/BTCTU", "hướng dẫn", "2022-08-08", "Kiểm điểm và xếp loại tổ chức đảng, đảng viên cuối năm", "Võ Hoàng Yến",
     "1. Nội dung kiểm điểm gắn với trách nhiệm nêu gương.\n\n2. Tỷ lệ hoàn thành xuất sắc nhiệm vụ không quá 20 %."),
    ("ubnd-tinh-song-hau", "4120/UBND-KT", "công văn", "2023-06-26", "Bình ổn giá lúa gạo vụ hè thu", "Hồ Minh Triết",
     "Sở Công Thương phối hợp doanh nghiệp thu mua lúa tạm trữ, không để thương lái ép giá nông dân."),
    ("ubnd-tinh-song-hau", "19/2022/QĐ-UBND", "quyết định", "2022-05-17", "Ban hành quy định về quản lý hạ tầng kỹ thuật sử dụng chung", "Hồ Minh Triết",
     "Điều 1. Phạm vi điều chỉnh gồm cột ăng ten, cống bể cáp, hào kỹ thuật.\n\nĐiều 2. Đơn vị sở hữu hạ tầng chịu trách nhiệm bảo trì."),
    ("ubnd-tinh-song-hau", "77/KH-UBND", "kế hoạch", "2021-01-19", "Trồng một tỷ cây xanh", "Đỗ Thị Kim Ngân",
     "Ưu tiên cây bản địa, rừng ngập mặn ven biển; phát động Tết trồng cây ngày 15/02/2021."),
    ("ubnd-tinh-song-hau", "6015/UBND-VX", "công văn", "2024-08-28", "Chuẩn bị khai giảng năm học mới", "Đỗ Thị Kim Ngân",
     "Ngành giáo dục rà soát trường lớp, sách giáo khoa, bếp ăn bán trú; không thu các khoản ngoài quy định."),
    ("so-y-te", "2208/SYT-NVY", "công văn", "2023-10-02", "Giám sát bệnh sốt xuất huyết và tay chân miệng", "Huỳnh Tấn Phát",
     "Các trung tâm y tế phun hóa chất diệt muỗi, giám sát ổ dịch, báo cáo ca mắc trước 15 giờ hằng ngày."),
    ("so-y-te", "15/KH-SYT", "kế hoạch", "2022-01-10", "Tiêm chủng mở rộng cho trẻ em dưới một tuổi", "Huỳnh Tấn Phát",
     "Bảo đảm dây chuyền lạnh vắc xin, tư vấn phản ứng sau tiêm, tiêm vét cho trẻ bị hoãn."),
    ("so-noi-vu", "930/SNV-CCHC", "công văn", "2024-03-06", "Khảo sát chỉ số hài lòng của người dân về dịch vụ hành chính", "Bùi Gia Khánh",
     "Điều tra viên phát phiếu tại bộ phận một cửa, không gợi ý câu trả lời, nhập liệu trong 5 ngày."),
    ("so-noi-vu", "118/TTr-SNV", "tờ trình", "2021-07-22", "Đề nghị phê duyệt vị trí việc làm của Chi cục Kiểm lâm", "Bùi Gia Khánh",
     "Kính trình Ủy ban nhân dân tỉnh xem xét đề án gồm 32 vị trí việc làm, trong đó có hạt kiểm lâm liên huyện."),
]  # fmt: skip

_SIGNERS = [
    "Nguyễn Văn Bình",
    "Trần Thị Hạnh",
    "Lê Quang Vinh",
    "Phan Ngọc Ánh",
    "Đinh Công Tráng",
    "Mai Xuân Thu",
    "Cao Bá Lộc",
    "Tô Hữu Lợi",
]
_MATTERS = ["công tác dân vận", "thu chi ngân sách", "cải cách hành chính", "xây dựng đảng", "trật tự an toàn giao thông", "giảm nghèo bền vững",
            "bảo vệ môi trường", "tiếp công dân", "thi đua khen thưởng", "quốc phòng địa phương", "bầu cử đại biểu", "giải ngân đầu tư công",
            "quản lý đất đai", "phát triển du lịch", "chăm sóc người có công", "bảo hiểm y tế", "văn hóa cơ sở", "kinh tế tập thể"]  # fmt: skip
_ACTS = ["Tăng cường", "Báo cáo kết quả", "Đẩy mạnh", "Triển khai", "Rà soát", "Chấn chỉnh", "Tổng kết", "Đôn đốc"]
_SENTENCES = ["Các cơ quan, đơn vị, địa phương khẩn trương triển khai các nhiệm vụ được giao.", "Thủ trưởng các sở, ban, ngành chịu trách nhiệm về kết quả.",
              "Nội dung báo cáo nêu rõ kết quả, tồn tại, hạn chế và nguyên nhân.", "Ban Tuyên giáo định hướng tuyên truyền trong nhân dân.",
              "Ủy ban kiểm tra các cấp tăng cường kiểm tra, giám sát.", "Mặt trận và các tổ chức chính trị - xã hội phối hợp thực hiện.",
              "Văn phòng theo dõi, tổng hợp, tham mưu cấp có thẩm quyền.", "Quá trình thực hiện nếu có khó khăn, vướng mắc thì phản ánh kịp thời.",
              "Phấn đấu hoàn thành các chỉ tiêu kế hoạch năm.", "Đảng viên phát huy vai trò tiên phong, gương mẫu.", "Đang trong thời gian thử thách, cần giữ kỷ luật."]  # fmt: skip
_SERIES = [("tinh-uy-song-hau", "CV/TU", "công văn", "-"), ("tinh-uy-song-hau", "TB/TU", "thông báo", "-"), ("thanh-uy-cai-son", "CV/TU", "công văn", "-"),
           ("ban-to-chuc", "CV/BTCTU", "công văn", "-"), ("ubnd-tinh-song-hau", "UBND-TH", "công văn", "/"), ("ubnd-tinh-song-hau", "QĐ-UBND", "quyết định", "/"),
           ("so-y-te", "SYT-KH", "công văn", "/"), ("so-noi-vu", "SNV-TH", "công văn", "/")]  # fmt: skip


def letter(issuer: str, number: str, kind: str, date: str, subject: str, signer: str, body: str) -> tuple[str, str]:
    """Name and text of a directive's file."""
    head = f"number: {number}\ntype: {kind}\nissuer: {issuer}\ndate: {date}\nsubject: {subject}\nsigners: [{{name: {signer}}}]\naccess: public\n"
    from vankho.spelling import slug

    return f"{issuer}/{date[:4]}/{slug(number)}", f"---\n{head}---\n\n{body}\n"


def letters(count: int = 2000) -> Iterator[tuple[str, str]]:
    """So many letters, always the same: those that are meant, and others."""
    for meant in MEANT:
        yield letter(*meant)
    chance = random.Random(4)
    for place in range(count - len(MEANT)):
        issuer, symbol, kind, joint = _SERIES[place % len(_SERIES)]
        year, matter = 2020 + place % 5, chance.choice(_MATTERS)
        subject = f"{chance.choice(_ACTS)} {matter} {chance.choice(('quý', 'tháng'))} {chance.randint(1, 4)} năm {year}"
        body = "\n\n".join(
            f"{n}. Về {chance.choice(_MATTERS)}: {' '.join(chance.sample(_SENTENCES, 3))}"
            for n in range(1, chance.randint(4, 8))
        )
        date = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        yield letter(issuer, f"{2000 + place}{joint}{symbol}", kind, date, subject, chance.choice(_SIGNERS), body)
