"""Number and symbol: forms of both sides, and the types that they name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vankho.symbol import BUILT_IN, NumberSymbol, Side, TypeTable, document_slug, same_symbol

FORMS = [
    # printed, number, symbol, side, type abbreviation, body, year
    ("1593-CV/TU", "1593", "CV/TU", Side.PARTY, "CV", "TU", None),
    ("01-CTr/TU", "01", "CTr/TU", Side.PARTY, "CTr", "TU", None),
    ("249-KH/UBKTTW", "249", "KH/UBKTTW", Side.PARTY, "KH", "UBKTTW", None),
    ("05-TB/BCĐTW", "05", "TB/BCĐTW", Side.PARTY, "TB", "BCĐTW", None),
    ("6321/UBND-TH", "6321", "UBND-TH", Side.STATE, None, "UBND", None),
    ("847/UBND-VX1", "847", "UBND-VX1", Side.STATE, None, "UBND", None),
    ("30/2020/NĐ-CP", "30", "2020/NĐ-CP", Side.STATE, "NĐ", "CP", 2020),
    ("15/2020/QĐ-TTg", "15", "2020/QĐ-TTg", Side.STATE, "QĐ", "TTg", 2020),
    ("20/2023/QH15", "20", "2023/QH15", Side.STATE, None, "QH15", 2023),
    ("66.16/2026/NQ-CP", "66.16", "2026/NQ-CP", Side.STATE, "NQ", "CP", 2026),
    ("364/TTr-BNG-NVVH", "364", "TTr-BNG-NVVH", Side.STATE, "TTr", "BNG", None),
    ("06/2018/TTLT-BYT-BTC-BLĐTB&XH", "06", "2018/TTLT-BYT-BTC-BLĐTB&XH", Side.STATE, "TTLT", "BYT", 2018),
]


@pytest.mark.parametrize(("printed", "number", "symbol", "side", "abbreviation", "body", "year"), FORMS)
def test_forms(printed, number, symbol, side, abbreviation, body, year):
    parsed = NumberSymbol.parse(printed)
    assert parsed == NumberSymbol(number, symbol, side)
    assert (parsed.type_abbreviation(), parsed.body(), parsed.year) == (abbreviation, body, year)
    assert str(parsed) == printed


OLD = [
    ("18-BYT/TT", "BYT/TT", "TT", "BYT"),
    ("01-TANDTC-VKSNDTC/TTLT", "TANDTC-VKSNDTC/TTLT", "TTLT", "TANDTC"),
    ("203-QĐ/UB", "QĐ/UB", "QĐ", "UB"),
    ("214-NQ/UBTVQH9", "NQ/UBTVQH9", "NQ", "UBTVQH9"),
    ("45-TC/TCT/CS", "TC/TCT/CS", None, "TC"),
    ("60-CP", "CP", None, "CP"),
    ("178-HĐBT", "HĐBT", None, "HĐBT"),
]


@pytest.mark.parametrize(("printed", "symbol", "abbreviation", "body"), OLD)
def test_old_numbers_of_the_state_are_joined_as_the_party_joins_its_own(printed, symbol, abbreviation, body):
    parsed = NumberSymbol.parse(printed)
    assert (parsed.symbol, parsed.side) == (symbol, Side.STATE)
    assert (parsed.type_abbreviation(), parsed.body()) == (abbreviation, body)
    assert str(parsed) == printed


@pytest.mark.parametrize("printed", ["10-ĐU/TB", "77-KH/LT", "12-HD/BTCTW", "6-QC/TU-UBND", "05-HD/MTTW"])
def test_what_may_be_of_the_party_is_no_old_number_of_the_state(printed):
    assert NumberSymbol.parse(printed).side is Side.PARTY


@pytest.mark.parametrize(
    "text", ["", "1593", "CV/TU", "1593 - CV/TU", "1593-CV", "15/6/2023", "a-CV/TU", "1593-CV/TU\n"]
)
def test_what_is_none(text):
    assert NumberSymbol.parse(text) is None


groups = st.from_regex(r"[A-ZĐ][A-Za-zĐđ]{0,4}", fullmatch=True)


@given(st.integers(1, 99999), groups, groups, st.booleans())
def test_round_trip(number, first, second, party):
    text = f"{number:02d}-{first}/{second}" if party else f"{number:02d}/{first}-{second}"
    assert str(NumberSymbol.parse(text)) == text


def test_one_abbreviation_for_two_types_gives_two_addresses():
    decision, rule = BUILT_IN.named("quyết định"), BUILT_IN.named("quy định")
    assert document_slug("05", "QĐ/TU", Side.PARTY, decision, BUILT_IN) == "05-qd-tu"
    assert document_slug("05", "QĐ/TU", Side.PARTY, rule, BUILT_IN) == "05-qd-tu-quy-dinh"


def test_types_are_named_by_their_variants():
    assert BUILT_IN.named("Chương trình hành động").name == "chương trình"
    assert BUILT_IN.named("KẾ HOẠCH").name == "kế hoạch"
    assert BUILT_IN.named("thư mời") is None
    added = TypeTable([BUILT_IN.named("kế hoạch").__class__("thư mời", party=("TM",))])
    assert added.named("Thư mời").party == ("TM",)


def test_case_and_old_spellings_of_a_symbol_do_not_count_but_d_with_stroke_does():
    assert same_symbol("CT-TTg", "CT-TTG")
    assert same_symbol("KL/TƯ", "KL/TU")
    assert not same_symbol("QĐ/TU", "QD/TU")
