"""The made letters are what they say, and always the same."""

import io
import re
from datetime import date

import pytest
from make import SILENT, built_files, write_content
from pypdf import PdfReader
from samples import ARCHIVE, CITED, LETTERS, MARKS, joint, many, samples
from web import serving, write_files

from vankho.holdings import Edition
from vankho.loading import load
from vankho.model import CHANGES, Relation
from vankho.resolve import resolve
from vankho.spelling import nfc


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    return load(write_content(tmp_path_factory.mktemp("samples") / "content", samples(), ARCHIVE), SILENT)


def test_they_are_sound_and_warn_of_bodies_that_are_not_theirs_only(checked):
    assert checked.sound
    assert {problem.code for problem in checked.problems} == {"unknown-body"}
    assert len(checked.cards) == len(samples())


def test_they_are_the_same_each_time_and_composed():
    assert samples() == samples()
    assert many(60) == many(60)
    assert all(text == nfc(text) for text in [*samples().values(), *many(60).values()])
    assert list(samples()).count(next(iter(joint()))) == 1


def test_they_have_what_they_are_for(checked):
    archive = resolve(checked.holdings(Edition.PUBLIC))
    citers = {mention.by for mention in archive.cited_by[CITED]}
    assert len(citers) > 200
    assert {mention.relation for mention in archive.cited_by[CITED]} >= {
        Relation.IMPLEMENTS, Relation.BASIS, Relation.FOLLOWS, Relation.FOLLOWS_UP, Relation.MENTIONS,
    }  # fmt: skip
    changes = {m.relation for mentions in archive.cited_by.values() for m in mentions} & CHANGES
    assert changes >= {Relation.REPLACES, Relation.REPEALS, Relation.AMENDS, Relation.CORRECTS}
    assert any(told.relation is Relation.REPLACES for told in archive.told)
    assert archive.ambiguous
    assert {document.issuer is None for document in archive.wanted.values()} == {True, False}
    december = [
        d for d in checked.cards if d.issuer == "ubnd-tinh-song-van" and (d.date.year, d.date.month) == (2023, 12)
    ]
    assert len(december) > 300
    assert {d.access.value for d in checked.cards} == {"public", "internal"}
    marks = next(card for card in checked.cards if card.path == MARKS)
    assert len(marks.subject_lines[Edition.PUBLIC]) >= 290
    assert len(LETTERS) == 67
    assert set(LETTERS + LETTERS.lower()) <= set(samples()[MARKS])
    assert checked.shelf.front(MARKS).effective == date(2023, 4, 10)


def test_many_cite_each_other_on_both_sides(tmp_path):
    checked = load(write_content(tmp_path / "content", many(300), ARCHIVE), SILENT)
    assert checked.sound
    assert len(checked.cards) == 300
    archive = resolve(checked.holdings(Edition.PUBLIC))
    assert sum(key in {h.id for h in archive.holdings.directives} for key in archive.cited_by) > 100
    assert sum(d.access.value == "internal" for d in checked.cards) == 3
    assert {
        issuer.side.value for issuer in checked.authority.issuers if any(d.issuer == issuer.key for d in checked.cards)
    } == {"party", "state"}


@pytest.mark.slow
def test_the_long_decision_fills_forty_pages(tmp_path, browser):
    name = "ubnd-tinh-song-van/2023/27-2023-qd-ubnd"
    write_files(tmp_path / "site", built_files(write_content(tmp_path / "content", {name: samples()[name]}, ARCHIVE)))
    with serving(tmp_path / "site") as home:
        page = browser.new_page()
        page.goto(f"{home}/{name}/")
        printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        page.close()
    assert 38 <= len(printed.pages) <= 44
    text = " ".join(printed.pages[-1].extract_text().split())
    assert "MẪU BÁO CÁO" in text
    assert re.search(r"Chương VI", " ".join(page.extract_text() for page in printed.pages))
