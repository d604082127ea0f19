"""Words that speak against a link, as real letters have them: what is not said for sure stays without link."""

import pytest
from make import archive, letter

from vankho.model import Relation
from vankho.resolve import Held, Wanted

ARCHIVE = """\
title: Kho thử
issuers:
  tw: {name: Trung ương Đảng, side: party, symbols: [TW], aliases: [Ban Bí thư, Bộ Chính trị, Ban Chấp hành Trung ương Đảng]}
  tinh-uy-a: {name: Tỉnh ủy Hà Am, side: party, symbols: [TU], place: tỉnh Hà Am, parent: tw,
    aliases: [Tỉnh ủy, Ban Thường vụ Tỉnh ủy, Ban Chấp hành Đảng bộ tỉnh],
    terms: [{name: khóa XIX, from: 2015-10-01, to: 2020-09-30}, {name: khóa XX, from: 2020-10-01, to: 2025-09-30}]}
  thanh-uy-a: {name: Thành ủy Hà Am, side: party, symbols: [TU], place: thành phố Hà Am, parent: tinh-uy-a,
    aliases: [Thành ủy, Ban Thường vụ Thành ủy],
    terms: [{name: khóa XV, from: 2015-08-01, to: 2020-07-31}, {name: khóa XVI, from: 2020-08-01, to: 2025-07-31}]}
  tinh-uy-b: {name: Tỉnh ủy Hồ Bình, side: party, symbols: [TU], place: tỉnh Hồ Bình, parent: tw, aliases: [Tỉnh ủy]}
  cp: {name: Chính phủ, side: state, symbols: [CP]}
  quoc-hoi: {name: Quốc hội, side: state, symbols: [QH15]}
  vpcp: {name: Văn phòng Chính phủ, side: state, symbols: [VPCP]}
  ubnd-a: {name: Ủy ban nhân dân tỉnh Hà Am, side: state, symbols: [UBND], place: tỉnh Hà Am, aliases: [UBND tỉnh]}
  ubnd-huyen: {name: Ủy ban nhân dân huyện Ba Nà, side: state, symbols: [UBND], place: huyện Ba Nà, parent: ubnd-a,
    aliases: [UBND huyện Ba Nà, UBND huyện]}
documents:
  dai-hoi-13: {name: Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII, aliases: [Nghị quyết Đại hội XIII], date: 2021-02-01}
  hien-phap: {name: Hiến pháp năm 2013, aliases: [Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam], date: 2013-11-28}
  quy-che: {name: Quy chế làm việc của Tỉnh ủy Hà Am, aliases: [Quy chế làm việc của Tỉnh ủy], issuer: tinh-uy-a, date: 2020-12-01}
"""
PLAN = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
EIGHT = letter(number="8-KH/TU", kind="kế hoạch", date="2022-01-05")
RESOLUTION = letter(number="05-NQ/TU", kind="nghị quyết", date="2021-05-05")
NOTE = letter(number="9-CV/TU", date="2022-02-05")
CITY = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-06", issuer="thanh-uy-a")
DECISION = letter(number="5/QĐ-UBND", kind="quyết định", date="2022-01-05", issuer="ubnd-a")
YEARLY = letter(number="15/2020/QĐ-UBND", kind="quyết định", date="2020-03-05", issuer="ubnd-a")
PROGRAMME = letter(
    number="15-CTr/TU", kind="chương trình", date="2022-01-01", more="aliases: [Chương trình hành động của Tỉnh ủy]\n"
)
HELD = (PLAN, EIGHT, RESOLUTION, NOTE, CITY, DECISION, YEARLY, PROGRAMME)


def targets(
    body, *, subject="Về công tác", issuer="tinh-uy-a", number="10-CV/TU", date="2023-06-01", held=HELD, kind="công văn"
):
    citing = letter(number=number, issuer=issuer, date=date, body=body, subject=subject, kind=kind)
    found = archive(citing, *held, authority_text=ARCHIVE)
    (own,) = [
        h
        for h in found.holdings.directives
        if h.issuer.key == issuer and str(h.date) == date and str(h.number) == number
    ]
    return found, found.targets[own.id]


