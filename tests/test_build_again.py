"""A build after a change gives the bytes of a first build, and makes nothing that is as it was."""

import os
import re
import shutil
from array import array
from contextlib import contextmanager
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from make import ARCHIVE, authority, built_files, directive, examples, letter
from test_resolve_again import LETTERS, SAID, WORDS, plan

from vankho import cli, crew, making, quick, twin
from vankho.built import MadePart, readers
from vankho.cards import card, directive_id
from vankho.cli import main
from vankho.holdings import Edition
from vankho.memory import pending
from vankho.page import Site
from vankho.render import BUILT_IN

AUTHORITY = authority()
ONE, TWO = "tinh-uy-a/2023/10-cv-tu", "tinh-uy-a/2023/11-cv-tu"
TEXTS = {
    ONE: letter(body="Một nội dung.", more="signers: [{name: Trần Văn A}]\ntopics: [Tổ chức]\n"),
    TWO: letter(number="11-CV/TU", body="Thực hiện Công văn số 10-CV/TU ngày 08/5/2023 của Tỉnh ủy A."),
    "tinh-uy-a/2023/2-kh-tu": plan(2, body=WORDS[4].format(n=3, d=9)),
    "thanh-uy-a/2023/2-kh-tu": plan(2, issuer="thanh-uy-a", day=12, body=WORDS[5].format(n=2, d=9)),
}


def build(project, *more, edition="all", search=False):
    options = ["--content", str(project / "content"), "--output", str(project / "site"), "--edition", edition]
    return main(["build", "--lang", "en", *options, "--jobs", "1", *([] if search else ["--no-search"]), *more])


def write(project, texts, archive=ARCHIVE):
    """The content is these texts; files that are the same are not touched."""
    content = project / "content"
    content.mkdir(parents=True, exist_ok=True)
    wanted = {"archive.yaml": archive, **{f"{name}.md": text for name, text in texts.items()}}
    for path in content.rglob("*"):
        if path.is_file() and path.relative_to(content).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = content / name
        if not path.exists() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)


def shown(project, edition):
    folder = project / "site" / edition
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files.pop("data/manifest.jsonl")
    return files


def is_right(project, *, search=False):
    """The site is that of a first build."""
    for edition in Edition:
        found, clean = shown(project, edition), built_files(project / "content", edition, search=search)
        assert {name for name in found.keys() | clean if found.get(name) != clean.get(name)} == set()
    return True


@pytest.fixture
def project(tmp_path):
    write(tmp_path / "kho", TEXTS)
    assert build(tmp_path / "kho") == 0
    return tmp_path / "kho"


@pytest.fixture
def later(monkeypatch):
    """No file is too new to be known by its time: the inode's cannot be set."""
    monkeypatch.setattr(quick, "GRAIN", -(10**18))


@pytest.fixture
def made(monkeypatch):
    """The pages that are rendered, by URL."""
    urls = []
    render = making.render
    monkeypatch.setattr(making, "render", lambda page, theme: urls.append(page.url) or render(page, theme))
    return urls


def sound(letters):
    """These letters by address, none with a record or a name that another has."""
    found, records, aliases, numbers = {}, set(), set(), set()
    for text in letters.values():
        read = directive(text, "x", AUTHORITY.lexicon)
        document_type = AUTHORITY.types.named(read.type)
        address = directive_id(card(read), document_type, AUTHORITY.types)
        number = read.issuer, read.type, str(read.number), read.date
        if (
            number in numbers
            or read.issuer in read.co_issuers
            or read.record in records
            or (read.aliases and aliases)
            or address in found
        ):
            continue
        records.update([read.record] if read.record else [])
        aliases.update(read.aliases)
        numbers.add(number)
        found[address] = text
    return found


