"""What a later build decides anew is what a first one would decide."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import ARCHIVE, authority, directive, letter

from vankho.authority import Authority
from vankho.cards import card, directive_id, directive_ids
from vankho.edition import select
from vankho.holdings import Edition, Holdings
from vankho.memory import decides
from vankho.resolve import NOTHING, Archive, settle
from vankho.store import Versions, kept

AUTHORITY = authority()
INTERNAL = {
    "nothing": "",
    "of no name that is cited": "  qs: {name: Hội đồng Quân sự, side: state, symbols: [HĐQS], access: internal}\n",
    "of a symbol that is cited": "  ban: {name: Ban C, side: state, symbols: [UBND], place: tỉnh A, access: internal}\n",
    "of the whole country": "  ct: {name: Cục C, side: state, symbols: [TTg], access: internal}\n",
    "of a name that is cited": "  ban: {name: Ban C, side: party, aliases: [Tỉnh ủy A], access: internal}\n",
    "above": "  dang: {name: Đảng, side: party, place: tỉnh B, access: internal}\n",
    "a document": "  ke-hoach: {name: Chương trình hành động của Tỉnh ủy, access: internal}\n",
}
"""What archive.yaml says more of bodies and documents to the internal edition."""
WORDS = (
    "Thực hiện Kế hoạch số {n}-KH/TU ngày 0{d}/5/2023 của Ban Thường vụ Tỉnh ủy A.",
    "Căn cứ Kế hoạch số {n}-KH/TU ngày 0{d}/5/2023 của Thành ủy A.",
    "Theo Kế hoạch số {n}-KH/TU của Ban Thường vụ Tỉnh ủy.",
    "Theo Kế hoạch số {n}-KH/TU ngày 0{d}/5/2023.",
    "Kế hoạch số {n}-KH/TU, ngày 0{d}/5/2023 của Tỉnh ủy A về thực hiện Kết luận số 0{d}-KL/TW.",
    "Thay thế Kế hoạch số {n}-KH/TU ngày 0{d}/5/2023 của Ban Thường vụ Tỉnh ủy.",
    "Quyết định số {n}/QĐ-UBND năm 2023 của UBND tỉnh, và Quyết định số {n}/QĐ-UBND.",
    "Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX; theo Kết luận số {n}-KL/TW của Bộ Chính trị.",
    "Quyết định số {n}/2020/QĐ-TTg và Quyết định số {n}/2020/QĐ-TTg ngày 0{d}/5/2020 của Thủ tướng Chính phủ.",
    "Thực hiện Chương trình hành động của Tỉnh ủy.",
    "Thực hiện :internal[Kế hoạch số {n}-KH/TU của Thành ủy A] theo yêu cầu.",
)
NAMES = ("", "aliases: [Chương trình hành động của Tỉnh ủy]\n", "record: dai-hoi-a-xx\n", "slug: 1-kh-tu\n")
REGISTERS = (
    ("{n}-KH/TU", "tinh-uy-a", "kế hoạch"),
    ("{n}-KH/TU", "thanh-uy-a", "kế hoạch"),
    ("0{n}-KH/TU", "tinh-uy-b", "kế hoạch"),
    ("{n}/QĐ-UBND", "ubnd-a", "quyết định"),
    ("{n}-KL/TW", "tw", "kết luận"),
)
SAID = st.builds(str.format, st.sampled_from(WORDS), n=st.integers(1, 3), d=st.integers(7, 9))
LETTERS = st.builds(
    lambda register, n, day, said, named, access: letter(
        register[0].format(n=n), register[1], f"2023-05-{day:02d}", register[2], access, "\n\n".join(said), named
    ),
    st.sampled_from(REGISTERS),
    st.integers(1, 3),
    st.integers(7, 20),
    st.lists(SAID, max_size=4),
    st.sampled_from(NAMES),
    st.sampled_from(("public", "internal")),
)
ARCHIVES = st.dictionaries(st.sampled_from("abcdefg"), LETTERS, max_size=7)


def with_internal(more: str) -> Authority:
    """An archive.yaml with this of `INTERNAL`."""
    text = ARCHIVE.replace("[UBND tỉnh]", "[UBND tỉnh], parent: dang") if more == "above" else ARCHIVE
    at = len(text) if more == "a document" else text.index("documents:")
    return authority(text[:at] + INTERNAL[more] + text[at:])


def shown(letters: dict[str, str], edition: Edition, known: Authority = AUTHORITY) -> tuple[Holdings, dict[str, bytes]]:
    """Holdings without two of one address or name, and the versions of their directives."""
    by_address = {}
    for name, text in letters.items():
        found = directive(text, name, known.lexicon)
        document_type = known.types.named(found.type)
        assert document_type is not None
        by_address[directive_id(card(found), document_type, known.types)] = found
    records, aliases = set[str](), set[str]()
    sound = []
    for each in by_address.values():
        if each.record in records or (each.aliases and each.issuer in aliases):
            each = replace(each, record=None, aliases=())  # noqa: PLW2901
        records.update([each.record] if each.record else [])
        aliases.update([each.issuer] if each.aliases else [])
        sound.append(each)
    holdings = select(sound, known, edition)
    ids = directive_ids(map(card, sound), known.types)
    versions = {ids[each.path]: Versions.of_kept(kept(each)) for each in sound}
    parted = [ids[each.path] for each in sound if not card(each).is_open]
    return holdings, decides(versions, parted, edition)


def facts(archive: Archive) -> dict[str, object]:
    """Everything that pages may ask for, by fact."""
    found: dict[str, object] = {f"w:{each}": document for each, document in archive.wanted.items()}
    for each in archive.targets:
        found[f"t:{each}"] = (archive.targets[each], archive.relations[each])
    found |= {f"c:{each}": mentions for each, mentions in archive.cited_by.items()}
    found |= {f"a:{each}": mentions for each, mentions in archive.ambiguous.items()}
    for told in archive.told:
        for side in (told.subject, told.object):
            found[f"d:{side}"] = (found.get(f"d:{side}"), told)
    return found


@settings(max_examples=150)
@given(st.lists(ARCHIVES, min_size=2, max_size=4), st.sampled_from(Edition))
def test_what_is_decided_anew_is_what_a_first_build_decides(states: list[dict[str, str]], edition: Edition) -> None:
    prior, before = NOTHING, dict[str, object]()
    for letters in states:
        holdings, versions = shown(letters, edition)
        found, clean = settle(holdings, versions, prior), settle(holdings, versions)
        assert found.state == clean.state
        now = facts(found.archive)
        assert now == facts(clean.archive)
        assert found.archive.moved == clean.archive.moved
        others = {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
        assert others <= found.touched
        prior, before = found.state, now


@settings(max_examples=150)
@given(st.lists(ARCHIVES, min_size=1, max_size=2), st.sampled_from(sorted(INTERNAL)))
def test_the_internal_edition_is_decided_on_from_the_public_one(states: list[dict[str, str]], more: str) -> None:
    known = with_internal(more)
    prior, before = NOTHING, dict[str, object]()
    for letters in states:
        public, internal = (settle(*shown(letters, edition, known)) for edition in (Edition.PUBLIC, Edition.INTERNAL))
        holdings, versions = shown(letters, Edition.INTERNAL, known)
        found = settle(holdings, versions, prior, public)
        assert found.state == internal.state
        now = facts(found.archive)
        assert now == facts(internal.archive)
        assert {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)} <= found.touched
        prior, before = found.state._replace(known=b"archive.yaml said something else"), now


def test_what_shares_nothing_is_left_as_it_was() -> None:
    texts = {
        "a": letter("1-KH/TU", kind="kế hoạch", body=WORDS[0].format(n=2, d=9), date="2023-06-01"),
        "b": letter("2-KH/TU", kind="kế hoạch", date="2023-05-09"),
        "c": letter("3-KH/TU", kind="kế hoạch", body=WORDS[6].format(n=1, d=9)),
    }
    holdings, versions = shown(texts, Edition.PUBLIC)
    prior = settle(holdings, versions).state
    holdings, versions = shown({**texts, "b": letter("2-KH/TU", kind="kế hoạch", date="2023-05-10")}, Edition.PUBLIC)
    found = settle(holdings, versions, prior)
    assert found.decided == {"tinh-uy-a/2023/1-kh-tu", "tinh-uy-a/2023/2-kh-tu"}
    assert "c:tinh-uy-a/2023/2-kh-tu" in found.touched
    assert not any("qd" in fact or "3-kh-tu" in fact for fact in found.touched)


def test_mentions_in_another_order_are_another_fact() -> None:
    said = WORDS[0].format(n=1, d=7)
    texts = {
        "a": letter("1-CV/TU", body=said, date="2023-06-01"),
        "b": letter("2-CV/TU", "thanh-uy-a", body=said, date="2023-06-01"),
    }
    prior = settle(*shown(texts, Edition.PUBLIC))
    later = {**texts, "a": letter("1-CV/TU", body=said, date="2023-06-02")}
    found = settle(*shown(later, Edition.PUBLIC), prior.state)
    cited = "tinh-uy-a/2023/1-kh-tu"
    orders = [[mention.by for mention in each.archive.cited_by[cited]] for each in (prior, found)]
    assert orders[0] == orders[1][::-1]
    assert f"c:{cited}" in found.touched


def plan(n: int, more: str = "", day: int = 9, body: str = "Nội dung.", issuer: str = "tinh-uy-a") -> str:
    return letter(f"{n}-KH/TU", issuer, f"2023-05-{day:02d}", "kế hoạch", "public", body, more)


CITING = {
    "name": "Thực hiện Chương trình hành động của Tỉnh ủy.",
    "name about": "Thực hiện Chương trình hành động của Tỉnh ủy về thực hiện Kết luận số 5-KL/TW ngày 01/4/2023 của Ban Bí thư.",
    "record": "Thực hiện Nghị quyết Đại hội đại biểu Đảng bộ tỉnh lần thứ XX.",
    "number": WORDS[0].format(n=2, d=9),
    "address": "Theo Kế hoạch số 3-KH/TU ngày 08/4/2023 của Ban Thường vụ Tỉnh ủy.",
    "undated": "Theo Kế hoạch số 2-KH/TU của Tỉnh ủy A.",
}
OTHERS = {
    "named": plan(2, NAMES[1]),
    "named and about": plan(2, NAMES[1], body="Thực hiện Kết luận số 5-KL/TW ngày 01/4/2023 của Ban Bí thư."),
    "recorded": plan(2, NAMES[2]),
    "numbered": plan(2),
    "numbered, elsewhere": plan(2, "slug: ke-hoach\n"),
    "at that address": plan(7, "slug: 3-kh-tu\n"),
    "also dated": plan(7, body="Theo Kế hoạch số 2-KH/TU ngày 03/5/2023 của Ban Thường vụ Tỉnh ủy A."),
    "of another body": plan(2, issuer="thanh-uy-a"),
}


@pytest.mark.parametrize("said", CITING)
@pytest.mark.parametrize("other", OTHERS)
def test_what_comes_and_goes_is_seen_by_who_cites_it(said: str, other: str) -> None:
    alone = {"a": letter("1-CV/TU", body=CITING[said], date="2023-06-01")}
    together = {**alone, "b": OTHERS[other]}
    for first, second in ((alone, together), (together, alone)):
        holdings, versions = shown(first, Edition.PUBLIC)
        prior = settle(holdings, versions)
        holdings, versions = shown(second, Edition.PUBLIC)
        found, clean = settle(holdings, versions, prior.state), settle(holdings, versions)
        assert found.state == clean.state
        before, now = facts(prior.archive), facts(clean.archive)
        assert facts(found.archive) == now
        assert {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)} <= found.touched


def test_of_two_that_a_citation_without_date_might_join_one_goes() -> None:
    texts = {
        "a": letter("1-CV/TU", body=CITING["undated"], date="2023-06-01"),
        "b": OTHERS["also dated"],
        "c": plan(8, body="Theo Kế hoạch số 2-KH/TU ngày 04/5/2023 của Ban Thường vụ Tỉnh ủy A."),
    }
    prior = settle(*shown(texts, Edition.PUBLIC))
    del texts["c"]
    found, clean = settle(*shown(texts, Edition.PUBLIC), prior.state), settle(*shown(texts, Edition.PUBLIC))
    assert found.state == clean.state
    ((before,), (now,)) = (each.archive.targets["tinh-uy-a/2023/1-cv-tu"] for each in (prior, found))
    assert before.evidence == ("issuer-words",)
    assert now.evidence == ("issuer-words", "only-dated-mention")


@pytest.mark.parametrize("more", INTERNAL)
def test_only_what_asked_for_a_name_hangs_on_what_is_internal_of_bodies(more: str) -> None:
    known = with_internal(more)
    said = "\n\n".join(words.format(n=2, d=8) for words in WORDS[:-1])
    texts = {
        name: letter(number.format(n=n), issuer, "2023-06-01", kind, "public", body)
        for n, body in ((2, "Nội dung."), (3, said))
        for number, issuer, kind in REGISTERS
        for name in [f"{issuer}-{n}"]
    }
    public, internal = (settle(*shown(texts, edition, known)) for edition in (Edition.PUBLIC, Edition.INTERNAL))
    found = settle(*shown(texts, Edition.INTERNAL, known), NOTHING, public)
    assert found.state == internal.state
    citing = {each for each, settled in found.state.settled.items() if settled.cited}
    assert len(citing) == len(REGISTERS)
    planned = {"nothing": set[str](), "of no name that is cited": set[str](), "above": set(found.state.versions)}
    assert found.asked.keys() == planned.get(more, citing)