FIRST = "Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy. "
OTHER_TIME = [
    "Theo Kế hoạch số 7-KH/TU ngày 31/02/2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU ngày 05/01/16 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU ngày     tháng 3 năm 2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU ngày …/3/2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU (năm 2016) của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy (ngày 05/01/2016).",
    "Theo Kế hoạch số 7-KH/TU(1) ngày 05/01/2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU[2] ngày 05/01/2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU,ngày 05/01/2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU ký ban hành ngày 05/01/2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU được Tỉnh ủy ban hành vào ngày 05/01/2016.",
    "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy về chuyển đổi số ban hành ngày 05/01/2016.",
    "Năm 2016, Tỉnh ủy đã ban hành Kế hoạch số 7-KH/TU.",
    "Ngày 05/01/2016, Ban Thường vụ Tỉnh ủy đã kịp thời ban hành Kế hoạch số 7-KH/TU.",
    "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy nhiệm kỳ 2015 - 2020.",
    "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy nhiệm kỳ trước.",
    "Theo Kế hoạch số 7-KH/TU khóa XIX.",
    "Theo Kế hoạch số 7-KH/TU (khóa XIX).",
    "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy khóa XIX.",
    "Theo các Kế hoạch số 7-KH/TU, số 8-KH/TU ngày 05/01/2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU và Kế hoạch số 8-KH/TU cùng ngày 05/01/2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU năm 2016 của Tỉnh ủy.",
    "Theo Kế hoạch số 7-KH/TU :internal[ngày 05/01/2016] đã gửi.",
]  # fmt: skip
OTHER_BODY = [
    "Theo Kế hoạch số 7-KH/TU của thành ủy Hà Am.",
    "Theo Kế hoạch số 7-KH/TU của thành phố Hà Am.",
    "Theo Kế hoạch số 7-KH/TU của tỉnh bạn.",
    "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy các tỉnh Hồ Bình.",
    "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy (Hồ Bình).",
    "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy HỒ BÌNH.",
    "Theo Kế hoạch số 7-KH/TU do Thành ủy Hà Am ban hành.",
    "Theo Kế hoạch số 7-KH/TU gửi từ Tỉnh ủy Hồ Bình.",
    "Theo Kế hoạch số 7-KH/TU (Thành ủy Hà Am).",
    "Thành ủy Hà Am đã kịp thời xây dựng, ban hành Kế hoạch số 7-KH/TU.",
    "Thường trực Tỉnh ủy Hồ Bình (sau đây gọi tắt là Tỉnh ủy) đề nghị; theo Kế hoạch số 7-KH/TU của Tỉnh ủy.",
]  # fmt: skip


@pytest.mark.parametrize("before", ["", FIRST], ids=["alone", "after a full mention"])
@pytest.mark.parametrize("text", OTHER_TIME)
def test_words_for_another_time_leave_it_without_link(text, before):
    _, found = targets(before + text)
    assert not [t for t in found[1 if before else 0 :] if isinstance(t, Held)]


@pytest.mark.parametrize("before", ["", FIRST], ids=["alone", "after a full mention"])
@pytest.mark.parametrize("text", OTHER_BODY)
def test_words_for_another_body_leave_it_without_link_to_the_own(text, before):
    _, found = targets(before + text)
    assert not [t for t in found[1 if before else 0 :] if isinstance(t, Held) and t.id.startswith("tinh-uy-a")]


@pytest.mark.parametrize(
    "text",
    [
        "Tại Công văn số 9-CV/TU, Thành ủy Hà Am đề nghị.",
        "Văn bản của Thành ủy gửi kèm Kế hoạch số 7-KH/TU.",
        "Thành ủy Hà Am (Kế hoạch số 8-KH/TU, Công văn số 9-CV/TU).",
        "Thành ủy ban hành Kế hoạch số 8-KH/TU và Công văn số 9-CV/TU.",
        "Kế hoạch số 7-KH/TU và Công văn số 9-CV/TU ngày 05/3/2022 của Thành ủy.",
        "Thành ủy Hà Am đã ban hành các văn bản:\n\n- Kế hoạch số 7-KH/TU về chuyển đổi số;",
        "| Thành ủy Hà Am | Kế hoạch số 7-KH/TU |\n|---|---|\n| a | b |",
        "Kế hoạch số 7-KH/TU cần điều chỉnh.",
    ],
)
def test_a_number_alone_may_be_anybody_s(text):
    _, found = targets(text)
    assert not [t for t in found if isinstance(t, Held)]


