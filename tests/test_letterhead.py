"""What is read of a letter's own text: the five letters, and others in the forms that converters give them."""

import json
from pathlib import Path

import pytest
from make import slowness

from vankho.letterhead import Letter, bare, read_letter, without_ends
from vankho.spelling import nfc
from vankho.symbol import Side

HERE = Path(__file__).parent
DESK, GOLD, SEEDS = HERE / "desk", HERE / "gold", HERE / "seeds"


def as_gold(letter: Letter) -> dict[str, object]:
    signer = letter.signers[0] if letter.signers else None
    return {
        "side": letter.side,
        "issuing_body": letter.issuing_body,
        "parent_body": letter.parent_body,
        "number_symbol": letter.number,
        "type": letter.type and letter.type.capitalize(),
        "type_line": letter.type_line,
        "place": letter.place,
        "date": letter.date and letter.date.isoformat(),
        "subject": letter.subject,
        "addressees": without_ends(letter.addressees),
        "recipients": without_ends(letter.recipients),
        "signer": signer and {"authority": signer.authority, "position": signer.position, "name": signer.name},
    }


def gold(number: int) -> dict[str, object]:
    row = json.loads((GOLD / "meta.json").read_text())[number]
    return {**row, "subject": row.get("subject_as_written", row["subject"])}


@pytest.mark.parametrize("number", range(5))
def test_the_five_letters_are_read_as_a_careful_reader_does(number):
    wanted = gold(number)
    letter = read_letter((SEEDS / wanted["file"]).read_text())
    got = as_gold(letter)
    assert got == {key: wanted[key] for key in got}
    assert letter.doubts == {}
    assert letter.rest == ()


def read(name: str) -> Letter:
    return read_letter((DESK / f"{name}.txt").read_text())