MORE = (
    "",
    "signers: [{name: Trần Văn A, position: Bí thư}]\ntopics: [Tổ chức]\n",
    "signers: [{name: Lê Thị B}, {value: {name: Trần Văn A}, access: internal}]\n",
    "status: Hết hiệu lực\n",
    "topics: [{value: Cán bộ, access: internal}, Tổ chức]\nco_issuers: [tinh-uy-b]\n",
    "relations: [{relation: replaces, document: Kế hoạch số 2-KH/TU ngày 09/5/2023 của Tỉnh ủy A}]\n",
    "notes: [Bản sao.]\n",
)
WRITTEN = st.builds(lambda text, more: text.replace("access:", f"{more}access:", 1), LETTERS, st.sampled_from(MORE))
ARCHIVES = st.dictionaries(st.sampled_from("abcdefgh"), WRITTEN, max_size=8)
THEIRS = st.dictionaries(
    st.sampled_from(["base.html", "directive.html", "register.html", "macros.html"]), st.integers(1, 2)
)
NEW_BODY = "  so-noi-vu-a: {name: Sở Nội vụ tỉnh A, side: state, symbols: [SNV], parent: ubnd-a}\n"
AUTHORITIES = {  # what archive.yaml says, by what is other in it
    "": ARCHIVE,
    "a new body": ARCHIVE.replace("documents:", f"{NEW_BODY}documents:"),
    "an internal body": ARCHIVE.replace("documents:", f"{NEW_BODY[:-2]}, access: internal}}\ndocuments:"),
    "the name of a body": ARCHIVE.replace("name: Tỉnh ủy A,", "name: Tỉnh uỷ tỉnh A,"),
    "the letterhead of a body": ARCHIVE.replace("name: Thành ủy A,", "name: Thành ủy A, letterhead: [A, B],"),
    "another name of a body": ARCHIVE.replace("[Tỉnh ủy, Ban Thường vụ Tỉnh ủy]", "[Tỉnh ủy]", 1),
    "another parent": ARCHIVE.replace("parent: tinh-uy-a", "parent: tw"),
    "terms of a body": ARCHIVE.replace("place: tỉnh B,", "place: tỉnh B, terms: [{name: khóa XX, from: 2020-01-01}],"),
    "the order of bodies": ARCHIVE.replace("issuers:\n", f"issuers:\n{NEW_BODY}"),
    "the name of a document": ARCHIVE.replace("lần thứ XX\n    issuer", "lần thứ hai mươi\n    issuer"),
    "a type": f"{ARCHIVE}types:\n  phiếu trình: {{party: [PT], state: [PT]}}\n",
    "the title": ARCHIVE.replace("Kho thử", "Kho A"),
    "a remark": f"# Kho thử\n{ARCHIVE}",
}
STEPS = st.lists(
    st.tuples(
        ARCHIVES,
        st.sampled_from(["all", "public", "internal"]),
        st.just({}) | THEIRS,
        st.sampled_from(sorted(AUTHORITIES)),
    ),
    min_size=2,
    max_size=5,
)


def theirs_of(name, number):
    """A template of the project that adds something to ours."""
    ours = (BUILT_IN / name).read_text(encoding="utf-8")
    return ours.replace("<p>", f"<p>{number}") if name == "macros.html" else of_ours(name, "main", str(number))


def of_ours(name, block, text):
    return f'{{% extends "vankho/{name}" %}}{{% block {block} %}}{{{{ super() }}}}<p>{text}</p>{{% endblock %}}'


