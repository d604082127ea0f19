"""What we measure with: the made letters are sound, always the same, and every citation in them leads to one letter."""

import json
import re
from collections import defaultdict
from itertools import combinations, islice

import pytest
from make import SILENT, write_content
from samples import ARCHIVE

from bench import run
from bench.hugo_site import hugo_letter, hugo_links, our_links
from bench.letters import CITES, PARTY_TERM, letters, main
from bench.measured import CommandFailed
from vankho.holdings import Edition
from vankho.loading import load
from vankho.resolve import Held, resolve

COUNT = 150


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


@pytest.fixture(scope="module")
def thousand():
    return list(letters(1000))


def test_of_a_hundred_one_is_internal_and_some_have_an_internal_passage(thousand):
    assert sum("\naccess: internal\n" in text for _, text in thousand) == 10
    assert sum("\n::: internal\n" in text for _, text in thousand) == 5


def test_numbers_recur_between_bodies_terms_and_years_and_never_within_a_register(thousand):
    borne: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, text in thousand:
        number = re.search(r"^number: (\S+)$", text, re.M)[1]
        borne[number].append((name.split("/")[0], re.search(r"^date: (\S+)$", text, re.M)[1]))
    twins = [pair for each in borne.values() for pair in combinations(each, 2)]
    assert any(one[0] != other[0] for one, other in twins)
    party = [pair for number, each in borne.items() if "-" in number.split("/")[0] for pair in combinations(each, 2)]
    same = [(one[1], other[1]) for one, other in party if one[0] == other[0]]
    assert same
    assert all(min(days) < str(PARTY_TERM) <= max(days) for days in same)
    state = [(one[1][:4], other[1][:4]) for one, other in twins if (one, other) not in party and one[0] == other[0]]
    assert state
    assert all(one != other for one, other in state)
    assert len({name for name, _ in thousand}) == len(thousand)


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


def test_each_change_is_what_it_says():
    name, text = next(each for each in letters(COUNT) if "subject: Về việc" in each[1])
    number = re.search("^number: ([0-9]+)", text, re.M)[1]
    edits = {change.name: change.edits(f"{name}.md", text) for change in run.CHANGES}
    assert edits["nothing changed"] == {}
    assert edits["one letter deleted"] == {f"{name}.md": None}
    assert edits["words of one letter changed"][f"{name}.md"].startswith(text)
    assert len(edits["words of one letter changed"][f"{name}.md"]) > len(text)
    (added, new_text), *others = edits["a new letter that cites four"].items()
    assert not others
    assert added == re.sub(f"/{number}-", "/98765-", f"{name}.md")
    assert new_text == text.replace(f"number: {number}", "number: 98765", 1)
    changed = edits["subject of one letter changed"][f"{name}.md"].splitlines()
    assert [line for line in changed if line not in text.splitlines()] == [
        next(line for line in text.splitlines() if line.startswith("subject: ")) + " cho kịp thời"
    ]
    quoted = run.CHANGES[3].edits("a.md", 'subject: "V/v một, hai"\n')["a.md"]
    assert quoted == 'subject: "V/v một, hai cho kịp thời"\n'


def cost(wall, cpu, memory):
    return run.Cost(wall, cpu, memory * 10**6)


def test_results_are_medians_and_ratios():
    ours = (cost(1, 2, 100), cost(9, 2, 100), cost(3, 2, 100))
    line = run.table([run.Row("cold", ours, (cost(6, 1, 400),)), run.Row("warm", ours, ())]).splitlines()
    assert line[2] == (
        "| cold | 3.00 s (1.00-9.00) | 6.00 s (6.00-6.00) | **0.50** | 2.00 s | 1.00 s | **2.00** "
        "| 100 MB | 400 MB | **0.25** |"
    )
    assert line[3] == "| warm | 3.00 s (1.00-9.00) | - | - | 2.00 s | - | - | 100 MB | - | - |"
    assert cost(1, 2, 300) + cost(4, 8, 200) == cost(5, 10, 300)
    unseen = run.table([run.Row("cold", ours, (cost(6, 1, 0),))]).splitlines()[
        2
    ]  # over before its memory was looked at
    assert unseen.endswith("| 2.00 s | 1.00 s | **2.00** | 100 MB | - | - |")


