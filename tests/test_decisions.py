"""What was decided is kept as what has become another since it was kept whole: together it is what a first build decides."""

from pathlib import Path
from shutil import rmtree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make import ARCHIVE, SILENT, edits, examples, letter, write_content

from vankho import decisions
from vankho.cached import CACHE
from vankho.decisions import Decisions, recalled
from vankho.holdings import Edition
from vankho.loading import Checked, load
from vankho.store import Store

NAMES = [f"tinh-uy-a/2023/{number}-kh-tu" for number in range(1, 6)]
CITED = (*(f"Kế hoạch số {number}-KH/TU ngày 0{number}/02/2023 của Tỉnh ủy A" for number in range(1, 8)), "Kế hoạch số 9-KH/TU")  # fmt: skip
VERBS = "Thực hiện", "Thay thế", "Căn cứ Luật Đất đai; thực hiện"
EDITS = edits(
    NAMES,
    st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(CITED)), max_size=3),
    st.sampled_from(("public", "internal")),
    st.integers(1, 28),
)


def written(folder: Path, step: dict[str, tuple[list[tuple[str, str]], str, int] | None]) -> None:
    for name, edit in step.items():
        path = folder / "content" / f"{name}.md"
        if edit is None:
            path.unlink(missing_ok=True)
            continue
        cites, access, day = edit
        number = name.rpartition("/")[2].partition("-")[0]
        body = "\n\n".join(f"{verb} {cited}." for verb, cited in cites) or "Nội dung."
        path.parent.mkdir(parents=True, exist_ok=True)
        text = letter(f"{number}-KH/TU", kind="kế hoạch", date=f"2023-02-{day:02d}", access=access, body=body)
        path.write_text(text, encoding="utf-8")


def tables(decided: Decisions) -> dict[str, object]:
    """All of it, in its order; how often something is cited is in none."""
    found = {
        name: list(value.items()) if isinstance(value, dict) else value for name, value in decided._asdict().items()
    }
    return found | {"citing": decided.citing}


def look(project: Path) -> Checked:
    checked = load(project / "content", SILENT, 1, project / ".vankho")
    assert checked.sound
    return checked


def kept_and_first(project: Path, first: Path) -> list[tuple[object, object]]:
    """What is kept of the editions, and what a first look keeps of them."""
    rmtree(first, ignore_errors=True)
    load(project / "content", SILENT, 1, first)
    pairs = [(recalled(project / ".vankho", each), recalled(first, each)) for each in Edition]
    return [(tables(one.decisions), tables(other.decisions)) for one, other in pairs if one and other]


@pytest.mark.parametrize(("few", "share"), [(50, 10), (1, 10**9), (0, 10**9)])
@settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(states=EDITS)
def test_after_any_edits_there_is_kept_what_a_first_build_keeps(tmp_path, monkeypatch, few, share, states):
    monkeypatch.setattr(decisions, "_FEW", few)
    monkeypatch.setattr(decisions, "_SHARE", share)
    for folder in ("content", ".vankho"):
        rmtree(tmp_path / folder, ignore_errors=True)
    write_content(tmp_path / "content", {}, ARCHIVE)
    for step in states:
        written(tmp_path, step)
        look(tmp_path)
        pairs = kept_and_first(tmp_path, tmp_path / "first")
        assert len(pairs) == len(Edition)
        for kept, first in pairs:
            assert kept == first


WHOLE, SINCE = ".vankho/cache-decided-public", ".vankho/cache-decided-public-since"


@pytest.fixture
def project(tmp_path):
    write_content(tmp_path / "content", {}, ARCHIVE)
    written(tmp_path, {name: ([("Thực hiện", cited)], "public", 9) for name, cited in zip(NAMES, CITED, strict=False)})
    look(tmp_path)
    return tmp_path


def test_after_a_change_only_what_is_another_is_written(project):
    assert not (project / SINCE).exists()
    before = (project / WHOLE).read_bytes()
    written(project, {NAMES[0]: ([("Thay thế", CITED[4])], "public", 9)})
    look(project)
    assert (project / WHOLE).read_bytes() == before
    one = (project / SINCE).read_bytes()
    assert len(one) < len(before) / 2
    written(project, {NAMES[1]: ([("Thay thế", CITED[4])], "public", 9)})
    look(project)
    assert (project / WHOLE).read_bytes() == before
    assert len((project / SINCE).read_bytes()) > len(one)  # both: there is never more than one beside the whole


