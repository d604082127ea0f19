"""Labels of items, their ids, and internal passages of a body."""

import pytest

from vankho.body import read_body
from vankho.items import Label
from vankho.model import Block, InternalBlocks
from vankho.problem import Place


def blocks(text: str) -> list[Block | InternalBlocks]:
    _, body, problems = read_body(text, 1, "s", Place("f.md", 1, 9))
    assert not problems
    return list(body.blocks)


def ids(text: str) -> list[tuple[str | None, int]]:
    return [(block.id, block.rank) for block in blocks(text) if isinstance(block, Block)]


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("1. Giao", "1."), ("1- Giao", "1-"), ("1/ Giao", "1/"), ("1) Giao", "1)"), ("I- TÌNH HÌNH", "I-"),
        ("II. NHIỆM VỤ", "II."), ("a) Một", "a)"), ("đ) Năm", "đ)"), ("- Sở", "-"), ("+ Xã", "+"),
        ("1.1. Việc", "1.1."), ("2.10 Việc", "2.10"), ("1.1- Về tuổi đời", "1.1-"), ("Điều 5. Phạm vi", "Điều 5."), ("Chương II", "Chương II"),
        ("Phần thứ nhất", "Phần thứ nhất"),
    ],
)  # fmt: skip
def test_labels(line, printed):
    assert Label.read(line).printed == printed


@pytest.mark.parametrize(
    "line", ["59.835 triệu đồng", "05 năm", "2023. Để", "15/6/2023", "Phần mềm", "6.321/UBND", "Điều lệ Đảng", "-5 độ"]
)
def test_what_is_no_label(line):
    label = Label.read(line)
    assert label is None


def test_items_nest_by_kind_of_label():
    text = "I- A\n\n1. B\n\na) C\n\nb) D\n\n- E\n\n2. F\n\nII- G\n\n1. H"
    assert ids(text) == [
        ("muc-i", 0), ("muc-i-1", 1), ("muc-i-1-a", 2), ("muc-i-1-b", 2), (None, 3), ("muc-i-2", 1), ("muc-ii", 0),
        ("muc-ii-1", 1),
    ]  # fmt: skip


def test_points_after_d_do_not_collide():
    assert [item for item, _ in ids("1. X:\na) A\nd) B\nđ) C\ne) D")] == [
        "muc-1",
        "muc-1-a",
        "muc-1-d",
        "muc-1-dd",
        "muc-1-e",
    ]


def test_articles_are_counted_through_chapters_and_annexes_anew():
    text = "Chương I\n\nĐiều 1. A\n\n1. B\n\na) C\n\nChương II\n\nĐiều 2. D\n\nPHỤ LỤC\n\n1. E"
    assert [item for item, _ in ids(text)] == [
        "chuong-i", "dieu-1", "dieu-1-1", "dieu-1-1-a", "chuong-ii", "dieu-2", None, "pl-1-muc-1",
    ]  # fmt: skip


def test_decimal_items_and_repeated_ids():
    assert [item for item, _ in ids("1. A\n\n1.1. B\n\n1.2. C\n\n1.2.1. D\n\n1. E")] == [
        "muc-1", "muc-1-1", "muc-1-2", "muc-1-2-1", "muc-1-3",
    ]  # fmt: skip


def test_a_label_counts_only_where_an_item_can_begin():
    assert len(blocks("Trong năm\n2023. Để thực hiện")) == 1
    assert len(blocks("Yêu cầu:\n- Một;\n- Hai.")) == 3
    assert len(blocks("Một đoạn\n- không phải mục")) == 1


def test_markdown_that_would_change_a_letter_is_text():
    text = "1. Một [x](y) <b>đậm</b> `mã`\n\n    thụt\n\n***\n\n> trích\n\nhttps://a.b &amp; c"
    shown = [part for block in blocks(text) for part in block.text.parts]
    assert shown[0] == " Một [x](y) &lt;b&gt;đậm&lt;/b&gt; `mã`"
    assert "thụt" in shown
    assert "***" in shown
    assert "&gt; trích" in shown
    assert "https://a.b &amp;amp; c" in shown


MISSPELT = [
    ":intenal[S]", ":interna[S]", ":intern[S]", ":internals[S]", ":internal_[S]", ":internalS", "internal[S]",
    ":\\internal[S]", ":noi-bo[S]", ":nội bộ[S]", ":public[S]", ":\ninternal[S]", ":\u00a0internal[S]", "：internal[S]",
    ":Internal [S]", ":internal(S)", ":internal{S}", "::internal S", "\u00a0:::\u00a0internal\nS\n\u00a0:::",
    "：：：internal\nS\n：：：", ":internal[điểm a] khoản 2]", "[ :internal[" * 50, "{value: S, access: internal}",
]  # fmt: skip


