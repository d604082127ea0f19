"""Pages: addresses, words of officials, the letter's two forms, lists."""

import gc
import gzip
import json
import re

import pytest
from htmlread import parse_html
from hypothesis import given
from hypothesis import strategies as st
from make import archive, built_files, letter, theme, write_content

from vankho.holdings import Edition
from vankho.page import index_docs, pages
from vankho.page.parts import cited_subject, relative, tidy_position, tidy_subject
from vankho.page.site import Site
from vankho.render import BUILT_IN, Theme, render

segments = st.lists(st.sampled_from(["a", "b", "nam", "2023"]), max_size=4)


@given(segments, segments, st.sampled_from(["", "index"]), st.sampled_from(["", "#muc-1"]))
def test_relative_addresses_lead_back(base, target, last, fragment):
    from urllib.parse import urljoin

    here = "/" + "".join(f"{segment}/" for segment in base)
    there = "/" + "".join(f"{segment}/" for segment in target) + last
    for prefix in ("", "/kho/van-ban"):
        assert (
            urljoin(f"http://x{prefix}{here}", relative(here, there + fragment)) == f"http://x{prefix}{there}{fragment}"
        )


@pytest.mark.parametrize(
    ("printed", "tidy", "cited"),
    [
        ("V/v xây dựng Kế hoạch", "Xây dựng Kế hoạch", "về việc xây dựng Kế hoạch"),
        ("Về công tác kiểm điểm", "Về công tác kiểm điểm", "về công tác kiểm điểm"),
        ("Sơ kết 01 năm", "Sơ kết 01 năm", "về sơ kết 01 năm"),
        ("Về việc nghỉ lễ", "Nghỉ lễ", "về việc nghỉ lễ"),
        ("HĐND tỉnh giám sát", "HĐND tỉnh giám sát", "về HĐND tỉnh giám sát"),
    ],
)
def test_subjects(printed, tidy, cited):
    assert (tidy_subject(printed), cited_subject(printed)) == (tidy, cited)


def test_positions():
    assert tidy_position("PHÓ BÍ THƯ") == "Phó Bí thư"
    assert tidy_position("CHỦ TỊCH") == "Chủ tịch"
    assert tidy_position("GIÁM ĐỐC SỞ TÀI CHÍNH") == "GIÁM ĐỐC SỞ TÀI CHÍNH"
    assert tidy_position("Phó Chủ tịch") == "Phó Chủ tịch"


def test_a_page_is_let_go_of_as_soon_as_it_is_written():
    """What holds itself stays until garbage is looked for, which in a large archive takes long."""
    chain = "Thực hiện {} của Tỉnh ủy A, Tỉnh ủy yêu cầu:\n\n1. Báo cáo.\n"
    texts = (f"Kế hoạch số {n}-KH/TU ngày 05/01/202{n}" for n in range(1, 4))
    letters = [
        letter(f"{n + 1}-KH/TU", kind="kế hoạch", date=f"202{n + 1}-01-05", body=chain.format(cited))
        for n, cited in enumerate(texts, 1)
    ]
    site, look = Site(archive(*letters)), theme(BUILT_IN)
    gc.collect()
    gc.disable()
    try:
        for _ in range(2):  # what is made once for all stays
            gc.collect()
            for name in site.letters:
                for sheet in site.part(name).sheets:
                    render(sheet.make(), look)
        assert gc.collect() == 0
    finally:
        gc.enable()


SIGNED = "signers: [{authority: TM. UBND, position: CHỦ TỊCH, name: Nguyễn Văn A}, {name: Trần Thị B}]\ntopics: [Chế độ báo cáo]\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kho")
    files = {
        "ubnd-a/2023/10-qd-ubnd": letter(
            number="10/QĐ-UBND",
            issuer="ubnd-a",
            kind="quyết định",
            body="Điều 1. Giao <script>alert(1)</script>\n\n# Phần\n\n| A | B |\n|---|---|\n| 1 | 2 |",
            more=SIGNED,
            subject="Về *giao* {{ 7 * 7 }} & <b>việc</b>",
        ),
        "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
        "tinh-uy-a/2017/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2017-01-05"),
        "tinh-uy-a/2023/10-cv-tu": letter(body="1. Theo Kế hoạch số 7-KH/TU của Tỉnh ủy."),
        "tinh-uy-a/2023/11-cv-tu": letter(
            number="11-CV/TU", date="2023-06-01", body="Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."
        ),
    }
    return built_files(write_content(folder / "content", files))


def test_content_cannot_make_markup(site):
    page = site["ubnd-a/2023/10-qd-ubnd/index.html"].decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "<em>giao</em>" in page
    assert "<b>việc</b>" not in page


def test_a_decision_bears_its_type_above_its_subject(site):
    sheet = parse_html(site["ubnd-a/2023/10-qd-ubnd/index.html"]).one("article")
    assert sheet.one("p", class_="ten-loai").text == "QUYẾT ĐỊNH"
    assert sheet.one("p", class_="so-ky-hieu").text == "Số: 10/QĐ-UBND"
    assert [" ".join(p.words) for p in sheet.all("p", class_="nguoi-ky")] == [
        "TM. UBND CHỦ TỊCH Nguyễn Văn A",
        "Trần Thị B",
    ]
    assert sheet.one("p", id="dieu-1").one("a", class_="m").attributes["href"] == "#dieu-1"


