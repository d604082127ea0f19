"""What is read of a letter's own text: the five letters, and others in the forms that converters give them."""

import json
from pathlib import Path

import pytest

from vankho.letterhead import Letter, bare, read_letter, without_ends
from vankho.spelling import nfc

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
    assert (letter.number, letter.date, letter.type) == (None, None, None)
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


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "ĐỘ MẬT: MẬT", "MẬT - KHẨN", "**Mật**"])
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
    assert process_time() - begun < 10
