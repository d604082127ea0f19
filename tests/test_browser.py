"""The site in a real Chromium: a reader's ways through it, the search page, without JavaScript, no other host asked."""

from pathlib import Path

import pytest
from make import built_files, letter, write_content
from web import serving, write_files

from vankho.holdings import Edition

pytestmark = pytest.mark.slow

TOP = Path(__file__).parent.parent
BASE = "/kho/so/1"
"""The site is served below a path that it knows nothing of."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The five letters with search, and a made archive, each under a base path of its own."""
    root = tmp_path_factory.mktemp("web")
    made = {
        "tinh-uy-a/2023/10-cv-tu": letter(body="1. Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."),
        "tinh-uy-a/2022/7-kh-tu": letter(
            number="7-KH/TU", kind="kế hoạch", date="2022-01-05", body="1. Việc của Đảng bộ.\n\n2. Đang làm."
        ),
    }
    sites = {
        BASE: built_files(TOP / "content", search=True),
        "/made": built_files(write_content(root / "content", made), Edition.INTERNAL, search=True),
    }
    for base, files in sites.items():
        write_files(root / base.lstrip("/"), files)
    with serving(root) as home:
        yield home


@pytest.fixture
def page(browser, server):
    """A page that fails the test on any error, any refused request and any request to another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    # A request that is broken off by leaving the page is no failure.
    opened.on("requestfailed", lambda r: None if "ERR_ABORTED" in (r.failure or "") else wrong.append(r.url))
    opened.on(
        "request", lambda request: None if request.url.startswith((server, "blob:")) else wrong.append(request.url)
    )
    yield opened
    context.close()
    assert wrong == []


def results(page, state="ready"):
    page.wait_for_selector(f'[data-search-state="{state}"]', state="attached")
    return page.eval_on_selector_all("[data-result]", "found => found.map(one => one.dataset.result)")


def test_from_home_to_a_letter_to_what_it_cites_and_back(page, server):
    page.goto(f"{server}{BASE}/")
    page.click("text=2023 >> nth=0")
    page.click("a:has-text('Công văn: Báo cáo tình hình thực hiện nhiệm vụ')")
    assert "Báo cáo tình hình thực hiện nhiệm vụ" in page.inner_text("h1")
    page.click("article a:has-text('1492-KL/TU')")
    assert "Kết luận số 1492-KL/TU ngày 05/12/2022" in page.inner_text("h1")
    assert "Không có trong kho" in page.inner_text("main")
    page.click(".danh-sach a:has-text('1593-CV/TU')")
    assert page.url.endswith("/tinh-uy-quang-ngai/2023/1593-cv-tu/")
    page.go_back()
    page.go_back()
    assert page.url.endswith("/1593-cv-tu/")


def test_a_citation_shows_a_card_that_stays_while_pointed_at_and_closes_on_escape(page, server):
    page.goto(f"{server}/made/tinh-uy-a/2023/10-cv-tu/")
    link, card = page.locator("article a:has-text('7-KH/TU')"), page.locator("#the-dan")
    assert card.count() == 0
    link.hover()
    card.wait_for()
    assert "ngày 05/01/2022 của Tỉnh ủy A" in card.inner_text()
    assert card.locator("a").count() == 0
    card.hover()
    page.wait_for_timeout(400)
    assert card.is_visible()
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert link.get_attribute("aria-describedby") is None
    page.mouse.move(2, 2)
    page.keyboard.press("Tab")  # the first key after a click or a move: focus becomes visible
    link.focus()
    card.wait_for()
    assert link.get_attribute("aria-describedby") == "the-dan"
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    page.keyboard.press("Tab")
    card.wait_for(state="hidden")


def test_from_a_letter_to_a_held_document_and_its_backlink(page, server):
    page.goto(f"{server}/made/tinh-uy-a/2023/10-cv-tu/")
    page.click("article a:has-text('7-KH/TU')")
    assert page.url.endswith("/tinh-uy-a/2022/7-kh-tu/")
    page.click(".danh-sach a:has-text('mục 1')")
    assert page.url.endswith("/tinh-uy-a/2023/10-cv-tu/#dc-1")


LETTERS = {
    "tinh-uy-quang-ngai/2023/1593-cv-tu": ("1593-CV/TU", "trình bày ngắn gọn, nêu kết quả"),
    "tinh-uy-quang-ngai/2022/1055-cv-tu": ("1055-CV/TU", "công tác phòng cháy, chữa cháy"),
    "thanh-uy-quang-ngai/2024/1438-cv-tu": ("1438-CV/TU", "kinh tế tuần hoàn"),
    "tinh-uy-quang-ngai/2023/1889-cv-tu": ("1889-CV/TU", "tình trạng đùn đẩy, né tránh trách nhiệm"),
    "ubnd-tinh-quang-ngai/2020/6321-ubnd-th": ("6321/UBND-TH", "ghi rõ sản phẩm do cơ quan"),
}


@pytest.mark.parametrize("letter_id", LETTERS)
def test_each_letter_is_found_by_number_and_by_phrase(page, server, letter_id):
    number, phrase = LETTERS[letter_id]
    page.goto(f"{server}{BASE}/tim-kiem/?q={number.replace('/', '%2F')}")
    assert results(page)[0] == letter_id
    assert page.get_attribute("[data-jump]", "data-jump") == letter_id
    page.fill("#o-tim", f'"{phrase}"')
    page.press("#o-tim", "Enter")
    page.wait_for_selector("#so-ket-qua:text-is('1 văn bản')")
    assert results(page) == [letter_id]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("dang ngoc huy", "tinh-uy-quang-ngai/2023/1889-cv-tu"),
        ("đặng ngọc huy", "tinh-uy-quang-ngai/2023/1889-cv-tu"),
        ("số 1593 cv tu", "tinh-uy-quang-ngai/2023/1593-cv-tu"),
        ("so 6321", "ubnd-tinh-quang-ngai/2020/6321-ubnd-th"),
        ("phòng cháy chữa cháy", "tinh-uy-quang-ngai/2022/1055-cv-tu"),
    ],
)
def test_words_with_and_without_marks(page, server, query, first):
    page.goto(f"{server}{BASE}/tim-kiem/?q={query}")
    found = results(page)
    assert first in found[:2]
    assert "\u0335" not in page.inner_text("main")


def test_a_result_leads_to_the_letter_and_the_search_is_in_the_address(page, server):
    page.goto(f"{server}{BASE}/")
    page.fill("#o-tim", "kiểm điểm")
    page.press("#o-tim", "Enter")
    assert results(page)[0] == "tinh-uy-quang-ngai/2023/1889-cv-tu"
    page.click("[data-result] a")
    assert "/1889-cv-tu/?tim=" in page.url
    page.wait_for_selector("mark.tim-thay")
    page.click("text=Bỏ đánh dấu")
    assert page.url.endswith("/1889-cv-tu/")
    assert page.query_selector("mark.tim-thay") is None
    page.go_back()
    assert page.input_value("#o-tim") == "kiểm điểm"
    assert results(page)


def test_nothing_found_is_said(page, server):
    page.goto(f"{server}{BASE}/tim-kiem/?q=xyzzyqwv")
    assert results(page, "empty") == []
    assert "Không có văn bản nào khớp với “xyzzyqwv”." in page.inner_text("main")


def test_an_empty_search_page_waits_and_loads_nothing(page, server):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}{BASE}/tim-kiem/")
    assert results(page, "idle") == []
    assert not [url for url in asked if "/pagefind/" in url]


def test_a_missing_index_is_said(browser, server):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{server}{BASE}/tim-kiem/?q=x")
    page.wait_for_selector('[data-search-state="error"]', state="attached")
    assert "Không tải được chỉ mục tìm kiếm." in page.inner_text("main")
    context.close()


def test_without_javascript_everything_but_search_works(browser, server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}{BASE}/tim-kiem/")
    assert "Tìm kiếm cần JavaScript" in page.inner_text("main")
    # Playwright's switch stops scripts, but lets the style sheet hide <noscript>: its link is followed by hand.
    assert page.get_attribute("noscript a:has-text('tra theo số, ký hiệu')", "href") == "../so/"
    page.goto(f"{server}{BASE}/so/")
    page.click("a:has-text('6321/UBND-TH')")
    assert "Qua xem xét nội dung đề nghị" in page.inner_text("article")
    page.click("article a:has-text('01-CTr/TU')")
    assert "Chương trình hành động số 01-CTr/TU" in page.inner_text("h1")
    context.close()


KINDS = ["/", "/van-ban/", "/nam/2023/", "/loai/", "/nguoi-ky/dang-ngoc-huy/", "/so/", "/khong-co-trong-kho/", "/tim-kiem/?q=kế hoạch",
         "/tinh-uy-quang-ngai/", "/tinh-uy-quang-ngai/2022/1055-cv-tu/", "/ubnd-tinh-quang-ngai/2020/6321-ubnd-th/",
         "/van-ban/nghi-quyet-dai-hoi-dang-bo-tinh-quang-ngai-xx/", "/gioi-thieu/", "/cach-vien-dan/", "/du-lieu/"]  # fmt: skip


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways(page, server, width):
    page.set_viewport_size({"width": width, "height": 800})
    for url in KINDS:
        page.goto(f"{server}{BASE}{url}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        assert page.evaluate(BEYOND) == [], url


BEYOND = """[...document.querySelectorAll('.khung')].flatMap(frame => {
    const end = frame.getBoundingClientRect().right - parseFloat(getComputedStyle(frame).paddingRight);
    return [...frame.children].filter(e => e.getBoundingClientRect().right > end + .5).map(e => e.outerHTML.slice(0, 80));
})"""
"""What reaches out of the column of the page, where its edge may be in sight or not."""


def test_a_page_that_is_not_there_has_a_way_on(browser, server):
    context = browser.new_context()
    page = context.new_page()
    response = page.goto(f"{server}{BASE}/404.html")
    assert response.status == 200
    assert "Không tìm thấy trang này." in page.inner_text("h1")
    # its style is in the page, allowed by its hash
    assert page.evaluate("getComputedStyle(document.body).borderTopWidth") == "4px"
    context.close()