def test_two_columns_side_by_side_with_the_signature_beside_the_recipients():
    letter = read("quyet-dinh-hai-cot")
    assert letter.letterhead == ("ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI")
    assert (letter.number, letter.type, str(letter.date)) == ("12/2020/QĐ-UBND", "quyết định", "2020-02-05")
    assert letter.subject == "Ban hành Quy định về quản lý, sử dụng đất trồng lúa trên địa bàn tỉnh Lào Cai"
    assert letter.recipients[-1] == "Lưu: VT, NLN1."
    (signer,) = letter.signers
    assert (signer.authority, signer.position) == ("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert signer.name == "Trịnh Văn Bảo"
    paragraphs = letter.body.split("\n\n")
    assert paragraphs[:2] == [
        "ỦY BAN NHÂN DÂN TỈNH LÀO CAI",
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    ]
    assert paragraphs[-1].startswith("Điều 3. ")


def test_a_number_and_a_day_that_wait_for_a_pen_are_left_empty_and_told():
    letter = read("so-bo-trong")
    assert (letter.number, letter.date, letter.type) == (None, None, "công văn")
    assert letter.doubts["number"] == "Số: /SNV-CCVC"
    assert letter.doubts["date"] == "Quảng Ngãi, ngày tháng 9 năm 2022"
    assert letter.place == "Quảng Ngãi"
    assert (letter.parent_body, letter.issuing_body) == ("UBND tỉnh Quảng Ngãi", "Sở Nội vụ")
    assert letter.subject == "V/v báo cáo kết quả công tác cải cách hành chính quý III"
    assert letter.addressees == ("Ủy ban nhân dân tỉnh.",)
    assert "a) Về thể chế: tốt.\n\nb) Về bộ máy: khá." in letter.body


def test_lines_that_no_empty_line_parts_are_paragraphs_where_a_sentence_or_a_heading_ends():
    letter = read("ke-hoach-dang")
    assert letter.body.split("\n\n")[1:5] == [
        "I- MỤC ĐÍCH, YÊU CẦU",
        "1- Mục đích",
        "Nâng cao chất lượng sinh hoạt chi bộ, bảo đảm tính lãnh đạo, tính giáo dục và tính chiến đấu.",
        "2- Yêu cầu",
    ]
    assert (letter.signers[0].position, letter.signers[0].name) == ("TRƯỞNG BAN", "Lê Văn Hải")


def test_a_name_on_two_lines_and_a_signature_above_the_recipients():
    letter = read("bo-hai-dong")
    assert letter.issuing_body == "Bộ Nông nghiệp và Phát triển Nông thôn"
    assert letter.parent_body is None
    assert letter.signers[0].name == "Hà Văn Công"
    assert letter.recipients == ("Như Điều 2;", "Bộ trưởng (để b/c);", "Lưu: VT, TCLN.")
    assert not letter.body.endswith("Hà Văn Công")


def test_a_page_number_is_no_text():
    letter = read("chi-thi-hai-cot")
    assert letter.subject.startswith("của Ban Thường vụ Tỉnh ủy về tăng cường")
    assert letter.body.split("\n\n")[-2:] == ["1. Các cấp ủy quán triệt.", "2. Ban Tuyên giáo Tỉnh ủy hướng dẫn."]
    assert (letter.signers[0].authority, letter.signers[0].name) == ("T/M BAN THƯỜNG VỤ", "Bùi Thị Vân Anh")


def test_a_letter_without_recipients_is_signed_at_its_end():
    letter = read("nghi-quyet-hdnd")
    assert (letter.number, letter.type) == ("05/2022/NQ-HĐND", "nghị quyết")
    assert letter.subject == "Quy định mức chi hỗ trợ cho người lao động"
    assert [each.name for each in letter.signers] == ["Hồ Văn Quân"]
    assert letter.body.endswith("thông qua ngày 18 tháng 3 năm 2022./.")


def test_urgency_and_a_recipient_on_two_lines():
    letter = read("hoa-toc")
    assert letter.urgency == "HỎA TỐC"
    assert letter.rest == ("HỎA TỐC",)
    assert letter.subject == "V/v triển khai các biện pháp phòng, chống dịch"
    assert letter.recipients[1] == "Đ/c Bí thư Thành ủy; (để báo cáo)"


def test_an_annex_behind_the_recipients_is_kept():
    letter = read("nghi-dinh-phu-luc")
    assert letter.body.endswith("PHỤ LỤC I\n\nTHỂ THỨC, KỸ THUẬT TRÌNH BÀY\n\n1. Khổ giấy A4.")
    assert letter.recipients[-1] == "Lưu: VT, TCCV (2b)."


def test_what_the_ends_of_cells_have_parted_is_put_together():
    """As the pages of law collections are copied: bars between cells, lines cut at blanks."""
    letter = read("cot-bi-cat")
    assert (letter.issuing_body, letter.number) == ("Ủy ban nhân dân tỉnh Sông Vân", "135/KH-UBND")
    assert (letter.place, str(letter.date)) == ("Sông Vân", "2022-09-27")
    assert letter.subject.endswith("CỦA HỘI ĐỒNG NHÂN DÂN TỈNH VỀ RÀ SOÁT HỘ NGHÈO NĂM 2022")
    assert letter.body.startswith("Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27/01/2021 của Chính phủ")
    assert letter.signers[0].name == "Huỳnh Thị Diễm"


MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"


def made(head: str, number: str = "12/QĐ-UBND", below: str = "", motto: str = MOTTO) -> Letter:
    """What is read of a letter with this head, and with what stands below its day."""
    return read_letter(f"{head}\n\n{motto}\n\nSố: {number}\n\nSông Vân, ngày 05 tháng 3 năm 2021\n\n{below}\n")


DECISION = "QUYẾT ĐỊNH\nVề việc trồng cây\n\n"
REQUEST = "Kính gửi: Sở Nội vụ.\n\nĐề nghị báo cáo.\n"


@pytest.mark.parametrize(
    "motto",
    [
        "CỘNG\nHÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "CỘNG HÒA XÃ\nHỘI CHỦ NGHĨA VIỆT NAM",
        "CỘNG HÒA XÃ HỘI CHỦ\nNGHĨA VIỆT NAM",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA\nVIỆT NAM",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT\n\nNAM",
        "CỘNG HÒA XàHỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập  Tự do  Hạnh phúc",
    ],
)
def test_a_motto_on_two_lines_is_no_body(motto):
    letter = made("ỦY BAN NHÂN\nDÂN\nTỈNH SÔNG VÂN\n|", motto=motto, below=DECISION)
    assert (letter.issuing_body, letter.parent_body) == ("Ủy ban nhân dân tỉnh Sông Vân", None)
    assert (letter.side, letter.doubts) == ("state", {"signers": ""})


def test_two_columns_of_which_both_are_too_narrow():
    letter = read_letter(
        "BỘ TÀI CHÍNH    CỘNG HÒA XÃ HỘI CHỦ NGHĨA\nTỔNG CỤC HẢI QUAN    VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 12/TCHQ-VP\nV/v trồng cây theo kết luận của    Hà Nội, ngày 05 tháng 3 năm 2021\n"
        "Thanh tra Bộ\nKính gửi: Cục Hải quan tỉnh\n\nĐề nghị báo cáo./.\n"
    )
    assert (letter.parent_body, letter.issuing_body) == ("Bộ Tài chính", "Tổng cục Hải quan")
    assert letter.subject == "V/v trồng cây theo kết luận của Thanh tra Bộ"
    whole = read_letter("BẢO HIỂM XÃ HỘI    CỘNG HÒA XÃ HỘI CHỦ NGHĨA\nVIỆT NAM    VIỆT NAM\nSố: 1/BHXH-VP\n")
    assert whole.issuing_body == "Bảo hiểm Xã hội Việt Nam"


def test_the_words_of_a_motto_in_a_sentence_are_none():
    below = "QUYẾT ĐỊNH\nPhát hành tem mừng ngày thành lập Đảng Cộng sản Việt Nam\n\nCăn cứ A;\n"
    letter = made("SỞ NỘI VỤ", below=below)
    assert letter.subject == "Phát hành tem mừng ngày thành lập Đảng Cộng sản Việt Nam"
    letter = made("SỞ NỘI VỤ", "12/SNV-VP\nV/v mừng ngày thành lập Đảng Cộng sản Việt Nam", REQUEST)
    assert (letter.side, letter.subject) == ("state", "V/v mừng ngày thành lập Đảng Cộng sản Việt Nam")


@pytest.mark.parametrize("head", ["ỦY\nBAN NHÂN DÂN\nTỈNH SÔNG VÂN", "ỦY BAN\nNHÂN DÂN TỈNH\nSÔNG VÂN"])
def test_one_syllable_is_no_body(head):
    letter = made(head, below=DECISION)
    assert (letter.issuing_body, letter.parent_body) == ("Ủy ban nhân dân tỉnh Sông Vân", None)


@pytest.mark.parametrize("opens", ["Điều 1. Trồng cây.", "- Căn cứ Luật Cây xanh;", "Căn cứ Luật Cây xanh;"])
def test_a_text_is_no_subject(opens):
    letter = made("SỞ NỘI VỤ", below=f"QUYẾT ĐỊNH:\n{opens}\n\nĐiều 2. Trồng nữa.\n")
    assert letter.subject is None
    assert "subject" in letter.doubts


def test_cells_whose_lines_are_one():
    letter = read_letter(
        "SỞ NỘI VỤ ------- Số: 52/QĐ-SNV | CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM Hà Nội, ngày 05 tháng 9 năm 2018 |\n"
        "QUYẾT ĐỊNH\nVề việc trồng cây\n\nCăn cứ A;\n"
    )
    assert (letter.issuing_body, letter.number, str(letter.date)) == ("Sở Nội vụ", "52/QĐ-SNV", "2018-09-05")
    assert read_letter(f"SỞ NỘI VỤ S- 52/QĐ-SNV\n{MOTTO}\n").issuing_body is None


def test_a_draft_is_told_and_is_no_part_of_a_name():
    letter = made("SỞ NỘI VỤ", "12/SNV-VP\nDỰ THẢO LẦN 2\nV/v góp ý", REQUEST)
    assert (letter.issuing_body, letter.subject) == ("Sở Nội vụ", "V/v góp ý")
    assert letter.rest == ("DỰ THẢO LẦN 2",)
    assert made("SỞ NỘI VỤ\nDỰ THẢO").issuing_body == "Sở Nội vụ"


@pytest.mark.parametrize(
    ("head", "opens", "body"),
    [
        ("ỦY BAN NHÂN DÂN", "ỦY BAN NHÂN DÂN TỈNH SÔNG VÂN", "Ủy ban nhân dân tỉnh Sông Vân"),
        ("UỶ BAN NHÂN DÂN", "CHỦ TỊCH UỶ BAN NHÂN DÂN HUYỆN ĐỒNG XA", "Uỷ ban nhân dân huyện Đồng Xa"),
        ("HỘI ĐỒNG NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN XÃ ĐỒNG XA KHÓA XII, KỲ HỌP THỨ BA", "Hội đồng nhân dân xã Đồng Xa"),
        ("TÒA ÁN NHÂN DÂN", "CHÁNH ÁN TÒA ÁN NHÂN DÂN TỐI CAO", "Tòa án nhân dân tối cao"),
    ],
)
def test_a_place_that_the_head_has_lost_is_said_where_the_text_opens(head, opens, body):
    letter = made(head, below=f"{DECISION}{opens}\n\nCăn cứ Luật Cây xanh;\n")
    assert letter.issuing_body == body
    assert letter.letterhead == (head,)
    assert "issuer" not in letter.doubts


@pytest.mark.parametrize("head", ["ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN", "TỈNH ỦY", "ĐẢNG ỦY"])
def test_a_name_that_many_bear_is_in_doubt_without_its_place(head):
    assert made(head, below=f"{DECISION}Căn cứ Luật Cây xanh;\n").doubts["issuer"] == head


def test_the_title_of_the_youth_union_is_part_of_its_body():
    letter = made("BAN CHẤP HÀNH TRUNG ƯƠNG", "25-KH/TWĐTN", "KẾ HOẠCH\nhè vui\n", motto="ĐOÀN TNCS HỒ CHÍ MINH")
    assert letter.issuing_body == "Ban Chấp hành Trung ương Đoàn TNCS Hồ Chí Minh"
    assert (letter.side, letter.number, letter.parent_body) == ("party", "25-KH/TWĐTN", None)
    letter = made("TỈNH ĐOÀN SÔNG VÂN\n***", "25-KH/TĐTN", "KẾ HOẠCH\nhè vui\n", motto="ĐOÀN TNCS HỒ CHÍ MINH")
    assert letter.issuing_body == "Tỉnh đoàn Sông Vân"


@pytest.mark.parametrize(
    ("line", "parent", "body"),
    [
        ("BỘ Y TẾ CỤC QUẢN LÝ DƯỢC", "Bộ Y tế", "Cục Quản lý Dược"),
        ("UBND TỈNH SÔNG VÂN SỞ NỘI VỤ", "UBND tỉnh Sông Vân", "Sở Nội vụ"),
        ("BỘ NỘI VỤ CỤC VĂN THƯ", "Bộ Nội vụ", "Cục Văn thư"),
        ("BỘ Y TẾ BỆNH VIỆN SÔNG VÂN", "Bộ Y tế", "Bệnh viện Sông Vân"),
        ("BỘ NỘI VỤ - BỘ TÀI CHÍNH", None, "Bộ Nội vụ - Bộ Tài chính"),
        ("BỘ CHỈ HUY QUÂN SỰ TỈNH SÔNG VÂN", None, "Bộ Chỉ huy Quân sự tỉnh Sông Vân"),
        ("VĂN PHÒNG ỦY BAN NHÂN DÂN TỈNH SÔNG VÂN", None, "Văn phòng Ủy ban nhân dân tỉnh Sông Vân"),
    ],
)
def test_a_superior_and_a_body_on_one_line(line, parent, body):
    letter = made(line, below=DECISION)
    assert (letter.parent_body, letter.issuing_body) == (parent, body)


def test_bodies_that_issue_together_are_none_the_others_superior():
    letter = made("TÒA ÁN NHÂN DÂN TỐI CAO\nBỘ CÔNG AN", "01/TTLT-TANDTC-BCA", "THÔNG TƯ LIÊN TỊCH\nVề cây xanh\n")
    assert letter.issuing_body == "Tòa án nhân dân tối cao - Bộ Công an"
    assert letter.parent_body is None


@pytest.mark.parametrize(
    ("number", "below", "kind"),
    [
        ("12/VKSTC", DECISION, "quyết định"),  # the symbol tells no type
        ("12/VBHN-BTP", "THÔNG TƯ\nVề cây xanh\n", "văn bản hợp nhất"),
        ("12/SNV-VP", REQUEST, "công văn"),
        ("12/GP-STTTT", "GIẤY PHÉP\n\nCho phép trồng cây.\n", None),  # a type that no table has is no công văn
        ("12/TB-UBND", "THÔNG BÁO KẾT LUẬN\ncủa Chủ tịch về cây xanh\n", "thông báo"),
        ("12/SNV-VP\nV/v trồng cây", REQUEST, "công văn"),
        ("12/CT-VP\nV/v trồng cây", REQUEST, None),  # no Cục Thuế writes it, and a chỉ thị has a title
    ],
)
def test_types_and_symbols(number, below, kind):
    letter = made("SỞ NỘI VỤ", number, below)
    assert letter.type == kind
    assert ("type" in letter.doubts) is (kind is None)


def test_the_initials_of_a_body_are_no_type():
    letter = made("TỔNG CỤC THUẾ\nCỤC THUẾ TỈNH SÔNG VÂN", "26998/CT-TTHT\nV/v ưu đãi thuế", REQUEST)
    assert (letter.number, letter.type) == ("26998/CT-TTHT", "công văn")


def test_a_letter_without_a_number_has_a_subject_where_it_says_so():
    letter = read_letter(f"SỞ NỘI VỤ\nVề việc trồng cây\n\n{MOTTO}\nSông Vân, ngày 05 tháng 3 năm 2021\n\n{REQUEST}")
    assert (letter.type, letter.subject) == ("công văn", "Về việc trồng cây")
    assert "number" in letter.doubts


@pytest.mark.parametrize(
    ("head", "parent", "body"),
    [
        ("ỦY BAN THƯỜNG VỤ\nQUỐC HỘI", None, "Ủy ban Thường vụ Quốc hội"),
        ("VĂN PHÒNG\nCHÍNH PHỦ", None, "Văn phòng Chính phủ"),
        (
            "BAN TỔ CHỨC\nĐẠI HỘI ĐẠI BIỂU\nCÁC DÂN TỘC THIỂU SỐ\nTIỂU BAN THI ĐUA",
            "Ban Tổ chức Đại hội Đại biểu các Dân tộc Thiểu Số",
            "Tiểu ban Thi đua",
        ),
        ("ĐẢNG BỘ HUYỆN A ĐẢNG ỦY XÃ B", "Đảng bộ huyện A", "Đảng ủy xã B"),
    ],
)
def test_names_that_are_of_another_body_go_on(head, parent, body):
    letter = made(head, below=DECISION)
    assert (letter.parent_body, letter.issuing_body) == (parent, body)
    assert "issuer" not in letter.doubts


@pytest.mark.parametrize("head", ["UBND TỈNH A\nS Y T TỈNH", "ỦY BAN NHÂN DÂN TỈNH BÀ RỊA - NG TÀU"])
def test_a_name_that_has_lost_letters_is_in_doubt(head):
    assert made(head, below=DECISION).doubts["issuer"]


def test_a_day_with_wide_gaps_is_one():
    letter = read_letter(
        f"SỞ NỘI VỤ\nSố: 7/SNV-VP\nV/v trồng cây\n{MOTTO}\nHà Nội, ngày  7   tháng  4    năm 2016\n{REQUEST}"
    )
    assert (str(letter.date), letter.subject) == ("2016-04-07", "V/v trồng cây")


@pytest.mark.parametrize("split", ["Hà\nNội, ngày 23 tháng 02\nnăm 2013", "Hà Nội, ngày 23 tháng 02 năm 2013"])
def test_a_place_that_its_cell_has_parted_is_no_end_of_a_subject(split):
    letter = read_letter(
        f"BỘ Y TẾ\n-------\n|\n{MOTTO}\n|\nSố: 7/BYT-VP\nV/v trồng\ncây\n|\n{split}\n|\nKính\ngửi:\n|\n- Sở Y tế.\n|\n"
    )
    assert (letter.subject, letter.place, str(letter.date)) == ("V/v trồng cây", "Hà Nội", "2013-02-23")
    assert letter.addressees == ("Sở Y tế.",)


@pytest.mark.parametrize(
    ("below", "subject"),
    [
        ("CÔNG ĐIỆN KHẨN\n\nSỞ NỘI VỤ TỈNH A\n\nĐIỆN: Bộ Nội vụ\n", None),  # who sends it, once more
        ("CÔNG VĂN\nCỦA SỞ SỐ 7 SNV/VP NGÀY 10 NGÀY 5 THÁNG 2002VỀ VIỆC CÂY XANH\n\n" + REQUEST, "VỀ VIỆC CÂY XANH"),
        ("KẾ HOẠCH\ntrồng cây năm 2020 -Căn cứ Luật Cây xanh\n\nĐiều 1.\n", None),
        (
            "THÔNG TƯ\nHướng dẫn phong trào\n\n“Trồng cây”\n\nCăn cứ Luật Cây xanh;\n",
            "Hướng dẫn phong trào “Trồng cây”",
        ),
        (
            "KẾ HOẠCH\nTHỰC HIỆN QUYẾT ĐỊNH SỐ 63/QĐ-TTG NGÀY 12 THÁNG 01 NĂM 2018\nCỦA THỦ TƯỚNG CHÍNH PHỦ\n\nĐiều 1.\n",
            "THỰC HIỆN QUYẾT ĐỊNH SỐ 63/QĐ-TTG NGÀY 12 THÁNG 01 NĂM 2018 CỦA THỦ TƯỚNG CHÍNH PHỦ",
        ),
        ("QUYẾT ĐỊNH\nBAN\nHÀNH QUY ĐỊNH VỀ CÂY XANH\n\nĐiều 1.\n", "BAN HÀNH QUY ĐỊNH VỀ CÂY XANH"),
    ],
)
def test_what_stands_beside_a_subject_is_none_of_it(below, subject):
    assert made("SỞ NỘI VỤ\nTỈNH A", below=below).subject == subject


def test_a_party_head_on_one_line():
    letter = read_letter(
        "ĐẢNG BỘ HUYỆN ĐỒNG XA ĐẢNG ỦY XÃ SÔNG VÂN * Số 09 -KH/ĐU ĐẢNG CỘNG SẢN VIỆT NAM Sông Vân, ngày 24 tháng 11 năm 2020"
        " KẾ HOẠCH trồng cây trên địa bàn xã Sông Vân, huyện Đồng Xa, năm 2020 và những năm sau\n\nThực hiện lời Bác.\n"
    )
    assert (letter.number, str(letter.date), letter.issuing_body) == ("09-KH/ĐU", "2020-11-24", "Đảng ủy xã Sông Vân")


def test_a_number_of_which_a_head_on_one_line_has_parted_the_end():
    letter = read_letter(
        "BỘ XÂY DỰNG CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM ----------------- Độc lập - Tự do - Hạnh phúc Số : 1501/BXD - KTXD"
        " ------------------- V/v: trồng cây Kính gửi : Ban Quản lý dự án 2 Trả lời văn bản của Ban Quản lý dự án 2\n"
    )
    assert (letter.number, letter.type) == ("1501/BXD-KTXD", "công văn")


def test_a_middle_name_may_be_written_small():
    letter = made("SỞ NỘI VỤ", below=f"{DECISION}Điều 1. A.\n\nNơi nhận:\n- A.\n\nGIÁM ĐỐC\n\nPhạm văn Khánh\n")
    assert [each.name for each in letter.signers] == ["Phạm văn Khánh"]


def test_a_symbol_that_lost_its_hyphen_is_in_doubt_and_the_type_is_not():
    letter = made("SỞ NỘI VỤ", "12/QĐSNV", DECISION)
    assert (letter.number, letter.type, letter.doubts["number"]) == (None, "quyết định", "12/QĐSNV")


@pytest.mark.parametrize(
    ("below", "subject"),
    [
        ("HƯỚNG DẪN VỀ TRỒNG CÂY\n\nThực hiện Kế hoạch số 5/KH-SNV.\n", "VỀ TRỒNG CÂY"),
        (
            "HƯỚNG DẪN\ntrồng cây theo Kế hoạch số 5/KH-SNV\nngày 05-3-2021 của Sở\n",
            "trồng cây theo Kế hoạch số 5/KH-SNV ngày 05-3-2021 của Sở",
        ),
        ("THÔNG BÁO KẾT LUẬN\nCỦA CHỦ TỊCH VỀ CÂY XANH\n\nNgày 01.\n", "KẾT LUẬN CỦA CHỦ TỊCH VỀ CÂY XANH"),
        (
            "QUYẾT ĐỊNH\nPHÊ DUYỆT ĐỀ ÁN TRỒNG CÂY\nTHEO HƯỚNG XANH\nCăn cứ A;\n",
            "PHÊ DUYỆT ĐỀ ÁN TRỒNG CÂY THEO HƯỚNG XANH",
        ),
        (
            "QUYẾT ĐỊNH\nVỀ CÂY XANH Ở CÁC\nSỞ, BAN, NGÀNH\nGIÁM ĐỐC SỞ NỘI VỤ\nCăn cứ A;\n",
            "VỀ CÂY XANH Ở CÁC SỞ, BAN, NGÀNH",
        ),
        ("QUYẾT ĐỊNH\nVỀ VIỆC\nBan hành Quy chế trồng cây\n\nCăn cứ A;\n", "VỀ VIỆC Ban hành Quy chế trồng cây"),
        ("QUYẾT ĐỊNH\nPHÊ DUYỆT ĐỀ ÁN “TRỒNG CÂY\n\nCăn cứ A;\n", None),
        ("QUYẾT ĐỊNH\nVỀ KINH TẾ - Xà HỘI CỦA TỈNH TA\n\nCăn cứ A;\n", None),
    ],
)
def test_subjects_below_a_type(below, subject):
    letter = made("SỞ NỘI VỤ", f"12/{ {'H': 'HD', 'T': 'TB', 'Q': 'QĐ'}[below[0]] }-SNV", below)
    assert letter.subject == subject
    assert ("subject" in letter.doubts) is (subject is None)


def test_a_subject_beside_the_number_where_the_text_follows_the_type():
    letter = made("SỞ NỘI VỤ", "12/HD-SNV\nV/v trồng cây", "HƯỚNG DẪN\n\nCăn cứ Kế hoạch số 5/KH-SNV, Sở hướng dẫn:\n")
    assert (letter.subject, letter.type) == ("V/v trồng cây", "hướng dẫn")
    assert letter.body == "Căn cứ Kế hoạch số 5/KH-SNV, Sở hướng dẫn:"


def test_a_head_on_one_line():
    letter = read_letter(
        "UBND TỈNH SÔNG VÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM SỞ NỘI VỤ Độc lập - Tự do - Hạnh phúc -------- ----- "
        "Sông Vân, ngày 05 tháng 10 năm 2012 Số: 15/CT-SNV CHỈ THỊ VỀ VIỆC TRỒNG CÂY NĂM 2012 Trong thời gian qua, cây."
    )
    assert (letter.parent_body, letter.issuing_body) == ("UBND tỉnh Sông Vân", "Sở Nội vụ")
    assert (letter.number, str(letter.date), letter.type) == ("15/CT-SNV", "2012-10-05", "chỉ thị")
    assert letter.subject == "VỀ VIỆC TRỒNG CÂY NĂM 2012"
    assert letter.body == "Trong thời gian qua, cây."


def test_a_title_that_says_all():
    letter = read_letter(
        "CHỈ THỊ\nCỦA BỘ TRƯỞNG BỘ Y TẾ SỐ 6/2001/CT-BYT\nNGÀY 05 THÁNG 3 NĂM 2001 VỀ CÂY THUỐC\n\nTrồng cây.\n\n"
        "BỘ TRƯỞNG\n\nLê Văn Hải\n"
    )
    assert (letter.number, str(letter.date), letter.type) == ("6/2001/CT-BYT", "2001-03-05", "chỉ thị")
    assert (letter.issuing_body, letter.subject) == ("Bộ trưởng Bộ Y tế", "VỀ CÂY THUỐC")
    assert (letter.body, letter.signers[0].name) == ("Trồng cây.", "Lê Văn Hải")


def test_a_title_that_says_the_body_last_and_the_body_again():
    letter = read_letter(
        "NGHỊ QUYẾT SỐ 14 NQ/UBTVQH9 NGÀY 05-3-1994\nCỦA ỦY BAN THƯỜNG VỤ QUỐC HỘI QUY ĐỊNH SỐ CÂY CỦA\n"
        "HỘI ĐỒNG NHÂN DÂN TỈNH\nỦY BAN THƯỜNG VỤ QUỐC HỘI\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nCăn cứ A;\n"
        "TM. ỦY BAN THƯỜNG VỤ QUỐC HỘI\nChủ tịch\nLÊ VĂN HẢI\n"
    )
    assert (letter.type, str(letter.date)) == ("nghị quyết", "1994-03-05")
    assert (letter.number, letter.doubts["number"]) == (None, "14 NQ/UBTVQH9")
    assert letter.issuing_body == "Ủy ban Thường vụ Quốc hội"
    assert letter.subject == "QUY ĐỊNH SỐ CÂY CỦA HỘI ĐỒNG NHÂN DÂN TỈNH"
    assert (letter.signers[0].position, letter.signers[0].name) == ("Chủ tịch", "LÊ VĂN HẢI")


def test_a_title_that_is_not_understood_gives_no_body():
    letter = read_letter("NGHỊ QUYẾT SỐ 14\nNGÀY NÀO ĐÓ\nHỘI ĐỒNG NHÂN DÂN TỈNH SÔNG VÂN\nNƯỚC TA\nCăn cứ A;\n")
    assert letter.issuing_body is None
    assert {"number", "date", "issuer"} <= set(letter.doubts)


def test_whom_a_deputy_signs_for_may_go_on_over_lines():
    letter = made("VĂN PHÒNG", below=f"{DECISION}Cây./.\n\nKT. BỘ TRƯỞNG\nCHỦ NHIỆM VP\nPHÓ CHỦ NHIỆM\nLê Văn Hải\n")
    (signer,) = letter.signers
    assert (signer.authority, signer.position) == ("KT. BỘ TRƯỞNG CHỦ NHIỆM VP", "PHÓ CHỦ NHIỆM")


def test_what_stands_above_a_name_and_is_no_office_is_in_doubt():
    letter = made("SỞ NỘI VỤ", below=f"{DECISION}Cây./.\n\nCÂY\nLê Văn Hải\n")
    assert letter.signers == ()
    assert letter.doubts["signers"] == "CÂY Lê Văn Hải"


def test_a_name_that_the_end_of_a_line_has_parted():
    letter = made("SỞ NỘI VỤ", below=f"{DECISION}Cây./.\n\nTM. SỞ\nGIÁM ĐỐC\nLÊ\nVĂN HẢI\n")
    assert (letter.signers[0].position, letter.signers[0].name) == ("GIÁM ĐỐC", "LÊ VĂN HẢI")


@pytest.mark.parametrize(
    "signed",
    [
        "KT. BỘ TRƯỞNG\nBỘ NỘI VỤ\nTHỨ TRƯỞNG\n\nLê Văn Hải\n\nKT. BỘ TRƯỞNG\nBỘ Y TẾ\nTHỨ TRƯỞNG\n\nHồ Thị Ba",
        "KT. BỘ TRƯỞNG    KT. BỘ TRƯỞNG\nBỘ NỘI VỤ    BỘ Y TẾ\nTHỨ TRƯỞNG    THỨ TRƯỞNG\n\nLê Văn Hải    Hồ Thị Ba",
    ],
)
def test_two_who_sign(signed):
    letter = made(
        "BỘ NỘI VỤ - BỘ Y TẾ", "12/QĐ-BNV", f"{DECISION}Cây./.\n\n{signed}\n\nNơi nhận:\n- Như trên;\n- Lưu: VT."
    )
    assert [(each.authority, each.position, each.name) for each in letter.signers] == [
        ("KT. BỘ TRƯỞNG BỘ NỘI VỤ", "THỨ TRƯỞNG", "Lê Văn Hải"),
        ("KT. BỘ TRƯỞNG BỘ Y TẾ", "THỨ TRƯỞNG", "Hồ Thị Ba"),
    ]
    assert letter.body == "Cây./."


def test_two_who_sign_and_cannot_be_parted_are_in_doubt():
    signed = "KT. BỘ TRƯỞNG    KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG    THỨ TRƯỞNG\n\nLê Văn Hải\nHồ Thị Ba"
    letter = made("BỘ Y TẾ", "12/QĐ-BYT", f"{DECISION}Cây./.\n\n{signed}\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.")
    assert letter.signers == ()


def test_a_symbol_tells_a_joint_type_more_exactly():
    letter = made("BỘ Y TẾ - BỘ CÔNG AN", "01/2004/TTLT-BYT-BCA", "THÔNG TƯ\nVề cây thuốc\n")
    assert letter.type == "thông tư liên tịch"


@pytest.mark.parametrize(
    "signed", ["Đã ký: Lê Văn Hải", "(Đã ký) Lê Văn Hải", "(đã ký)\n\nLê Văn Hải", "Lê Văn Hải (đã ký)"]
)
@pytest.mark.parametrize("annex", ["", "\n\nĐIỀU LỆ MẪU\n\nĐiều 1. Cây."])
def test_a_signature_without_recipients(signed, annex):
    text = f"{DECISION}Căn cứ A;\n\nĐiều 1. Trồng cây./.\n\nK/T VIỆN TRƯỞNG\nVIỆN KIỂM SÁT\nPHÓ VIỆN TRƯỞNG\n\n{signed}{annex}"
    letter = made("VIỆN KIỂM SÁT NHÂN DÂN TỐI CAO", "12/QĐ-VKSTC", text)
    (signer,) = letter.signers
    assert (signer.authority, signer.position) == ("K/T VIỆN TRƯỞNG VIỆN KIỂM SÁT", "PHÓ VIỆN TRƯỞNG")
    assert signer.name == "Lê Văn Hải"
    assert letter.body.endswith(annex.strip() or "Trồng cây./.")


@pytest.mark.parametrize(
    "mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "ĐỘ MẬT: MẬT", "MẬT - KHẨN", "ĐỘ MẬT: TỐI MẬT - HOẢ TỐC", "**Mật**"]
)
def test_a_mark_of_secrecy_is_seen(mark):
    text = (SEEDS / gold(4)["file"]).read_text().replace("Số: ", f"{mark}\n\nSố: ", 1)
    assert (read_letter(text).secrecy is not None) is mark.replace("*", "").isupper()


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Số 1438 - CV/TU", "1438-CV/TU"),
        ("Số: **6321** /UBND-TH", "6321/UBND-TH"),
        ("Sô : 30 / 2020 / NĐ - CP", "30/2020/NĐ-CP"),
        ("SỐ: 05-NQ/ĐU", "05-NQ/ĐU"),
        ("Số: 66.16/2026/NQ-CP", "66.16/2026/NQ-CP"),
        ("S: 12/SNV-VP", "12/SNV-VP"),
        ("Số: 1l5/QĐ-UBND", None),
        ("Số: .../QĐ-UBND", None),
        ("Số: 12/QĐ-uBND", None),
    ],
)
def test_numbers_with_blanks_and_faults(printed, number):
    side = "ĐẢNG CỘNG SẢN VIỆT NAM" if "/TU" in printed or "/ĐU" in printed else "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    letter = read_letter(f"UBND TỈNH A\n{side}\n{printed}\nHà Nội, ngày 05 tháng 3 năm 2020\n")
    assert letter.number == number
    assert ("number" in letter.doubts) is (number is None)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Số: 18-BYT/TT", "18-BYT/TT"),
        ("Số 45 TC/TCT/CS", "45-TC/TCT/CS"),
        ("Số: 45TC/TCT/CS", "45-TC/TCT/CS"),
        ("Số: 16-BNT/VP/PC", "16-BNT/VP/PC"),
        ("Số: 1133 TCT/AC", "1133-TCT/AC"),
        ("Số: 60-CP", "60-CP"),
        ("Số: 760-QĐ", "760-QĐ"),
        ("Số: 21-NV", "21-NV"),
    ],
)
@pytest.mark.parametrize(
    "motto", ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "VIỆT NAM DÂN CHỦ CỘNG HÒA", "VIỆT\nNAM DÂN CHỦ CỘNG HÒA"]
)
def test_old_numbers_of_the_state(printed, number, motto):
    head = f"BỘ Y TẾ\n{motto}\nĐộc lập - Tự do - Hạnh phúc\n{printed}\nHà Nội, ngày 05 tháng 3 năm "
    letter = read_letter(f"{head}1974\n")
    assert (letter.number, letter.issuing_body, letter.side) == (number, "Bộ Y tế", Side.STATE)
    later = read_letter(f"{head}2020\n")
    assert (later.number, later.doubts["number"]) == (None, printed)  # a recogniser has lost the rest


