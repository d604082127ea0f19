"""What is not tried would not have fitted: each cheap question before a dear one is asked of texts made to fool it."""

import re
from urllib.parse import urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vankho import parse, passages
from vankho.cite import find
from vankho.forms import FORMS, NUMBER_AND_SYMBOL, START
from vankho.markup import Run, _plain_runs
from vankho.page.parts import relative


def made_of(*parts: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=12).map("".join)


@given(
    made_of(
        ": ",
        "：",
        "\n",
        "[",
        "{",
        "]",
        "internal",
        "INTERNAL",
        "intenal",
        "ınternal",
        "value",
        "access",
        ":",
        "nội bộ",
        " ",
    )
)
@example(":Internal (")
@example("access : internal")
def test_suspicious_passages(text):
    match = passages._SUSPICIOUS.search(text) or passages._FENCE.search(text)
    assert passages.suspicious(text) == (match.start() if match else None)


@given(
    made_of(
        "Mật",
        "M Ậ T",
        "m_ậ\\t",
        "TỐI",
        " ",
        "|",
        ":",
        "lưu hành",
        "NỘI  BỘ",
        "xem-xong",
        "trả lại",
        "Tài liệu thu hồi",
        "khẩn",
    )
)
@example("M Ậ T")
@example("tài liệu thu hồi")
@example("XEM XONG TRẢ LẠI")
@example("Lưu hành nội bộ")
def test_marks(line):
    marks = parse._bare_marks(line) & (parse._SECRET | parse._RESTRICTED)
    assert not marks or parse._TRACE.search(line.lower())


def test_every_mark_has_a_trace():
    assert all(parse._TRACE.search(mark) for mark in parse._SECRET | parse._RESTRICTED)


@given(
    made_of(
        "a",
        " ",
        "\n",
        "*",
        "**",
        "_",
        "\\",
        "\\*",
        "&amp;",
        "<b>",
        "`x`",
        "[a](b)",
        "https://a.vn",
        "  \n",
        "|",
        "\0",
        "\r",
    )
)
def test_inline_texts(text):
    markdown = MarkdownIt("zero").enable(["table", "heading", "newline", "escape", "emphasis"])
    children = markdown.parseInline(text)[0].children or []
    if all(token.type == "text" for token in children):
        assert "".join(run.text for run in _plain_runs(text)) == "".join(token.content for token in children)
    if children and not re.search(r"[\n\\*_\r]", text):
        assert list(_plain_runs(text)) == [Run(token.content) for token in children]


@pytest.mark.parametrize("form", [form for form in FORMS if form.symbol_first], ids=lambda form: form.name)
@given(
    made_of(
        "Báo cáo",
        " ",
        "thẩm tra",
        "số",
        ":",
        "12",
        "/BC-HĐND",
        "-CV/TU",
        "1.2",
        "\n",
        "của",
        "Kế hoạch",
        "/2020",
        "/qđ.ubnd",
    )
)
def test_forms_with_the_symbol_at_the_first_figure(form, text):
    for start in START.finditer(text):
        if form.pattern.match(text, start.start()):
            figure = re.compile("[0-9]").search(text, start.end())
            assert figure is not None
            assert NUMBER_AND_SYMBOL.match(text, figure.start())


def test_the_examples_of_such_forms_are_found():
    assert all(len(list(find(text))) == 1 for form in FORMS if form.symbol_first for text in form.examples)


@given(
    made_of("/", "/a", "/b", "/2020", "/x"),
    made_of("/", "/a", "/b", "/2020", "/x", "/feed.xml"),
    st.sampled_from(["", "#x", "#a/b"]),
)
@example("", "", "#x")
@example("/a", "/a", "#x")
def test_relative_addresses_lead_where_they_should(base, target, fragment):
    base, target = re.sub("/+", "/", f"/{base}/"), re.sub("/+", "/", f"/{target}")
    joined = urljoin(f"https://a.vn{base}", relative(base, f"{target}{fragment}"))
    assert joined.removesuffix("#") == f"https://a.vn{target}{fragment}"