@pytest.mark.parametrize("text", MISSPELT)
def test_what_looks_like_a_mark_is_refused_not_printed(text):
    _, _, problems = read_body(f"Đoạn {text} hết.", 1, "s", Place("f.md", 1, 9))
    assert "bad-internal" in {problem.code for problem in problems}


@pytest.mark.parametrize(
    "text", ["Ghi chú: xem [1]", "Thời gian: 8 giờ [sáng]", "quốc tế (international)", "Nội bộ: chấp hành", "a :: b"]
)
def test_prose_is_no_mark(text):
    assert not read_body(text, 1, "s", Place("f.md", 1, 9))[2]


def test_footnote_stars_and_lines_to_fill_in_stay():
    shown = "".join(
        part
        for block in blocks("Ghi chú (*) A và (*) B\n\nTừ ngày __/__/____ đến ____/____; 2*3*4")
        for part in block.text.parts
    )
    assert shown == "Ghi chú (*) A và (*) BTừ ngày __/__/____ đến ____/____; 2*3*4"


def test_a_cell_that_would_be_lost_is_told():
    _, _, problems = read_body("Đoạn\n\n| Việc | Hạn |\n|---|---|\n| A | 1/1 | Sở Y |", 10, "s", Place("f.md", 1, 9))
    assert [(p.code, p.place.line) for p in problems] == [("bad-table", 14)]


def test_no_citation_crosses_the_wall_inside_a_date():
    (block,) = blocks("Kết luận số 02-KL/TW ngày 08 tháng 5 :internal[x] năm 2023 của Ban Bí thư.")
    assert block.text.parts[0].citation.found.date is None


def test_internal_passages_count_for_nothing_outside():
    public = "1. A\n\n::: internal\n:::\n\n2. B"
    with_secret = "1. A\n\n::: internal\n2. Mật\n\na) X\n:::\n\n2. B"
    assert [item for item, _ in ids(public)] == [item for item, _ in ids(with_secret)] == ["muc-1", "muc-2"]
    hidden = next(block for block in blocks(with_secret) if isinstance(block, InternalBlocks))
    assert [block.id for block in hidden.blocks] == ["nb-muc-2", "nb-muc-2-a"]


def test_a_link_that_crosses_emphasis_is_one_and_balanced():
    hole = blocks("Theo **đúng Kết luận** số *02-KL/TW* nhé")[0].text.parts[1]
    assert hole.html == "<strong>Kết luận</strong> số <em>02-KL/TW</em>"
    assert blocks("Theo **đúng Kết luận** số 02-KL/TW")[0].text.parts[0] == "Theo <strong>đúng </strong>"


@pytest.mark.parametrize(
    "text",
    ["::: internal\nx", ":::\n", "x :internal[ y", "x : internal[y]", "::: secret\nx\n:::", ":internal[a :internal[b]]",
     "::: internal\n:internal[x]\n:::", "::: internal\n::: internal\n:::\n:::", "x :Internal[y]"],
)  # fmt: skip
def test_a_passage_that_is_not_understood_is_an_error(text):
    _, _, problems = read_body(text, 7, "s", Place("f.md", 1, 9))
    assert {problem.code for problem in problems} == {"bad-internal"}
    assert all(problem.place.line >= 7 for problem in problems)


def test_a_definition_binds_in_its_sentence_and_its_uses_end_where_a_longer_name_begins():
    from vankho.antecedents import antecedents
    from vankho.cite import find

    text = "Đề án số 01-ĐA/TU của Tỉnh ủy.\n\nQuyết định số 55/QĐ-UBND phê duyệt Đề án phát triển du lịch (sau đây gọi tắt là Đề án). Đề án được duyệt."
    assert [f.number_symbol for f in find(text)] == ["01-ĐA/TU", "55/QĐ-UBND"]
    text = "Đề án số 01-ĐA/TU của Tỉnh ủy (sau đây gọi tắt là Đề án). Đề án được duyệt; Đề án Phát triển rừng; Đề án của UBND huyện X; Đề án du lịch."
    founds = list(find(text))
    assert [" ".join(f.quote.split()) for f in founds] == ["Đề án số 01-ĐA/TU của Tỉnh ủy", "Đề án", "Đề án"]
    assert [a and a.number_symbol for a in antecedents(founds)] == [None, "01-ĐA/TU", "01-ĐA/TU"]


@pytest.mark.parametrize("pinpoint", ["mục 2 Phụ lục I", "mục 1 Phần I", "Mục 2 Chương I", "khoản 1"])
def test_a_pinpoint_that_needs_more_than_a_figure_leads_nowhere(pinpoint):
    from vankho.pinpoint import item_ids

    assert item_ids(pinpoint) == ()