def test_a_number_may_stand_behind_the_name_of_its_type_and_before_the_day():
    letter = read_letter(
        "BỘ CHÍNH TRỊ\nĐẢNG CỘNG SẢN VIỆT NAM\nNghị quyết số: 11-NQ/TW Hà Nội, ngày 06 tháng 01 năm 2012\nNGHỊ QUYẾT\nvề A"
    )
    assert (letter.number, str(letter.date)) == ("11-NQ/TW", "2012-01-06")


def test_a_day_that_is_none_is_left_empty():
    letter = read_letter(
        "UBND TỈNH A\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 1/UBND\nHà Nội, ngày 31 tháng 02 năm 2020"
    )
    assert letter.date is None
    assert letter.doubts["date"] == "Hà Nội, ngày 31 tháng 02 năm 2020"


def test_a_type_that_the_symbol_contradicts_is_no_type():
    text = (DESK / "quyet-dinh-hai-cot.txt").read_text().replace("12/2020/QĐ-UBND", "12/KH-UBND")
    letter = read_letter(text)
    assert letter.type is None
    assert letter.doubts["type"] == "QUYẾT ĐỊNH"


def test_decomposed_letters_and_other_line_ends_make_no_difference():
    import unicodedata

    text = (SEEDS / gold(1)["file"]).read_text()
    other = unicodedata.normalize("NFD", text).replace("\n", "\r\n")
    assert read_letter(other) == read_letter(text)
    assert nfc(read_letter(other).body) == read_letter(other).body


