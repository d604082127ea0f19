"""The interface in one catalogue: nothing missing, nothing out of step, documents never translated."""

import re
from pathlib import Path

import pytest
from htmlread import Element, parse_html
from make import ARCHIVE, SILENT, built_files, letter, write_content

from tools import catalogue
from vankho.holdings import Edition
from vankho.language import LANGUAGES, LOCALE, SOURCE, VIETNAMESE, language
from vankho.loading import load

TOP = Path(__file__).parent.parent
OTHERS = [code for code in LANGUAGES if code != SOURCE]
MARKS = re.compile(r"[ăâđêôơưà-ỹ]", re.IGNORECASE)


def strings(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def ids(message):
    return message.id if isinstance(message.id, tuple) else (message.id,)


def test_the_template_has_the_strings_of_the_program():
    assert catalogue.TEMPLATE.read_bytes() == catalogue.po(catalogue.extracted()), "run 'make catalogue'"


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_is_whole_and_its_values_stand_where_they_did(code):
    known = {message.id: message for message in catalogue.read(code) if message.id}
    assert known.keys() == {message.id for message in catalogue.extracted() if message.id}
    for message in known.values():
        assert all(strings(message)), message.id
        assert not message.fuzzy
        wanted = set(re.findall(r"%\(\w+\)s", ids(message)[0])) - {"%(num)s"}
        for string in strings(message):
            assert set(re.findall(r"%\(\w+\)s", string)) - {"%(num)s"} == wanted, message.id
            assert re.findall(r"</?\w+", string) == re.findall(r"</?\w+", ids(message)[0]), message.id


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_read_is_what_is_written(code):
    folder = LOCALE / code / "LC_MESSAGES"
    assert (folder / "vankho.po").read_bytes() == catalogue.po(catalogue.read(code)), "run 'make catalogue'"
    assert (folder / "vankho.mo").read_bytes() == catalogue.mo(catalogue.read(code)), "run 'make catalogue'"


def test_one_and_several():
    english = language("en")
    assert [english.say_n("%(num)s trang", n) for n in (1, 2)] == ["1 page", "2 pages"]
    assert VIETNAMESE.say_n("%(num)s trang", 2) == "2 trang"
    assert english.say("Người ký: %(name)s", name="100 % %(x)s") == "Signed by 100 % %(x)s"


def english(tmp_path, texts, edition=Edition.PUBLIC):
    content = write_content(tmp_path / edition / "content", texts, ARCHIVE + "language: en\n")
    return built_files(content, edition)


WHOLE = {
    "tinh-uy-a/2023/10-cv-tu": letter(
        body="# Phần đầu\n\n1. Theo Kế hoạch số 7-KH/TU của Tỉnh ủy :internal[và việc].\n\n::: internal\n1. Riêng\n:::\n\n"
        "| A | B |\n|---|---|\n| Chỉ thị số 35-CT/TW ngày 01/02/2020 của Bộ Chính trị | 2 |",
        more="signers: [{position: BÍ THƯ, name: Đặng Văn Đ}]\ntopics: [Chế độ]\naddressees: [Sở A.]\nrecipients: [Như trên;]\n",
    ),
    "tinh-uy-a/2022/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"),
    "tinh-uy-a/2017/7-kh-tu": letter(number="7-KH/TU", kind="kế hoạch", date="2017-01-05"),
    "tinh-uy-a/2023/8-kh-tu": letter(
        number="8-KH/TU", kind="kế hoạch", body="Kế hoạch này thay thế Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."
    ),
}


def spoken(element: Element, said: str):
    """The words of a page that it says to be in its own language, attributes included."""
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.attributes.get("lang", said) == said and child.tag not in ("script", "style"):
            for name in ("aria-label", "placeholder", "data-n"):
                yield child.attributes.get(name) or ""
            yield from spoken(child, said)


@pytest.mark.parametrize("edition", list(Edition))
def test_a_site_in_english_says_nothing_in_vietnamese_of_its_own(tmp_path, edition):
    msgids = {
        re.sub(r"<[^>]*>", "", part)
        for m in catalogue.extracted()
        if m.id
        for part in re.split(r"%\(\w+\)s", ids(m)[0])
    }
    ours = {text.strip(" .,:;()") for text in msgids if MARKS.search(text)}
    ours = {text for text in ours if len(text.split()) > 1}
    for name, content in english(tmp_path, WHOLE, edition).items():
        if name.endswith(".html"):
            page = parse_html(content)
            assert page.one("html").attributes["lang"] == "en"
            text = " ".join(spoken(page.one("body"), "en"))
            assert [found for found in sorted(ours) if re.search(rf"(?<!\w){re.escape(found)}(?!\w)", text)] == [], name


def test_the_letter_is_the_same_in_both_languages(tmp_path):
    name = "tinh-uy-a/2023/10-cv-tu/index.html"
    sheets = [
        parse_html(files[name]).one("article")
        for files in (english(tmp_path, WHOLE), built_files(write_content(tmp_path / "vi" / "content", WHOLE)))
    ]
    notices = [
        ("A passage is withheld from the public edition.", "Một đoạn không được công bố trong bản công khai."),
        ("[withheld]", "[không công bố]"),
    ]
    told = " ".join(sheets[0].words)
    for ours, source in notices:
        told = told.replace(ours, source)
    assert told == " ".join(sheets[1].words)
    assert sheets[0].attributes["lang"] == "vi"


def test_vietnamese_pages_carry_no_table_of_translations_and_no_needless_attribute(public_site):
    for name, content in public_site.items():
        if name.endswith(".html"):
            assert b"loi-dich" not in content, name
            assert content.count(b'lang="') == 1, name


def test_a_language_that_is_not_there_is_an_error_with_its_place(tmp_path):
    checked = load(write_content(tmp_path / "content", {}, ARCHIVE + "language: fr\n"), SILENT)
    (problem,) = [p for p in checked.problems if p.code == "bad-value"]
    assert "language" in problem.message
    assert problem.place.line == ARCHIVE.count("\n") + 1


@pytest.mark.slow
@pytest.mark.parametrize("edition", list(Edition))
def test_pages_in_english_are_valid_html(tmp_path, edition):
    from test_site_slow import validate, write

    assert validate(write(tmp_path / "site", english(tmp_path, WHOLE, edition))) == []


@pytest.mark.slow
def test_the_search_page_speaks_english(tmp_path, browser):
    from web import serving, write_files

    content = write_content(tmp_path / "content", WHOLE, ARCHIVE + "language: en\n")
    write_files(tmp_path / "site", built_files(content, search=True))
    with serving(tmp_path / "site") as home:
        page = browser.new_page()
        wrong = []
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{home}/tim-kiem/?q=kế hoạch")
        page.wait_for_selector('[data-search-state="ready"]', state="attached")
        page.wait_for_selector("#cac-loc legend")  # drawn last
        assert page.inner_text("#so-ket-qua") == "4 documents"
        assert {"Date of issue", "Type of document", "Year of issue"} <= set(
            page.locator("#cac-loc legend").all_inner_texts()
        )
        page.close()
    assert wrong == []