@pytest.mark.parametrize(
    "place", ["của tỉnh Hồ Bình", "của thành phố Hải An", "(tỉnh Hồ Bình)", "do tỉnh bạn ban hành"]
)
def test_the_own_register_is_not_meant_where_a_place_is_named(place):
    _, found = targets(f"Tham khảo Quyết định số 15/2020/QĐ-UBND {place}.", issuer="ubnd-huyen", number="10/UBND-TH")
    assert not isinstance(found[0], Held)
    _, found = targets("Theo Quyết định số 15/2020/QĐ-UBND ngày 05/3/2020.", issuer="ubnd-huyen", number="10/UBND-TH")
    assert not isinstance(found[0], Held)  # two of its superiors bear this symbol


def test_two_bodies_of_one_number_in_a_text_leave_the_bare_number_open():
    full = FIRST + "Theo Kế hoạch số 7-KH/TU ngày 06/01/2022 của Thành ủy Hà Am. "
    _, found = targets(full + "Kế hoạch số 7-KH/TU cần điều chỉnh; Kế hoạch số 7 cũng vậy.")
    assert [isinstance(t, Held) for t in found] == [True, True, False, False]
    city = "Theo Kế hoạch số 7-KH/TU ngày 06/01/2022 của Thành ủy Hà Am."
    _, found = targets(city, subject="Góp ý Kế hoạch số 7-KH/TU")
    assert [isinstance(t, Held) for t in found] == [False, True]


def test_the_addressee_in_front_of_a_bracket_is_not_the_issuer():
    body = "Huyện đã báo cáo UBND tỉnh (Báo cáo số 12/BC-UBND ngày 05/6/2022)."
    _, found = targets(body, issuer="ubnd-huyen", number="10/UBND-TH")
    assert not found[0].id.startswith("ubnd-a/")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (
            "Chương trình hành động của Tỉnh ủy thực hiện Nghị quyết số 19-NQ/TW ngày 16/6/2022 của Bộ Chính trị.",
            "2023-06-01",
        ),
        ("Chương trình hành động của Tỉnh ủy quý II năm 2023.", "2023-06-01"),
        ("Chương trình hành động của Tỉnh ủy.", "2026-06-01"),
        ("Nghị quyết Đại hội XIII Công đoàn Việt Nam.", "2023-06-01"),
        ("Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIII Hội Nông dân Việt Nam.", "2023-06-01"),
        ("Nghị quyết Đại hội XIII của Công đoàn tỉnh.", "2023-06-01"),
        ("Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam năm 1992.", "2023-06-01"),
        ("Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam.", "2010-06-01"),
        ("Quy chế làm việc của Tỉnh ủy nhiệm kỳ 2015 - 2020.", "2023-06-01"),
        ("Quy chế làm việc của Tỉnh ủy.", "2026-06-01"),
    ],
)
def test_a_name_that_goes_on_or_is_of_another_time_means_something_else(text, date):
    _, found = targets(f"Thực hiện {text}", date=date)
    assert found[0] == Wanted(None, ("no-single-document",))


def test_names_that_are_whole_and_of_the_time_are_known():
    _, found = targets(
        "Thực hiện Nghị quyết Đại hội XIII của Đảng, Chương trình hành động của Tỉnh ủy và Quy chế làm việc của Tỉnh ủy."
    )
    assert [t.id for t in found] == ["van-ban/dai-hoi-13", "tinh-uy-a/2022/15-ctr-tu", "van-ban/quy-che"]


NESTED = "Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy về thực hiện Kế hoạch số 10-KH/TW ngày 05/5/2021 của Ban Bí thư"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{NESTED} về chuyển đổi số (sau đây gọi tắt là Kế hoạch). Triển khai Kế hoạch.", [True, False, True, True]),
        (FIRST[:-2] + ", UBND tỉnh ban hành kế hoạch chuyển đổi số (sau đây gọi tắt là Kế hoạch). Triển khai Kế hoạch.", [True]),
        (FIRST[:-2] + " (sau đây gọi tắt là Kế hoạch). Các huyện ủy xây dựng, ban hành Kế hoạch.", [True, True]),
        (
            FIRST[:-2] + " (gọi tắt là Kế hoạch số 7). Theo Kế hoạch số 7-KH/TU ngày 06/01/2022 của Thành ủy Hà Am (gọi tắt là "
            "Kế hoạch số 7). Triển khai Kế hoạch số 7.",
            [True, True, True, False, False],
        ),
    ],
)  # fmt: skip
def test_a_definition_binds_to_what_it_is_said_of_or_to_nothing(text, expected):
    _, found = targets(text)
    assert [isinstance(t, Held) for t in found] == expected


