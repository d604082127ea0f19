"""Which document a citation means: never a guess."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from make import ARCHIVE, archive, letter

from vankho.holdings import Edition
from vankho.model import Relation
from vankho.resolve import Ambiguous, Held, Wanted


def target(archive_, holding, number=0):
    return archive_.targets[holding][number]


FROM_A = "tinh-uy-a/2023/10-cv-tu"


def one(body, *others, **more):
    """What the first citation of a letter of tinh-uy-a means, with others held."""
    return target(archive(letter(body=body, **more), *others), FROM_A)


def test_issuer_and_date_agree():
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    assert one("Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy.", held) == Held(
        "tinh-uy-a/2022/7-kh-tu", ("issuer-words", "date")
    )


def test_an_old_number_of_the_state_is_found_however_it_is_joined():
    held = letter(number="15-QĐ/UBND", kind="quyết định", date="1994-01-05", issuer="ubnd-a")
    for written in ("15-QĐ/UBND", "15/QĐ-UBND"):
        said = one(f"Thực hiện Quyết định số {written} ngày 05/01/1994 của Ủy ban nhân dân tỉnh A.", held)
        assert isinstance(said, Held)
        assert said.id == "ubnd-a/1994/15-qd-ubnd"


def test_another_register_of_the_same_symbol_is_no_candidate():
    of_b = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05", issuer="tinh-uy-b")
    found = one("Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy.", of_b)
    assert found == Wanted("tinh-uy-a/2022/7-kh-tu", ("issuer-words",))


def test_the_city_s_letter_means_its_own_committee_and_its_superior():
    city = letter(issuer="thanh-uy-a", body="Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Thành ủy và Kế hoạch số 7-KH/TU ngày 06/01/2022 của Ban Thường vụ Tỉnh ủy.")  # fmt: skip
    own = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05", issuer="thanh-uy-a")
    above = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-06", issuer="tinh-uy-a")
    found = archive(city, own, above).targets["thanh-uy-a/2023/10-cv-tu"]
    assert [t.id for t in found] == ["thanh-uy-a/2022/7-kh-tu", "tinh-uy-a/2022/7-kh-tu"]
    assert all(isinstance(t, Held) for t in found)


def test_a_wrong_date_is_no_link():
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    found = one("Thực hiện Kế hoạch số 7-KH/TU ngày 06/01/2022 của Tỉnh ủy.", held)
    assert isinstance(found, Wanted)
    assert found.id != "tinh-uy-a/2022/7-kh-tu"


def test_the_only_one_held_is_no_evidence():
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    assert isinstance(one("Thực hiện Kế hoạch số 7-KH/TU của Tỉnh ủy.", held), Wanted)
    assert isinstance(one("Thực hiện Kế hoạch số 7-KH/TU.", held), Wanted)


def test_a_common_term_is_evidence():
    terms = ARCHIVE.replace(
        "place: tỉnh A, parent: tw,",
        "place: tỉnh A, parent: tw,\n    terms: [{name: khóa XX, from: 2020-10-20, to: 2025-09-01}],",
    )
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    older = letter(number="7-KH/TU", kind="kế hoạch", date="2017-01-05")
    found = archive(letter(body="Theo Kế hoạch số 7-KH/TU của Tỉnh ủy."), held, older, authority_text=terms)
    assert target(found, FROM_A) == Held("tinh-uy-a/2022/7-kh-tu", ("issuer-words", "term"))


def test_two_terms_two_candidates_a_chooser():
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    older = letter(number="7-KH/TU", kind="kế hoạch", date="2017-01-05")
    found = one("Thực hiện Kế hoạch số 7-KH/TU của Tỉnh ủy.", held, older)
    assert isinstance(found, Ambiguous)
    assert found.candidates == ("tinh-uy-a/2017/7-kh-tu", "tinh-uy-a/2022/7-kh-tu")


def test_the_year_in_the_symbol_is_evidence():
    held = letter(number="7/2022/QĐ-UBND", kind="quyết định", date="2022-01-05", issuer="ubnd-a")
    found = one("Theo Quyết định số 7/2022/QĐ-UBND của UBND tỉnh.", held)
    assert found == Held("ubnd-a/2022/7-2022-qd-ubnd", ("issuer-words", "year"))


def test_a_fuller_mention_in_the_same_text_is_evidence():
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    text = "Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy (sau đây gọi tắt là Kế hoạch số 7), theo Kế hoạch số 7 và Kế hoạch số 7-KH/TU."
    found = archive(letter(body=text), held).targets[FROM_A]
    assert [type(t) for t in found] == [Held] * 4
    assert found[1].evidence == ("fuller-mention", "issuer-words", "date")


def test_a_central_symbol_needs_no_words():
    held = letter(number="2-KL/TW", kind="kết luận", date="2021-05-18", issuer="tw")
    assert one("Thực hiện Kết luận số 2-KL/TW ngày 18/5/2021.", held) == Held(
        "tw/2021/2-kl-tw", ("central-symbol", "date")
    )


def test_the_name_of_a_body_in_a_number_is_no_type():
    taxes = ARCHIVE.replace(
        "documents:", "  cuc-thue-a: {name: Cục Thuế tỉnh A, side: state, symbols: [CT]}\ndocuments:"
    )
    held = letter(number="26998/CT-TTHT", issuer="cuc-thue-a", date="2019-04-26")
    text = "Theo Công văn số 26998/CT-TTHT ngày 26/4/2019 của Cục Thuế tỉnh A."
    (found,) = archive(letter(body=text), held, authority_text=taxes).targets[FROM_A]
    assert found == Held("cuc-thue-a/2019/26998-ct-ttht", ("issuer-words", "date"))


def test_a_number_below_ten_is_one_with_and_without_zero():
    held = letter(number="02-KL/TW", kind="kết luận", date="2021-05-18", issuer="tw")
    assert isinstance(one("Thực hiện Kết luận số 2-KL/TW ngày 18/5/2021 của Ban Bí thư.", held), Held)


def test_a_foreign_body_gives_no_address_and_two_of_them_are_two_documents():
    first = one("Theo Công văn số 5/UBND-TH ngày 05/01/2022 của UBND huyện Sơn Hà.")
    second = one("Theo Công văn số 5/UBND-TH ngày 05/01/2022 của UBND huyện Ba Tơ.")
    assert re.fullmatch(r"van-ban/cong-van-5-ubnd-th-[0-9a-f]{6}-2022-01-05", first.id)
    assert first.id != second.id


def test_another_type_is_another_document():
    rule = letter(number="5-QĐ/TU", kind="quy định", date="2022-01-05")
    decision = letter(number="5-QĐ/TU", kind="quyết định", date="2022-01-05")
    body = "Theo Quy định số 5-QĐ/TU ngày 05/01/2022 của Tỉnh ủy và Quyết định số 5-QĐ/TU ngày 05/01/2022 của Tỉnh ủy."
    found = archive(letter(body=body), rule, decision).targets[FROM_A]
    assert [t.id for t in found] == ["tinh-uy-a/2022/5-qd-tu-quy-dinh", "tinh-uy-a/2022/5-qd-tu"]


def test_a_document_that_arrives_is_linked_at_the_address_it_had():
    body = "Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."
    before = one(body)
    after = one(body, letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"))
    assert (type(before), type(after)) == (Wanted, Held)
    assert before.id == after.id


def test_an_address_without_year_leads_on_when_more_is_known():
    undated = letter(body="Theo Kế hoạch số 7-KH/TU của Tỉnh ủy.")
    old = "van-ban/tinh-uy-a-7-kh-tu"
    assert old in archive(undated).wanted
    assert archive(undated).moved == {}
    dated = letter(number="11-CV/TU", body="Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy.")
    assert archive(undated, dated).moved == {old: "tinh-uy-a/2022/7-kh-tu"}
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    assert archive(undated, held, authority_text=TERMS).moved == {f"{old}-khoa-xx": "tinh-uy-a/2022/7-kh-tu"}
    assert archive(undated, held).moved == {}  # nothing says that it is this one


def test_an_address_without_year_leads_to_the_chooser_of_several():
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    older = letter(number="7-KH/TU", kind="kế hoạch", date="2017-01-05")
    found = archive(letter(body="Thực hiện Kế hoạch số 7-KH/TU của Tỉnh ủy."), held, older)
    (key,) = found.ambiguous
    assert found.moved == {"van-ban/tinh-uy-a-7-kh-tu": f"chon/{key}"}


def test_the_page_of_a_record_leads_on_to_its_file():
    held = letter(number="1-NQ/TU", kind="nghị quyết", date="2020-10-22", more="record: dai-hoi-a-xx\n")
    found = archive(letter(body="Thực hiện Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX."), held)
    assert found.moved == {"van-ban/dai-hoi-a-xx": "tinh-uy-a/2020/1-nq-tu"}


def test_names_without_place_are_understood_at_home_only():
    body = "Thực hiện Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX."
    assert one(body).id == "van-ban/dai-hoi-a-xx"
    state = archive(letter(body=body, number="10/UBND-TH", issuer="ubnd-a")).targets["ubnd-a/2023/10-ubnd-th"][0]
    assert state.id == "van-ban/dai-hoi-a-xx"
    foreign = archive(letter(body=body, issuer="tinh-uy-b")).targets["tinh-uy-b/2023/10-cv-tu"][0]
    assert foreign == Wanted(None, ("no-single-document",))


def test_the_file_of_a_record_is_what_its_name_means():
    held = letter(number="1-NQ/TU", kind="nghị quyết", date="2020-10-22", more="record: dai-hoi-a-xx\n")
    assert one("Thực hiện Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX.", held) == Held(
        "tinh-uy-a/2020/1-nq-tu", ("record",)
    )


def test_a_dateless_citation_joins_the_one_dated_mention():
    dated = letter(number="11-CV/TU", body="Theo Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy.")
    found = archive(letter(body="Theo Kế hoạch số 7-KH/TU của Tỉnh ủy."), dated)
    assert target(found, FROM_A).id == "tinh-uy-a/2022/7-kh-tu"
    assert list(found.wanted) == ["tinh-uy-a/2022/7-kh-tu"]


def test_backlinks_and_told_relations_have_one_record_each():
    text = "Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy về thực hiện Kết luận số 2-KL/TW ngày 18/5/2021 của Ban Bí thư."
    found = archive(letter(body=text), letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05"))
    (mention,) = found.cited_by["tinh-uy-a/2022/7-kh-tu"]
    assert (mention.by, mention.relation) == (FROM_A, Relation.IMPLEMENTS)
    (told,) = found.told
    assert (told.subject, told.relation, told.object, told.by) == (
        "tinh-uy-a/2022/7-kh-tu",
        Relation.IMPLEMENTS,
        "tw/2021/2-kl-tw",
        FROM_A,
    )
    (other,) = found.cited_by["tw/2021/2-kl-tw"]
    assert other.relation is Relation.MENTIONS


def test_the_public_edition_does_not_resolve_by_what_is_internal():
    secret = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05", access="internal")
    body = "Thực hiện Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."
    assert isinstance(one(body, secret), Wanted)
    internal = archive(letter(body=body), secret, edition=Edition.INTERNAL)
    assert isinstance(target(internal, FROM_A), Held)


def test_what_is_later_cannot_be_cited():
    later = letter(number="7-KH/TU", kind="kế hoạch", date="2024-01-05")
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    assert isinstance(one("Theo Kế hoạch số 7-KH/TU của Tỉnh ủy.", later, held), Wanted)


def test_passive_words_turn_the_told_relation_round():
    text = "Theo Quyết định số 1/QĐ-UBND ngày 01/02/2020 của UBND tỉnh được thay thế bởi Quyết định số 2/QĐ-UBND ngày 01/02/2021 của UBND tỉnh."
    (told,) = archive(letter(body=text)).told
    assert (told.subject, told.relation, told.object) == (
        "ubnd-a/2021/2-qd-ubnd",
        Relation.REPLACES,
        "ubnd-a/2020/1-qd-ubnd",
    )


STATED = "relations:\n  - {relation: replaces, document: Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy}\n"


def test_what_the_keeper_states_is_a_relation_without_words_in_the_text():
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    found = archive(letter(body="Nội dung.", more=STATED), held)
    (mention,) = found.cited_by["tinh-uy-a/2022/7-kh-tu"]
    assert (mention.by, mention.relation) == (FROM_A, Relation.REPLACES)
    assert target(found, FROM_A) == Held("tinh-uy-a/2022/7-kh-tu", ("issuer-words", "date"))


def test_what_the_keeper_states_does_not_explain_the_text():
    """Its number is no fuller mention: the text does not say it."""
    held = letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    found = archive(letter(body="Theo Kế hoạch số 7.", more=STATED), held).targets[FROM_A]
    assert [type(t) for t in found] == [Wanted, Held]


def test_an_internal_relation_is_none_in_the_public_edition():
    internal = STATED.replace("{relation: replaces,", "{value: {relation: replaces,").replace(
        "Tỉnh ủy}", "Tỉnh ủy}, access: internal}"
    )
    texts = letter(more=internal), letter(number="7-KH/TU", kind="kế hoạch", date="2022-01-05")
    assert not archive(*texts).cited_by
    assert archive(*texts, edition=Edition.INTERNAL).cited_by


def test_a_directive_is_known_by_its_alias_at_home():
    body = "Thực hiện Chương trình hành động của Tỉnh ủy."
    held = letter(
        number="1-CTr/TU",
        kind="chương trình",
        date="2020-11-27",
        more="aliases: [Chương trình hành động của Tỉnh ủy]\n",
    )
    assert one(body, held) == Held("tinh-uy-a/2020/1-ctr-tu", ("alias",))
    foreign = archive(letter(body=body, issuer="tinh-uy-b"), held).targets["tinh-uy-b/2023/10-cv-tu"][0]
    assert foreign == Wanted(None, ("no-single-document",))


NAMED = (
    ARCHIVE
    + """\
  de-an-06: {name: Đề án phát triển ứng dụng dữ liệu về dân cư, aliases: [Đề án 06, Luật Đất đai], type: đề án}
  mat: {name: Chương trình mật ong, access: internal}
