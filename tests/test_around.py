"""What stands around a letter: notices, the picture of who cites whom, the list of contents; and joint documents."""

import re

import pytest
from htmlread import parse_html
from make import archive, built_files, letter, problems_of, write_content

from vankho.holdings import Edition
from vankho.page import index_docs
from vankho.page.diagram import MOST_ROWS, diagram
from vankho.page.links import FOLDED, SHOWN, Names, where
from vankho.page.notices import notices, status

PLAN = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05", body="1. Giao việc.\n\n2. Hết.")
NAMED = "Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy"


def around(*texts, find="tinh-uy-a/2022/7-kh-tu"):
    made = archive(*texts)
    names = Names(made)
    return names.holding(find), names


def newer(words, number="8-KH/TU", kind="kế hoạch", more="", **rest):
    return letter(number=number, kind=kind, date="2023-02-01", body=words, more=more, **rest)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([], ""),
        ([newer(f"Kế hoạch này thay thế {NAMED}.")], "Đã được thay thế"),
        ([newer(f"Bãi bỏ khoản 2 mục 1 {NAMED}.")], "Đã bị bãi bỏ một phần"),
        ([newer(f"Thực hiện {NAMED}.")], ""),
        (
            [
                newer(f"Sửa đổi, bổ sung {NAMED}.", number="9-KH/TU"),
                newer(f"Kế hoạch này thay thế {NAMED}."),
            ],
            "Đã được thay thế",
        ),
    ],
)
def test_what_has_become_of_a_directive(texts, said):
    holding, names = around(PLAN, *texts)
    assert status(holding, names) == said
    assert bool(notices(holding, names)) == bool(said)


def test_what_the_keeper_says_comes_first_and_his_notes_last():
    kept = PLAN.replace("access: public\n", "access: public\nstatus: Hết hiệu lực\nnotes: [Bản gốc thiếu trang 3.]\n")
    holding, names = around(kept, newer(f"Kế hoạch này thay thế {NAMED}."))
    assert status(holding, names) == "Hết hiệu lực"
    said = [(notice.words, notice.note) for notice in notices(holding, names)]
    assert said == [
        ("Tình trạng", "Hết hiệu lực"),
        ("Văn bản này được thay thế bởi", ""),
        ("Người giữ kho ghi chú", "Bản gốc thiếu trang 3."),
    ]


def test_a_notice_stands_above_the_letter_with_its_sentence_and_is_seen_from_any_item(tmp_path):
    files = {"tinh-uy-a/2022/7-kh-tu": PLAN, "tinh-uy-a/2023/8-kh-tu": newer(f"Kế hoạch này thay thế {NAMED}.")}
    page = parse_html(built_files(write_content(tmp_path / "content", files))["tinh-uy-a/2022/7-kh-tu/index.html"])
    notice = page.one("section", id="thong-bao")
    assert notice.one("a").attributes["href"] == "../../2023/8-kh-tu/"
    assert notice.one("mark").text == NAMED
    assert page.one("p", class_="nhac").one("a").attributes["href"] == "#thong-bao"
    ids = [element.attributes.get("id") for element in page.all("section") + page.all("article")]
    assert ids.index("thong-bao") < len(ids)


def test_what_is_withheld_and_the_internal_edition_are_told_from_any_item_too(tmp_path):
    texts = {
        "tinh-uy-a/2023/10-cv-tu": letter(body="1. Một :internal[riêng].\n\n2. Hai."),
        "tinh-uy-a/2022/7-kh-tu": PLAN,
    }
    content = write_content(tmp_path / "content", texts)
    public = {name: parse_html(each) for name, each in built_files(content).items() if name.endswith("tu/index.html")}
    told = public["tinh-uy-a/2023/10-cv-tu/index.html"]
    assert (
        told.one("section", id="thong-bao").text.strip()
        == "Văn bản này có đoạn không được công bố trong bản công khai."
    )
    assert told.one("p", class_="nhac").one("a").attributes["href"] == "#thong-bao"
    assert not public["tinh-uy-a/2022/7-kh-tu/index.html"].all("p", class_="nhac")
    internal = parse_html(built_files(content, Edition.INTERNAL)["tinh-uy-a/2023/10-cv-tu/index.html"])
    assert internal.one("p", class_="nhac").text.strip() == "Bản nội bộ"
    assert not internal.all("section", id="thong-bao")


