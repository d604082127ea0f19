"""The wall's theorem: the public edition built from everything is, byte for byte and name for name, the public edition
built from a content folder out of which everything internal was cut by code that shares nothing with the program.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from make import ARCHIVE, SILENT, archive, authority, built_files, directive, examples, letter, write_content
from test_build_again import ONE, PARTED, TEXTS, is_right, write
from walled import ARCHIVE_WITH_SECRETS, MARK, archives_with_logs, prove

from vankho.cards import InMemory, card, front
from vankho.edition import OpenFaces, selected
from vankho.holdings import Edition
from vankho.loading import load
from vankho.page import index_docs
from vankho.preview import Preview

relaxed = [
    HealthCheck.too_slow,
    HealthCheck.function_scoped_fixture,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
]


@given(archives_with_logs())
@settings(max_examples=25, deadline=None, suppress_health_check=relaxed)
def test_the_theorem(tmp_path, made):
    prove(tmp_path, *made, search=False)


@pytest.mark.slow
@given(archives_with_logs())
@settings(max_examples=examples(60), deadline=None, suppress_health_check=relaxed)
def test_the_theorem_over_many_archives(tmp_path, made):
    prove(tmp_path, *made, search=False)


@pytest.mark.slow
@given(archives_with_logs())
@settings(max_examples=examples(10), deadline=None, suppress_health_check=relaxed, phases=set(Phase) - {Phase.shrink})
def test_the_theorem_with_the_search_index(tmp_path, made):
    prove(tmp_path, *made, search=True)


@pytest.mark.slow
@given(archives_with_logs())
@settings(max_examples=examples(15), deadline=None, suppress_health_check=relaxed, phases=set(Phase) - {Phase.shrink})
def test_the_theorem_of_both_editions_at_one_go(tmp_path, made):
    prove(tmp_path, *made, search=False, beside=True)


WORKED = {
    "tinh-uy-a/2023/10-cv-tu": f"""---
number: 10-CV/TU
type: công văn
issuer: tinh-uy-a
date: 2023-05-08
subject: Về công tác :internal[{MARK}chu]
access: public
addressees:
  - Như trên,
  - {{value: {MARK}noi, access: internal}}
signers:
  - {{value: {{position: BÍ THƯ, name: {MARK} Ky}}, access: internal}}
---

1. Thực hiện Công văn số 11-CV/TU ngày 09/5/2023 của Tỉnh ủy :internal[{MARK}mat Kế hoạch số 9-KH/TU].

::: internal

2. {MARK}mat theo Kết luận số 12-KL/TW ngày 02/3/2021 của Ban Bí thư.

:::

::: internal
{MARK}mat
:::

2. Giao Công văn số 11-CV/TU.
""",
    "tinh-uy-a/2023/11-cv-tu": f"""---
number: 11-CV/TU
type: công văn
issuer: tinh-uy-a
date: 2023-05-09
subject: {MARK}kin
access: internal
---

Theo Công văn số 10-CV/TU ngày 08/5/2023 của Tỉnh ủy, {MARK}.
""",
}


def test_the_theorem_on_a_worked_archive(tmp_path):
    prove(tmp_path, WORKED, search=False)


def test_a_page_moves_only_by_what_the_edition_shows(tmp_path):
    dated = WORKED["tinh-uy-a/2023/11-cv-tu"] + "\nTheo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy.\n"
    undated = WORKED["tinh-uy-a/2023/10-cv-tu"] + "\nTheo Kế hoạch số 7-KH/TU của Tỉnh ủy.\n"
    files = {"tinh-uy-a/2023/10-cv-tu": undated, "tinh-uy-a/2023/11-cv-tu": dated}
    prove(tmp_path, files, search=False)
    content = tmp_path / "all" / "content"
    page = "van-ban/tinh-uy-a-7-kh-tu/index.html"
    assert b'http-equiv="refresh"' not in built_files(content)[page]
    moved = built_files(content, Edition.INTERNAL)[page].decode()
    assert '<meta http-equiv="refresh" content="0; url=../../tinh-uy-a/2022/7-kh-tu/">' in moved


def test_other_names_of_a_body_are_found_only_where_the_edition_names_it():
    """The text names a body whose other names are internal."""
    secret = ARCHIVE.replace("documents:", f"""\
  so-kin: {{name: Sở Xây dựng, side: state, symbols: [SXD], aliases: ["SXD-{MARK}"], access: internal}}