def test_a_letter_in_a_small_archive_and_in_a_large_one(monkeypatch):
    monkeypatch.setattr(run.os, "sched_getaffinity", lambda _: {0, 1})

    def of(count, *costs):
        row = run.Row("cold", tuple(costs), (cost(6, 1, 4),))
        return run.Sized(
            count, (row,), "little", "", "1.00 s in `vankho serve`", {"reading": 0.25, "Jinja": 0.5}, 1.5, 1.25
        )

    small = of(1000, cost(1, 2, 3), cost(9, 9, 9), cost(2, 3, 3))
    told = run.report([small, of(5000, cost(11, 12, 3))], 3, ["a machine"])
    assert "| 1,000 | 2.00 ms | - | 3.00 ms | - | 6.00 ms | - |" in told
    assert "| 5,000 | 2.20 ms | **1.10** | 2.40 ms | **0.80** | 1.20 ms | **0.20** |" in told
    assert (
        "take 0.75 ms of a processor for a letter: reading 0.25, Jinja 0.50; our parsing takes 1.50 ms; "
        "rendering our pages, all that they show being at hand, 1.25 ms. "
        "0.7 of Hugo's time is 8.40 ms of 2 processors together." in told
    )
    assert "in a large one" not in run.report([small], 3, ["a machine"])


def test_nothing_is_deleted_before_all_is_measured(tmp_path):
    for text in ("first", "second"):
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / "a.html").write_text(text)
        run.put_aside(tmp_path / "site", tmp_path / "heap")
    run.put_aside(tmp_path / "site", tmp_path / "heap")
    assert sorted(path.read_text() for path in (tmp_path / "heap").rglob("*.html")) == ["first", "second"]
    assert not (tmp_path / "site").exists()


def test_what_else_is_where_it_happens_stays(tmp_path, monkeypatch):
    """Also where a program that is measured fails."""

    def fails(*_):
        raise CommandFailed("no")

    monkeypatch.setattr(run, "sized", fails)
    monkeypatch.setattr(run.compileall, "compile_dir", lambda *_, **__: None)
    (tmp_path / "own.txt").write_text("own")
    assert run.main(["60", "--without-hugo", "--work", str(tmp_path)]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["own.txt"]


def test_beyond_what_is_searched_both_editions_are_measured_all_the_same(tmp_path, monkeypatch):
    measured = {}

    def sized(bench, rounds, groups, say):
        measured[bench.count] = [each.name for each in groups]
        row = run.Row("cold", (cost(1, 1, 1),), ())
        return run.Sized(bench.count, (row,), "", "", "", {}, 0, 0)

    monkeypatch.setattr(run, "sized", sized)
    monkeypatch.setattr(run.compileall, "compile_dir", lambda *_, **__: None)
    arguments = ["60", "61", "--search-up-to", "60", "--without-hugo", "--work", str(tmp_path)]
    assert run.main([*arguments, "--results", str(tmp_path / "results.md")]) == 0
    assert measured[60] == [each.name for each in run.GROUPS]
    assert measured[61] == ["public edition, no search", "both editions, no search (Hugo: the public one)"]


def test_a_busy_machine_is_told_in_the_results():
    assert "DO NOT TRUST" in "".join(run.machine(None, 1.5))
    assert "DO NOT TRUST" not in "".join(run.machine(None, 0.1))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["59"], "N must be 60 or more"), (["1000", "--rounds", "0"], "--rounds 1 or more"), (["x"], "invalid int")],
)
def test_a_bench_that_cannot_be_is_told(arguments, said, capsys):
    with pytest.raises(SystemExit) as ended:
        run.main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_without_hugo_the_bench_says_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(run, "hugo_program", lambda: None)
    assert run.main(["60"]) == 2
    assert "make bench installs it" in capsys.readouterr().err


def test_links_are_read_from_what_was_built(tmp_path):
    letter, data = tmp_path / "a" / "2020" / "1-cv" / "index.html", tmp_path / "data" / "citations.jsonl"
    for path in (letter, data):
        path.parent.mkdir(parents=True)
    letter.write_text(
        '<p><a class="cite" href="/b/2019/2-cv/">x</a> <a href="/c/">y</a></p>'
        '<section class="cited-by"><a href="/d/2021/3-cv/">z</a></section><a href="/e/">w</a>'
    )
    rows = [{"from": "a", "target": "b", "status": "held"}, {"from": "a", "target": "c", "status": "wanted"}]
    data.write_text("\n".join(map(json.dumps, rows)))
    assert hugo_links(tmp_path) == ({("a/2020/1-cv", "b/2019/2-cv")}, {("d/2021/3-cv", "a/2020/1-cv")})
    assert our_links(tmp_path) == {("a", "b")}