types:
  thông bạch: {party: [TBa], state: [TBa]}
"""
)


def test_documents_are_known_by_any_name_that_archive_yaml_gives_them():
    body = "Thực hiện đề án phát triển ứng dụng dữ liệu về dân cư (Đề án 06); xây dựng Đề án 06; Đề án 06 Bộ Công an; Đề án 061."
    found = archive(letter(body=body), authority_text=NAMED)
    first, second, third = found.targets[FROM_A]
    assert first.id == second.id == "van-ban/de-an-06"
    assert third == Wanted(None, ("no-single-document",))
    mention = found.cited_by["van-ban/de-an-06"][0]
    assert mention.relation is Relation.IMPLEMENTS


def test_a_name_is_found_in_either_spelling_and_leaves_longer_forms_alone():
    text = NAMED.replace("Đề án 06, ", "Đề án Khoá Hòa, ")
    found = archive(letter(body="Theo Đề án khóa  hoà, Luật Đất đai và Luật Đất đai năm 2013."), authority_text=text)
    assert [t.id for t in found.targets[FROM_A]] == ["van-ban/de-an-06", "van-ban/de-an-06", None]


def test_names_that_only_the_internal_edition_knows_are_not_looked_for():
    found = archive(letter(body="Theo Chương trình mật ong."), authority_text=NAMED, edition=Edition.INTERNAL)
    assert found.targets[FROM_A] == ()


def test_types_of_the_archive_are_cited_by_number():
    held = letter(number="3-TBa/TU", kind="thông bạch", date="2022-01-05")
    body = "Theo Thông bạch số 3-TBa/TU ngày 05/01/2022 của Tỉnh ủy; Thông bạch số 3 cần sửa."
    found = archive(letter(body=body), held, authority_text=NAMED).targets[FROM_A]
    assert [t.id for t in found] == ["tinh-uy-a/2022/3-tba-tu"] * 2


# one number and symbol under every body, in every term and year: a citation may be left open, never be linked wrongly
COLLIDING = {
    (issuer, kind, abbreviation, day): letter(number=f"5-{abbreviation}/TU", issuer=issuer, kind=kind, date=day)
    for issuer in ("tinh-uy-a", "thanh-uy-a", "tinh-uy-b")
    for kind, abbreviation in (("công văn", "CV"), ("quyết định", "QĐ"), ("quy định", "QĐ"))
    for day in ("2016-05-05", "2021-05-05", "2022-05-05")
}
TERMS = ARCHIVE.replace(
    "place: tỉnh A, parent: tw,",
    "place: tỉnh A, parent: tw,\n    terms: [{name: khóa XIX, from: 2015-10-01, to: 2020-09-30}, {name: khóa XX, from: 2020-10-01, to: 2025-09-30}],",
)
WORDS = {
    "tinh-uy-a": ("Tỉnh ủy A", "Tỉnh ủy"),
    "thanh-uy-a": ("Thành ủy A", "Thành ủy"),
    "tinh-uy-b": ("Tỉnh ủy B", "Tỉnh ủy"),
}
"""The name that all understand, and the one that is used at home."""


@given(
    st.sampled_from(sorted(COLLIDING)),
    st.sampled_from(["tinh-uy-a", "thanh-uy-a", "tinh-uy-b"]),
    st.sampled_from(["full", "home", "none"]),
    st.booleans(),
    st.sets(st.sampled_from(sorted(COLLIDING)), max_size=27),
)
@settings(max_examples=120, deadline=None)
def test_no_wrong_link_among_colliding_numbers(meant, writer, naming, dated, missing):
    """The writer means one document, which may not be held, and writes as much as such letters do."""
    issuer, kind, abbreviation, day = meant
    at_home = {"tinh-uy-a": {"tinh-uy-a"}, "thanh-uy-a": {"tinh-uy-a", "thanh-uy-a"}, "tinh-uy-b": {"tinh-uy-b"}}[
        writer
    ]
    if naming == "home" and issuer not in at_home:
        naming = "full"
    if naming == "none" and issuer != writer:
        naming = "full"  # who leaves the body out means his own
    words = {"full": f" của {WORDS[issuer][0]}", "home": f" của {WORDS[issuer][1]}", "none": ""}[naming]
    date = f" ngày {day[8:]}/{int(day[5:7])}/{day[:4]}" if dated else ""
    text = f"Thực hiện {kind.capitalize()} số 5-{abbreviation}/TU{date}{words}."
    held = [text for key, text in COLLIDING.items() if key not in missing]
    citing = letter(number="9-CV/TU", issuer=writer, date="2023-06-01", body=text)
    (found, *_) = archive(citing, *held, authority_text=TERMS).targets[f"{writer}/2023/9-cv-tu"]
    right = (
        f"{issuer}/{day[:4]}/5-{'cv' if abbreviation == 'CV' else 'qd'}-tu{'-quy-dinh' if kind == 'quy định' else ''}"
    )
    if isinstance(found, Held) and dated:
        assert found.id == right
    if isinstance(found, Held) and not dated:
        # without a date only the term of the writer's own time can be meant, and only if it holds one such number
        assert found.id.startswith(f"{issuer}/202")
    if dated and meant not in missing and naming != "none":
        assert isinstance(found, Held)


UBND_TERMS = ARCHIVE.replace(
    "place: tỉnh A, aliases: [UBND tỉnh]",
    "place: tỉnh A, aliases: [UBND tỉnh], terms: [{name: 2021-2026, from: 2021-01-01, to: 2026-12-31}]",
)


def test_a_state_number_is_of_its_year_not_of_a_term():
    held = letter(number="12/UBND-TH", issuer="ubnd-a", date="2022-05-05")
    older = letter(number="12/UBND-TH", issuer="ubnd-a", date="2020-05-05")
    undated = archive(letter(body="Theo Công văn số 12/UBND-TH của UBND tỉnh."), held, authority_text=UBND_TERMS)
    assert isinstance(target(undated, FROM_A), Wanted)
    by_year = archive(
        letter(body="Theo Công văn số 12/UBND-TH năm 2020 của UBND tỉnh."), held, older, authority_text=UBND_TERMS
    )
    assert target(by_year, FROM_A) == Held("ubnd-a/2020/12-ubnd-th", ("issuer-words", "year"))


def test_the_term_that_the_text_names_is_the_one():
    held = letter(number="10-KL/TU", kind="kết luận", date="2021-05-05")
    older = letter(number="10-KL/TU", kind="kết luận", date="2016-05-05")
    text = letter(body="Theo Kết luận số 10-KL/TU của Tỉnh ủy khóa XIX.")
    assert isinstance(target(archive(text, held, authority_text=TERMS), FROM_A), Wanted)
    assert target(archive(text, held, older, authority_text=TERMS), FROM_A).id == "tinh-uy-a/2016/10-kl-tu"


def test_a_short_form_with_another_body_or_year_is_another_document():
    held = letter(number="10-KH/TU", kind="kế hoạch", date="2023-03-01")
    first = "Thực hiện Kế hoạch số 10-KH/TU ngày 01/3/2023 của Tỉnh ủy; "
    for later in ("Kế hoạch số 10 của UBND tỉnh.", "Kế hoạch số 10 năm 2019."):
        found = archive(letter(body=first + later), held).targets[FROM_A]
        assert [type(t) for t in found] == [Held, Wanted], later


def test_what_is_said_in_full_later_may_be_another_body_s():
    own = letter(number="10-KH/TU", kind="kế hoạch", date="2022-09-09")
    city = letter(number="10-KH/TU", kind="kế hoạch", date="2022-09-09", issuer="thanh-uy-a")
    body = "Thực hiện Kế hoạch số 10-KH/TU; theo Kế hoạch số 10-KH/TU ngày 09/9/2022 của Thành ủy A."
    found = archive(letter(body=body), own, city).targets[FROM_A]
    assert not isinstance(found[0], Held)


def test_an_abbreviation_of_two_types_is_decided_by_the_date_or_not_at_all():
    decision = letter(number="05-QĐ/TU", kind="quyết định", date="2022-01-05")
    rule = letter(number="05-QĐ/TU", kind="quy định", date="2022-04-01")
    assert not isinstance(one("Theo QĐ số 05-QĐ/TU của Tỉnh ủy.", decision), Held)
    assert (
        one("Theo văn bản số 05-QĐ/TU ngày 01/4/2022 của Tỉnh ủy.", decision, rule).id
        == "tinh-uy-a/2022/05-qd-tu-quy-dinh"
    )


def test_the_body_that_proposes_is_the_issuer():
    own = letter(number="10-TTr/TU", kind="tờ trình", date="2022-09-09")
    found = archive(letter(body="Theo đề nghị của Thành ủy A (Tờ trình số 10-TTr/TU)."), own, authority_text=TERMS)
    assert not isinstance(target(found, FROM_A), Held)


def test_a_name_does_not_run_over_the_full_stop():
    body = "Theo Kế hoạch số 9-KH/TU ngày 01/3/2022 của Tỉnh ủy A. Công văn số 8-CV/TU ngày 02/3/2022 của Tỉnh ủy."
    assert [t.id for t in archive(letter(body=body)).targets[FROM_A]] == [
        "tinh-uy-a/2022/9-kh-tu",
        "tinh-uy-a/2022/8-cv-tu",
    ]


def test_a_dateless_citation_joins_nothing_of_the_future():
    later = letter(number="11-CV/TU", date="2024-06-01", body="Theo Kế hoạch số 7-KH/TU ngày 05/01/2024 của Tỉnh ủy.")
    assert one("Theo Kế hoạch số 7-KH/TU của Tỉnh ủy.", later).id == "van-ban/tinh-uy-a-7-kh-tu"


def test_one_number_with_two_dates_is_two_documents():
    body = "Theo Kết luận số 3-KL/TU ngày 05/3/2020 của Tỉnh ủy; Kết luận số 3-KL/TU ngày 05/12/2020 của Tỉnh ủy."
    first, second = archive(letter(body=body)).targets[FROM_A]
    assert first.id != second.id


def test_a_programme_of_a_year_is_not_the_numbered_one():
    body = "Theo Chương trình công tác số 5-CTr/TU ngày 05/01/2021 của Ban Thường vụ Tỉnh ủy và Chương trình công tác của Ban Thường vụ Tỉnh ủy năm 2023."
    held = letter(number="5-CTr/TU", kind="chương trình", date="2021-01-05")
    found = archive(letter(body=body), held).targets[FROM_A]
    assert [type(t) for t in found] == [Held, Wanted]


def test_a_clause_of_its_own_is_not_told_of_the_last_document():
    body = (
        "Thực hiện Kế hoạch số 150-KH/TU ngày 08/7/2022 của Tỉnh ủy về thực hiện Chỉ thị số 35-CT/TW ngày 14/6/2022 của Bộ Chính trị "
        "và Kết luận số 9-KL/TW ngày 15/6/2022 của Ban Bí thư, thay thế Kế hoạch số 7-KH/TU ngày 05/01/2022 của Tỉnh ủy."
    )
    assert not any(told.relation is Relation.REPLACES for told in archive(letter(body=body)).told)


def test_this_of_another_type_is_not_the_letter():
    found = target(archive(letter(body="1. A\n\n2. Theo mục 1 Kế hoạch này.")), FROM_A)
    assert found == Wanted(None, ("another-document",))