documents:""")  # fmt: skip
    texts = (
        letter(body="Giao Sở Xây dựng và UBND tỉnh B."),
        letter("1/SXD-TH", "so-kin", access="internal"),
        letter("7/UBND-TH", "ubnd-a", body="Gửi Tỉnh ủy A."),
    )
    for edition, known in ((Edition.PUBLIC, False), (Edition.INTERNAL, True)):
        made = archive(*texts, edition=edition, authority_text=secret)
        docs = {doc.url: " ".join(doc.words) for doc in index_docs(made)}
        assert (MARK in docs["/tinh-uy-a/2023/10-cv-tu/"]) == known
        assert "Ban Thường vụ Tỉnh ủy" in docs["/ubnd-a/2023/7-ubnd-th/"]


def test_withheld_and_not_held_look_the_same(tmp_path):
    files = built_files(write_content(tmp_path / "content", WORKED, ARCHIVE_WITH_SECRETS))
    page = files["tinh-uy-a/2023/10-cv-tu/index.html"].decode()
    assert 'class="kk"' in page
    assert page.count("Một đoạn không được công bố trong bản công khai.") == 1
    assert page.count("[không công bố]") >= 2
    wanted = files["tinh-uy-a/2023/11-cv-tu/index.html"].decode()
    assert "Không có trong kho" in wanted
    assert "noi-bo" not in page + wanted


def test_the_internal_edition_has_it_all_and_says_so(tmp_path):
    files = built_files(write_content(tmp_path / "content", WORKED, ARCHIVE_WITH_SECRETS), Edition.INTERNAL)
    page = files["tinh-uy-a/2023/10-cv-tu/index.html"].decode()
    assert f"{MARK}mat" in page
    assert "không công bố" not in page
    assert 'id="nb-muc-2"' in page
    for name, content in files.items():
        if name.endswith(".html"):
            assert "Bản nội bộ." in content.decode(), name
            assert "noindex" in content.decode(), name
    assert "Disallow: /" in files["robots.txt"].decode()


def test_the_proof_can_fail(tmp_path):
    """A leak of one word is seen."""
    with pytest.raises(AssertionError):
        prove(tmp_path, {**WORKED, "tinh-uy-a/2021/12-cv-tu": WORKED["tinh-uy-a/2023/10-cv-tu"].replace("10-CV", "12-CV").replace(
            "2023-05-08", "2021-03-02").replace("1. Thực hiện", f"1. {MARK} thực hiện")}, search=False)  # fmt: skip


def test_what_both_editions_show_alike_is_taken_from_the_public_one_and_never_the_other_way():
    known = authority()
    letters = [directive(letter(), "a"), directive(letter("11-CV/TU", subject=f"Về :internal[{MARK}]"), "b")]
    cards, shelf = [card(each) for each in letters], InMemory({each.path: each for each in letters})
    faces = OpenFaces()
    internal, public, again = (
        selected(cards, shelf, known, edition, open_faces=faces).directives
        for edition in (Edition.INTERNAL, Edition.PUBLIC, Edition.INTERNAL)
    )
    assert (internal, public) == tuple(selected(cards, shelf, known, each).directives for each in reversed(Edition))
    assert again == internal
    assert [(a is b, b is c) for a, b, c in zip(internal, public, again, strict=True)] == [
        (False, False),
        (False, True),
    ]


def test_what_hangs_on_a_body_that_only_one_edition_has_is_not_taken_from_the_other():
    secret = f"  to-{MARK.lower()}: {{name: Tổ {MARK}, side: party, symbols: [TO], access: internal}}\n"
    archive = ARCHIVE.replace("place: tỉnh B, parent: tw", f"place: tỉnh B, parent: to-{MARK.lower()}")
    known = authority(archive.replace("documents:\n", f"{secret}documents:\n"))
    letters = [directive(letter(), "a"), directive(letter(issuer="tinh-uy-b"), "b")]
    cards, shelf = [card(each) for each in letters], InMemory({each.path: each for each in letters})
    faces = OpenFaces()
    public, internal = (selected(cards, shelf, known, each, open_faces=faces).directives for each in Edition)
    alone = selected(cards, shelf, known, Edition.INTERNAL).directives
    assert internal == alone
    assert [a is b for a, b in zip(public, internal, strict=True)] == [True, False]
    assert [face.issuer.parent for face in internal] == ["tw", f"to-{MARK.lower()}"]
    assert [face.issuer.parent for face in public] == ["tw", None]


def _cites(number: int) -> str:
    return f"Công văn số {number}-CV/TU ngày 08/5/2022 của Tỉnh ủy"


def _in_part(*, internal: bool) -> str:
    """A letter with passages that only the internal edition shows, or without them."""
    passage, block = (
        (f":internal[{_cites(2)}] ", f"::: internal\n1. {_cites(5)}\n\n{_cites(6)}\n:::\n\n") if internal else ("", "")
    )
    body = f"{_cites(3)}\n\n{block}1. {_cites(4)}\n\n{block}2. {passage}{_cites(7)}\n\n{_cites(8)}\n\n{block}"
    return letter(subject=f"Về {passage}{_cites(1)}", body=body)


def test_what_an_edition_shows_of_a_letter_besides_its_text_is_worked_out_of_that_alone():
    whole = front(directive(_in_part(internal=True)))
    part = front(directive(_in_part(internal=False)))
    assert part.views[Edition.PUBLIC] == part.views[Edition.INTERNAL]
    shown, alone = whole.views[Edition.PUBLIC], part.views[Edition.PUBLIC]
    assert [whole.citations[place].found.number for place in shown.citations or ()] == [
        each.found.number for each in part.citations
    ]
    assert (shown.stands, shown.item_ids, shown.subject_citations) == (alone.stands, alone.item_ids, 1)
    assert shown.stands == ("subject", "opening", "muc-1", "muc-2", "closing")
    assert (shown.withholds, alone.withholds) == (True, False)
    inside = whole.views[Edition.INTERNAL]
    assert (inside.citations, inside.subject_citations, len(inside.stands)) == (None, 2, len(whole.citations))
    assert {*inside.item_ids} > {*shown.item_ids}
    assert not inside.withholds


FILED = letter(
    "12-CV/TU",
    subject=f'"Về việc :internal[{MARK}]"',
    more="""files:
  - {path: 12-cv-tu.pdf}
  - {value: {path: kin.pdf, title: Phiếu trình}, access: internal}
