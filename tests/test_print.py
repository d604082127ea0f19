"""On paper: an A4 letter as Nghị định 30/2020/NĐ-CP lays it out, and nothing of the site around it."""

import io
import re
from pathlib import Path

import pytest
from make import built_files, letter, write_content
from pypdf import PdfReader
from web import serving, write_files

from vankho.holdings import Edition

pytestmark = pytest.mark.slow

TOP = Path(__file__).parent.parent
MM = 72 / 25.4


@pytest.fixture(scope="module")
def printed(browser, tmp_path_factory):
    """Prints a page of the five letters, or of a made archive."""
    root = tmp_path_factory.mktemp("print")
    long = {
        "tinh-uy-a/2023/10-cv-tu": letter(
            body="\n\n".join(f"{n}. {'ỦY BAN Ẵ Ộ Ế thực hiện nhiệm vụ ' * (25 + n)}" for n in range(1, 30)),
            more="signers: [{position: BÍ THƯ, name: Lê Ẩn}]\nrecipients: [Như trên.]\nnotes: [Bản gốc mờ.]\n",
        )
    }
    write_files(root / "seeds", built_files(TOP / "content"))
    write_files(root / "made", built_files(write_content(root / "content", long), Edition.INTERNAL))
    with serving(root) as home:
        page = browser.new_page()

        def pages(url):
            page.goto(f"{home}{url}")
            page.evaluate("document.fonts.ready")
            return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages

        yield pages
        page.close()


def left_edges(page):
    """Where each line of text begins, in points from the left edge of the sheet, with the text."""
    found = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, font, size: (
            found.append((cm[0] * tm[4] + cm[4], text)) if text.strip() else None
        )
    )
    return found


def test_the_first_letter_is_one_sheet_of_a4_with_the_margins_of_the_decree(printed):
    (sheet,) = printed("/seeds/tinh-uy-quang-ngai/2023/1593-cv-tu/")
    assert [round(float(side) / MM) for side in (sheet.mediabox.width, sheet.mediabox.height)] == [210, 297]
    edges = [x for x, text in left_edges(sheet)]
    assert 29.5 * MM <= min(edges) <= 30.5 * MM
    text = " ".join(sheet.extract_text().split())
    assert text.index("TỈNH ỦY QUẢNG NGÃI") < text.index("Số 1593-CV/TU") < text.index("Kính gửi")
    assert text.index("Nơi nhận") > text.index("ngày 15/6/2023")
    assert "Đặng Ngọc Huy" in text
    assert not re.search(r"Thuộc tính|Trang chủ|Viện dẫn|Chép|Văn bản liên quan|Lược đồ|Tìm", text)


def test_pages_are_numbered_from_the_second_and_no_page_has_the_signature_alone(printed):
    pages = printed("/seeds/tinh-uy-quang-ngai/2022/1055-cv-tu/")
    texts = [page.extract_text() for page in pages]
    assert len(texts) == 2
    assert not re.search(r"^\s*1\s*$", texts[0], re.MULTILINE)
    assert re.search(r"^\s*2\s*$", texts[1], re.MULTILINE)
    assert texts[1].index("trước ngày 09/7/2022") < texts[1].index("Đinh Thị Hồng Minh")


def test_no_mark_of_a_letter_is_cut_off_at_the_edge_of_a_page(printed):
    """The hook of Ủ on the first line of a page is not painted on the page before (it was, of Ẵ, without room above)."""
    pages = printed("/made/tinh-uy-a/2023/10-cv-tu/")
    assert len(pages) > 2
    for page in pages:
        lines = [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        assert [line for line in lines if len(line) < 3 and not line.isdigit() and line != "*"] == []
    words = " ".join(page.extract_text() for page in pages).split()
    assert [words.count(word) for word in ("Ẵ", "Ộ", "Ế")] == [sum(25 + n for n in range(1, 30))] * 3


def test_the_internal_edition_says_so_in_the_margin_and_notes_stand_above_the_letter(printed):
    pages = printed("/made/tinh-uy-a/2023/10-cv-tu/")
    assert all("BẢN NỘI BỘ" in page.extract_text() for page in pages)
    first = pages[0].extract_text()
    assert first.index("Bản gốc mờ") < first.index("ĐẢNG CỘNG SẢN VIỆT NAM")


def test_a_list_prints_as_its_table(printed):
    (page,) = printed("/seeds/nam/2023/")
    text = page.extract_text()
    assert "1593-CV/TU" in text
    assert "Người ký" in text
    assert not re.search(r"Trang chủ|Trợ năng|Tháng\s+01", text)