def test_bare_has_a_sign_for_each_sign():
    text = "Số: 12/QĐ-ƯB … ﬁ Ð ß ①"
    assert len(bare(text)) == len(text)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "abc", "Số", "Kính gửi:", "Nơi nhận:\n- A", "*" * 500, "- \n" * 500, "TM. A\n" * 300]
)
def test_what_is_no_letter_is_read_without_harm(text):
    letter = read_letter(text)
    assert "number" in letter.doubts
    assert letter.number is None


def test_long_texts_take_time_that_grows_with_them():
    from time import process_time

    texts = ["12\n\n" * 20_000, "Số 1/" + "a." * 20_000, "a " * 50_000, "- a\n" * 20_000, "TM. A\nB C\n" * 10_000]
    begun = process_time()
    for text in texts:
        read_letter(text)
    assert process_time() - begun < 10 * slowness()


HEAD = "ỦY BAN NHÂN DÂN\nTỈNH SÔNG VÂN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/QĐ-UBND\nSông Vân, ngày 05 tháng 3 năm 2020\n"


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("QUYẾT ĐỊNH\n\nVỀ VIỆC MỞ CƠ SỞ\n\nĐOÀN CHỦ TỊCH\n\nCăn cứ Luật A;", "VỀ VIỆC MỞ CƠ SỞ"),
        ("QUYẾT ĐỊNH\n\nVỀ VẬN TẢI\n\nCHỦ TỊCH HỘI ĐỒNG BỘ TRƯỞNG\n\nCăn cứ Luật A;", "VỀ VẬN TẢI"),
        ("KẾ HOẠCH GIÁO DỤC\n\nNăm học 2025-2026\n\n1. Căn cứ:", "GIÁO DỤC Năm học 2025-2026"),
        ("QUYẾT ĐỊNH\nVề việc trợ cước theo\n\nQuyết định số 1/QĐ-UB\n\nCăn cứ Luật A;", "Về việc trợ cước theo Quyết định số 1/QĐ-UB"),
        ("QUYẾT ĐỊNH\nCỦA BỘ Y TẾ SỐ 12-QĐ NGÀY 5 THÁNG 3 NĂM 1985 VỀ VIỆC MỞ TRẠM\n\nCăn cứ A;", "VỀ VIỆC MỞ TRẠM"),
        ("QUYẾT ĐỊNH\nCỦA BỘ Y TẾ VỀ VIỆC MỞ TRẠM\n\nCăn cứ A;", "VỀ VIỆC MỞ TRẠM"),
        ("QUYẾT ĐỊNH\ncủa Bộ Y tế về việc mở trạm\n\nCăn cứ A;", "của Bộ Y tế về việc mở trạm"),
        ("QUYẾT ĐỊNH\n\nBỘ TRƯỞNG BỘ Y TẾ\n\nCăn cứ Luật A;", None),
    ],
)  # fmt: skip
def test_where_a_subject_ends_and_what_is_none(title, subject):
    head = HEAD.replace("QĐ", "KH") if title.startswith("KẾ HOẠCH") else HEAD
    letter = read_letter(f"{head}\n{title}\n\nĐiều 1. Nay mở.\n")
    assert letter.subject == subject
    assert ("subject" in letter.doubts) is (subject is None)