@pytest.mark.slow
@settings(max_examples=examples(4), deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(STEPS)
def test_builds_after_any_edits_are_first_builds(tmp_path_factory, steps):
    after_any_edits(tmp_path_factory.mktemp("edits") / "kho", steps)


def after_any_edits(project, steps):
    """Each archive changes into the next letter by letter, archive.yaml and the project's templates with it: builds of
    either edition or both give what a first one does."""
    letters = {}
    theirs = project / "templates"
    theirs.mkdir(parents=True)
    for more, edition, templates, says in steps:
        for path in theirs.iterdir():
            path.unlink()
        for name, number in templates.items():
            (theirs / name).write_text(theirs_of(name, number), encoding="utf-8")
        letters = dict(list({**more, **letters}.items())[-6:]) if len(more) % 2 else {**letters, **more}
        write(project, sound(letters), AUTHORITIES[says])
        assert build(project, edition=edition) == 0
    assert build(project) == 0
    assert is_right(project)
    shutil.rmtree(project)


def written(project):
    """Of everything in the site when it was written, and where: when it was read is no matter."""
    found = ((path, path.stat()) for path in (project / "site").rglob("*"))
    return {path: (each.st_ino, each.st_size, each.st_mtime_ns, each.st_ctime_ns) for path, each in found}


def test_where_nothing_has_changed_nothing_is_done(project, made, capsys, later):
    assert build(project) == 0
    before = written(project)
    first = capsys.readouterr()
    made.clear()
    assert build(project) == 0
    again = capsys.readouterr()
    assert "nothing has changed since the last build" in again.err
    sites = [line for line in first.out.splitlines() if " pages new, " not in line]  # which were so in that build
    assert again.out.splitlines() == sites
    assert "no-base-url" in again.err
    assert made == []
    assert written(project) == before


def test_the_rest_of_the_program_is_loaded_where_there_is_something_to_do(project, later, monkeypatch):
    @contextmanager
    def at_once(function, jobs):
        yield crew.Answers(partial(next, function()), lambda: True)

    assert build(project) == 0
    loaded = []
    monkeypatch.setattr(cli, "import_module", loaded.append)
    monkeypatch.setattr(crew, "asides", at_once)
    assert build(project, "--jobs", "2") == 0
    assert loaded == []
    write(project, {**TEXTS, ONE: TEXTS[ONE].replace("Một", "Hai")})
    assert build(project, "--jobs", "2") == 0
    assert loaded == list(cli._LOADED)
    assert is_right(project)


def test_what_python_compiles_meanwhile_is_no_change_of_the_program(project, capsys, later, monkeypatch):
    program = project.parent / "vankho"
    (program / "__pycache__").mkdir(parents=True)
    (program / "quick.py").write_text("")
    monkeypatch.setattr(quick, "__file__", str(program / "quick.py"))
    assert build(project) == 0
    (program / "__pycache__" / "quick.cpython-311.pyc.139").write_bytes(b"...")
    capsys.readouterr()
    assert build(project) == 0
    assert "nothing has changed since the last build" in capsys.readouterr().err


def test_each_file_of_a_site_is_in_one_of_the_shares(tmp_path, tmp_path_factory):
    names = [
        "x",
        "a/x",
        "a/b/x",
        *(f"{one}/{two}/{more}x" for one in "abcđ" for two in "1234" for more in ("", "p/", "p/q/")),
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    whole = twin.states(tmp_path)
    assert whole.keys() == set(names)
    shares = [twin.states(tmp_path, share) for share in twin.SHARES]
    assert [
        {name: state for name, state in whole.items() if twin.share_of(name) == share} for share in twin.SHARES
    ] == shares
    assert min(map(len, shares)) > 10
    copied = tmp_path_factory.mktemp("twin")
    (tmp_path / "b/2").chmod(0o511)
    assert [twin.copy(tmp_path, copied, share) for share in twin.SHARES] == shares
    assert twin.is_as_left(copied, whole)
    assert (copied / "b/2").stat().st_mode & 0o777 == 0o511
    (tmp_path / "b/2").chmod(0o711)
    (tmp_path / "b/2/link").symlink_to("x")
    others = {"x", "a/b/x", "a/1/x", "đ/4/p/q/x"}
    known = {*names, "b/2/link"} - others
    found = [twin.foreign(tmp_path, known, share) for share in twin.SHARES]
    assert sorted([*found[0], *found[1]]) == sorted([*others, "b/2/link"])
    assert all(twin.share_of(name) == share for share in twin.SHARES for name in found[share])
    with pytest.raises(OSError, match="no file"):
        twin.copy(tmp_path, tmp_path_factory.mktemp("other"), twin.share_of("b/2/link"))


CHANGES = {
    "a letter": lambda project: (project / "content" / f"{ONE}.md").write_text(letter(body="Nội dung khác.")),
    "a letter of one size and time": lambda project: same_size_and_time(project / "content" / f"{ONE}.md"),
    "archive.yaml": lambda project: (project / "content/archive.yaml").write_text(ARCHIVE.replace("Kho thử", "Kho A")),
    "a template": lambda project: template(project, "404.html", "{% extends 'vankho/404.html' %}"),
    "a page of the site": lambda project: (project / "site/public/index.html").write_text("x"),
    "a page of the site in place": lambda project: in_place(project / "site/public/index.html"),
    "a file of the site is gone": lambda project: (project / "site/public/feed.xml").unlink(),
    "a page of the first share": lambda project: page_of(project, 0).write_text("x"),
    "a page of the other share": lambda project: page_of(project, 1).write_text("x"),
    "the site is gone": lambda project: shutil.rmtree(project / "site/public"),
    "the copy is gone": lambda project: shutil.rmtree(project / ".vankho/cache-site-public"),
    "both are gone": lambda project: [shutil.rmtree(project / each) for each in ("site", ".vankho/cache-site-public")],
}


def page_of(project, share):
    site = project / "site/public"
    pages = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("index.html"))}
    return next(path for name, path in pages.items() if name.count("/") > 1 and twin.share_of(name) == share)


