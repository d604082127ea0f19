"""What we measure with: the made letters are sound, always the same, and every citation in them leads to one letter."""

import re
from itertools import islice

import pytest
from make import SILENT, write_content
from samples import ARCHIVE

from bench.hugo_site import hugo_letter
from bench.letters import CITES, letters, main
from vankho.edition import Edition
from vankho.pipeline import load
from vankho.resolve import Held, resolve

COUNT = 70


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    return load(write_content(tmp_path_factory.mktemp("bench") / "content", dict(letters(COUNT)), ARCHIVE), SILENT)


def test_the_first_letters_do_not_depend_on_how_many_there_are():
    assert list(letters(COUNT)) == list(islice(letters(10 * COUNT), COUNT))


def test_they_are_sound_and_no_two_have_one_address(checked):
    assert not checked.problems
    assert len(checked.cards) == COUNT


def test_every_citation_of_the_public_edition_leads_to_one_letter(checked):
    archive = resolve(checked.holdings(Edition.PUBLIC))
    targets = [target for each in archive.targets.values() for target in each]
    assert all(isinstance(target, Held) for target in targets)
    assert len(targets) > COUNT * CITES * 0.85


def test_of_a_hundred_one_is_internal_and_some_have_an_internal_passage():
    texts = [text for _, text in letters(400)]
    assert sum("\naccess: internal\n" in text for text in texts) == 4
    assert sum("\n::: internal\n" in text for text in texts) == 2


def test_numbers_recur_between_bodies_terms_and_years():
    numbers = [re.search(r"^number: (\S+)$", text, re.M)[1] for _, text in letters(400)]
    assert len(set(numbers)) < len(numbers)


def test_they_have_the_size_that_is_told():
    sizes = [len(text.encode()) for _, text in letters(COUNT)]
    assert 5000 < sum(sizes) / COUNT < 6000


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_count_that_is_none_is_told(count, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["letters.py", count, str(tmp_path)])
    with pytest.raises(SystemExit):
        main()
    assert f"{count}" in capsys.readouterr().err
    assert not (tmp_path / "content").exists()


def test_hugo_s_letter_has_what_ours_shows_and_nothing_internal():
    (head, body), issuer = ISSUED, {"tinh-uy": {"name": "Tỉnh ủy Sông Vân", "side": "party"}}
    text = hugo_letter(f"---\n{head}\naccess: public\n---\n\n{body}\n", issuer)
    assert [line for line in text.split("---\n")[1].splitlines() if line.startswith(("title", "number", "years"))] == [
        'title: "Về việc: một"',
        'number: "12-CV/TU"',
        'title_type: "Công văn"',
        'years: ["2023"]',
    ]
    assert text.endswith("---\n\n1. Một.\n\n3. Ba.\n")
    assert hugo_letter(f"---\n{head}\naccess: internal\n---\n\n{body}\n", issuer) is None


ISSUED = (
    'number: 12-CV/TU\ntype: công văn\nissuer: tinh-uy\ndate: 2023-05-08\nsubject: "Về việc: một"\nplace: Sông Vân\n'
    "recipients: [Lưu.]\nsigners: [{name: Lê A}]",
    "1. Một.\n\n::: internal\n2. Hai.\n:::\n\n3. Ba.",
)