def test_the_province_of_before_a_merger_is_meant_by_the_date():
    merged = ARCHIVE.replace("  cp: {", "  tinh-uy-moi: {name: Tỉnh ủy Hà Am, side: party, symbols: [TU], place: tỉnh Hà Am, "
                             "parent: tw, aliases: [Tỉnh ủy], valid: {from: 2025-07-01}}\n  cp: {", 1).replace(
        "Ban Chấp hành Đảng bộ tỉnh],\n", "Ban Chấp hành Đảng bộ tỉnh], valid: {to: 2025-06-30},\n", 1)  # fmt: skip
    body = "Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy và Kế hoạch số 7-KH/TU của Tỉnh ủy."
    citing = letter(number="3-CV/TU", issuer="tinh-uy-moi", date="2025-09-01", body=body)
    newer = letter(number="7-KH/TU", kind="kế hoạch", date="2025-08-01", issuer="tinh-uy-moi")
    found = archive(citing, PLAN, newer, authority_text=merged).targets["tinh-uy-moi/2025/3-cv-tu"]
    assert found[0] == Held("tinh-uy-a/2022/7-kh-tu", ("issuer-words", "date"))
    alone = archive(letter(number="3-CV/TU", issuer="tinh-uy-moi", date="2025-09-01", body="Theo Kế hoạch số 7-KH/TU của Tỉnh ủy."),
                    PLAN, newer, authority_text=merged).targets["tinh-uy-moi/2025/3-cv-tu"]  # fmt: skip
    assert not isinstance(alone[0], Held)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Luật Đất đai số 31/2024/QH15", "quoc-hoi/2024/31-2024-qh15"),
        ("của Thủ tướng Chính phủ tại Thông báo số 5/TB-VPCP ngày 05/01/2022", "vpcp/2022/5-tb-vpcp"),
        ("Nghị quyết số 18-NQ/TW ngày 16/6/2022 của Hội nghị lần thứ năm Ban Chấp hành Trung ương Đảng khóa XIII", "tw/2022/18-nq-tw"),
        ("Nghị quyết số 18-NQ/TW ngày 16/6/2022 của Ban Chấp hành Trung ương Đảng (khóa XIII)", "tw/2022/18-nq-tw"),
        ("KẾ HOẠCH SỐ 7-KH/TU NGÀY 05/01/2022 CỦA BAN THƯỜNG VỤ TỈNH ỦY HÀ AM", "tinh-uy-a/2022/7-kh-tu"),
        ("Kế hoạch số 7-KH/TƯ ngày 05/01/2022 của Tỉnh ủy", "tinh-uy-a/2022/7-kh-tu"),
        ("Kế hoạch số 7-KH/TU ngày 06/01/2022 do Thành ủy Hà Am ban hành", "thanh-uy-a/2022/7-kh-tu"),
        ("Kế hoạch số 7-KH/TU của Tỉnh ủy", "tinh-uy-a/2022/7-kh-tu"),
    ],
)  # fmt: skip
def test_what_a_clerk_is_certain_of_is_linked(text, meant):
    more = (
        letter(number="31/2024/QH15", kind="luật", date="2024-01-18", issuer="quoc-hoi"),
        letter(number="5/TB-VPCP", kind="thông báo", date="2022-01-05", issuer="vpcp"),
        letter(number="18-NQ/TW", kind="nghị quyết", date="2022-06-16", issuer="tw"),
    )
    _, found = targets(f"Thực hiện {text}.", date="2024-06-01", held=(*HELD, *more))
    assert isinstance(found[0], Held)
    assert found[0].id == meant