def test_where_much_is_another_all_is_written(project, monkeypatch):
    written(project, {NAMES[0]: ([("Thay thế", CITED[4])], "public", 9)})
    look(project)
    before = (project / WHOLE).read_bytes()
    monkeypatch.setattr(decisions, "_FEW", 2)
    written(project, {name: ([("Thay thế", CITED[6])], "public", 9) for name in NAMES[:4]})
    look(project)
    assert (project / WHOLE).read_bytes() != before
    assert not (project / SINCE).exists()


def test_what_cannot_be_removed_is_not_left_beside_another_whole(project, monkeypatch):
    """A file that somebody holds open on Windows."""
    before = (project / WHOLE).read_bytes()
    written(project, {NAMES[0]: ([("Thay thế", CITED[4])], "public", 9)})
    look(project)
    kept = recalled(project / ".vankho", Edition.PUBLIC)

    def unlink(path, *, missing_ok=False):
        raise PermissionError(path)

    monkeypatch.setattr(decisions, "_FEW", 0)
    with monkeypatch.context() as held:
        held.setattr(Path, "unlink", unlink)
        with pytest.raises(PermissionError):
            decisions.keep(project / ".vankho", Edition.PUBLIC, kept.decisions.state, kept.decisions, None)
    assert (project / WHOLE).read_bytes() == before


def test_what_another_process_keeps_meanwhile_is_not_joined_to_what_was_read(project):
    written(project, {NAMES[0]: ([("Thay thế", CITED[4])], "public", 9)})
    look(project)
    old, since = (project / WHOLE).read_bytes(), (project / SINCE).read_bytes()
    written(project, {NAMES[4]: None})
    (project / WHOLE).unlink()
    look(project)
    written(project, {NAMES[3]: None})
    look(project)
    new, new_since = (project / WHOLE).read_bytes(), (project / SINCE).read_bytes()
    (project / WHOLE).write_bytes(old)
    (project / SINCE).write_bytes(since)
    ahead = Store(project / ".vankho" / CACHE)
    decisions.look_ahead(ahead, Edition.PUBLIC)
    (project / WHOLE).write_bytes(new)
    (project / SINCE).write_bytes(new_since)
    ahead._ahead.pop(project / SINCE)  # as if it had not been read yet
    found = recalled(project / ".vankho", Edition.PUBLIC, ahead)
    assert found is not None
    assert found.decisions == found.base


def test_where_archive_yaml_says_something_else_all_is_written(project):
    written(project, {NAMES[0]: ([("Thay thế", CITED[4])], "public", 9)})
    look(project)
    own = project / "content" / "archive.yaml"
    own.write_text(ARCHIVE.replace("Thành ủy A", "Thành ủy thành phố A"), encoding="utf-8")
    look(project)
    assert not (project / SINCE).exists()
    assert all(kept == first for kept, first in kept_and_first(project, project / "first"))


@pytest.mark.parametrize("how", ["cut", "other", "of another whole", "gone"])
def test_what_is_beside_and_not_what_was_kept_is_not_believed(project, how):
    written(project, {NAMES[0]: ([("Thay thế", CITED[4])], "public", 9)})
    look(project)
    data = (project / SINCE).read_bytes()
    digest = recalled(project / ".vankho", Edition.PUBLIC).digest
    if how == "gone":
        (project / SINCE).unlink()
    elif how == "of another whole":
        (project / WHOLE).unlink()
        written(project, {NAMES[2]: None})
        look(project)
        (project / SINCE).write_bytes(data)
    else:
        (project / SINCE).write_bytes(data[: len(data) // 2] if how == "cut" else data.replace(b"kh-tu", b"kh-ut"))
    found = recalled(project / ".vankho", Edition.PUBLIC)
    assert found is not None
    assert (found.changed, found.decisions) == ({}, found.base)
    assert found.digest != digest
    look(project)
    assert all(kept == first for kept, first in kept_and_first(project, project / "first"))