def test_no_notice_comes_from_what_the_edition_hides(tmp_path):
    hidden = newer(f"Kế hoạch này thay thế {NAMED}.", access="internal")
    content = write_content(tmp_path / "content", {"tinh-uy-a/2022/7-kh-tu": PLAN, "tinh-uy-a/2023/8-kh-tu": hidden})
    assert b"thong-bao" not in built_files(content)["tinh-uy-a/2022/7-kh-tu/index.html"]
    assert b"thong-bao" in built_files(content, Edition.INTERNAL)["tinh-uy-a/2022/7-kh-tu/index.html"]


def test_the_picture_goes_up_by_the_longest_way_and_down_to_who_cites():
    texts = [
        letter(number="2-KL/TW", kind="kết luận", issuer="tw", date="2021-05-18"),
        letter(
            number="7-KH/TU", kind="kế hoạch", date="2022-01-05",
            body="Thực hiện Kết luận số 2-KL/TW ngày 18/5/2021 của Ban Bí thư.",
        ),
        letter(
            number="8-KH/TU", kind="kế hoạch", date="2022-06-01",
            body=f"Thực hiện {NAMED}; căn cứ Kết luận số 2-KL/TW ngày 18/5/2021 của Ban Bí thư; "
            "theo Công văn số 3-CV/TU ngày 04/4/2022 của Tỉnh ủy.",
        ),
        letter(number="11-CV/TU", date="2023-01-02", body="Theo Kế hoạch số 8-KH/TU ngày 01/6/2022 của Tỉnh ủy."),
    ]  # fmt: skip
    holding, names = around(*texts, find="tinh-uy-a/2022/8-kh-tu")
    picture = diagram(holding, names)
    seen = [(" ".join(row.name), row.state, row.branch) for row in picture.rows]
    assert seen == [
        ("2-KL/TW", "held", False),
        ("7-KH/TU", "held", False),
        ("3-CV/TU", "wanted", True),
        ("8-KH/TU", "self", False),
        ("11-CV/TU", "held", False),
    ]
    assert picture.more == 0
    for above, below in zip(picture.rows, picture.rows[1:], strict=False):
        assert below.y >= above.y + above.height
        assert above.height >= 40
    assert picture.height >= picture.rows[-1].y + picture.rows[-1].height


def test_the_picture_has_a_limit_and_tells_the_rest():
    many = [newer(f"Theo {NAMED}.", number=f"{n}-CV/TU", kind="công văn") for n in range(20, 40)]
    holding, names = around(PLAN, *many)
    picture = diagram(holding, names)
    assert len(picture.rows) == MOST_ROWS
    assert picture.more == 20 - (MOST_ROWS - 1)
    assert diagram(*around(PLAN)) is None


def test_documents_that_cite_each_other_make_no_endless_picture():
    one = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05",
                 body="Thực hiện Kế hoạch số 8-KH/TU ngày 05/01/2022 của Tỉnh ủy.")  # fmt: skip
    two = letter(number="8-KH/TU", kind="kế hoạch", date="2022-01-05", body=f"Thực hiện {NAMED}.")
    picture = diagram(*around(one, two))
    assert [" ".join(row.name) for row in picture.rows] == ["8-KH/TU", "7-KH/TU", "8-KH/TU"]


def chapters(articles):
    parts = ["Chương I\n\nQUY ĐỊNH CHUNG\n\nMục 1\n\nPHẠM VI"]
    parts += [f"Điều {n}. Tên điều {n}\n\n1. Khoản một.\n\n2. Khoản hai." for n in range(1, articles + 1)]
    return "\n\n".join(parts)