def test_an_annex_that_names_its_own_letter_means_it():
    _, found = targets("Nội dung.\n\nPHỤ LỤC\n\n(Kèm theo Công văn số 10-CV/TU, ngày 01/6/2023)")
    assert found[0] == Held("tinh-uy-a/2023/10-cv-tu", ("itself",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy về thực hiện Nghị quyết số 18-NQ/TW ngày 16/6/2021 của Bộ Chính trị, "
         "Công văn số 80-CV/TU ngày 05/5/2023 của Tỉnh ủy.", [("7-kh-tu", "implements", "18-nq-tw")]),
        ("Quyết định số 1/QĐ-UBND ngày 05/01/2018 của UBND tỉnh bị bãi bỏ bởi Quyết định số 2/QĐ-UBND ngày 05/01/2020 của UBND tỉnh; "
         "Quyết định số 3/QĐ-UBND ngày 05/01/2017 của UBND tỉnh.", [("2-qd-ubnd", "repeals", "1-qd-ubnd")]),
        ("Căn cứ Quyết định số 1/QĐ-UBND ngày 05/01/2022 của UBND tỉnh sửa đổi, bổ sung Quyết định số 2/QĐ-UBND ngày 05/01/2020 của "
         "UBND tỉnh; Công văn số 12/UBND-NC ngày 05/01/2023 của UBND tỉnh.", [("1-qd-ubnd", "amends", "2-qd-ubnd")]),
        ("Xem Tờ trình số 13-TTr/TU ngày 05/01/2022 của Tỉnh ủy về sửa đổi Nghị quyết số 05-NQ/TU ngày 05/5/2021 của Tỉnh ủy.", []),
        ("Xem Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy về thực hiện Nghị quyết số 18-NQ/TW ngày 16/6/2022 của Bộ Chính trị.", []),
    ],
)  # fmt: skip
def test_told_relations_are_those_that_the_words_tell(text, told):
    found, _ = targets(text)
    assert [(t.subject.rpartition("/")[2], t.relation, t.object.rpartition("/")[2]) for t in found.told] == told


@pytest.mark.parametrize(
    "text",
    [
        "Kiến nghị UBND tỉnh xem xét, bãi bỏ", "Giao Sở Nội vụ tham mưu UBND tỉnh bãi bỏ", "trình HĐND tỉnh sửa đổi, bổ sung",
        "V/v góp ý dự thảo Quyết định thay thế", "Không thay thế", "UBND tỉnh đã bãi bỏ", "chưa trả lời", "Bộ Nội vụ trả lời",
        "Yêu cầu khẩn trương trả lời", "Đề nghị Bộ Nội vụ hướng dẫn thực hiện", "chưa triển khai", "Sau khi xem xét",
        "Quy chế được ban hành kèm theo",
    ],
)  # fmt: skip
def test_a_proposal_a_draft_or_another_s_deed_is_no_relation_of_this_letter(text):
    _, found = targets(f"{text} Quyết định số 5/QĐ-UBND ngày 05/01/2022 của UBND tỉnh.")
    result, _ = targets(f"{text} Quyết định số 5/QĐ-UBND ngày 05/01/2022 của UBND tỉnh.")
    (mention,) = result.cited_by["ubnd-a/2022/5-qd-ubnd"]
    assert mention.relation is Relation.MENTIONS
    assert isinstance(found[0], Held)


def test_documents_of_other_places_and_times_have_pages_of_their_own():
    def page(text, issuer="tinh-uy-a", date="2023-06-01", number="10-CV/TU"):
        return targets(f"Theo {text}.", issuer=issuer, date=date, number=number, held=())[1][0].id

    health = "Công văn số 12/SYT-NV của Sở Y tế"
    assert page(health) != page(health, issuer="tinh-uy-b")
    assert page(health, date="2021-06-01") != page(health)
    assert page(health, issuer="ubnd-a", number="10/UBND-TH") == page(health)
    plan = "Kế hoạch số 7-KH/TU của Tỉnh ủy"
    assert page(plan, date="2018-06-01") != page(plan)
    assert page(f"{plan} khóa XIX") != page(plan)


# --- what a second hostile reader found ------------------------------------------------------------------------------

OLD_PLAN = letter(number="7-KH/TU", kind="kế hoạch", date="2017-03-05")
OLD_RESOLUTION = letter(number="05-NQ/TU", kind="nghị quyết", date="2016-05-05")
DIRECTIVE = letter(number="35-CT/TW", kind="chỉ thị", date="2022-06-14", issuer="tw")
OLD_DIRECTIVE = letter(number="35-CT/TW", kind="chỉ thị", date="2019-05-30", issuer="tw")
TWICE = (*HELD, OLD_PLAN, OLD_RESOLUTION, DIRECTIVE, OLD_DIRECTIVE)