def test_an_ambiguous_citation_leads_to_a_chooser_that_shows_both(site):
    chooser = parse_html(site["tinh-uy-a/2023/10-cv-tu/index.html"]).one("a", id="dc-1")
    held = parse_html(site["tinh-uy-a/2023/11-cv-tu/index.html"]).one("a", id="dc-1")
    assert chooser.attributes["class"] == "nv"
    assert held.attributes.get("class") is None
    (name,) = [name for name in site if name.startswith("chon/")]
    shown = parse_html(site[name])
    assert [a.text for a in shown.one("table").all("a")] == ["Kế hoạch số 7-KH/TU", "Kế hoạch số 7-KH/TU"]
    assert "Kho không chọn thay." in shown.text


def test_backlinks_have_the_sentence(site):
    page = parse_html(site["tinh-uy-a/2022/7-kh-tu/index.html"])
    (entry,) = page.one("section", id="lien-quan").all("li")
    assert entry.one("mark").text == "Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy"
    assert "Công văn số 11-CV/TU" in entry.text


def test_neighbours_are_of_one_series(site):
    nav = parse_html(site["tinh-uy-a/2023/10-cv-tu/index.html"]).one("nav", class_="truoc-sau")
    assert [a.text for a in nav.all("a")] == ["Công văn số 11-CV/TU"]
    assert "Văn bản đầu tiên trong kho" in nav.text


def test_each_list_has_its_directives(site):
    assert "chu-de/che-do-bao-cao/index.html" in site
    signer = parse_html(site["nguoi-ky/tran-thi-b/index.html"])
    (row,) = signer.one("table").one("tbody").all("tr")
    assert row.all("td")[0].text == "10/QĐ-UBND"
    assert row.one("a", href="../../ubnd-a/2023/10-qd-ubnd/").text == "Quyết định: Về giao {{ 7 * 7 }} & <b>việc</b>"
    numbers = parse_html(site["so/index.html"])
    assert "7-KH/TU, 05/01/2022" in numbers.text
    assert "7-KH/TU, 05/01/2017" in numbers.text
    year = parse_html(site["tinh-uy-a/2023/index.html"])
    assert [h.text for h in year.all("h2")] == ["Tháng 6 năm 2023", "Tháng 5 năm 2023"]


def test_an_archive_without_directives_is_a_site_too(tmp_path):
    files = built_files(write_content(tmp_path / "content", {}))
    assert "Kho chưa có văn bản nào." in files["index.html"].decode()
    assert "data-empty" in files["tim-kiem/index.html"].decode()


def test_with_a_base_url_feed_and_sitemap_have_addresses(tmp_path):
    from make import ARCHIVE

    content = write_content(
        tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter()}, ARCHIVE + "base_url: https://vb.example.vn/kho/\n"
    )
    files = built_files(content)
    assert b"<loc>https://vb.example.vn/kho/tinh-uy-a/2023/10-cv-tu/</loc>" in files["sitemap.xml"]
    assert b'href="https://vb.example.vn/kho/tinh-uy-a/2023/10-cv-tu/"' in files["feed.xml"]
    assert b'href="/kho/so/"' in files["404.html"]
    assert b"Sitemap: https://vb.example.vn/kho/sitemap.xml" in files["robots.txt"]


def test_urls_of_pages_are_unique_and_index_documents_mirror_directives():
    made = archive(
        letter(body="Theo Chỉ thị số 1-CT/TW ngày 01/02/2020 của Ban Bí thư."),
        letter(number="11-CV/TU"),
        edition=Edition.PUBLIC,
    )
    urls = [page.url for page in pages(made)]
    assert len(urls) == len(set(urls))
    documents = [*(holding.id for holding in made.holdings.directives), *made.wanted]
    assert [doc.url for doc in index_docs(made)] == sorted(f"/{document}/" for document in documents)
    assert {doc.meta.get("kho") for doc in index_docs(made)} == {None, "0"}
    for doc in index_docs(archive(letter(body="đi đến Đảng"))):
        assert "dijdz denjdcsz dangjdrz" in doc.html
        assert "Đảng" in doc.words


CHAIN = {
    "tw/2021/2-kl-tw": letter(number="2-KL/TW", kind="kết luận", issuer="tw", date="2021-05-18"),
    "thanh-uy-a/2023/5-kh-tu": letter(
        number="5-KH/TU",
        kind="kế hoạch",
        issuer="thanh-uy-a",
        body="Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy về thực hiện Kết luận số 2-KL/TW ngày 18/5/2021 của Ban Bí thư.\n\n"
        "1. Theo điểm a khoản 1 Điều 2 Kế hoạch số 8-KH/TU ngày 06/01/2022 của Tỉnh ủy và mục 2 Kế hoạch này.\n\n2. Hết.",
    ),
    "tinh-uy-a/2022/8-kh-tu": letter(
        number="8-KH/TU", kind="kế hoạch", date="2022-01-06", body="Điều 2. A\n\n1. B\n\na) C"
    ),
}