def same_size_and_time(path):
    before = path.stat()
    path.write_text(path.read_text().replace("Một", "Hai"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def in_place(path):
    """In a file that has two names."""
    assert path.stat().st_nlink == 2
    with path.open("r+") as file:
        file.write("<!doctype html><p>")


def template(project, name, text):
    path = project / "templates" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


@pytest.mark.slow
@pytest.mark.parametrize("what", CHANGES)
def test_whatever_has_changed_is_seen(project, what, later):
    assert build(project) == 0
    CHANGES[what](project)
    assert build(project) == 0
    assert is_right(project)
    assert build(project) == 0
    assert is_right(project)


def test_only_what_hangs_on_a_changed_text_is_made(project, made):
    data = (project / "site/public/data/citations.jsonl").stat().st_ino
    write(project, {**TEXTS, ONE: TEXTS[ONE].replace("Một", "Hai")})
    assert build(project, edition="public") == 0
    own = {f"/{ONE}/"}
    assert own <= set(made)
    assert set(made) <= own | {f"/{TWO}/"}
    assert (project / "site/public/data/citations.jsonl").stat().st_ino == data
    assert build(project) == 0
    assert is_right(project)


TEXTS_ONLY = st.lists(
    SAID | st.sampled_from(["1. Một.", "2. Hai.", "Điều 2. Ba", "PHỤ LỤC", "::: internal\n\n1. Kín.\n\n:::"]),
    max_size=4,
).map("\n\n".join)


@pytest.mark.slow
@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(st.tuples(TEXTS_ONLY, TEXTS_ONLY, TEXTS_ONLY), min_size=2, max_size=4))
def test_texts_that_become_others_give_what_first_builds_do(tmp_path_factory, steps):
    project = tmp_path_factory.mktemp("texts") / "kho"
    for bodies in steps:
        made = zip((ONE, "tinh-uy-a/2023/1-kh-tu", "thanh-uy-a/2023/2-kh-tu"), bodies, strict=True)
        numbers = {ONE: letter, "tinh-uy-a/2023/1-kh-tu": partial(plan, 1, day=8), "thanh-uy-a/2023/2-kh-tu": partial(plan, 2, issuer="thanh-uy-a")}  # fmt: skip
        write(project, {name: numbers[name](body=body) for name, body in made})
        assert build(project) == 0
        assert is_right(project)


@given(st.dictionaries(st.text("ab", max_size=2), st.sets(st.integers(0, 2**32 - 1) | st.integers(0, 300))), st.data())
def test_the_parts_that_hang_on_what_has_changed_are_found(reads, data):
    parts = {name: MadePart(b"", array("I", sorted(each)).tobytes(), (), ()) for name, each in reads.items()}
    of_parts = sorted({number for each in reads.values() for number in each})
    few = data.draw(st.sets(st.sampled_from(of_parts) | st.integers(0, 300) if of_parts else st.integers(0, 300)))
    for numbers in (few, few | set(range(1000, 1300))):  # looked up, and looked for in each part
        assert readers(parts, numbers) == {name for name, each in reads.items() if not each.isdisjoint(numbers)}


CITING_ONE = letter(number="11-CV/TU", body="Thực hiện Công văn số 10-CV/TU ngày 08/5/2023 của Tỉnh ủy A.")
PARTED = {
    "subject": letter(subject="Về công tác :internal[mật danh]"),
    "value": letter(more="status: {value: Hết hiệu lực, access: internal}\n"),
    "signer": letter(more="signers: [{value: {name: Trần Văn A}, access: internal}]\n"),
    "text": letter(body="Một.\n\n::: internal\n\n1. Hai.\n\n:::"),
    "all of it": letter(access="internal"),
    "nothing": letter(),
}


@pytest.mark.parametrize("parted", PARTED)
def test_both_editions_at_one_go_are_those_of_builds_for_each(tmp_path, parted):
    project = tmp_path / "kho"
    beside = letter(number="9-CV/TU")  # which cites nothing, and names what stands before it
    write(project, {ONE: PARTED[parted], TWO: CITING_ONE, "tinh-uy-a/2023/9-cv-tu": beside})
    assert build(project) == 0
    assert is_right(project)


def test_what_means_the_same_in_both_editions_is_gathered_once(tmp_path, monkeypatch):
    gathered = []
    part = Site.part
    monkeypatch.setattr(Site, "part", lambda site, name: gathered.append(name) or part(site, name))
    write(tmp_path / "kho", {ONE: PARTED["subject"], TWO: CITING_ONE, "tinh-uy-a/2023/15-cv-tu": letter("15-CV/TU")})
    assert build(tmp_path / "kho") == 0
    assert [gathered.count(each) for each in (ONE, TWO, "tinh-uy-a/2023/15-cv-tu")] == [2, 2, 1]


@pytest.mark.parametrize("says", [each for each in AUTHORITIES if each])
def test_what_archive_yaml_says_otherwise_is_seen(project, says):
    for archive in (AUTHORITIES[says], ARCHIVE):
        write(project, TEXTS, archive)
        assert build(project) == 0
        assert is_right(project)


@pytest.mark.parametrize(
    ("says", "anew"),
    [
        ("a remark", []),
        ("a new body", []),
        ("a type", []),
        ("the letterhead of a body", ["/thanh-uy-a/2023/2-kh-tu/", "/tinh-uy-a/2023/2-kh-tu/"]),  # which names the one
        ("the title", [f"/{each}/" for each in sorted(TEXTS)]),
    ],
)
def test_only_letters_of_which_archive_yaml_says_otherwise_are_made(project, made, says, anew):
    write(project, TEXTS, AUTHORITIES[says])
    made.clear()
    assert build(project, edition="public") == 0
    assert sorted({url.removesuffix("index.html") for url in made} & {f"/{each}/" for each in TEXTS}) == anew


def test_what_was_without_fault_is_looked_through_again_where_a_card_or_archive_yaml_is_another(project, capsys):
    same = {**TEXTS, "tinh-uy-a/2023/10-cv-tu-2": TEXTS[ONE].replace("topics", "slug: 10-cv-tu-2\ntopics")}
    for texts, archive, told in (
        (same, ARCHIVE, "same-directive"),
        (TEXTS, ARCHIVE, ""),
        (TEXTS, ARCHIVE.replace("  thanh-uy-a:", "  thanh-uy-c:"), "unknown-issuer"),
        ({**TEXTS, ONE: TEXTS[ONE].replace("date: 2023", "date: 2022")}, ARCHIVE, "path-contradicts"),
        (TEXTS, ARCHIVE, ""),
    ):
        write(project, texts, archive)
        capsys.readouterr()
        assert build(project) == bool(told)
        assert told in capsys.readouterr().err
    assert is_right(project)


def test_a_new_letter_changes_the_pages_of_its_year_and_no_others(project, made):
    old = letter("1-CV/TU", date="2019-03-04")
    write(project, {**TEXTS, "tinh-uy-a/2019/1-cv-tu": old})
    assert build(project, edition="public") == 0
    made.clear()
    write(project, {**TEXTS, "tinh-uy-a/2019/1-cv-tu": old, "tinh-uy-a/2023/12-cv-tu": letter("12-CV/TU")})
    assert build(project, edition="public") == 0
    assert {"/nam/2023/", "/tinh-uy-a/2023/", "/loai/cong-van/", "/tinh-uy-a/2023/12-cv-tu/"} <= set(made)
    assert [url for url in made if url.startswith("/tim-kiem/so/")] == ["/tim-kiem/so/12.json"]
    assert not {"/nam/2019/", "/tinh-uy-a/2019/", "/tinh-uy-a/2019/1-cv-tu/", "/loai/ke-hoach/"} & set(made)
    assert build(project) == 0
    assert is_right(project)


def test_a_changed_template_changes_what_is_made_with_it_and_no_more(project, made):
    theirs = project / "templates"
    theirs.mkdir()
    (theirs / "dau.svg").write_text("<svg></svg>", encoding="utf-8")
    steps = [
        ("directive.html", theirs_of("directive.html", 1), {f"/{ONE}/", f"/{TWO}/"}, {"/nam/2023/", "/van-ban/"}),
        ("register.html", theirs_of("register.html", 1), {"/nam/2023/", "/loai/cong-van/"}, {f"/{ONE}/"}),
        ("register.html", None, {"/nam/2023/", "/loai/cong-van/"}, {f"/{ONE}/"}),
        (
            "404.html",
            '{% extends "vankho/404.html" %}{% block main %}{% include "dau.svg" %}{% endblock %}',
            {"/404.html"},
            set(),
        ),
        ("dau.svg", "<svg/>", {"/404.html"}, {f"/{ONE}/", "/nam/2023/"}),
        ("robots.txt", "User-agent: *\n", {"/robots.txt"}, {f"/{ONE}/", "/nam/2023/"}),
        ("base.html", theirs_of("base.html", 1), {f"/{ONE}/", f"/{TWO}/", "/nam/2023/"}, set()),
    ]
    for name, text, own, others in steps:
        made.clear()
        if text is None:
            (theirs / name).unlink()
        else:
            (theirs / name).write_text(text, encoding="utf-8")
        assert build(project, edition="public") == 0
        assert own <= set(made), name
        assert not others & set(made), name
        found = shown(project, "public")
        shutil.rmtree(project / ".vankho")
        shutil.rmtree(project / "site")
        assert build(project, edition="public") == 0
        assert found == shown(project, "public"), name


def test_of_an_edition_that_nothing_was_built_of_no_facts_are_kept(tmp_path):
    """At a first build all are others; nothing follows on those."""
    write(tmp_path, TEXTS)
    for text in (TEXTS[TWO], TEXTS[TWO].replace("10-CV", "9-CV")):
        write(tmp_path, {**TEXTS, TWO: text})
        assert build(tmp_path, edition="public") == 0
        assert pending(tmp_path / ".vankho", Edition.INTERNAL).facts == frozenset()
    assert build(tmp_path) == 0
    assert is_right(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "built-public",
        "decided-public",
        "decided-internal",
        "decided-public-since",
        "decided-internal-since",
        "pending-public",
        "looked",
        "shown-public",
        "shown-internal",
    ],
)
@pytest.mark.parametrize("how", ["gone", "cut", "other", "old"])
def test_what_is_kept_and_damaged_costs_only_time(project, name, how):
    path = project / ".vankho" / f"cache-{name}"
    if name.endswith("since"):
        write(project, {**TEXTS, TWO: TEXTS[TWO].replace("10-CV", "8-CV")})
        assert build(project) == 0
    data = path.read_bytes()
    write(project, {**TEXTS, TWO: TEXTS[TWO].replace("10-CV", "9-CV")})
    if how == "old":
        assert build(project) == 0
        path.write_bytes(data)
        write(project, TEXTS)
    elif how == "gone":
        path.unlink()
    else:
        path.write_bytes(data[: len(data) // 2] if how == "cut" else data.replace(b"2023", b"2024"))
    assert build(project) == 0
    assert is_right(project)


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("share", twin.SHARES)
def test_a_file_that_is_not_ours_is_still_refused(project, capsys, share, jobs):
    names = (
        f"{folder.relative_to(project / 'site/public')}/cua-toi.txt" for folder in project.glob("site/public/*/*/")
    )
    name = next(each for each in ["cua-toi.txt", *names] if twin.share_of(each) == share)
    (project / "site/public" / name).write_text("x")
    write(project, {**TEXTS, ONE: TEXTS[ONE].replace("Một", "Hai")})
    assert build(project, "--jobs", jobs) == 2
    assert "cua-toi.txt" in capsys.readouterr().err
    (project / "site/public" / name).unlink()
    assert build(project) == 0
    assert is_right(project)


def test_what_is_begun_and_not_ended_is_not_gone_on_from(project, monkeypatch):
    from vankho import pipeline

    for broken in ("put_out", "follow", "keep"):
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, broken, fails)
            write(project, {**TEXTS, ONE: TEXTS[ONE].replace("Một", broken)})
            build(project)
        write(project, {**TEXTS, ONE: TEXTS[ONE].replace("Một", f"{broken} 2")})
        assert build(project) == 0
        assert is_right(project)


def fails(*arguments, **named):
    raise OSError("no")


def test_the_log_a_file_and_an_address_that_change(project):
    def step(texts):
        write(project, texts)
        assert build(project) == 0
        assert is_right(project)

    scan = project / "content/tinh-uy-a/2023/quet.pdf"
    scan.write_bytes(b"%PDF-1.7 one")
    filed = {**TEXTS, ONE: letter(more="files: [{path: quet.pdf}]\n")}
    (project / "content" / f"{ONE}.md").write_text(filed[ONE])
    step_files(project, filed, scan, b"%PDF-1.7 one")
    step_files(project, filed, scan, b"%PDF-1.7 two")
    scan.unlink()
    step(TEXTS)
    assert main(["publish-log", "--lang", "en", "--content", str(project / "content"), "--as-of", "2026-05-01"]) == 0
    assert build(project) == 0
    assert is_right(project)
    moved = project / "content/tinh-uy-a/2023/20-cv-tu.md"
    (project / "content" / f"{ONE}.md").rename(moved)
    moved.write_text(letter("20-CV/TU", more=f"formerly: [/{ONE}/]\n"))
    assert build(project) == 0
    assert is_right(project)


def step_files(project, texts, scan, data):
    scan.write_bytes(data)
    (project / "content" / f"{ONE}.md").write_text(texts[ONE])
    assert build(project) == 0
    assert is_right(project)


@pytest.mark.slow
def test_the_index_after_a_change_is_that_of_a_first_build(project):
    assert build(project, search=True) == 0
    for texts in ({**TEXTS, ONE: TEXTS[ONE].replace("Một", "Hai")}, {TWO: TEXTS[TWO]}, TEXTS):
        write(project, texts)
        assert build(project, search=True) == 0
        assert is_right(project, search=True)


def test_a_sitemap_of_too_many_addresses_is_an_index_of_several(project, monkeypatch):
    from vankho.page import data

    monkeypatch.setattr(data, "MOST_OF_SITEMAP", 10)
    based = ARCHIVE.replace("title: Kho thử", "title: Kho thử\nbase_url: https://kho.example.vn")
    for texts in (TEXTS, {**TEXTS, ONE: TEXTS[ONE].replace("Một", "Hai")}, {ONE: TEXTS[ONE]}):
        write(project, texts, based)
        assert build(project) == 0
        assert is_right(project)
        files = shown(project, "public")
        parts = re.findall(r"<loc>https://kho.example.vn/(sitemap-[0-9]+.xml)</loc>", files["sitemap.xml"].decode())
        assert sorted(parts) == sorted(name for name in files if name.startswith("sitemap-"))
        listed = [url for part in parts for url in re.findall("<loc>(.+)</loc>", files[part].decode())]
        assert len(parts) > 1
        assert len(listed) == len(set(listed)) > 10 * (len(parts) - 1)


@pytest.mark.parametrize("kept", [True, False], ids=["after an earlier one", "the first"])
def test_what_was_decided_and_could_not_be_kept_is_not_gone_on_from(project, monkeypatch, kept):
    """The disk is full for the largest file, and not for the others."""
    from vankho import decisions

    def keep(path, *rest):
        raise OSError("no space")

    if not kept:
        for edition in Edition:
            (project / ".vankho" / f"cache-decided-{edition}").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(decisions, "keep_value", keep)
        write(project, {**TEXTS, TWO: TEXTS[TWO].replace("Thực hiện", "Thay thế")})
        assert build(project) == 0
        assert is_right(project)
        if not kept:
            write(project, {**TEXTS, TWO: letter("11-CV/TU")})
            assert build(project) == 0
            assert is_right(project)
    write(project, TEXTS)
    assert build(project) == 0
    assert is_right(project)