def ids(found):
    return [t.id if isinstance(t, Held) else None for t in found]


@pytest.mark.parametrize(
    ("body", "subject", "expected"),
    [
        ("Theo Chỉ thị số 35-CT/TW, ngày 30/5/2019 của Bộ Chính trị. Chỉ thị số 35-CT/TW nêu rõ. Theo Chỉ thị số 35, các việc.", "Việc",
         ["tw/2019/35-ct-tw"] * 3),
        ("Theo Kế hoạch số 7-KH/TU ngày 05/3/2017 của Tỉnh ủy. Kế hoạch số 7-KH/TU của Tỉnh ủy nêu. Kế hoạch số 7 đạt kết quả.", "Việc",
         ["tinh-uy-a/2017/7-kh-tu"] * 3),
        ("Theo Chỉ thị số 35-CT/TW ngày 30/5/2019 của Bộ Chính trị.", "Thực hiện Chỉ thị số 35-CT/TW", ["tw/2019/35-ct-tw"] * 2),
        ("Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy.", "V/v triển khai Kế hoạch số 7-KH/TU", ["tinh-uy-a/2022/7-kh-tu"] * 2),
        ("Theo Chỉ thị số 35-CT/TW của Bộ Chính trị khóa XII; Chỉ thị số 35-CT/TW nêu.", "Việc", [None, None]),
        ("Kết quả thực hiện Kế hoạch số 7-KH/TU năm 2022; theo Kế hoạch số 7-KH/TU ngày 05/3/2017 của Tỉnh ủy.", "Việc",
         [None, "tinh-uy-a/2017/7-kh-tu"]),
    ],
)  # fmt: skip
def test_what_a_text_says_once_holds_for_its_later_words(body, subject, expected):
    assert ids(targets(body, subject=subject, held=TWICE)[1]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Xem Kế hoạch số 9-KH/TU ngày 05/01/2019 của Tỉnh ủy thực hiện Nghị quyết số 05-NQ/TU của Tỉnh ủy.",
        "Xem Kết luận số 02-KL/TW ngày 18/5/2021 của Ban Bí thư về tiếp tục thực hiện Chỉ thị số 35-CT/TW của Bộ Chính trị.",
        "Tổng kết 10 năm thực hiện Nghị quyết số 05-NQ/TU của Tỉnh ủy.",
        "Đánh giá sau 05 năm thực hiện Kế hoạch số 7-KH/TU của Tỉnh ủy.",
        "Tiếp tục thực hiện Chỉ thị số 35-CT/TW về đại hội đảng bộ các cấp.",
        "Tiếp tục thực hiện Chỉ thị số 35-CT/TW của Bộ Chính trị.",
        "Năm 2016, thực hiện Kế hoạch số 7-KH/TU của Tỉnh ủy, các huyện đã làm.",
        "Trong nhiệm kỳ 2015 - 2020, Kế hoạch số 7-KH/TU của Tỉnh ủy được triển khai.",
        "Giai đoạn 2016 - 2020, Tỉnh ủy ban hành Kế hoạch số 7-KH/TU.",
        "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy giai đoạn 2016 - 2020.",
        "Theo Kế hoạch số 7-KH/TU của Tỉnh ủy được phê duyệt năm 2016.",
    ],
)
def test_an_older_document_is_not_taken_for_that_of_the_present_term(text):
    found = ids(targets(text, held=TWICE)[1])
    assert not {"tinh-uy-a/2022/7-kh-tu", "tinh-uy-a/2021/05-nq-tu", "tw/2022/35-ct-tw"} & set(found)