def test_a_long_decision_has_a_list_of_contents_and_its_chapters_are_headings(tmp_path):
    files = {
        "ubnd-a/2023/5-qd-ubnd": letter(number="5/QĐ-UBND", issuer="ubnd-a", kind="quyết định", body=chapters(9)),
        "ubnd-a/2023/6-qd-ubnd": letter(number="6/QĐ-UBND", issuer="ubnd-a", kind="quyết định", body=chapters(3)),
    }
    built = built_files(write_content(tmp_path / "content", files))
    page = parse_html(built["ubnd-a/2023/5-qd-ubnd/index.html"])
    contents = page.one("nav", class_="muc-luc-thu")
    entries = [" ".join(a.words) for a in contents.all("a")]
    assert entries[:3] == ["Chương I QUY ĐỊNH CHUNG", "Mục 1 PHẠM VI", "Điều 1. Tên điều 1"]
    assert [li.attributes["class"] for li in contents.all("li")][:3] == ["sau-0", "sau-1", "sau-2"]
    assert len(entries) == 11
    ids = {element.attributes.get("id") for tag in ("p", "h3", "h4") for element in page.one("article").all(tag)}
    assert {a.attributes["href"][1:] for a in contents.all("a")} <= ids
    assert page.one("article").one("h3").attributes["id"] == "chuong-i"
    assert not parse_html(built["ubnd-a/2023/6-qd-ubnd/index.html"]).all("nav", class_="muc-luc-thu")


def test_a_joint_document_bears_all_its_bodies(tmp_path):
    joint = letter(
        number="5/QĐ-UBND", issuer="ubnd-a", kind="quyết định", more="co_issuers: [tinh-uy-a, thanh-uy-a]\n"
        "signers: [{position: CHỦ TỊCH, name: Lê Văn B}, {position: BÍ THƯ, name: Trần C}]\n",
    )  # fmt: skip
    built = built_files(write_content(tmp_path / "content", {"ubnd-a/2023/5-qd-ubnd": joint}))
    page = parse_html(built["ubnd-a/2023/5-qd-ubnd/index.html"])
    head = page.one("p", class_="co-quan")
    assert [b.text for b in head.all("b")] == ["ỦY BAN NHÂN DÂN TỈNH A", "TỈNH ỦY A", "THÀNH ỦY A"]
    assert "Ủy ban nhân dân tỉnh A, Tỉnh ủy A và Thành ủy A" in page.one("title").text
    issuers = [a.text for a in page.one("section", id="thuoc-tinh").all("a")]
    assert {"Ủy ban nhân dân tỉnh A", "Tỉnh ủy A", "Thành ủy A"} <= set(issuers)
    assert "5/QĐ-UBND" in parse_html(built["tinh-uy-a/index.html"]).text


@pytest.mark.parametrize(
    ("lines", "bold"),
    [("ỦY BAN NHÂN DÂN, TỈNH A", ["ỦY BAN NHÂN DÂN", "TỈNH A"]), ("CHÍNH PHỦ, ỦY BAN NHÂN DÂN TỈNH A", ["ỦY BAN NHÂN DÂN TỈNH A"]),
     ("ĐẢNG BỘ TỈNH A, BAN CÁN SỰ", ["BAN CÁN SỰ"])],
)  # fmt: skip
def test_a_name_on_two_lines_is_one_body(tmp_path, lines, bold):
    text = letter(number="5/QĐ-UBND", issuer="ubnd-a", kind="quyết định", more=f"letterhead: [{lines}]\n")
    built = built_files(write_content(tmp_path / "content", {"ubnd-a/2023/5-qd-ubnd": text}))
    head = parse_html(built["ubnd-a/2023/5-qd-ubnd/index.html"]).one("p", class_="co-quan")
    assert [b.text for b in head.all("b")] == bold


@pytest.mark.parametrize(
    ("bodies", "code"), [("[so-khong-co]", "unknown-co-issuer"), ("[tw, tw]", "unknown-co-issuer"), ("[tinh-uy-a]", "unknown-co-issuer")]
)  # fmt: skip
def test_bodies_of_a_joint_document_are_checked(bodies, code):
    assert code in {p.code for p in problems_of(letter(more=f"co_issuers: {bodies}\n"))}