def test_the_chain_goes_up_through_what_others_tell(tmp_path):
    files = built_files(write_content(tmp_path / "content", CHAIN))
    page = parse_html(files["thanh-uy-a/2023/5-kh-tu/index.html"])
    lines = [" ".join(line.words) for line in page.one("section", id="luoc-do").all("li")]
    assert lines == [
        "Kế hoạch số 5-KH/TU thực hiện Kế hoạch số 7-KH/TU",
        "Kế hoạch số 5-KH/TU bám sát Kế hoạch số 8-KH/TU",
        "Kế hoạch số 7-KH/TU thực hiện Kết luận số 2-KL/TW (theo Kế hoạch số 5-KH/TU)",
    ]


def test_pinpoints_lead_to_the_item_where_it_is_held(tmp_path):
    files = built_files(write_content(tmp_path / "content", CHAIN))
    article = parse_html(files["thanh-uy-a/2023/5-kh-tu/index.html"]).one("article")
    targets = {
        " ".join(a.words): a.attributes["href"]
        for a in article.all("a")
        if (a.attributes.get("id") or "").startswith("dc-")
    }
    assert targets["Kế hoạch số 8-KH/TU"] == "../../../tinh-uy-a/2022/8-kh-tu/#dieu-2-1-a"
    assert targets["Kế hoạch này"] == "#muc-2"


def test_ambiguous_citations_are_listed_for_the_keeper_only(tmp_path):
    two = {
        "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
        "tinh-uy-a/2017/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2017-01-05"),
        "tinh-uy-a/2023/10-cv-tu": letter(body="Theo Kế hoạch số 7-KH/TU của Tỉnh ủy."),
    }
    content = write_content(tmp_path / "content", two)
    assert "chon/index.html" not in built_files(content)
    page = parse_html(built_files(content, Edition.INTERNAL)["chon/index.html"])
    assert page.one("table").one("mark").text == "Kế hoạch số 7-KH/TU của Tỉnh ủy"


def test_backlinks_are_grouped_by_relation(tmp_path):
    files = {
        "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
        "tinh-uy-a/2023/10-cv-tu": letter(body="Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."),
        "tinh-uy-a/2023/11-cv-tu": letter(
            number="11-CV/TU", body="Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."
        ),
    }
    page = parse_html(built_files(write_content(tmp_path / "content", files))["tinh-uy-a/2022/7-kh-tu/index.html"])
    assert [h.text for h in page.all("h4")] == ["Được thực hiện bởi (1)", "Được bám sát bởi (1)"]


def test_what_the_keeper_states_wins_and_is_shown_on_both_sides(tmp_path):
    stated = "relations: [{relation: replaces, document: Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy}]\n"
    files = {
        "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
        "tinh-uy-a/2023/10-cv-tu": letter(
            body="Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy.", more=stated
        ),
    }
    built = built_files(write_content(tmp_path / "content", files))
    (entry,) = parse_html(built["tinh-uy-a/2023/10-cv-tu/index.html"]).one("section", id="lien-quan").all("li")
    assert [tag.text for tag in entry.all("span", class_="the")] == ["Thay thế"]
    (back,) = parse_html(built["tinh-uy-a/2022/7-kh-tu/index.html"]).one("section", id="lien-quan").all("li")
    assert [tag.text for tag in back.all("span", class_="the")] == ["Được thay thế bởi"]
    assert "người giữ kho ghi" in back.text
    assert {json.loads(line)["relation"] for line in built["data/citations.jsonl"].splitlines()} == {"replaces"}


def test_tables_are_told_apart_by_ear(tmp_path):
    table = "| A | B |\n|---|---|\n| 1 | 2 |"
    files = built_files(
        write_content(tmp_path / "content", {"tinh-uy-a/2023/10-cv-tu": letter(body=f"{table}\n\nX\n\n{table}")})
    )
    page = parse_html(files["tinh-uy-a/2023/10-cv-tu/index.html"])
    assert [s.attributes["aria-label"] for s in page.all("section", class_="bang-khung")] == [
        "Bảng 1 trong văn bản",
        "Bảng 2 trong văn bản",
    ]


def test_the_scripts_of_the_search_page_are_small():
    """At most 12 kB compressed; none has a text of several lines, which losing indentation would change."""
    ours = Theme((BUILT_IN,)).assets
    scripts = {name: ours[name].content.decode() for name in ours if name.endswith(".js")}
    assert sum(len(gzip.compress(scripts[name].encode(), 9)) for name in ("tim-kiem.js", "tu-tim.js")) <= 12_000
    for name, script in scripts.items():
        assert not re.search(r"^\s*(?://|/?\*)|^ ", script, re.MULTILINE), name
        assert all(line.count("`") % 2 == 0 for line in script.splitlines()), name