@pytest.mark.parametrize(
    "text",
    [
        "UBND tỉnh Hồ Bình áp dụng mức chi tại Quyết định số 15/2020/QĐ-UBND.",
        "Theo Quyết định số 15/2020/QĐ-UBND về phân cấp quản lý của UBND tỉnh Hồ Bình.",
        "Tỉnh Hồ Bình: Quyết định số 15/2020/QĐ-UBND quy định mức chi.",
        "Đề nghị UBND huyện Ba Nà xử lý Quyết định số 15/2020/QĐ-UBND.",
    ],
)
def test_a_number_of_a_year_beside_another_body_is_not_the_own(text):
    found = targets(text, issuer="ubnd-a", number="10/UBND-TH")[1]
    assert ids(found) == [None]
    assert ids(targets("Theo Quyết định số 15/2020/QĐ-UBND, các sở triển khai.", issuer="ubnd-a", number="10/UBND-TH")[1]) == [
        "ubnd-a/2020/15-2020-qd-ubnd"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "later",
    [
        "Kế hoạch số 7 đạt.", "Kế hoạch số 7-KH/TU đạt; Kế hoạch số 7 đạt.", "Kế hoạch số 7-KH/TU (bản chụp kèm theo).",
        "Kế hoạch số 7-KH/TU (phần nhiệm vụ) đạt.", "Kết quả thực hiện Kế hoạch số 7-KH/TU của các huyện ủy, thị ủy.",
        "Trong đó có Kế hoạch số 7-KH/TU.", "Kế hoạch số 7-KH/TU trước ngày 30/6/2023.", "Kế hoạch số 7 đến hết năm 2025.",
        "Kế hoạch số 7-KH/TU của Tỉnh ủy đạt.", "Triển khai Kế hoạch số 7-KH/TU.\n\nNgày 15/6/2023, các huyện báo cáo.",
        "Kế hoạch số 7-KH/TU về chuyển đổi số.",
    ],
)  # fmt: skip
def test_ordinary_second_mentions_are_linked(later):
    found = ids(targets(FIRST + later, held=TWICE)[1])
    assert found == ["tinh-uy-a/2022/7-kh-tu"] * len(found)
    assert len(found) >= 2


@pytest.mark.parametrize(
    "bracket",
    [
        "(Kế hoạch số 7)",
        "(Đề án 06)",
        "(Mục II)",
        "(Điều 3)",
        "(Bản sao kèm theo)",
        "(Chi tiết tại Phụ lục I)",
        "(VBQPPL)",
        "(khóa XX)",
    ],
)
def test_a_bracket_behind_the_body_does_not_cast_doubt_on_it(bracket):
    found = ids(targets(f"Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy {bracket} đã gửi.")[1])
    assert found[0] == "tinh-uy-a/2022/7-kh-tu"


CHANGED = "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ"


@pytest.mark.parametrize(
    ("body", "kind", "number"),
    [
        (f"Chính phủ ban hành Nghị định số 40/2020/NĐ-CP, thay thế {CHANGED}.", "quyết định", "10/QĐ-UBND"),
        (f"Bộ Nội vụ hướng dẫn thực hiện {CHANGED}.", "tờ trình", "10/TTr-UBND"),
        ("Kiến nghị:\n\n- Bãi bỏ Quyết định số 5/QĐ-UBND ngày 05/01/2022 của UBND tỉnh.", "công văn", "10/UBND-TH"),
        ("V/v thay thế Quyết định số 5/QĐ-UBND ngày 05/01/2022 của UBND tỉnh.", "công văn", "10/UBND-TH"),
        ("Các địa phương nhận được Công văn số 100/UBND-TH ngày 05/01/2022 của UBND tỉnh.", "công văn", "10/UBND-TH"),
    ],
)
def test_a_letter_does_nothing_that_is_not_in_its_power(body, kind, number):
    found, _ = targets(body, kind=kind, issuer="ubnd-a", number=number)
    (own,) = [h.id for h in found.holdings.directives if str(h.number) == number]
    assert not set(found.relations[own]) & {"replaces", "repeals", "amends", "replies-to"}
    if kind != "công văn":
        assert set(found.relations[own]) <= {"mentions"}


def test_a_decision_does_what_is_in_its_power():
    body = (
        "Bãi bỏ Quyết định số 5/QĐ-UBND ngày 05/01/2022 của UBND tỉnh; thay thế Quyết định số 6/QĐ-UBND ngày 05/3/2021 của "
        f"UBND huyện Ba Nà; bãi bỏ {CHANGED}."
    )
    found, _ = targets(body, kind="quyết định", issuer="ubnd-a", number="10/QĐ-UBND")
    (own,) = [h.id for h in found.holdings.directives if str(h.number) == "10/QĐ-UBND"]
    assert found.relations[own] == (Relation.REPEALS, Relation.REPLACES, Relation.MENTIONS)