@pytest.mark.parametrize(
    ("foot", "position", "name"),
    [
        ("Phó Chủ tịch Hội đồng Bộ trưởng\n\n(Đã ký)\n\nVõ Văn An", "Phó Chủ tịch Hội đồng Bộ trưởng", "Võ Văn An"),
        ("(Đã ký)\n\nVõ Văn An", None, "Võ Văn An"),
        ("Võ Văn An\n\n(Đã ký)", None, "Võ Văn An"),
        ("| Võ Văn An (Đã ký) |", None, "Võ Văn An"),
        ("Nơi nhận:\n- Như trên;\n\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCHVõ Văn An", "PHÓ CHỦ TỊCH", "Võ Văn An"),
    ],
)
def test_who_signs_without_an_authority_or_glued_to_the_office(foot, position, name):
    letter = read_letter(f"{HEAD}\nQUYẾT ĐỊNH\nVề việc A\n\nĐiều 1. Nay mở trường của tỉnh.\n\n{foot}\n")
    assert [(each.position, each.name) for each in letter.signers] == [(position, name)]


def test_a_name_at_the_end_that_nobody_signed_is_no_signer():
    letter = read_letter(f"{HEAD}\nQUYẾT ĐỊNH\nVề việc A\n\nĐiều 1. Nay mở trường của tỉnh.\n\nVõ Văn An\n")
    assert letter.signers == ()


def test_words_that_pages_add_and_letters_that_they_lose():
    letter = read_letter(HEAD.replace("ỦY BAN", "Y BAN").replace("Số:", "straight connector 2Số:"))
    assert (letter.issuing_body, letter.number) == ("Ủy ban nhân dân tỉnh Sông Vân", "12/QĐ-UBND")


def test_two_bodies_of_which_the_first_has_no_place_are_no_superior_and_body():
    letter = read_letter(HEAD.replace("TỈNH SÔNG VÂN", "ỦY BAN MTTQ VIỆT NAM\nTỈNH SÔNG VÂN"))
    assert letter.doubts["issuer"] == "ỦY BAN NHÂN DÂN / ỦY BAN MTTQ VIỆT NAM TỈNH SÔNG VÂN"


def test_a_trade_union_below_another():
    letter = read_letter(
        HEAD.replace("ỦY BAN NHÂN DÂN\nTỈNH SÔNG VÂN", "LIÊN ĐOÀN LAO ĐỘNG TỈNH A\nCÔNG ĐOÀN GIÁO DỤC")
    )
    assert (letter.parent_body, letter.issuing_body) == ("Liên đoàn Lao động tỉnh A", "Công đoàn Giáo dục")
