"""Files packed beside themselves: they hold what those are, and nothing is told of them that the wall hides."""

import gzip
import sys

import brotli
import pytest
from make import letter
from test_build_again import ONE, TEXTS, build, write

from vankho import making
from vankho.cli import main
from vankho.packing import KINDS, is_worth

HIDDEN = "tinh-uy-a/2023/12-cv-tu"
CONTENT = {
    **TEXTS,
    ONE: letter(body="Một nội dung.\n\n:::internal\nĐiều kín đáo.\n:::\n"),
    HIDDEN: letter(number="12-CV/TU", access="internal", subject="Việc chưa ai được biết"),
}
UNPACK = {"gz": gzip.decompress, "br": brotli.decompress}


@pytest.fixture
def project(tmp_path):
    write(tmp_path / "kho", CONTENT)
    return tmp_path / "kho"


def files(project, edition="public"):
    folder = project / "site" / edition
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_text_stands_there_packed_and_nothing_else_does(project):
    assert build(project, "--compress", "gz,br", search=True) == 0
    found = files(project)
    packed = {name for name in found if name.endswith((".gz", ".br"))}
    plain = {name: content for name, content in found.items() if name not in packed}
    worth = {name for name, content in plain.items() if is_worth(name, len(content))} - {"data/manifest.jsonl"}
    assert {"index.html", "data/directives.jsonl", "pagefind/pagefind.js", f"{ONE}/index.html"} <= worth
    assert packed == {f"{name}.{kind}" for name in worth for kind in KINDS}
    for path in packed:
        name, _, kind = path.rpartition(".")
        assert UNPACK[kind](found[path]) == found[name]
        assert len(found[path]) < len(found[name])
    assert main(["verify", str(project / "site" / "public"), "--against", str(project / "content")]) == 0


def test_no_packed_file_of_the_public_edition_tells_what_it_hides(project):
    assert build(project, "--compress", "gz,br") == 0
    words = ["Điều kín đáo".encode(), "Việc chưa ai được biết".encode(), b"12-cv-tu"]
    for edition, hidden in (("public", True), ("internal", False)):
        found = files(project, edition)
        told = b"".join(UNPACK[name[-2:]](content) for name, content in found.items() if name.endswith((".gz", ".br")))
        assert [word not in told for word in words] == [hidden] * 3
        assert any(HIDDEN in name for name in found) is not hidden


def test_after_a_change_it_is_as_after_a_first_build(project, monkeypatch):
    assert build(project, "--compress", "gz,br", search=True) == 0
    write(project, {**CONTENT, ONE: CONTENT[ONE].replace("Một", "Hai"), "tinh-uy-a/2023/9-cv-tu": letter("9-CV/TU")})
    done = []
    packer = making.packer
    monkeypatch.setattr(
        making, "packer", lambda kind: lambda pieces, size: done.append(kind) or packer(kind)(pieces, size)
    )
    assert build(project, "--compress", "gz,br", search=True) == 0
    after = {edition: files(project, edition) for edition in ("public", "internal")}
    assert 0 < len(done) < sum(name.endswith((".gz", ".br")) for found in after.values() for name in found) / 1.5
    other = project.parent / "other"
    project.rename(other)
    (project / "content").parent.mkdir()
    write(project, {**CONTENT, ONE: CONTENT[ONE].replace("Một", "Hai"), "tinh-uy-a/2023/9-cv-tu": letter("9-CV/TU")})
    assert build(project, "--compress", "gz,br", search=True) == 0
    assert {edition: files(project, edition) for edition in after} == after
    assert build(project, search=True) == 0
    assert not [name for name in files(project) if name.endswith((".gz", ".br"))]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["other", "cut", "more", "alone"])
def test_verify_looks_into_what_is_packed(project, kind, how, capsys):
    assert build(project, "--compress", kind, edition="public") == 0
    site = project / "site" / "public"
    page = site / ONE / "index.html"
    path = site / ONE / f"index.html.{kind}"
    content = {
        "other": {"gz": gzip.compress, "br": brotli.compress}[kind](b"Mot viec khac."),
        "cut": path.read_bytes()[:-9],
        "more": path.read_bytes() + b"!",
        "alone": path.read_bytes(),
    }[how]
    path.write_bytes(content)
    if how == "alone":
        page.unlink()
        manifest = site / "data" / "manifest.jsonl"
        lines = manifest.read_text().splitlines(keepends=True)
        manifest.write_text("".join(line for line in lines if f'"{ONE}/index.html"' not in line))
    assert main(["verify", str(site)]) == 1
    told = capsys.readouterr().out
    code = {"other": "packed-differs", "alone": "packed-alone"}.get(how, "unreadable-file")
    assert f"index.html.{kind}:1:1: {code}" in told


def test_what_cannot_be_packed_is_told_before_anything_is_done(project, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "brotli", None)
    assert build(project, "--compress", "gz,br") == 2
    assert "pip install 'vankho[br]'" in capsys.readouterr().err
    assert not (project / "site").exists()
    with pytest.raises(SystemExit):
        build(project, "--compress", "zip")
    assert "'zip' is none of gz, br" in capsys.readouterr().err
