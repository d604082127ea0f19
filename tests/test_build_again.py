"""A build after a change gives the bytes of a first build, and makes nothing that is as it was."""

import os
import shutil
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import ARCHIVE, SILENT, authority, built_files, directive, letter
from test_resolve_again import LETTERS, NAMES, WORDS, plan

from vankho import making, quick
from vankho.cli import main
from vankho.edition import Edition, card, directive_id

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
    return main(["build", *options, "--jobs", "1", *([] if search else ["--no-search"]), *more])


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
def made(monkeypatch):
    """The pages that are rendered, by URL."""
    urls = []
    render = making.render
    monkeypatch.setattr(making, "render", lambda page, theme: urls.append(page.url) or render(page, theme))
    return urls


def sound(letters):
    """These letters by address, none with a record or a name that another has."""
    found, records, aliases = {}, set(), set()
    for text in letters.values():
        read = directive(text, "x", AUTHORITY.lexicon)
        document_type = AUTHORITY.types.named(read.type)
        address = directive_id(card(read), document_type, AUTHORITY.types)
        if read.issuer in read.co_issuers or read.record in records or (read.aliases and aliases) or address in found:
            continue
        records.update([read.record] if read.record else [])
        aliases.update(read.aliases)
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
STEPS = st.lists(st.tuples(ARCHIVES, st.sampled_from(["all", "public", "internal"])), min_size=2, max_size=5)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_builds_after_any_edits_are_first_builds(tmp_path_factory, steps):
    after_any_edits(tmp_path_factory.mktemp("edits") / "kho", steps)


def after_any_edits(project, steps):
    """Each archive changes into the next letter by letter: builds of either edition or both give what a first one
    does."""
    letters = {}
    for more, edition in steps:
        letters = dict(list({**more, **letters}.items())[-6:]) if len(more) % 2 else {**letters, **more}
        write(project, sound(letters))
        assert build(project, edition=edition) == 0
    assert build(project) == 0
    assert is_right(project)
    shutil.rmtree(project)
