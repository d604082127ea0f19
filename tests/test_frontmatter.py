"""What is written of values is read back as the same values, whatever they hold."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from make import source

from vankho.frontmatter import KEYS, directive_text, scalar
from vankho.model import bare
from vankho.parse import parse
from vankho.spelling import UNSEEN, nfc
from vankho.yamltree import Scalar, compose

ODD = [
    "a: b",
    "- x",
    "# y",
    "a #b",
    "x:",
    "~",
    "null",
    "012",
    "no",
    "'",
    '"',
    "\\",
    "{a}",
    "[b]",
    "*x*",
    "&y",
    "!z",
    "...",
]
ODD += [
    "---",
    "%a",
    "@b",
    "`c`",
    "> d",
    "| e",
    "?",
    "a\tb",
    "a  b",
    "Lưu: VT, THntp564.",
    "x" * 200,
    "a " * 90,
    "=",
    "<<",
]
WORDS = st.one_of(
    st.sampled_from(ODD),
    st.text(st.one_of(st.sampled_from(":#-[]{}\"'\\ &*!|>%@`?,~=.\n\t0123456789eE+_x"), st.characters()), max_size=120),
    st.lists(st.sampled_from(["Kế hoạch", "số", "150-KH/TU:", "#", "-", "…", " "]), max_size=40).map(" ".join),
)


def meant(text: str) -> str:
    return nfc(text.strip())


@given(WORDS.filter(lambda text: not any(0xD800 <= ord(sign) <= 0xDFFF for sign in text)))
def test_a_text_is_read_back(text):
    for words in (text, f"Về {text} " + "việc " * 20 + text):
        written = directive_text({"subject": words, "notes": [words, words], "zz": {"value": words}}, "")
        head = re.fullmatch(r"---\n(.*)---\n", written, re.DOTALL)
        node, problems = compose(head[1], "x")
        assert not problems
        values = {key.text: value for key, value in node.entries}
        assert values["subject"].text == meant(words)
        assert [each.text for each in values["notes"].nodes] == [meant(words)] * 2
        assert [value.text for _, value in values["zz"].entries] == [meant(words)]
        assert not (values["subject"].plain and not values["subject"].text)


def usable(text: str) -> bool:
    text = meant(text)
    return bool(text) and not UNSEEN.search(text) and ":internal" not in text and bool(re.search(r"[a-zà-ỹ0-9]", text))


PROSE = (
    WORDS.filter(lambda text: not re.search("[\ud800-\udfff\n:*_]", text)).map(lambda text: f"x {text}").filter(usable)
)


@given(PROSE, st.lists(PROSE, min_size=1, max_size=3), st.sampled_from(["", "Nội dung.", "1. Một.\n\n2. Hai.\n"]))
@example("x --- y", ["x - z"], "---\n")
def test_a_directive_is_read_back(words, many, body):
    values = {
        "signers": [{"name": "Đặng Ngọc Huy", "position": words}, {"value": {"name": "B"}, "access": "internal"}],
        "access": "public",
        "recipients": [*many, {"value": words, "access": "internal"}],
        "place": {"access": "internal", "value": words},
        "subject": words,
        "date": "2023-05-08",
        "issuer": "tinh-uy-a",
        "type": "công văn",
        "number": "10-CV/TU",
    }
    directive, problems = parse(source(directive_text(values, body, {"date": ["Xem lại.", words]})))
    assert {problem.code for problem in problems} <= {"bad-internal", "secrecy-mark", "circulation-mark"}
    if problems:
        return
    assert directive.subject_line == meant(words)
    assert [bare(each) for each in directive.recipients] == [*map(meant, many), meant(words)]
    assert bare(directive.place) == meant(words)
    assert [bare(each).name for each in directive.signers] == ["Đặng Ngọc Huy", "B"]
    assert bare(directive.signers[0]).position == meant(words)


def test_order_comments_and_fold():
    subject = "V/v xây dựng Kế hoạch thực hiện Chương trình hành động của Tỉnh ủy thực hiện Nghị quyết Đại hội"
    values = {"access": None, "subject": subject, "letterhead": ["A", "B: C"], "number": "1-CV/TU", "organ": None}
    written = directive_text(values, "Một.", {"access": ["public hay internal?"], "number": ["đoán\ntừ tên tệp"]})
    assert written == (
        "---\n# đoán\n# từ tên tệp\nnumber: 1-CV/TU\nletterhead:\n  - A\n"
        '  - "B: C"\nsubject: >-\n'
        "  V/v xây dựng Kế hoạch thực hiện Chương trình hành động của Tỉnh ủy thực hiện\n  Nghị quyết Đại hội\n"
        "# public hay internal?\n# access:\n---\n\nMột.\n"
    )


@pytest.mark.parametrize("word", ["no", "NULL", "~", "012", "1.5", "1e3", "0x1f", ".inf", "", "-", "a:", "a #b"])
def test_what_other_readers_take_for_something_else_is_quoted(word):
    assert scalar(word) == f'"{word}"'


def test_keys_are_those_of_the_table():
    assert KEYS[:3] == ("number", "type", "issuer")
    assert KEYS.index("organ") < KEYS.index("letterhead") < KEYS.index("date")
    assert isinstance(compose("a: b", "x")[0].entries[0][1], Scalar)