def test_long_lists_of_citing_documents_are_folded_and_very_long_ones_have_pages(tmp_path):
    def built(count):
        citing = {
            f"tinh-uy-a/{2019 + n % 3}/{n}-cv-tu": letter(
                number=f"{n}-CV/TU",
                date=f"{2019 + n % 3}-05-08",
                body="Theo Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX.",
            )
            for n in range(1, count + 1)
        }
        return built_files(write_content(tmp_path / str(count) / "content", citing))

    hub = "van-ban/dai-hoi-a-xx"
    (folded,) = [name for name in built(SHOWN + 5) if name.startswith(hub) and name.endswith(".html")]
    page = parse_html(built(SHOWN + 5)[folded])
    assert len(page.one("details").all("li")) == 5
    files = built(FOLDED + 10)
    page = parse_html(files[f"{hub}/index.html"])
    assert not page.all("details")
    assert [a.attributes["href"] for a in page.one("p", class_="tat-ca").all("a")] == ["dan-chieu/"]
    years = parse_html(files[f"{hub}/dan-chieu/index.html"])
    linked = [
        a.attributes["href"] for a in years.one("main").all("a") if re.fullmatch(r"[0-9]{4}/", a.attributes["href"])
    ]
    assert linked == ["2019/", "2020/", "2021/"]
    listed = sum(
        len(parse_html(files[f"{hub}/dan-chieu/{year}index.html"]).one("main").all("blockquote")) for year in linked
    )
    assert listed == FOLDED + 10


def test_a_result_of_the_search_bears_the_status_too():
    made = archive(PLAN, newer(f"Kế hoạch này thay thế {NAMED}."))
    found = {doc.url: doc.meta.get("tinh-trang") for doc in index_docs(made)}
    assert found == {"/tinh-uy-a/2022/7-kh-tu/": "Đã được thay thế", "/tinh-uy-a/2023/8-kh-tu/": None}


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("QUYẾT ĐỊNH:", "ten-phan"),
        ("PHỤ LỤC I", "ten-phan phu-luc-moi"),
        ("Phụ lục II", "ten-phan phu-luc-moi"),
        ("*(Kèm theo Quyết định số 5/QĐ-UBND ngày 08/5/2023)*", "kem-theo"),
        ("(Ban hành kèm theo Quyết định này)", "kem-theo"),
        ("UBND tỉnh giao Sở Nội vụ.", ""),
        ("(Kèm theo) rồi", ""),
        ("Ô" * 201, ""),
    ],
)
def test_titles_stand_in_the_middle(tmp_path, line, place):
    content = write_content(
        tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter(body=f"Mở đầu.\n\n{line}\n\nHết.")}
    )
    sheet = parse_html(built_files(content)["tinh-uy-a/2023/10-cv-tu/index.html"]).one("article")
    classes = [
        each
        for p in sheet.all("p")
        if (each := p.attributes.get("class")) and each.startswith(("ten-phan", "kem-theo"))
    ]
    assert classes == ([place] if place else [])


def test_parts_are_named_as_letters_name_them():
    holding, names = around(
        letter(body="II- Hai\n\n1. Một\n\nđ) Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."),
        find="tinh-uy-a/2023/10-cv-tu",
    )
    assert holding.text_citations == 1
    assert where(holding, 0, names.say) == "mục II.1.đ"


def test_a_passage_bears_its_label_once(tmp_path):
    body = "1. Một.\n\n::: internal\nRiêng một.\n\nRiêng hai.\n:::\n\n2. Hai.\n\n::: internal\nRiêng ba.\n:::"
    content = write_content(tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter(body=body)})
    sheet = parse_html(built_files(content, Edition.INTERNAL)["tinh-uy-a/2023/10-cv-tu/index.html"]).one("article")
    assert [len(div.all("span", class_="nhan")) for div in sheet.all("div", class_="doan-nb")] == [1, 0, 1]


def test_lists_bear_the_status_too(tmp_path):
    files = {"tinh-uy-a/2022/7-kh-tu": PLAN, "tinh-uy-a/2023/8-kh-tu": newer(f"Kế hoạch này thay thế {NAMED}.")}
    built = built_files(write_content(tmp_path / "content", files))
    for name in ("index.html", "tinh-uy-a/2022/index.html", "loai/ke-hoach/index.html"):
        tags = [tag.text for tag in parse_html(built[name]).one("main").all("span", class_="the")]
        assert tags == ["Đã được thay thế"], name