signers:
  - name: Đặng Ngọc Huy
    position: Phó Bí thư
formerly: [/tinh-uy-a/2023/13-cv-tu/]
topics: [cán bộ]
""",
)
HIDDEN = letter("14-CV/TU", subject=f"Về {MARK}", access="internal")


def test_what_is_kept_of_an_edition_for_lists_is_what_it_shows(tmp_path):
    """Which a build after a change of a text takes from there, whichever edition was built before."""
    write(tmp_path, {**TEXTS, "tinh-uy-a/2023/12-cv-tu": FILED, "tinh-uy-a/2023/14-cv-tu": HIDDEN})
    for name in ("12-cv-tu.pdf", "kin.pdf"):
        (tmp_path / "content/tinh-uy-a/2023" / name).write_bytes(b"%PDF-1.4\n%%EOF\n")
    content, work = tmp_path / "content", tmp_path / ".vankho"
    whole = load(content, SILENT)
    assert whole.sound
    for edition in reversed(Edition):
        assert load(content, SILENT, 1, work).holdings(edition).directives == whole.holdings(edition).directives
    assert MARK not in (work / "cache-shown-public").read_bytes().decode("latin-1")
    assert MARK in (work / "cache-shown-internal").read_bytes().decode("latin-1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vankho.loading.selected", None)
        patch.setattr("vankho.store._card", None)
        again = load(content, SILENT, 1, work, warn=False)
        for edition in Edition:
            kept, shown = again.holdings(edition).directives, whole.holdings(edition).directives
            assert kept == shown
            assert (kept.ids, kept.having_files, kept.formerly) == (shown.ids, shown.having_files, shown.formerly)
            assert list(kept.filed.items()) == list(shown.filed.items())
            assert kept[:2] == tuple(shown)[:2]
    with pytest.raises(KeyError):
        again.holdings(Edition.PUBLIC).letters.holding("tinh-uy-a/2023/14-cv-tu")


@pytest.mark.parametrize("parted", PARTED)
def test_a_process_that_stays_shows_no_more_than_a_first_build(tmp_path, parted):
    """What becomes internal is gone from the public edition, and what is public again comes back."""
    write(tmp_path, TEXTS)
    preview = Preview(tmp_path / "content", tmp_path / "site", tuple(Edition), SILENT)
    more = f"{PARTED[parted]}\nThêm một câu.\n"  # nothing but the text is another: all else is taken from memory
    for text in (TEXTS[ONE], PARTED[parted], more, letter(), PARTED[parted]):
        write(tmp_path, {**TEXTS, ONE: text})
        assert preview.build(SILENT) == []
        assert is_right(tmp_path)
